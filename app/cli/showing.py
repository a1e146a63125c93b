"""Articles, stories and traces as a person reads them: marked sentences, speakers, steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from app.assessing import explain_article
from app.cli.explaining import print_explanation
from app.cli.output import Format, plain, print_json, print_rows
from app.cli.words import delay, figures
from app.printable import printable
from db import queries
from db.engine import Database
from domain.errors import StoreError
from domain.explanation import Explanation, explanation_to_dict
from domain.revision import edit_words
from domain.story import sources_words
from domain.wording import context_words, passed_on_by
from ingest.urls import canonical_url

Row = Mapping[str, Any]
_STEP_COLUMNS = ("step", "at", "outcome", "detail")


def print_thing(database: Database, name: str, form: Format) -> None:
    """Print the article or story that `name` means. Errors: StoreError when there is none."""
    if name.startswith("story:"):
        number = name.removeprefix("story:")
        story = queries.show_story(database, int(number)) if _is_id(number) else None
        if story is None:
            raise _nothing(name)
        print_story(story, form)
        return
    article = _first(queries.show_article(database, key) for key in _keys(name))
    if article is None:
        raise _nothing(name)
    print_article(article, form)


def print_why(database: Database, url: str, form: Format) -> None:
    """Print the steps by which an address came in, and why its article was judged as it was.

    Errors: StoreError when it was never seen.
    """
    steps = queries.why(database, *_keys(url))
    if not steps:
        raise _nothing(url)
    ids = [step["id"] for step in steps if step["step"] == "article"]
    found = (queries.show_article(database, id_) for id_ in ids)
    explained = [(row, explain_article(row)) for row in found if row]
    if form is Format.TABLE:
        _print_steps(steps)
        for row, explanation in explained:
            _print_reasons(row, explanation, steps)
        return
    if form is not Format.CSV:  # its columns are those of the steps
        steps = [*steps, *(_explanation_step(*pair) for pair in explained)]
    print_rows(steps, form, columns=_STEP_COLUMNS)


def _print_steps(steps: Sequence[Row]) -> None:
    out = Console()
    for step in steps:
        line = Text(f"{_time(step.get('at')):<17}", style="dim")
        line.append(f"{step['step']:<11}", style="bold")
        line.append(f"{step.get('outcome') or '':<14} ")
        line.append(printable(str(step.get("detail") or "")))
        out.print(line, soft_wrap=True)


def _print_reasons(article: Row, explanation: Explanation, steps: Sequence[Row]) -> None:
    out = Console()
    out.print()
    print_explanation(explanation, title=f"why article {article['id']} is judged so")
    today = explanation.assessment.rule_version
    for step in steps:
        stored = step.get("rule_version")
        if step.get("article_id") == article["id"] and step.get("current") and stored != today:
            out.print(
                Text(
                    printable(
                        f"\nThis is by the rules of today, {today}; what is stored was judged"
                        f" by {stored}: 'tumen reassess' brings it up to date."
                    )
                ),
                soft_wrap=True,
            )


def _explanation_step(article: Row, explanation: Explanation) -> dict[str, Any]:
    rules = ", ".join(dict.fromkeys(c.rule for c in explanation.carriers if c.direct))
    return {
        "step": "explanation",
        "at": None,
        "outcome": rules or "no flag",
        "detail": "; ".join(explanation.assessment.relevance.reasons),
        "id": article["id"],
        **explanation_to_dict(explanation),
    }


def print_article(article: Row, form: Format) -> None:
    """Print one whole article; as a table: head, text with marked evidence, claims."""
    if form is not Format.TABLE:
        _print_one(article, form)
        return
    out = Console()
    out.print(Text(printable(article["title"]), style="bold"))
    out.print(Text(printable(article["url"]), style="dim"), soft_wrap=True)
    said = article["published_at"]
    facts = {
        "article": article["id"],
        "story": article["story"] and f"story:{article['story']['id']}",
        "published": said and f"{_time(said)} UTC (by {article['published_by']})",
        "first seen": f"{_time(article['first_seen_at'])} UTC",
        "language": article["language"],
        "sources": ", ".join(article["sources"]),
        "text from": _origin(article),
        "flags": ", ".join(article["flags"]),
        "statuses": ", ".join(article["statuses"]),
        "seed": "this is a seed document" if article["is_seed"] else None,
    }
    for name, value in facts.items():
        if value:
            out.print(Text(printable(f"{name:>10}  {value}")), soft_wrap=True)
    out.print()
    out.print(_marked(article["document"], article["evidence"]))
    out.print()
    _print_claims(out, article["claims"])
    _print_history(out, article["history"])


def print_story(story: Row, form: Format) -> None:
    """Print one story; as a table: what it says, who says it, its articles and alerts."""
    if form is not Format.TABLE:
        _print_one(story, form)
        return
    out = Console()
    out.print(Text(printable(f"story:{story['id']}  {story['title']}"), style="bold"))
    for name, value in _story_head(story).items():
        if value:
            out.print(Text(printable(f"{name:>9}  {value}")), soft_wrap=True)
    out.print()
    _print_claims(out, story["claims"])
    print_rows(
        story["articles"],
        form,
        columns=("id", "first_seen_at", "outlet", "language", "reason", "from", "title", "url"),
        cells=_member_cells,
        title="articles, in the order they were seen",
    )
    if story["alerts"]:
        columns = ("id", "created_at", "route", "channel", "state", "status", "attempts")
        print_rows(story["alerts"], form, columns=columns, title="alerts")


def _print_history(out: Console, history: Sequence[Row]) -> None:
    for state in history:
        grade = state["grade"]
        line = Text(f"{_time(state['seen_at']):<17}", style="dim")
        line.append(edit_words(grade) if grade else str(state["change"]), style="bold")
        line.append(" (corrects itself)" if state["corrects"] else "")
        for word, span in (("was", state["before"]), ("is", state["after"])):
            if span:
                line.append(printable(f"  {word} “{span['text']}”"), style="italic")
        if not state["before"]:
            line.append(printable(f"  was “{state['title']}”"), style="italic")
        out.print(line, soft_wrap=True)


def _story_head(story: Row) -> Row:
    counted = sources_words(len(story["articles"]), story["independent"])
    return {
        "status": ", ".join(story["statuses"]) or "none",
        "new": "; ".join(story["adds"]) or "nothing new against the seed",
        "unheard": "; ".join(story["adds_to_known"]) or "nothing that was not known before",
        "sources": f"{counted}: {', '.join(story['origins'])}",
        "seen": " · ".join(f"{s['source']} +{delay(s['behind_s'])}" for s in story["seen_by"]),
    }


def _member_cells(member: Row) -> Row:
    """Whom an article leans on, in a few words."""
    leans = (
        f"article {r['of_article_id']} ({r['how']})"
        if r["how"] == "copies"
        else f"{r['outlet']} ({r['how']})"
        for r in member["leans_on"]
    )
    return {**member, "from": ", ".join(leans)}


def _print_claims(out: Console, claims: Sequence[Row]) -> None:
    said = {
        (c["status"], c["speaker"], c["evidence"], figures(c["figures"])): c
        for c in reversed(claims)
    }
    for claim in reversed(said.values()):  # a reprint says the same sentence again
        line = Text(f"{claim['status']:>10}  ", style="bold")
        line.append(printable(f"{claim['speaker'] or 'speaker not named'}: "), style="cyan")
        line.append(printable(f"“{claim['evidence']}”"), style="italic")
        if claim["figures"]:
            line.append(f"  [{figures(claim['figures'])}]")
        if told := context_words(claim):
            line.append(f"  ({', '.join(told)})", style="dim")
        if via := passed_on_by(claim):
            line.append(printable(f"  via {', '.join(via)}"), style="dim")
        out.print(line, soft_wrap=True)
    if claims:
        out.print()


def _print_one(row: Row, form: Format) -> None:
    if form is Format.JSON:
        print_json(plain(row))
    else:
        print_rows([row], form, columns=("id", "title"))


def _marked(document: str, evidence: Sequence[Row]) -> Text:
    text = Text(printable(document))
    for span in evidence:
        text.stylize("bold yellow", span["start"], span["end"])
    return text


def _origin(article: Row) -> str:
    reason = article["fallback_reason"] or article["extraction_reason"]
    return f"{article['extractor']} ({reason})" if reason else str(article["extractor"])


def _keys(name: str) -> list[str]:
    canonical = canonical_url(name) if "://" in name else None
    return list(dict.fromkeys([name, *([canonical] if canonical else [])]))


def _is_id(number: str) -> bool:
    # 18 digits fit any database's integer.
    return number.isdecimal() and len(number) <= 18


def _first(rows: Any) -> Row | None:  # Any: a generator of optional rows
    return next((row for row in rows if row), None)


def _time(value: datetime | None) -> str:
    return value.strftime("%Y-%m-%d %H:%M") if value else ""


def _nothing(name: str) -> StoreError:
    return StoreError(
        f"nothing is stored under '{name}'; ask with an article's id, story:ID or an address",
        reason="unknown",
        transient=False,
    )

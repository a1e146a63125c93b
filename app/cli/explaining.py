"""Explanations as a person reads them: the marked text, the rule, what was needed; it finds no reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from app.cli.lines import print_line, print_lines, quoted_words
from app.cli.weighing import print_balances, print_weights
from app.printable import printable
from domain.explanation import Carrier, Dropped, Explanation, Given, Nearest, Need, Word
from ingest.assess.explaining.wording import DEED, MEN, NORTH, PLACE, WEIGHED

_STYLES = {NORTH: "bold yellow", MEN: "bold cyan", DEED: "bold magenta", PLACE: "bold green"}
_OTHER = "underline"


def print_explanation(explanation: Explanation, *, title: str = "") -> None:
    """Print an explanation to standard output; without colours the marked words stand in brackets."""
    out = Console(highlight=False)
    if title:
        out.print(Text(printable(title), style="bold"), soft_wrap=True)
    _print_verdict(out, explanation)
    if explanation.assessment.relevant is None:
        return
    words = [w for c in explanation.carriers for w in c.words]
    words += [w for d in explanation.dropped for w in d.words]
    words += explanation.nearest.words if explanation.nearest else ()
    out.print()
    out.print(_marked(explanation.document, words, plain=_is_plain(out)), soft_wrap=True)
    for number, carrier in enumerate(explanation.carriers, 1):
        out.print()
        _print_carrier(out, carrier, number)
    if not explanation.carriers:
        _print_missing(out, explanation)
    print_balances(out, explanation.balances)


def _print_missing(out: Console, explanation: Explanation) -> None:
    for dropped in explanation.dropped:
        out.print()
        _print_dropped(out, dropped)
    out.print()
    _print_nearest(out, explanation.nearest, dropped=bool(explanation.dropped))


def _print_verdict(out: Console, explanation: Explanation) -> None:
    judged = explanation.assessment
    reasons = "; ".join(judged.relevance.reasons)
    if judged.relevant is None:
        print_line(out, "not assessed", reasons)
        return
    print_line(out, "flags", ", ".join(judged.flags) or "none")
    print_line(
        out,
        "relevant",
        f"{'yes' if judged.relevant else 'no'} ({judged.relevance.score:g}): {reasons}",
    )
    print_line(out, "language", f"{judged.language}, rules {judged.rule_version}")


def _print_carrier(out: Console, carrier: Carrier, number: int) -> None:
    print_line(out, f"{number}", f"“{carrier.quote.text}”", style="italic")
    does = f"carries {carrier.flag}, " if carrier.direct else ""
    print_line(out, "rule", f"{does}{carrier.rule}: {carrier.rule_words}")
    _print_words(out, carrier.words)
    print_weights(out, carrier.weights)
    if not carrier.tried:
        print_line(out, "", "its words were not tried: enough other sentences were")
        print_line(out, "status", ", ".join(given.what for given in carrier.statuses))
        print_lines(out, "figure", (given.what for given in carrier.figures))
        return
    if carrier.direct:
        print_lines(
            out, "no flag without", (_need(need) for need in carrier.needs if need.ends_flag)
        )
        others = [_need(need) for need in carrier.needs if not need.ends_flag]
        if others:
            others.append("the flag would stand all the same: other sentences carry it")
        if not carrier.needs:
            others = [
                "no one of its words: another rule, or the sentences around, make up for each"
            ]
        print_lines(out, "falls without", others)
        print_lines(out, "not needed", [quoted_words(carrier.spare)] if carrier.spare else [])
    print_lines(out, "status", map(_status, carrier.statuses))
    print_lines(out, "figure", map(_figure, carrier.figures))


def _print_dropped(out: Console, dropped: Dropped) -> None:
    overruled = dropped.rule != WEIGHED
    print_line(
        out, "overruled" if overruled else "not enough", f"“{dropped.quote.text}”", style="italic"
    )
    ends = "; the weights speak against it" if overruled else ""
    print_line(out, "rule", f"{dropped.rule}: {dropped.rule_words}{ends}")
    _print_words(out, dropped.words)
    print_weights(out, dropped.weights)


def _print_nearest(out: Console, nearest: Nearest | None, *, dropped: bool) -> None:
    """With `dropped` the sentence has been told of already."""
    if nearest is None:
        print_line(out, "no flag", "no sentence is near one: none names two of the things it takes")
        return
    if not dropped:
        print_line(out, "no flag", "the nearest sentence:")
        print_line(out, "", f"“{nearest.quote.text}”", style="italic")
        _print_words(out, nearest.words)
    print_lines(out, "missing", nearest.missing)
    if nearest.changes:
        print_lines(out, "flagged with", nearest.changes)
    else:
        tried = f"none of the {nearest.tried} changes tried gives the flag"
        print_line(
            out, "flagged with", tried if nearest.tried else "no change of a single word to try"
        )


def _print_words(out: Console, words: Iterable[Word]) -> None:
    print_lines(out, "words", (f"“{w.span.text}”  {w.meaning}" for w in _apart(words)))


def _need(need: Need) -> str:
    quoted = quoted_words(need.words)
    if need.reach == "text":
        return f"{quoted}, anywhere in the text ({need.meaning})"
    together = " together" if need.reach == "sentence" else ""
    return f"{quoted}{together} ({need.meaning})"


def _status(given: Given) -> str:
    if not given.words and given.by_weight:
        return f"{given.what}: no word of it, but the weight of what the text says"
    if not given.words:
        return f"{given.what}: no word of it says otherwise"
    instead = f"; else {', '.join(given.instead)}" if given.instead else ""
    return f"{given.what}: by {quoted_words(given.words)}{instead}"


def _figure(given: Given) -> str:
    words = f": by {quoted_words(given.words)}" if given.words else ""
    instead = f"; else {', '.join(given.instead)}" if given.instead else ""
    shades = f"; the bound by {quoted_words(given.shades)}" if given.shades else ""
    return f"{given.what}{words}{instead}{shades}"


def _is_plain(out: Console) -> bool:
    return not out.is_terminal or out.no_color or out.color_system is None


def _marked(document: str, words: Iterable[Word], *, plain: bool) -> Text:
    # A text with brackets of its own gets others.
    left, right = "[]" if "[" not in document else "⟦⟧"
    text = Text()
    at = len(document) - len(document.lstrip())
    for word in _apart(words):
        text.append(printable(document[at : word.span.start]))
        quoted = printable(word.span.text)
        if plain:
            text.append(f"{left}{quoted}{right}")
        else:
            text.append(quoted, style=_STYLES.get(word.condition or "", _OTHER))
        at = word.span.end
    text.append(printable(document[at:].rstrip()))
    return text


def _apart(words: Iterable[Word]) -> Iterator[Word]:
    """In order; of words that overlap the first, which is the longer one."""
    reached = 0
    for word in sorted(words, key=lambda w: (w.span.start, -w.span.end)):
        if word.span.start >= reached:
            yield word
            reached = word.span.end

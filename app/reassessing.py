"""`tumen reassess`: judge stored articles by the rules of today, in small steps that can be cut off.

Its state is in the rows: an article is due while the assessment that counts is of other rules. It
tells nobody: what the newer rules see in old articles is no news.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.digest import judge_text
from config.lexicons import bundled_lexicons
from db import queries, store
from db.engine import Database
from domain.assessment import Assessment
from domain.filters import Filter
from domain.ports import Clock
from domain.reassessment import Difference, Rejudged, StoredText, judged
from ingest.assess.judge import lexicon_for, version_with

log = logging.getLogger(__name__)

# Articles in one transaction: the daemon waits for it. 50 take 60 ms on SQLite (2026-11-23).
BATCH = 50
Show = Callable[[int, int], None]
Judge = Callable[..., Assessment]


@dataclass(slots=True, kw_only=True)
class Report:
    """What a call did. `earlier`: articles of a call before it that was cut off; `left`: still due."""

    total: int
    assessed: int = 0
    earlier: int = 0
    meanwhile: int = 0
    failed: int = 0
    left: int = 0
    differences: list[Difference] = field(default_factory=list)


def reassess(
    database: Database,
    wanted: Filter,
    *,
    clock: Clock,
    limit: int | None = None,
    dry_run: bool = False,
    show: Show = lambda done, total: None,
    judge: Judge = judge_text,
) -> Report:
    """Judge again what matches the filter and was judged by other rules, newest first.

    `show` is told how many of how many are done. With `dry_run` nothing is written.
    """
    stale = queries.Stale(database, wanted, version_of, now=clock.now())
    report = Report(total=min(stale.total, limit or stale.total))
    if not dry_run:
        _take_up(database, report)
    show(0, report.total)
    for texts in _batches(stale, report.total):
        items = [item for text in texts if (item := _judged_again(text, judge))]
        report.failed += len(texts) - len(items)
        _keep(database, texts, items, report, clock=clock, dry_run=dry_run)
        show(report.assessed + report.failed + report.meanwhile, report.total)
    report.left = stale.total - report.total
    if not dry_run:
        store.end_reassessing(database)
    return report


def version_of(language: str | None) -> str:
    """What an assessment of a text in this language is marked with today."""
    return version_with(lexicon_for(language, bundled_lexicons()))


def _take_up(database: Database, report: Report) -> None:
    """Add to the report what an earlier call did before it was cut off."""
    newest = queries.newest_assessment(database)
    after = store.begin_reassessing(database, newest)
    if after is not None:
        report.earlier, found = queries.judged_since(database, after, newest)
        report.differences += found


def _batches(stale: queries.Stale, total: int) -> Iterator[list[StoredText]]:
    last: int | None = None
    while total > 0 and (texts := stale.older_than(last, min(BATCH, total))):
        yield texts
        last, total = texts[-1].id, total - len(texts)


def _keep(
    database: Database,
    texts: list[StoredText],
    items: list[Rejudged],
    report: Report,
    *,
    clock: Clock,
    dry_run: bool,
) -> None:
    done = frozenset(item.article_id for item in items)
    if not dry_run:
        done = store.save_reassessed(database, items, now=clock.now())
        report.meanwhile += len(items) - len(done)
    report.assessed += len(done)
    before = {text.id: text for text in texts}
    for item in items:
        after = judged(item.assessment)
        text = before[item.article_id]
        if text.id in done and after != text.judged:
            report.differences.append(queries.difference(text, text.judged, after))


def _judged_again(text: StoredText, judge: Judge) -> Rejudged | None:
    """One article that meets a fault of the rules must not stop all the others."""
    try:
        assessment = judge(
            text.title, text.text, language=text.language, published=text.published_at
        )
    except Exception:
        log.exception("article could not be judged again", extra={"article": text.id})
        return None
    return Rejudged(
        article_id=text.id,
        assessment_id=text.assessment_id,
        language=text.language,
        assessment=assessment,
    )

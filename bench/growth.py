"""Does the cost of an article grow with what is stored? Fills a SQLite database, stores more, tells both.

Run:  .venv/bin/python -m bench.growth --sizes 1000 10000 100000 --probe 300   (a hundred thousand take minutes)
Each size is reached by the store's own transactions, so that rows, bands and full-text index are what
the daemon would have written; then `--probe` further articles are timed: poll, claim, save with story
and look-up of copies. Texts are made of 20,000 words by Zipf's law, 2.5 KB each, a tenth of them copies
of earlier ones. Neither network nor parsing is in the times.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

from rich.console import Console
from rich.table import Table

from db import store
from db.engine import Database
from domain.article import Article
from domain.assessment import Assessment, Relevance
from domain.listing import Entry, Listing
from domain.rows import PendingEntry
from domain.source import PollRecord, Source, SourceState
from domain.story import Fingerprint
from ingest.stories import fingerprint, place

BATCH = 20
_WORDS = 20_000


class Newsroom:
    """One source with new items in every poll."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._random = random.Random(7)
        self._words = [
            "".join(self._random.choices("abcdefghiklmnoprstuvwy", k=6)) for _ in range(_WORDS)
        ]
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(_WORDS)))
        self._earlier: list[str] = []
        self.stored = 0
        source = Source(id="a", name="A", url="https://a.example/rss", kind="feed", language="en")
        store.sync_sources(database, [source], now=datetime.now(UTC))

    def bring(self, count: int) -> list[float]:
        """Bring articles in; returns the seconds of each, its share of poll and claim with it."""
        seconds: list[float] = []
        while len(seconds) < count:
            texts = [self._text() for _ in range(min(BATCH, count - len(seconds)))]
            seconds += self._batch(texts)
        return seconds

    def _text(self) -> str:
        if self._earlier and self._random.random() < 0.1:
            return self._random.choice(self._earlier) + " " + self._random.choice(self._words)
        words = self._random.choices(self._words, cum_weights=self._weights, k=360)
        text = ". ".join(" ".join(words[at : at + 18]) for at in range(0, 360, 18))
        if len(self._earlier) < 5_000:
            self._earlier.append(text)
        return text

    def _batch(self, texts: Sequence[str]) -> list[float]:
        numbers = range(self.stored, self.stored + len(texts))
        self.stored += len(texts)
        urls = [f"https://a.example/{number}" for number in numbers]
        marks = [fingerprint(title(n), text) for n, text in zip(numbers, texts, strict=True)]
        begin = time.perf_counter()
        self._poll(
            [Entry(identity=u, url=u, title=title(n)) for n, u in zip(numbers, urls, strict=True)]
        )
        claimed = store.claim_due_entries(
            self._database,
            now=datetime.now(UTC),
            owner="bench",
            lease_s=60,
            limit=BATCH,
            per_source=BATCH,
        )
        shared = (time.perf_counter() - begin) / len(texts)
        seconds = []
        for pending, number, text, mark in zip(claimed, numbers, texts, marks, strict=True):
            begin = time.perf_counter()
            store.find_article_by_url(self._database, urls[number - numbers[0]])
            self._save(pending, text, mark)
            seconds.append(shared + time.perf_counter() - begin)
        return seconds

    def _poll(self, entries: Sequence[Entry]) -> None:
        now = datetime.now(UTC)
        store.make_sources_due(self._database, now=now)
        store.claim_due_sources(self._database, now=now, owner="bench", lease_s=60, limit=1)
        record = PollRecord(
            source_id="a", started_at=now, finished_at=now, outcome="new", status=200
        )
        state = SourceState(source_id="a", next_due_at=now)
        store.record_poll(
            self._database,
            record,
            listing=Listing(format="rss20", entries=tuple(entries)),
            decide=lambda _: (state, None),
            owner="bench",
        )

    def _save(self, pending: PendingEntry, text: str, mark: Fingerprint) -> None:
        article = Article(
            url=pending.entry.url or "", title=pending.entry.title, text=text, language="en"
        )
        assessment = Assessment(
            language="en", relevant=False, relevance=Relevance(score=0.1), rule_version="bench"
        )
        saved = store.save_article(
            self._database,
            article,
            assessment,
            mark,
            entry=pending,
            place=place,
            plan=lambda _: (),
            now=datetime.now(UTC),
        )
        if saved.outcome != "stored":
            raise SystemExit(f"{article.url}: {saved.outcome}")


def title(number: int) -> str:
    return f"Report {number} on what was said at the river"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--probe", type=int, default=300)
    given = parser.parse_args()
    table = Table(title=f"one more article, {given.probe} times; SQLite, {os.cpu_count()} cores")
    for name in ("stored", "median ms", "mean ms", "p99 ms", "against the first", "database MB"):
        table.add_column(name, justify="right")
    first = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "growth.db"
        database = Database(f"sqlite:///{path}")
        database.upgrade()
        newsroom = Newsroom(database)
        for size in sorted(given.sizes):
            newsroom.bring(size - newsroom.stored)
            seconds = newsroom.bring(given.probe)
            median, mean = statistics.median(seconds), statistics.fmean(seconds)
            first = first or median
            late = statistics.quantiles(seconds, n=100)[-1]
            times = [f"{1000 * one:.2f}" for one in (median, mean, late)]
            mb = path.stat().st_size / 1e6
            table.add_row(f"{size:,}", *times, f"{median / first:.2f}", f"{mb:.0f}")
        database.dispose()
    Console().print(table)


if __name__ == "__main__":
    main()

"""Read public sets of pages with our parser and with peers, and score text, title, authors and day.

Run:  .venv/bin/python -m bench.extract FOLDER … [--half score] [--readers tumen,trafilatura] [--pages OUT.jsonl]
The sets stay outside the repository; `bench/pagesets.py` tells which layouts are read. Peers that are not
installed are left out; trafilatura always is. Text is scored by shingles of four words, precision and
recall meant over the pages, or by pieces found where a set has no whole texts. Titles and lists of authors
count when they are equal after folding white space, case and quotation marks.
Sources: scrapinghub/article-extraction-benchmark, adbar/trafilatura tests/eval_common.py (the measures).
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.table import Table

from bench.pagesets import Page, read_set
from bench.readers import Reader, Reading, quiet, readers

SHINGLE = 4
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans("‘’‚‛`´“”„‟«»‹›", "''''''\"\"\"\"\"\"''")


@dataclass(slots=True)
class Score:
    """The sums of one reader over one set."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    pieces: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    pages: int = 0

    @property
    def f1(self) -> float:
        if self.precision:
            mean = statistics.mean(self.precision), statistics.mean(self.recall)
            return 2 * mean[0] * mean[1] / (sum(mean) or 1.0)
        found = 2 * self.pieces["tp"]
        return found / ((found + self.pieces["fp"] + self.pieces["fn"]) or 1)

    def share(self, what: str) -> float | None:
        return self.hits[what] / self.asked[what] if self.asked[what] else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=("all", "look", "score"), default="all")
    parser.add_argument("--readers", default="", help="names split by commas; all by default")
    parser.add_argument(
        "--pages", type=Path, help="write what was read of every page as JSON lines"
    )
    given = parser.parse_args()
    quiet()
    chosen = readers([name for name in given.readers.split(",") if name])
    out = given.pages.open("w", encoding="utf-8") if given.pages else None
    for folder in given.folders:
        pages = read_set(folder, given.half)
        scores = {name: _run(name, reader, pages, out) for name, reader in chosen.items()}
        _print(f"{folder.name}: {len(pages)} pages ({given.half})", scores)


def _run(name: str, reader: Reader, pages: list[Page], out: TextIO | None) -> Score:
    score = Score()
    if pages:
        _read(reader, pages[0])  # imports and patterns are not the page's
    for page in pages:
        start = time.process_time()
        reading = _read(reader, page)
        score.seconds += time.process_time() - start
        score.pages += 1
        marks = judge(page, reading)
        _add(score, page, marks)
        if out:
            line = {"reader": name, "key": page.key, "url": page.url, "by": reading.by, **marks}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return score


def _read(reader: Reader, page: Page) -> Reading:
    try:
        return reader(page.body, page.url)
    except Exception:  # a peer that fails on a page has read nothing of it
        return Reading(by="failed")


def judge(page: Page, reading: Reading) -> dict[str, float]:
    """The marks of one reading: shares of shingles or counts of pieces, and 0 or 1 for the rest."""
    marks: dict[str, float] = {}
    if page.text is not None:
        marks["precision"], marks["recall"] = overlap(page.text, reading.text)
        marks["read"] = float(bool(_WORD.search(reading.text)))
    else:
        there = _space(reading.text)
        marks["tp"] = sum(_space(piece) in there for piece in page.wanted)
        marks["fp"] = sum(_space(piece) in there for piece in page.unwanted)
        marks["fn"] = len(page.wanted) - marks["tp"]
    if page.title:
        marks["title"] = float(_plain(page.title) == _plain(reading.title))
    if page.authors:
        marks["authors"] = float(_names(page.authors) == _names(reading.authors))
    if page.day:
        marks["day"] = float(page.day in reading.days)
    return marks


def overlap(true: str, read: str) -> tuple[float, float]:
    """Precision and recall of the shingles of `read`; two empty texts agree.

    Example:
        >>> overlap("one two three four five", "one two three four")
        (1.0, 0.5)
    """
    wanted, got = _shingles(true), _shingles(read)
    common = sum((wanted & got).values())
    if not wanted and not got:
        return 1.0, 1.0
    return (
        common / sum(got.values()) if got else 0.0,
        common / sum(wanted.values()) if wanted else 0.0,
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(
        tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))
    )


def _add(score: Score, page: Page, marks: dict[str, float]) -> None:
    if page.text is not None:
        # As in the benchmark: an empty reading has no precision.
        if marks["read"]:
            score.precision.append(marks["precision"])
        score.recall.append(marks["recall"])
    score.pieces.update({key: int(marks.get(key, 0)) for key in ("tp", "fp", "fn")})
    for what in ("title", "authors", "day"):
        if what in marks:
            score.asked[what] += 1
            score.hits[what] += int(marks[what])


def _space(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    return _space(unicodedata.normalize("NFKC", text).translate(_QUOTES)).casefold()


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_plain, names))


def _print(title: str, scores: dict[str, Score]) -> None:
    table = Table(title=title)
    for column in ("reader", "F1", "precision", "recall", "title", "authors", "day", "pages/s"):
        table.add_column(column, justify="left" if column == "reader" else "right")
    table.add_column("× trafilatura", justify="right")
    peer = scores.get("trafilatura")
    for name, score in scores.items():
        speed = score.pages / (score.seconds or 1.0)
        ratio = speed / (peer.pages / (peer.seconds or 1.0)) if peer else None
        table.add_row(
            name,
            f"{score.f1:.4f}",
            f"{statistics.mean(score.precision):.3f}" if score.precision else "",
            f"{statistics.mean(score.recall):.3f}" if score.recall else "",
            *(_share(score.share(what)) for what in ("title", "authors", "day")),
            f"{speed:.1f}",
            f"{ratio:.2f}" if ratio else "",
        )
    Console(width=120).print(table)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()

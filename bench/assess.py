"""Texts per second of the assessment, by language and mixed, and its time by length: one core, warm.

Run:  .venv/bin/python -m bench.assess [--texts 40] [--runs 7] [--bytes 2048]
Texts are those of tests/eval joined to one length: every sentence is on the subject, which is the
costly case. `+ language` tells the language first, as `tumen assess` does without `lang`. Peer of the
same run: a crude keyword rule of ours, four regular expressions a sentence, without spans or claims.
CPU time, the best of some runs: other processes must not decide.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from bench.strain import STRAIN_LANGUAGE, STRAINS, strained
from config.lexicons import load_lexicons
from ingest.assess import assess
from ingest.parse.language import identify_language
from tests.eval.scoring import FOLDER, read_corpus

LEXICONS = load_lexicons()
SIZES_KB = (1, 4, 16, 64, 256, 1024)
_KEYWORDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bnorth korea|\bdprk\b|\bpyongyang|\bkim jong",
        r"\bsoldier|\btroop|\bforces\b|\bmilitary|\bmen\b|\bsapper|\bofficer",
        r"\bsen[dt]|\bdeploy|\barriv|\bfight|\bfought|\bkill|\bcaptur|\bwound|\btrain",
        r"\brussia|\bukrain|\bkursk|\bmoscow|\bdonetsk",
    )
)
_SENTENCE = re.compile(r"[^.!?\n]+")


@dataclass(frozen=True, slots=True)
class Text:
    """One text to judge."""

    language: str
    title: str
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--texts", type=int, default=40, help="texts per language")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--bytes", type=int, default=2048, help="length of a text in UTF-8")
    given = parser.parse_args()
    console = Console()
    texts = {
        path.stem: list(texts_of(path.stem, given.texts, given.bytes))
        for path in sorted(FOLDER.glob("*.jsonl"))
    }
    console.print(speeds(texts, given.runs, given.bytes))
    console.print(lengths(given.runs))


def texts_of(language: str, count: int, size: int) -> Iterator[Text]:
    """Join labelled texts of a language, in another order each time, to texts of `size` bytes."""
    draw = random.Random(f"bench/{language}")
    records = read_corpus(language)
    for _ in range(count):
        chosen = draw.sample(records, len(records))
        joined = "\n".join(f"{r['title']}. {r['text']}" for r in chosen)
        while len(joined.encode()) < size:
            joined += "\n" + joined
        yield Text(language, chosen[0]["title"], joined.encode()[:size].decode(errors="ignore"))


def speeds(texts: dict[str, list[Text]], runs: int, size: int) -> Table:
    """Texts per second by language and mixed."""
    table = Table(title=f"texts of {size:,} bytes a second, one core, warm")
    for name in ("", "assess", "+ language", "keyword rule", "assess / rule"):
        table.add_column(name, justify="right")
    totals = [0.0, 0.0, 0.0]
    for language, own in texts.items():
        times = [
            seconds(work, own, runs) for work in (_assess, _identify_and_assess, _keyword_rule)
        ]
        totals = [total + took for total, took in zip(totals, times, strict=True)]
        # The rule knows English words only: elsewhere it stops at the first expression.
        peer = times if language == "en" else times[:2]
        table.add_row(language, *_cells(len(own), peer))
    table.add_section()
    table.add_row("mixed", *_cells(sum(map(len, texts.values())), totals[:2]))
    return table


def _cells(count: int, times: list[float]) -> list[str]:
    cells = [f"{count / took:,.0f}" for took in times]
    return [*cells, f"1 : {times[0] / times[2]:.1f}"] if len(times) == 3 else cells


def seconds(work: Callable[[Text], object], texts: list[Text], runs: int) -> float:
    """CPU seconds for all texts, the best of some runs after one that warms up."""
    best = float("inf")
    for run in range(runs + 1):
        start = time.process_time()
        for text in texts:
            work(text)
        if run:
            best = min(best, time.process_time() - start)
    return best


def lengths(runs: int) -> Table:
    """Milliseconds a KB from 1 KB to 1 MB: joined news and inputs made to hurt."""
    table = Table(title="milliseconds a KB by length (characters); flat is linear")
    table.add_column("")
    for size in SIZES_KB:
        table.add_column(f"{size:,} KB", justify="right")
    news = {language: next(texts_of(language, 1, 4096)).text for language in ("en", "ko", "ru")}
    for name, unit in {**news, **STRAINS}.items():
        cells = []
        for size in SIZES_KB:
            language = name if name in news else STRAIN_LANGUAGE.get(name, "en")
            text = Text(language, "", strained(unit, size * 1024))
            took = seconds(_assess, [text], runs if size < 64 else 2)
            cells.append(f"{took / size * 1000:.3f}")
        table.add_row(name, *cells)
    return table


def _assess(text: Text) -> object:
    return assess(text.title, text.text, language=text.language, published=None, lexicons=LEXICONS)


def _identify_and_assess(text: Text) -> object:
    language, _ = identify_language(f"{text.title}\n{text.text}")
    return assess(text.title, text.text, language=language, published=None, lexicons=LEXICONS)


def _keyword_rule(text: Text) -> object:
    return any(
        all(word.search(sentence) for word in _KEYWORDS)
        for sentence in _SENTENCE.findall(f"{text.title}\n{text.text}")
    )


if __name__ == "__main__":
    main()

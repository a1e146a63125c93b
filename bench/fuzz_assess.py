"""Judge 100,000 random and mutated texts: no exception, every span exact; then the slowest are shown.

Run:  .venv/bin/python -m bench.fuzz_assess [--count 100000] [--seed 1] [--jobs N]
The default run of the tests does the same with fewer texts (tests/ingest/assess/test_fuzz.py).
Exit status 1 when any text failed; each failure is printed with the number that makes it again:
`--first NUMBER --count 1`.
"""

from __future__ import annotations

import argparse
import heapq
import multiprocessing
import os
import random
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.strain import mutated
from config.lexicons import bundled_lexicons
from domain.article import document_text
from domain.assessment import Assessment, Evidence, assessment_to_dict
from ingest.assess import assess, touches_subject
from ingest.parse.language import identify_language
from tests.eval.scoring import FOLDER, read_corpus

CHUNK = 500
SHOWN = 10
# Far beyond the slowest seen (4 ms, 2026-11-23): a text that hangs must not hang the run unseen.
SLOW_S = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text."""

    number: int
    length: int
    took_s: float
    problem: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    last = given.first + given.count
    chunks = [
        (given.seed, range(at, min(at + CHUNK, last))) for at in range(given.first, last, CHUNK)
    ]
    slowest: list[tuple[float, int, int]] = []
    judged = failed = 0
    with multiprocessing.get_context("spawn").Pool(given.jobs) as pool:
        for outcomes in pool.imap(fuzz, chunks):
            for outcome in outcomes:
                judged += 1
                slowest.append((outcome.took_s, outcome.number, outcome.length))
                if outcome.problem:
                    failed += 1
                    print(f"text {outcome.number}: {outcome.problem}")
            slowest = heapq.nlargest(SHOWN, slowest)
            print(f"\r{judged:,} judged, {failed} failed", end="", file=sys.stderr)
    print(file=sys.stderr)
    print(f"{judged:,} texts judged, {failed} failed; the slowest:")
    for took_s, number, length in slowest:
        print(f"  {took_s * 1000:7.1f} ms  {length:6,} characters  text {number}")
    return int(failed > 0)


def fuzz(chunk: tuple[int, range]) -> list[Outcome]:
    """Judge the texts of some numbers; the number and the seed make the text."""
    seed, numbers = chunk
    return [try_one(seed, number) for number in numbers]


def try_one(seed: int, number: int) -> Outcome:
    """Judge one text and check what must hold of every assessment."""
    title, text, language = made(seed, number)
    start = time.process_time()
    try:
        judged = assess(
            title, text, language=language, published=_published(number), lexicons=LEXICONS
        )
        took_s = time.process_time() - start
        problem = _wrong(judged, document_text(title, text))
        touches_subject(title, text[:300], LEXICONS)
        identify_language(f"{title}\n{text}")
    except Exception:
        took_s, problem = time.process_time() - start, traceback.format_exc()
    if not problem and took_s > SLOW_S:
        problem = f"took {took_s:.1f} s for {len(text):,} characters"
    return Outcome(number, len(text), took_s, problem)


def made(seed: int, number: int) -> tuple[str, str, str]:
    """Title, text and language of a number: mostly the language the text was written in."""
    draw = random.Random(f"{seed}/{number}")
    language = draw.choice(LANGUAGES)
    texts = TEXTS[language] if draw.random() < 0.8 else draw.choice(list(TEXTS.values()))
    title = draw.choice(texts)[: draw.randint(0, 90)] if draw.random() < 0.7 else ""
    return title, mutated(texts, draw), language


def _published(number: int) -> datetime | None:
    return datetime(2025, 1 + number % 12, 1 + number % 28, tzinfo=UTC) if number % 3 else None


def _wrong(judged: Assessment, whole: str) -> str:
    assessment_to_dict(judged)
    for span in _spans(judged):
        if whole[span.start : span.end] != span.text:
            return f"span {span.start}-{span.end} is {span.text!r}"
    if any(figure.low > figure.high or figure.low < 1 for figure in judged.figures):
        return f"figures {judged.figures}"
    if bool(judged.flags) != bool(judged.claims):
        return f"flags {judged.flags}, {len(judged.claims)} claims"
    return ""


def _spans(judged: Assessment) -> Iterator[Evidence]:
    yield from (evidence for _, evidence in judged.flag_evidence)
    yield from (figure.evidence for figure in judged.figures)
    for claim in judged.claims:
        yield claim.evidence
        yield from (figure.evidence for figure in claim.figures)
        yield from (link.evidence for link in claim.chain)
        yield from (told.evidence for told in (claim.when, claim.wave) if told is not None)


LEXICONS = bundled_lexicons()
LANGUAGES = sorted(LEXICONS)
TEXTS = {
    language: [
        f"{r['title']}\n{r['text']}"
        for folder in (FOLDER, FOLDER / "hard")
        # A new language need not have hard texts.
        if (folder / f"{language}.jsonl").exists()
        for r in read_corpus(language, folder)
    ]
    for language in LANGUAGES
}


if __name__ == "__main__":
    sys.exit(main())

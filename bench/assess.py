"""Texts per second of the assessment, by language and mixed, and its time by length: one core, warm.

Run:  .venv/bin/python -m bench.assess [--texts 40] [--runs 7] [--bytes 2048]
Texts are those of tests/eval joined to one length: every sentence is on the subject, which is the
costly case; `elsewhere` are texts of the same make that do not name North Korea, which is what most news
is. `+ language` tells the language first, as `tumen assess` does without `lang`. Peer of the same run:
a crude keyword rule of ours, four regular expressions a sentence, without spans or claims.
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
from config.lexicons import bundled_lexicons
from domain.assessment import Assessment
from ingest.assess import assess
from ingest.parse.language import identify_language
from tests.eval.scoring import FOLDER, read_corpus

LEXICONS = bundled_lexicons()
UNNAMED = "North Korea is not named"
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
    languages = [path.stem for path in sorted(FOLDER.glob("*.jsonl"))]
    texts = {lang: list(texts_of(lang, given.texts, given.bytes)) for lang in languages}
    elsewhere = {
        lang: list(texts_of(lang, given.texts, given.bytes, elsewhere=True)) for lang in languages
    }
    console.print(speeds(texts, elsewhere, given.runs, given.bytes))
    console.print(lengths(given.runs))


def texts_of(language: str, count: int, size: int, *, elsewhere: bool = False) -> Iterator[Text]:
    """Join labelled texts of a language, in another order each time, to texts of `size` bytes."""
    draw = random.Random(f"bench/{language}")
    folders = (FOLDER, FOLDER / "hard")
    # A language may have no hard texts yet.
    records = [
        r for f in folders if (f / f"{language}.jsonl").exists() for r in read_corpus(language, f)
    ]
    if elsewhere:
        judged = ((r, _assess(Text(language, r["title"], r["text"]))) for r in records)
        records = [r for r, found in judged if found.relevance.reasons == (UNNAMED,)]
    for _ in range(count):
        # Several such texts side by side may well name it: "the North" in one, Kursk in another.
        chosen = draw.sample(records, 1 if elsewhere else len(records))
        joined = "\n".join(f"{r['title']}. {r['text']}" for r in chosen)
        while len(joined.encode()) < size:
            joined += "\n" + joined
        yield Text(language, chosen[0]["title"], joined.encode()[:size].decode(errors="ignore"))


def speeds(
    texts: dict[str, list[Text]], elsewhere: dict[str, list[Text]], runs: int, size: int
) -> Table:
    """Texts per second by language and mixed."""
    table = Table(title=f"texts of {size:,} bytes a second, one core, warm")
    for name in ("", "assess", "+ language", "elsewhere", "keyword rule", "assess / rule"):
        table.add_column(name, justify="right")
    totals = [0.0, 0.0, 0.0]
    for language, own in texts.items():
        times = [
            seconds(_assess, own, runs),
            seconds(_identify_and_assess, own, runs),
            seconds(_identify_and_assess, elsewhere[language], runs),
        ]
        totals = [total + took for total, took in zip(totals, times, strict=True)]
        cells = [f"{len(own) / took:,.0f}" for took in times]
        if language == "en":
            # The rule knows English words only.
            rule = seconds(_keyword_rule, own, runs)
            cells += [f"{len(own) / rule:,.0f}", f"1 : {times[0] / rule:.1f}"]
        table.add_row(language, *cells)
    table.add_section()
    count = sum(map(len, texts.values()))
    table.add_row("mixed", *(f"{count / took:,.0f}" for took in totals))
    return table


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


def _assess(text: Text) -> Assessment:
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

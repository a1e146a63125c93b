"""Score the page reader on our own pages in the structure of real outlets, beside trafilatura.

Run `python tests/pages/scoring.py [--half dev|held|all] [--by language|half] [--errors] [PAGE…]` from the root
of the project. It decides nothing about floors (tests/pages/test_floors.py does).

Text is scored by shingles of four words, one Han, kana or Hangul character counting as a word: the mean
over the pages of each page's F1. Titles and lists of authors count when equal after folding white space,
case and quotation marks, times when they agree to the minute (to the day, where a page says no more). A
page lets boilerplate in when any of its `absent` strings is in the text. What is `optional` (standfirsts,
bylines within the text) counts neither way. `--errors` is for the dev half only: nobody tunes on the other.

Each page lies in tests/data/pages as the outlet's server would send it, bytes in its own character set, with a truth
in TOML: `url`, `half`, what the server or the source says (`content_type`, `timezone`, `language_hint`), `publisher`
(the domain of the rules meant for it), `exact` (tests/ingest/parse/test_page.py lets no fault pass), and `expected`:
`title`, `text` by paragraphs, `optional`, `authors`, `organisation` (right, too, where there are no people),
`published`, `modified`, `language`, `canonical`, `absent`. All texts are our own; outlets and people are made up.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

from config.publishers import load_publishers
from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Dated
from domain.publisher import Publisher
from ingest.parse import parse_page
from ingest.urls import canonical_url

PAGES = Path(__file__).parents[1] / "data" / "pages"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SHINGLE = 4
MEASURES = ("text", "title", "authors", "minute", "modified", "language", "canonical", "clean")

_WORD = re.compile(r"[가-힣ぁ-ヺー一-鿿]|[^\W가-힣ぁ-ヺー一-鿿]+")
_QUOTES = str.maketrans("‘’‚‛`´“”„‟«»‹›", "''''''\"\"\"\"\"\"''")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was served, and what a reader must find."""

    key: str
    fetched: Fetched
    half: str
    expected: Mapping[str, Any]
    timezone: str | None = None
    language_hint: str | None = None
    publisher: str | None = None  # whose rules are meant for it; its own host is a made-up one


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found; times are ISO 8601."""

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    language: str = ""
    canonical: str = ""
    by: str = ""


@dataclass(slots=True)
class Table:
    """Marks per measure, and what went wrong, page by page."""

    marks: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def mean(self, measure: str) -> float | None:
        found = self.marks.get(measure)
        return sum(found) / len(found) if found else None


Reader = Callable[[Page], Reading]


@cache
def read_pages() -> tuple[Page, ...]:
    """All pages that have a whole truth beside them, in order of their names."""
    cases = (
        (path, tomllib.loads(path.read_text("utf-8"))) for path in sorted(PAGES.glob("*.toml"))
    )
    return tuple(_page(path, case) for path, case in cases if "text" in case.get("expected", {}))


def _page(path: Path, case: Mapping[str, Any]) -> Page:
    url = case["url"]
    headers = {"content-type": case.get("content_type", "text/html; charset=utf-8")}
    body = path.with_suffix(".html").read_bytes()
    return Page(
        key=path.stem,
        fetched=Fetched(url=url, final_url=url, status=200, headers=headers, body=body),
        half=case["half"],
        expected=case["expected"],
        timezone=case.get("timezone"),
        language_hint=case.get("language_hint"),
        publisher=case.get("publisher"),
    )


def ours(page: Page, *, rules: bool = False) -> Reading:
    """Read a page as the daemon does, by its publisher's rules or as one that nobody knows."""
    rule = bundled().get(page.publisher or "") if rules else None
    host = urlsplit(page.fetched.final_url).hostname or ""
    try:
        article = parse_page(
            page.fetched,
            now=NOW,
            timezone=page.timezone,
            language_hint=page.language_hint,
            publishers={host: rule} if rule else {},
        )
    except ParseError as error:
        return Reading(by=error.reason)
    return Reading(
        text=article.text,
        title=article.title,
        authors=article.authors,
        published=_iso(article.published),
        modified=_iso(article.modified),
        language=article.language or "",
        canonical=article.url,
        by=article.extractor,
    )


@cache
def bundled() -> Mapping[str, Publisher]:
    return load_publishers()


def peer(page: Page) -> Reading:
    """Read a page with trafilatura, asked for times as exact as it can tell them."""
    import trafilatura

    dates = {"original_date": True, "outputformat": "%Y-%m-%dT%H:%M:%S%z"}
    found = trafilatura.bare_extraction(
        page.fetched.body,
        url=page.fetched.final_url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params=dates,
    )
    if found is None or isinstance(found, dict):
        return Reading(by="nothing")
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Reading(
        text=found.text or "",
        title=found.title or "",
        authors=authors,
        published=found.date or "",
        language=found.language or "",
        canonical=found.url or "",
        by="trafilatura",
    )


def score(pages: Iterable[Page], reader: Reader) -> Table:
    """Judge a reader on pages."""
    table = Table()
    for page in pages:
        reading = reader(page)
        for measure, mark in judge(page, reading).items():
            table.marks.setdefault(measure, []).append(mark)
            if mark < (0.995 if measure == "text" else 1):
                table.errors.append(_told(page, reading, measure, mark))
    return table


def judge(page: Page, reading: Reading) -> dict[str, float]:
    """The marks of one reading between 0 and 1; what a page does not state is not asked."""
    expected = page.expected
    text = _space(reading.text)
    marks = {
        "text": text_f1(expected["text"], text, expected.get("optional", ())),
        "title": float(_plain(expected["title"]) == _plain(reading.title)),
        "authors": float(_names(reading.authors) in _right_authors(expected)),
        "language": float(reading.language[:2] == expected["language"]),
        "canonical": float(reading.canonical == canonical_url(expected["canonical"])),
        "clean": float(not any(_space(piece) in text for piece in expected["absent"])),
    }
    for measure, key in (("minute", "published"), ("modified", "modified")):
        if key in expected:
            marks[measure] = float(_same_time(expected[key], getattr(reading, key)))
    return marks


def text_f1(wanted: Iterable[str], read: str, optional: Iterable[str] = ()) -> float:
    """F1 of shingles, after what may or may not be there was taken out of what was read.

    Example:
        >>> text_f1(["one two three four five"], "one two three four", [])
        0.6666666666666666
        >>> text_f1(["one two three four"], "By Ann Lee one two three four", ["By Ann Lee"])
        1.0
    """
    for piece in sorted(map(_space, optional), key=len, reverse=True):
        read = read.replace(piece, " \n ")
    want, got = _shingles(" ".join(wanted)), _shingles(read)
    common = sum((want & got).values())
    return 2 * common / ((sum(want.values()) + sum(got.values())) or 1)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    last = max(1, len(words) - SHINGLE + 1) if words else 0
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(last))


def _same_time(wanted: str, read: str) -> bool:
    if "T" not in wanted:
        return read[:10] == wanted
    try:
        moment = datetime.fromisoformat(read)
    except ValueError:
        return False
    if moment.tzinfo is None or "T" not in read:
        return False
    true = datetime.fromisoformat(wanted).astimezone(UTC)
    return moment.astimezone(UTC).replace(second=0, microsecond=0) == true.replace(second=0)


def _iso(dated: Dated | None) -> str:
    if dated is None:
        return ""
    if dated.precision in ("day", "month"):
        return dated.at.date().isoformat()
    return dated.at.isoformat()


def _space(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    return _space(unicodedata.normalize("NFKC", text).translate(_QUOTES)).casefold()


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_plain, names))


def _right_authors(expected: Mapping[str, Any]) -> tuple[frozenset[str], ...]:
    """The people; where there are none, the outlet that the page itself calls the author, too."""
    return _names(expected["authors"]), _names(expected.get("organisation", expected["authors"]))


def _told(page: Page, reading: Reading, measure: str, mark: float) -> str:
    if measure == "text":
        return f"{page.key}: text {mark:.2f} by {reading.by}: {reading.text!r}"
    if measure == "clean":
        let_in = [piece for piece in page.expected["absent"] if piece in _space(reading.text)]
        return f"{page.key}: boilerplate {let_in} by {reading.by}"
    key = "published" if measure == "minute" else measure
    return f"{page.key}: {key} {getattr(reading, key)!r}, not {page.expected[key]!r}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--half", choices=("dev", "held", "all"), default="all")
    parser.add_argument("--by", choices=("language", "half"), default="language")
    parser.add_argument("--errors", action="store_true", help="tell what was misread, of dev pages")
    given = parser.parse_args()
    if given.errors and given.half != "dev":
        parser.error("--errors needs --half dev")
    chosen = [p for p in read_pages() if given.half in ("all", p.half)]
    chosen = [p for p in chosen if not given.pages or p.key in given.pages]
    groups: dict[str, list[Page]] = {}
    for page in chosen:
        key = page.half if given.by == "half" else str(page.expected["language"])
        groups.setdefault(key, []).append(page)
    readers: dict[str, Reader] = {
        "tumen": ours,
        "tumen, rules": partial(ours, rules=True),
        "trafilatura": peer,
    }
    print(f"{'':26}" + "".join(f"{measure:>10}" for measure in MEASURES))
    for name, pages in [*sorted(groups.items()), ("all", chosen)]:
        for title, reader in readers.items():
            table = score(pages, reader)
            print(_line(f"{name} ({len(pages)}) {title}", table))
            if given.errors and name == "all" and reader is not peer:
                print("\n".join(table.errors))


def _line(name: str, table: Table) -> str:
    means = (table.mean(measure) for measure in MEASURES)
    return f"{name:26}" + "".join(f"{'-' if m is None else f'{m:.3f}':>10}" for m in means)


if __name__ == "__main__":
    main()

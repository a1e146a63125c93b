"""One analyser for index and query on both databases, and the two ways of asking the index.

It ranks nothing and stores nothing. Rules, in words:
- Text is folded (NFKC, case, combining marks); words of alphabetic scripts are terms.
- A run of Han, Kana or Hangul gives its overlapping pairs and, at its end, its last character, so that
  any two characters are a term and any one character is the beginning of a term.
- Words of a query must all be there; "a phrase" in order; `word*` by its beginning.
Source: CJK bigrams as in Lucene's CJKBigramFilter; recall 1.0 for 10 % more index, measured 2026-11-23.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

# Longer "words" are encoded data; PostgreSQL takes no lexeme beyond 2,046 bytes.
MAX_TERM = 64
# PostgreSQL takes 1 MiB of distinct lexemes for a row; texts beyond are cut and say so (`index_cut`).
MAX_INDEXED_BYTES = 600_000

_CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u3130-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"([{_CJK}]+)|([^\\W_{_CJK}]+)")
# Marks that folding composes or drops stand inside the words of an unfolded text.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\u3099\u309a\ufe20-\ufe2f"
)
_RAW_RUN = re.compile(f"([{_CJK}][{_CJK}{_MARKS}]*)|([^\\W_{_CJK}](?:[{_MARKS}]|[^\\W_{_CJK}])*)")
_QUERY_PART = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Terms that must follow each other; the last one may be a mere beginning."""

    terms: tuple[str, ...]
    open_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of a stored text; `marks` are spans into `text`, in code points."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False


def search_terms(text: str) -> str:
    """Analyse a text for the index: terms, split by one blank.

    Example:
        >>> search_terms("Seoul: 북한군 파병")
        'seoul 북한 한군 군 파병 병'
    """
    return " ".join(_terms(fold(text)))


def index_terms(text: str) -> tuple[str, bool]:
    """Terms for the index, and whether the text was too long to be indexed whole."""
    terms = search_terms(text)
    if len(terms) * 4 <= MAX_INDEXED_BYTES or len(terms.encode()) <= MAX_INDEXED_BYTES:
        return terms, False
    cut = terms.encode()[:MAX_INDEXED_BYTES].decode(errors="ignore")
    return cut[: cut.rindex(" ")], True


def parse_query(query: str) -> tuple[Phrase, ...]:
    """Read what a person typed; nothing typed is an error, and what has no letter is ignored.

    Example:
        >>> parse_query('"third deployment" 파병 kore*')[1]
        Phrase(terms=('파병',), open_ended=False)
    """
    found = []
    for part in _QUERY_PART.finditer(query):
        words = part[1] if part[3] is None else part[3]
        star = bool(part[2]) if part[3] is None else words.endswith("*")
        if phrase := _phrase(words, star=star):
            found.append(phrase)
    return tuple(dict.fromkeys(found))


def fold(text: str) -> str:
    """Fold compatibility forms, case and combining marks away."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if any(unicodedata.category(c) == "Mn" for c in set(folded)):
        return "".join(c for c in folded if unicodedata.category(c) != "Mn")
    return folded


def fts5_query(phrases: tuple[Phrase, ...]) -> str:
    """The query in FTS5's syntax; terms hold letters and digits only, so quoting is safe."""
    return " AND ".join(f'"{" ".join(p.terms)}"{"*" if p.open_ended else ""}' for p in phrases)


def tsquery(phrases: tuple[Phrase, ...]) -> str:
    """All terms of the query in PostgreSQL's syntax; their order is judged by `like_patterns`."""
    lexemes = {
        f"'{term}'{':*' if p.open_ended and n == len(p.terms) else ''}"
        for p in phrases
        for n, term in enumerate(p.terms, 1)
    }
    return " & ".join(sorted(lexemes))


def like_patterns(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    """Patterns over the stored terms (blank before and after) for phrases of several terms."""
    return tuple(
        f"% {' '.join(p.terms)}{'' if p.open_ended else ' '}%" for p in phrases if len(p.terms) > 1
    )


def snippet(text: str, query: str, *, width: int = 240) -> Snippet:
    """Cut the piece of a stored text around the first find and mark all finds in it.

    Shape: offsets are code points into the snippet's own text.
    """
    found = list(_finds(text, parse_query(query), within=width))
    middle = found[0][0] if found else 0
    start = max(0, min(middle - width // 3, len(text) - width))
    start = text.rfind(" ", max(0, start - 20), start) + 1 or start
    end = min(len(text), start + width)
    marks: list[tuple[int, int]] = []
    for begin, stop in sorted((b - start, s - start) for b, s in found if s <= end):
        if marks and begin <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(stop, marks[-1][1]))
        else:
            marks.append((begin, stop))
    return Snippet(
        text=text[start:end], marks=tuple(marks), cut_before=start > 0, cut_after=end < len(text)
    )


def _terms(folded: str) -> Iterator[str]:
    for run in _RUN.finditer(folded):
        if cjk := run[1]:
            yield from (cjk[i : i + 2] for i in range(len(cjk) - 1))
            yield cjk[-1]
        else:
            yield run[2][:MAX_TERM]


def _phrase(words: str, *, star: bool) -> Phrase | None:
    runs = list(_RUN.finditer(fold(words)))
    if not runs:
        return None
    terms = list(_terms(fold(words)))
    last = runs[-1][1]
    if last and len(last) > 1:
        # The text may go on after the query's last character: its pair is enough.
        return Phrase(terms=tuple(terms[:-1]))
    return Phrase(terms=tuple(terms), open_ended=bool(last) or star)


def _finds(text: str, phrases: tuple[Phrase, ...], *, within: int) -> Iterator[tuple[int, int]]:
    """Spans of what is asked for, from the first one on as far as a snippet can reach."""
    longest = max((len(phrase.terms) for phrase in phrases), default=0)
    recent: deque[tuple[str, int, int]] = deque(maxlen=longest)
    first: int | None = None
    for place in _places(text) if phrases else ():
        recent.append(place)
        if first is not None and place[1] > first + within:
            return
        for phrase in phrases:
            if span := _span(recent, phrase):
                first = span[0] if first is None else first
                yield span


def _span(recent: deque[tuple[str, int, int]], phrase: Phrase) -> tuple[int, int] | None:
    """The span of the phrase, if the newest terms are it."""
    term, begin, end = recent[-1]
    wanted = phrase.terms[-1]
    if not (term.startswith(wanted) if phrase.open_ended else term == wanted):
        return None
    size = len(phrase.terms)
    if size == 1:
        return begin, (
            begin + 1 if phrase.open_ended and len(wanted) == 1 < end - begin < 3 else end
        )
    if len(recent) < size:
        return None
    earlier = list(recent)[-size:-1]
    if tuple(place[0] for place in earlier) != phrase.terms[:-1]:
        return None
    return earlier[0][1], max(end, *(place[2] for place in earlier))


def _places(text: str) -> Iterator[tuple[str, int, int]]:
    """Terms with their spans in the unfolded text."""
    folded = fold(text)
    if len(folded) == len(text) and all(len(fold(c)) == 1 for c in set(text)):
        yield from _places_of(
            _RUN.finditer(folded), 0
        )  # letter for letter, as nearly all texts are
        return
    for run in _RAW_RUN.finditer(text):
        whole = fold(run[0])
        if len(whole) == len(run[0]):
            yield from _places_of(_RUN.finditer(whole), run.start())
        else:
            yield from ((term, run.start(), run.end()) for term in _terms(whole))


def _places_of(runs: Iterator[re.Match[str]], at: int) -> Iterator[tuple[str, int, int]]:
    for run in runs:
        begin, end = at + run.start(), at + run.end()
        if cjk := run[1]:
            yield from ((cjk[i : i + 2], begin + i, begin + i + 2) for i in range(len(cjk) - 1))
            yield cjk[-1], end - 1, end
        else:
            yield run[2][:MAX_TERM], begin, end

"""Finds out which outlet an article is of, and on which others it leans; it counts no sources.

Rules, in words:
- A name in the dateline, in the signature at the end or in the byline is a credit: the text is that outlet's.
- A name in the headline or the opening beside a word that leans on it ("citing", "reported", "에 따르면") is a
  source. Deeper in the text outlets stand for what was known before.
- What is told of an earlier time ("last year Reuters reported") is no source, nor is a photograph's credit.
- An outlet does not lean on itself, whatever the edition.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from urllib.parse import urlsplit

from ahocorasick_rs import AhoCorasick, MatchKind

from domain.article import document_text
from domain.syndication import OutletBook, Provenance, Reliance, RelianceHow
from ingest.assess.reading.folding import Folded, fold_text
from ingest.stories.sketch import CJK

# The opening in code points; Chinese, Japanese and Korean say as much with half of them.
OPENING, OPENING_CJK = 600, 300
_DATELINE, _SIGNATURE = 120, 45
_NEAR, _NEAR_CJK = 40, 15
_AGGREGATORS = ("news.google.com", "bing.com", "gdeltproject.org", "news.yahoo.com", "msn.com")
# Second-level names under which houses register: newspaper.co.kr is one, co.kr is none.
_SHARED = frozenset(("ac", "co", "com", "edu", "go", "gov", "in", "ne", "net", "or", "org", "rep"))
_PHOTO = re.compile(r"photo|image|picture|getty|фото|사진|写真|图片|圖片")
_STOP = re.compile(r"[.!?。]\s|[。\n]|[.!?]$")
_OPEN, _CLOSE = "([【/", ")]】/"
_SEPARATES = frozenset(',;:"()')
_SPACE = re.compile(r"\s+")
# "(서울=동해통신)", "МОСКВА, 4 июня. /Агентство/", "KYIV (Some Agency) -": a dateline names its agency, known or not.
_DATELINES = re.compile(
    r"\([^()=\n]{1,20}=([^()=\n]{2,30})\)|\d{1,2} [а-яіїєґ]{3,9}\. ?/([^/\n]{2,30})/"
    r"|^[^().\n]{3,40}\(([^()\n]{2,30})\) ?--? "
)


def provenance_of(
    title: str,
    text: str,
    *,
    url: str,
    outlet: str | None,
    source: str | None,
    authors: Sequence[str] = (),
    book: OutletBook,
) -> Provenance:
    """Say whose an article is and on whom it leans.

    Shape: `outlet` is the publisher's name as page or listing give it, `source` the id of what showed it.
    """
    finder = _finder_of(book)
    own = outlet_of(url, outlet, source, book=book)
    found: dict[str, Reliance] = {}
    for reliance in _reliances(finder, fold_text(document_text(title, text)), len(title), authors):
        known = found.get(reliance.outlet)
        # A credit says more than a citation: the text itself is another's.
        if reliance.outlet != own and (known is None or reliance.how == "credit" != known.how):
            found[reliance.outlet] = reliance
    return Provenance(outlet=own, relies=tuple(found.values()))


def outlet_of(url: str, outlet: str | None, source: str | None, *, book: OutletBook) -> str:
    """The house that published it: by its host, else by its name, else by what showed it.

    Shape: a name of the book, or the registered part of a host, or a folded name. An aggregator's host and
    a bare address of a network say nothing of the house.
    Example:
        >>> book = OutletBook(outlets=())
        >>> outlet_of("https://m.daily.co.kr/a/1", "The Daily", "x", book=book)
        'daily.co.kr'
        >>> outlet_of("http://127.0.0.1:80/a", "The Daily", "x", book=book)
        'the daily'
    """
    finder = _finder_of(book)
    host = _host_of(url)
    if known := finder.by_host(host):
        return known
    name = _SPACE.sub(" ", outlet or "").strip()
    if name and (known := finder.by_name(fold_text(name).text)):
        return known
    says_nothing = not host or _is_bare(host) or _is_within(host, _AGGREGATORS)
    if says_nothing and (name or source):
        return name.casefold() if name else str(source)
    return _registered(host) or url


class _Finder:
    """The compiled book: hundreds of names cost as much as one."""

    def __init__(self, book: OutletBook) -> None:
        forms = [(surface, o.name) for o in book.outlets for surface in o.surfaces]
        self._names = [name for _, name in forms]
        self._patterns = [_pattern(surface) for surface, _ in forms]
        openings = [surface.split("*", 1)[0] for surface, _ in forms]
        self._automaton = AhoCorasick(openings, matchkind=MatchKind.Standard)
        self._hosts = {host: o.name for o in book.outlets for host in o.hosts}
        self.before, self.after = _cues(book.before), _cues(book.after)
        self.earlier = _cues(book.earlier)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Shape: folded text -> (start, end, outlet), in order; a name within a longer one does not count."""
        found: list[tuple[int, int, str]] = []
        for which, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if match := self._patterns[which].match(text, start):
                found.append((start, match.end(), self._names[which]))
        found.sort(key=lambda hit: (hit[0], -hit[1]))
        outer: list[tuple[int, int, str]] = []
        for hit in found:
            if not outer or hit[0] >= outer[-1][1]:
                outer.append(hit)
        return outer

    def by_host(self, host: str) -> str | None:
        labels = host.split(".")
        tails = (".".join(labels[at:]) for at in range(len(labels)))
        return next((self._hosts[tail] for tail in tails if tail in self._hosts), None)

    def by_name(self, folded: str) -> str | None:
        """ "AP News", "연합뉴스TV", "Reuters.com": a name that begins with the outlet's."""
        bare = folded.removeprefix("the ")
        hits = self.find(bare)
        return hits[0][2] if hits and hits[0][0] == 0 else None


@cache
def _finder_of(book: OutletBook) -> _Finder:
    return _Finder(book)


def _pattern(surface: str) -> re.Pattern[str]:
    form = re.escape(surface).replace(r"\*", r"\w*")
    # Korean and Japanese write "CNN은" in one: only letters of its own kind make a name part of a word.
    if CJK.search(surface):
        return re.compile(form)
    own = "a-z0-9" if surface.isascii() else "а-яіїєґ"
    return re.compile(rf"(?<![{own}]){form}(?![{own}])")


def _cues(words: Iterable[str]) -> re.Pattern[str]:
    forms = []
    for word in sorted(words, key=len, reverse=True):
        if CJK.search(word):
            forms.append(re.escape(word))
        elif word.isascii():
            forms.append(rf"\b{re.escape(word)}\b")
        else:  # a stem: Russian and Ukrainian verbs need no list of forms
            forms.append(rf"\b{re.escape(word)}\w*")
    return re.compile("|".join(forms) or r"(?!)")


def _reliances(
    finder: _Finder, folded: Folded, title_length: int, authors: Sequence[str]
) -> Iterator[Reliance]:
    text = folded.text
    body = folded.folded(title_length + 2)
    for author in authors:
        if name := finder.by_name(fold_text(author).text.removeprefix("by ")):
            yield Reliance(outlet=name, how="credit", words=author[:200])
    dateline = _DATELINES.search(text[body : body + _DATELINE])
    if dateline and not finder.find(dateline[0]):
        name = next(filter(None, dateline.groups()))
        yield Reliance(outlet=name.strip(), how="credit", words=dateline[0])
    signed_at = _signature(text, body)
    opening = body + (OPENING_CJK if len(CJK.findall(text[:OPENING])) > OPENING // 4 else OPENING)
    for start, end, name in finder.find(text):
        how: RelianceHow = "credit"
        span = None
        if body <= start < body + _DATELINE and (bracket := _bracket(text, start, end)):
            span = bracket
        elif signed_at <= start and not _PHOTO.search(text, signed_at):
            span = (signed_at, len(text))
        elif start < opening:
            how, span = "cites", _citation(finder, text, body, start, end)
        if span:
            first, last = folded.original(*span)
            words = text[span[0] : span[1]] if folded.pieces else text[first:last]
            yield Reliance(outlet=name, how=how, words=_SPACE.sub(" ", words).strip())


def _signature(text: str, body: int) -> int:
    """Where the few words behind the last sentence begin; the end of the text when there are none."""
    stops = [m.end() for m in _STOP.finditer(text, max(body, len(text) - 2 * _SIGNATURE))]
    ends = [at for at in stops if at < len(text)]
    if _STOP.search(text.rstrip(), len(text.rstrip()) - 1):
        return len(text)  # a short last sentence signs nothing
    return ends[-1] if ends and len(text) - ends[-1] <= _SIGNATURE else len(text)


def _bracket(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The brackets around a name, as datelines have them: (Yonhap), /ТАСС/, 【ソウル聯合ニュース】."""
    first = max(text.rfind(mark, max(0, start - 30), start) for mark in _OPEN)
    lasts = [at for mark in _CLOSE if (at := text.find(mark, end, end + 30)) >= 0]
    if first < 0 or not lasts or any(mark in text[first + 1 : start] for mark in _CLOSE):
        return None
    return first, min(lasts) + 1


def _citation(
    finder: _Finder, text: str, body: int, start: int, end: int
) -> tuple[int, int] | None:
    first, last = _sentence(text, body, start, end)
    if start < body and _is_headline_source(text[first:start], text[end:last]):
        return start, end
    if finder.earlier.search(text, first, last) and start >= body:
        return None
    for cue in finder.before.finditer(text, first, start):
        if _leads_to(text[cue.end() : start]):
            return cue.start(), end
    for cue in finder.after.finditer(text, end, last):
        if _follows(cue[0], text[end : cue.start()]):
            return start, cue.end()
    return None


def _sentence(text: str, body: int, start: int, end: int) -> tuple[int, int]:
    """The sentence around a name; the headline is one of its own."""
    if start < body:
        return 0, max(end, body - 2)
    stops = [m.end() for m in _STOP.finditer(text, max(body, start - 500), start)]
    stop = _STOP.search(text, end)
    return (stops[-1] if stops else max(body, start - 500)), (stop.start() if stop else len(text))


def _is_headline_source(before: str, after: str) -> bool:
    """ "CNN: …", 'CNN "…"', "…, - Bloomberg"."""
    leads = not before.strip(" ['\"") and re.match(r'\s?[:"]', after) is not None
    return leads or (bool(re.search(r"[-|:]\s?$", before)) and not after.strip(" .]'\""))


def _leads_to(gap: str) -> bool:
    """Whether what stands between a cue and the name behind it leaves them together."""
    return len(gap) <= (_NEAR_CJK if CJK.search(gap) else _NEAR) and not set(gap) & set(';:,"(')


def _follows(cue: str, gap: str) -> bool:
    """In Korean and Japanese the verb ends the sentence; elsewhere it stands beside the name."""
    if re.search(r"[가-힣ぁ-ヿ]", cue):
        return True
    near = _NEAR_CJK if CJK.search(cue) else _NEAR
    return len(gap) <= near and not set(gap.removeprefix(")")) & _SEPARATES


def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_bare(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_within(host: str, parents: Iterable[str]) -> bool:
    return any(host == parent or host.endswith(f".{parent}") for parent in parents)


def _registered(host: str) -> str:
    labels = host.split(".")
    shared = len(labels) > 2 and labels[-2] in _SHARED and len(labels[-1]) <= 3
    return ".".join(labels[-3 if shared else -2 :])

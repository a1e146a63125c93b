"""Gather every date a page states, say where each stood, and choose publication and modification.

How a date string is read is `ingest/dates.py`; here is decided which one to believe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.article import DateRole as Role
from domain.article import StatedDate
from domain.listing import Dated, Precision
from ingest.dates import parse_date
from ingest.parse.canonical import host_of
from ingest.parse.head import Head, Mark
from ingest.parse.jsonld import text_of
from ingest.parse.publisher import Ruled

PUBLISHED_METAS = {
    "opengraph": (
        "article:published_time",
        "article:published",
        "og:article:published_time",
        "og:published_time",
        "og:pubdate",
        "og:regdate",
        "dable:published_time",
        "rnews:datepublished",
    ),
    "meta": (
        "datepublished",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.issued",
        "dcterms.date",
        "dc.date",
        "dc.date.created",
        "dc.terms.date",
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "cxenseparse:publishtime",
        "pubdate",
        "publish-date",
        "publish_date",
        "publishdate",
        "published_at",
        "published-date",
        "publication_date",
        "article.published",
        "article_date_original",
        "article.created",
        "originalpublicationdate",
        "firstpublished",
        "datecreated",
        "cdate",
        "mediator_published_time",
        "ptime",
        "date",
    ),
}
MODIFIED_METAS = {
    "opengraph": (
        "article:modified_time",
        "article:modified",
        "og:updated_time",
        "og:modified_time",
    ),
    "meta": (
        "datemodified",
        "dcterms.modified",
        "dc.date.modified",
        "lastmod",
        "last-modified",
        "lastupdate",
    ),
}
# How far ahead of the clock a stated date may be before another one is asked.
MAX_AHEAD = timedelta(hours=26)
FINENESS: dict[Precision, int] = {"second": 3, "minute": 2, "day": 1, "month": 0}

# Labels beside dates. What follows a label of change is no publication.
_CHANGED = re.compile(
    r"최종\s?수정|수정|업데이트|갱신|обновлен\w*|изменен\w*|оновлен\w*|updated?|modified|last edited|更新|最終更新|aktualis\w*|"
    r"aktualiz\w*|mis à jour|actualizado",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"기사\s?입력|최초\s?입력|입력|등록|승인|송고|게재|작성|발행|опубликован\w*|опубліковано|published|posted|公開|配信|掲載|发布|發布|"
    r"veröffentlicht|publié|publicado",
    re.IGNORECASE,
)
_LABELLED = re.compile(f"{_CHANGED.pattern}|{_STATED.pattern}", re.IGNORECASE)
_DIGITS = re.compile(r"\d")
_YEAR_OR_CLOCK = re.compile(r"(?:19|20)\d\d|\d{1,2}:\d\d|\d\s*(?:시|時|ago|назад|тому|전|前)")
_DATE_NAMES = re.compile(
    r"date|time|publish|pub|info|upd|regist|input|byline|meta|news_?date|journ", re.IGNORECASE
)
_TIME_CONTEXT_MARKS = 60
# A day in an address: /2026/11/23/ or /20261123…
_URL_DAY = re.compile(r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?:\D|$))")

# Zone-less times of sources whose zone nobody configured: by country of the host, then by language.
_HOST_ZONES = {
    "kr": "Asia/Seoul",
    "kp": "Asia/Pyongyang",
    "jp": "Asia/Tokyo",
    "ru": "Europe/Moscow",
    "su": "Europe/Moscow",
    "рф": "Europe/Moscow",
    "xn--p1ai": "Europe/Moscow",
    "ua": "Europe/Kyiv",
    "by": "Europe/Minsk",
    "pl": "Europe/Warsaw",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "es": "Europe/Madrid",
    "cn": "Asia/Shanghai",
    "tw": "Asia/Taipei",
    "hk": "Asia/Hong_Kong",
}
_LANGUAGE_ZONES = {
    "ko": "Asia/Seoul",
    "ja": "Asia/Tokyo",
    "ru": "Europe/Moscow",
    "uk": "Europe/Kyiv",
    "zh": "Asia/Shanghai",
    "pl": "Europe/Warsaw",
    "de": "Europe/Berlin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReader:
    """What is needed to read the dates of one page."""

    now: datetime
    timezone: str | None = None
    language: str | None = None

    def read(self, raw: str, by: str, *, thorough: bool = True) -> Dated | None:
        if not raw or len(raw) > 200 or not _DIGITS.search(raw):
            return None
        if re.fullmatch(r"1\d{9}(?:\d{3})?", raw.strip()):  # seconds or milliseconds since 1970
            at = datetime.fromtimestamp(int(raw.strip()[:10]), UTC)
            return Dated(at=at, by=by, precision="second", raw=raw.strip())
        return parse_date(
            raw,
            by=by,
            timezone=self.timezone,
            now=self.now,
            language=self.language,
            thorough=thorough,
        )


def assumed_zone(url: str, language: str | None) -> str | None:
    """The zone in which a page without one most likely tells the time.

    Example:
        >>> assumed_zone("https://www.yna.co.kr/view/1", None)
        'Asia/Seoul'
    """
    host = host_of(url)
    return _HOST_ZONES.get(host.rsplit(".", 1)[-1]) or _LANGUAGE_ZONES.get(language or "")


def ruled_dates(ruled: Ruled, reader: DateReader) -> list[StatedDate]:
    """The dates that stand where the publisher's rules say."""
    found: list[StatedDate] = []
    for given, values in (("published", ruled.published), ("modified", ruled.modified)):
        for raw in values:
            for labelled, piece in _split_labels(raw) if _LABELLED.search(raw) else [(given, raw)]:
                role: Role = "modified" if "modified" in (given, labelled) else "published"
                if dated := reader.read(piece, "rule"):
                    found.append(StatedDate(role, dated))
    return found


def stated_dates(
    head: Head, node: Mapping[str, Any], state: Mapping[str, Any], url: str, reader: DateReader
) -> list[StatedDate]:
    """Every date the page states of its article, in order of trust.

    JSON-LD, OpenGraph, other declarations, the data of the page's scripts (`state`), microdata, time
    elements, visible date lines, the address. Once a date of a role is known, others of it count only in
    forms that are quickly read.
    """
    found: list[StatedDate] = []
    known: set[Role] = set()
    for role, by, raw in (
        *_declared(node, head),
        *_in_state(state),
        *_shown(head.marks),
        *_in_address(url),
    ):
        if dated := reader.read(raw, by, thorough=role not in known):
            found.append(StatedDate(role, dated))
            known.add(role)
    return found


def choose_date(dates: list[StatedDate], role: Role, now: datetime) -> Dated | None:
    """The most trusted date of a role; a finer one of the same day replaces a bare day.

    Dates ahead of the clock count only when there is no other.
    """
    rivals = [d.dated for d in dates if d.role == role]
    rivals = [d for d in rivals if d.at <= now + MAX_AHEAD] or rivals
    if not rivals:
        return None
    best = rivals[0]
    for other in rivals[1:]:
        # A bare day is midnight UTC of the day as stated, anywhere within a day of the moment itself.
        near = abs(other.at - best.at) < timedelta(hours=38)
        if FINENESS[best.precision] < 2 <= FINENESS[other.precision] and near:
            return other
    return best


def _declared(node: Mapping[str, Any], head: Head) -> Iterator[tuple[Role, str, str]]:
    for key in ("datePublished", "uploadDate", "dateCreated"):
        yield "published", "json-ld", text_of(node.get(key))
    yield "modified", "json-ld", text_of(node.get("dateModified"))
    roles: tuple[tuple[Role, dict[str, tuple[str, ...]]], ...]
    roles = (("published", PUBLISHED_METAS), ("modified", MODIFIED_METAS))
    for by in ("opengraph", "meta"):
        for role, names in roles:
            for name in names[by]:
                for raw in head.metas.get(name, ()):
                    yield role, by, raw


def _in_state(state: Mapping[str, Any]) -> Iterator[tuple[Role, str, str]]:
    yield "published", "state", text_of(state.get("datePublished"))
    yield "modified", "state", text_of(state.get("dateModified"))


def _shown(marks: tuple[Mark, ...]) -> Iterator[tuple[Role, str, str]]:
    for mark in marks:
        if "datepublished" in mark.names or "pubdate" in mark.names:
            yield "published", "meta", mark.stamp or mark.text
        elif "datemodified" in mark.names:
            yield "modified", "meta", mark.stamp or mark.text
    below = _from_title(marks)
    for mark in below:
        if mark.tag == "time" and (mark.stamp or mark.text):
            role: Role = "modified" if _CHANGED.search(f"{mark.names} {mark.text}") else "published"
            yield role, "time", mark.stamp or mark.text
    for mark in below[:_TIME_CONTEXT_MARKS]:
        if mark.tag != "time" and (_DATE_NAMES.search(mark.names) or _STATED.search(mark.text)):
            yield from _labelled(mark)


def _from_title(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks from the title on, those before it last: dates of mastheads stand before."""
    at = next((n for n, mark in enumerate(marks) if mark.tag == "h1" and len(mark.text) > 8), 0)
    return marks[at:] + marks[:at]


def _labelled(mark: Mark) -> Iterator[tuple[Role, str, str]]:
    """Read "입력 2026.11.23 15:30 수정 2026.11.23 16:00" as what it says."""
    if mark.stamp and _YEAR_OR_CLOCK.search(mark.stamp):
        changed = _CHANGED.search(mark.names)
        yield ("modified" if changed else "published"), "text", mark.stamp
    for role, piece in _split_labels(mark.text):
        yield role, "text", piece


def _split_labels(text: str) -> Iterator[tuple[Role, str]]:
    """The times in a line and what each is of; one without a label is of publication."""
    if not _YEAR_OR_CLOCK.search(text) or len(text) > 160:
        return
    labels = [(m.start(), m.end(), "modified") for m in _CHANGED.finditer(text)]
    labels += [(m.start(), m.end(), "published") for m in _STATED.finditer(text)]
    labels.sort()
    pieces: list[tuple[Role, str]] = []
    first = labels[0][0] if labels else len(text)
    pieces.append(("published", text[:first]))
    for at, (_, end, role) in enumerate(labels):
        until = labels[at + 1][0] if at + 1 < len(labels) else len(text)
        pieces.append(("modified" if role == "modified" else "published", text[end:until]))
    for role_read, piece in pieces:
        if _YEAR_OR_CLOCK.search(piece):
            yield role_read, piece.strip(" :|()·,ㅣ/-–")


def _in_address(url: str) -> Iterator[tuple[Role, str, str]]:
    if match := _URL_DAY.search(url.split("?", 1)[0]):
        yield "published", "url", "-".join(match.groups())

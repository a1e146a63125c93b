"""Read GDELT's bulk files: the list of the newest ones, and the table of articles (GKG 2.1) that it leads to.

A table lists all that GDELT read in a quarter of an hour, some two thousand articles on everything: only those
in which it found North Korea as a place become entries, and the note says how many others there were.

The list names the newest quarter of an hour only. Those between it and the one that was read last are named by their
time, so that nothing is missed between two polls; how many are read at once is decided by who asks.

Source:  GDELT, "Global Knowledge Graph Codebook V2.1"; data.gdeltproject.org/gdeltv2/lastupdate.txt
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from domain.fetched import Fetched
from domain.listing import Entry, Listing, SkippedEntry
from domain.source import Source
from ingest.dates import parse_date
from ingest.sources.document import Document, base_of
from ingest.sources.entries import complete
from ingest.sources.plain import plain_line
from ingest.urls import absolute_url, canonical_url

_UPDATE = re.compile(r"^\d+ [0-9a-f]{32} (https?://\S+\.gkg\.csv\.zip)\s*$", re.MULTILINE)
_STAMP = re.compile(r"(\d{14})(?=\.(?:translation\.)?gkg\.csv\.zip$)")
_QUARTER = timedelta(minutes=15)
# What was missed longer ago is not named at all: after such an outage nobody waits for it.
LONGEST_GAP = timedelta(days=7)
_REMEMBERED = b"gdelt "
_TABLE = re.compile(r"\d{14}-T?\d+\t\d{14}\t")
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")
_PUBLISHED = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")
_SPOKEN = re.compile(r"srclc:([a-z]{3})")
# Columns of the table, counted from 0.
SEEN, OUTLET, ADDRESS, PLACES, PLACES_FOUND, TRANSLATED, EXTRAS, COLUMNS = (
    1,
    3,
    4,
    9,
    10,
    25,
    26,
    27,
)
# GDELT knows countries by FIPS 10-4, not by ISO: North Korea is KN.
NORTH_KOREA = "#KN#"
_LANGUAGES = {
    "kor": "ko", "rus": "ru", "ukr": "uk", "jpn": "ja", "zho": "zh", "deu": "de", "fra": "fr", "spa": "es",
    "pol": "pl", "ita": "it",
}  # fmt: skip


def is_bulk(document: Document) -> bool:
    """Whether a text is one of the two."""
    start = document.text[:4000]
    return document.form == "text" and bool(_TABLE.match(start) or _UPDATE.search(start))


def read_bulk(
    source: Source,
    fetched: Fetched,
    document: Document,
    *,
    now: datetime,
    memory: bytes | None = None,
) -> Listing:
    """Read either; a row that is no whole one is skipped and counted.

    Shape:   `memory` is that of the last list: the quarters since then are children, newest first
    """
    if not _TABLE.match(document.text):
        urls = (
            absolute_url(url, base_of(source, fetched)) for url in _UPDATE.findall(document.text)
        )
        newest = tuple(dict.fromkeys(url for url in urls if url))
        return Listing(
            format="gdelt-index",
            children=tuple(dict.fromkeys(each for url in newest for each in _since(url, memory))),
            whole=document.whole,
            memory=_REMEMBERED + max([_remembered(memory), *map(_stamp, newest)]).encode(),
        )
    found: list[Entry | SkippedEntry] = []
    others = 0
    for line in document.text.splitlines():
        row = line.split("\t")
        if len(row) < COLUMNS or not row[ADDRESS].startswith(("http://", "https://")):
            found.append(SkippedEntry(position=0, reason="malformed", detail=line[:80]))
        elif NORTH_KOREA in row[PLACES] or NORTH_KOREA in row[PLACES_FOUND]:
            found.append(_entry(row, source, now))
        else:
            others += 1
    completed = complete(found, now=now)
    return Listing(
        format="gdelt-gkg",
        entries=completed.entries,
        skipped=completed.skipped,
        notes=(f"{others} articles do not name North Korea", *completed.notes),
        whole=document.whole,
    )


def _since(newest: str, memory: bytes | None) -> Iterator[str]:
    """The table of the newest quarter and those between it and the remembered one; none if that is the newest."""
    at, known = _moment(_stamp(newest)), _moment(_remembered(memory))
    if at is None or known is None:
        yield newest
        return
    oldest = max(known, at - LONGEST_GAP)
    while at > oldest:
        yield _STAMP.sub(f"{at:%Y%m%d%H%M%S}", newest)
        at -= _QUARTER


def _stamp(url: str) -> str:
    found = _STAMP.search(url)
    return found[1] if found else ""


def _remembered(memory: bytes | None) -> str:
    stamp = (memory or b"").removeprefix(_REMEMBERED).decode("ascii", "replace")
    return stamp if (memory or b"").startswith(_REMEMBERED) and _moment(stamp) else ""


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _entry(row: list[str], source: Source, now: datetime) -> Entry:
    """GDELT's own moment is when it saw the page; what the page says of itself stands among the extras."""
    title, published = _TITLE.search(row[EXTRAS]), _PUBLISHED.search(row[EXTRAS])
    spoken = _SPOKEN.search(row[TRANSLATED])
    return Entry(
        identity=row[ADDRESS],
        url=canonical_url(row[ADDRESS]),
        title=plain_line(title[1]) if title else "",
        published=parse_date(published[1], by="gdelt", timezone="UTC", now=now)
        if published
        else None,
        updated=parse_date(row[SEEN], by="gdelt-seen", timezone="UTC", now=now),
        language=(_LANGUAGES.get(spoken[1]) if spoken else "en") or source.language,
        outlet=row[OUTLET] or None,
    )

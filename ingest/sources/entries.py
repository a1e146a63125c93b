"""What every entry must fulfil, whatever it was read from: identity, title, no repeats.

It reads no format. Readers give entries whose `identity` is the source's own id, or empty.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.listing import Entry, SkippedEntry
from ingest.sources.plain import shortened, tidy

MAX_IDENTITY = 500
# Embargoes, time zones and clocks a little off account for a day.
FUTURE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """Entries fit to be stored, what was left out, and what an operator may want to know."""

    entries: tuple[Entry, ...]
    skipped: tuple[SkippedEntry, ...]
    notes: tuple[str, ...]


def complete(found: Iterable[Entry | SkippedEntry], *, now: datetime) -> Completed:
    """Give each entry its identity and title; skip what is empty or repeated, and count it.

    An identity is the source's id, else the link, else a digest of title and date. Where distinct items
    share an id, each gets a digest of its own link (or title) behind it: both live, and neither depends
    on where in the listing it stood. The first of exact repeats stays.
    """
    kept: list[tuple[int, Entry]] = []
    skipped: list[SkippedEntry] = []
    for position, item in enumerate(found):
        if isinstance(item, SkippedEntry):
            skipped.append(replace(item, position=position))
        elif not (item.url or item.title or item.summary or item.content):
            skipped.append(SkippedEntry(position=position, reason="empty"))
        else:
            kept.append((position, _with_identity(_with_title(item))))
    entries = _distinct(kept, skipped)
    skipped.sort(key=lambda item: item.position)
    return Completed(entries=entries, skipped=tuple(skipped), notes=_notes(entries, now))


def _with_title(entry: Entry) -> Entry:
    if entry.title:
        return entry
    return replace(entry, title=shortened(entry.summary or entry.content))


def _with_identity(entry: Entry) -> Entry:
    own = tidy(entry.identity) or entry.url
    if not own:
        stated = entry.published or entry.updated
        own = _digest(f"{entry.title}\n{stated.raw if stated else ''}")
    return replace(entry, identity=own if len(own) <= MAX_IDENTITY else _digest(own))


def _distinct(kept: list[tuple[int, Entry]], skipped: list[SkippedEntry]) -> tuple[Entry, ...]:
    targets: dict[str, set[str]] = defaultdict(set)
    for _, entry in kept:
        targets[entry.identity].add(_target(entry))
    seen: set[tuple[str, str]] = set()
    entries = []
    for position, entry in kept:
        key = (entry.identity, _target(entry))
        if key in seen:
            skipped.append(
                SkippedEntry(position=position, reason="repeated", detail=entry.identity)
            )
            continue
        seen.add(key)
        if len(targets[entry.identity]) > 1:
            suffix = "#" + _digest(key[1])[7:23]
            entry = replace(entry, identity=entry.identity[: MAX_IDENTITY - len(suffix)] + suffix)
        entries.append(entry)
    return tuple(entries)


def _target(entry: Entry) -> str:
    return entry.url or f"title:{entry.title}"


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _notes(entries: tuple[Entry, ...], now: datetime) -> tuple[str, ...]:
    ahead = sum(1 for e in entries if e.published and e.published.at > now + FUTURE)
    notes = []
    if not entries:
        notes.append("listing has no entries")
    if ahead:
        notes.append(f"{ahead} of {len(entries)} entries dated more than a day ahead")
    return tuple(notes)

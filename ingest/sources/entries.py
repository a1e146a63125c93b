"""What every entry must fulfil, whatever it was read from: an identity of its own, a title.

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
    """Entries fit to be stored, what was left out, and what an operator may want to know.

    `identities` are those the entries would have alone, without what tells apart who shares one.
    """

    entries: tuple[Entry, ...]
    skipped: tuple[SkippedEntry, ...]
    notes: tuple[str, ...]
    identities: tuple[str, ...]


def complete(found: Iterable[Entry | SkippedEntry], *, now: datetime, known: int = 0) -> Completed:
    """Give each entry its identity and title; nothing that was read is left out, however poor or repeated.

    An identity is the source's id, else the link, else a digest of title and date. Where distinct items
    share an id, each gets a digest of its own link (or title) behind it: all live, and none depends
    on where in the listing it stood. Exact repeats share their identity, so that they are stored once.

    Shape:   `known` counts entries of the listing that an earlier reading gave
    """
    kept: list[Entry] = []
    skipped: list[SkippedEntry] = []
    for position, item in enumerate(found):
        if isinstance(item, SkippedEntry):
            skipped.append(replace(item, position=position))
        else:
            kept.append(_with_identity(_with_title(item)))
    entries = _distinct(kept)
    return Completed(
        entries=entries,
        skipped=tuple(skipped),
        notes=_notes(entries, now, known),
        identities=tuple(entry.identity for entry in kept),
    )


def _with_title(entry: Entry) -> Entry:
    if entry.title:
        return entry
    return replace(entry, title=shortened(entry.summary or entry.content))


def _with_identity(entry: Entry) -> Entry:
    """Return the entry under the identity that it has when no other entry shares it."""
    own = tidy(entry.identity) or entry.url
    if not own:
        stated = entry.published or entry.updated
        words = [entry.title, stated.raw if stated else ""]
        words += () if entry.title else (*entry.authors, *entry.keywords)
        own = _digest("\n".join(words))
    return replace(entry, identity=own if len(own) <= MAX_IDENTITY else _digest(own))


def _distinct(kept: list[Entry]) -> tuple[Entry, ...]:
    """Tell apart what shares an id: by link, and items of one link (a live page) by their titles."""
    targets: dict[str, set[str]] = defaultdict(set)
    titles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in kept:
        targets[entry.identity].add(_target(entry))
        titles[entry.identity, _target(entry)].add(entry.title)
    entries = []
    for entry in kept:
        target, mark = _target(entry), ""
        if len(titles[entry.identity, target]) > 1:
            mark = f"{target}\n{entry.title}"
        elif len(targets[entry.identity]) > 1:
            mark = target
        if mark:
            suffix = "#" + _digest(mark)[7:23]
            entry = replace(entry, identity=entry.identity[: MAX_IDENTITY - len(suffix)] + suffix)
        entries.append(entry)
    return tuple(entries)


def _target(entry: Entry) -> str:
    return entry.url or f"title:{entry.title}"


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _notes(entries: tuple[Entry, ...], now: datetime, known: int) -> tuple[str, ...]:
    ahead = sum(1 for e in entries if e.published and e.published.at > now + FUTURE)
    repeated = len(entries) - len({entry.identity for entry in entries})
    notes = []
    if repeated:
        notes.append(f"{repeated} of {len(entries)} entries repeat another")
    if not entries and not known:
        notes.append("listing has no entries")
    if ahead:
        notes.append(f"{ahead} of {len(entries)} entries dated more than a day ahead")
    return tuple(notes)

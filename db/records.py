"""Rows to records of `domain/` and back; it asks the database nothing."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from domain.article import StatedDate
from domain.assessment import evidence_to_dict
from domain.listing import Dated, Entry
from domain.revision import Edit
from domain.source import Habit, Selectors, Source, SourceState, Validators

_DEFINITION = (
    "id",
    "name",
    "url",
    "kind",
    "language",
    "country",
    "category",
    "ownership",
    "state_affiliated",
    "topic_specific",
    "full_text",
    "enabled",
    "poll_interval_s",
    "timezone",
    "encoding",
    "fetch_pages",
    "remarks",
)
_STATE = tuple(
    field.name
    for field in fields(SourceState)
    if field.name not in ("source_id", "validators", "habit")
)
_NOTHING = object()
# Any in this module: a row's columns are of many types.
Columns = dict[str, Any]


def source_columns(source: Source) -> Columns:
    columns = {name: getattr(source, name) for name in _DEFINITION}
    return {**columns, "selectors": asdict(source.selectors) if source.selectors else None}


def read_source(row: Mapping[str, Any] | RowMapping) -> Source:
    selectors = Selectors(**row["selectors"]) if row["selectors"] else None
    return Source(**{name: row[name] for name in _DEFINITION}, selectors=selectors)


def read_source_state(row: Mapping[str, Any] | RowMapping) -> SourceState:
    return SourceState(
        source_id=row["id"],
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
        habit=_read_habit(row["habit"]),
        **{name: row[name] for name in _STATE},
    )


def source_state_columns(state: SourceState, before: SourceState | None = None) -> Columns:
    """The columns of a state; with the state `before`, only those that differ."""
    columns = {
        name: value
        for name in _STATE
        if (value := getattr(state, name)) != getattr(before, name, _NOTHING)
    }
    if before is None or state.validators != before.validators:
        columns["etag"] = state.validators.etag
        columns["last_modified"] = state.validators.last_modified
    if before is None or state.habit != before.habit:
        columns["habit"] = _noted_habit(state.habit)
    return columns


def _noted_habit(habit: Habit) -> Columns:
    if habit.since is None or habit.until is None:
        return {}
    return {
        "since": habit.since.isoformat(),
        "until": habit.until.isoformat(),
        "hours": list(habit.hours),
    }


def _read_habit(noted: Mapping[str, Any]) -> Habit:
    if not noted:
        return Habit()
    since, until = (datetime.fromisoformat(noted[name]) for name in ("since", "until"))
    return Habit(since=since, until=until, hours=tuple(noted["hours"]))


def entry_columns(entry: Entry) -> Columns:
    return {
        "identity": entry.identity,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        "authors": list(entry.authors),
        "keywords": list(entry.keywords),
        "language": entry.language,
        "outlet": entry.outlet,
        "outlet_url": entry.outlet_url,
        "resolved": entry.resolved,
        **dated_columns("published", entry.published),
        **dated_columns("updated", entry.updated),
    }


def read_entry(row: Mapping[str, Any] | RowMapping) -> Entry:
    return Entry(
        identity=row["identity"],
        url=row["url"],
        title=row["title"],
        summary=row["summary"],
        content=row["content"],
        authors=tuple(row["authors"]),
        keywords=tuple(row["keywords"]),
        language=row["language"],
        outlet=row["outlet"],
        outlet_url=row["outlet_url"],
        resolved=row["resolved"],
        published=read_dated("published", row),
        updated=read_dated("updated", row),
    )


def dated_columns(name: str, dated: Dated | None) -> Columns:
    return {
        f"{name}_at": dated and dated.at,
        f"{name}_by": dated and dated.by,
        f"{name}_precision": dated and dated.precision,
        f"{name}_raw": dated and dated.raw,
    }


def read_dated(name: str, row: Mapping[str, Any] | RowMapping) -> Dated | None:
    if row[f"{name}_at"] is None:
        return None
    return Dated(
        at=row[f"{name}_at"],
        by=row[f"{name}_by"] or "",
        precision=row[f"{name}_precision"] or "second",
        raw=row[f"{name}_raw"] or "",
    )


def stated_columns(dates: Sequence[StatedDate]) -> list[dict[str, str]]:
    """Dates as JSON: role, moment in UTC, where it stood, precision, as written."""
    return [
        {
            "role": stated.role,
            "at": stated.dated.at.isoformat(),
            "by": stated.dated.by,
            "precision": stated.dated.precision,
            "raw": stated.dated.raw,
        }
        for stated in dates
    ]


def read_stated(noted: Sequence[Mapping[str, Any]]) -> tuple[StatedDate, ...]:
    return tuple(
        StatedDate(
            one["role"],
            Dated(
                at=datetime.fromisoformat(one["at"]),
                by=one["by"],
                precision=one["precision"],
                raw=one["raw"],
            ),
        )
        for one in noted
    )


def pack_signature(signature: Sequence[int]) -> bytes:
    """Unsigned 32-bit values, little-endian: half a kilobyte for 128 of them."""
    return struct.pack(f"<{len(signature)}I", *signature)


def unpack_signature(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 4}I", packed)


def signed_64(key: int) -> int:
    """A band key as both databases hold it: their integers have a sign."""
    return (key & 0xFFFF_FFFF_FFFF_FFFF) - ((key & 0x8000_0000_0000_0000) << 1)


def clamped(number: int) -> int:
    """A number as far as both databases can hold it: a misread one must not stop its article."""
    return min(number, 2**63 - 1)


def edit_columns(edit: Edit | None) -> Columns:
    """What a revision keeps of an edit; without one nothing is known of it."""
    if edit is None:
        return {"grade": None, "corrects": False, "shown": {}}
    shown = {
        name: evidence_to_dict(span) if span else None
        for name, span in (("before", edit.before), ("after", edit.after))
    }
    return {"grade": edit.grade, "corrects": edit.corrects, "shown": shown}

"""`tumen sources check --propose`: what to change in the catalogue, as a difference that `patch` takes.

It changes no file. A move that a server declared is taken as it is; what was found by looking around a
site is another listing, so it is proposed as one that is not on the subject alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.build import House
from app.checking import QUIET, Checked
from app.discovering import discover_in
from config.edits import Value, changed, difference
from domain.source import Source

# For these a look around the site may find the listing that is meant now.
_LOST = frozenset(
    {"not_found", "gone", "html", "not_a_feed", "not_a_sitemap", "no_items", "malformed"}
)
# Nothing of the outlet answers under these: a source that stays in the catalogue is asked for ever.
_DEAD = frozenset({"not_found", "gone"})
_KINDS = {"feed": "feed", "sitemap": "sitemap"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Fields of one source that should change, and why."""

    source: str
    changes: Mapping[str, Value]
    why: str


async def propose(
    house: House, sources: Mapping[str, Source], results: Sequence[Checked]
) -> list[Proposal]:
    """Propose what to do about each source that did not stand its check; one after the other."""
    found = [await _propose(house, sources[checked.source], checked) for checked in results]
    return [proposal for proposal in found if proposal is not None]


def as_difference(sources_file: Path | None, proposals: Sequence[Proposal]) -> str:
    """The proposals as a difference to the operator's catalogue, which may have to be begun."""
    name = sources_file.name if sources_file else "sources.toml"
    before = sources_file.read_text(encoding="utf-8") if sources_file else ""
    changes = {proposal.source: proposal.changes for proposal in proposals}
    begun = before or "include_bundled = true\n"
    return difference(before, changed(begun, changes), name) if changes else ""


async def _propose(house: House, source: Source, checked: Checked) -> Proposal | None:
    if checked.moved_to:
        why = "moved for good, its server says"
        return Proposal(source=source.id, changes={"url": checked.moved_to}, why=why)
    if checked.reason in _KINDS:
        why = f"it is a {checked.reason}, not a {source.kind}"
        return Proposal(source=source.id, changes={"kind": _KINDS[checked.reason]}, why=why)
    if checked.status in ("quiet", "empty") or checked.reason in _LOST:
        return await _look_around(house, source, checked)
    return None


async def _look_around(house: House, source: Source, checked: Checked) -> Proposal | None:
    parts = urlsplit(source.url)
    discovery = await discover_in(house, f"{parts.scheme}://{parts.netloc}/")
    fresh = house.clock.now() - QUIET
    for found in discovery.found:
        spoken = found.source.language or source.language
        if (
            found.source.kind != "page"
            and found.source.url != source.url
            and found.newest is not None
            and found.newest > fresh
            and (source.language or spoken or "").split("-")[0] == (spoken or "").split("-")[0]
        ):
            why = f"{found.source.url} has {found.entries} entries ({found.found_by})"
            changes: dict[str, Value] = {"url": found.source.url}
            if found.source.kind != source.kind:
                changes["kind"] = found.source.kind
            if source.topic_specific:
                changes["topic_specific"] = False
            return Proposal(source=source.id, changes=changes, why=why)
    if checked.reason in _DEAD:
        why = "its address is gone, and no other listing was found on the site"
        return Proposal(source=source.id, changes={"enabled": False}, why=why)
    return None

"""Changes of stories: what interrupts people, what waits for a digest; it knows no routes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from domain.revision import MATERIAL_EDITS, Edit, edit_words
from domain.story import Facts, StoryUpdate, additions, figure_words

# All but the last interrupt; `minor` waits for a digest.
ChangeKind = Literal[
    "opened", "removed", "correction", "denial", "status", "figure", "independent", "minor"
]
MATERIAL_CHANGES: tuple[ChangeKind, ...] = (
    "opened",
    "removed",
    "correction",
    "denial",
    "status",
    "figure",
    "independent",
)
# A second source of its own is worth an interruption; a third rarely is. A route may ask for another number.
INDEPENDENT_AT = 2
MAX_STATE = 200
_Found = tuple[ChangeKind, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a story. `state` is the key under which it is told once; `words` say what changed."""

    kind: ChangeKind
    state: str
    words: tuple[str, ...] = ()


def material_changes(
    before: Facts | None,
    after: Facts,
    *,
    flag: str,
    told: bool = False,
    edit: Edit | None = None,
    independent_at: int = INDEPENDENT_AT,
) -> tuple[Change, ...]:
    """What is worth an interruption when a story went from `before` to `after`; one change at most.

    `before` is None for a new story. Only flagged stories interrupt: a story that gains the flag has
    opened; later all statuses and figures it did not have are one change, named by the most telling. A story
    that was `told` of before does not open again: newer rules may have taken its flag away in between.
    `edit`: the article was there before, and its outlet changed it. `independent_at`: so many independent
    sources are worth telling of, once; 0: none are.
    """
    # An edit that takes the last claim back takes the flag away, too.
    taken_back = before is not None and flag in before.flags and _is_material(edit)
    if flag not in after.flags and not taken_back:
        return ()
    if before is None or (flag not in before.flags and not told):
        return (Change(kind="opened", state="opened"),)
    found = [
        *_edited(edit),
        *((_status_kind(s), f"status:{s}", f"new status: {s}") for s in _more(before, after)),
        *_counted(before, after),
        *_confirmed(before, after, independent_at),
    ]
    if not found:
        return ()
    # One article wakes a person once, however much it brings.
    kind = min((kind for kind, _, _ in found), key=MATERIAL_CHANGES.index)
    state = _state_key([state for _, state, _ in found])
    return (Change(kind=kind, state=state, words=tuple(words for _, _, words in found)),)


def changes_of(
    update: StoryUpdate, *, flag: str, independent_at: int = INDEPENDENT_AT
) -> tuple[Change, ...]:
    """All that an update changed, for routes and digests: what interrupts, or one `minor` change.

    Shape: `minor` changes are of flagged stories only; their state names the article that caused it, and the
    edit if it was one, so that each is listed once.
    """
    told = material_changes(
        update.before,
        update.after,
        flag=flag,
        told=update.told,
        edit=update.edit,
        independent_at=independent_at,
    )
    if told or flag not in update.after.flags or update.before is None:
        return told
    return (Change(kind="minor", state=_minor_state(update), words=_minor_words(update)),)


def _more(before: Facts, after: Facts) -> list[str]:
    return sorted(after.statuses - before.statuses)


def _status_kind(status: str) -> ChangeKind:
    return "denial" if status == "denied" else "status"


def _counted(before: Facts, after: Facts) -> Iterable[_Found]:
    for figure in sorted(after.figures - before.figures):
        what, low, high = figure
        yield "figure", f"figure:{what}:{low}-{high}", f"new figure: {figure_words(figure)}"


def _confirmed(before: Facts, after: Facts, at: int) -> Iterable[_Found]:
    if at and before.independent < at <= after.independent:
        yield "independent", f"independent:{at}", f"{after.independent} independent sources"


def _is_material(edit: Edit | None) -> bool:
    return edit is not None and (edit.grade in MATERIAL_EDITS or edit.corrects)


def _edited(edit: Edit | None) -> Iterable[_Found]:
    if edit is not None and _is_material(edit):
        kind: ChangeKind = "removed" if edit.grade in ("removed", "gone") else "correction"
        yield kind, f"{kind}:{edit.state}", edit_words(edit.grade)


def _minor_state(update: StoryUpdate) -> str:
    cause = update.articles[0].url if update.articles else ""
    named = sha256(cause.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return _state_key(["minor", named, *([update.edit.state] if update.edit else [])])


def _minor_words(update: StoryUpdate) -> tuple[str, ...]:
    before = update.before or Facts()
    if update.edit:
        return (edit_words(update.edit.grade), *additions(update.after, before))
    return additions(update.after, before) or ("one more article",)


def _state_key(parts: list[str]) -> str:
    """A key that an index can hold, however many figures a report lists."""
    key = " ".join(parts)
    if len(key) <= MAX_STATE:
        return key
    return f"{key[: MAX_STATE - 17]} {sha256(key.encode()).hexdigest()[:16]}"

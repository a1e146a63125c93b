"""Divide what a sentence says into statements: which figures, which time, which wave go together.

"11,000 in December and an additional 3,000 this year" are two statements of one status. It reads no
text of its own; figures, times and waves come ready.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from domain.assessment import Figure, Status
from ingest.assess.claims.intervals import TimeWord
from ingest.assess.claims.waves import WaveWord
from ingest.assess.reading.document import Document
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT, CAPTIVE, DEPLOY
from ingest.assess.rules.finding import Finding

_ACTS = (
    sum(BIT[r] for r in ("send", "move", "stay", "fight", "return", "kill", "wound", "casualty"))
    | BIT["capture"]
    | CAPTIVE
    | DEPLOY
)
_CUES: dict[str, int] = {
    "planned": BIT["planned"],
    "possible": BIT["possible"] | BIT["ask"] | BIT["condition"],
    "denied": BIT["denied"] | BIT["not"],
}
_MODAL = _CUES["planned"] | _CUES["possible"] | _CUES["denied"]
# Figures of what befell them.
HARM_KINDS = ("killed", "captured", "casualties")
_JOINTS = BIT["and"] | BIT["but"] | BIT["sub"]
# "May send": the verb right behind a modal is its own. A joint between a word and a verb makes them
# as far apart as this many letters.
_MODAL_REACH, _JOINT_COST = 14, 30


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class _Span(NamedTuple):
    start: int
    end: int


_Word = TypeVar("_Word", bound=_Placed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that is said of the deployment."""

    status: Status
    figures: tuple[Figure, ...]
    time: TimeWord | None
    wave: WaveWord | None


def statements_of(
    doc: Document,
    finding: Finding,
    shares: Mapping[Status, tuple[Figure, ...]],
    times: Sequence[TimeWord],
    waves: Sequence[WaveWord],
) -> list[Statement]:
    """Shape: the figures of each status of a sentence -> its statements, statuses in their order."""
    if not times and not waves:
        return [
            Statement(status=status, figures=figures, time=None, wave=None)
            for status, figures in shares.items()
        ]
    found: list[Statement] = []
    places = [doc.folded.folded(f.evidence.start) for fs in shares.values() for f in fs]
    for status, figures in shares.items():
        own_times = _owned(finding, status, shares, times)
        own_waves = _owned(finding, status, shares, waves)
        if not figures:
            time, wave = _nearest(finding, own_times), _nearest(finding, own_waves)
            found.append(Statement(status=status, figures=(), time=time, wave=wave))
            continue
        by_time = _to_figures(doc, finding, figures, sorted(places), own_times)
        by_wave = _to_figures(doc, finding, figures, sorted(places), own_waves)
        groups: dict[tuple[TimeWord | None, WaveWord | None], list[Figure]] = {}
        for figure, time, wave in zip(figures, by_time, by_wave, strict=True):
            groups.setdefault((time, wave), []).append(figure)
        for (time, wave), members in groups.items():
            found.append(Statement(status=status, figures=tuple(members), time=time, wave=wave))
    return found


def shares_of(
    doc: Document, finding: Finding, figures: Sequence[Figure], statuses: Sequence[Status]
) -> dict[Status, tuple[Figure, ...]]:
    """Share the figures of a sentence among its statuses.

    Dead and captured go with `casualties`; of a strength the words nearest to it tell whether it is
    there, planned, possible or denied.
    """
    shares: dict[Status, list[Figure]] = {status: [] for status in statuses}
    others = [s for s in statuses if s != "casualties"]
    for figure in figures:
        if "casualties" in shares and (figure.what in HARM_KINDS or not others):
            shares["casualties"].append(figure)
        else:
            shares[_status_of(doc, finding, figure, others)].append(figure)
    return {status: tuple(held) for status, held in shares.items()}


def _status_of(
    doc: Document, finding: Finding, figure: Figure, statuses: Sequence[Status]
) -> Status:
    groups = {_group(s) for s in statuses}
    if len(groups) == 1:
        return statuses[0]
    evidence = figure.evidence
    number = _Span(doc.folded.folded(evidence.start), doc.folded.folded(evidence.end))
    nearest = _nearest_group(finding.sentence.hits, number, groups)
    return next(s for s in statuses if _group(s) == nearest)


def _owned(
    finding: Finding,
    status: Status,
    shares: Mapping[Status, tuple[Figure, ...]],
    words: Sequence[_Word],
) -> list[_Word]:
    """The words that belong to a status: those nearer to its cue than to another's."""
    groups = {_group(s) for s in shares}
    if len(groups) == 1:
        return list(words)
    hits = finding.sentence.hits
    return [w for w in words if _nearest_group(hits, w, groups) == _group(status)]


def _group(status: Status) -> str:
    return status if status in _CUES else "fact"


def _nearest_group(hits: list[Hit], word: _Placed, groups: set[str]) -> str:
    costs = {group: _cost(hits, word, group) for group in groups}
    return min(sorted(costs), key=lambda group: costs[group])


def _cost(hits: list[Hit], word: _Placed, group: str) -> int:
    best = 10_000
    for i, hit in enumerate(hits):
        if group != "fact":
            telling = hit.roles & _CUES[group]
        else:
            telling = hit.roles & _ACTS and not (i and _is_modal(hits[i - 1], hit))
        if not telling or (word.start <= hit.start and hit.end <= word.end):
            continue
        low, high = sorted(((hit.start, hit.end), (word.start, word.end)))
        joints = sum(
            bool(h.roles & _JOINTS) for h in hits if low[1] <= h.start and h.end <= high[0]
        )
        best = min(best, max(0, high[0] - low[1]) + _JOINT_COST * joints)
    return best


def _is_modal(before: Hit, hit: Hit) -> bool:
    return bool(before.roles & _MODAL) and hit.start - before.end <= _MODAL_REACH


def _nearest(finding: Finding, words: Sequence[_Word]) -> _Word | None:
    mention = finding.mentions[0].hit
    return min(words, key=lambda w: abs(w.start - mention.start), default=None)


def _to_figures(
    doc: Document,
    finding: Finding,
    figures: Sequence[Figure],
    places: list[int],
    words: Sequence[_Word],
) -> list[_Word | None]:
    """The word of each figure: one for all, or that in the stretch between its neighbours."""
    if not words:
        return [None] * len(figures)
    chosen: list[_Word | None] = []
    for figure in figures:
        taken = chosen[-1] if chosen else None
        chosen.append(_in_zone(doc, finding, figure, places, words, taken))
    if len(words) > 1:
        return chosen
    owners = [f for f, w in zip(figures, chosen, strict=True) if w is not None]
    apart = len(figures) > 1 and any(f.extent == "increment" for f in figures)
    if apart and owners:
        return chosen
    return [words[0]] * len(figures)


def _in_zone(
    doc: Document,
    finding: Finding,
    figure: Figure,
    places: list[int],
    words: Sequence[_Word],
    taken: _Word | None,
) -> _Word | None:
    """The nearest word that no other figure stands between and the figure before has not taken."""
    at = doc.folded.folded(figure.evidence.start)
    earlier = max((p for p in places if p < at), default=-1)
    later = min((p for p in places if p > at), default=len(doc.text))
    zone = [w for w in words if earlier < w.start < later and w is not taken]
    if zone:
        return min(zone, key=lambda w: _apart(doc, finding, at, w))
    # A word before all figures opens the sentence for all of them.
    return next((w for w in reversed(words) if w.start < places[0]), None)


def _apart(doc: Document, finding: Finding, at: int, word: _Placed) -> int:
    first, last = (word.end, at) if word.start < at else (at, word.start)
    commas = doc.text.count(", ", first, last)
    joints = sum(
        bool(h.roles & _JOINTS) for h in finding.sentence.hits if first <= h.start and h.end <= last
    )
    return abs(last - first) + _JOINT_COST * (commas + joints)

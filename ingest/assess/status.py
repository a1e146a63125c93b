"""Read the status of a statement from the cues of its clause; it does not decide on the flag.

Precedence within a clause: a demand or condition says nothing of what is; a denial covers the rest
of its sentence; then possible, planned, ended, casualties; what remains is asserted: `reported`.
"did not deny" is a form of its own (`undenied`) and counts as reported.
"""

from __future__ import annotations

from domain.assessment import STATUSES, Status
from ingest.assess.deployment import Finding
from ingest.assess.matching import BIT, Hit
from ingest.assess.owners import CAPTIVE, DEPLOY, MENTION

_HARM = BIT["kill"] | BIT["wound"] | BIT["casualty"] | BIT["capture"] | CAPTIVE
_MOVES = BIT["send"] | BIT["move"] | BIT["stay"] | BIT["fight"] | DEPLOY
_BUT = BIT["but"] | BIT["given"]
_FOREIGN = BIT["weapon"] | BIT["civil"] | BIT["other"] | BIT["other_adj"] | BIT["ua_adj"]


def statuses_of(finding: Finding) -> tuple[Status, ...]:
    """Shape: the statuses one sentence gives to the deployment, in the order of STATUSES."""
    found: set[Status] = set()
    own = {m.hit.start for m in finding.mentions}
    for segment in _segments(finding.sentence.hits):
        roles = 0
        for hit in segment:
            roles |= hit.roles
        if any(h.start in own for h in segment) or _continues(segment, roles):
            found |= _of_segment(segment, roles)
    if not found and finding.direct and not finding.sentence.roles & BIT["condition"]:
        found.add("reported")
    return tuple(status for status in STATUSES if status in found)


def _continues(segment: list[Hit], roles: int) -> bool:
    """A further clause about the same men: it acts or denies and names no other party or thing."""
    if roles & (BIT["denied"] | BIT["undenied"]):
        return True
    return bool(roles & (_MOVES | _HARM | BIT["return"])) and not roles & _FOREIGN


def _of_segment(segment: list[Hit], roles: int) -> set[Status]:
    if roles & BIT["undenied"]:
        return {"reported"}
    if roles & BIT["denied"] or _negated_move(segment):
        return {"denied"}
    found: set[Status] = set()
    if roles & _HARM:
        found.add("casualties")
    if roles & (BIT["demand"] | BIT["condition"]):
        return found
    if roles & BIT["possible"]:
        found.add("possible")
    elif roles & BIT["planned"]:
        found.add("planned")
    elif roles & BIT["return"]:
        found |= {"ended", "reported"}
    elif roles & (_MOVES | _HARM | BIT["honour"]):
        found.add("reported")
    return found


def _negated_move(segment: list[Hit]) -> bool:
    """A negation followed closely by a verb of sending or presence."""
    for i, hit in enumerate(segment):
        if hit.roles & BIT["not"]:
            for later in segment[i + 1 : i + 3]:
                if later.roles & (BIT["send"] | BIT["stay"] | BIT["move"] | MENTION):
                    return later.start - hit.end < 25
    return False


def _segments(hits: list[Hit]) -> list[list[Hit]]:
    segments: list[list[Hit]] = [[]]
    for hit in hits:
        if hit.roles & _BUT and segments[-1]:
            segments.append([])
        segments[-1].append(hit)
    return segments

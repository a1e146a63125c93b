"""Read the status of a statement from the cues of its clause; it does not decide on the flag.

Precedence within a clause: a demand or condition says nothing of what is; a denial covers the rest
of its sentence; then possible, planned, ended, casualties; what remains is asserted: `reported`.
"did not deny" is a form of its own (`undenied`) and counts as reported.
"""

from __future__ import annotations

from domain.assessment import STATUSES, Status
from ingest.assess.reading.document import Document, Sentence, union_of
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT, CAPTIVE, DEPLOY, HARM, MENTION
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import Mention

_MOVES = BIT["send"] | BIT["move"] | BIT["stay"] | BIT["fight"] | DEPLOY
_FIGHT = BIT["fight"] | BIT["stay"] | BIT["return"]
_DENIABLE = BIT["send"] | BIT["stay"] | (MENTION & ~(BIT["army"] | BIT["ref"]))
_UNREAL = sum(
    BIT[r] for r in ("planned", "possible", "ask", "condition", "demand", "denied", "not")
)
_BUT = BIT["but"] | BIT["given"]
_PLACE = BIT["war"] | BIT["front"]
_FOREIGN = BIT["weapon"] | BIT["civil"] | BIT["other"] | BIT["other_adj"] | BIT["ua_adj"]


def statuses_of(doc: Document, finding: Finding) -> tuple[Status, ...]:
    """Shape: the statuses one sentence gives to the deployment, in the order of STATUSES."""
    if finding.statuses is None:
        finding.statuses = _read_statuses(doc, finding)
    return finding.statuses


def _read_statuses(doc: Document, finding: Finding) -> tuple[Status, ...]:
    found: set[Status] = set()
    own = {m.hit.start for m in finding.mentions}
    for roles, segment in clauses_of(finding.sentence):
        if any(h.start in own for h in segment) or _continues(segment, roles):
            found |= _of_segment(segment, roles)
    if found in ({"planned"}, set()) and any(
        _is_there(finding.sentence.hits, m) for m in finding.mentions
    ):
        found.add("reported")
    if found in ({"planned"}, {"possible"}) and _asserts_first(doc, finding):
        found.add("reported")
    if doc.text[finding.sentence.end - 1] == "?" and found <= {"reported", "planned"}:
        return ("possible",)
    if not found and finding.direct:
        found.add("possible" if finding.sentence.roles & BIT["condition"] else "reported")
    return tuple(status for status in STATUSES if status in found)


def _is_there(hits: list[Hit], mention: Mention) -> bool:
    """ "The men at the front", "soldiers sent to Kursk": presence taken for granted by the phrase."""
    following = hits[mention.at + 1 : mention.at + 4]
    if len(following) < 2 or following[0].start - mention.hit.end > 6:
        return False
    if following[0].roles & BIT["planned"]:
        return False
    if following[0].roles & BIT["prep"]:
        return bool(following[1].roles & _PLACE) and following[1].start - following[0].end < 12
    sent = following[0].roles & BIT["send"] and following[0].start - mention.hit.end <= 1
    return bool(sent and any(h.roles & _PLACE for h in following[1:]))


def _asserts_first(doc: Document, finding: Finding) -> bool:
    """ "15,000 men have been sent, and a third deployment cannot be ruled out": two clauses."""
    hits = finding.sentence.hits
    modal = next((i for i, h in enumerate(hits) if h.roles & _UNREAL), len(hits))
    joints = [h for h in hits[:modal] if h.roles & BIT["and"]]
    joint = next((h for h in reversed(joints) if doc.text[h.start - 2 : h.start] == ", "), None)
    if joint is None:
        return False
    first = [h for h in hits if h.end <= joint.start]
    own = {m.hit.start for m in finding.mentions}
    later = any(h.roles & (_MOVES | MENTION) for h in hits if h.start >= joint.end)
    return later and any(h.start in own for h in first) and any(h.roles & _MOVES for h in first)


def _continues(segment: list[Hit], roles: int) -> bool:
    """A further clause about the same men: it acts or denies and names no other party or thing."""
    if roles & (BIT["denied"] | BIT["undenied"]):
        return True
    return bool(roles & (_MOVES | HARM | BIT["return"])) and not roles & _FOREIGN


def _of_segment(segment: list[Hit], roles: int) -> set[Status]:
    if roles & BIT["undenied"]:
        return {"reported"}
    if roles & BIT["denied"] or _negated_move(segment):
        return {"denied"}
    found: set[Status] = set()
    if roles & HARM:
        found.add("casualties")
    if roles & (BIT["demand"] | BIT["condition"]):
        return found
    if roles & (BIT["capture"] | CAPTIVE):
        # What may happen to prisoners says nothing of the deployment but that it took place.
        return found | {"reported"}
    if roles & BIT["possible"] or (roles & BIT["ask"] and not roles & (HARM | _FIGHT)):
        found.add("possible")
    elif roles & BIT["planned"]:
        found.add("planned")
    elif roles & BIT["return"]:
        found |= {"ended", "reported"}
    elif roles & (_MOVES | HARM | BIT["honour"]):
        found.add("reported")
    return found


def _negated_move(segment: list[Hit]) -> bool:
    """A negation followed closely by a verb of sending or presence."""
    for i, hit in enumerate(segment):
        if hit.roles & BIT["not"]:
            for later in segment[i + 1 : i + 3]:
                if later.roles & _DENIABLE:
                    return later.start - hit.end < 25
    return False


def clauses_of(sentence: Sentence) -> list[tuple[int, list[Hit]]]:
    """The words of a sentence up to each "but" and "after", with the union of their roles."""
    if sentence.clauses is None:
        clauses: list[list[Hit]] = [[]]
        for hit in sentence.hits:
            if hit.roles & _BUT and clauses[-1]:
                clauses.append([])
            clauses[-1].append(hit)
        sentence.clauses = [(union_of(clause), clause) for clause in clauses]
    return sentence.clauses

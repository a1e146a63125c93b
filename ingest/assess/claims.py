"""Assemble claims from findings: one per sentence and status, with speaker, place and figures."""

from __future__ import annotations

from domain.assessment import STATUSES, Claim, Figure, Status
from ingest.assess.attribution import speaker_of
from ingest.assess.deployment import Finding
from ingest.assess.document import Document, Sentence
from ingest.assess.figures import figures_of
from ingest.assess.matching import BIT
from ingest.assess.owners import OWN_NK, Mention
from ingest.assess.status import statuses_of

_WAR, _PLACE = BIT["war"], BIT["place"]
_PLACES = _WAR | _PLACE
_HARM_KINDS = ("killed", "captured", "casualties")


def claims_of(
    doc: Document, findings: list[Finding], mentions: list[list[Mention]]
) -> tuple[Claim, ...]:
    """Shape: the claims of a flagged text in the order of its sentences."""
    claims: list[Claim] = []
    for finding in findings:
        foreign = [m for m in mentions[finding.sentence.index] if not m.owners & OWN_NK]
        figures = figures_of(doc, finding, foreign)
        statuses = statuses_of(doc, finding)
        for status in statuses:
            claims.append(_claim(doc, finding, status, _share(figures, status, statuses)))
    return tuple(claims)


def _share(
    figures: tuple[Figure, ...], status: Status, statuses: tuple[Status, ...]
) -> tuple[Figure, ...]:
    """Dead and captured go with `casualties`, the strength with the other (first) status."""
    if "casualties" not in statuses:
        return figures if status == statuses[0] else ()
    if status == "casualties":
        return tuple(f for f in figures if f.what in _HARM_KINDS or len(statuses) == 1)
    first = next(s for s in statuses if s != "casualties")
    return tuple(f for f in figures if f.what not in _HARM_KINDS) if status == first else ()


def _claim(doc: Document, finding: Finding, status: Status, figures: tuple[Figure, ...]) -> Claim:
    sentence = finding.sentence
    mention = finding.mentions[0]
    from_north = bool(mention.owners & OWN_NK)
    north, russia = "North Korea", "Russia"
    place = _place_of(doc, sentence) if sentence.roles & _PLACES else None
    ru_named = sentence.roles & (BIT["ru"] | BIT["ru_adj"])
    return Claim(
        status=status,
        speaker=speaker_of(doc, sentence),
        actor=north if from_north else russia,
        # An implied mention stands on a verb or a tribute: the text names no kind of force.
        force=None if mention.via == "implied" else doc.text[mention.hit.start : mention.hit.end],
        origin=north if from_north else russia,
        destination=(place or (russia if ru_named else None)) if from_north else north,
        figures=figures,
        evidence=doc.evidence(sentence.start, sentence.end),
    )


def _place_of(doc: Document, sentence: Sentence) -> str | None:
    hit = next(hit for hit in sentence.hits if hit.roles & _PLACES)
    return doc.matcher.canonical(hit, _WAR) or doc.matcher.canonical(hit, _PLACE)


def union(claims: tuple[Claim, ...]) -> tuple[Status, ...]:
    """All statuses of a text, in their fixed order."""
    held = {claim.status for claim in claims}
    return tuple(status for status in STATUSES if status in held)


def distinct_figures(claims: tuple[Claim, ...]) -> tuple[Figure, ...]:
    """Each number and kind once, with its first evidence."""
    seen: dict[tuple[str, int, int], Figure] = {}
    for claim in claims:
        for figure in claim.figures:
            seen.setdefault((figure.what, figure.low, figure.high), figure)
    return tuple(seen.values())

"""Assemble claims from findings: one per statement, with speaker, place, time, wave and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypedDict

from domain.assessment import STATUSES, Claim, Evidence, Figure, Link, Status, Wave
from ingest.assess.claims.attribution import chain_of, links_of, speaker_of
from ingest.assess.claims.statements import HARM_KINDS, Statement, shares_of, statements_of
from ingest.assess.claims.times import find_times
from ingest.assess.claims.voices import Voice
from ingest.assess.claims.waves import find_waves
from ingest.assess.claims.when import day_of_publication, event_times, when_of
from ingest.assess.reading.cues import Cues, finder_for
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.roles import BIT
from ingest.assess.rules.figures import figures_of
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import OWN_NK
from ingest.assess.rules.status import statuses_of
from ingest.assess.weighing.candidates import stand_in
from ingest.assess.weighing.counting import cues_in
from ingest.assess.weighing.settling import (
    Scales,
    Verdict,
    carrier_of,
    settle_figures,
    settle_statuses,
)

_WAR, _PLACE = BIT["war"], BIT["place"]
_PLACES = _WAR | _PLACE


class _Base(TypedDict):
    """What the claims of one sentence share."""

    actor: str
    force: str | None
    origin: str
    destination: str | None
    chain: tuple[Link, ...]
    evidence: Evidence


Told = Mapping[int, tuple[Status, ...]]
Counted = Mapping[int, tuple[Figure, ...]]


def claims_of(
    doc: Document, findings: list[Finding], verdict: Verdict, published: datetime | None
) -> tuple[Claim, ...]:
    """Shape: the claims of a flagged text in the order of its sentences."""
    if not findings:
        return ()
    outlets, cues_of = finder_for(doc.lexicon).outlets, cues_in(doc)
    day = day_of_publication(published, doc.lexicon.grammar)
    findings, told, counted = _read_claims(doc, findings, verdict, cues_of)
    claims: list[Claim] = []
    for finding in findings:
        at, cues = finding.sentence.index, cues_of(finding.sentence)
        links = links_of(doc, finding.sentence, cues_of, outlets)
        base = _base(doc, finding, links)
        statements = _statements(doc, finding, cues, told.get(at, ()), counted.get(at, ()))
        for statement in statements:
            claims.append(_claim(doc, base, statement, links, day))
    return tuple(claims)


def _read_claims(
    doc: Document,
    findings: list[Finding],
    verdict: Verdict,
    cues_of: Callable[[Sentence], Cues],
) -> tuple[list[Finding], Told, Counted]:
    """Shape: the findings, those that only count among them, and the statuses and figures of each."""
    mentions, scales, text = verdict.mentions, verdict.scales, verdict.features
    weights = doc.lexicon.weights
    if scales is None or text is None or weights is None:
        told = {f.sentence.index: statuses_of(doc, f) for f in findings}
        counted = {
            f.sentence.index: figures_of(
                doc,
                f,
                [m for m in mentions[f.sentence.index] if not m.owners & OWN_NK],
                cues_of(f.sentence),
            )
            for f in findings
        }
        return findings, told, counted
    settled = settle_figures(doc, mentions, findings, weights, cues_of)
    findings = _with_counted(doc, findings, settled)
    statuses = settle_statuses(doc, findings, text, weights)
    return findings, _told(doc, findings, statuses, settled, scales), settled


def _statements(
    doc: Document,
    finding: Finding,
    cues: Cues,
    statuses: tuple[Status, ...],
    figures: tuple[Figure, ...],
) -> list[Statement]:
    sentence = finding.sentence
    shares = shares_of(doc, finding, figures, statuses)
    words = find_times(doc.text, cues, sentence.start, sentence.end, doc.lexicon)
    times = event_times(doc, sentence, cues, words)
    return statements_of(doc, finding, shares, times, find_waves(doc.text, cues))


def counted_findings(doc: Document, findings: list[Finding], verdict: Verdict) -> list[Finding]:
    """The findings that make claims: those given, and sentences that only count the same soldiers."""
    finder = finder_for(doc.lexicon)
    return _read_claims(doc, findings, verdict, lambda s: finder.find(doc.text, s.start, s.end))[0]


def _with_counted(
    doc: Document, findings: list[Finding], counted: Mapping[int, tuple[Figure, ...]]
) -> list[Finding]:
    """The findings and the sentences that only give a figure of the same soldiers."""
    held = {f.sentence.index for f in findings}
    more = [
        Finding(doc.sentences[i], [stand_in(doc.sentences[i])], False, "counted")
        for i in counted
        if i not in held
    ]
    return sorted([*findings, *more], key=lambda f: f.sentence.index)


def _told(
    doc: Document,
    findings: list[Finding],
    settled: tuple[Status, ...],
    counted: Mapping[int, tuple[Figure, ...]],
    scales: Scales,
) -> dict[int, tuple[Status, ...]]:
    """Each sentence keeps the statuses of its own that stand; one that no sentence has goes to its carrier."""
    told: dict[int, set[Status]] = {}
    for finding in findings:
        told[finding.sentence.index] = set(statuses_of(doc, finding)) & set(settled)
    for status in settled:
        if not any(status in held for held in told.values()):
            told[carrier_of(findings, scales[f"status:{status}"])].add(status)
    for index in counted:
        if not told[index]:
            harmed = any(f.what in HARM_KINDS for f in counted[index])
            wanted: Status = "casualties" if harmed else "reported"
            told[index].add(wanted if wanted in settled else settled[0])
    return {i: tuple(s for s in STATUSES if s in held) for i, held in told.items()}


def _base(doc: Document, finding: Finding, links: list[Voice]) -> _Base:
    """What all statements of a sentence share."""
    sentence = finding.sentence
    mention = finding.mentions[0]
    from_north = bool(mention.owners & OWN_NK)
    north, russia = "North Korea", "Russia"
    place = _place_of(doc, sentence) if sentence.roles & _PLACES else None
    ru_named = sentence.roles & (BIT["ru"] | BIT["ru_adj"])
    return _Base(
        actor=north if from_north else russia,
        # An implied mention stands on a verb or a tribute: the text names no kind of force.
        force=None
        if mention.via in ("implied", "weighed")
        else doc.text[mention.hit.start : mention.hit.end],
        origin=north if from_north else russia,
        destination=(place or (russia if ru_named else None)) if from_north else north,
        chain=chain_of(doc, links),
        evidence=doc.evidence(sentence.start, sentence.end),
    )


def _claim(
    doc: Document, base: _Base, statement: Statement, links: list[Voice], day: date | None
) -> Claim:
    time, wave = statement.time, statement.wave
    return Claim(
        **base,
        status=statement.status,
        speaker=speaker_of(links, statement.status),
        when=when_of(doc, time, statement.status, day) if time else None,
        wave=Wave(number=wave.number, evidence=doc.evidence(wave.start, wave.end))
        if wave
        else None,
        figures=statement.figures,
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

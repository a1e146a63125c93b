"""What the rules say of one text: relevance, flags, claims, figures, evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

Status = Literal["reported", "planned", "possible", "denied", "ended", "casualties"]
STATUSES: tuple[Status, ...] = get_args(Status)
FigureKind = Literal["troops", "casualties", "killed", "captured", "sappers", "construction"]
FIGURE_KINDS: tuple[FigureKind, ...] = get_args(FigureKind)
Bound = Literal["exact", "at_least", "at_most", "about", "range"]
# Whether a number comes on top of what was said before or counts everything until now.
Extent = Literal["increment", "cumulative"]
EXTENTS: tuple[Extent, ...] = get_args(Extent)
# The unit of the words: "early December" narrows the interval, its unit stays the month.
Precision = Literal["day", "week", "month", "quarter", "season", "half", "year"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
TROOP_DEPLOYMENT = "troop_deployment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An exact span: `text == document_text(title, text)[start:end]`, in code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of people in a claim; `low == high` unless the text gives a range.

    `extent`: "3,000 more" is an increment, "a total of 14,000" cumulative; None: the text does not say.
    """

    low: int
    high: int
    bound: Bound
    what: FigureKind
    evidence: Evidence
    extent: Extent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The days a statement is about, both ends included, from words such as "in December".

    One end may be open: "since October" has no end, "by spring" no start. Words that count from the
    day of publication give nothing when that day is unknown.
    """

    start: date | None
    end: date | None
    precision: Precision
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Which wave of the deployment is meant; without a number it is a further one ("another batch")."""

    number: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One voice of an attribution chain, and where the text names it."""

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement about a deployment; `None` means the text does not say.

    `speaker` is who says it first, in the words of the text or the lexicon's canonical name. `chain`
    holds all who pass it on, the speaker included, in the order of the text: "Reuters, citing Yonhap,
    citing the NIS" has three links and the speaker NIS.
    """

    status: Status
    speaker: str | None = None
    actor: str | None = None
    force: str | None = None
    origin: str | None = None
    destination: str | None = None
    when: When | None = None
    wave: Wave | None = None
    chain: tuple[Link, ...] = ()
    figures: tuple[Figure, ...] = ()
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """`score` in 0..1; `reasons` in words, most telling first."""

    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The whole judgement of one text by one version of the rules.

    `relevant` is None when the language has no rules: unknown is reported as unknown.
    `flag_evidence` pairs each flag with the span that carried it.
    """

    language: str | None
    relevant: bool | None
    relevance: Relevance
    flags: tuple[str, ...] = ()
    flag_evidence: tuple[tuple[str, Evidence], ...] = ()
    statuses: tuple[Status, ...] = ()
    figures: tuple[Figure, ...] = ()
    claims: tuple[Claim, ...] = ()
    rule_version: str = ""


def segments(quote: Evidence, marks: Iterable[Evidence]) -> tuple[tuple[str, bool], ...]:
    """Cut a quoted sentence where it is to be marked, for whoever shows it.

    Shape: (text, is marked) pairs that join to `quote.text`. Spans outside the sentence do not count;
    a sentence without any shorter one inside is marked whole.
    Example:
        >>> quote = Evidence(start=10, end=19, text="3,000 men")
        >>> segments(quote, [Evidence(start=10, end=15, text="3,000")])
        (('3,000', True), (' men', False))
    """
    inside = sorted(
        (max(m.start, quote.start) - quote.start, min(m.end, quote.end) - quote.start)
        for m in marks
        if m.start < quote.end
        and m.end > quote.start
        and not (m.start <= quote.start and m.end >= quote.end)
    )
    if not inside:
        return ((quote.text, True),)
    cut: list[tuple[str, bool]] = []
    at = 0
    for start, end in inside:
        if end <= at:
            continue
        start = max(start, at)
        cut += [(quote.text[at:start], False), (quote.text[start:end], True)]
        at = end
    return tuple((text, marked) for text, marked in [*cut, (quote.text[at:], False)] if text)


def figure_to_dict(figure: Figure) -> dict[str, Any]:
    return {
        "low": figure.low,
        "high": figure.high,
        "bound": figure.bound,
        "what": figure.what,
        "extent": figure.extent,
        "evidence": evidence_to_dict(figure.evidence),
    }


def evidence_to_dict(evidence: Evidence) -> dict[str, Any]:
    return {"start": evidence.start, "end": evidence.end, "text": evidence.text}


def when_to_dict(when: When) -> dict[str, Any]:
    """Shape: days as ISO 8601; an open end is null."""
    return {
        "start": when.start.isoformat() if when.start else None,
        "end": when.end.isoformat() if when.end else None,
        "precision": when.precision,
        "evidence": evidence_to_dict(when.evidence),
    }


def wave_to_dict(wave: Wave) -> dict[str, Any]:
    return {"number": wave.number, "evidence": evidence_to_dict(wave.evidence)}


def link_to_dict(link: Link) -> dict[str, Any]:
    return {"name": link.name, "evidence": evidence_to_dict(link.evidence)}


def claim_to_dict(claim: Claim) -> dict[str, Any]:
    return {
        "status": claim.status,
        "speaker": claim.speaker,
        "actor": claim.actor,
        "force": claim.force,
        "origin": claim.origin,
        "destination": claim.destination,
        "when": when_to_dict(claim.when) if claim.when else None,
        "wave": wave_to_dict(claim.wave) if claim.wave else None,
        "chain": [link_to_dict(link) for link in claim.chain],
        "figures": [figure_to_dict(f) for f in claim.figures],
        "evidence": evidence_to_dict(claim.evidence),
    }


def assessment_to_dict(assessment: Assessment) -> dict[str, Any]:
    """The stable shape of `tumen assess`, without the document's id."""
    return {
        "language": assessment.language,
        "relevant": assessment.relevant,
        "relevance": {
            "score": assessment.relevance.score,
            "reasons": list(assessment.relevance.reasons),
        },
        "flags": list(assessment.flags),
        "statuses": list(assessment.statuses),
        "figures": [figure_to_dict(f) for f in assessment.figures],
        "claims": [claim_to_dict(c) for c in assessment.claims],
    }

"""Let the weights settle what the rules leave open: flag, relevance, statuses and figures of a text.

A flag needs a rule or a candidate besides (ingest/assess/rules/deployment.py, candidates.py): the weights
alone flag nothing. Without weights the rules decide alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.assessment import (
    FIGURE_KINDS,
    STATUSES,
    TROOP_DEPLOYMENT,
    Figure,
    Relevance,
    Status,
)
from domain.weights import Weights
from ingest.assess.reading.cues import Cues
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.roles import NAMES_NORTH
from ingest.assess.rules.coreference import resolve_mentions
from ingest.assess.rules.figures import to_figure
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import Mention
from ingest.assess.rules.registry import FLAG_RULES
from ingest.assess.rules.relevance import relevance_of
from ingest.assess.rules.status import statuses_of
from ingest.assess.weighing.candidates import find_candidates
from ingest.assess.weighing.counting import numbers_near
from ingest.assess.weighing.features import describe_statuses, describe_text, status_masks
from ingest.assess.weighing.scales import Features, Scale, ballot_for, scales_of

Scales = Mapping[str, Scale]
_STATUS_DECISIONS = tuple(f"status:{status}" for status in STATUSES)
_KINDS = (None, *FIGURE_KINDS)
_FIGURE_DECISIONS = tuple(f"figure:{kind or 'none'}" for kind in _KINDS)
# Log-odds below which the weights overrule a finding of the rules.
VETO = -0.8
# Log-odds that a text without a finding needs for a flag, and more for each doubling of its
# paragraphs: one false alarm wakes a person.
PROOF, _TRY = 0.0, 0.75
# Rules that look beyond the sentence: in a digest they may look into another item.
_POINTING = frozenset({"pointer", "context", "nearby", "kursk"})
# How much a weight must speak against what the rules say of a status.
MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What rules and weights make of a document; `fired` has an entry for every flag, maybe empty.

    `by_rule`: what the rules found before the weights were asked.
    """

    mentions: list[list[Mention]]
    by_rule: dict[str, list[Finding]]
    fired: dict[str, list[Finding]]
    relevance: Relevance
    features: Features | None
    scales: Scales | None


@dataclass(frozen=True, slots=True)
class Hearing:
    """What weighs for the flag, in log-odds: the whole text, and the paragraph that tells most.

    `pointed`: the rules only pointed to soldiers named elsewhere; `paragraph`: which that is, None when the text has but one; `needed`: what a candidate takes.
    """

    by_rule: bool
    pointed: bool
    whole: float
    local: float
    paragraph: int | None
    needed: float

    @property
    def stands(self) -> bool:
        """Whether the flag stands; what a rule found is overruled by clear weight only."""
        if self.by_rule:
            return self.local > VETO + (self.needed if self.pointed else 0.0)
        return self.whole > 0 and self.local > self.needed


def verdict_on(doc: Document) -> Verdict:
    """Run the rules, then let the weights settle flag and relevance."""
    mentions = resolve_mentions(doc)
    by_rule = {name: rule(doc, mentions) for name, rule in FLAG_RULES.items()}
    findings = by_rule[TROOP_DEPLOYMENT]
    relevance = relevance_of(doc, findings)
    if doc.lexicon.weights is None:
        return Verdict(mentions, by_rule, by_rule, relevance, None, None)
    scales = scales_of(doc.lexicon.weights)
    features = describe_text(doc, mentions, findings, by_rule=relevance)
    relevance = settle_relevance(features, relevance, scales)
    fired = {**by_rule, TROOP_DEPLOYMENT: settle_flag(doc, mentions, findings, features, scales)}
    return Verdict(mentions, by_rule, fired, relevance, features, scales)


def settle_flag(
    doc: Document,
    mentions: list[list[Mention]],
    findings: list[Finding],
    features: Features,
    scales: Scales,
) -> list[Finding]:
    """The findings that stand: those of the rules unless outweighed, or the candidates that weigh enough."""
    scale = scales["flag"]
    weight = scale.weigh(features)
    found = findings or (find_candidates(doc, mentions, scale) if weight > 0 else [])
    if not found:
        return []
    return found if hear(doc, mentions, findings, found, weight, scale).stands else []


def hear(
    doc: Document,
    mentions: list[list[Mention]],
    findings: list[Finding],
    found: list[Finding],
    weight: float,
    scale: Scale,
) -> Hearing:
    """Weigh what was found: `findings` of the rules or else candidates; `weight`: of the whole text.

    The text and the paragraph that tells most are weighed: one item of a digest is heard among
    the others, and items that have nothing to do with each other do not add up.
    """
    paragraphs = {f.sentence.paragraph for f in found if f.direct and f.sentence.index}
    # A title is judged with the text below it.
    paragraphs = paragraphs or {s.paragraph for s in doc.sentences if s.roles & NAMES_NORTH}
    local: float = weight
    paragraph: int | None = None
    if len({s.paragraph for s in doc.sentences}) > 1 + doc.has_title:
        ruled = _by_paragraph(doc, findings, paragraphs)
        weighed = (
            (scale.weigh(describe_text(doc, mentions, ruled[p], frozenset((p,)))), p)
            for p in paragraphs
        )
        local, paragraph = max(weighed, default=(weight, None))
    # With each paragraph that could carry it, chance has one try more.
    tries = len({s.paragraph for s in doc.sentences if s.roles & NAMES_NORTH})
    needed = PROOF + _TRY * math.log(max(tries, 1))
    pointed = all(f.rule in _POINTING for f in findings if f.direct)
    return Hearing(bool(findings), pointed, weight, local, paragraph, needed)


def _by_paragraph(
    doc: Document, findings: list[Finding], paragraphs: set[int]
) -> dict[int, list[Finding]]:
    """The findings of some paragraphs; that of the title belongs to each."""
    title = [f for f in findings if doc.has_title and f.sentence.index == 0]
    grouped = {p: list(title) for p in paragraphs}
    for finding in findings[len(title) :]:
        if finding.sentence.paragraph in grouped:
            grouped[finding.sentence.paragraph].append(finding)
    return grouped


def settle_relevance(features: Features, by_rule: Relevance, scales: Scales) -> Relevance:
    """The score as a probability; the reasons stay those of the rules where both agree."""
    score = round(1 / (1 + math.exp(-scales["relevant"].weigh(features))), 2)
    if (score >= 0.5) == (by_rule.score >= 0.5):
        return Relevance(score=score, reasons=by_rule.reasons)
    reason = "both sides stand together" if score >= 0.5 else "North Korea is a side matter"
    return Relevance(score=score, reasons=(reason, *by_rule.reasons))


def settle_statuses(
    doc: Document, findings: list[Finding], text: Features, weights: Weights
) -> tuple[Status, ...]:
    """Shape: the statuses of the text, at least one."""
    if all(doc.text[f.sentence.end - 1] == "?" for f in findings if f.direct):
        # A question asserts nothing, whatever words it has.
        return tuple({status: 1 for f in findings for status in statuses_of(doc, f)})
    features = describe_statuses(doc, findings, text)
    weighed = ballot_for(weights, _STATUS_DECISIONS).weigh(features)
    held = [
        s for s, weight in zip(STATUSES, weighed, strict=True) if weight > status_takes(s, features)
    ]
    return tuple(held) or (STATUSES[weighed.index(max(weighed))],)


def status_takes(status: Status, features: Features) -> float:
    """The log-odds above which a text has a status: less when the rules say so, too."""
    return -MARGIN if f"status:{status}" in features.marks else MARGIN


def carrier_of(findings: Sequence[Finding], scale: Scale) -> int:
    """The index of the sentence that speaks for a status most."""

    def weigh(finding: Finding) -> float:
        return scale.weigh(Features(masks=status_masks(finding.sentence)))

    return max(findings, key=lambda f: (weigh(f), f.direct, -f.sentence.index)).sentence.index


def settle_figures(
    doc: Document,
    mentions: list[list[Mention]],
    findings: Sequence[Finding],
    weights: Weights,
    cues_of: Callable[[Sentence], Cues],
) -> dict[int, tuple[Figure, ...]]:
    """Shape: the figures of the deployment by the index of their sentence."""
    figures: dict[int, list[Figure]] = {}
    ballot = ballot_for(weights, _FIGURE_DECISIONS)
    for sentence, numbers, i, features in numbers_near(doc, mentions, findings, cues_of):
        weighed = ballot.weigh(features)
        best = _KINDS[weighed.index(max(weighed))]
        if best is not None:
            figure = to_figure(doc, sentence, numbers, i, best, cues_of(sentence))
            figures.setdefault(sentence.index, []).append(figure)
    return {index: tuple(found) for index, found in figures.items()}

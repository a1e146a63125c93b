"""Tell what the weights settled of a text, decision by decision, and what weighed most; it settles nothing.

The rules propose and the weights settle (ingest/assess/weighing/settling.py): here the same sums are made
again, feature by feature, for those who ask why.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from domain.assessment import FIGURE_KINDS, STATUSES, TROOP_DEPLOYMENT, Status
from domain.explanation import Balance, Scope, Weight
from ingest.assess.claims.assembly import counted_findings
from ingest.assess.explaining.tracing import (
    number_sources,
    sentence_sources,
    status_sources,
    text_sources,
    weights_of,
)
from ingest.assess.explaining.trial import Reading
from ingest.assess.reading.document import Sentence
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.relevance import relevance_of
from ingest.assess.weighing.candidates import find_candidates
from ingest.assess.weighing.counting import numbers_near
from ingest.assess.weighing.features import describe_statuses, describe_text, sentence_masks
from ingest.assess.weighing.scales import Features
from ingest.assess.weighing.settling import VETO, Hearing, Scales, hear, status_takes

# How many weights are told of the flag and of relevance, and of a status or figure: for it, and
# against it. What all others add up to is told, too. What is less than a quarter of the smallest
# margin (0.6, settling.py) turns nothing.
MOST, FEW, LEAST = 4, 2, 0.15
_NONE = "figure:none"
Table = Mapping[str, float]


def proposed_in(reading: Reading) -> list[Finding]:
    """The sentences that the rules found, or else the candidates, whether the flag stands or not."""
    verdict = reading.verdict
    findings = verdict.by_rule[TROOP_DEPLOYMENT]
    if findings or verdict.scales is None or not reading.doc.sentences:
        return findings
    return find_candidates(reading.doc, reading.mentions, verdict.scales["flag"])


def counting_in(reading: Reading) -> list[Finding]:
    """The sentences of a flagged text that count: those found, and those that only give a figure."""
    findings = reading.verdict.fired[TROOP_DEPLOYMENT]
    return counted_findings(reading.doc, findings, reading.verdict) if findings else []


def weights_of_sentence(reading: Reading, sentence: Sentence) -> tuple[Weight, ...]:
    """What speaks for and against a candidate: the sentence weighed by itself."""
    table = _tables(reading)["flag"]
    features = Features(masks=sentence_masks(sentence))
    found = weights_of(reading, features, table, sentence_sources(sentence))
    return _shown(found, MOST)


def balances_of(
    reading: Reading, proposed: Sequence[Finding], counting: Sequence[Finding]
) -> tuple[Balance, ...]:
    """All that the weights settled; `proposed`, `counting`: what the functions above gave.

    Nothing without weights.
    """
    verdict = reading.verdict
    if verdict.scales is None or verdict.features is None:
        return ()
    balances = [_flag(reading, proposed, verdict.scales)] if proposed else []
    balances.append(_relevance(reading, verdict.features))
    if counting:
        balances += _statuses(reading, list(counting), verdict.features, verdict.scales)
        balances += _figures(reading, verdict.scales)
    return tuple(balances)


def _flag(reading: Reading, proposed: Sequence[Finding], scales: Scales) -> Balance:
    """The sum that decided: the better one for a finding of the rules, the worse one for a candidate."""
    doc, mentions = reading.doc, reading.mentions
    by_rule = reading.verdict.by_rule[TROOP_DEPLOYMENT]
    whole = describe_text(doc, mentions, by_rule, by_rule=relevance_of(doc, by_rule))
    scale = scales["flag"]
    hearing = hear(doc, mentions, by_rule, list(proposed), scale.weigh(whole), scale)
    takes, local = _deciding(hearing)
    paragraph = hearing.paragraph if local else None
    features = whole
    if paragraph is not None:
        features = describe_text(doc, mentions, by_rule, frozenset((paragraph,)))
    table = _tables(reading)["flag"]
    found = weights_of(reading, features, table, text_sources(reading, by_rule, paragraph))
    return _balance(
        "flag",
        found,
        table,
        scope="text" if paragraph is None else "paragraph",
        by_rule=hearing.by_rule,
        holds=hearing.stands,
        takes=takes,
    )


def _deciding(hearing: Hearing) -> tuple[float, bool]:
    """What it took, and whether the paragraph decided (else the whole text)."""
    if hearing.by_rule:
        return VETO, hearing.local > hearing.whole
    if hearing.local - hearing.needed < hearing.whole:
        return hearing.needed, True
    return 0.0, False


def _relevance(reading: Reading, features: Features) -> Balance:
    by_rule = reading.verdict.by_rule[TROOP_DEPLOYMENT]
    table = _tables(reading)["relevant"]
    found = weights_of(reading, features, table, text_sources(reading, by_rule, None))
    return _balance(
        "relevant",
        found,
        table,
        scope="text",
        by_rule=relevance_of(reading.doc, by_rule).score >= 0.5,
        holds=reading.verdict.relevance.score >= 0.5,
        takes=0.0,
    )


def _statuses(
    reading: Reading, counting: list[Finding], text: Features, scales: Scales
) -> Iterator[Balance]:
    """Of each status that the text has, or that the rules read in it."""
    features = describe_statuses(reading.doc, counting, text)
    sources = status_sources(reading, counting, features)
    sums = {s: scales[f"status:{s}"].weigh(features) for s in STATUSES}
    held: list[Status] = [s for s in STATUSES if sums[s] > status_takes(s, features)]
    held = held or [max(STATUSES, key=lambda status: sums[status])]
    for status in STATUSES:
        by_rule = f"status:{status}" in features.marks
        if status not in held and not by_rule:
            continue
        table = _tables(reading)[f"status:{status}"]
        yield _balance(
            f"status:{status}",
            weights_of(reading, features, table, sources),
            table,
            scope="text",
            by_rule=by_rule,
            holds=status in held,
            takes=status_takes(status, features),
        )


def _figures(reading: Reading, scales: Scales) -> Iterator[Balance]:
    """Of each number that is a figure, or that the rules took for one."""
    doc, tables = reading.doc, _tables(reading)
    near = numbers_near(doc, reading.mentions, reading.verdict.fired[TROOP_DEPLOYMENT])
    for sentence, numbers, i, features in near:
        number = numbers[i]
        kinds = (_NONE, *(f"figure:{kind}" for kind in FIGURE_KINDS))
        sums = {kind: scales[kind].weigh(features) for kind in kinds}
        best = max(kinds, key=lambda kind: sums[kind])
        ruled = next((k for k in FIGURE_KINDS if f"rule:{k}" in features.marks), None)
        decision = f"figure:{ruled}" if best == _NONE and ruled else best
        if decision == _NONE:
            continue
        rival = max((k for k in kinds if k != decision), key=lambda kind: sums[kind])
        mine, theirs = tables[decision], tables[rival]
        table = {name: mine.get(name, 0.0) - theirs.get(name, 0.0) for name in {*mine, *theirs}}
        found = weights_of(reading, features, table, number_sources(doc, sentence, number, ruled))
        most = max(sums.values())
        share = math.exp(sums[decision] - most) / sum(math.exp(s - most) for s in sums.values())
        yield _balance(
            decision,
            found,
            table,
            scope="number",
            subject=doc.evidence(number.start, number.end).text,
            by_rule=decision == f"figure:{ruled}",
            holds=decision == best,
            takes=0.0,
            rival=rival,
            probability=share,
        )


def _balance(
    decision: str,
    found: list[Weight],
    table: Table,
    *,
    scope: Scope,
    by_rule: bool,
    holds: bool,
    takes: float,
    subject: str = "",
    rival: str = "",
    probability: float | None = None,
) -> Balance:
    start = table.get("", 0.0)
    shown = _shown(found, MOST if decision in ("flag", "relevant") else FEW)
    total = start + sum(w.weight for w in found)
    return Balance(
        decision=decision,
        subject=subject,
        scope=scope,
        by_rule=by_rule,
        holds=holds,
        log_odds=round(total, 3),
        takes=round(takes, 3),
        probability=round(1 / (1 + math.exp(-total)) if probability is None else probability, 3),
        rival=rival,
        start=round(start, 3),
        weights=shown,
        rest=round(total - start - sum(w.weight for w in shown), 3),
    )


def _shown(found: Sequence[Weight], most: int) -> tuple[Weight, ...]:
    """The heaviest for and the heaviest against, in order of their weight."""
    up = [w for w in found if w.weight >= LEAST][:most]
    down = [w for w in found if w.weight <= -LEAST][:most]
    return tuple(sorted([*up, *down], key=lambda w: -w.weight))


def _tables(reading: Reading) -> Mapping[str, Table]:
    weights = reading.doc.lexicon.weights
    return weights.tables if weights else {}

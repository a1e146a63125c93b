"""Assess one text: run the rules over a document and put their answers together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.assessment import TROOP_DEPLOYMENT, Assessment, Evidence, Relevance
from domain.lexicon import Lexicon
from ingest.assess.claims.assembly import claims_of, distinct_figures, union
from ingest.assess.reading.document import Document, read_document
from ingest.assess.reading.folding import fold_text
from ingest.assess.reading.matching import matcher_for
from ingest.assess.reading.roles import BIT, NAMES_NORTH, RUSSIAN
from ingest.assess.weighing.settling import verdict_on

RULE_VERSION = "2"
_SOLDIERS = BIT["force"] | BIT["people"] | BIT["army"] | BIT["deploy"] | BIT["captive"]
_RUSSIA = RUSSIAN | BIT["war"]


def assess(
    title: str,
    text: str,
    *,
    language: str | None,
    published: datetime | None,
    lexicons: Mapping[str, Lexicon],
) -> Assessment:
    """Judge one text by the rules of its language.

    Shape:  title and plain text -> relevance, flags, claims; evidence offsets count code points in
            `domain.article.document_text(title, text)`. `published` is for relative dates.
    """
    lexicon = lexicon_for(language, lexicons)
    if lexicon is None:
        return _abstain(language)
    doc = read_document(title, text, lexicon)
    version = version_with(lexicon)
    if not names_north(doc):
        nothing = Relevance(score=0.0, reasons=("North Korea is not named",))
        return Assessment(
            language=language, relevant=False, relevance=nothing, rule_version=version
        )
    verdict = verdict_on(doc)
    findings = verdict.fired[TROOP_DEPLOYMENT]
    claims = claims_of(doc, findings, verdict, published)
    evidence: list[tuple[str, Evidence]] = []
    flags = tuple(name for name, found in verdict.fired.items() if found)
    for name in flags:
        carrier = next(f for f in verdict.fired[name] if f.direct).sentence
        evidence.append((name, doc.evidence(carrier.start, carrier.end)))
    return Assessment(
        language=language,
        relevant=verdict.relevance.score >= 0.5,
        relevance=verdict.relevance,
        flags=flags,
        flag_evidence=tuple(evidence),
        statuses=union(claims),
        figures=distinct_figures(claims),
        claims=claims,
        rule_version=version,
    )


def touches_subject(title: str, summary: str, lexicons: Mapping[str, Lexicon]) -> str | None:
    """The word by which a title or summary may concern us, in any language; None: leave it.

    Liberal on purpose: a miss is a lost story, a hit costs one page fetch.
    """
    text = fold_text(f"{title}\n\n{summary}").text
    for lexicon in lexicons.values():
        matcher = matcher_for(lexicon)
        hits = matcher.find(text)
        roles = 0
        for hit in hits:
            roles |= hit.roles
            if hit.roles & NAMES_NORTH:
                return text[hit.start : hit.end]
        if roles & BIT["foreign_adj"] and roles & _SOLDIERS and roles & _RUSSIA:
            hit = next(h for h in hits if h.roles & BIT["foreign_adj"])
            return text[hit.start : hit.end]
    return None


def names_north(doc: Document) -> bool:
    """Whether a text names North Korea or hints at it; no other is judged."""
    return bool(doc.roles & NAMES_NORTH) or doc.hinted


def lexicon_for(language: str | None, lexicons: Mapping[str, Lexicon]) -> Lexicon | None:
    """The lexicon of a BCP 47 tag, which may name a region or a script; None: no rules for it."""
    return lexicons.get(language.replace("_", "-").split("-", 1)[0].lower()) if language else None


def version_with(lexicon: Lexicon | None) -> str:
    """What an assessment by the rules of today is marked with."""
    if lexicon is None:
        return RULE_VERSION
    weights = f"-{lexicon.weights.version}" if lexicon.weights else ""
    return f"{RULE_VERSION}/{lexicon.language}-{lexicon.version}{weights}"


def _abstain(language: str | None) -> Assessment:
    reason = f"no rules for language {language}" if language else "the language is unknown"
    return Assessment(
        language=language,
        relevant=None,
        relevance=Relevance(score=0.0, reasons=(reason,)),
        rule_version=version_with(None),
    )

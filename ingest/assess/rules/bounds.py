"""Tell the bound of a number from the hedges beside it; which numbers are figures, it does not ask."""

from __future__ import annotations

from domain.assessment import Bound
from ingest.assess.reading.document import Document
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.numbers import Number
from ingest.assess.reading.roles import BIT, DEPLOY, MENTION

_BOUNDS: tuple[tuple[int, Bound], ...] = (
    (BIT["at_least"], "at_least"),
    (BIT["at_most"], "at_most"),
    (BIT["about"], "about"),
)
_NAMED = BIT["war"] | BIT["place"]


def bound_of(doc: Document, hits: list[Hit], number: Number) -> Bound:
    """The bound that the nearest hedge gives; `exact` without one."""
    for suffix, bound in doc.lexicon.grammar.bound_suffixes:
        if doc.text.startswith(suffix, number.end):
            return "at_least" if bound == "at_least" else "about"
    for hit in reversed(hits):
        if hit.start >= number.end and hit.start - number.end > 8:
            continue
        distance = number.start - hit.end if hit.end <= number.start else hit.start - number.end
        if hit.end <= number.start and (distance > 24 or hit.roles & _NAMED):
            # "До Курщини ще 3 тисячі": to Kursk, not up to 3,000.
            break
        if hit.roles & MENTION or hit.roles & DEPLOY:
            continue
        for role, bound in _BOUNDS:
            if hit.roles & role:
                return bound
    return "exact"

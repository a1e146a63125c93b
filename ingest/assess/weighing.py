"""Weigh the features of a text or number; which features there are and how they are used is not its matter.

A decision is a sum: log-odds = constant + the weights of the features present. The weights are
made from the labelled corpora by tests/eval/training.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.lexicon import ROLES
from domain.weights import Weights
from ingest.assess.matching import BIT


@dataclass(slots=True)
class Features:
    """`masks`: for each block of features a set of role bits; `marks`: features that are no role."""

    masks: dict[str, int] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)

    def names(self) -> list[str]:
        """All features by name, "block:role" or the mark itself."""
        named = [f"{block}:{role}" for block, mask in self.masks.items() for role in roles_in(mask)]
        return named + sorted(self.marks)


def roles_in(mask: int) -> list[str]:
    """The roles of a set of bits."""
    return [role for i, role in enumerate(ROLES) if mask >> i & 1]


@dataclass(frozen=True, slots=True)
class Scale:
    """One decision, its weights laid out by block and bit."""

    constant: float
    blocks: Mapping[str, tuple[int, Mapping[int, float]]]
    marks: Mapping[str, float]

    def weigh(self, features: Features) -> float:
        """The log-odds of the decision."""
        total = self.constant
        blocks = self.blocks
        for block, mask in features.masks.items():
            weights = blocks.get(block)
            if weights is None:
                continue
            rest = mask & weights[0]
            of_bit = weights[1]
            while rest:
                bit = rest & -rest
                total += of_bit[bit]
                rest ^= bit
        marks = self.marks
        for mark in features.marks:
            total += marks.get(mark, 0.0)
        return total


_LAID_OUT: dict[str, dict[str, Scale]] = {}


def scales_of(weights: Weights) -> Mapping[str, Scale]:
    """All decisions of a set of weights, kept per process by version."""
    if weights.version not in _LAID_OUT:
        _LAID_OUT[weights.version] = {
            decision: scale_of(table) for decision, table in weights.tables.items()
        }
    return _LAID_OUT[weights.version]


def scale_of(table: Mapping[str, float]) -> Scale:
    blocks: dict[str, dict[int, float]] = {}
    marks: dict[str, float] = {}
    for name, weight in table.items():
        block, _, role = name.rpartition(":")
        if block and role in BIT:
            blocks.setdefault(block, {})[BIT[role]] = weight
        if name:  # a mark may be named like a role in a block
            marks[name] = weight
    laid = {block: (sum(of_bit), of_bit) for block, of_bit in blocks.items()}
    return Scale(table.get("", 0.0), laid, marks)

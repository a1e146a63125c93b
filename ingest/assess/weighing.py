"""Weigh the features of a text or number; which features there are and how they are used is not its matter.

A decision is a sum: log-odds = constant + the weights of the features present. The weights are
made from the labelled corpora by tests/eval/training.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Ballot:
    """Several decisions over the same features, weighed in one pass."""

    constants: tuple[float, ...]
    blocks: Mapping[str, tuple[int, Mapping[int, tuple[tuple[int, float], ...]]]]
    marks: Mapping[str, tuple[tuple[int, float], ...]]

    def weigh(self, features: Features) -> list[float]:
        """The log-odds of each decision, in their order."""
        totals = list(self.constants)
        blocks = self.blocks
        for block, mask in features.masks.items():
            weights = blocks.get(block)
            if weights is None:
                continue
            rest = mask & weights[0]
            of_bit = weights[1]
            while rest:
                bit = rest & -rest
                for k, weight in of_bit[bit]:
                    totals[k] += weight
                rest ^= bit
        marks = self.marks
        for mark in features.marks:
            for k, weight in marks.get(mark, ()):
                totals[k] += weight
        return totals


def ballot_of(scales: Sequence[Scale]) -> Ballot:
    """Lay several decisions side by side."""
    blocks: dict[str, dict[int, list[tuple[int, float]]]] = {}
    marks: dict[str, list[tuple[int, float]]] = {}
    for k, scale in enumerate(scales):
        for block, (_, of_bit) in scale.blocks.items():
            for bit, weight in of_bit.items():
                blocks.setdefault(block, {}).setdefault(bit, []).append((k, weight))
        for mark, weight in scale.marks.items():
            marks.setdefault(mark, []).append((k, weight))
    return Ballot(
        tuple(scale.constant for scale in scales),
        {
            b: (sum(found), {bit: tuple(w) for bit, w in found.items()})
            for b, found in blocks.items()
        },
        {mark: tuple(found) for mark, found in marks.items()},
    )


_LAID_OUT: dict[str, dict[str, Scale]] = {}
_BALLOTS: dict[tuple[str, tuple[str, ...]], Ballot] = {}


def ballot_for(weights: Weights, decisions: tuple[str, ...]) -> Ballot:
    """The ballot of some decisions, kept per process by version."""
    key = (weights.version, decisions)
    if key not in _BALLOTS:
        scales = scales_of(weights)
        _BALLOTS[key] = ballot_of([scales[decision] for decision in decisions])
    return _BALLOTS[key]


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

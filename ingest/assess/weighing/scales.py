"""Weigh the features of a text or number; which features there are and how they are used is not its matter.

A decision is a sum: log-odds = constant + the weights of the features present. The weights are
made from the labelled corpora by tests/eval/training.py.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from domain.lexicon import ROLES
from domain.weights import Weights
from ingest.assess.reading.roles import BIT


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


# Weights are whole thousandths of a log-odd: as whole numbers their sums are exact in any order.
_UNIT = 1_000_000
# Several decisions share one number, 64 bits for each of them: one addition adds to all. The bias keeps
# each of them above zero.
_LANE = 64
_BIAS = 1 << (_LANE - 2)
# Sums of whole blocks are kept: the same roles stand beside number after number (2026-11-24: 60 % of the
# blocks of 400 texts had been seen). At most so many of each block, 5 MB in all.
_KEPT = 500


class _Block(dict[int, int]):
    """The sums of one block by the roles in it, each worked out when it is first asked for."""

    def __init__(self, of_bit: Mapping[int, int]) -> None:
        self.of_bit = of_bit
        self._mask = sum(of_bit)

    def __missing__(self, roles: int) -> int:
        if len(self) >= _KEPT:
            self.clear()
        self[roles] = total = sum([self.of_bit[bit] for bit in bits_in(roles & self._mask)])
        return total


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Whole weights laid out by block and bit."""

    constant: int
    blocks: Mapping[str, _Block]
    marks: Mapping[str, int]

    def total(self, features: Features) -> int:
        """The sum of all weights of the features."""
        blocks = self.blocks
        of_roles = [blocks[name][mask] for name, mask in features.masks.items() if name in blocks]
        of_marks = map(self.marks.get, features.marks, repeat(0))
        return sum(of_roles, self.constant) + sum(of_marks)


@dataclass(frozen=True, slots=True)
class Scale:
    """One decision."""

    sheet: _Sheet

    @property
    def constant(self) -> float:
        """The log-odds where there is no feature."""
        return self.sheet.constant / _UNIT

    def weigh(self, features: Features) -> float:
        """The log-odds of the decision."""
        return self.sheet.total(features) / _UNIT


@dataclass(frozen=True, slots=True)
class Ballot:
    """Several decisions over the same features, weighed in one pass."""

    sheet: _Sheet
    lanes: struct.Struct

    def weigh(self, features: Features) -> list[float]:
        """The log-odds of each decision, in their order."""
        total = self.sheet.total(features).to_bytes(self.lanes.size, "little")
        return [(lane - _BIAS) / _UNIT for lane in self.lanes.unpack(total)]


def bits_in(mask: int) -> Iterator[int]:
    """The bits of a mask, lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


def ballot_of(scales: Sequence[Scale]) -> Ballot:
    """Lay several decisions side by side."""
    constant = 0
    blocks: dict[str, dict[int, int]] = {}
    marks: dict[str, int] = {}
    for i, scale in enumerate(scales):
        shift = i * _LANE
        constant += (scale.sheet.constant + _BIAS) << shift
        for name, block in scale.sheet.blocks.items():
            of_bit = blocks.setdefault(name, {})
            for bit, weight in block.of_bit.items():
                of_bit[bit] = of_bit.get(bit, 0) + (weight << shift)
        for mark, weight in scale.sheet.marks.items():
            marks[mark] = marks.get(mark, 0) + (weight << shift)
    return Ballot(_sheet(constant, blocks, marks), struct.Struct(f"<{len(scales)}Q"))


def _sheet(constant: int, blocks: Mapping[str, dict[int, int]], marks: Mapping[str, int]) -> _Sheet:
    laid = {name: _Block(of_bit) for name, of_bit in blocks.items()}
    return _Sheet(constant, laid, marks)


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
    """Lay out one decision."""
    whole = {name: round(weight * _UNIT) for name, weight in table.items()}
    constant = whole.pop("", 0)
    blocks: dict[str, dict[int, int]] = {}
    for name, weight in whole.items():
        block, _, role = name.rpartition(":")
        if block and role in BIT:
            blocks.setdefault(block, {})[BIT[role]] = weight
    # A mark may be named like a role in a block.
    return Scale(_sheet(constant, blocks, whole))

"""Weigh the features of a text or number; which features there are and how they are used is not its matter.

A decision is a sum: log-odds = constant + the weights of the features present. The weights are
made from the labelled corpora by tests/eval/training.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

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


# Sums of whole blocks are kept: the same roles stand beside number after number (2026-11-24: 60 % of the
# blocks of 400 texts had been seen). At most so many of each decision, 5 MB.
_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Scale:
    """One decision, its weights laid out by block and bit."""

    constant: float
    blocks: Mapping[str, tuple[int, Mapping[int, float]]]
    marks: Mapping[str, float]
    kept: dict[tuple[str, int], float] = field(default_factory=dict)

    def weigh(self, features: Features) -> float:
        """The log-odds of the decision."""
        total = self.constant
        blocks, kept = self.blocks, self.kept
        for block, mask in features.masks.items():
            weights = blocks.get(block)
            if weights is None or not (mask := mask & weights[0]):
                continue
            of_block = kept.get((block, mask))
            if of_block is None:
                of_bit = weights[1]
                of_block = sum(of_bit[bit] for bit in bits_in(mask))
                _keep(kept, (block, mask), of_block)
            total += of_block
        marks = self.marks
        for mark in features.marks:
            total += marks.get(mark, 0.0)
        return total


Sums = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """Several decisions over the same features, weighed in one pass: each weight is one of all of them."""

    constants: Sums
    blocks: Mapping[str, tuple[int, Mapping[int, Sums]]]
    marks: Mapping[str, Sums]
    kept: dict[tuple[str, int], Sums] = field(default_factory=dict)

    def weigh(self, features: Features) -> list[float]:
        """The log-odds of each decision, in their order."""
        rows = [self.constants]
        blocks, kept = self.blocks, self.kept
        for block, mask in features.masks.items():
            weights = blocks.get(block)
            if weights is None or not (mask := mask & weights[0]):
                continue
            of_block = kept.get((block, mask))
            if of_block is None:
                of_bit = weights[1]
                of_block = _sums([of_bit[bit] for bit in bits_in(mask)])
                _keep(kept, (block, mask), of_block)
            rows.append(of_block)
        marks = self.marks
        rows += [marks[mark] for mark in features.marks if mark in marks]
        return list(_sums(rows))


Sum = TypeVar("Sum", float, Sums)


def _keep(kept: dict[tuple[str, int], Sum], key: tuple[str, int], of_block: Sum) -> None:
    if len(kept) >= _KEPT:
        kept.clear()
    kept[key] = of_block


def _sums(rows: Sequence[Sums]) -> Sums:
    return tuple(map(sum, zip(*rows, strict=True)))


def bits_in(mask: int) -> Iterator[int]:
    """The bits of a mask, lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


def ballot_of(scales: Sequence[Scale]) -> Ballot:
    """Lay several decisions side by side."""
    blocks = sorted({block for scale in scales for block in scale.blocks})
    marks = sorted({mark for scale in scales for mark in scale.marks})
    nothing: tuple[int, dict[int, float]] = (0, {})
    laid: dict[str, tuple[int, dict[int, Sums]]] = {}
    for block in blocks:
        tables = [scale.blocks.get(block, nothing)[1] for scale in scales]
        bits = {bit for table in tables for bit in table}
        laid[block] = (
            sum(bits),
            {bit: tuple(table.get(bit, 0.0) for table in tables) for bit in bits},
        )
    return Ballot(
        tuple(scale.constant for scale in scales),
        laid,
        {mark: tuple(scale.marks.get(mark, 0.0) for scale in scales) for mark in marks},
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

"""The weights that settle what the rules leave open, as a frozen record; weighing is in ingest/assess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """For each decision the weight of each feature, in units of log-odds.

    `tables` maps a decision ("flag", "relevant", "status:planned", "figure:killed") to features
    ("nk+war:force": a force noun in a sentence that names North Korea and the war; "direct": a rule
    fired) and their weights; the feature "" is the constant. `version` is a digest of the content.
    """

    version: str
    tables: Mapping[str, Mapping[str, float]]

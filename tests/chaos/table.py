"""All cases in one table."""

from __future__ import annotations

from tests.chaos.case import Case
from tests.chaos.cases import (
    addresses,
    bodies,
    parsing,
    redirects,
    robots,
    statuses,
    validators,
    wire,
)

CASES: tuple[Case, ...] = (
    *validators.CASES,
    *statuses.CASES,
    *bodies.CASES,
    *wire.CASES,
    *redirects.CASES,
    *addresses.CASES,
    *robots.CASES,
    *parsing.CASES,
)

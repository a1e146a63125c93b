"""The registry of flag rules: a flag's name and the function that finds its sentences."""

from __future__ import annotations

from collections.abc import Callable

from domain.assessment import TROOP_DEPLOYMENT
from ingest.assess.reading.document import Document
from ingest.assess.rules.deployment import find_deployments
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import Mention

FlagRule = Callable[[Document, list[list[Mention]]], list[Finding]]

FLAG_RULES: dict[str, FlagRule] = {
    TROOP_DEPLOYMENT: find_deployments,
}

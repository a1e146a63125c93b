"""What a flag rule gives: a sentence that counts, and whose soldiers it names; it finds nothing itself."""

from __future__ import annotations

from dataclasses import dataclass

from domain.assessment import Status
from ingest.assess.reading.document import Sentence
from ingest.assess.rules.owners import Mention


@dataclass(slots=True)
class Finding:
    """A sentence that a rule found. `direct` ones carry the flag, the others only continue it.

    `rule` names the condition that made it one; `tumen why` tells it. `statuses` are kept for those who ask again.
    """

    sentence: Sentence
    mentions: list[Mention]
    direct: bool
    rule: str
    statuses: tuple[Status, ...] | None = None

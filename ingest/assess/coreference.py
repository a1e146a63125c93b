"""Let unowned mentions ("the men", "they", "солдаты") point back to soldiers named before.

A mention points to the nearest earlier owned mention within a few sentences; soldiers of another
state named in between take over. It decides nothing about deployments.
"""

from __future__ import annotations

from ingest.assess.document import Document
from ingest.assess.matching import BIT
from ingest.assess.owners import CAPTIVE, FORCE, OWN_NK, REF, Mention, find_mentions

# Sentences a mention may look back. Measured on the development half of tests/eval: 3 loses
# "the contingent" of the fourth sentence, 6 ties Russian "soldiers" to North Korea.
_LOOK_BACK = 4
_DEFINITE = REF | CAPTIVE | FORCE


def resolve_mentions(doc: Document) -> list[list[Mention]]:
    """Shape: for each sentence its mentions, with owners filled in where they point back."""
    resolved: list[list[Mention]] = []
    last: Mention | None = None
    for sentence in doc.sentences:
        mentions = find_mentions(doc, sentence)
        for mention in mentions:
            if mention.owners:
                last = mention
            elif last is not None and sentence.index - last.sentence <= _LOOK_BACK:
                if mention.hit.roles & _DEFINITE and not mention.hit.roles & BIT["deploy"]:
                    mention.owners = last.owners
                    mention.points_back = True
                    if last.owners & OWN_NK:
                        last = mention
        resolved.append(mentions)
    return resolved

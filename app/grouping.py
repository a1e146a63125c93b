"""`tumen group`: documents in, their stories out, without a database; the judging is in ingest/stories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from app.assessing import language_of
from app.documents import Document, read_documents
from config.concepts import bundled_concepts, bundled_event_weights
from config.lexicons import bundled_lexicons
from domain.event import Profile
from ingest.assess.judge import lexicon_for
from ingest.stories import Document as Text
from ingest.stories import EventIndex, Grouping, group, profile_of

_REASONS = {
    "opened": "opens the story",
    "same_content": "the same text",
    "same_headline": "the same headline, one of the two without a text",
    "near_duplicate": "nearly the same text",
    "same_event": "the same event",
}


def group_documents(names: list[str]) -> Iterator[dict[str, Any]]:
    """Group all documents of all files; one that cannot be read, or whose id stood before, is an `error`.

    Shape: a line each in the order given: `id`, `story`, `near_dup_group` or null, `copies` or null, `reason`.
    """
    read = list(read_documents(names, now=datetime.now(UTC)))
    texts: dict[str, Text] = {}
    errors: dict[int, str] = {}
    for at, document in enumerate(read):
        if document.error:
            errors[at] = document.error
        elif document.id in texts:
            errors[at] = f"{document.id}: this id stood before; give each document its own"
        else:
            texts[document.id] = _text(document)
    index = EventIndex(bundled_concepts(), bundled_event_weights())
    grouped = {line.id: line for line in group(texts.values(), index)}
    for at, document in enumerate(read):
        if at in errors:
            yield {"id": document.id, "error": errors[at]}
        else:
            yield _line(grouped[document.id])


def _text(document: Document) -> Text:
    # A time without a zone counts as UTC: documents from several zones must still be put in order.
    published = document.published
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    return Text(
        id=document.id,
        title=document.title,
        text=document.text,
        published=published,
        profile=profile_document(document, at=published),
    )


def profile_document(document: Document, *, at: datetime | None) -> Profile:
    """What an article tells of its event; numbers are read where there is a lexicon for its language."""
    return profile_of(
        document.title,
        document.text,
        at=at,
        lexicon=lexicon_for(language_of(document), bundled_lexicons()),
        concepts=bundled_concepts(),
        weights=bundled_event_weights(),
    )


def _line(grouping: Grouping) -> dict[str, Any]:
    reason = _REASONS[grouping.reason]
    if grouping.anchors:
        reason = f"{reason}: {', '.join(grouping.anchors)}"
    return {
        "id": grouping.id,
        "story": grouping.story,
        "near_dup_group": grouping.near_dup_group,
        "copies": grouping.copies,
        "reason": reason,
    }

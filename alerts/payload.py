"""Builds what an alert stores and a webhook carries as `data`; it words nothing for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from domain.assessment import claim_to_dict, evidence_to_dict
from domain.changes import Change
from domain.revision import Edit
from domain.story import StoryArticle, StoryUpdate

# A long story is told by its newest articles; the full count goes along.
MAX_ARTICLES = 25


def alert_data(update: StoryUpdate, change: Change) -> Mapping[str, Any]:
    """Make the `data` object. Only JSON types; everything a channel shows comes from here.

    Shape: `claims` and `evidence` name the article whose text their offsets count in.
    """
    cause = update.articles[0].url if update.articles else None
    after = update.after
    return {
        "story": {
            "id": update.story_id,
            "title": update.title,
            "flags": sorted(after.flags),
            "statuses": sorted(after.statuses),
            "figures": [
                {"what": what, "low": low, "high": high}
                for what, low, high in sorted(after.figures)
            ],
            "places": sorted(after.places),
            "speakers": sorted(after.speakers),
            "languages": sorted(after.languages),
            "articles_total": len(update.articles),
            "independent": after.independent,
            "new": sorted(after.new),
        },
        "change": change.kind,
        "state": change.state,
        "articles": [_article(article) for article in update.articles[:MAX_ARTICLES]],
        "claims": [{**claim_to_dict(claim), "article": cause} for claim in update.claims],
        "evidence": [{**evidence_to_dict(span), "article": cause} for span in update.evidence],
        "adds": list(update.adds),
        "adds_to_known": list(update.adds_to_known),
        "edit": _edit(update.edit) if update.edit else None,
    }


def _edit(edit: Edit) -> dict[str, Any]:
    """Shape: offsets of `before` count in the text before the edit."""
    return {
        "grade": edit.grade,
        "corrects": edit.corrects,
        "before": evidence_to_dict(edit.before) if edit.before else None,
        "after": evidence_to_dict(edit.after) if edit.after else None,
    }


def _article(article: StoryArticle) -> dict[str, Any]:
    return {
        "url": article.url,
        "title": article.title,
        "outlet": article.outlet,
        "source": article.source_id,
        "language": article.language,
        "published_at": utc_text(article.published_at),
        "first_seen_at": utc_text(article.first_seen_at),
    }


def utc_text(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z.

    Example:
        >>> utc_text(datetime(2025, 3, 24, 12, tzinfo=UTC))
        '2025-03-24T12:00:00Z'
    """
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None

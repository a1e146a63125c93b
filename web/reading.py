"""Answers the web's questions from the query door of the database; it words nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from db import queries
from db.engine import Database
from domain.assessment import TROOP_DEPLOYMENT, Claim, Evidence, Figure, Link, Wave, When
from domain.filters import parse_filter
from domain.story import StoryArticle
from web.ports import Counts, FlaggedStory, SaidClaim, WatchedSource

# Any: rows of the query door are plain values by name.
Row = Mapping[str, Any]


class DatabaseReads:
    """Implements `web.ports.Reads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, *, now: datetime) -> Counts:
        found = queries.counts(self._database, now=now)
        polls = queries.list_polls(self._database, limit=1).rows
        listed = queries.list_sources(self._database)
        due = [
            r["next_due_at"] for r in listed if r["health"] in ("well", "failing", "paused", "new")
        ]
        source_s = (now - min(due)).total_seconds() if due else 0.0
        return Counts(
            sources=found["sources"],
            gone=[row["id"] for row in listed if row["health"] == "gone"],
            paused=[row["id"] for row in listed if row["health"] == "paused"],
            entries=found["entries"],
            alerts=found["alerts"],
            deliveries=found["deliveries"],
            articles=found["articles"],
            stories=found["stories"],
            flagged_stories=found["flagged_stories"],
            last_poll_at=polls[0]["started_at"] if polls else None,
            waits_s={
                "source": max(0.0, source_s),
                "entry": found["oldest_due_entry_s"],
                "alert": found["oldest_due_alert_s"],
            },
        )

    def flagged_stories(self, *, now: datetime, limit: int) -> tuple[FlaggedStory, ...]:
        flagged = parse_filter(f"flag:{TROOP_DEPLOYMENT}")
        rows = queries.list_stories(self._database, flagged, now=now, limit=limit).rows
        shown = (queries.show_story(self._database, row["id"]) for row in rows)
        return tuple(_story(row) for row in shown if row is not None)

    def sources(self) -> tuple[WatchedSource, ...]:
        return tuple(
            WatchedSource(
                id=row["id"],
                name=row["name"],
                health=row["health"],
                language=row["language"],
                failures=row["failures"],
                entries=row["entries"],
                last_polled_at=row["last_polled_at"],
                last_success_at=row["last_success_at"],
                next_due_at=row["next_due_at"],
                last_error=row["last_error"],
            )
            for row in queries.list_sources(self._database)
        )


def _story(row: Row) -> FlaggedStory:
    articles = {member["id"]: _article(member) for member in row["articles"]}
    return FlaggedStory(
        id=row["id"],
        title=row["title"],
        first_seen_at=row["first_seen_at"],
        last_seen_at=row["last_seen_at"],
        statuses=row["statuses"],
        figures=[(f["what"], f["low"], f["high"]) for f in row["figures"]],
        adds=row["adds"],
        claims=[
            SaidClaim(claim=_claim(claim), article=articles[claim["article_id"]])
            for claim in row["claims"]
        ],
        articles=tuple(articles.values()),
    )


def _article(row: Row) -> StoryArticle:
    return StoryArticle(
        url=row["url"],
        title=row["title"],
        outlet=row["outlet"],
        source_id=next(iter(row["sources"]), None),
        language=row["language"],
        published_at=row["published_at"],
        first_seen_at=row["first_seen_at"],
    )


def _claim(row: Row) -> Claim:
    return Claim(
        status=row["status"],
        speaker=row["speaker"],
        actor=row["actor"],
        force=row["force"],
        origin=row["origin"],
        destination=row["destination"],
        when=_when(row["when"]),
        wave=_wave(row["wave"]),
        chain=tuple(
            Link(name=link["name"], evidence=Evidence(**link["evidence"])) for link in row["chain"]
        ),
        figures=tuple(
            Figure(
                low=figure["low"],
                high=figure["high"],
                bound=figure["bound"],
                what=figure["what"],
                extent=figure["extent"],
                evidence=_evidence(figure),
            )
            for figure in row["figures"]
        ),
        evidence=_evidence(row),
    )


def _when(row: Row | None) -> When | None:
    if row is None:
        return None
    start, end = (date.fromisoformat(day) if day else None for day in (row["start"], row["end"]))
    evidence = Evidence(**row["evidence"])
    return When(start=start, end=end, precision=row["precision"], evidence=evidence)


def _wave(row: Row | None) -> Wave | None:
    return Wave(number=row["number"], evidence=Evidence(**row["evidence"])) if row else None


def _evidence(row: Row) -> Evidence:
    return Evidence(start=row["start"], end=row["end"], text=row["evidence"])

"""Decides which routes are told what about a story; it stores and sends nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from alerts.payload import alert_data
from alerts.telling import TELLING
from domain.alert import DueAlert, NewAlert, Route
from domain.assessment import TROOP_DEPLOYMENT, Claim, Evidence, Figure
from domain.changes import Change, material_changes
from domain.filters import matches
from domain.story import Facts, StoryArticle, StoryUpdate

TAKES_BACK = ("removed", "correction")


def plan_alerts(
    routes: Iterable[Route], update: StoryUpdate, *, now: datetime
) -> tuple[NewAlert, ...]:
    """Pair each material change of the story with each route that wants the story.

    Shape: the story as it is afterwards must match the route's filter. The same input gives the
    same alerts with the same message ids, so a step that is run again tells nobody twice.
    """
    changes = material_changes(
        update.before, update.after, flag=TELLING[0], told=update.told, edit=update.edit
    )
    if not changes:
        return ()
    wanted = [route for route in routes if _wants(route, update, changes, now)]
    return tuple(
        NewAlert(
            route=route.name,
            channel=route.channel,
            change=change.kind,
            state=change.state,
            message_id=message_id(route.name, update, change),
            payload=alert_data(update, change),
        )
        for change in changes
        for route in wanted
    )


def _wants(route: Route, update: StoryUpdate, changes: Iterable[Change], now: datetime) -> bool:
    """What is taken back may be the very thing that was asked for; who heard of it must hear that, too."""
    if matches(route.filter, update.after, now=now):
        return True
    back = any(change.kind in TAKES_BACK for change in changes)
    return back and update.before is not None and matches(route.filter, update.before, now=now)


def message_id(route: str, update: StoryUpdate, change: Change) -> str:
    """Name an alert for good: the same route, story, change and state give the same id.

    The address of the article that caused it goes in, because story numbers begin anew in a new
    database and mail servers drop a Message-ID they have seen.
    """
    cause = update.articles[0].url if update.articles else ""
    key = "\n".join((route, str(update.story_id), change.kind, change.state, cause))
    return f"msg_{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def trial_alert(route: Route, *, now: datetime) -> DueAlert:
    """A message that looks like a real one and says that it is none, for trying a route."""
    sentence = "This is a test: 1,234 soldiers of no country went nowhere."
    quote = Evidence(start=0, end=len(sentence), text=sentence)
    figure = Figure(
        low=1234,
        high=1234,
        bound="exact",
        what="troops",
        evidence=Evidence(start=16, end=21, text="1,234"),
    )
    update = StoryUpdate(
        story_id=0,
        title="Test message from tumen: nothing has happened",
        before=None,
        after=Facts(
            flags=frozenset({TROOP_DEPLOYMENT}),
            statuses=frozenset({"reported"}),
            figures=frozenset({("troops", 1234, 1234)}),
        ),
        articles=(
            StoryArticle(
                url="https://example.org/test",
                title="Test message from tumen: nothing has happened",
                outlet="tumen",
                language="en",
                published_at=now,
                first_seen_at=now,
            ),
        ),
        claims=(
            Claim(status="reported", speaker="nobody (test)", figures=(figure,), evidence=quote),
        ),
        evidence=(quote,),
    )
    change = Change(kind="opened", state="test")
    return DueAlert(
        id=0,
        route=route.name,
        channel=route.channel,
        change=change.kind,
        state=change.state,
        # Each test is a message of its own, or the second one would be dropped as a repeat.
        message_id=message_id(f"{route.name} {now.isoformat()}", update, change),
        payload=alert_data(update, change),
        created_at=now,
        attempts=0,
        fence="",
    )

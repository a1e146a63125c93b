from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from alerts.routing import plan_alerts, trial_alert
from domain.alert import Route
from domain.story import Facts, StoryArticle, StoryUpdate

Make = Callable[..., Route]


def test_a_new_flagged_story_is_told_to_each_route_that_wants_it(
    update: StoryUpdate, make_route: Make, now: datetime
) -> None:
    routes = [
        make_route("all"),
        make_route("koreans", wanted="lang:ko"),
        make_route("editors", channel="email", wanted="flag:troop_deployment figure>=1000"),
        make_route("no-denials", wanted="-status:denied"),
    ]
    alerts = plan_alerts(routes, update, now=now)
    assert [(a.route, a.channel, a.change, a.state) for a in alerts] == [
        ("all", "webhook", "opened", "opened"),
        ("editors", "email", "opened", "opened"),
        ("no-denials", "webhook", "opened", "opened"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "states"),
    [
        ({}, {}, []),
        ({}, {"statuses": {"reported", "denied"}}, ["status:denied"]),
        (
            {},
            {"figures": {("troops", 3000, 3000), ("killed", 300, 400)}},
            ["figure:killed:300-400"],
        ),
        (
            {},
            {"statuses": {"reported", "ended"}, "figures": {("troops", 5000, 5000)}},
            ["status:ended figure:troops:5000-5000"],
        ),
        ({"flags": set()}, {"statuses": {"denied"}}, ["opened"]),
        ({}, {"flags": set(), "statuses": {"denied"}}, []),
        ({}, {"speakers": {"NIS", "Kremlin"}, "places": {"Kursk"}}, []),
        ({"statuses": {"reported", "denied"}}, {}, []),
    ],
    ids=[
        "nothing-new",
        "status",
        "figure",
        "both-are-one-change",
        "gains-the-flag",
        "not-flagged",
        "speaker-and-place-do-not-interrupt",
        "loses-a-status",
    ],
)
def test_only_material_changes_interrupt(
    before: dict[str, set[object]],
    after: dict[str, set[object]],
    states: list[str],
    update: StoryUpdate,
    facts: Facts,
    make_route: Make,
    now: datetime,
) -> None:
    changed = replace(
        update,
        before=replace(facts, **{k: frozenset(v) for k, v in before.items()}),  # type: ignore[arg-type]  # sets by field
        after=replace(facts, **{k: frozenset(v) for k, v in after.items()}),  # type: ignore[arg-type]  # sets by field
    )
    assert [a.state for a in plan_alerts([make_route()], changed, now=now)] == states


def test_a_story_told_of_before_does_not_open_again(
    update: StoryUpdate, facts: Facts, make_route: Make, now: datetime
) -> None:
    lost = replace(facts, flags=frozenset())
    again = replace(update, before=lost, after=replace(facts, statuses=frozenset({"ended"})))
    routes = [make_route()]
    assert [a.state for a in plan_alerts(routes, again, now=now)] == ["opened"]
    told = plan_alerts(routes, replace(again, told=True), now=now)
    assert [a.state for a in told] == ["status:ended"]


def test_the_same_update_gives_the_same_alerts(
    update: StoryUpdate, make_route: Make, now: datetime
) -> None:
    routes = [make_route("a"), make_route("b")]
    once = plan_alerts(routes, update, now=now)
    again = plan_alerts(routes, update, now=now + timedelta(hours=1))
    assert once == again


def test_message_ids_differ_by_route_story_state_and_cause(
    update: StoryUpdate, facts: Facts, make_route: Make, now: datetime
) -> None:
    def ids(changed: StoryUpdate) -> list[str]:
        alerts = plan_alerts([make_route("a"), make_route("b")], changed, now=now)
        return [a.message_id for a in alerts]

    denied = replace(facts, statuses=facts.statuses | {"denied", "ended"})
    other_cause = replace(update.articles[0], url="https://example.org/other")
    found = [
        *ids(update),
        *ids(replace(update, story_id=18)),
        *ids(replace(update, before=facts, after=denied)),
        *ids(replace(update, articles=(other_cause,))),
    ]
    assert len(found) == len(set(found)) == 8
    assert all(i.startswith("msg_") and len(i) == 36 for i in found)


def test_the_payload_is_plain_json_and_tells_the_whole(
    update: StoryUpdate, make_route: Make, now: datetime
) -> None:
    (alert,) = plan_alerts([make_route()], update, now=now)
    data = json.loads(json.dumps(alert.payload))
    assert data == alert.payload
    assert {
        "story",
        "change",
        "state",
        "articles",
        "claims",
        "evidence",
        "adds",
        "adds_to_known",
        "edit",
    } == set(data)
    assert data["story"]["id"] == 17
    assert data["claims"][0]["article"] == data["articles"][0]["url"] == update.articles[0].url
    assert data["articles"][0] == {
        "url": update.articles[0].url,
        "title": "Seoul: 3,000 more soldiers in Russia",
        "outlet": "Yonhap",
        "source": "yonhap-en",
        "language": "en",
        "published_at": "2025-03-24T12:30:00Z",
        "first_seen_at": "2025-03-24T12:30:00Z",
    }


def test_a_long_story_tells_how_many_articles_it_leaves_out(
    update: StoryUpdate, make_route: Make, now: datetime
) -> None:
    many = tuple(StoryArticle(url=f"https://example.org/{n}", title=str(n)) for n in range(40))
    (alert,) = plan_alerts([make_route()], replace(update, articles=many), now=now)
    assert len(alert.payload["articles"]) == 25
    assert alert.payload["story"]["articles_total"] == 40


def test_a_trial_says_that_it_is_one_and_is_new_each_time(make_route: Make, now: datetime) -> None:
    one = trial_alert(make_route(), now=now)
    two = trial_alert(make_route(), now=now + timedelta(seconds=1))
    assert "Test message" in one.payload["story"]["title"]
    assert one.state == "test"
    assert one.message_id != two.message_id
    quote = one.payload["claims"][0]["evidence"]["text"]
    figure = one.payload["claims"][0]["figures"][0]["evidence"]
    assert quote[figure["start"] : figure["end"]] == figure["text"]

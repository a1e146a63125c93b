"""What is asked of hubs, confirmed to them and believed of them, and what that leaves in the rows."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import parse_qs

import pytest

from app import jobs
from app.jobs.hubs import HubReceiver
from db import queries, store
from domain.errors import FetchError
from domain.fetched import Fetched
from domain.ports import PostAnswer
from tests.app.hall import Hall, item, rss

FEED, HUB = "https://agency.example/rss", "https://hub.example/"
LINK = f'<{HUB}>; rel="hub", <{FEED}>; rel="self"'
ONE, TWO = item("https://agency.example/1"), item("https://agency.example/2")


def answer(body: bytes, **headers: str) -> Fetched:
    return Fetched(url=FEED, final_url=FEED, status=200, headers=headers, body=body)


@pytest.fixture
def pushed(hall: Hall) -> Hall:
    """A hall that hubs can reach, with a source that names one."""
    hall.environ["TUMEN_WEB__CALLBACK_URL"] = "https://tumen.example/"
    hall.pulse.reachable = True
    hall.source(fetch_pages=False)
    hall.serve(FEED, answer(rss(ONE), link=LINK))
    return hall


def row(hall: Hall) -> dict[str, Any]:
    return hall.row("SELECT * FROM subscriptions")


def form(hall: Hall, n: int = -1) -> dict[str, str]:
    url, body, _ = hall.house.poster.sent[n]  # type: ignore[attr-defined]  # the fake's record
    return {"to": url} | {key: values[0] for key, values in parse_qs(body.decode()).items()}


async def look(hall: Hall, mode: str = "subscribe", **asked: str) -> str | None:
    token = asked.pop("token", row(hall)["token"])
    said = {"mode": mode, "topic": FEED, "challenge": "c", "lease_seconds": "3600", **asked}
    return await HubReceiver(hall.house).confirm(token, {f"hub.{k}": v for k, v in said.items()})


async def send(hall: Hall, body: bytes, *, secret: str | None = None) -> int:
    kept = row(hall)
    digest = hmac.new((secret or kept["secret"]).encode(), body, "sha256").hexdigest()
    headers = {"x-hub-signature": f"sha256={digest}", "content-type": "text/xml"}
    return await HubReceiver(hall.house).receive(kept["token"], headers, body)


async def subscribe(hall: Hall, **asked: str) -> None:
    await hall.poll()
    assert await jobs.ask_hubs(hall.house) == 1
    assert await look(hall, **asked) == "c"


async def again(hall: Hall) -> None:
    """Poll when it is due."""
    hall.clock.moment = queries.list_sources(hall.database)[0]["next_due_at"]
    assert await hall.poll() == 1


async def test_announced_hub_is_asked_with_an_address_nobody_guesses(pushed: Hall) -> None:
    await pushed.poll()
    assert row(pushed)["state"] == "wanted"
    assert await jobs.ask_hubs(pushed.house) == 1
    asked = form(pushed)
    assert (asked["to"], asked["hub.mode"], asked["hub.topic"]) == (HUB, "subscribe", FEED)
    base, _, token = asked["hub.callback"].rpartition("/")
    assert (base, len(token)) == ("https://tumen.example/websub", 43)
    assert len(asked["hub.secret"]) == 64
    assert row(pushed)["state"] == "asked"
    assert await jobs.ask_hubs(pushed.house) == 0, "asked once, then waited for"


async def test_nothing_is_subscribed_without_a_public_address(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, answer(rss(ONE), link=LINK))
    await hall.poll()
    assert hall.rows("SELECT * FROM subscriptions") == []


async def test_nobody_is_asked_while_the_page_is_not_served(pushed: Hall) -> None:
    await pushed.poll()
    pushed.pulse.reachable = False
    assert await jobs.ask_hubs(pushed.house) == 0


async def test_confirmed_look_makes_it_active_and_polling_slower(pushed: Hall) -> None:
    await subscribe(pushed)
    kept = row(pushed)
    assert (kept["state"], kept["last_error"]) == ("active", None)
    await again(pushed)
    found = pushed.row(
        "SELECT due_by, unixepoch(next_due_at) - unixepoch(last_polled_at) AS s FROM sources"
    )
    assert (found["due_by"], found["s"]) == ("pushed", 4 * 1800)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"topic": "https://other.example/"}, id="another-topic"),
        pytest.param({"token": "guessed"}, id="another-address"),
        pytest.param({"mode": "unsubscribe"}, id="an-end-we-did-not-ask-for"),
        pytest.param({"mode": "shout"}, id="no-mode-of-the-protocol"),
        pytest.param({"challenge": ""}, id="no-challenge"),
    ],
)
async def test_look_for_what_we_did_not_ask_is_not_confirmed(
    pushed: Hall, asked: dict[str, str]
) -> None:
    await pushed.poll()
    await jobs.ask_hubs(pushed.house)
    assert await look(pushed, **asked) is None
    assert row(pushed)["state"] == "asked"


async def test_look_may_come_before_the_hubs_answer(pushed: Hall) -> None:
    """A hub that verifies while we still wait, and then answers badly, is subscribed all the same."""
    await pushed.poll()
    poster = pushed.poster

    async def look_first(*_: object, **__: object) -> PostAnswer:
        assert await look(pushed) == "c"
        raise FetchError("cut", reason="disconnected")

    poster.post = look_first  # type: ignore[method-assign,assignment]  # the fake's, not our own
    await jobs.ask_hubs(pushed.house)
    assert (row(pushed)["state"], row(pushed)["failures"]) == ("active", 0)


async def test_lease_is_renewed_before_it_ends(pushed: Hall) -> None:
    await subscribe(pushed, lease_seconds="3600")
    first = form(pushed)
    pushed.clock.advance(seconds=2399)
    assert await jobs.ask_hubs(pushed.house) == 0
    pushed.clock.advance(seconds=1)
    assert await jobs.ask_hubs(pushed.house) == 1
    assert form(pushed) == first, "the same callback and secret: the hub knows it is us"
    assert row(pushed)["state"] == "active", "it goes on while the hub thinks"
    assert await look(pushed) == "c"
    assert row(pushed)["lease_ends_at"] == "2026-11-23 13:40:00.000000"


async def test_hub_that_does_not_accept_is_asked_ever_later(pushed: Hall) -> None:
    await pushed.poll()
    pushed.poster.answers += [500, FetchError("away", reason="connect"), 202]
    waits = []
    for _ in range(3):
        assert await jobs.ask_hubs(pushed.house) == 1
        left = "SELECT unixepoch(next_try_at) AS s FROM subscriptions"
        waits.append(pushed.row(left)["s"] - pushed.clock.now().timestamp())
        pushed.clock.advance(seconds=waits[-1])
    assert waits[:2] == [60, 120]
    assert waits[2] >= 3600, "it said yes: now it has to look"
    assert row(pushed)["failures"] == 2


async def test_hub_that_moved_is_followed(pushed: Hall) -> None:
    await pushed.poll()
    moved = PostAnswer(status=308, headers={"location": "https://hub2.example/s"})
    pushed.poster.answers += [moved, 202]
    await jobs.ask_hubs(pushed.house)
    assert form(pushed)["to"] == "https://hub2.example/s"
    assert row(pushed)["failures"] == 0


async def test_refusal_is_told_and_asked_again_a_day_later(pushed: Hall) -> None:
    await pushed.poll()
    await jobs.ask_hubs(pushed.house)
    assert await look(pushed, "denied", reason="no room") == ""
    kept = row(pushed)
    assert (kept["state"], kept["last_error"]) == ("denied", "the hub refused: no room")
    await again(pushed)
    assert pushed.row("SELECT due_by FROM sources")["due_by"] == "own"
    pushed.clock.advance(days=1)
    assert await jobs.ask_hubs(pushed.house) == 1


async def test_pushed_entries_are_stored_and_ingested_like_polled_ones(pushed: Hall) -> None:
    await subscribe(pushed)
    heard: list[bool] = []
    pushed.pulse.on_news = lambda: heard.append(True)
    before = pushed.row("SELECT etag, body_hash, next_due_at FROM sources")
    assert await send(pushed, rss(ONE, TWO)) == 204
    poll = pushed.row("SELECT * FROM polls WHERE pushed")
    assert (poll["outcome"], poll["entries_seen"], poll["entries_new"]) == ("new", 2, 1)
    assert heard == [True]
    assert await pushed.ingest() == 2
    assert pushed.row("SELECT etag, body_hash, next_due_at FROM sources") == before


@pytest.mark.parametrize("secret", ["guessed", "0"])
async def test_message_with_a_wrong_signature_is_acknowledged_and_ignored(
    pushed: Hall, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    await subscribe(pushed)
    assert await send(pushed, rss(TWO), secret=secret) == 202
    assert pushed.rows("SELECT * FROM polls WHERE pushed") == []
    assert (row(pushed)["ignored"], row(pushed)["pushes"]) == (1, 0)
    assert "not signed as agreed" in caplog.text
    assert row(pushed)["secret"] not in caplog.text
    assert row(pushed)["token"] not in caplog.text


async def test_message_before_our_confirmation_is_ignored(pushed: Hall) -> None:
    await pushed.poll()
    await jobs.ask_hubs(pushed.house)
    assert await send(pushed, rss(TWO)) == 202
    assert pushed.rows("SELECT * FROM polls WHERE pushed") == []


async def test_pushed_nonsense_is_a_failed_poll_and_harms_no_state(pushed: Hall) -> None:
    await subscribe(pushed)
    assert await send(pushed, b"<html><body>Please wait") == 204
    poll = pushed.row("SELECT * FROM polls WHERE pushed")
    assert (poll["outcome"], poll["reason"]) == ("failed", "html")
    assert pushed.row("SELECT failures FROM sources")["failures"] == 0


async def test_hub_that_forgets_news_is_trusted_again_when_it_sends(pushed: Hall) -> None:
    await subscribe(pushed, lease_seconds="864000")
    await again(pushed)
    assert pushed.row("SELECT due_by FROM sources")["due_by"] == "pushed"
    pushed.serve(FEED, answer(rss(ONE, TWO), link=LINK))
    await again(pushed)
    await again(pushed)
    assert pushed.row("SELECT due_by FROM sources")["due_by"] == "own"
    await send(pushed, rss(item("https://agency.example/3")))
    await again(pushed)
    assert pushed.row("SELECT due_by FROM sources")["due_by"] == "pushed"


async def test_lease_that_ended_pushes_nothing(pushed: Hall) -> None:
    await subscribe(pushed, lease_seconds="60")
    await again(pushed)
    assert pushed.row("SELECT due_by FROM sources")["due_by"] == "own"


@pytest.mark.parametrize("why", ["no-hub-any-more", "source-removed"])
async def test_subscription_that_is_not_wanted_is_ended(pushed: Hall, why: str) -> None:
    await subscribe(pushed)
    if why == "source-removed":
        store.sync_sources(pushed.database, [], now=pushed.clock.now())
    else:
        pushed.serve(FEED, answer(rss(ONE, TWO)))
        await again(pushed)
    assert await jobs.ask_hubs(pushed.house) == 1
    assert form(pushed)["hub.mode"] == "unsubscribe"
    assert await send(pushed, rss(TWO)) == 410
    assert await look(pushed, "unsubscribe") == "c"
    assert (row(pushed)["state"], row(pushed)["next_try_at"]) == ("ended", None)


async def test_hub_that_is_named_again_gets_a_new_address(pushed: Hall) -> None:
    await subscribe(pushed)
    old = row(pushed)
    pushed.serve(FEED, answer(rss(ONE, TWO)))
    await again(pushed)
    pushed.serve(FEED, answer(rss(ONE), link=LINK))
    await again(pushed)
    kept = row(pushed)
    assert kept["state"] == "wanted"
    assert (kept["token"], kept["secret"]) != (old["token"], old["secret"])


async def test_304_says_nothing_of_hubs(pushed: Hall) -> None:
    await subscribe(pushed)
    not_modified = Fetched(url=FEED, final_url=FEED, status=304)
    pushed.serve(FEED, not_modified)
    await again(pushed)
    assert row(pushed)["state"] == "active"

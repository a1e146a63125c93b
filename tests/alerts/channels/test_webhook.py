from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from alerts.channels import build_channel
from alerts.channels.webhook import retry_after_s
from alerts.compose import webhook_body
from domain.alert import DueAlert, Route
from domain.errors import DeliveryError, FetchError, RefusedError
from domain.ports import Channel
from tests.fakes import FakeClock, FakePoster

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLDER = "whsec_b2xkZXIgYnV0IHN0aWxsIGdvb2Q="
SECRETS = {"DESK_SECRET": SECRET, "OLDER_SECRET": OLDER}
MakeDue = Callable[..., DueAlert]
MakeRoute = Callable[..., Route]


@pytest.fixture
def channel(poster: Any, clock: FakeClock) -> Channel:
    return build_channel("webhook", poster=poster, secrets=SECRETS, clock=clock)


@pytest.fixture
def route(receiver: Any, make_route: MakeRoute) -> Route:
    return make_route(url=receiver.url, secret_env="DESK_SECRET")


async def test_receiver_can_verify_the_signature(
    channel: Channel, route: Route, receiver: Any, make_due: MakeDue
) -> None:
    alert = make_due()
    assert (await channel.send(route, alert)).detail == "HTTP 204"
    ((headers, body),) = receiver.requests
    assert Webhook(SECRET).verify(body, headers) == json.loads(webhook_body(alert))
    sent = {k.lower(): v for k, v in headers.items()}
    assert sent["content-type"] == "application/json"
    assert sent["webhook-id"] == alert.message_id


async def test_a_changed_body_or_another_secret_does_not_verify(
    channel: Channel, route: Route, receiver: Any, make_due: MakeDue
) -> None:
    await channel.send(route, make_due())
    ((headers, body),) = receiver.requests
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"3000", b"9000"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_c29tZSBvdGhlciBzZWNyZXQ=").verify(body, headers)


@pytest.mark.parametrize("known", [SECRET, OLDER], ids=["the-new-one", "the-previous-one"])
async def test_while_secrets_are_exchanged_either_one_verifies(
    known: str, channel: Channel, receiver: Any, make_route: MakeRoute, make_due: MakeDue
) -> None:
    route = make_route(
        url=receiver.url, secret_env="DESK_SECRET", previous_secret_env="OLDER_SECRET"
    )
    await channel.send(route, make_due())
    ((headers, body),) = receiver.requests
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert Webhook(known).verify(body, headers)


async def test_a_repeat_has_the_same_id_and_body_and_a_fresh_timestamp(
    channel: Channel, route: Route, receiver: Any, make_due: MakeDue, clock: FakeClock
) -> None:
    receiver.answers = [(500, {})]
    with pytest.raises(DeliveryError):
        await channel.send(route, make_due())
    clock.advance(seconds=60)
    await channel.send(route, make_due())
    (first, body), (second, again) = receiver.requests
    assert body == again
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60
    assert Webhook(SECRET).verify(again, second)


@pytest.mark.parametrize(
    ("status", "headers", "transient", "wait_s", "reason"),
    [
        (301, {"location": "http://127.0.0.1:1/"}, False, None, "redirect"),
        (307, {"location": "/hook/other"}, False, None, "redirect"),
        (400, {}, False, None, "http-400"),
        (401, {}, False, None, "http-401"),
        (404, {"retry-after": "5"}, False, None, "http-404"),
        (408, {}, True, None, "http-408"),
        (409, {}, True, None, "http-409"),
        (410, {}, False, None, "gone"),
        (425, {}, True, None, "http-425"),
        (429, {"Retry-After": "120"}, True, 120.0, "http-429"),
        (429, {"retry-after": "soon"}, True, None, "http-429"),
        (500, {}, True, None, "http-500"),
        (503, {"retry-after": "7"}, True, 7.0, "http-503"),
    ],
)
async def test_answers_are_graded(
    status: int,
    headers: dict[str, str],
    transient: bool,
    wait_s: float | None,
    reason: str,
    channel: Channel,
    route: Route,
    receiver: Any,
    make_due: MakeDue,
) -> None:
    receiver.answers = [(status, headers)]
    with pytest.raises(DeliveryError) as caught:
        await channel.send(route, make_due())
    error = caught.value
    assert (error.transient, error.retry_after_s, error.reason) == (transient, wait_s, reason)
    assert error.status == status
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_every_2xx_is_acceptance(
    status: int, channel: Channel, route: Route, receiver: Any, make_due: MakeDue
) -> None:
    receiver.answers = [(status, {})]
    assert (await channel.send(route, make_due())).detail == f"HTTP {status}"


async def test_an_unreachable_receiver_is_tried_again_and_its_address_stays_secret(
    channel: Channel, make_route: MakeRoute, make_due: MakeDue
) -> None:
    route = make_route(url="http://127.0.0.1:1/hook/t0ken", secret_env="DESK_SECRET")
    with pytest.raises(DeliveryError) as caught:
        await channel.send(route, make_due())
    assert caught.value.transient
    assert "t0ken" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("raised", "transient"),
    [
        (FetchError("slow", reason="timeout"), True),
        (RefusedError("private address", reason="private"), False),
    ],
    ids=["timeout", "refused-by-the-guard"],
)
async def test_the_posters_grade_is_kept(
    raised: FetchError, transient: bool, make_route: MakeRoute, make_due: MakeDue, clock: FakeClock
) -> None:
    channel = build_channel(
        "webhook", poster=FakePoster(answers=[raised]), secrets=SECRETS, clock=clock
    )
    route = make_route(url="https://example.org/", secret_env="DESK_SECRET")
    with pytest.raises(DeliveryError) as caught:
        await channel.send(route, make_due())
    assert (caught.value.transient, caught.value.reason) == (transient, raised.reason)


async def test_a_secret_lost_after_the_start_keeps_the_alert(
    poster: Any, route: Route, make_due: MakeDue, clock: FakeClock
) -> None:
    channel = build_channel("webhook", poster=poster, secrets={}, clock=clock)
    with pytest.raises(DeliveryError, match="DESK_SECRET") as caught:
        await channel.send(route, make_due())
    assert caught.value.transient


async def test_the_secret_shows_nowhere(
    channel: Channel, route: Route, receiver: Any, make_due: MakeDue, caplog: Any
) -> None:
    caplog.set_level("DEBUG")
    receiver.answers = [(500, {})]
    with pytest.raises(DeliveryError) as caught:
        await channel.send(route, make_due())
    ((headers, body),) = receiver.requests
    shown = f"{channel!r} {vars(channel)['_poster']!r} {caught.value!r} {route!r} {caplog.text}"
    assert SECRET not in shown + str(headers) + body.decode()
    assert "t0ken" not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "expected_s"),
    [
        ("0", 0.0),
        ("3600", 3600.0),
        ("Mon, 24 Mar 2025 12:32:00 GMT", 120.0),
        ("Mon, 24 Mar 2025 12:00:00 GMT", 0.0),
        ("", None),
        ("-5", None),
        ("1e9", None),
        ("٣", None),
    ],
    ids=["zero", "seconds", "date", "past", "empty", "negative", "exponent", "foreign-digit"],
)
def test_retry_after_is_seconds_or_a_date(raw: str, expected_s: float | None) -> None:
    now = datetime(2025, 3, 24, 12, 30, tzinfo=UTC)
    assert retry_after_s({"Retry-After": raw}, now=now) == expected_s
    assert retry_after_s({}, now=now + timedelta(1)) is None

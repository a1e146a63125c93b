from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from alerts.channels import CHANNELS, build_channel, check_route
from alerts.people import split_route
from domain.alert import Route
from domain.errors import ConfigError
from tests.fakes import FakeClock, FakePoster

MakeRoute = Callable[..., Route]
WEBHOOK: dict[str, Any] = {"url": "https://hooks.example.org/x", "secret_env": "DESK_SECRET"}
EMAIL: dict[str, Any] = {
    "to": ["editor@example.org"],
    "sender": "tumen@example.org",
    "smtp_host": "mail.example.org",
}
LOGIN = {"smtp_user": "tumen", "smtp_password_env": "SMTP_PASSWORD"}
SECRETS = {"DESK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "SMTP_PASSWORD": "hunter2"}


@pytest.mark.parametrize(
    ("channel", "options"),
    [
        ("webhook", WEBHOOK),
        ("webhook", WEBHOOK | {"url": "http://127.0.0.1:9/a?b=c", "timeout_s": 5}),
        ("email", EMAIL),
        ("email", EMAIL | LOGIN | {"smtp_tls": "tls", "smtp_port": 465}),
        ("email", EMAIL | LOGIN | {"smtp_tls": "none", "smtp_host": "127.0.0.1"}),
        ("email", EMAIL | LOGIN | {"smtp_tls": "none", "smtp_host": "localhost"}),
    ],
    ids=["webhook", "webhook-loopback", "email", "email-tls", "email-loopback", "email-localhost"],
)
def test_good_routes_pass(channel: str, options: dict[str, Any], make_route: MakeRoute) -> None:
    check_route(make_route(channel=channel, **options), SECRETS)


@pytest.mark.parametrize(
    ("channel", "options", "words"),
    [
        ("web-hook", WEBHOOK, ["channel", "did you mean 'webhook'"]),
        ("pigeon", {}, ["channel", "webhook, email"]),
        ("webhook", WEBHOOK | {"digest": "daily"}, ["digest", "'none'"]),
        ("webhook", WEBHOOK | {"secret_evn": "X"}, ["secret_evn", "did you mean 'secret_env'"]),
        ("webhook", WEBHOOK | {"zzz": 1}, ["zzz", "options are"]),
        ("webhook", {"url": WEBHOOK["url"]}, ["secret_env", "required"]),
        ("webhook", WEBHOOK | {"url": ""}, ["url", "required"]),
        ("webhook", WEBHOOK | {"url": 5}, ["url", "text"]),
        ("webhook", WEBHOOK | {"url": "ftp://x.example"}, ["url", "http"]),
        ("webhook", WEBHOOK | {"url": "https://"}, ["url", "http"]),
        ("webhook", WEBHOOK | {"url": "https://x.example/\r\nA: b"}, ["url", "http"]),
        ("webhook", WEBHOOK | {"url": "https://[::1"}, ["url", "http"]),
        ("webhook", WEBHOOK | {"url": "https://u:p4ss@x.example"}, ["url", "user name"]),
        ("webhook", WEBHOOK | {"timeout_s": 0}, ["timeout_s", "between"]),
        ("webhook", WEBHOOK | {"timeout_s": True}, ["timeout_s", "number"]),
        ("email", {k: v for k, v in EMAIL.items() if k != "smtp_host"}, ["smtp_host", "required"]),
        ("email", EMAIL | {"to": "editor@example.org"}, ["to", "list"]),
        ("email", EMAIL | {"to": []}, ["to", "list"]),
        ("email", EMAIL | {"to": ["editor"]}, ["to", "plain address"]),
        ("email", EMAIL | {"to": ["a@b.c\r\nRCPT TO:<x@y.z>"]}, ["to", "plain address"]),
        ("email", EMAIL | {"to": ["a@b.c, d@e.f"]}, ["to", "plain address"]),
        ("email", EMAIL | {"sender": "Tumen <t@example.org>"}, ["sender", "plain address"]),
        ("email", EMAIL | {"smtp_tls": "ssl"}, ["smtp_tls", "starttls, tls, none"]),
        ("email", EMAIL | {"smtp_port": 0}, ["smtp_port", "between"]),
        ("email", EMAIL | {"smtp_user": "x"}, ["smtp_password_env", "go together"]),
        ("email", EMAIL | {"smtp_password_env": "X"}, ["smtp_user", "go together"]),
        ("email", EMAIL | LOGIN | {"smtp_tls": "none"}, ["smtp_tls", "starttls or tls"]),
        ("email", EMAIL | {"smtp_pasword_env": "x"}, ["did you mean 'smtp_password_env'"]),
        ("email", EMAIL | {"smtp_ca_file": "/nowhere/ca.pem"}, ["smtp_ca_file", "cannot be read"]),
    ],
)
def test_bad_routes_are_refused_by_name_and_field(
    channel: str, options: dict[str, Any], words: list[str], make_route: MakeRoute
) -> None:
    with pytest.raises(ConfigError) as caught:
        check_route(make_route(channel=channel, **options), SECRETS)
    for word in ["route 'desk'", *words]:
        assert word in str(caught.value)
    assert "p4ss" not in str(caught.value)


@pytest.mark.parametrize(
    ("channel", "options", "secrets", "variable"),
    [
        ("webhook", WEBHOOK, {}, "DESK_SECRET"),
        ("webhook", WEBHOOK, {"DESK_SECRET": ""}, "DESK_SECRET"),
        ("webhook", WEBHOOK, {"DESK_SECRET": "MfKQ9r8GKYqrTwjUPD8I"}, "DESK_SECRET"),
        ("webhook", WEBHOOK, {"DESK_SECRET": "whsec_not base64!"}, "DESK_SECRET"),
        ("webhook", WEBHOOK, {"DESK_SECRET": "whsec_"}, "DESK_SECRET"),
        ("webhook", WEBHOOK | {"previous_secret_env": "OLD"}, SECRETS, "OLD"),
        ("email", EMAIL | LOGIN, {}, "SMTP_PASSWORD"),
    ],
    ids=["missing", "empty", "no-prefix", "no-base64", "no-key", "no-previous", "no-password"],
)
def test_a_missing_or_broken_secret_stops_the_start_and_is_not_shown(
    channel: str,
    options: dict[str, Any],
    secrets: dict[str, str],
    variable: str,
    make_route: MakeRoute,
) -> None:
    route = make_route(channel=channel, **options)
    check_route(route)
    with pytest.raises(ConfigError, match=variable) as caught:
        check_route(route, secrets)
    for value in filter(None, secrets.values()):
        assert value.removeprefix("whsec_") not in str(caught.value) or value == "whsec_"


def test_every_registered_channel_can_be_built(clock: FakeClock) -> None:
    for name in CHANNELS:
        assert build_channel(name, poster=FakePoster(), secrets={}, clock=clock)


def test_an_unknown_channel_cannot_be_built(clock: FakeClock) -> None:
    with pytest.raises(ConfigError, match="did you mean 'email'"):
        build_channel("e-mail", poster=FakePoster(), secrets={}, clock=clock)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("flag:arms_delivery", ["filter", "arms_delivery", "troop_deployment"]),
        ("flag:troop_deployment,arms", ["filter", "'arms'"]),
        ("-flag:troop_deployment", ["filter", "never fire"]),
    ],
)
def test_a_filter_that_can_never_fire_is_refused(
    wanted: str, words: list[str], make_route: MakeRoute
) -> None:
    with pytest.raises(ConfigError) as caught:
        check_route(make_route(wanted=wanted, **WEBHOOK))
    assert all(word in caught.value.message for word in words)


@pytest.mark.parametrize("wanted", ["", "flag:troop_deployment", "-flag:arms_delivery lang:ko"])
def test_a_filter_that_can_fire_passes(wanted: str, make_route: MakeRoute) -> None:
    check_route(make_route(wanted=wanted, **WEBHOOK))


def test_a_mail_route_is_split_into_one_for_each_person(make_route: MakeRoute) -> None:
    people = ["a@example.org", "b@example.org", "a@example.org"]
    route = make_route(name="editors", channel="email", **(EMAIL | {"to": people}))
    parts = split_route(route)
    assert [(part.name, part.options["to"]) for part in parts] == [
        ("editors", ["a@example.org"]),
        ("editors (2)", ["b@example.org"]),
    ]
    assert {part.filter for part in parts} == {route.filter}


def test_a_webhook_route_stays_one(make_route: MakeRoute) -> None:
    route = make_route(**WEBHOOK)
    assert split_route(route) == (route,)

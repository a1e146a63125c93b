from __future__ import annotations

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

import pytest

from alerts.channels import build_channel
from domain.alert import DueAlert, Route
from domain.errors import DeliveryError
from domain.ports import Channel
from tests.fakes import FakeClock, FakePoster

PASSWORD = "correct horse battery"
DESK, EDITOR = "desk@example.org", "editor@example.org"
MakeDue = Callable[..., DueAlert]
MakeRoute = Callable[..., Route]


@pytest.fixture
def channel(clock: FakeClock) -> Channel:
    return build_channel(
        "email", poster=FakePoster(), secrets={"SMTP_PASSWORD": PASSWORD}, clock=clock
    )


@pytest.fixture
def to(make_route: MakeRoute, authority: Any) -> Callable[..., Route]:
    """A route to a mailbox, STARTTLS with our own authority unless said otherwise."""

    def make(mailbox: Any, **options: Any) -> Route:
        defaults: dict[str, Any] = {
            "to": [DESK, EDITOR],
            "sender": "tumen@example.org",
            "smtp_host": "localhost",
            "smtp_port": mailbox.port,
            "smtp_ca_file": authority.ca_file,
        }
        return make_route(name="editors", channel="email", **(defaults | options))

    return make


async def fails(channel: Channel, route: Route, alert: DueAlert) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await channel.send(route, alert)
    shown = f"{caught.value!r} {caught.value}"
    assert PASSWORD not in shown
    assert "@" not in shown
    return caught.value


async def test_mail_goes_over_starttls_with_a_login(
    channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    mailbox = await serve_smtp("starttls", login=True)
    route = to(mailbox, smtp_user="tumen", smtp_password_env="SMTP_PASSWORD")
    alert = make_due()
    assert (await channel.send(route, alert)).detail == "accepted for 2"
    (raw,) = mailbox.messages
    message = message_from_bytes(raw, policy=SMTP)
    assert message["Subject"] == "[tumen] reported: about 3,000 troops — NIS (Yonhap)"
    assert message["Message-ID"] == f"<{alert.message_id}@example.org>"
    assert mailbox.sessions[0].ssl is not None
    assert mailbox.sessions[0].authenticated


async def test_mail_goes_over_implicit_tls(
    channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    mailbox = await serve_smtp("tls")
    assert (await channel.send(to(mailbox, smtp_tls="tls"), make_due())).detail == "accepted for 2"


async def test_mail_goes_in_clear_text_only_when_asked(
    channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    mailbox = await serve_smtp("none")
    route = to(mailbox, smtp_tls="none", smtp_ca_file=None)
    assert (await channel.send(route, make_due())).detail == "accepted for 2"
    assert mailbox.sessions[0].ssl is None


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_of_a_strange_authority_is_not_trusted(
    tls: str, channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    mailbox = await serve_smtp(tls)
    error = await fails(channel, to(mailbox, smtp_tls=tls, smtp_ca_file=None), make_due())
    assert (error.reason, error.transient) == ("certificate", True)
    assert mailbox.messages == []


async def test_a_certificate_for_another_name_is_not_trusted(
    channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    mailbox = await serve_smtp("starttls")
    error = await fails(channel, to(mailbox, smtp_host="127.0.0.1"), make_due())
    assert error.reason == "certificate"


async def test_a_server_without_starttls_gets_nothing(
    channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    mailbox = await serve_smtp("none")
    error = await fails(channel, to(mailbox), make_due())
    assert (error.reason, error.transient) == ("smtp", True)
    assert mailbox.messages == []


async def test_a_wrong_password_is_final(
    to: Any, serve_smtp: Any, make_due: MakeDue, clock: FakeClock
) -> None:
    mailbox = await serve_smtp("starttls", login=True)
    channel = build_channel(
        "email", poster=FakePoster(), secrets={"SMTP_PASSWORD": "wrong"}, clock=clock
    )
    route = to(mailbox, smtp_user="tumen", smtp_password_env="SMTP_PASSWORD")
    error = await fails(channel, route, make_due())
    assert (error.reason, error.transient) == ("smtp-login", False)


@pytest.mark.parametrize(
    ("answer", "transient"),
    [
        ("451 4.3.0 try later", True),
        ("452 4.2.2 mailbox full", True),
        ("550 5.7.1 not wanted, editor@example.org", False),
        ("554 5.6.0 no", False),
    ],
)
async def test_an_answer_to_the_message_is_graded_by_its_code(
    answer: str, transient: bool, channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    mailbox = await serve_smtp("starttls", data_answer=answer)
    error = await fails(channel, to(mailbox), make_due())
    assert (error.reason, error.transient) == ("smtp-data", transient)
    assert error.status == int(answer[:3])
    assert answer[:9] in str(error)


async def test_a_partial_refusal_is_a_delivery_that_tells_the_count(
    channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    mailbox = await serve_smtp("starttls", refuse={EDITOR: "550 5.1.1 no such user"})
    assert (
        await channel.send(to(mailbox), make_due())
    ).detail == "accepted for 1 of 2, refused: 550"
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(
    ("answers", "transient"),
    [(("550 no", "550 no"), False), (("450 greylisted", "550 no"), True)],
    ids=["all-final", "one-may-pass"],
)
async def test_a_refusal_of_all_is_final_only_when_each_is(
    answers: tuple[str, str],
    transient: bool,
    channel: Channel,
    to: Any,
    serve_smtp: Any,
    make_due: MakeDue,
) -> None:
    refuse = dict(zip((DESK, EDITOR), answers, strict=True))
    mailbox = await serve_smtp("starttls", refuse=refuse)
    error = await fails(channel, to(mailbox), make_due())
    assert (error.reason, error.transient) == ("recipients", transient)


async def test_a_mute_server_costs_one_timeout(
    channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    release = asyncio.Event()
    mailbox = await serve_smtp("starttls", mute=release)
    error = await fails(channel, to(mailbox, timeout_s=1), make_due())
    release.set()
    assert (error.reason, error.transient) == ("timeout", True)


async def test_a_dead_server_is_tried_again(
    channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue
) -> None:
    mailbox = await serve_smtp("starttls")
    mailbox.port = 1
    error = await fails(channel, to(mailbox), make_due())
    assert (error.reason, error.transient) == ("connection", True)


async def test_the_password_is_in_no_log(
    channel: Channel, to: Any, serve_smtp: Any, make_due: MakeDue, caplog: Any
) -> None:
    caplog.set_level("DEBUG")
    mailbox = await serve_smtp("starttls", login=True)
    route = to(mailbox, smtp_user="tumen", smtp_password_env="SMTP_PASSWORD")
    await channel.send(route, make_due())
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("mail.log")]
    assert PASSWORD not in f"{ours} {channel!r} {route!r}"

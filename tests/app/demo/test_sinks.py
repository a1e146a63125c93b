"""Holds the sinks to taking what real clients hand over, and nothing that is signed wrongly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage

import aiohttp
import aiosmtplib
import pytest
from standardwebhooks.webhooks import Webhook

from app.demo.hooksink import ReceivedHook, serve_hooks
from app.demo.mailsink import MAX_MESSAGE_BYTES, ReceivedMail, serve_mail

SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
OTHER = "whsec_OTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


def mail(text: str = "Kim said:\n.\n..that is all\n") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "tumen@newsroom.example", "a@newsroom.example"
    message["Subject"] = "북한군 1만1000명 파병"
    message.set_content(text)
    message.add_alternative("<p>Kim said</p>", subtype="html")
    return message


def smtp(port: int) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)


async def test_mail_arrives_whole_with_its_envelope() -> None:
    mails: list[ReceivedMail] = []
    async with serve_mail(mails.append) as port, smtp(port) as client:
        await client.send_message(mail(), recipients=["a@newsroom.example", "b@newsroom.example"])
    (received,) = mails
    assert received.sender == "tumen@newsroom.example"
    assert received.recipients == ("a@newsroom.example", "b@newsroom.example")
    assert received.subject == "북한군 1만1000명 파병"
    assert received.text.replace("\r\n", "\n") == "Kim said:\n.\n..that is all\n"


async def test_one_connection_hands_over_several_mails() -> None:
    mails: list[ReceivedMail] = []
    async with serve_mail(mails.append) as port, smtp(port) as client:
        for _ in range(3):
            await client.send_message(mail())
    assert len(mails) == 3


async def test_mail_beyond_the_limit_is_refused() -> None:
    mails: list[ReceivedMail] = []
    async with serve_mail(mails.append) as port, smtp(port) as client:
        line = b"x" * 998 + b"\r\n"
        with pytest.raises(aiosmtplib.SMTPResponseException, match="too big"):
            await client.sendmail(
                "a@b.example",
                ["c@d.example"],
                line * (MAX_MESSAGE_BYTES // 1000 + 9),
                mail_options=[],
            )
    assert mails == []


@pytest.mark.parametrize(
    ("spoken", "answer"),
    [
        (b"RCPT TO:<a@b.example>\r\n", b"503"),
        (b"DATA\r\n", b"503"),
        (b"MAIL nobody\r\n", b"503"),
        (b"STARTTLS\r\n", b"502"),
        (b"\xff\xfe\r\n", b"502"),
    ],
    ids=["recipient first", "data first", "no address", "no tls", "noise"],
)
async def test_client_out_of_step_gets_an_answer(spoken: bytes, answer: bytes) -> None:
    async with serve_mail(lambda _: None) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert (await reader.readline()).startswith(b"220")
        writer.write(spoken)
        assert (await reader.readline()).startswith(answer)
        writer.close()
        await writer.wait_closed()


async def test_open_connection_does_not_hold_up_the_end() -> None:
    async with serve_mail(lambda _: None) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
    writer.close()
    await writer.wait_closed()


def signed(body: bytes, secret: str) -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body.decode()),
    }


async def post(body: bytes, headers: Mapping[str, str]) -> tuple[int, list[ReceivedHook]]:
    hooks: list[ReceivedHook] = []
    async with (
        serve_hooks(hooks.append, secret=SECRET) as url,
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        return answer.status, hooks


async def test_rightly_signed_webhook_is_kept() -> None:
    body = json.dumps({"type": "story.opened", "data": {"story": {"id": 7}}}).encode()
    status, hooks = await post(body, signed(body, SECRET))
    assert status == 204
    assert hooks == [ReceivedHook(message_id="msg_1", payload=json.loads(body))]


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        (b"{}", signed(b"{}", OTHER)),
        (b'{"a":1}', signed(b"{}", SECRET)),
        (b"{}", {}),
        (b"not json", signed(b"not json", SECRET)),
    ],
    ids=["other secret", "changed body", "no signature", "not json"],
)
async def test_wrong_webhook_is_turned_away(sent: bytes, headers: dict[str, str]) -> None:
    assert await post(sent, headers) == (401, [])

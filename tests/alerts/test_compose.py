from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.compose import MAX_SUBJECT, email_message, header_text, subject, webhook_body
from alerts.routing import trial_alert
from domain.alert import DueAlert, Route
from domain.assessment import Claim, Evidence, Link, Wave, When
from domain.story import Facts, StoryArticle

MakeDue = Callable[..., DueAlert]
MakeClaim = Callable[..., Claim]
HEADERS = ["MIME-Version", "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
ATTACKS = [
    "x\r\nBcc: victim@example.org",
    "x\nContent-Type: text/html\n\n<script>",
    "=?utf-8?q?x=0ABcc:_victim@example.org?=",
    "=?utf-8?b?eA0KQmNjOiB2aWN0aW1AZXhhbXBsZS5vcmc=?= and =?us-ascii?q?=0D=0AX:y?=",
    "a\u2028Bcc: b\u0085c\x0bd\x00e\x1b[31m",
    "\u202egnol\u202c\ud800",
]


def sent(alert: DueAlert) -> EmailMessage:
    raw = email_message(alert, sender="tumen@example.org", recipients=["desk@example.org"])
    return message_from_bytes(raw, policy=SMTP)


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = (cast(EmailMessage, part).get_content() for part in message.iter_parts())
    return text, html


def test_webhook_body_has_exactly_the_promised_shape(make_due: MakeDue) -> None:
    body = json.loads(webhook_body(make_due()))
    assert set(body) == {"type", "timestamp", "data"}
    assert body["type"] == "story.opened"
    assert body["timestamp"] == "2025-03-24T12:30:00Z"
    assert body["data"]["state"] == "opened"
    assert body["data"]["claims"][0]["evidence"]["text"].startswith("The NIS said")


def test_a_mail_tells_time_wave_who_passes_it_on_and_what_a_number_adds_to(
    make_due: MakeDue, make_claim: MakeClaim
) -> None:
    span = Evidence(start=100, end=103, text="The")
    claim = make_claim()
    claim = replace(
        claim,
        when=When(
            start=date(2024, 12, 1), end=date(2024, 12, 31), precision="month", evidence=span
        ),
        wave=Wave(number=3, evidence=span),
        chain=(Link(name="Reuters", evidence=span), Link(name="NIS", evidence=span)),
        figures=tuple(replace(f, extent="increment") for f in claim.figures),
    )
    text, html = parts(sent(make_due(claims=(claim,))))
    assert "said by: NIS (via Reuters)\n" in text
    assert "· Dec 2024 · third wave\n" in text
    assert "about 3,000 more troops" in text
    assert "NIS (via Reuters)" in html
    assert "· Dec 2024 · third wave</p>" in html


def test_an_alert_stored_before_claims_had_a_time_is_still_worded(make_due: MakeDue) -> None:
    alert = make_due()
    new = ("when", "wave", "chain")
    claims = [{k: v for k, v in c.items() if k not in new} for c in alert.payload["claims"]]
    old = replace(alert, payload={**alert.payload, "claims": claims})
    assert "said by: NIS\n" in parts(sent(old))[0]


@pytest.mark.parametrize(
    ("change", "kind"), [("status", "story.status"), ("figure", "story.figure")]
)
def test_webhook_type_names_the_change(change: str, kind: str, make_due: MakeDue) -> None:
    alert = replace(make_due(), change=change)
    assert json.loads(webhook_body(alert))["type"] == kind


def test_subject_says_status_figure_speaker_and_outlet(make_due: MakeDue) -> None:
    assert subject(make_due()) == "[tumen] reported: about 3,000 troops — NIS (Yonhap)"


def test_subject_of_a_new_status_comes_from_the_claim_that_carries_it(
    make_due: MakeDue, make_claim: MakeClaim, facts: Facts
) -> None:
    denial = make_claim("denied", "The Kremlin denied it.", "Kremlin")
    alert = make_due(
        before=facts,
        after=replace(facts, statuses=facts.statuses | {"denied"}),
        claims=(make_claim(), denial),
    )
    assert subject(alert) == (
        "[tumen] now denied: Seoul: 3,000 more soldiers in Russia — Kremlin (Yonhap)"
    )


def test_subject_of_a_new_figure_names_that_figure(make_due: MakeDue, facts: Facts) -> None:
    alert = make_due(before=replace(facts, figures=frozenset()))
    assert subject(alert) == "[tumen] new figure, reported: about 3,000 troops — NIS (Yonhap)"


def test_subject_without_a_claim_tells_the_headline(make_due: MakeDue) -> None:
    assert subject(make_due(claims=())).startswith("[tumen] troop deployment: Seoul")


def test_a_long_headline_is_shortened_before_the_speaker(make_due: MakeDue) -> None:
    line = subject(make_due(claims=(), title="Слово " * 60))
    assert len(line) <= MAX_SUBJECT
    assert line.endswith("… (Yonhap)")


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_outside_text_cannot_make_a_header(
    attack: str, make_due: MakeDue, make_claim: MakeClaim
) -> None:
    article = StoryArticle(url="https://example.org/a", title=attack, outlet=attack)
    alert = make_due(
        title=attack,
        claims=(make_claim(speaker=attack, sentence="No number."),),
        articles=(article,),
    )
    message = sent(alert)
    assert [h for h in message if h != "Content-Type"] == HEADERS
    assert message["Subject"] == subject(alert)
    assert len(list(message.iter_parts())) == 2


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(max_size=200)
    | st.lists(
        st.sampled_from(["=?utf-8?q?", "=0A", "?=", "\r\n", "Bcc:", " ", "=?", "ы", "병"]),
        max_size=30,
    ).map("".join),
    speaker=st.none() | st.text(max_size=200),
)
def test_no_title_or_speaker_changes_the_headers(
    title: str, speaker: str | None, make_due: MakeDue, make_claim: MakeClaim
) -> None:
    alert = make_due(title=title, claims=(make_claim(speaker=speaker, sentence="None."),))
    message = sent(alert)
    assert [h for h in message if h != "Content-Type"] == HEADERS
    assert message["Subject"] == subject(alert)
    assert len(subject(alert)) <= MAX_SUBJECT


def test_bidirectional_marks_do_not_turn_a_subject_round() -> None:
    assert header_text("safe\u202eexe.txt\u2066") == "safe exe.txt"


def test_mail_quotes_and_marks_the_sentence_in_both_parts(make_due: MakeDue) -> None:
    text, html = parts(sent(make_due()))
    assert "> The NIS said that about 3,000 more North Korean soldiers" in text
    assert "said by: NIS" in text
    assert ">3,000</mark> more North Korean" in html
    assert "new figure: 3,000 troops" in text
    assert "https://news.example.org/2025/contingent?a=1&b=2" in text
    assert 'href="https://news.example.org/2025/contingent?a=1&amp;b=2"' in html


def test_markup_from_outside_stays_text(make_due: MakeDue, make_claim: MakeClaim) -> None:
    attack = "<img src=x onerror=alert(1)>\"'&"
    alert = make_due(
        title=attack,
        claims=(make_claim(sentence=attack, speaker=attack),),
        articles=(
            StoryArticle(url="javascript:alert(1)", title=attack, outlet=attack, language=attack),
        ),
        adds=(attack,),
    )
    _, html = parts(sent(alert))
    assert "<img" not in html
    assert "href" not in html


def test_a_flag_without_a_claim_shows_its_evidence(make_due: MakeDue) -> None:
    text, html = parts(sent(make_due(claims=())))
    assert "> The NIS said" in text
    assert "The NIS said" in html


def test_headers_identify_the_message_on_every_attempt(make_due: MakeDue) -> None:
    alert = make_due()
    message = sent(alert)
    assert message["Message-ID"] == f"<{alert.message_id}@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Mon, 24 Mar 2025 12:30:00 +0000"
    once, again = (
        email_message(a, sender="t@example.org", recipients=["d@example.org"])
        for a in (alert, replace(alert, attempts=3, fence="g"))
    )
    assert once == again


def test_an_endless_sentence_is_cut_visibly(make_due: MakeDue, make_claim: MakeClaim) -> None:
    text, _ = parts(sent(make_due(claims=(make_claim(sentence="3,000 " + "word " * 5_000),))))
    assert len(text) < 3_000
    assert "…" in text


def test_korean_and_broken_text_can_be_sent(make_due: MakeDue, make_claim: MakeClaim) -> None:
    alert = make_due(claims=(make_claim(sentence="북한군 3천여 명 \ud83d", speaker="국정원"),))
    text, _ = parts(sent(alert))
    assert "북한군 3천여 명" in text
    assert json.loads(webhook_body(alert))["data"]["claims"][0]["speaker"] == "국정원"


def test_a_trial_can_be_worded(make_route: Callable[..., Route], now: Any) -> None:
    assert "test" in subject(trial_alert(make_route(), now=now))

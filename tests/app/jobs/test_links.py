"""Links of Google News are asked for only where the operator says so, once, apart, and never guessed."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from domain.errors import FetchError
from domain.ports import PostAnswer
from tests.app.hall import Hall, html, item, rss

TITLE = "North Korea sends 11,000 soldiers to Russia"
ID = "CBMiVkFVX3lxTE4z"
LINK = f"https://news.google.com/rss/articles/{ID}?oc=5"
PAGE = f"https://news.google.com/articles/{ID}"
TARGET = "https://paper.example/news/1"
ON = {"TUMEN_FETCH__RESOLVE_GOOGLE_NEWS": "true"}
SIGNED = (
    b'<c-wiz><div jscontroller="x" data-n-a-sg="AZ5r3eT-_9" data-n-a-ts="1763900000"></div></c-wiz>'
)
ARTICLE = "SELECT url, fallback_reason FROM articles"


def answer(url: str) -> PostAnswer:
    words = json.dumps(["garturlres", url, 1])
    body = json.dumps([["wrb.fr", "Fbv4je", words, None, None, None, "generic"], ["di", 21]])
    return PostAnswer(status=200, headers={}, body=f")]}}'\n\n{body}".encode())


def prepared(hall: Hall, *links: str, said: PostAnswer | None = None) -> None:
    hall.environ |= ON
    hall.source()
    hall.serve("https://agency.example/rss", rss(*(item(link, TITLE) for link in links or (LINK,))))
    hall.serve(PAGE, SIGNED)
    hall.serve(TARGET, html(TITLE))
    hall.poster.answers.append(said or answer(TARGET))


async def test_link_is_followed_to_the_article(hall: Hall) -> None:
    prepared(hall)
    await hall.bring_in()
    assert hall.row(ARTICLE) == {"url": TARGET, "fallback_reason": None}
    assert hall.asked() == [PAGE, TARGET]
    (url, body, _) = hall.poster.sent[0]
    assert url.startswith("https://news.google.com/_/")
    (call,) = json.loads(parse_qs(body.decode())["f.req"][0])[0]
    assert json.loads(call[1])[-3:] == [ID, 1763900000, "AZ5r3eT-_9"]


async def test_nobody_is_asked_unless_the_operator_wants_it(hall: Hall) -> None:
    prepared(hall)
    hall.environ.clear()
    await hall.bring_in()
    article = hall.row(ARTICLE)
    assert article["fallback_reason"] == "unresolved: the link hides its target"
    assert (hall.asked(), hall.poster.sent) == ([], [])


async def test_known_target_costs_no_request(hall: Hall) -> None:
    prepared(hall)
    await hall.bring_in()
    hall.source("second")
    hall.serve("https://second.example/rss", rss(item(LINK, TITLE)))
    hall.clock.advance(minutes=1)
    await hall.bring_in()
    assert len(hall.poster.sent) == 1
    outcomes = hall.rows("SELECT outcome FROM entries ORDER BY id")
    assert [row["outcome"] for row in outcomes] == ["stored", "duplicate_url"]


@pytest.mark.parametrize(
    "said",
    [
        PostAnswer(status=429, headers={}),
        PostAnswer(status=200, headers={}, body=b')]}\'\n\n[["er",null,400]]'),
        PostAnswer(status=200, headers={}, body=b"<html>sorry</html>"),
        answer("javascript:alert(1)"),
        answer("https://news.google.com/articles/x"),
    ],
    ids=["429", "error", "a page", "no address", "itself"],
)
async def test_answer_of_another_kind_leaves_a_headline(hall: Hall, said: PostAnswer) -> None:
    prepared(hall, said=said)
    await hall.bring_in()
    assert str(hall.row(ARTICLE)["fallback_reason"]).startswith("unresolved")
    assert hall.row("SELECT target, attempts FROM links") == {"target": None, "attempts": 1}


async def test_page_without_a_signature_is_not_pressed(hall: Hall) -> None:
    prepared(hall)
    hall.serve(PAGE, b"<html>consent</html>")
    await hall.bring_in()
    assert hall.poster.sent == []
    assert hall.row("SELECT detail FROM links")["detail"] == "its page carries no signature"


async def test_robots_is_heeded(hall: Hall) -> None:
    prepared(hall)
    hall.environ |= {"TUMEN_FETCH__RESPECT_ROBOTS": "true"}
    hall.serve("https://news.google.com/robots.txt", b"User-agent: *\nDisallow: /_/\n")
    await hall.bring_in()
    assert (hall.asked(), hall.poster.sent) == ([], [])
    assert "robots.txt forbids" in hall.row("SELECT detail FROM links")["detail"]


async def test_site_that_fails_is_asked_no_more_for_an_hour(hall: Hall) -> None:
    prepared(hall)
    hall.serve(PAGE, FetchError("down", reason="unavailable", status=503))
    await hall.bring_in()
    hall.source("second")
    hall.serve("https://second.example/rss", rss(item(LINK, TITLE)))
    hall.clock.advance(minutes=1)
    await hall.bring_in()
    assert hall.asked() == [PAGE]

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.errors import StoreError
from tests.fakes import FakeClock
from web.guard import SECURITY_HEADERS
from web.ports import Counted, FlaggedStory, WatchedSource
from web.service import MAX_STORIES, create_app

MakeStory = Callable[..., FlaggedStory]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</mark></blockquote><iframe src=//evil.example>",
    "&lt;already&gt; \u202e\x00 \U0001f4a3",
]


def test_healthz_tells_all_is_well(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "reasons": [],
        "database": "ok",
        "last_poll_age_s": 60.0,
        "oldest_due_source_s": 2.0,
        "oldest_due_entry_s": 1.0,
        "oldest_due_alert_s": 0.0,
        "sources": {"failing": 3, "paused": [], "gone": [], "total": 105},
        "alerts_given_up": 0,
        "version": "1.2.3",
        "uptime_s": 3600.0,
    }


def test_healthz_fails_with_the_database_and_keeps_its_secrets(
    client: TestClient, reads: Any, broken: StoreError
) -> None:
    reads.error = broken
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == answer.json()["database"] == "failing"
    assert "secret" not in answer.text


def test_metrics_are_prometheus_text(client: TestClient) -> None:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'tumen_sources{health="failing"} 3.0' in answer.text
    assert 'tumen_build_info{version="1.2.3"} 1.0' in answer.text


def test_metrics_say_that_the_database_is_down(
    client: TestClient, reads: Any, broken: StoreError
) -> None:
    reads.error = broken
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert "tumen_database_up 0.0" in answer.text


def test_the_processes_own_counters_are_exposed(reads: Any, clock: FakeClock) -> None:
    counted = [
        Counted(name="polls", help="Polls by outcome.", value=7, labels={"outcome": "new"}),
        Counted(name="polls", help="Polls by outcome.", value=2, labels={"outcome": "failed"}),
        Counted(name="bugs", help="Errors of our own.", value=0),
    ]
    app = create_app(reads, clock=clock, version="1", counters=lambda: counted)
    text = TestClient(app, base_url="http://localhost").get("/metrics").text
    assert 'tumen_polls_total{outcome="new"} 7.0' in text
    assert 'tumen_polls_total{outcome="failed"} 2.0' in text
    assert "tumen_bugs_total 0.0" in text
    assert text.count("# TYPE tumen_polls_total counter") == 1


def test_the_page_shows_sentence_speaker_status_figure_and_what_is_new(
    client: TestClient, reads: Any, make_story: MakeStory
) -> None:
    reads.stories = [make_story()]
    answer = client.get("/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = re.sub(r"\s+", " ", answer.text)
    assert '<blockquote dir="auto" lang="en">The NIS said about <mark>3,000</mark> soldiers' in page
    assert "<strong>NIS</strong>" in page
    assert '<span class="badge badge-reported">reported</span>' in page
    assert '<span class="figure">about 3,000 troops</span>' in page
    assert "new figure: 3,000 troops" in page
    assert 'href="https://news.example.org/a?b=1&amp;c=2"' in page


@pytest.mark.parametrize("attack", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_from_outside_becomes_markup(
    attack: str, client: TestClient, reads: Any, make_story: MakeStory
) -> None:
    reads.stories = [
        make_story(
            attack, title=attack, speaker=attack, outlet=attack, language=attack, adds=[attack]
        )
    ]
    reads.watched = [
        WatchedSource(
            id=attack, name=attack, health="failing", failures=1, last_error=attack, language=attack
        )
    ]
    page = client.get("/").text
    assert "49" not in re.sub(r"<time.*?</time>", "", page)
    for word in ("<script", "<img", "<iframe", "onmouseover='"):
        assert word not in page
    tags = set(re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", page))
    assert tags <= _TAGS


_TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "body",
    "a",
    "header",
    "h1",
    "p",
    "span",
    "dl",
    "div",
    "dt",
    "dd",
    "ul",
    "li",
    "main",
    "section",
    "h2",
    "article",
    "h3",
    "figure",
    "blockquote",
    "mark",
    "figcaption",
    "strong",
    "code",
    "time",
    "table",
    "thead",
    "tr",
    "th",
    "tbody",
    "td",
    "details",
    "summary",
    "footer",
}


def test_only_web_addresses_become_links(
    client: TestClient, reads: Any, make_story: MakeStory
) -> None:
    reads.stories = [
        make_story(number=n, url=url)
        for n, url in enumerate(["javascript:alert(1)", "data:text/html,x", "urn:tumen:seed:1"])
    ]
    links = re.findall(r'href="([^"]+)"', client.get("/").text)
    assert all(link.startswith(("/", "#")) for link in links)


def test_the_page_makes_no_request_to_another_host_and_needs_no_script(
    client: TestClient, reads: Any, make_story: MakeStory
) -> None:
    reads.stories = [make_story()]
    page = client.get("/").text
    assert "<script" not in page
    assert " style=" not in page
    loaded = re.findall(r'<link[^>]+href="([^"]+)"', page) + re.findall(r'src="([^"]+)"', page)
    assert loaded == ["/static/tumen.css", "/static/icon.svg"]
    assert "url(" not in client.get("/static/tumen.css").text
    for path in loaded:
        assert client.get(path).status_code == 200


def test_an_empty_database_has_a_page_that_says_so(client: TestClient) -> None:
    page = client.get("/").text
    assert "No story mentions a troop deployment yet" in page
    assert "No sources yet" in page


def test_a_cut_list_says_how_many_there_are(
    client: TestClient, reads: Any, make_story: MakeStory
) -> None:
    reads.stories = [make_story(number=n) for n in range(MAX_STORIES + 5)]
    reads.state = replace(reads.state, flagged_stories=MAX_STORIES + 5)
    page = client.get("/").text
    assert page.count("<article") == MAX_STORIES
    assert f"The {MAX_STORIES} newest of {MAX_STORIES + 5}" in page


def test_failing_sources_come_first_and_well_ones_are_folded(
    client: TestClient, reads: Any
) -> None:
    reads.watched = [
        WatchedSource(id="a-well", name="A", health="well"),
        WatchedSource(id="b-new", name="B", health="new"),
        WatchedSource(id="c-fails", name="C", health="failing", failures=4, last_error="HTTP 500"),
        WatchedSource(id="d-off", name="D", health="disabled"),
    ]
    page = client.get("/").text
    order = [page.index(f'<span class="id">{s}') for s in ("c-fails", "b-new", "a-well", "d-off")]
    assert order == sorted(order)
    assert page.index("b-new") < page.index("<details>") < page.index("a-well")
    assert "HTTP 500" in page


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/static/none.css", 404, "not_found"),
        ("GET", "/static/%2e%2e/service.py", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/openapi.json", 404, "not_found"),
        ("POST", "/", 405, "method_not_allowed"),
        ("DELETE", "/healthz", 405, "method_not_allowed"),
    ],
)
def test_errors_have_one_shape(
    method: str, path: str, status: int, code: str, client: TestClient
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(StoreError("disk /secret full"), 503, "database"), (ValueError("/secret"), 500, "internal")],
)
def test_what_went_wrong_inside_stays_inside(
    error: Exception, status: int, code: str, client: TestClient, reads: Any
) -> None:
    reads.error = error
    answer = client.get("/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/", "/healthz", "/metrics", "/static/tumen.css", "/nothing"])
def test_every_answer_carries_the_security_headers(path: str, client: TestClient) -> None:
    headers = client.get(path).headers
    assert {k: headers[k] for k in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "server" not in headers


def test_a_crash_carries_the_security_headers_too(client: TestClient, reads: Any) -> None:
    reads.error = ValueError("x")
    headers = client.get("/").headers
    assert headers["content-security-policy"] == SECURITY_HEADERS["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/metrics"])
def test_head_is_answered_like_get(path: str, client: TestClient) -> None:
    answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["cache-control"] == "no-store"


def test_health_degrades_with_words(client: TestClient, reads: Any) -> None:
    reads.state = replace(reads.state, alerts={"dead": 3})
    assert client.get("/healthz").json()["status"] == "degraded"
    assert "3 alerts were given up" in client.get("/").text


def test_a_foreign_host_name_is_refused(client: TestClient) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "unknown_host"
    assert answer.headers["x-frame-options"] == "DENY"

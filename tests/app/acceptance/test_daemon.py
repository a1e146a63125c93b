"""The daemon as a process: two of them on one database, and signals. How it dies is in `tests/soak`."""

from __future__ import annotations

import json
import re
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.app.acceptance.conftest import SECRET
from tests.app.acceptance.home import Home, Running
from tests.app.acceptance.loopback import Loopback
from tests.app.acceptance.newsroom import Newsroom, serve_newsroom


def settle(folder: Path, newsroom: Newsroom, *, port: int = 0) -> Home:
    """An operator's folder for a newsroom."""
    home = Home(folder, environ={"DESK_SECRET": SECRET})
    home.configure("", port=port, private=[newsroom.host])
    home.write_sources(newsroom.sources)
    home.write_routes([newsroom.route])
    return home


@dataclass
class Pair:
    """Two daemons on one database and one port, and how they ended."""

    home: Home
    newsroom: Newsroom
    first: Running
    second: Running
    port: int
    health: dict[str, object] = field(default_factory=dict)
    metrics: str = ""
    took_s: dict[str, float] = field(default_factory=dict)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Let two daemons share the work of a newsroom whose first pages wait until both have begun."""
    with Loopback() as loopback, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        newsroom = loopback.open(serve_newsroom(Newsroom(feeds=4, items=6)))
        newsroom.held |= {f"/feed/{n}" for n in range(4)}
        home = settle(tmp_path_factory.mktemp("pair"), newsroom, port=port)
        first = home.start("run")
        second = None
        try:
            first.log.hears(r"health\s+http")
            second = home.start("run")
            second.log.hears(r"health\s+not served")
            pair = Pair(home, newsroom, first, second, port)
            loopback.run(_let_go(newsroom))
            home.log.hears("alert delivered", times=len(newsroom.pages))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
                pair.health = json.load(answer)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
                pair.metrics = answer.read().decode()
            pair.took_s["SIGINT"] = second.ask_to_stop(signal.SIGINT)
            pair.took_s["SIGTERM"] = first.ask_to_stop(signal.SIGTERM)
            yield pair
        finally:
            first.kill()
            if second:
                second.kill()


async def _let_go(newsroom: Newsroom) -> None:
    newsroom.let_go()


def test_each_feed_and_page_was_fetched_once(pair: Pair) -> None:
    asked = {path: count for path, count in pair.newsroom.asked.items() if path.startswith("/news")}
    assert asked == dict.fromkeys(pair.newsroom.pages, 1)
    assert [pair.newsroom.asked[f"/feed/{n}"] for n in range(4)] == [1] * 4


def test_each_entry_became_one_article_and_the_seed_is_stored_once(pair: Pair) -> None:
    states = pair.home.ask("SELECT state, outcome, count(*) AS n FROM entries GROUP BY 1, 2")
    assert states == [{"state": "done", "outcome": "stored", "n": 24}]
    assert pair.home.ask("SELECT count(*) AS n FROM articles WHERE is_seed") == [{"n": 1}]


def test_each_alert_was_delivered_once(pair: Pair) -> None:
    ids = pair.newsroom.hook_ids
    assert len(ids) == len(set(ids)) == 24
    rows = pair.home.ask("SELECT outcome, count(*) AS n FROM deliveries GROUP BY 1")
    assert rows == [{"outcome": "delivered", "n": 24}]


def test_health_and_metrics_answer_at_the_address_that_was_said(pair: Pair) -> None:
    said = "\n".join(pair.first.said)
    assert re.search(rf"health\s+http://127\.0\.0\.1:{pair.port}/", said)
    assert pair.health["status"] == "ok"
    assert re.search(r"^tumen_\w+", pair.metrics, re.MULTILINE)


def test_daemon_says_where_things_are(pair: Pair) -> None:
    said = "\n".join(pair.first.said)
    for words in (
        "database  var/tumen.db",
        "4 enabled of 4",
        "desk (webhook)",
        "Ctrl-C",
        "stories",
    ):
        assert words in said
    assert re.search(r"article flagged .*flag=troop_deployment", said)


def test_port_in_use_is_one_clear_line_and_watching_goes_on(pair: Pair) -> None:
    lines = [line for line in pair.second.said if "no health page" in line]
    assert len(lines) == 1
    assert f"port {pair.port} is in use; set web.port to another one" in lines[0]
    assert "Traceback" not in "\n".join(pair.second.said)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_signal_drains_in_time_and_ends_with_exit_code_0(pair: Pair, name: str) -> None:
    daemon = pair.first if name == "SIGTERM" else pair.second
    assert daemon.process.returncode == 0
    assert pair.took_s[name] < 10
    assert "tumen has stopped" in daemon.said[-1]


def test_nothing_stays_claimed_behind_a_daemon_that_stopped(pair: Pair) -> None:
    for table in ("sources", "entries", "alerts"):
        query = f"SELECT count(*) AS n FROM {table} WHERE lease_owner IS NOT NULL"
        assert pair.home.ask(query) == [{"n": 0}]


def test_port_0_takes_a_free_one_and_says_which(tmp_path: Path, loopback: Loopback) -> None:
    newsroom = loopback.open(serve_newsroom(Newsroom(feeds=1, items=0)))
    daemon = settle(tmp_path, newsroom).start("run")
    try:
        address = daemon.log.hears(r"health\s+(http://127\.0\.0\.1:\d+/)")[1]
        with urllib.request.urlopen(f"{address}healthz", timeout=10) as answer:
            assert answer.status == 200
        assert daemon.ask_to_stop() < 10
        assert daemon.process.returncode == 0
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(address, timeout=5)
    finally:
        daemon.kill()

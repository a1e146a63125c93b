"""Many servers that hang and one that does not, through the command line: the good one is on time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from domain.source import Source
from tests.app.acceptance.home import Home
from tests.app.acceptance.loopback import Loopback
from tests.chaos.case import SUBJECT, feed, page, then_hang
from tests.chaos.server import Pages, Site, answer

HANGING = 50
DEADLINE_S = 8.0


@asynccontextmanager
async def _served(pages: Pages):  # type: ignore[no-untyped-def]  # a fixture's helper
    site = await Site(pages=pages).start()
    yield site
    await site.stop()


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with Loopback() as loopback:
        yield loopback


def _source(name: str, url: str) -> Source:
    return Source(id=name, name=name, url=url, kind="feed", language="en")


def _run(folder: Path, sources: list[Source]) -> Home:
    home = Home(folder)
    home.configure("", private=["127.0.0.1"])
    text = (folder / "tumen.toml").read_text()
    (folder / "tumen.toml").write_text(
        text.replace("[fetch]", f"[fetch]\ndeadline_s = {DEADLINE_S}\npage_deadline_s = 4.0")
    )
    home.write_sources(sources)
    said = home.tumen("run", "--once", "--format", "json")
    assert said.code == 0, said.err
    polls = json.loads(said.out)["polls"]
    assert polls == {"new": 1, "failed": HANGING}
    return home


def test_hanging_sources_and_pages_cost_one_place_each(tmp_path: Path, loopback: Loopback) -> None:
    """Each on a host of its own; the page of the good one is read while the others hang."""
    listing = answer(200, body=feed("/page", title=SUBJECT))
    best = loopback.open(_served({"/feed": listing, "/page": answer(200, body=page())}))
    bad = [loopback.open(_served({"/feed": then_hang()})) for _ in range(HANGING)]
    sources = [_source(f"bad-{n}", f"{site.base}/feed") for n, site in enumerate(bad)]
    home = _run(tmp_path, [*sources, _source("good", f"{best.base}/feed")])
    (polled,) = home.ask("SELECT * FROM polls WHERE source_id = 'good'")
    (late,) = home.ask("SELECT min(finished_at) AS at FROM polls WHERE outcome = 'failed'")
    assert polled["finished_at"] < late["at"]
    assert [ask.path for ask in best.asks] == ["/feed", "/robots.txt", "/page"]
    assert all(site.connections == 1 for site in bad)

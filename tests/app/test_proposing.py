"""A corrected catalogue: moves as declared, what was lost as found, what is dead switched off."""

from __future__ import annotations

import tomllib
from pathlib import Path

from app.checking import check_in
from app.proposing import Proposal, as_difference, propose
from domain.fetched import Fetched
from domain.source import Source
from tests.app.hall import Hall, item, rss

ROOT = "https://agency.example/"


async def proposed(hall: Hall, source: Source) -> Proposal | None:
    house = hall.house
    results = await check_in(house, [source])
    found = await propose(house, {source.id: source}, results)
    return found[0] if found else None


async def test_declared_move_is_taken(hall: Hall) -> None:
    source, new = hall.source(), ROOT + "new.xml"
    body = rss(item(ROOT + "1"))
    hall.serve(
        source.url,
        Fetched(
            url=source.url,
            final_url=new,
            status=200,
            body=body,
            redirects=(new,),
            permanent_url=new,
        ),
    )
    proposal = await proposed(hall, source)
    assert proposal is not None
    assert proposal.changes == {"url": new}


async def test_lost_feed_is_looked_for_on_its_site(hall: Hall) -> None:
    source = hall.source()
    link = '<link rel="alternate" type="application/rss+xml" href="/rss/new.xml">'
    hall.serve(ROOT, f"<html><head>{link}</head><body></body></html>".encode())
    hall.serve(ROOT + "rss/new.xml", rss(item(ROOT + "1")))
    proposal = await proposed(hall, source)
    assert proposal is not None
    assert proposal.changes == {"url": ROOT + "rss/new.xml", "topic_specific": False}


async def test_dead_source_is_switched_off_and_a_resting_one_left(hall: Hall) -> None:
    source = hall.source()
    proposal = await proposed(hall, source)
    assert proposal is not None
    assert proposal.changes == {"enabled": False}
    hall.serve(source.url, rss(item(ROOT + "1").replace("23 Nov 2026", "23 Mar 2026")))
    (checked,) = await check_in(hall.house, [source])
    assert checked.status == "quiet"
    assert await proposed(hall, source) is None


async def test_wrong_kind_is_named(hall: Hall) -> None:
    source = hall.source(kind="sitemap")
    hall.serve(source.url, rss(item(ROOT + "1")))
    proposal = await proposed(hall, source)
    assert proposal is not None
    assert proposal.changes == {"kind": "feed"}


async def test_well_source_needs_nothing(hall: Hall) -> None:
    source = hall.source()
    hall.serve(source.url, rss(item(ROOT + "1")))
    assert await proposed(hall, source) is None


def test_difference_is_to_the_operators_own_file(tmp_path: Path) -> None:
    proposals = [Proposal(source="tass-en", changes={"enabled": False}, why="gone")]
    shown = as_difference(None, proposals)
    added = [line[1:] for line in shown.splitlines() if line[:1] == "+" and line[:3] != "+++"]
    assert tomllib.loads("\n".join(added)) == {
        "include_bundled": True,
        "source": [{"id": "tass-en", "enabled": False}],
    }
    own = tmp_path / "mine.toml"
    own.write_text('[[source]]\nid = "tass-en"\nenabled = true\n', encoding="utf-8")
    assert "-enabled = true\n+enabled = false\n" in as_difference(own, proposals)
    assert as_difference(own, []) == ""

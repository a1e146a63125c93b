"""Preparing a house: schema, catalogue, seed, and the leases of those who were killed."""

from __future__ import annotations

import logging
import os

import pytest

from app import jobs
from app.owner import new_owner
from config.seed import load_seed
from db.engine import Database
from tests.app.hall import Hall, html, item, rss
from tests.fakes import FakeClock

SEEDS = "SELECT id, title, url FROM articles WHERE is_seed"


async def test_first_start_makes_the_database_and_stores_the_seed(
    tmp_path_factory: pytest.TempPathFactory, clock: FakeClock
) -> None:
    path = tmp_path_factory.mktemp("fresh") / "deeper" / "tumen.db"
    hall = Hall(database=Database(f"sqlite:///{path}"), clock=clock)
    await jobs.prepare(hall.house)
    assert path.is_file()
    assert hall.row(SEEDS)["title"] == load_seed(None).title
    hall.database.dispose()


async def test_seed_is_stored_once_and_assessed_and_told_to_nobody(hall: Hall) -> None:
    hall.route("all", "relevant:yes,no,unknown")
    hall.route()
    await jobs.prepare(hall.house)
    await jobs.prepare(hall.house)
    seed = hall.row(SEEDS)
    flags = hall.rows("SELECT flag FROM flags WHERE article_id = :id", id=seed["id"])
    assert [row["flag"] for row in flags] == ["troop_deployment"]
    assert hall.rows("SELECT * FROM alerts") == []


async def test_golden_seed_claims_what_a_reader_finds(hall: Hall) -> None:
    await jobs.prepare(hall.house)
    claims = hall.rows(
        "SELECT c.status, f.low, f.high FROM claims c LEFT JOIN figures f ON f.claim_id = c.id"
    )
    reported = {row["low"] for row in claims if row["status"] == "reported"}
    assert {11_000, 3_000} <= reported
    assert "possible" in {row["status"] for row in claims}
    assert 14_000 not in {row["low"] for row in hall.rows("SELECT low FROM figures")}


async def test_imported_seed_stands_beside_or_instead(hall: Hall) -> None:
    await jobs.prepare(hall.house)
    first = load_seed(None)
    beside = type(first)(title="Our briefing", text="North Korea sent 3,000 soldiers to Russia.")
    await jobs.store_seed(hall.house, beside)
    assert len(hall.rows(SEEDS)) == 2
    other = type(first)(title="Another briefing", text="Russia denies it.")
    await jobs.store_seed(hall.house, other, replace=True)
    assert [row["title"] for row in hall.rows(SEEDS)] == ["Another briefing"]
    assert hall.row("SELECT count(*) AS n FROM articles")["n"] == 3


async def test_source_that_left_the_catalogue_is_not_polled(hall: Hall) -> None:
    hall.source()
    hall.sources.clear()
    await jobs.prepare(hall.house)
    assert await hall.poll() == 0


async def test_work_of_a_killed_predecessor_is_taken_over_at_once(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    hall.source()
    hall.serve("https://agency.example/rss", rss(item("https://agency.example/1")))
    hall.serve("https://agency.example/1", html())
    host, namespace, _, chance = new_owner().split(":")
    hall.owner = f"{host}:{namespace}:4194999:{chance}"  # beyond the kernel's largest process id
    await hall.poll()
    assert len(await jobs.claim_entries(hall.house, 1)) == 1
    assert await hall.ingest() == 0
    hall.owner = new_owner()
    with caplog.at_level(logging.INFO):
        await jobs.prepare(hall.house)
    assert "work of an ended process taken over" in caplog.messages
    assert await hall.ingest() == 1
    assert hall.rows("SELECT * FROM articles WHERE NOT is_seed")


async def test_work_of_one_who_lives_is_left_alone(hall: Hall) -> None:
    hall.source()
    host, namespace, _, _ = new_owner().split(":")
    hall.owner = f"{host}:{namespace}:{os.getppid()}:abcd"
    assert len(await jobs.claim_sources(hall.house, 1)) == 1
    hall.owner = new_owner()
    await jobs.prepare(hall.house)
    assert await hall.poll() == 0


async def test_leases_are_given_back_at_the_end(hall: Hall) -> None:
    hall.source()
    hall.serve("https://agency.example/rss", rss(item("https://agency.example/1")))
    assert len(await jobs.claim_sources(hall.house, 1)) == 1
    assert await hall.poll() == 0
    await jobs.release(hall.house)
    assert await hall.poll() == 1


async def test_old_polls_are_pruned_and_the_newest_stays(hall: Hall) -> None:
    hall.source()
    hall.serve("https://agency.example/rss", rss(item("https://agency.example/1")))
    await hall.poll()
    hall.clock.advance(days=91)
    await hall.poll()
    hall.clock.advance(days=91)
    await jobs.prune(hall.house)
    assert hall.row("SELECT count(*) AS n FROM polls")["n"] == 1
    assert hall.row("SELECT count(*) AS n FROM entries")["n"] == 1

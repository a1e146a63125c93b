"""One full pass through the real command line, and what a second one leaves alone."""

from __future__ import annotations

import json
import sqlite3

from app.demo.world import DemoWorld
from tests.app.acceptance.home import Home, Said


def test_summary_counts_what_was_done(first_pass: Said, world: DemoWorld, home: Home) -> None:
    assert first_pass.code == 0, first_pass.err
    summary = json.loads(first_pass.out)
    assert summary["sources_polled"] == len(world.sources)
    assert summary["polls"] == {"new": len(world.sources)}
    assert summary["errors"] == 0
    (stored,) = home.ask("SELECT count(*) AS n FROM articles WHERE NOT is_seed")
    assert summary["articles_stored"] == stored["n"] > 20
    (entries,) = home.ask("SELECT count(*) AS n FROM entries")
    assert summary["entries_new"] == entries["n"] == sum(summary["entries"].values())
    (alerts,) = home.ask("SELECT count(*) AS n FROM alerts")
    assert summary["alerts_written"] == alerts["n"] == summary["deliveries"]["delivered"]


def test_every_entry_came_to_its_end(first_pass: Said, home: Home) -> None:
    assert home.ask("SELECT title, state, outcome FROM entries WHERE state <> 'done'") == []
    assert home.ask("SELECT * FROM entries WHERE lease_owner IS NOT NULL") == []


def test_every_alert_arrived_by_mail_or_signed_webhook(
    first_pass: Said, world: DemoWorld, home: Home
) -> None:
    sent = {
        a["message_id"] for a in home.ask("SELECT message_id FROM alerts WHERE channel = 'webhook'")
    }
    assert {hook.message_id for hook in world.webhooks} == sent
    (mails,) = home.ask("SELECT count(*) AS n FROM alerts WHERE channel = 'email'")
    assert len(world.mails) == mails["n"] > 5
    hook = world.webhooks[0].payload
    assert hook["data"]["evidence"]
    assert hook["data"]["state"] == "opened"


def test_progress_is_talk_and_not_a_result(first_pass: Said) -> None:
    assert "article flagged" in first_pass.err
    assert "source polled source=hanriver-en" in first_pass.err
    assert "Traceback" not in first_pass.err


def test_second_pass_does_nothing_twice(first_pass: Said, world: DemoWorld, home: Home) -> None:
    counts = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM entries), (SELECT count(*) FROM alerts)"
    before, hooks, mails = home.ask(counts), len(world.webhooks), len(world.mails)
    again = home.tumen("run", "--once", "--format", "json", TUMEN_FETCH__MIN_INTERVAL_S="1")
    summary = json.loads(again.out)
    assert summary["sources_polled"] == summary["articles_stored"] == summary["alerts_written"] == 0
    assert home.ask(counts) == before
    assert (len(world.webhooks), len(world.mails)) == (hooks, mails)


def test_sources_that_are_due_again_answer_that_nothing_changed(
    first_pass: Said, world: DemoWorld, home: Home
) -> None:
    with sqlite3.connect(home.database) as connection:
        connection.execute("UPDATE sources SET next_due_at = '2020-01-01 00:00:00.000000'")
    connection.close()
    summary = json.loads(home.tumen("run", "--once", "--format", "json").out)
    assert summary["polls"] == {"not_modified": len(world.sources)}
    assert summary["entries_new"] == summary["alerts_written"] == 0

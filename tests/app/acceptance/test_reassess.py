"""`tumen reassess` as an operator calls it: what it says, what it leaves, killed half way and called again."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from db.engine import Database
from tests.app.acceptance.conftest import Asked
from tests.app.acceptance.home import TUMEN, Home
from tests.db.samples import Newsroom, article, entry, unflagged
from tests.fakes import FakeClock

ARTICLES = 600


@pytest.fixture(scope="module")
def past(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of articles that rules of old judged: every other one tells of troops."""
    path = tmp_path_factory.mktemp("past") / "tumen.db"
    shutil.copy(migrated, path)
    database = Database(f"sqlite:///{path}")
    room = Newsroom(database=database, clock=FakeClock())
    urls = [f"https://news.example/{n}" for n in range(ARTICLES)]
    room.poll("yonhap-en", *(entry(url, url=url) for url in urls))
    for n, claimed in enumerate(room.claim(ARTICLES)):
        what = "soldiers to Kursk" if n % 2 else "apples to Vladivostok"
        text = f"North Korea sent {3_000 + n} {what}, officials in Seoul say."
        of = article(claimed.entry.url or "", title=f"Report {n}.", text=text)
        room.save(of, unflagged(of), claimed=claimed)
    database.dispose()
    return path


@pytest.fixture
def old(elsewhere: Home, past: Path) -> Home:
    elsewhere.database.parent.mkdir()
    shutil.copy(past, elsewhere.database)
    return elsewhere


def due(home: Home) -> int:
    [row] = home.ask(
        "SELECT count(*) AS n FROM assessments WHERE is_current AND rule_version = '1'"
    )
    return int(row["n"])


def test_report_says_what_changed_and_a_second_call_finds_nothing(
    old: Home, ask_elsewhere: Asked
) -> None:
    in_json = ("--limit", "4", "--format", "json")
    dry = ask_elsewhere("reassess", "--dry-run", *in_json)
    assert (dry.code, due(old)) == (0, ARTICLES)
    said = ask_elsewhere("reassess", *in_json)
    report = json.loads(said.out)
    assert report["counts"] | {"assessed": 4, "changed": 4, "flag_gained": 2} == report["counts"]
    assert report["counts"]["left"] == ARTICLES - 4
    assert report["changes"] == json.loads(dry.out)["changes"]
    assert report["changes"][0]["changes"][0] == "+troop_deployment"
    assert due(old) == ARTICLES - 4
    assert old.ask("SELECT * FROM alerts") == []
    table = ask_elsewhere("reassess", '"Report 7."', "-relevant:yes")
    assert "+troop_deployment" in table.out
    assert "1 gained a flag" in table.err
    nothing = ask_elsewhere("reassess", '"Report 7."')
    assert (nothing.code, nothing.out) == (0, "")
    assert "nothing changed" in nothing.err


def test_killed_half_way_it_goes_on_and_the_report_is_whole(
    old: Home, ask_elsewhere: Asked
) -> None:
    process = subprocess.Popen(
        [*TUMEN, "reassess"],
        cwd=old.folder,
        env=old.variables(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while due(old) == ARTICLES:
        assert process.poll() is None, "it ended before it wrote anything"
    process.kill()
    process.wait(10)
    done = ARTICLES - due(old)
    assert 0 < done < ARTICLES
    report = json.loads(ask_elsewhere("reassess", "--format", "json").out)
    counts = report["counts"]
    assert (counts["earlier"], counts["assessed"]) == (done, ARTICLES - done)
    assert counts["flag_gained"] == ARTICLES // 2
    assert len({row["article_id"] for row in report["changes"]}) == len(report["changes"])
    assert due(old) == 0
    assert ask_elsewhere("db", "check").code == 0
    assert old.ask("SELECT * FROM alerts") == []
    [flagged] = old.ask("SELECT count(*) AS n FROM stories WHERE flagged")
    assert flagged["n"] == ARTICLES // 2


def test_why_says_that_the_stored_judgement_is_of_other_rules(
    old: Home, ask_elsewhere: Asked
) -> None:
    assert due(old)
    said = ask_elsewhere("why", "1")
    assert "judged by 1: 'tumen reassess'" in said.out

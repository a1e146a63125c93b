"""Every question to the database, in every format, over what one pass left."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.demo.world import DemoWorld
from tests.app.acceptance.conftest import Asked
from tests.app.acceptance.home import TUMEN, Home, Said

ORIGINAL = "/hanriver-en/view/AEN20010003400315"
LISTS = [
    pytest.param(["stories"], id="stories"),
    pytest.param(["stories", "flag:troop_deployment", "-is:seed"], id="stories-filtered"),
    pytest.param(["articles"], id="articles"),
    pytest.param(["articles", "lang:ko,ru", "relevant:yes"], id="articles-filtered"),
    pytest.param(["claims"], id="claims"),
    pytest.param(["claims", "status:reported"], id="claims-filtered"),
    pytest.param(["figures"], id="figures"),
    pytest.param(["figures", "what:troops", "figure>=10000"], id="figures-filtered"),
    pytest.param(["search", "파병"], id="search-two-characters"),
    pytest.param(["search", "North", "Korean", "sold*"], id="search-prefix"),
    pytest.param(["seed", "show"], id="seed"),
    pytest.param(["show", "story:2"], id="show-story"),
    pytest.param(["show", "1"], id="show-article"),
    pytest.param(["alerts", "list"], id="alerts"),
    pytest.param(["alerts", "list", "--status", "delivered", "--route", "desk"], id="alerts-route"),
    pytest.param(["alerts", "show", "1"], id="alerts-show"),
    pytest.param(["alerts", "preview", "desk", "--since", "30d"], id="preview"),
    pytest.param(["sources", "list"], id="sources"),
    pytest.param(["doctor", "--offline"], id="doctor"),
]


def rows_of(said: Said, form: str) -> list[dict[str, Any]]:
    if form == "json":
        value = json.loads(said.out)
        return value if isinstance(value, list) else [value]
    if form == "jsonl":
        return said.lines
    return list(csv.DictReader(io.StringIO(said.out)))


@pytest.mark.parametrize("question", LISTS)
def test_all_formats_carry_the_same_rows(asked: Asked, question: list[str]) -> None:
    found = {}
    for form in ("json", "jsonl", "csv"):
        said = asked(*question, "--format", form)
        assert said.code == 0, said.err
        found[form] = rows_of(said, form)
    assert found["json"] == found["jsonl"]
    assert found["json"]
    assert len(found["csv"]) == len(found["json"])
    table = asked(*question)
    assert table.code == 0
    assert table.out.strip()


def test_flagged_story_shows_sentence_speaker_and_what_is_new(asked: Asked) -> None:
    said = asked("stories", "flag:troop_deployment", "figure>=3000", "lang:en", "--format", "json")
    story = next(row for row in json.loads(said.out) if "3,000 more troops" in row["title"])
    assert story["evidence"]
    assert {"what": "troops", "low": 3000, "high": 3000}.items() <= story["figures"][0].items()
    assert any(addition.startswith("new ") for addition in story["adds"])


def test_reprint_and_original_are_one_story(asked: Asked, world: DemoWorld) -> None:
    article = json.loads(asked("show", world.base_url + ORIGINAL, "--format", "json").out)
    number = article["story"]["id"]
    story = json.loads(asked("show", f"story:{number}", "--format", "json").out)
    outlets = {article["outlet"] for article in story["articles"]}
    assert outlets >= {"Han River News Agency", "The Dnipro Observer"}


def test_evidence_is_the_exact_text_at_its_offsets(asked: Asked) -> None:
    for row in json.loads(asked("articles", "flag:troop_deployment", "--format", "json").out):
        article = json.loads(asked("show", str(row["id"]), "--format", "json").out)
        document = article["title"] + "\n\n" + article["text"]
        assert article["evidence"]
        for span in article["evidence"]:
            assert document[span["start"] : span["end"]] == span["text"]


def test_why_tells_the_steps_to_the_alert(asked: Asked, world: DemoWorld) -> None:
    said = asked("why", world.base_url + ORIGINAL, "--format", "jsonl")
    steps = [row["step"] for row in said.lines]
    for step in ("source", "poll", "entry", "article", "assessment", "story", "alert", "delivery"):
        assert step in steps
    table = asked("why", world.base_url + ORIGINAL).out
    assert "troop_deployment" in table
    assert "route desk by webhook: opened" in table


def test_why_says_of_an_entry_off_the_subject_that_its_page_was_not_fetched(
    asked: Asked, home: Home
) -> None:
    (entry,) = home.ask("SELECT url FROM entries WHERE outcome = 'off_subject' LIMIT 1")
    said = asked("why", entry["url"])
    assert said.code == 0
    assert "do not touch the subject" in said.out


def test_seed_is_the_first_article_and_flagged(asked: Asked) -> None:
    seed = json.loads(asked("seed", "show", "--format", "json").out)
    assert seed["is_seed"]
    rows = json.loads(asked("articles", "is:seed", "--format", "json").out)
    assert [row["flags"] for row in rows] == [["troop_deployment"]]


def test_limit_says_that_there_is_more(asked: Asked) -> None:
    said = asked("articles", "--limit", "3", "--format", "jsonl")
    assert len(said.lines) == 3
    assert said.err == "these are the newest 3; --limit N shows more\n"
    assert asked("articles", "--limit", "1000", "--format", "jsonl").err == ""


def test_negated_terms_are_no_options(asked: Asked) -> None:
    everything = asked("articles", "--format", "jsonl").lines
    without = asked("articles", "-lang:en", "--format", "jsonl", "-is:seed").lines
    assert without == [row for row in everything if row["language"] != "en"]
    behind = asked("articles", "--format", "jsonl", "--", "-lang:en", "-is:seed").lines
    assert behind == without


def test_nothing_found_is_no_failure_and_no_result(asked: Asked) -> None:
    for form in ("table", "jsonl"):
        said = asked("stories", "since:2999-01-01", "--format", form)
        assert (said.code, said.out) == (0, "")
    assert json.loads(asked("stories", "since:2999-01-01", "--format", "json").out) == []


@pytest.mark.parametrize(
    ("question", "code", "words"),
    [
        pytest.param(["show", "99999"], 1, "nothing is stored under '99999'", id="no-article"),
        pytest.param(["show", "story:x"], 1, "nothing is stored", id="no-number"),
        pytest.param(["why", "https://x.example/"], 1, "nothing is stored", id="never-seen"),
        pytest.param(["stories", "flga:troop_deployment"], 2, "did you mean 'flag'", id="field"),
        pytest.param(["stories", "status:reprted"], 2, "did you mean 'reported'", id="value"),
        pytest.param(["stories", 'say "this'], 2, "quote is not closed", id="quote"),
        pytest.param(["stories", "--limit", "0"], 2, "--limit", id="limit"),
        pytest.param(["stories", "--format", "xml"], 2, "--format", id="format"),
        pytest.param(["alerts", "preview", "dsek"], 2, "no route 'dsek'", id="route"),
        pytest.param(["alerts", "preview", "desk", "--since", "soon"], 2, "since", id="since"),
        pytest.param(["alerts", "list", "--status", "gone"], 2, "--status", id="alert-status"),
        pytest.param(["alerts", "preview", "desk", "--since", "9999999d"], 2, "since", id="ages"),
        pytest.param(["alerts", "retry", "9" * 20], 2, "Invalid value", id="retry-id"),
        pytest.param(["db", "prune", "--polls-days", "9" * 11], 2, "Invalid value", id="days"),
        pytest.param(["stories", "until:9999-12-31T23:59-12:00"], 2, "not a time", id="year-10000"),
        pytest.param(["show", "9" * 30], 1, "nothing is stored", id="long-number"),
        pytest.param(["show", "story:" + "9" * 30], 1, "nothing is stored", id="long-story"),
        pytest.param(["show", "http://[::1"], 1, "nothing is stored", id="no-address"),
        pytest.param(["sources", "import", "none.opml"], 1, "none.opml", id="no-opml"),
        pytest.param(["seed", "import", "none.md"], 2, "none.md", id="no-seed"),
        pytest.param(["db", "restore", "none.db"], 1, "none.db", id="no-backup"),
        pytest.param(["sources", "check", "nobody"], 2, "no source 'nobody'", id="source"),
        pytest.param(["nonsense"], 2, "No such command", id="command"),
    ],
)
def test_mistake_is_told_in_one_line_with_its_exit_code(
    asked: Asked, question: list[str], code: int, words: str
) -> None:
    said = asked(*question)
    assert said.code == code
    assert words in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


def test_table_of_a_narrow_terminal_is_whole(asked: Asked) -> None:
    said = asked("stories", COLUMNS="40")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 40


def test_spreadsheet_gets_no_formula(asked: Asked) -> None:
    rows = rows_of(asked("articles", "--format", "csv", "--limit", "500"), "csv")
    assert not [cell for row in rows for cell in row.values() if cell and cell[0] in "=+@"]


def test_database_is_sound_and_can_be_backed_up(asked: Asked, home: Home) -> None:
    assert asked("db", "check").code == 0
    copy = home.folder / "copy.db"
    said = asked("db", "backup", str(copy))
    assert said.code == 0, said.err
    assert copy.stat().st_size > 100_000
    rows = asked("articles", "--format", "json", TUMEN_DATABASE_URL=f"sqlite:///{copy}")
    assert len(json.loads(rows.out)) > 20
    assert asked("db", "prune", "--dry-run").code == 0


def test_config_may_stand_before_or_behind_the_command(asked: Asked, home: Home) -> None:
    config = str(home.folder / "tumen.toml")
    before = asked("--config", config, "articles", "--format", "json")
    behind = asked("articles", "--config", config, "--format", "json")
    assert before.out == behind.out != ""


def test_results_alone_are_on_standard_output(first_pass: Said, home: Home) -> None:
    said = home.tumen("stories", "--format", "jsonl", "--limit", "5")
    assert (said.code, said.err) == (0, "these are the newest 5; --limit N shows more\n")
    assert len(said.lines) == 5


def test_output_that_cannot_show_korean_is_still_json(first_pass: Said, home: Home) -> None:
    said = home.tumen("search", "파병", "--format", "jsonl", PYTHONIOENCODING="latin-1")
    assert (said.code, said.err) == (0, "")
    assert any("파병" in line["title"] for line in said.lines)


def test_full_disk_is_one_line(first_pass: Said, home: Home) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    with full.open("wb") as stdout:
        done = subprocess.run(
            [*TUMEN, "articles", "--format", "json"],
            cwd=home.folder,
            env=home.variables(),
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert (done.returncode, done.stderr) == (1, "tumen: No space left on device\n")


def test_opml_goes_out_and_comes_back(asked: Asked, home: Home, world: DemoWorld) -> None:
    opml = home.folder / "sources.opml"
    opml.write_text(asked("sources", "export").out)
    back = asked("sources", "import", str(opml))
    assert back.code == 0, back.err
    assert back.out.count("[[source]]") > 3

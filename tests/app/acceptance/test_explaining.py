"""`tumen assess --explain` and `tumen why`: why a text was judged so, as a person reads it."""

from __future__ import annotations

import json
from pathlib import Path

from app.demo.world import DemoWorld
from tests.app.acceptance.conftest import Asked
from tests.app.acceptance.home import Home

ORIGINAL = "/hanriver-en/view/AEN20010003400315"
TEXT = "News of the day\n\nNorth Korean soldiers fight in Kursk, an official said.\n"


def test_explanation_marks_words_and_says_what_was_needed(
    ask_elsewhere: Asked, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    said = ask_elsewhere("assess", "--explain", "a.txt")
    assert (said.code, said.err) == (0, "")
    lines = [line.strip() for line in said.out.splitlines()]
    assert "[North Korean] [soldiers] [fight] in [Kursk], an official said." in lines
    assert any(line.startswith("rule  carries troop_deployment, war:") for line in lines)
    assert "no flag without  “North Korean” (North Korea, as attribute)" in lines
    assert "\x1b" not in said.out
    weighed = lines[next(i for i, line in enumerate(lines) if line.startswith("flag weighs")) :]
    assert "a rule found it, and the weights let it stand (above 0.31)" in weighed[0]
    assert any("“Kursk” (place of the war" in line for line in weighed)
    assert any(line.startswith("= +") and line.endswith("it takes -0.8") for line in weighed)
    assert any(line.startswith("relevant weighs") for line in weighed)
    assert any(line.startswith("status weighs  reported") for line in weighed)


def test_terminal_gets_colours_instead_of_brackets(ask_elsewhere: Asked, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    said = ask_elsewhere("assess", "--explain", "a.txt", FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[1;32mKursk\x1b[0m" in said.out
    assert "[Kursk]" not in said.out


def test_brackets_of_the_text_are_told_from_ours(ask_elsewhere: Asked, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT.replace("an official", "[an official]"))
    said = ask_elsewhere("assess", "--explain", "a.txt")
    assert "in ⟦Kursk⟧, [an official] said." in said.out


def test_control_characters_of_a_text_do_not_reach_the_terminal(
    ask_elsewhere: Asked, tmp_path: Path
) -> None:
    line = {"id": "\x1b[2J", "title": "\x1b[31mNorth Korean soldiers in Kursk", "text": ""}
    (tmp_path / "a.jsonl").write_text(json.dumps(line))
    said = ask_elsewhere("assess", "--explain", "a.jsonl")
    assert said.code == 0
    assert "\x1b" not in said.out


def test_many_documents_are_explained_and_bad_ones_named(
    ask_elsewhere: Asked, tmp_path: Path
) -> None:
    lines = [
        {"id": "shells", "title": "North Korea sends missiles to Russia", "text": ""},
        {"id": "finnish", "title": "Pohjois-Korea", "text": "", "lang": "fi"},
        {"id": "markets", "title": "Stocks rose", "text": "", "lang": "en"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n{no json")
    said = ask_elsewhere("assess", "--explain", "a.jsonl")
    assert said.code == 1
    assert "line 4: not JSON" in said.err
    shells, _, rest = said.out.partition("finnish\n")
    finnish, _, markets = rest.partition("markets\n")
    assert "flagged with  “soldiers” instead of “missiles” (weapon)" in shells
    assert "not assessed  no rules for language fi" in finnish
    assert "no sentence is near one" in markets


def test_sentences_beyond_the_trials_say_so(ask_elsewhere: Asked, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "News\n\n" + "About 90 North Korean soldiers fell in Kursk. " * 14
    )
    said = ask_elsewhere("assess", "--explain", "a.txt")
    assert said.out.count("its words were not tried") == 2
    assert said.out.count("no flag without") == 12
    assert said.out.count("figure  about 90 killed") == 14


def test_why_explains_the_stored_article(asked: Asked, world: DemoWorld) -> None:
    said = asked("why", world.base_url + ORIGINAL)
    assert "carries troop_deployment" in said.out
    assert "no flag without" in said.out or "falls without" in said.out
    assert "tumen reassess" not in said.out
    steps = {
        row["step"]: row
        for row in asked("why", world.base_url + ORIGINAL, "--format", "jsonl").lines
    }
    explained = steps["explanation"]
    assert explained["rule_version"] == steps["assessment"]["rule_version"]
    assert {"flag", "relevant"} <= {b["decision"] for b in explained["balances"]}
    direct = {c["rule"] for c in explained["carriers"] if c["direct"]}
    assert direct
    assert set(explained["outcome"].split(", ")) == direct
    assert "explanation" not in asked("why", world.base_url + ORIGINAL, "--format", "csv").out


def test_why_says_of_an_unflagged_article_what_it_lacks(asked: Asked, home: Home) -> None:
    (article,) = home.ask(
        "SELECT url FROM articles WHERE relevant AND language = 'en' AND id NOT IN"
        " (SELECT article_id FROM flags) LIMIT 1"
    )
    said = asked("why", article["url"])
    assert "no flag  the nearest sentence" in said.out or "not enough  " in said.out
    assert "flag weighs  " in said.out
    assert "missing" in said.out

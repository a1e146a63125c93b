"""Single fields change, all else stays as it was written."""

from __future__ import annotations

import tomllib

import pytest

from config.edits import changed, difference

TEXT = """# mine
include_bundled = true

[[source]]  # the first
id = "a"
url = "https://old.example/a"  # since 2020
kind = "feed"

# about b
[[source]]
enabled = true
id = 'b'
kind = "page"
url = "https://old.example/b"
selectors = { item = "li", link = "a" }
"""


def test_field_is_replaced_where_it_stands() -> None:
    text = changed(TEXT, {"b": {"url": "https://new.example/b", "enabled": False}})
    tables = tomllib.loads(text)["source"]
    assert (tables[1]["url"], tables[1]["enabled"]) == ("https://new.example/b", False)
    assert tables[0] == tomllib.loads(TEXT)["source"][0]
    assert "# about b" in text
    assert "# since 2020" in text
    assert len(text.splitlines()) == len(TEXT.splitlines())


def test_field_that_is_not_there_is_added_behind_the_id() -> None:
    text = changed(TEXT, {"a": {"enabled": False, "remarks": 'said "gone"'}})
    table = tomllib.loads(text)["source"][0]
    assert (table["enabled"], table["remarks"]) == (False, 'said "gone"')


def test_bundled_source_gets_a_table_of_its_own() -> None:
    text = changed(TEXT, {"tass-en": {"enabled": False}})
    assert tomllib.loads(text)["source"][2] == {"id": "tass-en", "enabled": False}
    assert text.startswith(TEXT.rstrip("\n"))


@pytest.mark.parametrize("newline", ["", "\n"])
def test_difference_can_be_patched(newline: str) -> None:
    before = TEXT.rstrip("\n") + newline
    shown = difference(
        before, changed(before, {"a": {"url": "https://n.example/"}}), "sources.toml"
    )
    assert shown.startswith("--- a/sources.toml\n+++ b/sources.toml\n")
    assert '-url = "https://old.example/a"  # since 2020\n+url = "https://n.example/"\n' in shown
    assert difference(before, before, "x") == ""

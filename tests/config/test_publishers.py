"""The bundled rules on publishers load, and wrong ones are refused with file, table and field."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from config.publishers import load_publishers
from domain.errors import ConfigError
from domain.publisher import Publisher

GOOD = '[[publisher]]\ndomain = "example.com"\nname = "Example"\nbody = ["#text"]\n'
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-publisher.md"


def load(folder: Path, text: str) -> dict[str, Publisher]:
    path = folder / "publishers.toml"
    path.write_text(text, encoding="utf-8")
    return dict(load_publishers(path))


def test_the_bundled_rules_know_the_outlets_that_matter_most() -> None:
    publishers = load_publishers()
    assert len({id(rules) for rules in publishers.values()}) >= 25
    assert {"yna.co.kr", "chosun.com", "tass.ru", "ria.ru", "ukrinform.net"} <= set(publishers)


def test_further_domains_share_the_rules(tmp_path: Path) -> None:
    found = load(tmp_path, GOOD + 'also = ["example.org"]\n')
    assert found["example.org"] is found["example.com"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD + 'colour = "red"\n', "unknown field 'colour'"),
        (GOOD.replace("example.com", "https://example.com"), "write a host"),
        (GOOD.replace('["#text"]', '"#text"'), "list of CSS selectors"),
        (GOOD.replace("#text", "div["), "no CSS selector"),
        (GOOD + 'timezone = "KST"\n', "Asia/Seoul"),
        (GOOD + 'encoding = "martian"\n', "character set"),
        (GOOD + GOOD, "already used"),
        ('[[publisher]]\ndomain = "example.com"\n', "name is missing"),
        ("[publishers]\n", "unknown key"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=r"publishers\.toml") as refused:
        load(tmp_path, text)
    assert complaint in str(refused.value)


def test_the_how_to_explains_every_field_and_its_example_loads(tmp_path: Path) -> None:
    page = HOW_TO.read_text("utf-8")
    assert [f.name for f in fields(Publisher) if f"| `{f.name}` |" not in page] == []
    example = page.split("```toml\n")[1].split("```")[0]
    assert "example-daily.com" in load(tmp_path, example)

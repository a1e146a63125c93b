from __future__ import annotations

from pathlib import Path

import pytest

from config.outlets import bundled_outlets, load_outlets
from domain.errors import ConfigError


def test_the_bundled_outlets_are_known_in_six_languages() -> None:
    book = bundled_outlets()
    by_name = {outlet.name: outlet.surfaces for outlet in book.outlets}
    assert {"yonhap", "연합뉴스", "ренхап", "聯合ニュース", "韩联社"} <= set(by_name["Yonhap"])
    assert len(by_name) > 60
    assert {"citing", "по данным", "据"} <= set(book.before)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[outlet]\nA = { names = ["a"] }\nB = { names = ["a"] }', "B: 'a' belongs to 'A'"),
        ('[outlet]\nA = { names = ["Upper"] }', "A: 'Upper' is no word in lower case"),
        ('[outlet]\nA = { names = "a" }', "A: names must be a list"),
        ("[cues]\n", "cues: no table of outlets"),
        ("[outlet", "outlets.toml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "outlets.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=told):
        load_outlets(path)

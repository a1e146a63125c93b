"""The example files of `tumen init`: they load as they are, and with every comment mark taken off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from config.routes import load_routes
from config.settings import load_settings
from config.templates import NAMES, write_templates
from domain.errors import ConfigError


def uncomment(path: Path) -> None:
    """Take the mark off every line that is commented configuration (`#key = …`, `#[[table]]`)."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^#(?=[a-z_]+ = |\[)", "", text, flags=re.MULTILINE), encoding="utf-8")


def test_the_templates_load_as_they_are(tmp_path):
    assert [path.name for path in write_templates(tmp_path)] == list(NAMES)
    settings = load_settings(tmp_path / "tumen.toml", {})
    (tmp_path / "empty.toml").write_text("")
    assert settings == load_settings(tmp_path / "empty.toml", {})
    assert load_catalogue(settings.sources_file) == load_catalogue(None)
    assert load_routes(settings.routes_file) == ()


def test_every_example_in_the_templates_loads(tmp_path):
    for path in write_templates(tmp_path):
        uncomment(path)
    (tmp_path / "seed.md").write_text("# t\n\nx")
    settings = load_settings(tmp_path / "tumen.toml", {})
    sources = {source.id: source for source in load_catalogue(settings.sources_file)}
    assert len(sources) == 140
    assert not sources["tass-en"].enabled
    assert {sources[i].kind for i in ("example-feed", "example-sitemap", "example-page")} == {
        "feed",
        "sitemap",
        "page",
    }
    assert [route.channel for route in load_routes(settings.routes_file)] == ["webhook", "email"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_overwritten_and_nothing_half_written(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(ConfigError, match="already there") as caught:
        write_templates(tmp_path)
    assert name in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_a_new_folder_is_made(tmp_path):
    assert all(path.exists() for path in write_templates(tmp_path / "a" / "b"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_templates(tmp_path / "file")

"""The seed document in its four forms."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.seed import load_seed
from domain.errors import ConfigError


@pytest.fixture
def write(tmp_path: Path):
    def write(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_the_bundled_seed_is_the_golden_document():
    seed = load_seed(None)
    assert seed.title.startswith("Shoigu's visit to Pyongyang: what it implies")
    assert seed.url
    assert seed.url.startswith("https://ghananewsservice.com/2025/03/24/")
    assert (seed.language, seed.outlet, seed.content_type) == (
        "en",
        "Ghana News Service",
        "text/markdown",
    )
    assert seed.published
    assert (seed.published.at, seed.published.precision) == (
        datetime(2025, 3, 24, tzinfo=UTC),
        "day",
    )
    assert "sent 11,000 troops in December and an additional 3,000 this year" in seed.text
    assert "14,000" not in seed.text
    assert len(seed.text.split("\n\n")) == 7
    assert "\n" not in seed.text.replace("\n\n", "")


def test_plain_text_has_its_title_on_the_first_line(write):
    seed = load_seed(write("s.txt", "\ufeffTitle here\r\n\r\nFirst line\nsecond.\n"))
    assert (seed.title, seed.text, seed.content_type) == (
        "Title here",
        "First line\nsecond.",
        "text/plain",
    )


def test_markdown_without_front_matter_takes_its_heading(write):
    seed = load_seed(
        write(
            "s.md",
            "# The *title* #\n\nOne **bold**\nline, a [link](http://x/).\n\n## Part\n- a\n- b\n  c\n",
        )
    )
    assert seed.text == "One bold line, a link.\n\nPart\n\n- a\n- b c"
    assert seed.title == "The title"


def test_wrapped_japanese_joins_without_a_space_and_korean_with_one(write):
    seed = load_seed(write("s.md", "---\ntitle: t\n---\n北朝鮮が\n派兵。\n\n북한이\n파병했다.\n"))
    assert seed.text == "北朝鮮が派兵。\n\n북한이 파병했다."


def test_front_matter_makes_markdown_of_any_file(write):
    seed = load_seed(write("seed", "---\ntitle: T\nlanguage: ko\n---\nText"))
    assert (seed.title, seed.text, seed.language) == ("T", "Text", "ko")


@pytest.mark.parametrize("name", ["s.html", "s.HTM", "seed"])
def test_html_is_handed_on_raw(write, name):
    data = "<!DOCTYPE html><title>T</title><p>заголовок".encode("windows-1251")
    seed = load_seed(write(name, data))
    assert (seed.title, seed.content_type, seed.data) == ("", "text/html", data)


@pytest.mark.parametrize(
    ("published", "at", "precision"),
    [
        ("2025-03-24", datetime(2025, 3, 24, tzinfo=UTC), "day"),
        ("'2025-03-24'", datetime(2025, 3, 24, tzinfo=UTC), "day"),
        ("2025-03-24 09:30:00", datetime(2025, 3, 24, 9, 30, tzinfo=UTC), "second"),
        ("2025-03-24T09:30:00+09:00", datetime(2025, 3, 24, 0, 30, tzinfo=UTC), "second"),
        ("'2025-03-24T09:30'", datetime(2025, 3, 24, 9, 30, tzinfo=UTC), "second"),
    ],
)
def test_published_is_a_day_or_a_moment(write, published, at, precision):
    seed = load_seed(write("s.md", f"---\ntitle: t\npublished: {published}\n---\nx"))
    assert seed.published
    assert (seed.published.at, seed.published.precision, seed.published.by) == (
        at,
        precision,
        "operator",
    )


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("s.txt", "", "no title"),
        ("s.txt", "only a title", "no text"),
        ("s.md", "no heading", "no title"),
        ("s.md", "---\ntitle: t\n---\n", "no text"),
        ("s.md", "---\ntitle: t\npublished: soon\n---\nx", "published: found 'soon'"),
        ("s.md", "---\ntitle: t\npublished: 2025-13-45\n---\nx", "front matter"),
        ("s.md", "---\ntitle: t\nurl: ftp://x\n---\nx", "url: found"),
        ("s.md", "---\ntitle: t\nlanguage: kr\n---\nx", "the language is 'ko'"),
        ("s.md", "---\ntitle: t\nx: [1\n---\nx", "line 4: front matter is not valid YAML"),
        ("s.txt", b"T\n\xff", "line 2: not UTF-8"),
    ],
)
def test_what_cannot_be_a_seed_is_refused(write, name, text, words):
    path = write(name, text)
    with pytest.raises(ConfigError) as caught:
        load_seed(path)
    assert words in caught.value.message
    assert str(path) in caught.value.message


def test_a_missing_seed_is_named(tmp_path):
    with pytest.raises(ConfigError, match="no such file"):
        load_seed(tmp_path / "gone.md")

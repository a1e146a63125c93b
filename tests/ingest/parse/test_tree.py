"""A page is parsed to its end, however its elements nest."""

from __future__ import annotations

import pytest

from ingest.parse.passages import passages_of
from ingest.parse.tree import MAX_DEPTH, parse_html

PARAGRAPHS = "".join(f"<p>The {n}th engineer crossed the border by rail.</p>" for n in range(9))


@pytest.mark.parametrize("depth", [200, 300, 1500, 100_000])
@pytest.mark.parametrize("tag", ["b", "div", "font color='red'"])
def test_paragraphs_behind_tags_that_were_never_closed_are_read(tag: str, depth: int) -> None:
    tree = parse_html(f"<html><body>{f'<{tag}>' * depth}{PARAGRAPHS}")
    assert [p.text[:8] for p in passages_of(tree)] == [f"The {n}th " for n in range(9)]


def test_what_nests_by_many_tags_is_cut_and_no_text_is_lost() -> None:
    tags = "".join(f"<x{n % 40}>" for n in range(1500))
    tree = parse_html(f"<html><body>{tags}{PARAGRAPHS}")
    assert not tree.xpath("/*" * (MAX_DEPTH + 1))
    assert "8th engineer" in "".join(tree.itertext())

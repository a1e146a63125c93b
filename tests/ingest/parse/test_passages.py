"""A page becomes its text blocks, each once, with links counted and places named."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from ingest.parse.passages import around, passages_of, words_of
from ingest.parse.tree import parse_html


def tree(markup: str) -> HtmlElement:
    return parse_html(f"<html><body>{markup}</body></html>")


def texts(markup: str) -> list[str]:
    return [passage.text for passage in passages_of(tree(markup))]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One <b>bold</b> line</p><p>Two</p>", ["One bold line", "Two"]),
        ("<div>One<p>Two</p>three</div>", ["One", "Two", "three"]),
        ("<div>One.<br>Two<br>three.<br><br>Four</div>", ["One.", "Two three.", "Four"]),
        ("<table><tr><td>a</td><td>b</td></tr></table>", ["a | b"]),
        ("<td><p>One</p></td>", ["One"]),
        ("<p>One</p><script>no()</script><nav>no</nav><p>Two</p>", ["One", "Two"]),
        ('<p>One <span class="caption">two</span> three</p>', ["One", "two", "three"]),
        ("<p> \u200b </p>", []),
    ],
    ids=[
        "inline elements do not split",
        "text around a block is read",
        "line breaks after sentences, or two",
        "cells of data are one line",
        "cells of layout are not",
        "scripts and menus are silent",
        "a named inline part stands alone",
        "nothing but space",
    ],
)
def test_blocks_are_split_at_borders(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


def test_links_are_counted_in_the_block_they_stand_in() -> None:
    first, second = passages_of(tree('<p>See <a href="/">this</a></p><p>None</p>'))
    assert (first.linked, first.links, second.linked, second.links) == (4, 1, 0, 0)


def test_elements_to_skip_are_left_out_with_what_follows_them_kept() -> None:
    root = tree("<div>One <figure>two</figure> three</div>")
    (figure,) = root.iter("figure")
    assert [p.text for p in passages_of(root, frozenset({figure}))] == ["One three"]


def test_places_know_what_is_around_them() -> None:
    (passage,) = passages_of(tree('<article class="newsBody"><p>One</p></article>'))
    assert [place.tag for place in around(passage.place)] == ["p", "article", "body", "html"]
    assert words_of("newsBody item-12") == ("news", "body", "item")


def test_what_only_screen_readers_tell_is_no_text() -> None:
    markup = '<p>See <a href="/">the pact<span class="visually-hidden"> (link)</span></a>.</p>'
    assert texts(markup) == ["See the pact."]
    assert texts('<p>See <a href="/">it<span>, opens new tab</span></a>.</p>') == ["See it."]
    assert texts("<p>The museum opens new window displays.</p>") == [
        "The museum opens new window displays."
    ]


def test_hidden_parts_are_marked() -> None:
    (passage,) = passages_of(tree('<div style="display: none"><p>One</p></div>'))
    assert passage.place.hidden

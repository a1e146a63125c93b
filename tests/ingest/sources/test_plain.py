"""Markup becomes plain text with paragraphs; titles become one clean line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.plain import language_tag, person_names, plain_line, plain_text, shortened

TEXTS = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
    "break": ("One<br>two", "One\ntwo"),
    "two breaks part paragraphs": ("One<br/><br />Two", "One\n\nTwo"),
    "white space of the source": ("<p>One\n   two</p>\n\n", "One two"),
    "inline tags join": ("<b>북한</b>군", "북한군"),
    "cells": ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
    "list": ("<ul><li>a<li>b</ul>", "a\n\nb"),
    "script and style": ("a<script>if (a < b) {}</script><style>p{}</style> b", "a b"),
    "comment": ("a<!-- <p>no</p> -->b", "ab"),
    "unclosed": ("<p>a <b>b", "a b"),
    "entities": ("<p>&lt;3 &amp; &nbsp;&#8364;</p>", "<3 & €"),
    "escaped twice": ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\n\nTwo"),
    "plain with blank lines": ("One\nline\n\nTwo", "One line\n\nTwo"),
    "plain with a sign": ("3 < 5 & 7 > 6", "3 < 5 & 7 > 6"),
    "preformatted": ("<pre>a\nb</pre>", "a\nb"),
    "quote": ("<blockquote>q</blockquote>a", "q\n\na"),
    "document": ("<html><head><title>t</title></head><body><p>a</p></body></html>", "a"),
    "empty": ("", ""),
    "only a picture": ('<img src="x" alt="y">', ""),
}

LINES = {
    "entity": ("A &amp; B", "A & B"),
    "entity escaped twice": ("A &amp;amp; B", "A & B"),
    "no semicolon, no entity": ("R&D &copy2026 A&notB", "R&D &copy2026 A&notB"),
    "tag": ("<b>A</b> B", "A B"),
    "tag with attributes": ('<a href="x>y">A</a>', 'y">A'),  # malformed: nothing is lost
    "no tag of HTML": ("<name withheld> spoke", "<name withheld> spoke"),
    "comparison": ("5 < 6 > 4", "5 < 6 > 4"),
    "CDATA marks": ("<![CDATA[A]]>", "A"),
    "script": ("A<script>x</script>", "A"),
}


@pytest.mark.parametrize(("markup", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_markup_becomes_text(markup: str, expected: str) -> None:
    assert plain_text(markup) == expected


@pytest.mark.parametrize(("markup", "expected"), LINES.values(), ids=LINES.keys())
def test_title_becomes_a_line(markup: str, expected: str) -> None:
    assert plain_line(markup) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Han So-ra", ("Han So-ra",)),
        ("desk@example.org (Han So-ra)", ("Han So-ra",)),
        ("Han So-ra <han@example.org>", ("Han So-ra",)),
        ("noreply@example.org", ()),
        ("By Peter Falk and Mina Koval", ("Peter Falk", "Mina Koval")),
        ("Ministry of Defence and Security", ("Ministry of Defence and Security",)),
        ("Smith, John", ("Smith, John",)),
        ("김하늘, 이지은", ("김하늘", "이지은")),
        ("Анна Петрова и Игорь Белов", ("Анна Петрова", "Игорь Белов")),
        ("", ()),
    ],
)
def test_author_field_becomes_names(stated: str, expected: tuple[str, ...]) -> None:
    assert person_names(stated) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("ko", "ko"),
        ("en_us", "en-US"),
        ("ZH-hant", "zh-Hant"),
        ("english", None),
        ("", None),
        (None, None),
        ("e", None),
    ],
)
def test_language_tag_has_its_usual_case(stated: str | None, expected: str | None) -> None:
    assert language_tag(stated) == expected


def test_long_text_is_cut_between_words() -> None:
    assert shortened("word " * 50) == "word " * 23 + "word…"
    assert shortened("가" * 200) == "가" * 120 + "…"
    assert shortened("First line.\nSecond") == "First line."


@given(st.text(alphabet="<>/pbr &;amplt#x3\n가!-[]CDATA\"'=", max_size=120))
def test_no_markup_raises(markup: str) -> None:
    plain_text(markup)
    line = plain_line(markup)
    assert line == line.strip()
    assert "\n" not in line

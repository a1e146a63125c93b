"""The tree that all readers of a page share: text is never lost, hostile markup costs little."""

from __future__ import annotations

import time

import pytest

from ingest.parse.authors import split_authors
from ingest.parse.tree import MAX_ATTRIBUTES, parse_html


@pytest.mark.parametrize(("count", "kept"), [(MAX_ATTRIBUTES - 1, True), (100_000, False)])
def test_attributes_without_number_are_left_out_and_the_text_stays(count: int, kept: bool) -> None:
    attributes = " ".join(f'a{n}="{n}"' for n in range(count))
    start = time.process_time()
    tree = parse_html(f"<html><body><p {attributes} id='x'>One</p><p>two</p></body></html>")
    assert time.process_time() - start < 5, "it took 20 s and more"
    assert [p.text for p in tree.iter("p")] == ["One", "two"]
    assert (next(tree.iter("p")).get("id") == "x") is kept


def test_a_long_attribute_is_one() -> None:
    state = "{" + ",".join(f"&quot;a{n}&quot;: {n} / b = c" for n in range(5_000)) + "}"
    tree = parse_html(f'<html><body><input name="state" value="{state}"><p>x</p></body></html>')
    (field,) = tree.iter("input")
    assert len(field.get("value") or "") > 50_000


def test_an_author_of_a_hundred_thousand_letters_costs_nothing() -> None:
    start = time.process_time()
    split_authors("a." * 60_000 + "@x")
    assert time.process_time() - start < 1

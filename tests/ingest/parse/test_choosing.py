"""Blocks are kept by what surrounds them: articles stay whole, teasers and calls go, headings between stay."""

from __future__ import annotations

from ingest.parse.body import read_body
from ingest.parse.choosing import choose_blocks
from ingest.parse.passages import passages_of
from ingest.parse.traits import Page
from ingest.parse.tree import parse_html

SENTENCE = (
    "The ministry said on Monday that a further group of engineers had crossed the border by rail"
)
ARTICLE = "".join(f"<p>{SENTENCE}, the {n}th this year, and gave no reason.</p>" for n in range(5))
TEASER = '<div class="item"><a href="/{n}">Rain is coming to town</a><p>Forecasters expect a wet and windy weekend on the coast, they said.</p></div>'
TEASERS = "".join(TEASER.replace("{n}", str(n)) for n in range(4))


def page(markup: str, title: str = "") -> Page:
    tree = parse_html(f"<html><body>{markup}</body></html>")
    return Page(passages_of(tree), title=title, description="", declared="")


def kept(markup: str, title: str = "") -> list[str]:
    return [passage.text for passage in choose_blocks(page(markup, title)).kept]


def test_paragraphs_of_an_article_are_kept_in_order() -> None:
    found = kept(f"<h1>Engineers cross</h1><article>{ARTICLE}</article>", "Engineers cross")
    assert [f"the {n}th" in text for n, text in enumerate(found)] == [True] * 5


def test_teasers_beside_an_article_are_left_out() -> None:
    found = kept(f"<h1>Engineers cross</h1><div class='text'>{ARTICLE}</div><div>{TEASERS}</div>")
    assert not [text for text in found if "Rain" in text or "wet and windy" in text]
    assert len(found) == 5


def test_lists_of_links_are_left_out() -> None:
    links = "".join(f'<li><a href="/{n}">A headline about something</a></li>' for n in range(9))
    assert not [t for t in kept(f"<ul>{links}</ul><div>{ARTICLE}</div>") if "headline" in t]


def test_certainty_is_told() -> None:
    sure = choose_blocks(page(f"<h1>Engineers cross</h1><article>{ARTICLE}</article>"))
    unsure = choose_blocks(page("<div>Panorama</div><div>About us</div>"))
    assert sure.expected > 0.88 > unsure.expected


def test_page_without_blocks_gives_none() -> None:
    choice = choose_blocks(page(""))
    assert (choice.kept, choice.expected) == ((), 0.0)


def test_subheading_between_paragraphs_stays() -> None:
    markup = f"<body><h1>Engineers cross</h1><article>{ARTICLE}<h2>What follows</h2>{ARTICLE}"
    body = read_body(parse_html(markup), title="Engineers cross")
    assert "\n\nWhat follows\n\n" in body.text


def test_repeated_paragraph_is_kept_as_often_as_it_stands() -> None:
    repeated = f"<p>{SENTENCE}, officials repeated again and again.</p>"
    markup = f"<body><h1>Engineers cross</h1><article>{ARTICLE}{repeated}{ARTICLE}{repeated}{ARTICLE}</article>"
    assert read_body(parse_html(markup)).text.count("again and again") == 2

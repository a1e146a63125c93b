"""Blocks are kept by what surrounds them: articles stay whole, teasers and calls go, headings between stay."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    "call",
    [
        "Lire aussi : Le pont est ouvert",
        "Read more: The bridge is open",
        "▶관련기사 다리가 열렸다",
        "Читайте также: Мост открыт",
        "Помогите нам продолжать работу: подпишитесь.",
        "関連記事：橋が開通",
        "Our briefing has the day's headlines. Sign up here.",
    ],
)
def test_call_inside_a_text_is_left_out(call: str) -> None:
    markup = f"<body><h1>Engineers cross</h1><article>{ARTICLE}<p>{call}</p>{ARTICLE}"
    text = read_body(parse_html(markup), title="Engineers cross").text
    assert call not in text
    assert text.count("this year") == 10


@pytest.mark.parametrize(
    "sentence",
    [
        "Follow the money, an official advised those who asked how the bridge had been paid for.",
        "Подписывать договор пока никто не собирается, сообщил чиновник.",
        "Listen to the engineers, the governor told the council on Monday.",
        "관련 부처는 다리 공사가 끝났다고 밝혔다.",
    ],
)
def test_sentence_that_begins_like_a_call_stays(sentence: str) -> None:
    markup = f"<body><h1>Engineers cross</h1><article>{ARTICLE}<p>{sentence}</p>{ARTICLE}"
    assert sentence in read_body(parse_html(markup), title="Engineers cross").text


def test_small_subheading_of_a_short_text_stays() -> None:
    first, second = (f"<p>{SENTENCE} and left on {day}.</p>" for day in ("Monday", "Friday"))
    markup = f"<body><h1>Engineers cross</h1><div>{first}<h3>Home</h3>{second}</div>"
    assert "\n\nHome\n\n" in read_body(parse_html(markup), title="Engineers cross").text


def test_repeated_paragraph_is_kept_as_often_as_it_stands() -> None:
    repeated = f"<p>{SENTENCE}, officials repeated again and again.</p>"
    markup = f"<body><h1>Engineers cross</h1><article>{ARTICLE}{repeated}{ARTICLE}{repeated}{ARTICLE}</article>"
    assert read_body(parse_html(markup)).text.count("again and again") == 2

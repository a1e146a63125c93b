"""JSON-LD as found in the wild, and the node that is the article."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.parse.jsonld import pick_article, read_nodes, text_of

URL = "https://example.com/a/1"


def headline(script: str, **options: Any) -> str:
    return text_of(pick_article(read_nodes([script]), url=URL, **options).get("headline"))


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"Title"}',
        '[{"@type":"WebSite"},{"@type":["Article","NewsArticle"],"headline":"Title"}]',
        '{"@graph":[{"@type":"Organization"},{"@type":"ReportageNewsArticle","headline":"Title"}]}',
        '{"@type":"WebPage","mainEntity":{"@type":"BlogPosting","headline":"Title"}}',
        '{"@type":"https://schema.org/NewsArticle","headline":"Title",}',
        '<!-- {"@type":"NewsArticle","headline":"Title"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Title"}\n//]]>',
        '/*<![CDATA[*/{"@type":"NewsArticle","headline":"Title"}/*]]>*/',
        '{"@type":"NewsArticle","description":"a\nb\tc","headline":"Title"};',
        '{"@type":"NewsArticle","headline":"Title"}{"@type":"WebSite"}',
        '{"@type":"NewsArticle","description":"it\\\'s","headline":"Title"}',
        '{"@type":"NewsArticle","description":"say "no" to it","headline":"Title","x":1}',
        '{"@type":"NewsArticle","headline":"Title","articleBody":"cut off her',
    ],
    ids=[
        "plain",
        "list",
        "graph",
        "nested",
        "trailing comma",
        "comment",
        "cdata",
        "cdata comment",
        "control characters",
        "two objects",
        "bad escape",
        "bare quotes",
        "cut",
    ],
)
def test_article_is_found(script: str) -> None:
    assert headline(script) == "Title"


@pytest.mark.parametrize(
    "script", ["", "null", "{", "[[[[", "[" * 100_000, "var x = 1;", '{"@type": 5}']
)
def test_rubbish_gives_nothing(script: str) -> None:
    assert headline(script) == ""


def test_the_node_with_the_pages_address_wins() -> None:
    other = '{"@type":"NewsArticle","headline":"Other","url":"https://example.com/b"}'
    own = f'{{"@type":"Article","headline":"Own","mainEntityOfPage":{{"@id":"{URL}"}}}}'
    assert headline(f"[{other},{own}]") == "Own"


def test_the_node_with_the_pages_title_wins() -> None:
    scripts = '[{"@type":"NewsArticle","headline":"Other news"},{"@type":"NewsArticle","headline":"Own news"}]'
    assert headline(scripts, titles=["Own news | Site"]) == "Own news"


def test_entries_of_a_live_blog_are_not_the_article() -> None:
    script = (
        '{"@type":"LiveBlogPosting","liveBlogUpdate":[{"@type":"BlogPosting","headline":"Entry"}]}'
    )
    assert headline(script) == ""


def test_references_are_resolved() -> None:
    nodes = read_nodes(
        [
            '{"@graph":[{"@type":"NewsArticle","headline":"T","author":[{"@id":"#a"}]},'
            '{"@type":"Person","@id":"#a","name":"Ann Lee"}]}'
        ]
    )
    assert text_of(pick_article(nodes, url=URL)["author"]) == "Ann Lee"


def test_blocks_on_one_article_complete_each_other() -> None:
    nodes = read_nodes(
        [
            '{"@type":"NewsArticle","headline":"T"}',
            '{"@type":"Article","headline":"T","datePublished":"2026-11-20"}',
        ]
    )
    assert pick_article(nodes, url=URL)["datePublished"] == "2026-11-20"

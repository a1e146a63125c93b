"""The article in the data that a page carries for its own scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingest.parse.states import read_state
from ingest.parse.tree import parse_html

TITLE = "Engineers leave for the border"
FIRST = "The engineers left the capital on Monday, officials said."
SECOND = "They are due to return in spring."
WHOLE = f"{FIRST}\n\n{SECOND}"
OBJECT = {"title": TITLE, "body": f"<p>{FIRST}</p><p>{SECOND}</p>"}


def read(markup: str) -> dict[str, Any]:
    return read_state(parse_html(f"<html><head><title>x</title></head>{markup}"), [TITLE])


def assigned(value: Any) -> str:
    return f"<script>window.a=1;window.App = {json.dumps(value)};window.b=2;</script>"


def assigned_deep(levels: int) -> str:
    value = '{"a":' * levels + f'"{TITLE}"' + "}" * levels
    return f"<script>self.__next_f.push([1,{json.dumps('1:T1,x2:' + value)}])</script>"


def body(value: Any) -> str:
    return str(read(assigned(value)).get("articleBody", ""))


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"article": OBJECT}})}</script>',
        assigned({"state": [{"story": OBJECT}]}),
        f"<script>window.S=JSON.parse({json.dumps(json.dumps(OBJECT))})</script>",
        f"<script>self.__next_f.push([1,{json.dumps('2:' + json.dumps(['$', 'x', OBJECT]))}])</script>",
        f'<textarea class="article-title">{TITLE}</textarea>'
        f'<textarea class="article-content">&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</textarea>',
    ],
    ids=["a block of JSON", "assigned", "JSON.parse", "pushed chunks", "form fields"],
)
def test_text_is_found_wherever_a_page_keeps_its_data(script: str) -> None:
    assert read(script)["articleBody"] == WHOLE


@pytest.mark.parametrize(
    "content",
    [
        [FIRST, SECOND],
        [{"type": "text", "content": FIRST}, {"type": "text", "content": SECOND}],
        [
            {"type": "text", "content": FIRST},
            {"type": "image", "content": "A caption that is long enough to be a sentence."},
            {"type": "raw_html", "content": "<div>An advertisement that is a sentence.</div>"},
            {"type": "text", "content": SECOND},
        ],
        {
            "model": {
                "blocks": [
                    {"type": "paragraph", "model": {"text": FIRST}},
                    {"type": "paragraph", "model": {"text": SECOND}},
                ]
            }
        },
        [
            {"type": "p", "children": [{"text": FIRST[:13]}, {"text": FIRST[13:], "bold": True}]},
            {"type": "p", "children": [{"text": SECOND}]},
        ],
    ],
    ids=["strings", "elements", "captions and advertisements left out", "models", "inline pieces"],
)
def test_content_is_read_in_every_shape(content: Any) -> None:
    assert body({"headlines": {"basic": TITLE}, "content_elements": content}) == WHOLE


def test_other_articles_in_the_same_data_are_left_alone() -> None:
    other = {
        "title": "Another title of the day",
        "body": f"<p>{'Other words stand here. ' * 20}</p>",
    }
    value = {"list": [other], "article": {**OBJECT, "relatedArticles": [other]}}
    assert body(value) == WHOLE
    assert body({"list": [other], "name": "of the site"}) == ""


def test_a_page_without_a_title_of_its_own_is_filled_from_its_data() -> None:
    other = {"title": "Another title of the day", "body": "Few words."}
    value = {
        "list": [other],
        "article": {**OBJECT, "body": WHOLE * 3, "deployDt": "2026-01-29 20:00:00"},
    }
    found = read_state(parse_html(f"<title>x</title>{assigned(value)}"), ["Site"])
    assert found["headline"] == TITLE
    assert found["datePublished"] == "2026-01-29 20:00:00"


def test_texts_that_pushed_chunks_refer_to_are_put_in() -> None:
    html = f"<p>{FIRST}</p>$$AD$$<p>{SECOND}</p>"
    rows = f'1f:T{len(html):x},{html}2:["$","x",{{"title":"{TITLE}","contentHtml":"$1f"}}]'
    first, second = json.dumps(rows[:60]), json.dumps(rows[60:])
    script = f"<script>self.__next_f.push([1,{first}])</script><script>self.__next_f.push([1,{second}])</script>"
    assert read(script)["articleBody"] == WHOLE


def test_times_and_authors_come_along() -> None:
    value = {**OBJECT, "display_date": "2026-11-18T20:00:00Z", "updated_at": 1794882000000}
    found = read(assigned({**value, "authors": [{"name": "Ann Lee"}], "time": "12:30"}))
    assert found["datePublished"] == "2026-11-18T20:00:00Z"
    assert found["dateModified"] == "1794882000000"
    assert found["author"] == [{"name": "Ann Lee"}]


@pytest.mark.parametrize(
    "script",
    [
        f"<script>var t = {{'{TITLE}': broken}};</script>",
        f"<script>{'[' * 50_000}'{TITLE}'</script>",
        assigned_deep(900),
        f'<script type="application/json">{{"title": "{TITLE}", "body": ["cut</script>',
        "",
    ],
    ids=["no JSON", "nested too deep", "nested nearly too deep", "cut off", "none"],
)
def test_broken_data_is_no_article(script: str) -> None:
    assert read(script) == {}

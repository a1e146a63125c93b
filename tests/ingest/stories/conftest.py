"""The measured texts and the pairs made of them; no expectations in here."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

Text = tuple[str, str]
HEADLINES = {
    "en": "Exclusive: what the generals will not say",
    "ko": "단독 보도 속 숨은 이야기",
    "ru": "Подробности: что остаётся за кадром",
}
FOOTER = "(c) 2025-03-24 10:15 desk@example.org 02-1234-5678"


@pytest.fixture(scope="session")
def texts() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def articles(texts: dict[str, Any]) -> dict[str, Text]:
    return {a["id"]: (a["title"], a["text"].strip()) for a in texts["article"]}


@pytest.fixture(scope="session")
def copies(texts: dict[str, Any]) -> list[tuple[str, Text, Text]]:
    """Pairs that are prints of one text."""
    pairs: list[tuple[str, Text, Text]] = []
    for article in texts["article"]:
        title, text = article["title"], article["text"].strip()
        paragraphs, other = text.split("\n\n"), HEADLINES[article["language"]]
        cut = "\n\n".join(paragraphs[: round(len(paragraphs) * 0.6)])
        turned = "\n\n".join(paragraphs[::-1])
        for how, print_ in (
            ("trimmed", (title, cut)),
            ("lead-only", (title, "\n\n".join(paragraphs[: round(len(paragraphs) * 0.45)]))),
            ("reordered", (title, turned)),
            ("other-headline", (other, text.replace('"', "“"))),
            ("other-headline-trimmed", (other, cut)),
            ("footer", (other, "\n\n".join([*paragraphs[::-1][1:], FOOTER]))),
        ):
            pairs.append((f"{article['id']}:{how}", (title, text), print_))
    for edition in texts["edition"]:
        one, two = zip(edition["titles"], edition["texts"], strict=True)
        pairs.append((edition["id"], one, two))
    return pairs


@pytest.fixture(scope="session")
def strangers(texts: dict[str, Any], articles: dict[str, Text]) -> list[tuple[str, Text, Text]]:
    """Pairs that are not copies: templates with other numbers, other articles, follow-ups."""
    pairs: list[tuple[str, Text, Text]] = []
    for template in texts["template"]:
        members = [(template["title"], template["text"].format(*n)) for n in template["numbers"]]
        pairs += [(template["id"], one, two) for one, two in combinations(members, 2)]
    pairs += [
        (f"{one} / {two}", articles[one], articles[two]) for one, two in combinations(articles, 2)
    ]
    for news, background in combinations(articles, 2):
        if news[:2] != background[:2]:
            continue
        title, text = articles[news]
        for new, old in ((4, 3), (2, 4)):
            shared = articles[background][1].split("\n\n")[-old:]
            follow_up = (title, "\n\n".join(text.split("\n\n")[:new] + shared))
            name = f"follow-up {new}+{old} {news} / {background}"
            pairs.append((name, follow_up, articles[background]))
    return pairs

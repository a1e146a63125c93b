from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from ingest.stories import Document, Grouping, group

Text = tuple[str, str]
NOON = datetime(2025, 3, 24, 12, tzinfo=UTC)


def document(name: str, text: Text, minute: int | None) -> Document:
    published = None if minute is None else NOON + timedelta(minutes=minute)
    return Document(id=name, title=text[0], text=text[1], published=published)


def test_reprints_form_a_group_named_by_the_earliest(articles: dict[str, Text]) -> None:
    title, text = articles["en-contingent"]
    documents = [
        document("trimmed", (title, "\n\n".join(text.split("\n\n")[:5])), 30),
        document("alone", articles["en-ferry"], 10),
        document("original", (title, text), 0),
        document("copied", ("Another headline", text), 60),
    ]
    assert group(documents) == (
        Grouping(
            id="trimmed",
            story="original",
            near_dup_group="original",
            copies="original",
            reason="near_duplicate",
        ),
        Grouping(id="alone", story="alone", near_dup_group=None, copies=None, reason="opened"),
        Grouping(
            id="original", story="original", near_dup_group="original", copies=None, reason="opened"
        ),
        Grouping(
            id="copied",
            story="original",
            near_dup_group="original",
            copies="original",
            reason="same_content",
        ),
    )


def test_the_order_of_the_input_does_not_matter(articles: dict[str, Text]) -> None:
    documents = [
        document(f"{name}-{minute}", (title if minute else "Other", text), minute)
        for minute, (name, (title, text)) in enumerate(list(articles.items()) * 2)
    ]
    expected = sorted(group(documents), key=lambda g: g.id)
    for seed in range(3):
        shuffled = Random(seed).sample(documents, len(documents))
        assert sorted(group(shuffled), key=lambda g: g.id) == expected


def test_undated_documents_come_last_and_empty_ones_stay_apart() -> None:
    documents = [document("a", ("", ""), None), document("b", ("", ""), None)]
    assert [g.story for g in group(documents)] == ["a", "b"]
    headline = ("The envoy left Pyongyang this morning", "")
    late, early = group([document("late", headline, None), document("early", headline, 5)])
    assert (late.copies, early.copies) == ("early", None)


def test_nothing_gives_nothing() -> None:
    assert group([]) == ()

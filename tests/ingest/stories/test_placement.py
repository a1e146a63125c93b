from __future__ import annotations

import pytest

from domain.story import Candidate, Fingerprint, Placement
from ingest.stories import fingerprint, place

Text = tuple[str, str]
Pairs = list[tuple[str, Text, Text]]


def candidate(fp: Fingerprint, *, article_id: int = 1, story_id: int = 1) -> Candidate:
    return Candidate(
        article_id=article_id,
        story_id=story_id,
        content_hash=fp.content_hash,
        signature=fp.signature,
    )


def relation(one: Text, two: Text) -> str:
    return place(fingerprint(*two), [candidate(fingerprint(*one))]).reason


def test_measured_copies_are_recognised_but_for_one(copies: Pairs) -> None:
    missed = [name for name, one, two in copies if relation(one, two) == "opened"]
    # 0.87 of it stands in the original; the numbers of its footer outweigh its own.
    assert missed == ["en-sappers:footer"]


def test_no_measured_stranger_is_taken_for_a_copy_but_for_two_follow_ups(strangers: Pairs) -> None:
    taken = [name for name, one, two in strangers if relation(one, two) != "opened"]
    # Four paragraphs of six are old.
    assert taken == [
        "follow-up 2+4 ko-contingent / ko-resort",
        "follow-up 2+4 ko-sappers / ko-resort",
    ]


def test_copies_share_a_band(copies: Pairs) -> None:
    found = [
        bool(set(fingerprint(*one).bands) & set(fingerprint(*two).bands)) for _, one, two in copies
    ]
    assert all(found)


def test_relation_does_not_depend_on_who_came_first(copies: Pairs, strangers: Pairs) -> None:
    for name, one, two in copies + strangers:
        assert relation(one, two) == relation(two, one), name


def test_same_content_wins_over_near_duplicate(articles: dict[str, Text]) -> None:
    title, text = articles["en-contingent"]
    fp = fingerprint(title, text)
    near = candidate(fingerprint(title, text + "\n\nMore follows."), article_id=1, story_id=1)
    same = candidate(fp, article_id=9, story_id=7)
    assert place(fp, [near, same]) == Placement(
        story_id=7, reason="same_content", score=1.0, like_id=9
    )


def test_a_bare_headline_joins_the_article_it_stands_over(articles: dict[str, Text]) -> None:
    title, text = articles["en-contingent"]
    whole, bare = fingerprint(title, text), fingerprint(title, "")
    assert place(bare, [candidate(whole, article_id=4, story_id=2)]) == Placement(
        story_id=2, reason="same_headline", score=1.0, like_id=4
    )
    assert place(whole, [candidate(bare)]).reason == "same_headline"


def test_ties_go_to_the_lowest_story_in_any_order(articles: dict[str, Text]) -> None:
    fp = fingerprint(*articles["ko-contingent"])
    known = [candidate(fp, article_id=n, story_id=20 - n) for n in range(1, 6)]
    assert place(fp, known) == place(fp, known[::-1])
    assert place(fp, known).story_id == 15


def test_the_most_alike_wins_over_the_lowest_story(articles: dict[str, Text]) -> None:
    title, text = articles["ru-contingent"]
    paragraphs = text.split("\n\n")
    cut = candidate(fingerprint(title, "\n\n".join(paragraphs[:4])), article_id=1, story_id=1)
    more = candidate(fingerprint(title, "\n\n".join(paragraphs[:6])), article_id=2, story_id=2)
    assert place(fingerprint(title, text), [cut, more]).story_id == 2


@pytest.mark.parametrize("candidates", [[], None], ids=["none", "unlike"])
def test_without_a_copy_a_story_opens(
    candidates: list[Candidate] | None, articles: dict[str, Text]
) -> None:
    if candidates is None:
        candidates = [candidate(fingerprint(*articles["en-ferry"]))]
    placement = place(fingerprint(*articles["en-cemetery"]), candidates)
    assert placement == Placement(story_id=None, reason="opened", score=0.0)


def test_empty_texts_never_meet() -> None:
    empty = fingerprint("", "")
    assert place(empty, [candidate(empty)]).reason == "opened"


def test_one_other_number_in_an_otherwise_equal_brief_is_another_text() -> None:
    brief = (
        "South Korea's intelligence service believes that {} soldiers of the North were sent to "
        "Russia since the beginning of the year, two members of the parliamentary committee said "
        "after a closed hearing in Seoul, adding that the men were first trained in the Far East "
        "and then taken to the front by train together with their weapons."
    )
    assert relation(("Brief", brief.format("3,000")), ("Brief", brief.format("5,000"))) == "opened"
    assert (
        relation(("Brief", brief.format("3,000")), ("In short", brief.format("3.000")))
        == "same_content"
    )


def test_a_corrected_number_among_many_stays_a_copy(articles: dict[str, Text]) -> None:
    title, text = articles["en-contingent"]
    corrected = text.replace("roughly 4,000", "roughly 4,700")
    assert relation((title, text), (title, corrected)) == "near_duplicate"

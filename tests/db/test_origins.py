"""Sources of a story on both databases: counted as articles come, told, shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from db import queries
from domain.filters import parse_filter
from domain.story import Candidate, Fingerprint, Placement
from domain.syndication import Provenance, Reliance
from tests.db.samples import Newsroom, article, fingerprint, flagged


def of(outlet: str, *relies: str) -> Provenance:
    leans = tuple(Reliance(outlet=r, how="cites", words=f"{r} reported") for r in relies)
    return Provenance(outlet=outlet, relies=leans)


def bring(
    room: Newsroom, number: int, source: str, provenance: Provenance | None, **more: Any
) -> None:
    """One more article of the same story, but no copy."""
    room.save(
        article(f"https://{source}.example/{number}"),
        like=fingerprint(7),
        source_id=source,
        provenance=provenance,
        place=_beside,
        **more,
    )


def _beside(_: Fingerprint, candidates: Sequence[Candidate]) -> Placement:
    """In the same story, but no copy."""
    story = candidates[0].story_id if candidates else None
    return Placement(story_id=story, reason="opened", score=0.0)


def test_sources_are_counted_with_each_article_and_told_at_the_second(room: Newsroom) -> None:
    bring(room, 1, "a", of("Yonhap"))
    bring(room, 2, "b", of("b.example", "Yonhap"))
    bring(room, 3, "c", of("c.example"))
    assert [u.after.independent for u in room.updates] == [1, 1, 2]
    before = room.updates[2].before
    assert before is not None
    assert before.independent == 1
    story = room.updates[0].story_id
    shown = queries.show_story(room.database, story)
    assert shown is not None
    assert (shown["independent"], shown["origins"]) == (2, ["Yonhap", "c.example"])
    assert shown["articles"][1]["leans_on"][0]["words"] == "Yonhap reported"
    assert [a["change"] for a in shown["alerts"]] == ["opened", "independent"]
    [row] = queries.list_stories(room.database, parse_filter(""), now=room.now)
    assert (row["articles"], row["independent"]) == (3, 2)


def test_articles_without_origins_count_by_their_host(room: Newsroom) -> None:
    bring(room, 1, "a", None)
    bring(room, 2, "a", None)
    bring(room, 3, "b", None)
    assert [u.after.independent for u in room.updates] == [1, 1, 2]


def test_an_article_that_has_anothers_words_is_no_source(room: Newsroom) -> None:
    bring(room, 1, "a", of("a"))
    bring(room, 2, "b", of("b"), find_original=lambda _own, earlier: (earlier[0].article_id, 0.62))
    assert room.updates[1].after.independent == 1
    shown = queries.show_story(room.database, room.updates[0].story_id)
    assert shown is not None
    [lean] = shown["articles"][1]["leans_on"]
    assert (lean["how"], lean["of_article_id"]) == ("copies", shown["articles"][0]["id"])
    assert lean["words"] == "0.62 of its words"


def test_who_had_a_story_when(room: Newsroom) -> None:
    bring(room, 1, "quick", of("quick"))
    room.clock.advance(minutes=10)
    bring(room, 2, "slow", of("slow"))
    story = room.updates[0].story_id
    shown = queries.show_story(room.database, story)
    assert shown is not None
    assert [(s["source"], s["behind_s"]) for s in shown["seen_by"]] == [("quick", 0), ("slow", 600)]
    with room.database.read() as session:
        view = text("SELECT source_id, behind_s, articles FROM v_story_sources ORDER BY behind_s")
        assert [tuple(row) for row in session.execute(view)] == [("quick", 0, 1), ("slow", 600, 1)]
        told = text("SELECT outlet, how FROM v_story_origins ORDER BY article_id")
        assert [tuple(row) for row in session.execute(told)] == [("quick", "own"), ("slow", "own")]
    sources = {row["id"]: row for row in queries.list_sources(room.database)}
    assert (sources["slow"]["behind_s"], sources["slow"]["first"]) == (600, 0)
    assert (sources["quick"]["behind_s"], sources["quick"]["first"]) == (0, 1)


def test_what_a_story_adds_to_the_seed_and_to_all_that_was_known(room: Newsroom) -> None:
    seed = article("urn:seed", "Seed")
    room.save_seed(seed, flagged(seed, number=11_000))
    for number in (1, 2):
        other = article(f"https://a.example/{number}", f"Other {number}")
        room.save(other, flagged(other, number=3_000, status="planned"), source_id="a")
    first, second = room.updates
    assert first.after.new == {"figure", "status"}
    assert first.adds_to_known == first.adds == ("new figure: 3,000 troops", "new status: planned")
    assert second.adds == first.adds
    assert second.adds_to_known == ()

"""What changed between two assessments, in words and in numbers."""

from datetime import UTC, datetime

from config.lexicons import bundled_lexicons
from domain.reassessment import KINDS, Difference, Judged, count_changes, judged
from ingest.assess import assess

NOTHING = Judged(relevant=False)
FLAGGED = Judged(
    relevant=True,
    flags=frozenset({"troop_deployment"}),
    statuses=frozenset({"reported"}),
    figures=frozenset({("troops", 3000, 3000, "exact")}),
)


def difference(before: Judged, after: Judged) -> Difference:
    return Difference(
        article_id=1,
        url="https://news.example/1",
        title="Troops",
        language="en",
        first_seen_at=datetime(2026, 11, 23, tzinfo=UTC),
        before=before,
        after=after,
    )


def test_a_difference_says_flags_first_and_relevance_last() -> None:
    assert difference(NOTHING, FLAGGED).words == (
        "+troop_deployment",
        "+reported",
        "+3,000 troops",
        "relevant, was not relevant",
    )
    assert difference(FLAGGED, NOTHING).words[:2] == ("-troop_deployment", "-reported")


def test_a_bound_is_part_of_a_figure() -> None:
    more = Judged(relevant=True, figures=frozenset({("troops", 3000, 3000, "at_least")}))
    same = Judged(relevant=True, figures=frozenset({("troops", 3000, 3000, "exact")}))
    assert difference(same, more).words == ("+at least 3,000 troops", "-3,000 troops")


def test_unknown_relevance_is_not_irrelevance() -> None:
    words = difference(Judged(relevant=None), NOTHING).words
    assert words == ("not relevant, was relevance unknown",)


def test_an_article_counts_once_for_each_kind_of_change() -> None:
    counts = count_changes([difference(NOTHING, FLAGGED), difference(FLAGGED, NOTHING)])
    assert tuple(counts) == KINDS
    assert counts == {
        "flag_gained": 1,
        "flag_lost": 1,
        "became_relevant": 1,
        "no_longer_relevant": 1,
        "statuses_changed": 2,
        "figures_changed": 2,
    }


def test_a_number_told_with_two_bounds_is_compared_as_it_is_stored() -> None:
    text = "North Korea sent 3,000 soldiers to Russia. At least 3,000 North Korean soldiers were sent to Russia, Seoul said."
    found = assess("", text, language="en", published=None, lexicons=bundled_lexicons())
    assert {bound for *_, bound in judged(found).figures} == {"exact", "at_least"}

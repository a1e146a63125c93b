from __future__ import annotations

from dataclasses import replace

import pytest

from domain.story import Facts, additions, figure_words, merge_facts, novelties

KNOWN = Facts(
    flags=frozenset({"troop_deployment"}),
    statuses=frozenset({"reported"}),
    figures=frozenset({("troops", 11000, 11000)}),
    places=frozenset({"Russia"}),
    speakers=frozenset({"NIS"}),
)


def test_additions_tell_figures_first_and_nothing_when_nothing_is_new() -> None:
    more = replace(
        KNOWN,
        statuses=frozenset({"reported", "ended"}),
        figures=KNOWN.figures | {("sappers", 1000, 1000)},
        places=frozenset({"Kursk"}),
        speakers=frozenset({"Shoigu"}),
    )
    assert additions(more, KNOWN) == (
        "new figure: 1,000 sappers",
        "new status: ended",
        "new place: Kursk",
        "new speaker: Shoigu",
    )
    assert additions(KNOWN, more) == ("new place: Russia", "new speaker: NIS")
    assert additions(KNOWN, KNOWN) == ()


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (("troops", 3000, 3000), "3,000 troops"),
        (("killed", 300, 1400), "300 to 1,400 killed"),
    ],
)
def test_figures_read_as_words(figure: tuple[str, int, int], words: str) -> None:
    assert figure_words(figure) == words


def test_a_wave_is_an_addition_and_an_uncounted_one_too() -> None:
    more = replace(KNOWN, waves=frozenset({0, 3}))
    assert additions(more, KNOWN) == ("new wave: further wave", "new wave: third wave")


def test_novelties_are_kinds_and_nothing_stands_alone() -> None:
    more = replace(KNOWN, figures=KNOWN.figures | {("killed", 5, 5)}, waves=frozenset({2}))
    assert novelties(more, KNOWN) == {"figure", "wave"}
    assert novelties(KNOWN, more) == {"nothing"}


def test_merging_forgets_what_must_be_counted_anew() -> None:
    one = replace(KNOWN, independent=1, new=frozenset({"nothing"}), waves=frozenset({1}))
    both = merge_facts(one, replace(one, waves=frozenset({2})))
    assert (both.independent, both.new, both.waves) == (0, frozenset(), {1, 2})

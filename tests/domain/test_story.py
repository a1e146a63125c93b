from __future__ import annotations

from dataclasses import replace

import pytest

from domain.story import MAX_STATE, Facts, additions, figure_words, material_changes

FLAG = "troop_deployment"
KNOWN = Facts(
    flags=frozenset({FLAG}),
    statuses=frozenset({"reported"}),
    figures=frozenset({("troops", 11000, 11000)}),
    places=frozenset({"Russia"}),
    speakers=frozenset({"NIS"}),
)


def test_a_new_flagged_story_opens() -> None:
    (change,) = material_changes(None, KNOWN, flag=FLAG)
    assert (change.kind, change.state) == ("opened", "opened")


def test_a_story_that_gains_the_flag_opens_once() -> None:
    plain = replace(KNOWN, flags=frozenset())
    assert [c.kind for c in material_changes(plain, KNOWN, flag=FLAG)] == ["opened"]
    assert material_changes(KNOWN, KNOWN, flag=FLAG) == ()


def test_a_story_told_of_does_not_open_again_but_tells_what_it_brings() -> None:
    lost = replace(KNOWN, flags=frozenset(), statuses=frozenset(), figures=frozenset())
    (change,) = material_changes(lost, KNOWN, flag=FLAG, told=True)
    assert change.kind == "status"
    assert "figure:" in change.state
    assert material_changes(None, KNOWN, flag=FLAG, told=True)[0].kind == "opened"


def test_without_the_flag_nothing_interrupts() -> None:
    plain = replace(KNOWN, flags=frozenset({"another"}))
    assert material_changes(None, plain, flag=FLAG) == ()
    assert material_changes(KNOWN, plain, flag=FLAG) == ()


@pytest.mark.parametrize(
    ("after", "kind", "state"),
    [
        ({"statuses": {"reported", "denied"}}, "status", "status:denied"),
        ({"figures": {("troops", 3000, 3500)}}, "figure", "figure:troops:3000-3500"),
        (
            {"statuses": {"ended"}, "figures": {("killed", 3, 3), ("captured", 2, 2)}},
            "status",
            "status:ended figure:captured:2-2 figure:killed:3-3",
        ),
    ],
    ids=["status", "figure", "both-are-one-change"],
)
def test_status_and_figure_are_told_under_a_stable_key(
    after: dict[str, set[object]], kind: str, state: str
) -> None:
    changed = replace(KNOWN, **{k: frozenset(v) for k, v in after.items()})  # type: ignore[arg-type]  # sets by field
    (change,) = material_changes(KNOWN, changed, flag=FLAG)
    assert (change.kind, change.state) == (kind, state)


def test_speakers_places_and_languages_do_not_interrupt() -> None:
    more = replace(
        KNOWN,
        speakers=frozenset({"NIS", "Kremlin"}),
        places=frozenset({"Kursk"}),
        languages=frozenset({"ru"}),
    )
    assert material_changes(KNOWN, more, flag=FLAG) == ()


def test_a_long_list_of_figures_has_a_short_key_of_its_own() -> None:
    def state(last: int) -> str:
        figures = frozenset({("troops", n, n) for n in range(1000, 1050)} | {("troops", 9, last)})
        (change,) = material_changes(KNOWN, replace(KNOWN, figures=figures), flag=FLAG)
        return change.state

    assert len(state(10)) <= MAX_STATE
    assert state(10) == state(10) != state(11)


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

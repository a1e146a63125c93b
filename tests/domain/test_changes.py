from __future__ import annotations

from dataclasses import replace

import pytest

from domain.changes import MATERIAL_CHANGES, MAX_STATE, changes_of, material_changes
from domain.revision import EDIT_GRADES, Edit, EditGrade
from domain.story import Facts, StoryArticle, StoryUpdate

FLAG = "troop_deployment"
KNOWN = Facts(
    flags=frozenset({FLAG}),
    statuses=frozenset({"reported"}),
    figures=frozenset({("troops", 11000, 11000)}),
    places=frozenset({"Russia"}),
    speakers=frozenset({"NIS"}),
    independent=1,
)


def update(
    before: Facts | None, after: Facts, url: str = "https://a.example/1", **more: object
) -> StoryUpdate:
    return StoryUpdate(
        story_id=1,
        title="t",
        before=before,
        after=after,
        articles=(StoryArticle(url=url, title="t"),),
        **more,  # type: ignore[arg-type]  # fields of an update
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
        ({"statuses": {"reported", "ended"}}, "status", "status:ended"),
        ({"statuses": {"reported", "denied"}}, "denial", "status:denied"),
        ({"figures": {("troops", 3000, 3500)}}, "figure", "figure:troops:3000-3500"),
        (
            {"statuses": {"ended"}, "figures": {("killed", 3, 3), ("captured", 2, 2)}},
            "status",
            "status:ended figure:captured:2-2 figure:killed:3-3",
        ),
    ],
    ids=["status", "denial", "figure", "both-are-one-change"],
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


@pytest.mark.parametrize(
    ("had", "has", "at", "told"),
    [(1, 2, 2, True), (2, 3, 2, False), (1, 4, 3, True), (1, 2, 3, False), (1, 2, 0, False)],
    ids=["reached", "passed-before", "leapt-over", "not-yet", "not-wanted"],
)
def test_a_number_of_independent_sources_is_told_once(
    had: int, has: int, at: int, told: bool
) -> None:
    before, after = replace(KNOWN, independent=had), replace(KNOWN, independent=has)
    changes = material_changes(before, after, flag=FLAG, independent_at=at)
    assert [(c.kind, c.state) for c in changes] == [("independent", f"independent:{at}")] * told


@pytest.mark.parametrize(
    ("grade", "kind"),
    [
        ("cosmetic", None),
        ("wording", None),
        ("added", None),
        ("hedged", None),
        ("figure", "correction"),
        ("removed", "removed"),
        ("gone", "removed"),
    ],
)
def test_edits_interrupt_when_something_is_taken_back(grade: EditGrade, kind: str | None) -> None:
    edit = Edit(grade=grade, state="a1b2")
    changes = material_changes(KNOWN, KNOWN, flag=FLAG, edit=edit)
    assert [(c.kind, c.state) for c in changes] == ([(kind, f"{kind}:a1b2")] if kind else [])


def test_every_grade_is_tried() -> None:
    assert set(EDIT_GRADES) == {
        "cosmetic",
        "wording",
        "added",
        "hedged",
        "figure",
        "removed",
        "gone",
    }


def test_a_notice_of_correction_interrupts_whatever_its_grade() -> None:
    edit = Edit(grade="wording", state="a1b2", corrects=True)
    (change,) = material_changes(KNOWN, KNOWN, flag=FLAG, edit=edit)
    assert change.kind == "correction"


def test_the_last_claim_taken_back_is_told_although_the_flag_is_gone() -> None:
    bare = replace(KNOWN, flags=frozenset(), statuses=frozenset(), figures=frozenset())
    edit = Edit(grade="removed", state="a1b2")
    assert [c.kind for c in material_changes(KNOWN, bare, flag=FLAG, edit=edit)] == ["removed"]
    assert material_changes(bare, bare, flag=FLAG, edit=edit) == ()


def test_the_most_telling_kind_names_a_change_and_all_parts_make_its_state() -> None:
    after = replace(KNOWN, statuses=frozenset({"reported", "denied"}), independent=2)
    edit = Edit(grade="figure", state="x")
    (change,) = material_changes(KNOWN, after, flag=FLAG, edit=edit)
    assert (change.kind, change.state) == (
        "correction",
        "correction:x status:denied independent:2",
    )
    assert change.words == ("figure changed", "new status: denied", "2 independent sources")


def test_what_does_not_interrupt_is_a_minor_change_of_its_article() -> None:
    more = replace(KNOWN, places=frozenset({"Russia", "Kursk"}))
    (change,) = changes_of(update(KNOWN, more), flag=FLAG)
    assert (change.kind, change.words) == ("minor", ("new place: Kursk",))
    (same,) = changes_of(update(KNOWN, KNOWN), flag=FLAG)
    assert (same.state, same.words) == (change.state, ("one more article",))
    (other,) = changes_of(update(KNOWN, KNOWN, "https://b.example/2"), flag=FLAG)
    (edited,) = changes_of(update(KNOWN, KNOWN, edit=Edit(grade="wording", state="e1")), flag=FLAG)
    assert len({change.state, other.state, edited.state}) == 3
    assert edited.words == ("other words",)


def test_material_changes_leave_no_minor_one_and_other_stories_none_at_all() -> None:
    assert [c.kind for c in changes_of(update(None, KNOWN), flag=FLAG)] == ["opened"]
    assert changes_of(update(KNOWN, KNOWN), flag="another") == ()
    assert "minor" not in MATERIAL_CHANGES

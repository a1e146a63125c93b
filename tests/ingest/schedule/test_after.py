"""What one poll after the other leaves of a source: failures, pauses, trust, moves, silence of hosts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import FetchError
from domain.fetched import Fetched
from domain.listing import Dated, Entry, Listing
from domain.polled import Polled
from domain.source import HostHold, Validators
from ingest.schedule.believing import MOST, is_other_document
from ingest.schedule.failing import PAUSED_S
from ingest.schedule.moving import SIGHTS, second_address
from tests.fakes import NOON
from tests.ingest.schedule.story import NEW, OLD, Life

# --- failing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "polls", "days"),
    [
        pytest.param(404, 10, 3, id="a-feed-that-was-switched-off"),
        pytest.param(500, 20, 3, id="a-server-that-is-broken"),
        pytest.param(503, 40, 3, id="a-server-under-attack-for-a-weekend"),
    ],
)
def test_many_failures_pause_and_weigh_by_class(status: int, polls: int, days: int) -> None:
    life = Life()
    for n in range(polls):
        assert life.state.paused_at is None, f"paused after {n}"
        life.fails(status)
    assert life.state.paused_at is not None
    assert life.wait_s == PAUSED_S
    assert days <= (life.state.paused_at - NOON) / timedelta(days=1) < days + 1


def test_a_paused_source_is_tried_for_ever_and_one_answer_revives_it() -> None:
    life = Life()
    for _ in range(60):
        life.fails(404)
        assert life.wait_s <= PAUSED_S
    state = life.answers()
    assert (state.paused_at, state.failures, state.failure_score) == (None, 0, 0.0)
    assert (state.failing_since, state.last_error) == (None, None)
    assert life.wait_s == 900


def test_our_own_line_pauses_nobody() -> None:
    life = Life()
    for _ in range(500):
        life.fails(FetchError("no look-up", reason="dns"), line_up=False)
        assert life.wait_s <= 900
    assert life.state.paused_at is None


def test_gone_rests_a_month_and_is_still_asked() -> None:
    life = Life()
    state = life.fails(410)
    assert (state.gone_at, state.due_by) == (NOON, "gone")
    assert life.wait_s == timedelta(days=31).total_seconds()
    assert life.fails(503).gone_at == NOON, "one that is away has not come back"
    assert life.answers().gone_at is None


@given(st.lists(st.sampled_from([404, 410, 429, 500, 503, None]), max_size=80))
def test_every_source_is_asked_again_within_a_month(statuses: list[int | None]) -> None:
    life = Life()
    for status in statuses:
        life.answers() if status is None else life.fails(status)
        assert 300 <= life.wait_s <= timedelta(days=31).total_seconds()


def test_failures_keep_validators_and_hints() -> None:
    life = Life()
    life.answers(
        "new",
        new=1,
        headers={"etag": '"1"', "cache-control": "max-age=60"},
        listing=Listing(format="x", ttl_s=7200),
    )
    good = life.state
    bad = life.fails(500)
    assert (bad.validators, bad.body_hash) == (good.validators, good.body_hash)
    assert (bad.ttl_s, bad.fresh_s) == (7200, 60.0)


# --- hints -------------------------------------------------------------------------------------------


def test_a_hint_of_the_listing_holds_for_answers_without_one() -> None:
    life = Life()
    life.answers("new", new=1, listing=Listing(format="rss20", ttl_s=3600))
    assert (life.wait_s, life.state.due_by) == (3600, "hint")
    life.answers("not_modified")
    assert life.wait_s == 3600
    life.answers("new", new=1, listing=Listing(format="rss20"))
    assert life.wait_s == 900


def test_a_304_changes_the_freshness_only_if_it_says_so() -> None:
    life = Life()
    life.answers("new", new=1, headers={"cache-control": "max-age=1800"})
    assert life.wait_s == 1800
    life.answers("not_modified", headers={"etag": '"1"'})
    assert life.wait_s == 1800
    life.answers("not_modified", headers={"cache-control": "max-age=60"})
    assert life.wait_s == 900


# --- hosts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "asked", "hold"),
    [
        (429, 7200.0, HostHold(host="old.example", until=NOON + timedelta(hours=2))),
        (429, None, HostHold(host="old.example", until=NOON + timedelta(minutes=15))),
        (429, 1e12, HostHold(host="old.example", until=NOON + timedelta(days=31))),
        (503, 7200.0, None),
    ],
)
def test_429_holds_the_host_and_503_the_source(
    status: int, asked: float | None, hold: HostHold | None
) -> None:
    life = Life()
    life.fails(FetchError(str(status), reason="x", status=status, retry_after_s=asked))
    assert life.last is not None
    assert life.last.hold == hold


# --- moving ------------------------------------------------------------------------------------------


def moved() -> Life:
    life = Life()
    for _ in range(SIGHTS):
        assert life.asked == OLD
        life.answers(permanent=NEW)
    assert life.asked == NEW
    return life


def test_a_permanent_redirect_is_learnt_at_the_third_sight() -> None:
    life = moved()
    assert (life.state.moved_to, life.state.moved_at) == (NEW, life.clock.now())


@pytest.mark.parametrize(
    "between",
    [
        pytest.param({"permanent": None}, id="the-old-address-answered-by-itself"),
        pytest.param({"permanent": "https://elsewhere.example/"}, id="it-led-elsewhere"),
    ],
)
def test_sights_count_in_a_row_only(between: dict[str, str | None]) -> None:
    life = Life()
    for _ in range(SIGHTS - 1):
        life.answers(permanent=NEW)
    life.answers(**between)  # type: ignore[arg-type]  # the two fields of a case
    for _ in range(SIGHTS - 1):
        assert life.asked == OLD
        life.answers(permanent=NEW)
    assert life.asked == OLD


def test_a_failure_between_is_no_sight_and_no_doubt() -> None:
    life = Life()
    life.answers(permanent=NEW)
    life.fails(503)
    life.answers(permanent=NEW)
    assert life.state.moved_to is None
    life.answers(permanent=NEW)
    assert life.state.moved_to == NEW


def failed(url: str, status: int) -> Polled:
    transient = status >= 500
    error = FetchError(str(status), reason="x", status=status, transient=transient)
    return Polled(outcome="failed", asked_url=url, error=error)


@pytest.mark.parametrize(
    ("status", "second"),
    [
        pytest.param(404, OLD, id="refused-for-good"),
        pytest.param(500, OLD, id="broken"),
        pytest.param(503, None, id="asked-to-wait"),
    ],
)
def test_the_old_address_is_asked_when_the_new_one_fails(status: int, second: str | None) -> None:
    life = moved()
    assert second_address(life.source, life.state, failed(NEW, status)) == second


def test_the_old_address_is_asked_when_passing_reasons_do_not_pass() -> None:
    life = moved()
    for _ in range(3):
        life.fails(503)
    assert second_address(life.source, life.state, failed(NEW, 503)) == OLD


def test_an_old_address_that_answers_by_itself_is_asked_again() -> None:
    life = moved()
    state = life.answers(at=OLD)
    assert (state.moved_to, state.moved_at) == (None, None)
    assert life.asked == OLD


def test_the_old_address_is_looked_at_once_a_week() -> None:
    life = moved()
    life.rests(days=7)
    assert life.asked == OLD
    assert second_address(life.source, life.state, failed(OLD, 503)) == NEW
    life.answers(permanent=NEW)
    assert (life.asked, life.state.moved_to) == (NEW, NEW)


def test_an_old_address_that_is_no_more_leaves_the_learnt_one() -> None:
    life = moved()
    life.rests(days=7)
    life.answers(at=NEW)
    assert (life.asked, life.state.moved_to, life.state.moved_at) == (NEW, NEW, life.clock.now())


def test_a_source_that_moved_and_moves_back_is_where_it_was() -> None:
    life = moved()
    for _ in range(SIGHTS):
        life.answers(permanent=OLD)
    assert (life.state.moved_to, life.asked) == (None, OLD)


# --- 304s --------------------------------------------------------------------------------------------


def polls_until_whole(life: Life) -> int:
    count = 0
    while not life.whole:
        life.answers("not_modified")
        count += 1
        assert count < 500
    return count


def test_after_eight_304s_the_whole_is_asked_for() -> None:
    life = Life()
    life.answers("new", new=5)
    assert polls_until_whole(life) == 8
    life.answers("unchanged")
    assert polls_until_whole(life) == 8


def test_a_server_that_looks_before_it_answers_is_believed_longer() -> None:
    life = Life()
    life.answers("new", new=5, conditional=False)
    for expected in (16, 32, 64, MOST):
        life.answers("new", new=1)
        assert life.state.believed == expected
    assert polls_until_whole(life) == 64


def test_a_server_that_hid_news_is_hardly_believed() -> None:
    life = Life()
    life.answers("new", new=5, conditional=False)
    for expected in (2, 1, 1):
        polls_until_whole(life)
        life.answers("new", new=1)
        assert life.state.believed == expected
    assert polls_until_whole(life) == 1


@pytest.mark.parametrize(
    ("etag", "dated", "expected"),
    [
        pytest.param('"2"', timedelta(minutes=-5), 8, id="news-since-the-304"),
        pytest.param('"2"', timedelta(minutes=-50), 8, id="news-that-a-cache-held-back"),
        pytest.param('"2"', timedelta(hours=-3), 2, id="news-from-before-the-304"),
        pytest.param('"1"', timedelta(minutes=-5), 2, id="news-under-the-validator-of-the-304"),
        pytest.param('"2"', None, 8, id="news-without-a-date"),
    ],
)
def test_news_in_the_whole_is_a_lie_only_if_it_was_there_before(
    etag: str, dated: timedelta | None, expected: int
) -> None:
    life = Life()
    life.answers("new", new=5, conditional=False)
    polls_until_whole(life)
    life.sleep()
    at = dated and Dated(at=life.clock.now() + dated, by="feed")
    entry = Entry(identity="1", url=None, title="News", published=at)
    listing = Listing(format="rss20", entries=(entry,))
    life.answers("new", new=1, listing=listing, headers={"etag": etag})
    assert life.state.believed == expected


def test_no_source_goes_a_day_without_a_whole_answer() -> None:
    life = Life()
    life.source = replace(life.source, poll_interval_s=21_600)
    life.answers("new", new=1)
    for _ in range(3):
        assert not life.whole
        life.answers("not_modified")
        life.sleep()
    assert life.whole


def test_a_304_of_another_document_is_not_taken() -> None:
    life = Life()
    life.answers("new", new=1)
    for final_url, other in ((OLD, False), (NEW, True)):
        fetched = Fetched(url=OLD, final_url=final_url, status=304)
        polled = Polled(outcome="not_modified", asked_url=OLD, conditional=True, fetched=fetched)
        assert is_other_document(life.state, polled) is other


def test_validators_of_a_cut_listing_are_not_kept() -> None:
    life = Life()
    life.answers("new", new=1, listing=Listing(format="rss20", whole=False))
    assert life.state.validators == Validators()

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import FilterError
from domain.filters import FIELDS, Clause, matches, moment, parse_filter
from domain.story import Facts

NOW = datetime(2025, 3, 24, 12, tzinfo=UTC)
FACTS = Facts(
    flags=frozenset({"troop_deployment"}),
    statuses=frozenset({"reported", "denied"}),
    figures=frozenset({("troops", 3000, 3500), ("killed", 300, 300)}),
    places=frozenset({"Kursk region"}),
    speakers=frozenset({"NIS (South Korea)"}),
    languages=frozenset({"ko"}),
    sources=frozenset({"yonhap-ko"}),
    categories=frozenset({"agency"}),
    relevant=True,
    text="북한군 3천여 명 추가 파병 – a Third Deployment",
    seen_at=NOW - timedelta(days=2),
)


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "   ",
        "flag:troop_deployment",
        "status:planned,denied",
        "lang:ko",
        "source:yonhap-ko",
        "category:agency",
        "speaker:nis",
        "place:KURSK",
        'place:"kursk region"',
        "what:killed",
        "figure>=3500",
        "figure>3499",
        "figure<=300",
        "figure=300",
        "figure:300",
        "since:3d",
        "since:2025-03-20",
        "until:1d",
        "until:2025-03-23T00:00:00+00:00",
        "relevant:yes",
        "파병",
        '"third deployment"',
        "-lang:ru",
        "-status:ended",
        "FLAG:troop_deployment",
        "flag:troop_deployment -lang:ru figure>=1000 파병",
    ],
)
def test_filter_holds(wanted: str) -> None:
    assert matches(parse_filter(wanted), FACTS, now=NOW)


@pytest.mark.parametrize(
    "wanted",
    [
        "flag:other",
        "status:planned",
        "-status:denied",
        "lang:ru,en",
        "speaker:kremlin",
        "figure>3500",
        "figure<300",
        "what:captured",
        "since:1d",
        "until:3d",
        "relevant:no,unknown",
        "is:seed",
        "sappers",
        '-"third deployment"',
        "lang:ko lang:ru",
    ],
)
def test_filter_does_not_hold(wanted: str) -> None:
    assert not matches(parse_filter(wanted), FACTS, now=NOW)


@pytest.mark.parametrize(
    ("wanted", "position", "words"),
    [
        ("lang:ko flg:x", 8, "did you mean 'flag'"),
        ("zzzz:x", 0, "fields are"),
        ("status:reportd", 7, "did you mean 'reported'"),
        ("status:xyz", 7, "one of reported"),
        ("lang>ko", 4, "use lang:value"),
        ("figure>=many", 8, "digits"),
        ("figure:3,x", 7, "digits"),
        ("since:yesterday", 6, "7d"),
        ("since:99999999y", 6, "7d"),
        ('a "b', 2, "close it"),
        ('""', 0, "put words"),
        ("lang:,", 5, "write lang:value"),
    ],
)
def test_a_wrong_filter_says_where_and_what_instead(wanted: str, position: int, words: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filter(wanted)
    assert caught.value.position == position
    assert words in caught.value.hint


def test_a_quoted_value_keeps_its_blanks_and_commas_part_values() -> None:
    assert parse_filter('-place:"Kursk region",Belgorod').clauses == (
        Clause(field="place", values=("Kursk region", "Belgorod"), negated=True),
    )


def test_the_source_is_kept_as_written() -> None:
    assert parse_filter("lang:ko  x").source == "lang:ko  x"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12h", NOW - timedelta(hours=12)),
        ("2w", NOW - timedelta(weeks=2)),
        ("2025-03-01", datetime(2025, 3, 1, tzinfo=UTC)),
        ("2025-03-01T09:00+09:00", datetime(2025, 3, 1, tzinfo=UTC)),
    ],
)
def test_moments_are_relative_or_iso(value: str, expected: datetime) -> None:
    assert moment(value, now=NOW) == expected


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_a_filter_error(wanted: str) -> None:
    position = 0
    try:
        matches(parse_filter(wanted), FACTS, now=NOW)
    except FilterError as error:
        position = error.position
    assert 0 <= position <= len(wanted)


@given(st.sampled_from(FIELDS), st.text(max_size=20))
def test_any_value_is_understood_or_refused(field: str, value: str) -> None:
    try:
        parsed = parse_filter(f'{field}:"{value}"')
    except FilterError:
        return
    matches(parsed, FACTS, now=NOW)

"""A filter means the same in SQL as in `domain.filters.matches`; the library is random, its seed is fixed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import queries
from db.engine import Database
from domain.article import document_text
from domain.assessment import FIGURE_KINDS, STATUSES, Assessment, Claim, Relevance
from domain.filters import Clause, Filter, Operator, matches, parse_filter
from domain.story import Facts
from tests.db.samples import Newsroom, article, evidence, figure, fingerprint, source
from tests.fakes import NOON, FakeClock

SOURCES = {"yonhap-en": "agency", "tass-ru": "state_media_ru", "asahi": None}
SPEAKERS = ("NIS", "Zelensky", "Зеленський", "국정원", "Straßen%Amt", "under_score")
PLACES = ("Kursk", "KURSK region", "Курск", "쿠르스크")
LANGUAGES = ("en", "ko", "ru", None)
WORDS = (
    "troops",
    "Third deployment",
    "파병",
    "Солдаты",
    "50% off",
    "a_b",
    "STRASSE",
    "straße",
    "İst",
)
NUMBERS = (3, 1_000, 11_000, 12_000)
FLAGS = ("troop_deployment", "other_flag")
NOW = NOON + timedelta(days=40)


class Library:
    """A database of stories and what each of them should be taken for; prints short on purpose."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.stories: dict[int, Facts] = {}
        self.articles: dict[int, Facts] = {}


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def library(request: pytest.FixtureRequest, emptied_database: Callable[[str], Database]) -> Library:
    clock, chance = FakeClock(), random.Random(20261123)
    room = Newsroom(database=emptied_database(request.param), clock=clock)
    room.watch(*(source(id_, category=category) for id_, category in SOURCES.items()))
    made = Library(room.database)
    for story in range(24):
        for n in range(chance.choice((1, 1, 2, 3))):
            clock.advance(hours=chance.choice((0, 7, 31)))
            _publish(room, made, chance, story, n)
    return made


def _facts_of(assessment: Assessment) -> Facts:
    """What the store should keep of one assessed article, said a second time."""
    return Facts(
        flags=frozenset(assessment.flags),
        statuses=frozenset(assessment.statuses),
        figures=frozenset((f.what, f.low, f.high) for f in assessment.figures),
        places=frozenset(c.destination for c in assessment.claims if c.destination),
        speakers=frozenset(c.speaker for c in assessment.claims if c.speaker),
        languages=frozenset([assessment.language] if assessment.language else []),
        relevant=assessment.relevant,
    )


def _publish(room: Newsroom, library: Library, chance: random.Random, story: int, n: int) -> None:
    words = chance.sample(WORDS, 3)
    of = article(
        f"https://news.example/{story}-{n}",
        title=words[0],
        text=" and ".join(words[1:]),
        language=chance.choice(LANGUAGES),
    )
    source_id = chance.choice(list(SOURCES))
    judged = _assessment(chance, of)
    saved = room.save(of, judged, fingerprint(story + 1), source_id=source_id)
    category = SOURCES[source_id]
    facts = replace(
        _facts_of(judged),
        sources=frozenset({source_id}),
        categories=frozenset([category] if category else []),
        text=document_text(of.title, of.text),
        seen_at=room.now,
    )
    assert saved.article_id
    assert saved.story_id
    library.articles[saved.article_id] = facts
    before = library.stories.get(saved.story_id)
    library.stories[saved.story_id] = facts if before is None else _merge(before, facts)


def _assessment(chance: random.Random, of: Any) -> Assessment:
    span = evidence(of, of.title)
    figures = tuple(
        figure(number, span, high=number * chance.choice((1, 2)), what=chance.choice(FIGURE_KINDS))
        for number in chance.sample(NUMBERS, chance.randint(0, 2))
    )
    claims = tuple(
        Claim(
            status=chance.choice(STATUSES),
            speaker=chance.choice((*SPEAKERS, None)),
            destination=chance.choice((*PLACES, None)),
            figures=figures[:1],
            evidence=span,
        )
        for _ in range(chance.randint(0, 2))
    )
    return Assessment(
        language=of.language,
        relevant=chance.choice((True, False, None)),
        relevance=Relevance(score=0.5),
        flags=tuple(chance.sample(FLAGS, chance.randint(0, 2))),
        statuses=tuple(chance.sample(STATUSES, chance.randint(0, 2))),
        figures=figures,
        claims=claims,
        rule_version="1",
    )


def _merge(one: Facts, other: Facts) -> Facts:
    sets = (
        "flags",
        "statuses",
        "figures",
        "places",
        "speakers",
        "languages",
        "sources",
        "categories",
    )
    known = {r for r in (one.relevant, other.relevant) if r is not None}
    assert one.seen_at
    assert other.seen_at
    # Any: sets of two kinds
    merged: dict[str, Any] = {name: getattr(one, name) | getattr(other, name) for name in sets}
    return Facts(
        **merged,
        relevant=any(known) if known else None,
        text=f"{one.text}\f{other.text}",
        seen_at=max(one.seen_at, other.seen_at),
    )


ANY_OF: dict[str, tuple[str, ...]] = {
    "flag": (*FLAGS, "none"),
    "status": STATUSES,
    "lang": ("en", "ko", "ru", "xx"),
    "source": (*SOURCES, "nobody"),
    "category": ("agency", "state_media_ru", "none"),
    "speaker": ("nis", "зеленс", "ЗЕЛЕНСЬКИЙ", "국정", "strassen%", "_", "%", "zel"),
    "place": ("kursk", "КУРСК", "쿠르", "region", "nowhere"),
    "what": FIGURE_KINDS,
    "relevant": ("yes", "no", "unknown"),
}
ONE_OF: dict[str, tuple[str, ...]] = {
    "figure": ("3", "999", "1000", "11000", "24000", "9" * 30),
    "since": ("1d", "15d", "99y", "2026-11-25", "2026-12-01T06:00:00+09:00"),
    "until": ("1d", "15d", "99y", "2026-11-25", "2030-01-01"),
    "text": (
        "troops",
        "ROOPS",
        "third dep",
        "파병",
        "파",
        "солдат",
        "%",
        "_",
        "strasse",
        "ß",
        "i̇st",
    ),
}
OPERATORS: tuple[Operator, ...] = (">=", "<=", ">", "<", "=", ":")


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Up to three clauses over values that are in the library, and some that are not."""
    return Filter(clauses=tuple(_clause(draw) for _ in range(draw(st.integers(0, 3)))))


def _clause(draw: st.DrawFn) -> Clause:
    name = draw(st.sampled_from((*ANY_OF, *ONE_OF)))
    negated = draw(st.booleans())
    if name in ANY_OF:
        values = draw(st.lists(st.sampled_from(ANY_OF[name]), min_size=1, max_size=2))
        return Clause(field=name, values=tuple(values), negated=negated)
    operator = draw(st.sampled_from(OPERATORS)) if name == "figure" else ":"
    value = draw(st.sampled_from(ONE_OF[name]))
    return Clause(field=name, values=(value,), operator=operator, negated=negated)


many = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(wanted=filters())
def test_stories_are_those_that_match(library: Library, wanted: Filter) -> None:
    rows = queries.list_stories(library.database, wanted, now=NOW, limit=1_000)
    expected = {id_ for id_, facts in library.stories.items() if matches(wanted, facts, now=NOW)}
    assert {row["id"] for row in rows} == expected


@many
@given(wanted=filters())
def test_articles_are_those_that_match(library: Library, wanted: Filter) -> None:
    rows = queries.list_articles(library.database, wanted, now=NOW, limit=1_000)
    expected = {id_ for id_, facts in library.articles.items() if matches(wanted, facts, now=NOW)}
    assert {row["id"] for row in rows} == expected


Expect = Callable[[Any], bool]


@pytest.mark.parametrize(
    ("source_text", "expect"),
    [
        ("status:denied,planned", lambda row: row["status"] in ("denied", "planned")),
        ("-status:denied", lambda row: row["status"] != "denied"),
        ("speaker:nis", lambda row: row["speaker"] == "NIS"),
        ("-speaker:nis", lambda row: row["speaker"] != "NIS"),
        ("place:kursk", lambda row: "kursk" in (row["destination"] or "").casefold()),
        ("-place:kursk", lambda row: "kursk" not in (row["destination"] or "").casefold()),
        (
            "status:denied -speaker:nis",
            lambda row: row["status"] == "denied" and row["speaker"] != "NIS",
        ),
    ],
)
def test_claims_answer_for_themselves(library: Library, source_text: str, expect: Expect) -> None:
    everything = queries.list_claims(library.database, Filter(), now=NOW, limit=1_000)
    rows = queries.list_claims(library.database, parse_filter(source_text), now=NOW, limit=1_000)
    assert {row["id"] for row in rows} == {row["id"] for row in everything if expect(row)}
    assert 0 < len(rows) < len(everything)


@pytest.mark.parametrize(
    ("source_text", "expect"),
    [
        ("figure>=11000", lambda row: row["high"] >= 11_000),
        ("-figure>=11000", lambda row: row["high"] < 11_000),
        ("what:troops,killed", lambda row: row["what"] in ("troops", "killed")),
        ("speaker:nis", lambda row: row["speaker"] == "NIS"),
        ("-speaker:nis", lambda row: row["speaker"] != "NIS"),
        ("-status:denied", lambda row: row["status"] != "denied"),
    ],
)
def test_figures_answer_for_themselves(library: Library, source_text: str, expect: Expect) -> None:
    everything = queries.list_figures(library.database, Filter(), now=NOW, limit=1_000)
    rows = queries.list_figures(library.database, parse_filter(source_text), now=NOW, limit=1_000)
    assert {row["id"] for row in rows} == {row["id"] for row in everything if expect(row)}
    assert 0 < len(rows) < len(everything)


def test_a_claim_is_found_by_its_figures(library: Library) -> None:
    everything = queries.list_claims(library.database, Filter(), now=NOW, limit=1_000)
    rows = queries.list_claims(
        library.database, parse_filter("figure>=11000"), now=NOW, limit=1_000
    )
    told = {row["id"] for row in everything if any(f["high"] >= 11_000 for f in row["figures"])}
    assert {row["id"] for row in rows} == told
    assert told


def test_every_field_of_the_language_is_answered(library: Library) -> None:
    from domain.filters import FIELDS

    values = {"since": "1d", "until": "1d", "figure": "5", "relevant": "yes", "is": "seed"}
    values |= {"status": "denied", "what": "troops"}
    for name in FIELDS:
        wanted = parse_filter(f"{name}:{values.get(name, 'x')}")
        for ask in (
            queries.list_stories,
            queries.list_articles,
            queries.list_claims,
            queries.list_figures,
        ):
            ask(library.database, wanted, now=NOW)


def test_lists_can_be_read_on_without_gap_or_repeat(library: Library) -> None:
    whole = [
        row["id"] for row in queries.list_stories(library.database, Filter(), now=NOW, limit=999)
    ]
    read: list[int] = []
    cursor: str | None = None
    while True:
        rows = queries.list_stories(library.database, Filter(), now=NOW, limit=7, cursor=cursor)
        read += [row["id"] for row in rows]
        cursor = rows.cursor
        if cursor is None:
            break
    assert read == whole
    assert len(whole) == len(library.stories)


def test_story_rows_carry_their_facts(library: Library) -> None:
    for row in queries.list_stories(library.database, Filter(), now=NOW, limit=999):
        facts = library.stories[row["id"]]
        assert row["flags"] == sorted(facts.flags)
        assert row["statuses"] == sorted(facts.statuses)
        assert row["speakers"] == sorted(facts.speakers)
        assert {(f["what"], f["low"], f["high"]) for f in row["figures"]} == facts.figures
        assert row["last_seen_at"] == facts.seen_at
        assert row["relevant"] is facts.relevant
        assert row["flagged"] == bool(facts.flags)

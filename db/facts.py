"""Reads the facts of stories back from their rows; what follows from them is not decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, exists, func, select

from db.models import (
    ArticleFactModel,
    ArticleModel,
    AssessmentModel,
    ClaimModel,
    FigureModel,
    StoryMemberModel,
    StoryModel,
    table_of,
)
from domain.article import document_text
from domain.filters import SET_FIELDS
from domain.story import FURTHER_WAVE, TEXT_BREAK, Facts, FigureKey

ARTICLES = table_of(ArticleModel)
ASSESSMENTS = table_of(AssessmentModel)
CLAIMS = table_of(ClaimModel)
FACTS = table_of(ArticleFactModel)
FIGURES = table_of(FigureModel)
MEMBERS = table_of(StoryMemberModel)
STORIES = table_of(StoryModel)

# Any: rows of several shapes.
_Statement = Select[*tuple[Any, ...]]
_STORY_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_STORIES = select(
    STORIES.c.id, STORIES.c.relevant, STORIES.c.last_seen_at, STORIES.c.independent
).where(STORIES.c.id.in_(_STORY_IDS))
_STORY_SETS = (
    select(MEMBERS.c.story_id, FACTS.c.kind, FACTS.c.value)
    .join(FACTS, FACTS.c.article_id == MEMBERS.c.article_id)
    .where(MEMBERS.c.story_id.in_(_STORY_IDS))
    .distinct()
)
_STORY_FIGURES = (
    select(MEMBERS.c.story_id, FIGURES.c.what, FIGURES.c.low, FIGURES.c.high)
    .join(FIGURES, FIGURES.c.article_id == MEMBERS.c.article_id)
    .join(ASSESSMENTS, ASSESSMENTS.c.id == FIGURES.c.assessment_id)
    .where(MEMBERS.c.story_id.in_(_STORY_IDS), ASSESSMENTS.c.is_current)
    .distinct()
)
# The words of a wave without a number: a further one.
_WAVE = func.coalesce(CLAIMS.c.wave, FURTHER_WAVE)
_STORY_WAVES = (
    select(MEMBERS.c.story_id, _WAVE)
    .join(CLAIMS, CLAIMS.c.article_id == MEMBERS.c.article_id)
    .join(ASSESSMENTS, ASSESSMENTS.c.id == CLAIMS.c.assessment_id)
    .where(
        MEMBERS.c.story_id.in_(_STORY_IDS),
        ASSESSMENTS.c.is_current,
        CLAIMS.c.wave_evidence_id.is_not(None),
    )
    .distinct()
)
_STORY_TEXTS = (
    select(MEMBERS.c.story_id, ARTICLES.c.title, ARTICLES.c.text)
    .join(ARTICLES, ARTICLES.c.id == MEMBERS.c.article_id)
    .where(MEMBERS.c.story_id.in_(_STORY_IDS))
    .order_by(ARTICLES.c.id)
)
_SEED_SETS = (
    select(FACTS.c.kind, FACTS.c.value)
    .join(ARTICLES, ARTICLES.c.id == FACTS.c.article_id)
    .where(ARTICLES.c.is_seed)
)
_SEED_FIGURES = (
    select(FIGURES.c.what, FIGURES.c.low, FIGURES.c.high)
    .join(ARTICLES, ARTICLES.c.id == FIGURES.c.article_id)
    .join(ASSESSMENTS, ASSESSMENTS.c.id == FIGURES.c.assessment_id)
    .where(ARTICLES.c.is_seed, ASSESSMENTS.c.is_current)
)
_SEED_WAVES = (
    select(_WAVE)
    .join(ARTICLES, ARTICLES.c.id == CLAIMS.c.article_id)
    .join(ASSESSMENTS, ASSESSMENTS.c.id == CLAIMS.c.assessment_id)
    .where(ARTICLES.c.is_seed, ASSESSMENTS.c.is_current, CLAIMS.c.wave_evidence_id.is_not(None))
)


_FIRST_OF = select(func.min(MEMBERS.c.article_id)).where(
    MEMBERS.c.story_id == bindparam("id_of_story")
)
_WORD_BEFORE = select(
    exists().where(
        FACTS.c.kind == bindparam("k"),
        FACTS.c.value == bindparam("v"),
        FACTS.c.article_id < bindparam("first"),
    )
)
_FIGURE_BEFORE = select(
    exists().where(
        FIGURES.c.what == bindparam("what"),
        FIGURES.c.high == bindparam("high"),
        FIGURES.c.low == bindparam("low"),
        FIGURES.c.article_id < bindparam("first"),
    )
)
_BEFORE = (CLAIMS.c.wave_evidence_id.is_not(None), CLAIMS.c.article_id < bindparam("first"))
_WAVE_BEFORE = select(exists().where(CLAIMS.c.wave == bindparam("wave_"), *_BEFORE))
_FURTHER_BEFORE = select(exists().where(CLAIMS.c.wave.is_(None), *_BEFORE))


def facts_of_story(connection: Connection, story_id: int) -> Facts:
    """The facts of a story as its articles state them, with their texts; no article, no facts."""
    facts = facts_of_stories(connection, [story_id]).get(story_id, Facts())
    texts = [
        document_text(t, x) for _, t, x in connection.execute(_STORY_TEXTS, {"ids": [story_id]})
    ]
    return replace(facts, text=TEXT_BREAK.join(texts))


def facts_of_stories(connection: Connection, story_ids: Collection[int]) -> dict[int, Facts]:
    """Facts of many stories, without their texts, in four queries."""
    ids = {"ids": list(story_ids)}
    words: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for story_id, kind, value in connection.execute(_STORY_SETS, ids):
        words[story_id].append((kind, value))
    figures: defaultdict[int, set[FigureKey]] = defaultdict(set)
    for story_id, what, low, high in connection.execute(_STORY_FIGURES, ids):
        figures[story_id].add((what, low, high))
    waves: defaultdict[int, set[int]] = defaultdict(set)
    for story_id, wave in connection.execute(_STORY_WAVES, ids):
        waves[story_id].add(wave)
    return {
        id_: replace(
            facts_from(words[id_], figures[id_], waves[id_]),
            relevant=relevant,
            seen_at=seen_at,
            independent=independent,
        )
        for id_, relevant, seen_at, independent in connection.execute(_STORIES, ids)
    }


def seed_facts(connection: Connection) -> Facts:
    """What is known from the seed document, or from several."""
    words = [(kind, value) for kind, value in connection.execute(_SEED_SETS)]
    figures = {(what, low, high) for what, low, high in connection.execute(_SEED_FIGURES)}
    return facts_from(words, figures, connection.execute(_SEED_WAVES).scalars())


def known_before(connection: Connection, story_id: int, facts: Facts) -> Facts:
    """Which of these facts articles stored before the story's first one have stated already.

    Asked one by one: whether a single row exists is an index look-up, however many do.
    """
    first = connection.execute(_FIRST_OF, {"id_of_story": story_id}).scalar_one()
    words = {
        (kind, value)
        for kind in ("status", "place", "speaker")
        for value in getattr(facts, SET_FIELDS[kind])
        if connection.execute(_WORD_BEFORE, {"k": kind, "v": value, "first": first}).scalar()
    }
    figures = {
        (what, low, high)
        for what, low, high in facts.figures
        if connection.execute(
            _FIGURE_BEFORE, {"what": what, "low": low, "high": high, "first": first}
        ).scalar()
    }
    waves = {
        wave
        for wave in facts.waves
        if connection.execute(
            _WAVE_BEFORE if wave != FURTHER_WAVE else _FURTHER_BEFORE,
            {"wave_": wave, "first": first},
        ).scalar()
    }
    return facts_from(words, figures, waves)


def facts_from(
    words: Iterable[tuple[str, str]], figures: Iterable[FigureKey], waves: Iterable[int] = ()
) -> Facts:
    """Facts from pairs of kind and value, as they stand in `article_facts`, figures and waves."""
    sets: defaultdict[str, set[str]] = defaultdict(set)
    for kind, value in words:
        sets[SET_FIELDS[kind]].add(value)
    # Any: the fields of these kinds are all sets of words, which a mapping cannot say.
    fields: Mapping[str, Any] = {name: frozenset(values) for name, values in sets.items()}
    return Facts(**fields, figures=frozenset(figures), waves=frozenset(waves))

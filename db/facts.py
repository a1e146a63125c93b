"""Reads the facts of stories back from their rows; what follows from them is not decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from db.models import (
    ArticleFactModel,
    ArticleModel,
    AssessmentModel,
    FigureModel,
    StoryMemberModel,
    StoryModel,
    table_of,
)
from domain.article import document_text
from domain.filters import SET_FIELDS
from domain.story import TEXT_BREAK, Facts, FigureKey

ARTICLES = table_of(ArticleModel)
ASSESSMENTS = table_of(AssessmentModel)
FACTS = table_of(ArticleFactModel)
FIGURES = table_of(FigureModel)
MEMBERS = table_of(StoryMemberModel)
STORIES = table_of(StoryModel)

# Any: rows of several shapes.
_Statement = Select[*tuple[Any, ...]]
_STORY_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_STORIES = select(STORIES.c.id, STORIES.c.relevant, STORIES.c.last_seen_at).where(
    STORIES.c.id.in_(_STORY_IDS)
)
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


def facts_of_story(connection: Connection, story_id: int) -> Facts:
    """The facts of a story as its articles state them, with their texts; no article, no facts."""
    facts = facts_of_stories(connection, [story_id]).get(story_id, Facts())
    texts = [
        document_text(t, x) for _, t, x in connection.execute(_STORY_TEXTS, {"ids": [story_id]})
    ]
    return replace(facts, text=TEXT_BREAK.join(texts))


def facts_of_stories(connection: Connection, story_ids: Collection[int]) -> dict[int, Facts]:
    """Facts of many stories, without their texts, in three queries."""
    ids = {"ids": list(story_ids)}
    words: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for story_id, kind, value in connection.execute(_STORY_SETS, ids):
        words[story_id].append((kind, value))
    figures: defaultdict[int, set[FigureKey]] = defaultdict(set)
    for story_id, what, low, high in connection.execute(_STORY_FIGURES, ids):
        figures[story_id].add((what, low, high))
    return {
        id_: replace(facts_from(words[id_], figures[id_]), relevant=relevant, seen_at=seen_at)
        for id_, relevant, seen_at in connection.execute(_STORIES, ids)
    }


def seed_facts(connection: Connection) -> Facts:
    """What is known from the seed document, or from several."""
    words = [(kind, value) for kind, value in connection.execute(_SEED_SETS)]
    figures = {(what, low, high) for what, low, high in connection.execute(_SEED_FIGURES)}
    return facts_from(words, figures)


def facts_from(words: Iterable[tuple[str, str]], figures: Iterable[FigureKey]) -> Facts:
    """Facts from pairs of kind and value, as they stand in `article_facts`, and figures."""
    sets: defaultdict[str, set[str]] = defaultdict(set)
    for kind, value in words:
        sets[SET_FIELDS[kind]].add(value)
    # Any: the fields of these kinds are all sets of words, which a mapping cannot say.
    fields: Mapping[str, Any] = {name: frozenset(values) for name, values in sets.items()}
    return Facts(**fields, figures=frozenset(figures))

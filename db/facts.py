"""Reads the facts of articles and stories back from their rows; what follows from them is not decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import (
    ArticleFactModel,
    ArticleModel,
    AssessmentModel,
    FigureModel,
    StoryMemberModel,
    StoryModel,
)
from domain.article import document_text
from domain.filters import SET_FIELDS
from domain.story import Facts, FigureKey

# Between the texts of two articles: no word or phrase of a filter reaches across it.
_BREAK = "\n\f\n"


def facts_of_story(session: Session, story_id: int, *, with_text: bool = True) -> Facts:
    """The facts of a story as its articles state them; no article, no facts."""
    return facts_of_stories(session, [story_id], with_text=with_text).get(story_id, Facts())


def facts_of_stories(
    session: Session, story_ids: Collection[int], *, with_text: bool = False
) -> dict[int, Facts]:
    """Facts of many stories in a fixed number of queries."""
    columns = (StoryModel.id, StoryModel.relevant, StoryModel.last_seen_at)
    stories = session.execute(select(*columns).where(StoryModel.id.in_(story_ids))).all()
    members = (
        session.execute(
            select(StoryMemberModel.article_id, StoryMemberModel.story_id).where(
                StoryMemberModel.story_id.in_(story_ids)
            )
        )
        .tuples()
        .all()
    )
    story_of: dict[int, int] = dict(members)
    sets, figures = _sets(session, story_of), _figures(session, story_of)
    texts = _texts(session, story_of) if with_text else {}
    return {
        id_: replace(
            _facts(sets[id_]),
            figures=frozenset(figures[id_]),
            relevant=relevant,
            text=_BREAK.join(texts.get(id_, ())),
            seen_at=seen_at,
        )
        for id_, relevant, seen_at in stories
    }


def seed_facts(session: Session) -> Facts:
    """What is known from the seed document, or from several."""
    seeds = dict.fromkeys(session.scalars(select(ArticleModel.id).where(ArticleModel.is_seed)), 0)
    sets, figures = _sets(session, seeds)[0], _figures(session, seeds)[0]
    return replace(_facts(sets), figures=frozenset(figures))


def _facts(sets: Mapping[str, set[str]]) -> Facts:
    # Any: the fields of a set kind are all frozensets of words, which a mapping cannot say.
    fields: dict[str, Any] = {SET_FIELDS[kind]: frozenset(words) for kind, words in sets.items()}
    return Facts(**fields)


def _sets(
    session: Session, group_of: Mapping[int, int]
) -> defaultdict[int, defaultdict[str, set[str]]]:
    fact = ArticleFactModel
    rows = session.execute(
        select(fact.article_id, fact.kind, fact.value).where(fact.article_id.in_(group_of))
    )
    sets: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for article_id, kind, value in rows:
        sets[group_of[article_id]][kind].add(value)
    return sets


def _figures(session: Session, group_of: Mapping[int, int]) -> defaultdict[int, set[FigureKey]]:
    figure = FigureModel
    rows = session.execute(
        select(figure.article_id, figure.what, figure.low, figure.high)
        .join(AssessmentModel, AssessmentModel.id == figure.assessment_id)
        .where(figure.article_id.in_(group_of), AssessmentModel.is_current)
    )
    figures: defaultdict[int, set[FigureKey]] = defaultdict(set)
    for article_id, what, low, high in rows:
        figures[group_of[article_id]].add((what, low, high))
    return figures


def _texts(session: Session, group_of: Mapping[int, int]) -> dict[int, list[str]]:
    rows: Iterable[Any] = session.execute(
        select(ArticleModel.id, ArticleModel.title, ArticleModel.text)
        .where(ArticleModel.id.in_(group_of))
        .order_by(ArticleModel.id)
    )
    texts: dict[int, list[str]] = {}
    for article_id, title, text in rows:
        texts.setdefault(group_of[article_id], []).append(document_text(title, text))
    return texts

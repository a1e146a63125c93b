"""Reads the facts of articles and stories back from their rows; what follows from them is not decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Subquery, literal, select
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
    member = StoryMemberModel
    articles = select(member.article_id, member.story_id).where(member.story_id.in_(story_ids))
    groups = articles.subquery()
    sets, figures = _sets(session, groups), _figures(session, groups)
    texts = _texts(session, groups) if with_text else {}
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
    seed = select(ArticleModel.id.label("article_id"), literal(0).label("story_id"))
    groups = seed.where(ArticleModel.is_seed).subquery()
    return replace(
        _facts(_sets(session, groups)[0]), figures=frozenset(_figures(session, groups)[0])
    )


def _facts(sets: Mapping[str, set[str]]) -> Facts:
    # Any: the fields of a set kind are all frozensets of words, which a mapping cannot say.
    fields: dict[str, Any] = {SET_FIELDS[kind]: frozenset(words) for kind, words in sets.items()}
    return Facts(**fields)


# `groups` pairs article ids with the number of the group that their facts are gathered under.
def _sets(session: Session, groups: Subquery) -> defaultdict[int, defaultdict[str, set[str]]]:
    fact = ArticleFactModel
    rows = session.execute(
        select(groups.c.story_id, fact.kind, fact.value)
        .join(groups, groups.c.article_id == fact.article_id)
        .distinct()
    )
    sets: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for group, kind, value in rows:
        sets[group][kind].add(value)
    return sets


def _figures(session: Session, groups: Subquery) -> defaultdict[int, set[FigureKey]]:
    figure = FigureModel
    rows = session.execute(
        select(groups.c.story_id, figure.what, figure.low, figure.high)
        .join(groups, groups.c.article_id == figure.article_id)
        .join(AssessmentModel, AssessmentModel.id == figure.assessment_id)
        .where(AssessmentModel.is_current)
        .distinct()
    )
    figures: defaultdict[int, set[FigureKey]] = defaultdict(set)
    for group, what, low, high in rows:
        figures[group].add((what, low, high))
    return figures


def _texts(session: Session, groups: Subquery) -> dict[int, list[str]]:
    rows = session.execute(
        select(groups.c.story_id, ArticleModel.title, ArticleModel.text)
        .join(groups, groups.c.article_id == ArticleModel.id)
        .order_by(ArticleModel.id)
    )
    texts: dict[int, list[str]] = {}
    for group, title, text in rows:
        texts.setdefault(group, []).append(document_text(title, text))
    return texts

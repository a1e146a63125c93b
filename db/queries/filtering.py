"""The filter language as SQL: one condition for each clause; the words are parsed in `domain/filters.py`.

A clause means for a story what `domain.filters.matches` says, over the facts of all its articles; for
an article over its own; for a claim or figure status, speaker, place and numbers are those of the
claim itself and everything else is its article's.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select
from sqlalchemy.orm import aliased

from db.models import (
    ArticleFactModel,
    ArticleModel,
    AssessmentModel,
    ClaimModel,
    FigureModel,
    StoryMemberModel,
    StoryModel,
)
from db.types import storable
from domain.filters import PARTIAL_FIELDS, SET_FIELDS, TIME_FIELDS, Clause, Filter, moment

Condition = ColumnElement[bool]
# Any: SQLAlchemy's columns have no common type that is worth the words.
Column = Any
OwnClause = Callable[[Clause, str], Condition]

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    ":": operator.eq,
}
_MAX_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the clauses are about: which articles belong to a row, and where its own values stand.

    `of_row` makes the condition that an article id belongs to the row; `own` are clauses answered by
    the row itself, by field.
    """

    of_row: Callable[[Column], Condition]
    seen_at: Column
    relevant: Column
    own: Mapping[str, OwnClause] = field(default_factory=dict)


def conditions(wanted: Filter, scope: Scope, *, now: datetime, dialect: str) -> list[Condition]:
    """One condition a clause; all must hold. `now` anchors relative times."""
    return [
        not_(condition) if clause.negated else condition
        for clause in wanted.clauses
        for condition in [_condition(clause, scope, now, dialect)]
    ]


def article_scope() -> Scope:
    return Scope(
        of_row=lambda article_id: article_id == ArticleModel.id,
        seen_at=ArticleModel.first_seen_at,
        relevant=ArticleModel.relevant,
    )


def story_scope(dialect: str) -> Scope:
    """The articles of a story, said to each planner in the form that it reads from the story's side.

    Measured on 2026-11-23: a join within EXISTS makes SQLite without statistics begin with all facts
    of a kind (660 ms over 40,000 stories, IN: 2); IN makes PostgreSQL compare every fact with every
    story (407 ms over 10,000, a join: 5).
    """
    member = StoryMemberModel

    def joined(article_id: Column) -> Condition:
        own = aliased(member)
        return and_(own.story_id == StoryModel.id, own.article_id == article_id)

    def listed(article_id: Column) -> Condition:
        own = aliased(member)
        ids = select(own.article_id).where(own.story_id == StoryModel.id)
        return article_id.in_(ids.correlate(StoryModel))  # type: ignore[no-any-return]  # Column is Any

    return Scope(
        of_row=listed if dialect == "sqlite" else joined,
        seen_at=StoryModel.last_seen_at,
        relevant=StoryModel.relevant,
    )


def claim_scope() -> Scope:
    article = article_scope()
    return Scope(
        of_row=article.of_row,
        seen_at=article.seen_at,
        relevant=article.relevant,
        own={
            "status": lambda clause, _: ClaimModel.status.in_(clause.values),
            "speaker": lambda clause, dialect: _own_name(ClaimModel.speaker, clause, dialect),
            "place": lambda clause, dialect: _own_name(ClaimModel.destination, clause, dialect),
            "figure": lambda clause, _: _any_figure(
                FigureModel.claim_id == ClaimModel.id, [_compared(clause)]
            ),
            "what": lambda clause, _: _any_figure(
                FigureModel.claim_id == ClaimModel.id, [FigureModel.what.in_(clause.values)]
            ),
        },
    )


def figure_scope() -> Scope:
    claim = claim_scope()
    return Scope(
        of_row=claim.of_row,
        seen_at=claim.seen_at,
        relevant=claim.relevant,
        own={
            **{name: _of_its_claim(claim.own[name]) for name in ("status", "speaker", "place")},
            "figure": lambda clause, _: _compared(clause),
            "what": lambda clause, _: FigureModel.what.in_(clause.values),
        },
    )


def _of_its_claim(answer: OwnClause) -> OwnClause:
    # A figure may stand outside any claim: then it has no status, speaker or place.
    return lambda clause, dialect: and_(ClaimModel.id.is_not(None), answer(clause, dialect))


def _condition(clause: Clause, scope: Scope, now: datetime, dialect: str) -> Condition:
    name = clause.field
    if name in scope.own:
        return scope.own[name](clause, dialect)
    if name == "text":
        return _any_text(clause, scope, dialect)
    if name in TIME_FIELDS:
        at = moment(clause.values[0], now=now)
        return scope.seen_at >= at if name == "since" else scope.seen_at < at  # type: ignore[no-any-return]  # Column is Any
    if name == "relevant":
        states = {"yes": True, "no": False, "unknown": None}
        return or_(*(scope.relevant.is_(states[value]) for value in clause.values))
    if name == "is":
        seed = aliased(ArticleModel)
        return exists().where(scope.of_row(seed.id), seed.is_seed)
    if name == "figure":
        return _any_figure(scope.of_row(FigureModel.article_id), [_compared(clause)])
    if name == "what":
        return _any_figure(
            scope.of_row(FigureModel.article_id), [FigureModel.what.in_(clause.values)]
        )
    return _any_fact(clause, scope, dialect)


def _any_fact(clause: Clause, scope: Scope, dialect: str) -> Condition:
    assert clause.field in SET_FIELDS, clause.field
    fact = aliased(ArticleFactModel)
    values = [storable(value) for value in clause.values]
    if clause.field in PARTIAL_FIELDS:
        named = or_(*(contains(fact.folded, value.casefold(), dialect) for value in values))
    else:
        named = fact.value.in_(values)
    return exists().where(scope.of_row(fact.article_id), fact.kind == clause.field, named)


def _any_text(clause: Clause, scope: Scope, dialect: str) -> Condition:
    article = aliased(ArticleModel)
    needle = storable(clause.values[0]).casefold()
    return exists().where(scope.of_row(article.id), contains(article.folded, needle, dialect))


def _any_figure(belongs: Condition, wanted: Iterable[Condition]) -> Condition:
    return (
        exists()
        .where(
            belongs,
            AssessmentModel.id == FigureModel.assessment_id,
            AssessmentModel.is_current,
            *wanted,
        )
        .correlate_except(FigureModel, AssessmentModel)
    )


def _compared(clause: Clause) -> Condition:
    bound = min(int(clause.values[0]), _MAX_INTEGER)
    return _COMPARE[clause.operator](FigureModel.high, bound)  # type: ignore[no-any-return]  # operators are Any


def _own_name(column: Column, clause: Clause, dialect: str) -> Condition:
    """By part of the name in any case: the folded names stand with the article's facts."""
    if not clause.values:
        return false()
    fact = aliased(ArticleFactModel)
    needles = [storable(value).casefold() for value in clause.values]
    names = select(fact.value).where(
        fact.article_id == ClaimModel.article_id,
        fact.kind == clause.field,
        or_(*(contains(fact.folded, needle, dialect) for needle in needles)),
    )
    return and_(column.is_not(None), column.in_(names))


def contains(column: Column, needle: str, dialect: str) -> Condition:
    """Whether the text stands in the column, letter for letter: LIKE would read % and cut at 50,000."""
    position = func.instr if dialect == "sqlite" else func.strpos
    return position(column, needle) > 0

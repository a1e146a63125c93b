"""Reads from whom the articles of a story have their news; how many sources that makes is not decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import BindParameter, Connection, bindparam, select

from db.facts import ARTICLES, MEMBERS
from db.models import OriginModel, table_of
from domain.source import host_of
from domain.syndication import Told

ORIGINS = table_of(OriginModel)
# Reasons of membership by which an article is a copy of the one that it is like.
COPIES = ("same_content", "same_headline", "near_duplicate")

_STORY_ID: BindParameter[int] = bindparam("id_of_story")
_TOLD = (
    select(
        MEMBERS.c.article_id,
        MEMBERS.c.reason,
        MEMBERS.c.like_article_id,
        ORIGINS.c.outlet,
        ORIGINS.c.how,
        ORIGINS.c.of_article_id,
    )
    .outerjoin(ORIGINS, ORIGINS.c.article_id == MEMBERS.c.article_id)
    .where(MEMBERS.c.story_id == _STORY_ID)
    .order_by(MEMBERS.c.article_id, ORIGINS.c.id)
)
_URLS = select(ARTICLES.c.id, ARTICLES.c.url).where(
    ARTICLES.c.id.in_(bindparam("ids", expanding=True))
)


def told_of(connection: Connection, story_id: int) -> list[Told]:
    """The articles of a story as its sources are counted. One stored without origins counts by its host."""
    rows = connection.execute(_TOLD, {"id_of_story": story_id}).all()
    own: dict[int, str] = {}
    relies: defaultdict[int, set[str]] = defaultdict(set)
    copies: dict[int, int | None] = {}
    for article_id, reason, like_id, outlet, how, of_id in rows:
        copies.setdefault(article_id, like_id if reason in COPIES else None)
        if how == "own":
            own[article_id] = outlet
        elif how == "copies":
            copies[article_id] = copies[article_id] or of_id
        elif how is not None:
            relies[article_id].add(outlet)
    own |= _hosts(connection, copies.keys() - own.keys())
    return [
        Told(article_id=id_, outlet=own[id_], relies=frozenset(relies[id_]), copies=of_id)
        for id_, of_id in copies.items()
    ]


def _hosts(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {id_: host_of(url) for id_, url in connection.execute(_URLS, {"ids": sorted(ids)})}

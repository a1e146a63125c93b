"""Writes where articles come from, and counts how many sources of its own a story has; it reads no text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from db.facts import ARTICLES, MEMBERS, STORIES
from db.models import FingerprintModel, OriginModel, table_of
from db.records import unpack_signature
from db.types import storable
from domain.source import host_of
from domain.story import Candidate, Placement
from domain.syndication import Provenance, Told, independent_sources

# The article whose words a newer one of its story has: signature and earlier articles -> id and share.
FindOriginal = Callable[[Sequence[int], Sequence[Candidate]], tuple[int, float] | None]

FINGERPRINTS = table_of(FingerprintModel)
ORIGINS = table_of(OriginModel)
# The earliest articles of a story are those that others copy; a story of more is a running report.
MAX_COMPARED = 50
MAX_WORDS = 300
_COPIES = ("same_content", "same_headline", "near_duplicate")

_STORY_ID: BindParameter[int] = bindparam("id_of_story")
_ARTICLE_ID: BindParameter[int] = bindparam("id_of_article")
_FORGET = delete(ORIGINS).where(ORIGINS.c.article_id == _ARTICLE_ID)
_SET = update(STORIES).where(STORIES.c.id == _STORY_ID)
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
_EARLIER = (
    select(FINGERPRINTS.c.article_id, FINGERPRINTS.c.content_hash, FINGERPRINTS.c.signature)
    .join(MEMBERS, MEMBERS.c.article_id == FINGERPRINTS.c.article_id)
    .where(MEMBERS.c.story_id == _STORY_ID, MEMBERS.c.article_id != _ARTICLE_ID)
    .order_by(MEMBERS.c.article_id)
    .limit(MAX_COMPARED)
)


def write_provenance(
    connection: Connection, article_id: int, provenance: Provenance | None
) -> None:
    """Write whose an article is and on whom it leans; what was written of it before goes."""
    connection.execute(_FORGET, {"id_of_article": article_id})
    if provenance is None:
        return
    rows = [_row(article_id, provenance.outlet, "own")]
    rows += [_row(article_id, r.outlet, r.how, r.words) for r in provenance.relies]
    connection.execute(insert(ORIGINS), rows)


def note_copied(
    connection: Connection,
    article_id: int,
    story_id: int,
    signature: Sequence[int],
    find_original: FindOriginal,
) -> None:
    """Note the article of its story whose words it has, if there is one; copies are known by their membership."""
    if not signature:
        return
    keys = {"id_of_story": story_id, "id_of_article": article_id}
    earlier = [
        Candidate(
            article_id=id_,
            story_id=story_id,
            content_hash=content_hash,
            signature=unpack_signature(packed),
        )
        for id_, content_hash, packed in connection.execute(_EARLIER, keys)
    ]
    if found := find_original(signature, earlier):
        original, share = found
        row = _row(article_id, "", "copies", f"{share:.2f} of its words")
        connection.execute(insert(ORIGINS), [{**row, "of_article_id": original}])


def count_sources(connection: Connection, story_id: int) -> int:
    """Count the sources of its own that a story has, and keep the number in its row."""
    number = len(independent_sources(told_of(connection, story_id)))
    connection.execute(_SET, {"id_of_story": story_id, "independent": number})
    return number


def told_of(connection: Connection, story_id: int) -> list[Told]:
    """The articles of a story as its sources are counted. One stored without origins counts by its host."""
    rows = connection.execute(_TOLD, {"id_of_story": story_id}).all()
    own: dict[int, str] = {}
    relies: defaultdict[int, set[str]] = defaultdict(set)
    copies: dict[int, int | None] = {}
    for article_id, reason, like_id, outlet, how, of_id in rows:
        copies.setdefault(article_id, like_id if reason in _COPIES else None)
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


def is_copy(placement: Placement) -> bool:
    """Whether its membership says already that an article is a copy."""
    return placement.reason in _COPIES


def _row(article_id: int, outlet: str, how: str, words: str = "") -> dict[str, object]:
    return {
        "article_id": article_id,
        "outlet": storable(outlet)[:MAX_WORDS],
        "how": how,
        "words": storable(words)[:MAX_WORDS],
        "of_article_id": None,
    }


def _hosts(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {id_: host_of(url) for id_, url in connection.execute(_URLS, {"ids": sorted(ids)})}

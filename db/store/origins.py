"""Writes where articles come from, and counts how many sources of its own a story has; it reads no text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from db.facts import MEMBERS, STORIES
from db.models import FingerprintModel, table_of
from db.origins import COPIES, ORIGINS, told_of
from db.records import unpack_signature
from db.types import storable
from domain.story import Candidate, Placement
from domain.syndication import Provenance, independent_sources

# The article whose words a newer one of its story has: signature and earlier articles -> id and share.
FindOriginal = Callable[[Sequence[int], Sequence[Candidate]], tuple[int, float] | None]

FINGERPRINTS = table_of(FingerprintModel)
# The earliest articles of a story are those that others copy; a story of more is a running report.
MAX_COMPARED = 50
MAX_WORDS = 300

_STORY_ID: BindParameter[int] = bindparam("id_of_story")
_ARTICLE_ID: BindParameter[int] = bindparam("id_of_article")
_FORGET = delete(ORIGINS).where(ORIGINS.c.article_id == _ARTICLE_ID)
_SET = update(STORIES).where(STORIES.c.id == _STORY_ID)
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


def is_copy(placement: Placement) -> bool:
    """Whether its membership says already that an article is a copy."""
    return placement.reason in COPIES


def _row(article_id: int, outlet: str, how: str, words: str = "") -> dict[str, object]:
    return {
        "article_id": article_id,
        "outlet": storable(outlet)[:MAX_WORDS],
        "how": how,
        "words": storable(words)[:MAX_WORDS],
        "of_article_id": None,
    }

"""Writes fingerprints and looks up which stored articles may be copies; who is one is not judged here."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, bindparam, delete, insert, select

from db.facts import MEMBERS
from db.models import FingerprintBandModel, FingerprintModel, table_of
from db.records import pack_signature, signed_64, unpack_signature
from domain.story import Candidate, Fingerprint

FINGERPRINTS = table_of(FingerprintModel)
BANDS = table_of(FingerprintBandModel)

# Those that share most bands come first, so the cut takes the least likely: at 32 bands a copy of
# Jaccard 0.7 shares 8 bands on average, an unrelated text of one template 1 or 2.
MAX_CANDIDATES = 400

_BY_BANDS = select(BANDS.c.article_id).where(BANDS.c.key.in_(bindparam("keys", expanding=True)))
_BY_CONTENT = (
    select(FINGERPRINTS.c.article_id)
    .where(FINGERPRINTS.c.content_hash == bindparam("content_hash"))
    .order_by(FINGERPRINTS.c.article_id)
    .limit(MAX_CANDIDATES)
)
_CANDIDATES = (
    select(
        MEMBERS.c.article_id,
        MEMBERS.c.story_id,
        FINGERPRINTS.c.content_hash,
        FINGERPRINTS.c.signature,
    )
    .join(FINGERPRINTS, FINGERPRINTS.c.article_id == MEMBERS.c.article_id)
    .where(MEMBERS.c.article_id.in_(bindparam("ids", expanding=True)))
    .order_by(MEMBERS.c.article_id)
)
_FORGET = tuple(
    delete(table).where(table.c.article_id == bindparam("id_of_article"))
    for table in (FINGERPRINTS, BANDS)
)


def forget_fingerprint(connection: Connection, article_id: int) -> None:
    for statement in _FORGET:
        connection.execute(statement, {"id_of_article": article_id})


def write_fingerprint(connection: Connection, article_id: int, fingerprint: Fingerprint) -> None:
    connection.execute(
        insert(FINGERPRINTS),
        {
            "article_id": article_id,
            "content_hash": fingerprint.content_hash,
            "signature": pack_signature(fingerprint.signature),
        },
    )
    if keys := {signed_64(key) for key in fingerprint.bands}:
        rows = [{"key": key, "article_id": article_id} for key in sorted(keys)]
        connection.execute(insert(BANDS), rows)


def find_candidates(
    connection: Connection, fingerprint: Fingerprint, *, but: int
) -> list[Candidate]:
    """Stored articles that share the content hash or at least one band; the closest, if there are many."""
    shared = _by_bands(connection, fingerprint)
    if fingerprint.content_hash:
        same = connection.execute(_BY_CONTENT, {"content_hash": fingerprint.content_hash})
        shared.update({id_: len(fingerprint.bands) + 1 for (id_,) in same})
    shared.pop(but, None)
    if not shared:
        return []
    closest = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:MAX_CANDIDATES]
    rows = connection.execute(_CANDIDATES, {"ids": [id_ for id_, _ in closest]})
    return [
        Candidate(
            article_id=article_id,
            story_id=story_id,
            content_hash=content_hash,
            signature=unpack_signature(signature),
        )
        for article_id, story_id, content_hash, signature in rows
    ]


def _by_bands(connection: Connection, fingerprint: Fingerprint) -> Counter[int]:
    if not fingerprint.bands:
        return Counter()
    # A key has its band's number in it: equal keys are equal bands.
    keys = [signed_64(key) for key in fingerprint.bands]
    return Counter(connection.execute(_BY_BANDS, {"keys": keys}).scalars())

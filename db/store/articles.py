"""Writes an article with everything that follows from it, in one transaction; decides nothing itself.

Where the article belongs and who is told is decided by the two functions that are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from db.engine import Database
from db.facts import ARTICLES, facts_of_story
from db.models import RawPageModel, RevisionModel, table_of
from db.records import edit_columns
from db.store.ending import end_entry, known_already, still_ours
from db.store.facts import forget_judgement, source_facts, write_assessment
from db.store.fingerprints import find_candidates, forget_fingerprint, write_fingerprint
from db.store.index import add_to_index, remove_from_index
from db.store.known import id_by_url
from db.store.origins import (
    FindOriginal,
    count_sources,
    is_copy,
    note_copied,
    write_provenance,
)
from db.store.outgoing import write_alerts
from db.store.placing import (
    grow_story,
    is_story_relevant,
    join_story,
    leave_own_story,
    lock_placement,
    retitle_story,
    story_of,
    story_title,
    story_update,
)
from db.store.prepared import Prepared, prepare
from db.store.rereads import note_read, plan_rereads
from domain.alert import NewAlert
from domain.article import Article, document_text
from domain.assessment import Assessment
from domain.fetched import Fetched
from domain.revision import Edit
from domain.rows import PendingEntry, SavedArticle
from domain.story import Candidate, Facts, Fingerprint, Placement, StoryUpdate, merge_facts
from domain.syndication import Provenance

PlaceArticle = Callable[[Fingerprint, Sequence[Candidate]], Placement]
PlanAlerts = Callable[[StoryUpdate], Sequence[NewAlert]]

RAW_PAGES = table_of(RawPageModel)
REVISIONS = table_of(RevisionModel)

_ARTICLE_ID: BindParameter[int] = bindparam("id_of_article")
_INSERT = insert(ARTICLES).returning(ARTICLES.c.id)
_UPDATE = update(ARTICLES).where(ARTICLES.c.id == _ARTICLE_ID)
_OLD = select(
    ARTICLES.c.title, ARTICLES.c.text, ARTICLES.c.content_hash, ARTICLES.c.first_seen_at
).where(ARTICLES.c.id == _ARTICLE_ID)
_FORGET_PAGE = delete(RAW_PAGES).where(RAW_PAGES.c.article_id == _ARTICLE_ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """One transaction under way: what is written, by whose decisions, when."""

    connection: Connection
    prepared: Prepared
    place: PlaceArticle
    plan: PlanAlerts
    shown_by: tuple[tuple[str, str], ...]
    now: datetime
    provenance: Provenance | None = None
    find_original: FindOriginal | None = None
    edit: Edit | None = None
    entry: PendingEntry | None = None
    page: Fetched | None = None


def save_article(
    database: Database,
    article: Article,
    assessment: Assessment,
    fingerprint: Fingerprint,
    *,
    entry: PendingEntry,
    place: PlaceArticle,
    plan: PlanAlerts,
    now: datetime,
    page: Fetched | None = None,
    retry_at: datetime | None = None,
    provenance: Provenance | None = None,
    find_original: FindOriginal | None = None,
    edit: Edit | None = None,
) -> SavedArticle:
    """Store an article with assessment, story, alerts and its entry's outcome: all or nothing.

    Shape: `place` gets the candidates, `plan` what became of the story; both are pure and are called
    inside the transaction. With `retry_at` the entry stays pending and a later call with a better
    text replaces this one. An address that is stored already makes no second article: the entry's
    source joins that article's story.
    Errors: StoreError; permanent with reason `url_too_long`.
    """
    prepared = prepare(article, assessment, fingerprint, page, now)
    with database.write() as session:
        connection = session.connection()
        lock_placement(connection)
        if not still_ours(connection, entry):
            return SavedArticle(outcome="lost")
        known = id_by_url(connection, article.url)
        shown_by = tuple(source_facts(entry.source.id, entry.source.category))
        if known is not None and known != entry.article_id:
            return known_already(connection, entry, known, shown_by, now)
        writing = _Writing(
            connection=connection,
            prepared=prepared,
            place=place,
            plan=plan,
            shown_by=shown_by,
            now=now,
            provenance=provenance,
            find_original=find_original,
            edit=edit,
            entry=entry,
            page=page,
        )
        if entry.article_id is None:
            article_id = _insert_article(writing, seen_at=entry.first_seen_at, is_seed=False)
        else:
            article_id = entry.article_id
        end_entry(connection, entry, article, article_id, retry_at=retry_at, now=now)
        if entry.article_id is None:
            return _into_story(writing, article_id, entry.first_seen_at, outcome="stored")
        return _improve(writing, article_id, edited=entry.edited or entry.reread is not None)


def save_seed(
    database: Database,
    article: Article,
    assessment: Assessment,
    fingerprint: Fingerprint,
    *,
    place: PlaceArticle,
    now: datetime,
    replace: bool = False,
    provenance: Provenance | None = None,
) -> int:
    """Store a seed document like any article, but tell nobody; returns the article's id.

    `replace`: earlier seeds stay as articles and are seeds no more. An article that is stored
    already becomes the seed as it stands.
    """
    prepared = prepare(article, assessment, fingerprint, None, now)
    with database.write() as session:
        connection = session.connection()
        lock_placement(connection)
        if replace:
            connection.execute(update(ARTICLES).where(ARTICLES.c.is_seed).values(is_seed=False))
        known = id_by_url(connection, article.url)
        if known is not None:
            connection.execute(_UPDATE, {"id_of_article": known, "is_seed": True})
            return known
        writing = _Writing(
            connection=connection,
            prepared=prepared,
            place=place,
            plan=lambda _: (),
            shown_by=(),
            now=now,
            provenance=provenance,
        )
        article_id = _insert_article(writing, seen_at=now, is_seed=True)
        _into_story(writing, article_id, now, outcome="stored")
        return article_id


def _insert_article(writing: _Writing, *, seen_at: datetime, is_seed: bool) -> int:
    columns = {**writing.prepared.columns, "first_seen_at": seen_at, "is_seed": is_seed}
    article_id = int(writing.connection.execute(_INSERT, columns).scalar_one())
    _write_around(writing, article_id)
    return article_id


def _write_around(writing: _Writing, article_id: int) -> None:
    connection, prepared = writing.connection, writing.prepared
    if prepared.raw_page:
        connection.execute(insert(RAW_PAGES), {"article_id": article_id, **prepared.raw_page})
    add_to_index(connection, article_id, prepared.terms)
    write_fingerprint(connection, article_id, prepared.fingerprint)
    write_provenance(connection, article_id, writing.provenance)


def _into_story(
    writing: _Writing, article_id: int, seen_at: datetime, *, outcome: str
) -> SavedArticle:
    """Place the article, say what its story claims now, write the alerts that follow."""
    connection, prepared = writing.connection, writing.prepared
    candidates = find_candidates(connection, prepared.fingerprint, but=article_id)
    placement = writing.place(prepared.fingerprint, candidates)
    known = placement.story_id
    before = None if known is None else facts_of_story(connection, known)
    own = _write_assessment(writing, article_id, seen_at)
    after = own if before is None else merge_facts(before, own)
    story_id = join_story(
        connection,
        article_id,
        placement,
        title=story_title(prepared.article),
        seen_at=seen_at,
        after=after,
        now=writing.now,
    )
    after = _with_sources(writing, article_id, story_id, after, copy=is_copy(placement))
    _have_read_again(writing, article_id)
    return SavedArticle(
        outcome=outcome,
        article_id=article_id,
        story_id=story_id,
        opened=known is None,
        alerts=_tell(writing, story_id, article_id, before, after),
    )


def _improve(writing: _Writing, article_id: int, *, edited: bool) -> SavedArticle:
    """Replace a text that was poorer, or was edited since; what was known stays as a revision."""
    connection, prepared = writing.connection, writing.prepared
    story_id = story_of(connection, article_id)
    assert story_id is not None, "every article is in a story"
    poorer = prepared.article.fallback_reason is not None and not edited
    _have_read_again(writing, article_id)
    if poorer or (edited and _says_the_same(writing, article_id)):
        return SavedArticle(outcome="unchanged", article_id=article_id, story_id=story_id)
    outcome = "edited" if edited else "improved"
    before = facts_of_story(connection, story_id)
    seen_at = _replace_text(writing, article_id, outcome)
    forget_judgement(connection, article_id, prepared.assessment)
    if leave_own_story(connection, article_id, story_id):
        return _into_story(writing, article_id, seen_at, outcome=outcome)
    _write_assessment(writing, article_id, seen_at)
    retitle_story(connection, article_id, story_title(prepared.article))
    after = replace(
        facts_of_story(connection, story_id), relevant=is_story_relevant(connection, story_id)
    )
    grow_story(connection, story_id, after, seen_at=seen_at)
    after = _with_sources(writing, article_id, story_id, after, copy=False)
    alerts = _tell(writing, story_id, article_id, before, after)
    return SavedArticle(outcome=outcome, article_id=article_id, story_id=story_id, alerts=alerts)


def _have_read_again(writing: _Writing, article_id: int) -> None:
    """Flagged articles have their pages read again; what was just read counts as read."""
    connection, entry, page = writing.connection, writing.entry, writing.page
    if entry is None or page is None or writing.prepared.article.fallback_reason:
        return
    if writing.prepared.assessment.flags:
        plan_rereads(connection, article_id, entry.id, page.validators, now=writing.now)
    note_read(connection, article_id, page.validators, now=writing.now)


def _with_sources(
    writing: _Writing, article_id: int, story_id: int, after: Facts, *, copy: bool
) -> Facts:
    """Look whose words the article has, unless that is known, and count the story's sources anew."""
    connection, signature = writing.connection, writing.prepared.fingerprint.signature
    if writing.find_original and not copy:
        note_copied(connection, article_id, story_id, signature, writing.find_original)
    return replace(after, independent=count_sources(connection, story_id))


def _write_assessment(writing: _Writing, article_id: int, seen_at: datetime) -> Facts:
    prepared = writing.prepared
    facts = write_assessment(
        writing.connection,
        article_id,
        prepared.assessment,
        language=prepared.article.language,
        shown_by=writing.shown_by,
        now=writing.now,
    )
    text = document_text(prepared.columns["title"], prepared.columns["text"])
    return replace(facts, relevant=prepared.assessment.relevant, text=text, seen_at=seen_at)


def _tell(
    writing: _Writing, story_id: int, article_id: int, before: Facts | None, after: Facts
) -> int:
    update_ = story_update(
        writing.connection,
        story_id,
        article_id=article_id,
        assessment=writing.prepared.assessment,
        before=before,
        after=after,
        edit=writing.edit,
    )
    return write_alerts(writing.connection, story_id, writing.plan(update_), now=writing.now)


def _says_the_same(writing: _Writing, article_id: int) -> bool:
    old, new = (
        writing.connection.execute(_OLD, {"id_of_article": article_id}).one(),
        writing.prepared,
    )
    return (old.title, old.text) == (new.columns["title"], new.columns["text"])


def _replace_text(writing: _Writing, article_id: int, change: str) -> datetime:
    """Keep the old text as a revision and write the new one; returns when the article was first seen."""
    connection, key = writing.connection, {"id_of_article": article_id}
    old = connection.execute(_OLD, key).one()
    revision = {
        "article_id": article_id,
        "seen_at": writing.now,
        "title": old.title,
        "text": old.text,
        "content_hash": old.content_hash,
        "change": change,
        **edit_columns(writing.edit),
    }
    connection.execute(insert(REVISIONS), revision)
    remove_from_index(connection, article_id, old.title, old.text)
    forget_fingerprint(connection, article_id)
    if writing.prepared.raw_page:
        connection.execute(_FORGET_PAGE, key)
    connection.execute(_UPDATE, {**key, **writing.prepared.columns})
    _write_around(writing, article_id)
    seen_at: datetime = old.first_seen_at
    return seen_at

"""Care of a database: check, backup, restore, pruning by age; it changes no article."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import CursorResult, delete, func, select, text
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import ArticleModel, RawPageModel, RevisionModel
from db.schema import current_revision, head_revision
from db.server import encoding_fault
from db.store.polls import prune_polls
from domain.errors import StoreError

PRUNABLE = ("polls", "raw_pages_other", "raw_pages_relevant", "revisions")
_BATCH = 500


def check(database: Database) -> list[str]:
    """Look for what is wrong: schema, integrity, orphans, full-text index; nothing found is well."""
    with database.read() as session:
        found = current_revision(session.connection())
        if found != head_revision():
            return [f"the schema is {found or 'empty'}, this version needs {head_revision()}"]
        dialect = _sqlite_faults if database.is_sqlite else _postgres_faults
        return [*dialect(session), *_index_faults(session, database)]


def backup(database: Database, target: Path) -> None:
    """Copy a SQLite database while others write to it; the copy is one consistent state.

    Errors: StoreError when the target exists, or on PostgreSQL, which has its own tool for that.
    """
    source = _sqlite_path(database, f"pg_dump --format=custom --file={target}")
    if target.exists():
        raise StoreError(f"{target} exists already", reason="exists", transient=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own until it is whole: a backup cut short must not look like one.
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(unfinished)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        _require_sound(unfinished)
        os.replace(unfinished, target)
    except sqlite3.Error as error:
        raise StoreError(f"backup to {target}: {error}", reason="backup") from error
    finally:
        unfinished.unlink(missing_ok=True)


def restore(database: Database, source: Path) -> None:
    """Put a backup in the place of a SQLite database; all others must have closed it.

    Errors: StoreError when the backup is not sound; the database is untouched then.
    """
    target = _sqlite_path(database, f"pg_restore --clean --if-exists {source}")
    if not source.is_file():
        raise StoreError(f"{source} is not a file", reason="missing", transient=False)
    _require_sound(source)
    database.dispose()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Through SQLite itself, not by moving files: its locks keep a forgotten daemon's writes out.
        with closing(sqlite3.connect(source)) as saved, closing(sqlite3.connect(target)) as live:
            saved.backup(live)
    except sqlite3.Error as error:
        raise StoreError(f"restore from {source}: {error}", reason="restore") from error


def prune(
    database: Database, keep: Mapping[str, timedelta], *, now: datetime, dry_run: bool = True
) -> dict[str, int]:
    """Remove what is older than `keep` says, by kind (see `PRUNABLE`); returns how much of each.

    Articles, entries, stories and raw pages of flagged articles are never removed by age.
    """
    counts = {}
    for kind, age in keep.items():
        before = now - age
        if kind == "polls":
            counts[kind] = prune_polls(database, before=before, dry_run=dry_run)
        elif kind == "revisions":
            counts[kind] = _prune_revisions(database, before, dry_run=dry_run)
        elif kind in PRUNABLE:
            class_ = kind.removeprefix("raw_pages_")
            counts[kind] = _prune_raw_pages(database, class_, before, dry_run=dry_run)
        else:
            raise StoreError(f"cannot prune '{kind}'", reason="prune", transient=False)
    return counts


def _prune_raw_pages(
    database: Database, retention_class: str, before: datetime, *, dry_run: bool
) -> int:
    old = (RawPageModel.retention_class == retention_class, RawPageModel.fetched_at < before)
    if dry_run:
        with database.read() as session:
            return session.scalar(select(func.count()).select_from(RawPageModel).where(*old)) or 0
    removed = 0
    while True:  # in batches: a long transaction would keep the daemon waiting
        with database.write() as session:
            batch = select(RawPageModel.article_id).where(*old).limit(_BATCH)
            count = _deleted(
                session.execute(delete(RawPageModel).where(RawPageModel.article_id.in_(batch)))
            )
        removed += count
        if count < _BATCH:
            return removed


def _prune_revisions(database: Database, before: datetime, *, dry_run: bool) -> int:
    old = RevisionModel.seen_at < before
    if dry_run:
        with database.read() as session:
            return session.scalar(select(func.count()).select_from(RevisionModel).where(old)) or 0
    with database.write() as session:
        return _deleted(session.execute(delete(RevisionModel).where(old)))


def _deleted(result: object) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


def _sqlite_faults(session: Session) -> Iterator[str]:
    for row in session.execute(text("PRAGMA integrity_check(5)")).all():
        if row[0] != "ok":
            yield f"the file is damaged: {row[0]}"
    orphans = session.execute(text("PRAGMA foreign_key_check")).all()
    if orphans:
        yield f"{len(orphans)} rows without their parent, first in table {orphans[0][0]}"


def _postgres_faults(session: Session) -> Iterator[str]:
    if fault := encoding_fault(session.connection()):
        yield fault


def _index_faults(session: Session, database: Database) -> Iterator[str]:
    index = "articles_fts_docsize" if database.is_sqlite else "articles_fts"
    indexed = session.scalar(text(f"SELECT count(*) FROM {index}"))  # noqa: S608  one of two names
    stored = session.scalar(select(func.count()).select_from(ArticleModel))
    if indexed != stored:
        yield f"the full-text index holds {indexed} of {stored} articles"


def _sqlite_path(database: Database, command: str) -> Path:
    if database.path is None:
        raise StoreError(
            f"PostgreSQL is saved with its own tool: {command} {database.url.render_as_string()}",
            reason="not_sqlite",
            transient=False,
        )
    return database.path


def _require_sound(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            verdict = opened.execute("PRAGMA quick_check").fetchone()[0]
            known = opened.execute("SELECT count(*) FROM alembic_version").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(
            f"{path} is not a sound database: {error}", reason="corrupt", transient=False
        ) from error
    if verdict != "ok" or not known:
        raise StoreError(f"{path} is not sound: {verdict}", reason="corrupt", transient=False)

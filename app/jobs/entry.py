"""Bring one entry in: decide whether its page is wanted, fetch, parse, assess, store with story and alerts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from urllib.parse import urlsplit

from alerts.routing import plan_alerts
from app import digest
from app.build import House
from app.digest import Digest
from app.jobs.links import follow_link
from app.jobs.page import Page, get_page, retry_at
from app.jobs.timing import leases
from app.jobs.troubles import tell_trouble
from config.lexicons import bundled_lexicons
from db import store
from db.store import vanishing
from domain.alert import NewAlert
from domain.errors import ParseError, TumenError
from domain.fetched import Fetched
from domain.listing import Entry
from domain.rows import Earlier, PendingEntry, SavedArticle
from domain.source import Source
from domain.story import StoryUpdate
from ingest.assess import touches_subject
from ingest.stories import original_of, place
from ingest.urls import canonical_url

log = logging.getLogger(__name__)

# What found no time (a host with a long queue) comes again after a while that grows up to an hour: a minute
# with leases of five.
LATE_SHARE = 0.2
MAX_LATE_S = 3_600
# A bug or a broken constraint may be of the moment (no worker could be started, another process was
# quicker); met this often, it is the entry's own.
MAX_BUGS = 5
# Not there, and not there for good (RFC 9110 §15.5.5, §15.5.11).
MISSING = (404, 410)
_OWN_FAULTS = frozenset({"url_too_long", "constraint", "store"})


async def ingest_entry(house: House, pending: PendingEntry, *, time_s: float | None = None) -> None:
    """Take one claimed entry to its end: an article, a known article, off the subject, or given up.

    One that takes `time_s` seconds is put off.
    """
    time_s = leases(house).entry.work_s if time_s is None else time_s
    limit = asyncio.timeout(time_s)
    house.reach("entry.claimed")
    try:
        async with limit:
            await _ingest(house, pending)
    except Exception as error:
        if limit.expired() and isinstance(error, TimeoutError):
            await _put_off(house, pending, time_s)
            return
        if not _is_hopeless(error, pending.attempts):
            raise
        reason = error.reason if isinstance(error, TumenError) else "bug"
        tell_trouble(house, "entries", error)
        await house.stored(
            store.fail_entry,
            pending,
            reason=reason,
            detail=str(error).rpartition("\n")[2] or type(error).__name__,
            now=house.clock.now(),
        )
        house.tally.entries["failed"] += 1


async def _put_off(house: House, pending: PendingEntry, time_s: float) -> None:
    now, detail = house.clock.now(), f"not done within {time_s:g} s"
    late_s = LATE_SHARE * leases(house).entry.total_s
    wait_s = min(late_s * pending.attempts, MAX_LATE_S)
    await house.stored(
        store.retry_entry,
        pending,
        due_at=now + timedelta(seconds=wait_s),
        reason="late",
        detail=detail,
    )
    house.tally.entries["late"] += 1
    log.warning("entry put off", extra={"entry": pending.id, "detail": detail})


async def _await_turn(house: House, pending: PendingEntry, turn_at: datetime) -> None:
    """Give the entry back until the host may be asked; nothing was tried, so nothing is counted."""
    detail = "its host is asked for one page at a time, slowly"
    await house.stored(
        store.retry_entry, pending, due_at=turn_at, reason="paced", detail=detail, counted=False
    )
    log.debug("entry waits for its turn", extra={"entry": pending.id, "turn": turn_at.isoformat()})


async def _ingest(house: House, pending: PendingEntry) -> None:
    source, entry = pending.source, pending.entry
    if not (entry.url or entry.title or entry.summary or entry.content):
        await _finish(house, pending, "empty", "neither link nor text")
        return
    before = await _before(house, pending)
    if before is None and not source.topic_specific and not _touches(entry):
        await _finish(house, pending, "off_subject", "title and summary do not touch the subject")
        return
    followed = await follow_link(house, pending)
    if followed.turn_at is not None:
        await _await_turn(house, pending, followed.turn_at)
        return
    entry, url, known = await _addressed(house, replace(pending, entry=followed.entry))
    pending = replace(pending, entry=entry)
    if known and known != pending.article_id:
        await _finish(house, pending, "duplicate_url", f"already known as article {known}", known)
        return
    page = await get_page(house, pending)
    if page.turn_at is not None:
        await _await_turn(house, pending, page.turn_at)
        return
    house.reach("entry.fetched")
    if pending.reread is not None and not await _is_read_again(house, pending, page, before):
        return
    digested = await _digest(house, pending, page, url, before)
    house.reach("entry.digested")
    saved = await house.stored(
        store.save_article,
        digested.article,
        digested.assessment,
        digested.fingerprint,
        entry=pending,
        page=page.fetched,
        place=place,
        plan=partial(_plan, house),
        retry_at=retry_at(page, pending.attempts, house.clock.now()),
        provenance=digested.provenance,
        edit=digested.edit,
        find_original=original_of,
        now=house.clock.now(),
    )
    house.reach("entry.stored")
    _tell(house, source, digested, saved)


async def _addressed(house: House, pending: PendingEntry) -> tuple[Entry, str, int | None]:
    """The entry, the address of its article, and the article that has this address already.

    Many feeds of small sites link all their items to one place, the listing or a front page: the second of
    them is no copy of the first, and is what the feed says of it.
    """
    source, entry = pending.source, pending.entry
    url = article_url(source, entry)
    known = await house.stored(store.find_article_by_url, url)
    if known in (None, pending.article_id) or not _is_front(source, url):
        return entry, url, known
    apart = replace(entry, url=None)
    url = article_url(source, apart)
    return apart, url, await house.stored(store.find_article_by_url, url)


def _is_front(source: Source, url: str) -> bool:
    parts = urlsplit(url)
    is_root = parts.path in ("", "/") and not parts.query and not parts.fragment
    return is_root or url == canonical_url(source.url)


async def _is_read_again(
    house: House, pending: PendingEntry, page: Page, before: Earlier | None
) -> bool:
    """Whether there is a page to compare. One that is not there now leaves the article as it is."""
    now = house.clock.now()
    if page.fetched is not None and not page.fetched.not_modified:
        return True
    if page.status in MISSING and before is not None:
        deadline_s = house.settings.workers.parse_deadline_s
        judged = await house.workers.run(digest.judge, before.article, deadline_s=deadline_s)
        saved = await house.stored(
            vanishing.note_missing_page,
            pending,
            judged.assessment,
            plan=partial(_plan, house),
            now=now,
        )
        house.tally.alerts += saved.alerts
        log.info("page is missing", extra={"article": pending.article_id, "outcome": saved.outcome})
    elif page.fetched is not None:
        await house.stored(vanishing.note_unchanged_page, pending, now=now)
    await _finish(house, pending, "stored", page.reason or "not modified", pending.article_id)
    return False


async def _before(house: House, pending: PendingEntry) -> Earlier | None:
    """The article of an entry whose headline was edited, or whose page is read again, as it is stored."""
    if pending.article_id is None or not (pending.edited or pending.reread):
        return None
    return await house.stored(store.earlier_article, pending.article_id)


def _is_hopeless(error: Exception, attempts: int) -> bool:
    """Whether this entry would fail for ever; what ails the whole database is no fault of an entry."""
    if isinstance(error, TumenError):
        if error.transient or error.reason not in _OWN_FAULTS:
            return False
        return error.reason == "url_too_long" or attempts >= MAX_BUGS
    return attempts >= MAX_BUGS


def article_url(source: Source, entry: Entry) -> str:
    """The canonical address of an entry's article; an entry without a link is named by its identity."""
    link = canonical_url(entry.url, base=source.url) if entry.url else None
    return link or f"{source.url}#{sha256(entry.identity.encode()).hexdigest()[:16]}"


def _touches(entry: Entry) -> bool:
    if not entry.title and not entry.summary:
        return True  # a bare sitemap line says nothing; only its page can
    return touched_word(entry) is not None


def load_lexicons() -> None:
    """Read what `touched_word` looks up, which it would do at its first call; this takes seconds."""
    touches_subject("", "", bundled_lexicons())


def touched_word(entry: Entry) -> str | None:
    """The word by which an entry's title, summary or keywords touch the subject, if one does."""
    words = " ".join([entry.summary or entry.content, *entry.keywords])
    return touches_subject(entry.title, words, bundled_lexicons())


async def _digest(
    house: House, pending: PendingEntry, page: Page, url: str, before: Earlier | None
) -> Digest:
    now, source, entry = house.clock.now(), pending.source, pending.entry
    again = digest.digest_edit if pending.reread is None else digest.digest_reread

    async def make(fetched: Fetched | None, reason: str | None) -> Digest:
        given = (source, entry, fetched, url, reason, now)
        deadline_s = house.settings.workers.parse_deadline_s
        if before is None:
            return await house.workers.run(digest.digest_entry, *given, deadline_s=deadline_s)
        return await house.workers.run(again, *given, before, deadline_s=deadline_s)

    try:
        return await make(page.fetched, page.reason)
    except ParseError as error:
        # The page hung or crashed its worker; what the feed said is still there.
        reason = f"{error.reason}: {error.message}"
    except Exception as bug:
        if page.fetched is None:
            raise
        tell_trouble(house, "entries", bug)
        reason = "bug: the page met a fault in the parser"
    return await make(None, reason)


def _plan(house: House, update: StoryUpdate) -> Sequence[NewAlert]:
    """Plan the alerts of a story's change, unless its article is older than the operator cares for."""
    house.reach("entry.writing")
    now = house.clock.now()
    published_at = update.articles[0].published_at if update.articles else None
    max_age = timedelta(days=house.settings.alerts.max_age_days)
    if max_age and published_at and now - published_at > max_age:
        return ()
    return plan_alerts(house.routes.values(), update, now=now)


async def _finish(
    house: House, pending: PendingEntry, outcome: str, detail: str, article_id: int | None = None
) -> None:
    await house.stored(
        store.finish_entry,
        pending,
        outcome=outcome,
        detail=detail,
        article_id=article_id,
        now=house.clock.now(),
    )
    house.tally.entries[outcome] += 1
    log.debug("entry finished", extra={"entry": pending.id, "outcome": outcome, "detail": detail})


def _tell(house: House, source: Source, digested: Digest, saved: SavedArticle) -> None:
    article, assessment, tally = digested.article, digested.assessment, house.tally
    tally.entries[saved.outcome] += 1
    if saved.outcome not in ("stored", "improved", "edited"):
        return
    tally.articles += saved.outcome == "stored"
    tally.stories += saved.opened
    tally.alerts += saved.alerts
    flag = ",".join(assessment.flags) or None
    tally.flagged += bool(flag)
    log.info(
        "article flagged" if flag else "article stored",
        extra={
            "article": saved.article_id,
            "story": saved.story_id,
            "source": source.id,
            "language": article.language,
            "flag": flag,
            "statuses": ",".join(assessment.statuses) or None,
            "title": article.title[:120],
            "from": article.fallback_reason and f"{article.extractor} ({article.fallback_reason})",
        },
    )

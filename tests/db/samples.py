"""Sources, entries, articles and judgements to fill a database with; short ways to store them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from db import store
from db.engine import Database
from domain.alert import NewAlert
from domain.article import Article, document_text
from domain.assessment import TROOP_DEPLOYMENT, Assessment, Claim, Evidence, Figure, Relevance
from domain.changes import material_changes
from domain.fetched import Fetched
from domain.listing import Dated, Entry, Listing
from domain.rows import PendingEntry, SavedArticle
from domain.source import HostHold, PollRecord, Source, SourceState, Validators
from domain.story import Candidate, Fingerprint, Placement, StoryUpdate
from tests.fakes import FakeClock

OWNER = "daemon-1"
_fresh = count(1_000)


def source(id_: str = "yonhap-en", **fields: Any) -> Source:
    defaults = {"name": id_.title(), "url": f"https://{id_}.example/rss", "kind": "feed"}
    return Source(**{"id": id_, "language": "en", "category": "agency", **defaults, **fields})


def entry(identity: str, **fields: Any) -> Entry:
    defaults = {"url": f"https://news.example/{identity}", "title": f"Title of {identity}"}
    return Entry(**{"identity": identity, **defaults, **fields})


def article(url: str, title: str = "North Korea sends troops", **fields: Any) -> Article:
    defaults = {"text": "The NIS said 11,000 soldiers had arrived in Kursk.", "language": "en"}
    return Article(**{"url": url, "title": title, **defaults, **fields})


def evidence(of: Article, quote: str) -> Evidence:
    start = document_text(of.title, of.text).index(quote)
    return Evidence(start=start, end=start + len(quote), text=quote)


def figure(number: int, span: Evidence, **fields: Any) -> Figure:
    return Figure(
        **{"low": number, "high": number, "bound": "exact", "what": "troops", **fields},
        evidence=span,
    )


def flagged(
    of: Article, *, number: int = 11_000, status: Any = "reported", **claim: Any
) -> Assessment:
    """An assessment with one flag, one claim and its figure, resting on the article's first sentence."""
    span = evidence(of, of.text.split("\n")[0] or of.title)
    number_of = figure(number, span)
    said = {"status": status, "speaker": "NIS", "destination": "Kursk", "force": "troops", **claim}
    return Assessment(
        language=of.language,
        relevant=True,
        relevance=Relevance(score=0.9, reasons=("troops in Kursk",)),
        flags=(TROOP_DEPLOYMENT,),
        flag_evidence=((TROOP_DEPLOYMENT, span),),
        statuses=(status,),
        figures=(number_of,),
        claims=(Claim(**said, figures=(number_of,), evidence=span),),
        rule_version="1",
    )


def unflagged(of: Article, *, relevant: bool | None = False) -> Assessment:
    return Assessment(
        language=of.language, relevant=relevant, relevance=Relevance(score=0.1), rule_version="1"
    )


def fingerprint(*bands: int) -> Fingerprint:
    """Texts that share a band are candidates of each other; without bands a text is like no other."""
    unlike = next(_fresh)
    return Fingerprint(
        content_hash=f"hash-{unlike}", bands=bands or (unlike,), signature=(1, 2, 2**32 - 1)
    )


def place_with_first(_: Fingerprint, candidates: Sequence[Candidate]) -> Placement:
    if not candidates:
        return Placement(story_id=None, reason="opened", score=0.0)
    like = candidates[0]
    return Placement(
        story_id=like.story_id, reason="near_duplicate", score=0.8, like_id=like.article_id
    )


def tell_desk(update: StoryUpdate) -> list[NewAlert]:
    """One alert for the route `desk` for each material change."""
    return [
        NewAlert(
            route="desk",
            channel="webhook",
            change=change.kind,
            state=change.state,
            message_id=f"msg-{update.story_id}-{change.state}",
            payload={"title": update.title, "change": change.kind},
        )
        for change in material_changes(
            update.before,
            update.after,
            flag=TROOP_DEPLOYMENT,
            told=update.told,
            edit=update.edit,
        )
    ]


def page(body: bytes = b"<html>whole page</html>") -> Fetched:
    headers = {"content-type": "text/html; charset=utf-8"}
    return Fetched(
        url="https://x.example",
        final_url="https://x.example",
        status=200,
        headers=headers,
        body=body,
    )


def decided(
    source_id: str, now: datetime, **state: Any
) -> Callable[[int], tuple[SourceState, HostHold | None]]:
    """A decision that is made already: the source's state after a poll."""
    fields = {"last_polled_at": now, "last_success_at": now, **state}
    return lambda new: (SourceState(source_id=source_id, **fields), None)


@dataclass(kw_only=True)
class Newsroom:
    """Brings things into a database in the way the daemon does; `updates` are those `plan` was given."""

    database: Database
    clock: FakeClock
    updates: list[StoryUpdate] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def watch(self, *sources: Source) -> None:
        self.sources |= {s.id: s for s in sources}
        store.sync_sources(self.database, tuple(self.sources.values()), now=self.now)

    def poll(self, source_id: str, *entries: Entry, **record: Any) -> int:
        """Claim the source and record a poll that showed these entries; returns how many were new."""
        if source_id not in self.sources:
            self.watch(source(source_id))
        store.make_sources_due(self.database, [source_id], now=self.now)
        store.claim_due_sources(self.database, now=self.now, owner=OWNER, lease_s=60, limit=1_000)
        return store.record_poll(
            self.database,
            poll_record(source_id, self.now, entries_seen=len(entries), **record),
            listing=Listing(format="rss20", entries=entries),
            decide=decided(
                source_id,
                self.now,
                validators=Validators(etag='"v1"'),
                body_hash="body",
                next_due_at=self.now + timedelta(hours=1),
            ),
            owner=OWNER,
        )

    def claim(
        self,
        limit: int = 100,
        *,
        owner: str = OWNER,
        lease_s: float = 60,
        per_source: int = 1_000,
    ) -> list[PendingEntry]:
        return store.claim_due_entries(
            self.database,
            now=self.now,
            owner=owner,
            lease_s=lease_s,
            limit=limit,
            per_source=per_source,
        )

    def pending(self, identity: str, source_id: str = "yonhap-en", **fields: Any) -> PendingEntry:
        """A new entry of a source, already claimed."""
        self.poll(source_id, entry(identity, **fields))
        [claimed] = [e for e in self.claim() if e.entry.identity == identity]
        return claimed

    def save(
        self,
        of: Article,
        assessment: Assessment | None = None,
        like: Fingerprint | None = None,
        *,
        claimed: PendingEntry | None = None,
        source_id: str = "yonhap-en",
        **more: Any,
    ) -> SavedArticle:
        """Bring in an article from its poll to its story."""
        claimed = claimed or self.pending(of.url.rsplit("/", 1)[-1], source_id, url=of.url)

        def plan(update: StoryUpdate) -> list[NewAlert]:
            self.updates.append(update)
            return tell_desk(update)

        return store.save_article(
            self.database,
            of,
            assessment or flagged(of),
            like or fingerprint(),
            **{"entry": claimed, "place": place_with_first, "plan": plan, "now": self.now, **more},
        )

    def save_seed(self, of: Article, assessment: Assessment, **more: Any) -> int:
        return store.save_seed(
            self.database,
            of,
            assessment,
            fingerprint(),
            place=place_with_first,
            now=self.now,
            **more,
        )


def poll_record(source_id: str, now: datetime, **fields: Any) -> PollRecord:
    defaults = {"started_at": now, "finished_at": now, "outcome": "new", "status": 200}
    return PollRecord(**{"source_id": source_id, **defaults, **fields})


def dated(at: datetime, **fields: Any) -> Dated:
    return replace(Dated(at=at, by="feed", raw=at.isoformat()), **fields)

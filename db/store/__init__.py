"""The writing door of ingestion: what is polled, claimed, read and judged goes to rows here.

Each function is one transaction. It reads for nobody: that is `db/queries`; what hosts are owed: `db.store.hosts`.
"""

from db.store.articles import PlaceArticle, PlanAlerts, save_article, save_seed
from db.store.entries import (
    claim_due_entries,
    fail_entry,
    finish_entry,
    retry_entry,
    retry_failed_entries,
)
from db.store.known import earlier_article, find_article_by_url, has_seed
from db.store.leases import lease_owners, release_leases, shorten_leases
from db.store.links import known_link, note_link
from db.store.polls import FinishedPoll, prune_polls, record_poll, record_polls
from db.store.reassessing import begin_reassessing, end_reassessing, save_reassessed
from db.store.sources import (
    claim_due_sources,
    forget_moves,
    make_sources_due,
    reschedule,
    sync_sources,
)

__all__ = [
    "FinishedPoll",
    "PlaceArticle",
    "PlanAlerts",
    "begin_reassessing",
    "claim_due_entries",
    "claim_due_sources",
    "earlier_article",
    "end_reassessing",
    "fail_entry",
    "find_article_by_url",
    "finish_entry",
    "forget_moves",
    "has_seed",
    "known_link",
    "lease_owners",
    "make_sources_due",
    "note_link",
    "prune_polls",
    "record_poll",
    "record_polls",
    "release_leases",
    "reschedule",
    "retry_entry",
    "retry_failed_entries",
    "save_article",
    "save_reassessed",
    "save_seed",
    "shorten_leases",
    "sync_sources",
]

"""The reading door: what people, the web and the command line ask; it writes nothing.

Every function takes the `Database` first; lists give `Rows` (a portion and a cursor), newest first.
"""

from db.queries.alerts import list_alerts, show_alert
from db.queries.articles import list_articles, search, seed_articles, show_article
from db.queries.claims import list_claims, list_figures
from db.queries.counts import count_languages, counts
from db.queries.heat import heat
from db.queries.reassessing import Stale, difference, judged_since, newest_assessment
from db.queries.sources import (
    count_due_sources,
    count_overdue_sources,
    list_polls,
    list_sources,
    list_subscriptions,
)
from db.queries.stories import list_stories, show_story
from db.queries.trace import why

__all__ = [
    "Stale",
    "count_due_sources",
    "count_languages",
    "count_overdue_sources",
    "counts",
    "difference",
    "heat",
    "judged_since",
    "list_alerts",
    "list_articles",
    "list_claims",
    "list_figures",
    "list_polls",
    "list_sources",
    "list_stories",
    "list_subscriptions",
    "newest_assessment",
    "search",
    "seed_articles",
    "show_alert",
    "show_article",
    "show_story",
    "why",
]

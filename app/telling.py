"""What `tumen alerts test` and `preview` do: one trial message, or a route held against the past."""

from __future__ import annotations

from typing import Any

from alerts.channels import build_channel
from alerts.routing import trial_alert
from app.build import Plan, fetch_policy
from app.clock import SystemClock
from db import queries
from db.engine import Database
from domain.alert import Acceptance, Route
from domain.assessment import TROOP_DEPLOYMENT
from domain.errors import ConfigError
from domain.filters import Filter, moment, parse_filter
from ingest.fetch.client import HttpClient

DAYS_A_WEEK = 7
ALL = 1_000_000


async def send_test(plan: Plan, name: str) -> Acceptance:
    """Send a trial message through one route.

    Errors: ConfigError for an unknown route, DeliveryError when it was not accepted.
    """
    route, clock = _route(plan, name), SystemClock()
    async with HttpClient(fetch_policy(plan.settings), clock) as http:
        channel = build_channel(route.channel, poster=http, secrets=plan.secrets, clock=clock)
        return await channel.send(route, trial_alert(route, now=clock.now()))


def preview_route(
    database: Database, plan: Plan, name: str, *, since: str
) -> tuple[list[dict[str, Any]], float]:
    """The stored stories that a route would have been told of, and how many a week that makes.

    Errors: ConfigError for an unknown route or time.
    """
    route, now = _route(plan, name), SystemClock().now()
    try:
        from_ = moment(since, now=now)
    except (ValueError, OverflowError) as error:
        raise ConfigError(f"--since {since}: write 90d or 2026-01-31") from error
    asked = parse_filter(f"flag:{TROOP_DEPLOYMENT} since:{since} -is:seed")
    wanted = Filter(clauses=(*route.filter.clauses, *asked.clauses))
    rows = [dict(row) for row in queries.list_stories(database, wanted, now=now, limit=ALL)]
    weeks = max((now - from_).total_seconds() / 86400 / DAYS_A_WEEK, 1 / DAYS_A_WEEK)
    return rows, len(rows) / weeks


def _route(plan: Plan, name: str) -> Route:
    for route in plan.routes:
        if route.name == name:
            return route
    known = ", ".join(route.name for route in plan.routes) or "none"
    raise ConfigError(f"no route '{name}' in routes.toml; there are: {known}")

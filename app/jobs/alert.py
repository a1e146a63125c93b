"""Send one alert: one attempt, one delivery row, and the decision whether to try again."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from alerts.retry import after_attempt
from app.build import House
from app.jobs.timing import leases
from app.jobs.troubles import tell_trouble
from db import outbox
from domain.alert import Acceptance, DeliveryOutcome, DeliveryRecord, DueAlert
from domain.errors import DeliveryError, StoreError

log = logging.getLogger(__name__)


async def send_alert(house: House, due: DueAlert, *, time_s: float | None = None) -> None:
    """Attempt one claimed alert and record what came of it; `time_s` seconds are an attempt."""
    house.reach("alert.claimed")
    time_s = leases(house).alert.work_s if time_s is None else time_s
    started_at = house.clock.now()
    if not await house.stored(outbox.is_held, due.id, fence=due.fence, now=started_at):
        # We stood still for longer than our lease, and somebody else may have sent it.
        log.warning("alert of a lost lease not sent", extra={"alert": due.id})
        return
    error: DeliveryError | None = None
    try:
        taken = await _send_in_time(house, due, time_s)
        detail, status = taken.detail, taken.status
    except DeliveryError as failed:
        error, detail, status = failed, failed.message, failed.status
    except Exception as bug:
        # Without an outcome it would come back for ever; so it ends among the dead letters.
        tell_trouble(house, "alerts", bug)
        error = DeliveryError(f"unexpected {type(bug).__name__}", reason="bug", transient=True)
        detail, status = error.message, None
    house.reach("alert.sent")
    next_at = _next_at(house, due, error) if error else None
    record = DeliveryRecord(
        alert_id=due.id,
        attempt=due.attempts,
        started_at=started_at,
        finished_at=house.clock.now(),
        outcome=_outcome(error, next_at),
        detail=detail,
        status=status,
        next_attempt_at=next_at,
    )
    try:
        await write_outcome(house, due, record)
    except (StoreError, asyncio.CancelledError) as trouble:
        house.owed.outcomes.append((due, record))
        log.warning("outcome not written yet", extra={"alert": due.id, "detail": str(trouble)})
        if isinstance(trouble, asyncio.CancelledError):
            raise


async def write_outcome(house: House, due: DueAlert, record: DeliveryRecord) -> None:
    """Record what came of an attempt and say so. Errors: StoreError."""
    if not await house.stored(outbox.record_delivery, record, fence=due.fence):
        log.warning("delivery of a lost lease ignored", extra={"alert": due.id})
        return
    house.reach("alert.recorded")
    _tell(house, due, record)


async def _send_in_time(house: House, due: DueAlert, time_s: float) -> Acceptance:
    limit = asyncio.timeout(time_s)
    try:
        async with limit:
            return await _send(house, due)
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise DeliveryError(
            f"no answer within {time_s:g} s", reason="timeout", transient=True
        ) from error


async def _send(house: House, due: DueAlert) -> Acceptance:
    route = house.routes.get(due.route)
    if route is None:
        raise DeliveryError(
            f"route '{due.route}' is not in routes.toml any more",
            reason="no_route",
            transient=False,
        )
    return await house.channels[route.channel].send(route, due)


def _next_at(house: House, due: DueAlert, error: DeliveryError) -> datetime | None:
    return after_attempt(
        due.failures + 1,
        error,
        schedule_s=house.settings.alerts.retry_schedule_s,
        now=house.clock.now(),
        jitter=house.jitter(),
    )


def _outcome(error: DeliveryError | None, next_at: datetime | None) -> DeliveryOutcome:
    if error is None:
        return "delivered"
    return "retry" if next_at else "dead"


def _tell(house: House, due: DueAlert, record: DeliveryRecord) -> None:
    house.tally.deliveries[record.outcome] += 1
    facts = {
        "alert": due.id,
        "route": due.route,
        "channel": due.channel,
        "change": due.state,
        "attempt": record.attempt,
        "detail": record.detail or None,
        "next": record.next_attempt_at and record.next_attempt_at.isoformat(timespec="seconds"),
    }
    if record.outcome == "delivered":
        log.info("alert delivered", extra=facts)
    elif record.outcome == "retry":
        log.warning("alert not delivered, will be tried again", extra=facts)
    else:
        log.error("alert given up; see 'tumen alerts list --status dead'", extra=facts)

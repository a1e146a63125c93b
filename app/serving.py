"""The daemon from start to stop: prepare the database, say where things are, run, drain; no work itself."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress

from rich.console import Console

from app import jobs
from app.build import House, Plan, database_words, doubtful_words, open_house
from app.console import Meter
from app.daemon import Daemon
from app.tally import Tally
from app.watching import start_web
from db import queries
from db.engine import BUSY_TIMEOUT_S
from domain.errors import TumenError

log = logging.getLogger(__name__)

# SIGTERM promises 10 s. What drains takes 5 s; this is for what cannot be broken off.
STOP_S = 9.5


async def run_once(plan: Plan, console: Console) -> Tally:
    """One full pass over all that is due, then the counts of what was done."""
    _tell_doubts(plan)
    async with open_house(plan) as house:
        await jobs.prepare(house)
        with Meter(console) as meter:
            await Daemon(house, meter).once()
        await jobs.release(house, within_s=BUSY_TIMEOUT_S)
        return house.tally


async def run_daemon(plan: Plan, console: Console, *, command: str) -> None:
    """Run until SIGTERM or Ctrl-C; a second Ctrl-C ends at once."""
    stop = asyncio.Event()
    _on_signals(stop, console)
    _tell_doubts(plan)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(plan))
        await jobs.prepare(house)
        address = None
        try:
            address = await stack.enter_async_context(start_web(house))
        except TumenError as error:
            # Watching matters more than the page about it.
            log.error("no health page", extra={"detail": error.message})
        await _say_hello(house, plan, console, address, command)
        with Meter(console) as meter:
            await Daemon(house, meter).forever(stop)
    console.print("tumen has stopped; nothing is lost, the next start goes on from here.")


def _tell_doubts(plan: Plan) -> None:
    for words in doubtful_words(plan):
        log.warning("a route may tell nobody", extra={"detail": words})
    if plan.failpoint:
        log.warning("a fail point is armed", extra={"point": plan.failpoint.name})


async def _say_hello(
    house: House, plan: Plan, console: Console, address: str | None, command: str
) -> None:
    due = await house.stored(queries.count_due_sources, now=house.clock.now())
    enabled = sum(source.enabled for source in plan.sources)
    told = (
        ", ".join(f"{r.name} ({r.channel})" for r in plan.routes) or "nobody yet: see routes.toml"
    )
    lines = {
        "database": database_words(plan.settings),
        "sources": f"{enabled} enabled of {len(plan.sources)} in the catalogue, {due} due now",
        "alerts to": told,
        "health": address or f"not served: port {plan.settings.web.port} could not be opened",
        "results": f"{command} stories   {command} claims   {command} show ID   (in another terminal)",
        "stop": "Ctrl-C",
    }
    for name, words in lines.items():
        console.print(f"[bold]{name:>10}[/bold]  {words}", highlight=False, soft_wrap=True)


def _on_signals(stop: asyncio.Event, console: Console) -> None:
    loop = asyncio.get_running_loop()

    def asked() -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        end_anyway(STOP_S)
        console.print("stopping: finishing what is under way (at most 10 s) …")
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked)


def end_anyway(after_s: float) -> None:
    """End this process after so many seconds if it still lives: a promise, whatever hangs in it.

    State is in rows and leases run out, so nothing is lost. Its thread dies with the process.
    """

    def end() -> None:
        log.warning("something did not stop in time; ending without it")
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    timer = threading.Timer(after_s, end)
    timer.daemon = True
    timer.start()


def run_until_stopped(main: Callable[[], object]) -> None:
    """Swallow the second Ctrl-C only: it asked for exactly that."""
    with suppress(KeyboardInterrupt):
        main()

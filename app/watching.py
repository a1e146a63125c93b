"""The status page beside the daemon or alone: opens it, closes it, feeds it the process's counters."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from urllib.parse import urlsplit

from rich.console import Console

from app.build import House
from app.clock import SystemClock
from app.jobs.hubs import HubReceiver
from app.tally import Tally
from config.settings import Settings
from db.engine import Database
from web.ports import Counted
from web.reading import DatabaseReads
from web.serve import serving
from web.service import create_app

_COUNTERS = {
    "polls": ("Polls by outcome.", "outcome"),
    "poll_failures": ("Failed polls by reason.", "reason"),
    "entries_handled": ("Entries by what became of them.", "outcome"),
    "delivery_attempts": ("Attempts at delivery by outcome.", "outcome"),
}


@asynccontextmanager
async def start_web(house: House) -> AsyncIterator[str]:
    """Serve page, health and metrics inside the block; yields the address.

    Errors: ConfigError when the address cannot be opened.
    """
    web = house.settings.web
    callback = urlsplit(web.callback_url).hostname
    app = create_app(
        DatabaseReads(house.database),
        clock=house.clock,
        version=version("tumen"),
        host=web.host,
        allowed_hosts=(*web.allowed_hosts, *([callback] if callback else [])),
        counters=lambda: tuple(counted(house.tally)),
        receiver=HubReceiver(house) if callback else None,
    )
    async with serving(app, web.host, web.port) as port:
        house.pulse.reachable = callback is not None
        yield f"http://{web.host}:{port}/"


async def serve_alone(settings: Settings, console: Console) -> None:
    """Serve until SIGTERM or Ctrl-C, over the database of the settings."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    database = Database(settings.database_url)
    try:
        await asyncio.to_thread(database.upgrade)
        app = create_app(
            DatabaseReads(database),
            clock=SystemClock(),
            version=version("tumen"),
            host=settings.web.host,
            allowed_hosts=settings.web.allowed_hosts,
        )
        async with serving(app, settings.web.host, settings.web.port) as port:
            console.print(f"serving http://{settings.web.host}:{port}/  (Ctrl-C stops)")
            await stop.wait()
    finally:
        database.dispose()


def counted(tally: Tally) -> Iterator[Counted]:
    """The counters of this process, as /metrics shows them."""
    by_name = {
        "polls": tally.polls,
        "poll_failures": tally.failures,
        "entries_handled": tally.entries,
        "delivery_attempts": tally.deliveries,
    }
    for name, counter in by_name.items():
        help_, label = _COUNTERS[name]
        for key, value in sorted(counter.items()):
            yield Counted(name=name, help=help_, value=value, labels={label: key})
    yield Counted(name="unexpected_errors", help="Bugs met and survived.", value=tally.bugs)

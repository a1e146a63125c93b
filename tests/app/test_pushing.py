"""News that a hub pushes, from the announcement in a feed to the alert, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import text

from app import jobs
from app.build import House, open_house, read_plan
from app.console import Meter
from app.daemon import Daemon
from app.demo.hooksink import ReceivedHook, serve_hooks
from app.watching import start_web
from config.settings import load_settings
from tests.app.hall import FLAGGED, item, rss
from tests.app.hub import Hub, free_port, serve_hub
from tests.farm import Farm, farm

__all__ = ["farm"]

SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy0zMi1ieXRlcyE="
TITLE = "North Korea sends 11,000 soldiers to Russia"


def folder_of(path: Path, *, feed: str, hook: str, port: int) -> Path:
    """An operator's folder: one source, one route, an address for hubs."""
    (path / "tumen.toml").write_text(
        f'[fetch]\nallow_private = ["127.0.0.1"]\nrespect_robots = false\n[workers]\ncount = 1\n'
        f'[web]\nport = {port}\ncallback_url = "http://127.0.0.1:{port}"\n'
    )
    (path / "sources.toml").write_text(
        f'[[source]]\nid = "agency"\nname = "Agency"\nurl = "{feed}"\nkind = "feed"\nlanguage = "en"\n'
        "fetch_pages = false\n"
    )
    (path / "routes.toml").write_text(
        f'[[route]]\nname = "desk"\nchannel = "webhook"\nfilter = "flag:troop_deployment"\n'
        f'url = "{hook}"\nsecret_env = "DESK_SECRET"\n'
    )
    return path / "tumen.toml"


@asynccontextmanager
async def watching(config: Path) -> AsyncIterator[House]:
    """A daemon with its web page, until the block ends."""
    environ = {"DESK_SECRET": SECRET}
    stop = asyncio.Event()
    async with open_house(read_plan(load_settings(config, environ), environ)) as house:
        await jobs.prepare(house)
        async with start_web(house):
            daemon = Daemon(house, Meter(Console(quiet=True)))
            running = asyncio.create_task(daemon.forever(stop))
            try:
                yield house
            finally:
                stop.set()
                await running


def rows(house: House, query: str) -> list[dict[str, Any]]:
    with house.database.read() as session:
        return [dict(row) for row in session.execute(text(query)).mappings()]


async def test_pushed_news_is_told_in_seconds_and_forged_news_never(
    farm: Farm, tmp_path: Path
) -> None:
    hooks: asyncio.Queue[ReceivedHook] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    async with (
        serve_hub(Hub()) as hub,
        serve_hooks(hooks.put_nowait, secret=SECRET) as hook,
        asyncio.timeout(45),
    ):
        links = f'<atom:link rel="hub" href="{hub.url}"/><atom:link rel="self" href="/rss"/>'
        known = item(None, "Orchestra opens season")
        feed = rss(known).replace(b"<channel>", f"<channel>{links}".encode())
        url = farm.serve("/rss", feed)
        port = free_port()
        async with watching(folder_of(tmp_path, feed=url, hook=hook, port=port)) as house:
            await hub.subscribed.wait()
            [asked] = hub.asked
            assert (asked["hub.mode"], asked["hub.topic"]) == ("subscribe", url)
            assert asked["hub.callback"].startswith(f"http://127.0.0.1:{port}/websub/")
            news = item(None, TITLE, FLAGGED)
            forged = rss(item(None, f"Forged: {TITLE}", FLAGGED))
            for wrong in ("", "sha256=" + "0" * 64, "md5=1"):
                assert await hub.send(forged, wrong) == 202
            pushed_at = loop.time()
            assert await hub.send(rss(news, known)) == 204
            told = await hooks.get()
            took_s = loop.time() - pushed_at
            assert took_s < 10, "publication to alert is seconds, with a parser to be started"
            assert TITLE in json.dumps(told.payload)
            assert await hub.send(rss(news, known), method="sha1") == 204
            polls = rows(house, "SELECT outcome, entries_new FROM polls WHERE pushed ORDER BY id")
            assert [(p["outcome"], p["entries_new"]) for p in polls] == [
                ("new", 1),
                ("unchanged", 0),
            ]
            [kept] = rows(house, "SELECT * FROM subscriptions")
            assert (kept["state"], kept["pushes"], kept["ignored"]) == ("active", 2, 3)
            assert rows(house, "SELECT title FROM entries WHERE title LIKE 'Forged%'") == []
            assert (await hub.call(f"http://127.0.0.1:{port}/websub/guessed", b"x"))[0] == 404
    assert len(farm.seen) == 1, "one poll; all else was pushed"

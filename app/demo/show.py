"""`tumen run --demo`: the real pipeline over recorded sources, told from the first poll to the mail.

Everything but the outside world is what `tumen run --once` uses; the database stays for questions.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from app.build import Plan
from app.cli.words import figures
from app.clock import SystemClock
from app.demo.world import DemoWorld, demo_world
from app.serving import run_once
from config.settings import Settings
from db import queries
from db.engine import Database
from domain.assessment import TROOP_DEPLOYMENT
from domain.filters import parse_filter
from domain.story import sources_words

log = logging.getLogger(__name__)

FOLDER = Path("var/demo")
MAX_SHOWN = 50


async def show_demo(settings: Settings, console: Console, *, command: str) -> None:
    """Run one full pass over the recorded world and show what came of it.

    The database and a settings file are made anew in `var/demo` below the working directory.
    """
    config = await asyncio.to_thread(_fresh_folder)
    console.print(
        "[bold]demo[/bold]  recorded sources on loopback, a mail and a webhook sink; no network"
    )
    async with demo_world(SystemClock()) as world:
        plan = _plan(settings, world)
        console.print(
            f"      {len(world.sources)} sources at {world.base_url}, database {config.parent}/tumen.db"
        )
        tally = await run_once(plan, console)
        mails, hooks = len(world.mails), len(world.webhooks)
    stories = await asyncio.to_thread(_flagged, plan.settings)
    out = Console()
    for story in stories:
        _print_story(out, story)
    out.print(
        f"{tally.polls.total()} sources polled, {tally.entries['new']} entries, {tally.articles} articles stored,"
        f" {tally.entries['off_subject']} off the subject, {tally.flagged} flagged in {len(stories)} stories;"
        f" {mails} mails and {hooks} signed webhooks arrived.",
        highlight=False,
    )
    _print_next(out, command, config, shown=stories[0]["id"] if stories else 1)


def _fresh_folder() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for left in FOLDER.glob("tumen.db*"):
        left.unlink()
    config = FOLDER / "tumen.toml"
    config.write_text('# Written by "tumen run --demo".\ndatabase_url = "sqlite:///tumen.db"\n')
    return config


def _plan(settings: Settings, world: DemoWorld) -> Plan:
    fetch = settings.fetch.model_copy(update={"allow_private": world.allow_private})
    changes = {"database_url": f"sqlite:///{(FOLDER / 'tumen.db').resolve()}", "fetch": fetch}
    return Plan(
        settings=settings.model_copy(update=changes),
        sources=world.sources,
        routes=world.routes,
        secrets=world.secrets,
    )


def _flagged(settings: Settings) -> list[dict[str, Any]]:
    database = Database(settings.database_url)
    try:
        wanted = parse_filter(f"flag:{TROOP_DEPLOYMENT} -is:seed")
        now = SystemClock().now()
        return list(queries.list_stories(database, wanted, now=now, limit=MAX_SHOWN))
    finally:
        database.dispose()


def _print_story(out: Console, story: dict[str, Any]) -> None:
    body = Text()
    body.append(f"“{story['evidence']}”\n", style="italic")
    body.append(f"speaker   {story['speaker'] or 'not named'}\n")
    body.append(f"status    {', '.join(story['statuses'])}\n")
    if story["figures"]:
        body.append(f"figures   {figures(story['figures'])}\n")
    counted = sources_words(story["articles"], story["independent"])
    body.append(f"sources   {', '.join(story['sources'])} ({counted})\n")
    body.append(f"new       {'; '.join(story['adds']) or 'nothing new against the seed'}")
    title = Text(f"story {story['id']}  {story['title']}", style="bold")
    out.print(Panel(body, title=title, title_align="left"))


def _print_next(out: Console, command: str, config: Path, *, shown: int) -> None:
    ask = f"{command} --config {config}"
    out.print("\nAsk next:", style="bold")
    for line in (
        f"{ask} stories flag:troop_deployment status:planned,possible",
        f"{ask} claims speaker:NIS",
        f"{ask} search 파병",
        f"{ask} figures 'figure>=3000' --format csv",
        f"{ask} show story:{shown}",
        f"{ask} seed show",
    ):
        out.print(f"  {line}", highlight=False, soft_wrap=True)

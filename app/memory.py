"""What the doors of the house remember between two starts, in the database; it decides nothing."""

from __future__ import annotations

import asyncio
from functools import partial

from app.threads import DATABASE
from db.engine import Database
from db.store import hosts
from domain.fetched import RobotsCopy


class RobotsMemory:
    """Implements ports.RobotsMemory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, origin: str) -> RobotsCopy | None:
        call = partial(hosts.read_robots, self._database, origin)
        return await asyncio.get_running_loop().run_in_executor(DATABASE, call)

    async def keep(self, copy: RobotsCopy) -> None:
        call = partial(hosts.keep_robots, self._database, copy)
        await asyncio.get_running_loop().run_in_executor(DATABASE, call)

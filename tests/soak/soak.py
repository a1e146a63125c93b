"""A soak: a daemon that dies again and again while a world goes on publishing, then the judgement of what is there."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from db.engine import Database
from domain.errors import StoreError
from tests.app.acceptance.home import Home
from tests.app.acceptance.loopback import Loopback
from tests.soak.ledger import Death, faults, is_settled, rows
from tests.soak.lives import End, Life, draw_end, left_behind
from tests.soak.press import WINDOW, Item, Press, serve_press
from tests.soak.servers import fresh_database

SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy0zMi1ieXRlcyE="
FEEDS = 6
SETTLE_S = 180.0


@dataclass
class Soak:
    """One world with one database; `lives` counts the daemons that were started."""

    press: Press
    home: Home
    database: Database
    rng: random.Random
    tell: Callable[[str], None] = lambda _: None
    deaths: list[Death] = field(default_factory=list)
    lives: int = 0
    marks: set[str] = field(default_factory=set)

    def start(self, failpoint: str | None = None, **environ: str) -> Life:
        self.lives += 1
        name = f"life-{self.lives:03}"
        life = Life(self.home, self.press, name, failpoint, environ)
        self.marks.add(life.mark)
        return life

    def publish(self, count: int) -> None:
        """Publish so much: most are stories, some follow one that is stored, some are beside the subject."""
        stored = self._stored()
        for _ in range(count):
            chance = self.rng.random()
            if stored and chance < 0.3:
                self.press.publish(of=self.rng.choice(stored))
            else:
                self.press.publish("beside" if self.press.mixed and chance > 0.85 else "story")

    def kill_one(self, end: End | None = None) -> None:
        """Let one daemon live and die; what is new comes before it and while it lives."""
        # What no feed shows any more before it was asked for would never be seen.
        if len(self.press.items) - len(self.press.shown) < WINDOW // 2:
            self.publish(self.rng.randint(1, 5))
        end = end or draw_end(self.rng)
        life = self.start(end.failpoint)
        try:
            self.deaths.append(life.live(end))
        finally:
            life.kill("the end of the soak")
        self.tell(f"{len(self.deaths):4}  {self.deaths[-1].how}")

    def freeze_one(self, point: str) -> None:
        """Let a daemon stand still at a point until another has taken its work over, then let it go on."""
        self.publish(self.rng.randint(2, 4))
        first = self.start(f"{point}:stop")
        second: Life | None = None
        try:
            first.await_freeze()
            second = self.start()
            self.settle(second)
            first.thaw()
            self.publish(2)
            self.settle(second)
            codes = [first.stop(), second.stop()]
        finally:
            for life in (first, second):
                if life:
                    self.deaths.append(life.kill(f"frozen at {point}"))
        self.tell(f"{len(self.deaths):4}  frozen at {point} -> {codes}")

    def settle(self, life: Life, timeout_s: float = SETTLE_S) -> None:
        """Wait until a daemon has done all there is to do. Errors: AssertionError if it does not."""
        ends_at = time.monotonic() + timeout_s
        # Before it has said hello it may not even hear that it shall stop.
        while not (life.is_up and self._is_settled()):
            assert life.runs, f"{life.name} ended by itself: {life.log.read_text()[-2000:]}"
            assert time.monotonic() < ends_at, f"not settled: {life.log.read_text()[-2000:]}"
            self.press.wait(lambda: False, 0.2)

    def finish(self) -> list[str]:
        """Let a last daemon come to the end of all work and stop; returns what is not as promised."""
        last = self.start()
        try:
            self.settle(last)
            code = last.stop()
        finally:
            last.kill("the end of the soak")
        found = faults(self.database, self.press, self.deaths)
        if code != 0:
            found.append(f"the last daemon ended with {code}")
        return found + [f"process {pid} was left behind" for pid in self.orphans()]

    def orphans(self) -> list[int]:
        """What dead daemons left running: parsers end when they hear nothing any more, at a deadline at the latest."""
        ends_at = time.monotonic() + 5
        while (found := left_behind(self.marks)) and time.monotonic() < ends_at:
            self.press.wait(lambda: False, 0.1)
        return found

    def _is_settled(self) -> bool:
        try:
            return is_settled(self.database, self.press)
        except StoreError:  # before the first life there are no tables
            return False

    def _stored(self) -> list[Item]:
        try:
            urls = {row["url"] for row in rows(self.database, "SELECT url FROM articles")}
        except StoreError:
            return []
        stories = [item for item in self.press.items if item.kind == "story"]
        return [item for item in stories if self.press.base + item.path in urls]

    def summary(self) -> dict[str, int]:
        """What was done, in numbers."""
        accepted = self.press.accepted
        return {
            "deaths": len(self.deaths),
            "lives": self.lives,
            "published": len(self.press.items),
            "messages accepted": len(accepted),
            "of these repeats": len(accepted) - len({(m.channel, m.message_id) for m in accepted}),
        }


@contextmanager
def open_soak(
    folder: Path,
    *,
    database: str = "sqlite",
    seed: int = 1,
    lease_s: float | None = None,
    poll_interval_s: int = 1,
    mixed: bool = True,
) -> Iterator[Soak]:
    """Set a world and an operator's folder up; take both down at the end."""
    rng = random.Random(seed)
    with fresh_database(database, folder) as url, Loopback() as loopback:
        made = Press(
            feeds=FEEDS,
            rng=random.Random(seed + 1),
            poll_interval_s=poll_interval_s,
            mixed=mixed,
        )
        press = loopback.open(serve_press(made))
        environ = {
            "DESK_SECRET": SECRET,
            "TUMEN_DATABASE_URL": url,
            "TUMEN_FETCH__MIN_INTERVAL_S": "1",
            "TUMEN_ALERTS__RETRY_SCHEDULE_S": "1, 1, 1, 1, 2, 2, 2, 5, 5, 5",
        }
        if lease_s is not None:
            environ["TUMEN_LEASE_S"] = str(lease_s)
        home = Home(folder, environ=environ)
        home.configure("", private=[press.host])
        home.write_sources(press.sources)
        home.write_routes(press.routes)
        opened = Database(url)
        try:
            yield Soak(press=press, home=home, database=opened, rng=rng)
        finally:
            opened.dispose()

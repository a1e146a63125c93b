"""Starts the daemon as a process and ends it as a power cut would, at a moment of our choice; it judges nothing."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.failpoints import POINTS
from tests.app.acceptance.home import TUMEN, Home
from tests.soak.ledger import Death
from tests.soak.press import Press

# Passings of a fail point: mostly early, for what happens at first happens seldom later.
PASSINGS = (1, 1, 1, 2, 2, 3, 5, 8, 13)
# From its first request on; a fail point that is not reached by then is not reached at all, for want of work.
LONGEST_S = 4.0
START_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a life is to end: at a fail point, after so many requests, or after so many seconds of work.

    Work begins with the first request; with `starting` the seconds count from the start of the process.
    """

    failpoint: str | None = None
    requests: int | None = None
    after_s: float = LONGEST_S
    starting: bool = False
    # Asked to stop first, for the points on the way out.
    stopping: bool = False

    def __str__(self) -> str:
        if self.failpoint:
            return self.failpoint
        if self.requests:
            return f"{self.requests} requests"
        return f"{self.after_s:.2f} s{' of starting' if self.starting else ''}"


def draw_end(rng: random.Random) -> End:
    """Choose one: half of them are fail points, a tenth meets the start."""
    if rng.random() < 0.5:
        name = rng.choice([name for name in sorted(POINTS) if not name.startswith("start.")])
        if name.startswith("stop."):
            return End(failpoint=name, requests=rng.randint(1, 20), stopping=True)
        return End(failpoint=f"{name}:{rng.choice(PASSINGS)}")
    if rng.random() < 0.1:
        return End(failpoint=rng.choice(("start.upgraded", "start.prepared")))
    if rng.random() < 0.1:
        return End(after_s=rng.uniform(0.1, 3.0), starting=True)
    if rng.random() < 0.6:
        return End(requests=rng.randint(1, 60))
    return End(after_s=rng.uniform(0.0, LONGEST_S))


@dataclass
class Life:
    """One process of the daemon; what it says is in a file."""

    home: Home
    press: Press
    name: str
    failpoint: str | None = None
    environ: dict[str, str] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        self.began = datetime.now(UTC)
        environ = {**self.home.variables(), **self.environ, "SOAK_MARK": self.mark}
        if self.failpoint:
            environ["TUMEN_FAILPOINT"] = self.failpoint
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*TUMEN, "run"],
                cwd=self.home.folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        threading.Thread(target=self._tell_end, daemon=True).start()

    @property
    def log(self) -> Path:
        return self.home.folder / f"{self.name}.log"

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    @property
    def is_up(self) -> bool:
        return b"Ctrl-C" in self.log.read_bytes()

    def live(self, end: End) -> Death:
        """Let it live until its end has come, and see to it that it has."""
        before = self.press.asked

        def over() -> bool:
            return not self.runs or (
                end.requests is not None and self.press.asked - before >= end.requests
            )

        if not end.starting:
            self.press.wait(lambda: not self.runs or self.press.asked > before, START_S)
        self.press.wait(over, end.after_s)
        if end.stopping and self.runs:
            self.process.terminate()
            self._await_end(12)
        return self.kill(str(end))

    def kill(self, how: str) -> Death:
        """End it now, if it has not ended by itself."""
        code = self.process.poll()
        if code is None:
            self.process.kill()
            code = self.process.wait(20)
        return Death(began=self.began, ended=datetime.now(UTC), how=f"{how} -> {code}")

    def stop(self) -> int:
        """Ask it to stop; returns its exit status."""
        self.process.terminate()
        return self.process.wait(20)

    def await_freeze(self, timeout_s: float = 60) -> None:
        """Return when it stands still at a fail point that stops. Errors: AssertionError if it does not."""
        ends_at = time.monotonic() + timeout_s
        while not self.is_frozen:
            assert self.runs, f"{self.name} ended by itself: {self.log.read_text()[-2000:]}"
            assert time.monotonic() < ends_at, f"not at {self.failpoint}: {self.log.read_text()}"
            self.press.wait(lambda: self.is_frozen, 0.1)

    @property
    def is_frozen(self) -> bool:
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] == "T"

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def limit_files(self, size_bytes: int | None) -> None:
        """Let no file of it grow beyond a size, as on a disk that is full; None lifts the limit."""
        _, hard = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        soft = resource.RLIM_INFINITY if size_bytes is None else size_bytes
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (soft, hard))

    def _tell_end(self) -> None:
        self.process.wait()
        self.press.tell()

    def _await_end(self, timeout_s: float) -> None:
        try:
            self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()


def left_behind(marks: set[str]) -> list[int]:
    """Processes that a life started and that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        ours = {f"SOAK_MARK={mark}".encode() for mark in marks}
        if ours & set(environ) and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found

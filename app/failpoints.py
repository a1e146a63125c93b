"""Ends or stops this process at a named point between two steps, for tests of what survives; off by default.

TUMEN_FAILPOINT=NAME[:N][:stop]     at the N-th passing (1) the process gets SIGKILL, or SIGSTOP with `stop`

It changes no result and cleans nothing up: what follows is what a power cut leaves. See docs/testing.md.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from domain.errors import ConfigError

VARIABLE = "TUMEN_FAILPOINT"
POINTS: Mapping[str, str] = {
    "start.upgraded": "the schema is at head, nothing of a dead predecessor is taken over yet",
    "start.prepared": "sources and seed are stored, no lane runs yet",
    "poll.claimed": "a source is claimed, its server is not asked yet",
    "poll.read": "its listing is fetched and read, nothing is stored",
    "poll.writing": "within the transaction: new entries are written, the source's state is not",
    "poll.stored": "the poll is committed, nobody knows of it",
    "entry.claimed": "an entry is claimed, nothing is asked for",
    "entry.fetched": "its page is here, or why not; nothing is parsed",
    "entry.digested": "parsed and assessed, nothing is stored",
    "entry.writing": "within the transaction: article and story are written, its alerts are not",
    "entry.stored": "article, story and alerts are committed, nobody knows of them",
    "alert.claimed": "an alert is claimed and its delivery row written, nothing is sent",
    "alert.sent": "the channel has accepted the message, the outcome is not written",
    "alert.recorded": "the outcome is committed",
    "write.committing": "any transaction that writes is about to be committed",
    "stop.drained": "asked to stop: work is ended, leases are not given back",
}
_SPEC = re.compile(r"(?P<name>[^:]*)(?::(?P<at>[1-9]\d{0,8}))?(?P<stop>:stop)?")

Reach = Callable[[str], None]


def pass_by(name: str) -> None:
    """Do nothing, as almost always."""


class Failpoint:
    """One point that is armed; safe to reach from several threads."""

    def __init__(self, name: str, *, at: int = 1, number: signal.Signals = signal.SIGKILL) -> None:
        self.name, self.at, self.number = name, at, number
        self._passed = 0
        self._counting = threading.Lock()

    def __call__(self, name: str) -> None:
        if name != self.name:
            return
        with self._counting:
            self._passed += 1
            if self._passed == self.at:
                os.kill(os.getpid(), self.number)

    def watch(self, before_commit: Callable[[Callable[[], object]], None]) -> None:
        """Be reached before each commit of a transaction that writes, if this is the point that is armed."""
        if self.name == "write.committing":
            before_commit(lambda: self("write.committing"))


def read_failpoint(environ: Mapping[str, str]) -> Failpoint | None:
    """Read which point is armed, if any. Errors: ConfigError for a point that is none."""
    text = environ.get(VARIABLE, "")
    if not text:
        return None
    spec = _SPEC.fullmatch(text)
    if spec is None:
        raise ConfigError(f"{VARIABLE}: '{text}' is not NAME, NAME:N or NAME:N:stop")
    if spec["name"] not in POINTS:
        near = get_close_matches(spec["name"], POINTS, n=1, cutoff=0) or list(POINTS)
        raise ConfigError(f"{VARIABLE}: no point '{spec['name']}'; the nearest is '{near[0]}'")
    number = signal.SIGSTOP if spec["stop"] else signal.SIGKILL
    return Failpoint(spec["name"], at=int(spec["at"] or 1), number=number)

"""An operator's folder, and the program called in it as people call it."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.alert import Route
from domain.source import Source

ROOT = Path(__file__).resolve().parents[3]
TUMEN = [sys.executable, "-m", "app"]


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Home:
    """A folder with tumen.toml, sources.toml, routes.toml and a database."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    log: Log = field(default_factory=lambda: Log())

    @property
    def database(self) -> Path:
        return self.folder / "var" / "tumen.db"

    def configure(self, text: str, *, port: int = 0, private: Iterable[str] = ()) -> None:
        """Write tumen.toml. One worker: what is tested here is not how fast it is."""
        (self.folder / "tumen.toml").write_text(
            f"{text}\n[fetch]\nallow_private = {json.dumps(list(private))}\nper_host = 8\n"
            f"[web]\nport = {port}\n[workers]\ncount = 1\n"
        )

    def write_sources(self, sources: Iterable[Source]) -> None:
        text = "\n".join(map(_source_table, sources))
        (self.folder / "sources.toml").write_text(text)

    def write_routes(self, routes: Iterable[Route]) -> None:
        text = "\n".join(map(_route_table, routes))
        (self.folder / "routes.toml").write_text(text)

    def tumen(self, *args: str, given: str | bytes = b"", **environ: str) -> Said:
        """Run a command to its end."""
        done = subprocess.run(
            [*TUMEN, *args],
            cwd=self.folder,
            env={**self.variables(), **environ},
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            timeout=50,
        )
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *args: str) -> Running:
        """Start a command and listen to what it says."""
        process = subprocess.Popen(
            [*TUMEN, *args],
            cwd=self.folder,
            env=self.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return Running(process, self.log)

    def ask(self, query: str) -> list[dict[str, Any]]:
        """Plain SQL on the database, as an operator may."""
        connection = sqlite3.connect(self.database)
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(query)]
        finally:
            connection.close()

    def variables(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
            "LANG": "C.UTF-8",
            "COLUMNS": "200",
            **self.environ,
        }


class Log:
    """Lines that arrive while others wait for them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._news = threading.Condition()

    def add(self, line: str) -> None:
        with self._news:
            self.lines.append(line)
            self._news.notify_all()

    def hears(self, pattern: str, *, times: int = 1) -> re.Match[str]:
        """Wait until so many lines fit; gives the last of them."""

        def found() -> list[re.Match[str]]:
            return [match for line in self.lines if (match := re.search(pattern, line))]

        with self._news:
            self._news.wait_for(lambda: len(found()) >= times, timeout=40)
            matches = found()
        assert len(matches) >= times, f"no {pattern!r} in:\n" + "\n".join(self.lines)
        return matches[times - 1]


class Running:
    """A process whose standard error is read line by line; `everybody` hears what it says, too."""

    def __init__(self, process: subprocess.Popen[str], everybody: Log) -> None:
        self.process = process
        self.log = Log()
        self._everybody = everybody
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def said(self) -> list[str]:
        return self.log.lines

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.add(line.rstrip("\n"))
            self._everybody.add(line.rstrip("\n"))

    def ask_to_stop(self, number: int = signal.SIGTERM) -> float:
        """Send a signal and wait for the end; returns how many seconds it took."""
        start = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        self._reader.join(5)
        return time.monotonic() - start

    def kill(self) -> None:
        """As a machine that loses power, as far as a process can tell; harmless when it has ended."""
        self.process.kill()
        self.process.wait(10)
        self._reader.join(5)


def _source_table(source: Source) -> str:
    fields = {name: getattr(source, name) for name in source.__dataclass_fields__}
    selectors = fields.pop("selectors")
    lines = ["[[source]]", *_lines(fields)]
    if selectors:
        parts = {name: getattr(selectors, name) for name in selectors.__dataclass_fields__}
        lines.append(f"selectors = {{ {', '.join(_lines(parts))} }}")
    return "\n".join(lines) + "\n"


def _route_table(route: Route) -> str:
    fields = {"name": route.name, "channel": route.channel, "filter": route.filter.source}
    return "\n".join(["[[route]]", *_lines({**fields, **route.options})]) + "\n"


def _lines(fields: Mapping[str, Any]) -> list[str]:
    # Strings, numbers, booleans and lists are the same in JSON and TOML.
    return [
        f"{name} = {json.dumps(value, ensure_ascii=False)}"
        for name, value in fields.items()
        if value is not None and value != ""
    ]

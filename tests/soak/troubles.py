"""Troubles of the database while a daemon works on it: locked, cut off, full; the daemon stays up and goes on by itself.

Each makes the trouble, lets news come meanwhile, ends the trouble and waits until all is done. Nothing may be
told twice, for nobody died.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine

from tests.soak.lives import Life
from tests.soak.soak import Soak

# Longer than a write waits for its turn, so that it fails and must be done again.
LONG_S = 40.0
SHORT_S = 20.0
CUTS = 20
SMALL_BYTES = 8192
_OTHERS = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_LOCK = "LOCK TABLE sources, entries, alerts IN ACCESS EXCLUSIVE MODE"

Trouble = Callable[[Soak, Life], None]


def locked_shortly(soak: Soak, life: Life) -> None:
    """Someone else holds the database for 20 s."""
    _locked(soak, SHORT_S)


def locked_long(soak: Soak, life: Life) -> None:
    """Someone else holds the database for longer than a write waits."""
    _locked(soak, LONG_S)


def stunted(soak: Soak, life: Life) -> None:
    """No file may be written beyond its first bytes, neither database nor log."""
    life.limit_files(SMALL_BYTES)
    _news_comes(soak, SHORT_S)
    life.limit_files(None)


def full(soak: Soak, life: Life) -> None:
    """Not a byte is left on the disk; needs the right to mount one of our own."""
    path = soak.database.path
    assert path is not None
    if not path.parent.is_mount():
        soak.tell("      (no right to mount a small disk)")
        return
    filler = path.parent / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    _news_comes(soak, SHORT_S)
    filler.unlink()


def cut_off(soak: Soak, life: Life) -> None:
    """The server ends all connections, again and again."""
    for _ in range(CUTS):
        soak.publish(1)
        soak.press.wait(lambda: False, soak.rng.uniform(0.1, 1.0))
        with _connected(soak) as run:
            run(_OTHERS)


SQLITE: Mapping[str, Trouble] = {
    "locked for 20 s": locked_shortly,
    "locked for 40 s": locked_long,
    "no file may grow for 20 s": stunted,
    "disk full for 20 s": full,
}
POSTGRESQL: Mapping[str, Trouble] = {
    "locked for 20 s": locked_shortly,
    "locked for 40 s": locked_long,
    f"connections ended {CUTS} times": cut_off,
}


def make_troubles(soak: Soak, *, only: str = "") -> None:
    """Let one daemon go through all troubles of its database. Errors: AssertionError if it does not recover."""
    troubles = SQLITE if soak.database.is_sqlite else POSTGRESQL
    life = soak.start()
    try:
        soak.publish(4)
        soak.settle(life)
        for name, make in troubles.items():
            if only in name:
                make(soak, life)
                ended = time.monotonic()
                soak.settle(life)
                soak.tell(f"      {name}: recovered in {time.monotonic() - ended:.1f} s")
        assert life.stop() == 0
    finally:
        life.kill("the end of the troubles")


def _locked(soak: Soak, for_s: float) -> None:
    lock = "BEGIN IMMEDIATE" if soak.database.is_sqlite else _LOCK
    with _connected(soak) as run:
        run(lock)
        _news_comes(soak, for_s)


def _news_comes(soak: Soak, for_s: float) -> None:
    """Publish now and then, without looking into the database."""
    ends_at = time.monotonic() + for_s
    while time.monotonic() < ends_at:
        soak.press.publish()
        soak.press.wait(lambda: False, 2.0)


@contextmanager
def _connected(soak: Soak) -> Iterator[Callable[[str], object]]:
    """One connection in one transaction that is rolled back at the end."""
    engine = create_engine(
        soak.database.url, connect_args={"isolation_level": None} if soak.database.is_sqlite else {}
    )
    try:
        with engine.connect() as connection:
            yield connection.exec_driver_sql
            if soak.database.is_sqlite:
                connection.exec_driver_sql("ROLLBACK")
    finally:
        engine.dispose()


@contextmanager
def small_disk(folder: Path, size: str = "32m") -> Iterator[None]:
    """Put a small file system under a folder, if we may."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True).returncode == 0
    try:
        yield
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)

"""Kills the daemon many times, lets it stand still and takes its database away, then says what came of it.

python3 dev.py soak [--kills 200] [--freezes N] [--troubles] [--seed N] [--database sqlite|postgresql|URL]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from tests.soak.soak import open_soak
from tests.soak.troubles import make_troubles, small_disk

LEASE_S = 8.0
# Not within a transaction: on SQLite nobody else could write, on PostgreSQL for a minute.
FREEZING = (
    "poll.claimed",
    "poll.read",
    "poll.stored",
    "entry.claimed",
    "entry.fetched",
    "entry.digested",
    "entry.stored",
    "alert.claimed",
    "alert.sent",
    "alert.recorded",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py soak", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument(
        "--mixed", action="store_true", help="also news beside the subject; starts take 2 s more"
    )
    parser.add_argument(
        "--troubles", nargs="?", const="", help="of the database; a word chooses some of them"
    )
    parser.add_argument("--freezes", type=int, default=0, help="daemons stopped past their lease")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument(
        "--database", default="sqlite", help="sqlite, postgresql, or the URL of a PostgreSQL server"
    )
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tumen-soak-"))
    _say(f"seed {given.seed}, {given.database}, {folder}")
    began = time.monotonic()
    # Others take over from a daemon that stands still when its lease has ended.
    lease_s = LEASE_S if given.freezes else None
    disk = small_disk(folder / "var") if given.troubles is not None else nullcontext()
    with (
        disk,
        open_soak(
            folder, database=given.database, seed=given.seed, lease_s=lease_s, mixed=given.mixed
        ) as soak,
    ):
        soak.tell = _say
        if given.troubles is not None:
            make_troubles(soak, only=given.troubles)
        for n in range(given.freezes):
            soak.freeze_one(FREEZING[n % len(FREEZING)])
        for _ in range(given.kills):
            soak.kill_one()
        found = soak.finish()
        for name, count in soak.summary().items():
            _say(f"{name:>20}  {count}")
    _say(f"{'seconds':>20}  {time.monotonic() - began:.0f}")
    for fault in found:
        _say(f"WRONG  {fault}")
    _say("all as promised" if not found else f"{len(found)} faults; logs and database: {folder}")
    return 1 if found else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())

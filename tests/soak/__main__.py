"""Kills the daemon many times and says what came of it; called by `python3 dev.py soak`.

python3 dev.py soak [--kills 200] [--seed N] [--database sqlite|postgresql|URL]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.soak import open_soak


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py soak", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument(
        "--database", default="sqlite", help="sqlite, postgresql, or the URL of a PostgreSQL server"
    )
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tumen-soak-"))
    _say(f"seed {given.seed}, {given.database}, {folder}")
    began = time.monotonic()
    with open_soak(folder, database=given.database, seed=given.seed) as soak:
        soak.tell = _say
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

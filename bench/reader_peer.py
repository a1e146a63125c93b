"""Polls the bench's feeds with `reader` (lemon24); run by `bench.polling` in an environment of its own.

It imports nothing of ours, and says one line of JSON for each pass: what it did, wall and CPU seconds.

Run:  python reader_peer.py BASE FEEDS FOLDER STEP...   (a step is `same` or the number of the first item)
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from importlib import import_module


def main() -> None:
    base, feeds, folder, *steps = sys.argv[1:]
    # By name: it is installed where this runs, not where it is checked.
    reader = import_module("reader").make_reader(f"{folder}/reader.db")
    for number in range(int(feeds)):
        reader.add_feed(f"{base}/f/{number}")
    for step in steps:
        if step != "same":
            urllib.request.urlopen(f"{base}/first/{step}").close()
        wall, cpu = time.perf_counter(), time.process_time()
        # By default it leaves out those it asked within the hour.
        reader.update_feeds(scheduled=False)
        spent = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
        stored = reader.get_entry_counts().total
        print(json.dumps({"step": step, "stored": stored, **spent}), flush=True)


if __name__ == "__main__":
    main()

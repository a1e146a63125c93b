"""Whether a client did right by a case, in words; and a report of all it did.

python -m tests.chaos.verdict [NAME …]     run the cases whose name holds a word, and tell
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.chaos.case import Case, Seen
from tests.chaos.client import run_cases
from tests.chaos.server import Ask
from tests.chaos.table import CASES


def faults(case: Case, seen: Seen) -> list[str]:
    """What was not right; empty when all was."""
    return list(_faults(case, seen))


def _faults(case: Case, seen: Seen) -> Iterator[str]:
    polls = [_outcome(poll) for poll in seen.polls]
    fits = len(polls) == len(case.polls) and all(
        got == wanted or not wanted or got.startswith(wanted + ":")
        for got, wanted in zip(polls, case.polls, strict=True)
    )
    if not fits:
        yield f"polls {polls}, not {list(case.polls)}: {[p['detail'] for p in seen.polls]}"
    if case.entries is not None and len(seen.entries) != case.entries:
        yield f"{len(seen.entries)} entries, not {case.entries}"
    if case.paths is not None and seen.site.paths != list(case.paths):
        yield f"asked for {seen.site.paths}, not {list(case.paths)}"
    if case.page is not None and _pages(seen) != [case.page]:
        yield f"page {_pages(seen)}, not {case.page}"
    if case.check is not None and case.check(seen) is False:
        yield "the check of the case does not hold"


def _outcome(poll: Mapping[str, Any]) -> str:
    return poll["outcome"] + (f":{poll['reason']}" if poll["outcome"] == "failed" else "")


def _pages(seen: Seen) -> list[str]:
    """How the text of each article was got: from its `page`, or the reason why not."""
    return [(row["fallback_reason"] or "page").partition(":")[0] for row in seen.articles]


def report(case: Case, seen: Seen) -> Iterator[str]:
    """What the client did, in lines."""
    wrong = faults(case, seen)
    yield f"{'WRONG' if wrong else 'right':5} {case.name}: {', '.join(map(_outcome, seen.polls))}"
    yield from (f"      {fault}" for fault in wrong)
    if wrong:
        start = seen.asks[0].at if seen.asks else 0.0
        yield from (f"      {ask.at - start:6.2f} s  {_line(ask)}" for ask in seen.asks)


def _line(ask: Ask) -> str:
    fields = b", ".join(name + b": " + value[:80] for name, value in ask.fields)
    return f"#{ask.connection} {ask.line.decode('latin-1')[:80]}  {fields.decode('latin-1')}"


def main(words: list[str]) -> None:
    logging.getLogger().addHandler(logging.NullHandler())
    chosen = [case for case in CASES if not words or any(word in case.name for word in words)]
    if not chosen:
        sys.exit(f"no case has {' or '.join(words)} in its name; without a word all run")
    with tempfile.TemporaryDirectory() as folder:
        web = asyncio.run(run_cases(chosen, Path(folder)))
    for case in chosen:
        print("\n".join(report(case, web.seen[case.name])))
    wrong = sum(bool(faults(case, web.seen[case.name])) for case in chosen)
    passes = ", ".join(f"{seconds:.1f}" for seconds in web.passes_s)
    print(f"{len(chosen)} cases, {wrong} wrong; passes of {passes} s;", end=" ")
    print(f"the loop's longest gap: {web.longest_gap_s * 1000:.0f} ms of processor time")


if __name__ == "__main__":
    main(sys.argv[1:])

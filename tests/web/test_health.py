from __future__ import annotations

from typing import Any

import pytest

from web.health import judge
from web.ports import Counts

HOUR_S = 3600.0


def counts(**fields: Any) -> Counts:
    waits = fields.pop("waits_s", {})
    return Counts(**{"sources": {"well": 10}, "waits_s": waits, **fields})


@pytest.mark.parametrize(
    ("found", "uptime_s", "word", "says"),
    [
        (counts(), HOUR_S, "ok", ""),
        (Counts(), HOUR_S, "ok", ""),
        (None, HOUR_S, "failing", "database"),
        (counts(waits_s={"source": 1000}), HOUR_S, "failing", "due for 17 min"),
        (counts(waits_s={"source": 90_000}), 60.0, "ok", ""),
        (counts(waits_s={"source": 800}), HOUR_S, "ok", ""),
        (counts(waits_s={"entry": 601}), HOUR_S, "degraded", "entries have been waiting"),
        (counts(waits_s={"alert": 7000}), HOUR_S, "degraded", "waiting for 117 min"),
        (counts(waits_s={"alert": 90_000}), 60.0, "ok", ""),
        (counts(alerts={"dead": 1}), HOUR_S, "degraded", "given up"),
        (counts(sources={"failing": 10}), HOUR_S, "degraded", "all sources"),
        (counts(sources={"failing": 5, "well": 5}), HOUR_S, "degraded", "5 of 10"),
        (counts(sources={"failing": 4, "well": 6}), HOUR_S, "ok", ""),
        (counts(sources={"disabled": 7}), HOUR_S, "ok", ""),
        (counts(paused=["tass-en"]), HOUR_S, "degraded", "many failures: tass-en;"),
        (counts(sources={"failing": 1, "paused": 4, "well": 5}), HOUR_S, "degraded", "5 of 10"),
        (counts(gone=["tass-en"]), HOUR_S, "degraded", "servers say: tass-en;"),
        (counts(gone=[*"abcdefg"]), HOUR_S, "degraded", "a, b, c, d, e and 2 more"),
    ],
    ids=[
        "all-well",
        "empty-database",
        "no-database",
        "engine-stands",
        "just-started-after-a-night",
        "a-short-wait",
        "entries-stand",
        "alerts-stand",
        "just-started-with-old-alerts",
        "dead-letter",
        "network-down",
        "half-failing",
        "some-failing",
        "all-disabled",
        "one-paused",
        "half-failing-or-paused",
        "one-gone",
        "many-gone",
    ],
)
def test_verdict(found: Counts | None, uptime_s: float, word: str, says: str) -> None:
    verdict = judge(found, uptime_s=uptime_s)
    assert verdict.word == word
    assert says in " ".join(verdict.reasons)
    assert bool(verdict.reasons) == (word != "ok")

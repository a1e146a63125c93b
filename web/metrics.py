"""Writes the counts as Prometheus text; the registry is our own, nothing global is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from web.ports import Counted, Counts

PREFIX = "tumen"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(
    counts: Counts | None, counted: Iterable[Counted], *, version: str, uptime_s: float
) -> bytes:
    """The body of /metrics. A database that does not answer shows as `tumen_database_up 0`."""
    registry = CollectorRegistry()
    registry.register(_Once([*_gauges(counts, version, uptime_s), *_counters(counted)]))
    return generate_latest(registry)


class _Once(Collector):
    """Hands over families that were made for this one scrape."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families


def _gauges(counts: Counts | None, version: str, uptime_s: float) -> Iterator[Metric]:
    yield _gauge("build_info", "The running version.", {(version,): 1.0}, "version")
    yield _gauge("uptime_seconds", "Seconds since this process started.", {(): uptime_s})
    yield _gauge("database_up", "1 when the database answered.", {(): float(counts is not None)})
    if counts is None:
        return
    for name, words, values, label in (
        ("sources", "Sources by health.", counts.sources, "health"),
        ("entries", "Entries by state.", counts.entries, "state"),
        ("alerts", "Alerts by status.", counts.alerts, "status"),
        ("deliveries", "Attempts at delivery by outcome.", counts.deliveries, "outcome"),
        ("overdue_seconds", "How long the longest waiting one is overdue.", counts.waits_s, "of"),
    ):
        yield _gauge(name, words, {(str(k),): float(v) for k, v in values.items()}, label)
    yield _gauge("articles", "Articles stored.", {(): float(counts.articles)})
    yield _gauge("stories", "Stories stored.", {(): float(counts.stories)})
    yield _gauge(
        "flagged_stories",
        "Stories that mention a troop deployment.",
        {(): float(counts.flagged_stories)},
    )
    if counts.last_poll_at:
        at = counts.last_poll_at.timestamp()
        yield _gauge("last_poll_timestamp_seconds", "When a source was last polled.", {(): at})


def _counters(counted: Iterable[Counted]) -> Iterator[Metric]:
    families: dict[str, CounterMetricFamily] = {}
    for one in counted:
        labels = sorted(one.labels)
        if one.name not in families:
            families[one.name] = CounterMetricFamily(
                f"{PREFIX}_{one.name}", one.help, labels=labels
            )
        families[one.name].add_metric([one.labels[label] for label in labels], one.value)
    yield from families.values()


def _gauge(
    name: str, words: str, values: Mapping[tuple[str, ...], float], *labels: str
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", words, labels=labels)
    for key, value in sorted(values.items()):
        family.add_metric(list(key), value)
    return family

"""Which flags interrupt people, and the check that a route's filter asks for one; it plans no alert."""

from __future__ import annotations

from domain.alert import Route
from domain.assessment import TROOP_DEPLOYMENT
from domain.errors import ConfigError

# Stories with this flag interrupt people; further flags are stored and asked for, nobody is alerted.
TELLING = (TROOP_DEPLOYMENT,)


def check_flags(route: Route) -> None:
    """Errors: ConfigError when the filter could never fire because of the flags it names."""
    for clause in route.filter.clauses:
        if clause.field != "flag":
            continue
        silent = [value for value in clause.values if value not in TELLING]
        if silent and not clause.negated:
            known = ", ".join(TELLING)
            raise _fail(route, f"no alert is made of flag '{silent[0]}'; flags that alert: {known}")
        if clause.negated and set(TELLING) <= set(clause.values):
            raise _fail(route, "leaves out every flag that alerts, so it could never fire")


def _fail(route: Route, why: str) -> ConfigError:
    return ConfigError(f"route '{route.name}': filter: {why}", reason="route")

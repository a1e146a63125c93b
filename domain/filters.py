"""The query filter: parsed once, used by command line, web, routes and store alike.

Rules, in words:
- A filter is a list of clauses, all of which must hold: `flag:troop_deployment -status:denied lang:ko,ru`.
- `field:a,b` holds when any of the values is there; a leading `-` negates the clause.
- `figure>=1000` compares any figure; `since:7d`, `since:2025-03-01`, `until:…` bound the time of first sight.
- Other words and "quoted phrases" must stand in the title or the text.
It knows nothing of SQL; the clauses of a field are in `db/queries.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Literal, cast

from domain.assessment import FIGURE_KINDS, STATUSES
from domain.errors import FilterError
from domain.story import Facts

Operator = Literal[":", ">=", "<=", ">", "<", "="]

SET_FIELDS: dict[str, str] = {
    "flag": "flags",
    "status": "statuses",
    "lang": "languages",
    "source": "sources",
    "category": "categories",
    "speaker": "speakers",
    "place": "places",
    "what": "figures",
}
TIME_FIELDS = ("since", "until")
NUMBER_FIELDS = ("figure",)
OTHER_FIELDS = ("relevant", "is")
FIELDS: tuple[str, ...] = (*SET_FIELDS, *TIME_FIELDS, *NUMBER_FIELDS, *OTHER_FIELDS)

_CLOSED_VALUES: dict[str, tuple[str, ...]] = {
    "status": STATUSES,
    "what": FIGURE_KINDS,
    "relevant": ("yes", "no", "unknown"),
    "is": ("seed",),
}
# Free text as speakers and places are found by part of the name, in any case.
PARTIAL_FIELDS = frozenset({"speaker", "place"})
_TERM = re.compile(
    r"""(?P<neg>-)?(?:
        (?P<field>[A-Za-z_]+)(?P<op>:|>=|<=|>|<|=)(?P<value>(?:"[^"]*"|[^\s"])+)
      | "(?P<phrase>[^"]*)"
      | (?P<word>[^\s"]+)
    )""",
    re.VERBOSE,
)
_RELATIVE = re.compile(r"(\d+)([hdwmy])")
# Only the form of a time is checked while parsing, so any anchor does; the clock stays outside.
_ANY_MOMENT = datetime(2025, 1, 1, tzinfo=UTC)
_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30, "y": 24 * 365}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition. `field` is `text` for bare words; `values` are alternatives."""

    field: str
    values: tuple[str, ...]
    operator: Operator = ":"
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """All clauses must hold; no clause holds always. `source` is the text it was parsed from."""

    clauses: tuple[Clause, ...] = ()
    source: str = ""


def parse_filter(source: str) -> Filter:
    """Parse the filter language.

    Errors: FilterError with the position and the nearest valid word.
    Example:
        >>> parse_filter('lang:ko,ru -status:denied').clauses[0].values
        ('ko', 'ru')
    """
    if source.count('"') % 2:
        raise FilterError(
            "a quote is not closed", position=source.rindex('"'), hint='close it with "'
        )
    return Filter(clauses=tuple(map(_clause, _TERM.finditer(source))), source=source)


def matches(wanted: Filter, facts: Facts, *, now: datetime) -> bool:
    """Say whether a story with these facts is wanted; `now` anchors relative times."""
    return all(_holds(clause, facts, now) != clause.negated for clause in wanted.clauses)


def moment(value: str, *, now: datetime) -> datetime:
    """Read `7d`, `12h`, `2025-03-01` or an ISO moment; relative ones count back from `now`.

    Errors: ValueError, or OverflowError outside of the years 1 to 9999.
    """
    if relative := _RELATIVE.fullmatch(value):
        count, unit = relative.groups()
        return now - timedelta(hours=int(count) * _HOURS[unit])
    at = datetime.fromisoformat(value)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def holds_number(operator: Operator, value: int, bound: int) -> bool:
    compare: dict[str, Callable[[int, int], bool]] = {
        ">=": int.__ge__,
        "<=": int.__le__,
        ">": int.__gt__,
        "<": int.__lt__,
        "=": int.__eq__,
        ":": int.__eq__,
    }
    return compare[operator](value, bound)


def _clause(term: re.Match[str]) -> Clause:
    negated = bool(term["neg"])
    if (word := term["phrase"] or term["word"]) is not None:
        if word.endswith(":") and word[:-1].lower() in FIELDS and not term["phrase"]:
            raise FilterError(
                f"'{word[:-1]}' has no value", position=term.start(), hint=f"write {word}value"
            )
        return Clause(field="text", values=(word,), negated=negated)
    if term["phrase"] is not None:
        raise FilterError("the quotes are empty", position=term.start(), hint="put words in them")
    field, operator = term["field"].lower(), term["op"]
    if field not in FIELDS:
        near = get_close_matches(field, FIELDS, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"fields are {', '.join(FIELDS)}"
        raise FilterError(f"'{field}' is not a field", position=term.start("field"), hint=hint)
    if operator not in (":", "=") and field not in NUMBER_FIELDS:
        raise FilterError(
            f"'{field}' cannot be compared", position=term.start("op"), hint=f"use {field}:value"
        )
    values = tuple(v.strip('"') for v in term["value"].split(",") if v.strip('"'))
    _check_values(field, values, term.start("value"))
    return Clause(field=field, values=values, operator=cast(Operator, operator), negated=negated)


def _check_values(field: str, values: tuple[str, ...], position: int) -> None:
    if not values:
        raise FilterError(f"'{field}' has no value", position=position, hint=f"write {field}:value")
    allowed = _CLOSED_VALUES.get(field)
    for value in values:
        if allowed and value not in allowed:
            near = get_close_matches(value, allowed, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"one of {', '.join(allowed)}"
            raise FilterError(f"'{value}' is no {field}", position=position, hint=hint)
        if field in NUMBER_FIELDS and not value.isdecimal():
            raise FilterError(f"'{value}' is not a whole number", position=position, hint="digits")
        if field in TIME_FIELDS:
            try:
                moment(value, now=_ANY_MOMENT)
            except (ValueError, OverflowError) as error:
                raise FilterError(
                    f"'{value}' is not a time", position=position, hint="write 7d or 2025-03-01"
                ) from error


def _holds(clause: Clause, facts: Facts, now: datetime) -> bool:
    field = clause.field
    if field == "text":
        return clause.values[0].casefold() in facts.text.casefold()
    if field in TIME_FIELDS:
        at = moment(clause.values[0], now=now)
        seen_at = facts.seen_at or now
        return seen_at >= at if field == "since" else seen_at < at
    if field == "relevant":
        return {True: "yes", False: "no", None: "unknown"}[facts.relevant] in clause.values
    if field == "is":
        return False  # alerts are never about the seed; stored rows are asked in SQL
    if field == "figure":
        bound = int(clause.values[0])
        return any(holds_number(clause.operator, high, bound) for _, _, high in facts.figures)
    if field == "what":
        return any(what in clause.values for what, _, _ in facts.figures)
    have: frozenset[str] = getattr(facts, SET_FIELDS[field])
    if field in PARTIAL_FIELDS:
        return any(v.casefold() in h.casefold() for v in clause.values for h in have)
    return not have.isdisjoint(clause.values)

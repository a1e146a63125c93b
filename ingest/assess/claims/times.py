"""Read the time expressions of a sentence into time words; which claim they belong to is not asked here.

Forms: December · 4 December 2024 · 2024년 12월 · last week · in early March · three months ago · since
October · from October to December · за последние две недели · 去年底.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from domain.assessment import Precision
from domain.lexicon import Lexicon
from ingest.assess.claims.intervals import Side, TimeWord
from ingest.assess.reading.cues import Cue, Cues
from ingest.assess.reading.numbers import find_numbers

_DIGITS = re.compile(r"(\d{1,4})\s?$")
_LEAD = re.compile(r"(?<!\d)(\d{1,2})\s?[~〜\-–]\s?$")
_DAY_BEFORE = re.compile(r"(?<![\d.,:])(\d{1,2})(?:st|nd|rd|th|er|º|\.|-?го|-?е)?$")
_DAY_AFTER = re.compile(r"\s(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d.,:]*\d|[-%])")
_YEAR_AFTER = re.compile(r"((?:19|20)\d\d)(?!\d|[.,]\d)")
_YEAR_BEFORE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?$")
_YEAR_BEHIND = re.compile(r"\s(?:\w{2,3}\s)?((?:19|20)\d\d)(?!\d)")
_BARE_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?!\d|[.,]\d)")
_PERIOD = re.compile(r"([a-z]+)([+-]\d+)(?::(\w+))?")
# What may stand between a number and the unit it counts, and between a part and its month.
_COUNT_REACH, _NEAR, _SIDE_REACH = 18, 4, 5
_DATE_ORDER: tuple[Precision, ...] = ("year", "month", "day")
_CORES = ("month", "month_weak", "weekday", "season", "period", "date_mark", "span_unit")
_SEASONS = ("spring", "summer", "autumn", "winter")
_RANGE_SIGNS = frozenset({"-", "~", "/"})
_SIDES: tuple[Side, ...] = ("since", "until", "ahead")


def find_times(text: str, cues: Cues, start: int, end: int, lexicon: Lexicon) -> list[TimeWord]:
    """Shape: the time words of a sentence of the folded text, in order, none within another."""
    if not cues.has(_CORES) and not _BARE_YEAR.search(text, start, end):
        return []
    cores = [
        *_dates(text, cues),
        *_months(text, cues, start, lexicon),
        *_named(cues),
        *_periods(cues),
        *_counted(text, cues, start, lexicon),
        *_related_units(text, cues),
        *_years(text, cues, start, end),
    ]
    if not cores:
        return []
    cores.sort(key=lambda w: (w.start, -w.end))
    words: list[TimeWord] = []
    for core in _nested(text, cores, lexicon):
        if not words or core.start >= words[-1].end:
            words.append(_with_side(text, cues, _with_part(text, cues, _related(text, cues, core))))
    return _ranges(text, words, lexicon)


def _dates(text: str, cues: Cues) -> Iterator[TimeWord]:
    """2024년 12월 4일, 12月4日, 4日: numbers that bear their mark; longer units first."""
    pending: list[tuple[Precision, int]] = []
    start = end = -1
    for mark in sorted(cues.of("date_mark")):
        digits = _DIGITS.search(text, max(0, mark.start - 5), mark.start)
        if digits is None or not _is_date_part(mark.value, int(digits[1])):
            continue
        unit, value = _unit(mark.value), int(digits[1])
        lead = _LEAD.search(text, max(0, digits.start() - 6), digits.start())
        follows = pending and (lead or digits).start() - end <= 1
        if follows and _DATE_ORDER.index(unit) > _DATE_ORDER.index(pending[-1][0]):
            pending.append((unit, value))
        else:
            if pending:
                yield _dated(pending, start, end)
            pending, start = [(unit, value)], digits.start()
        if lead is not None and _is_date_part(mark.value, int(lead[1])):
            # "올해 1~2월": the mark stands behind the second number only.
            first = min(start, lead.start())
            yield _dated([*pending[:-1], (unit, int(lead[1]))], first, lead.end(1))
            start = digits.start()
        end = mark.end
    if pending:
        yield _dated(pending, start, end)


def _dated(parts: list[tuple[Precision, int]], start: int, end: int) -> TimeWord:
    values = dict(parts)
    return TimeWord(
        start=start,
        end=end,
        unit=parts[-1][0],
        year=values.get("year"),
        month=values.get("month"),
        day=values.get("day"),
    )


def _is_date_part(unit: str, value: int) -> bool:
    return (
        (unit == "year" and 1900 <= value <= 2199)
        or (unit == "month" and 1 <= value <= 12)
        or (unit == "day" and 1 <= value <= 31)
    )


def _unit(value: str) -> Precision:
    return cast("Precision", value)


def _months(text: str, cues: Cues, start: int, lexicon: Lexicon) -> Iterator[TimeWord]:
    joints = (" ", ". ", *lexicon.grammar.date_joints)
    for cue in sorted(cues.of("month", "month_weak")):
        first, last = cue.start, cue.end
        day: int | None = None
        before = _joined_before(text, start, first, joints)
        if before is not None and 1 <= int(before[1]) <= 31:
            day, first = int(before[1]), before.start()
        elif lexicon.grammar.day_after_month and (after := _DAY_AFTER.match(text, last)):
            day, last = int(after[1]), after.end()
        year: int | None = None
        for joint in joints:
            if text.startswith(joint, last) and (y := _YEAR_AFTER.match(text, last + len(joint))):
                year, last = int(y[1]), y.end()
                marks = (m.end for m in cues.of("date_mark") if 0 <= m.start - last <= 1)
                last = next(marks, last)
                break
        bare = day is None and year is None
        if cue.kind == "month_weak" and bare and not _opened(cues, cue):
            continue
        yield TimeWord(
            start=first,
            end=last,
            unit="day" if day else "month",
            year=year,
            month=int(cue.value),
            day=day,
        )


def _joined_before(
    text: str, start: int, first: int, joints: tuple[str, ...]
) -> re.Match[str] | None:
    for joint in joints:
        if text.endswith(joint, start, first):
            match = _DAY_BEFORE.search(text, max(start, first - len(joint) - 5), first - len(joint))
            if match is not None:
                return match
    return None


def _opened(cues: Cues, cue: Cue) -> bool:
    """A preposition or "last" right before it tells the month from the verb."""
    openers = cues.of("date_opener", "since", "until", "ahead", "relative", "part")
    return any(0 <= cue.start - o.end <= 1 for o in openers)


def _named(cues: Cues) -> Iterator[TimeWord]:
    for cue in cues.of("weekday"):
        yield TimeWord(start=cue.start, end=cue.end, unit="day", weekday=int(cue.value))
    for cue in cues.of("season"):
        yield TimeWord(start=cue.start, end=cue.end, unit="season", season=cue.value)


def _periods(cues: Cues) -> Iterator[TimeWord]:
    """Words that count from the day of publication by themselves: yesterday, 올해, "autumn-1"."""
    for cue in cues.of("period"):
        match = _PERIOD.fullmatch(cue.value)
        if match is None:
            continue
        name, shift, part = match[1], int(match[2]), match[3]
        season = name if name in _SEASONS else None
        yield TimeWord(
            start=cue.start,
            end=cue.end,
            unit="season" if season else _unit(name),
            season=season,
            shift=shift,
            part=part,
        )


def _counted(text: str, cues: Cues, start: int, lexicon: Lexicon) -> Iterator[TimeWord]:
    """Three months ago, vor drei Monaten, in the past two weeks, 3개월 전."""
    agos, pasts = list(cues.of("ago")), list(cues.of("past"))
    if not agos and not pasts:
        return
    for unit in cues.of("span_unit"):
        lead = max(start, unit.start - _COUNT_REACH)
        numbers = find_numbers(text, lead, unit.start, lexicon)
        near = [n for n in numbers if unit.start - n.end <= 1 and n.low == n.high]
        if not near:
            continue
        count, first = near[-1].low, near[-1].start
        if count > 400:
            continue
        for ago in agos:
            behind = ago.value == "after" and 0 <= ago.start - unit.end <= 1
            ahead = ago.value == "before" and 0 <= first - ago.end <= 1
            if behind or ahead:
                yield TimeWord(
                    start=min(first, ago.start),
                    end=max(unit.end, ago.end),
                    unit=_unit(unit.value),
                    shift=-count,
                )
                break
        else:
            for past in pasts:
                if 0 <= first - past.end <= 1:
                    yield TimeWord(
                        start=past.start, end=unit.end, unit=_unit(unit.value), back=count
                    )
                    break


def _related_units(text: str, cues: Cues) -> Iterator[TimeWord]:
    """Last week, la semaine dernière, на прошлой неделе: a unit with its "last" right beside it."""
    relatives = list(cues.of("relative"))
    for unit in cues.of("span_unit") if relatives else ():
        for relative in relatives:
            before = 0 <= unit.start - relative.end <= 1
            after = unit.end < relative.start <= unit.end + 1
            if before or after:
                yield TimeWord(
                    start=min(unit.start, relative.start),
                    end=max(unit.end, relative.end),
                    unit=_unit(unit.value),
                    shift=int(relative.value),
                )
                break


def _years(text: str, cues: Cues, start: int, end: int) -> Iterator[TimeWord]:
    """A bare year needs the word before it that only years and months bear: in 2024, since 2024."""
    for match in _BARE_YEAR.finditer(text, start, end):
        openers = cues.of("date_opener", "since", "until", "ahead", "part")
        if any(0 <= match.start() - o.end <= 1 for o in openers):
            yield TimeWord(start=match.start(), end=match.end(), unit="year", year=int(match[1]))


def _nested(text: str, cores: list[TimeWord], lexicon: Lexicon) -> list[TimeWord]:
    """지난해 12월, 先月12日, December last year: a named time within a counted one."""
    joints = {"", *(joint.strip() for joint in lexicon.grammar.date_joints)}
    kept: list[TimeWord] = []
    for core in cores:
        last = kept[-1] if kept else None
        if (
            last is None
            or core.start < last.end
            or text[last.end : core.start].strip() not in joints
        ):
            kept.append(core)
        elif _holds(last, core):
            kept[-1] = replace(core, start=last.start, within=(last.unit, last.shift or 0))
        elif _holds(core, last):
            kept[-1] = replace(last, end=core.end, within=(core.unit, core.shift or 0))
        else:
            kept.append(core)
    return kept


def _holds(outer: TimeWord, inner: TimeWord) -> bool:
    """A counted year holds a named month or season, a counted month a day, a counted week a weekday."""
    if outer.shift is None or outer.part or inner.year or inner.shift is not None:
        return False
    if outer.unit == "year":
        return bool(inner.month or inner.season)
    if outer.unit == "month":
        return inner.unit == "day" and inner.day is not None and inner.month is None
    return outer.unit == "week" and inner.weekday is not None


def _related(text: str, cues: Cues, word: TimeWord) -> TimeWord:
    """Last December, este verano, le mois de décembre dernier; and a year behind a season."""
    if word.year or word.within or word.shift is not None or word.back is not None:
        return word
    if word.season and (joined := _year_behind(text, word.end)):
        return replace(word, year=joined[0], end=joined[1])
    if (before := _YEAR_BEFORE.search(text, max(0, word.start - 5), word.start)) and word.month:
        return replace(word, year=int(before[1]), start=before.start())
    for relative in cues.of("relative"):
        if 0 <= word.start - relative.end <= 1:
            return replace(word, shift=int(relative.value), start=relative.start)
        if word.end < relative.start <= word.end + 1:
            return replace(word, shift=int(relative.value), end=relative.end)
    return word


def _year_behind(text: str, end: int) -> tuple[int, int] | None:
    match = _YEAR_BEHIND.match(text, end)
    return (int(match[1]), match.end()) if match else None


def _with_part(text: str, cues: Cues, word: TimeWord) -> TimeWord:
    if word.unit == "day" or word.part or word.back is not None:
        return word
    for part in cues.of("part"):
        gap = text[part.end : word.start] if part.end <= word.start else None
        if gap is not None and len(gap) <= _NEAR and "," not in gap:
            return replace(word, part=part.value, start=part.start)
        if 0 <= part.start - word.end <= 1:
            return replace(word, part=part.value, end=part.end)
    return word


def _with_side(text: str, cues: Cues, word: TimeWord) -> TimeWord:
    core = word.start
    for side in _SIDES:
        for cue in cues.of(side):
            if cue.value == "before":
                # "с начала декабря" both opens the period and names its part.
                inside = cue.start == core and cue.end < word.end
                gap = text[cue.end : core]
                if inside or (cue.end <= core and len(gap) <= _SIDE_REACH and "," not in gap):
                    return replace(word, side=side, start=min(cue.start, core))
            elif 0 <= cue.start - word.end <= 1:
                return replace(word, side=side, end=cue.end)
    return word


def _ranges(text: str, words: list[TimeWord], lexicon: Lexicon) -> list[TimeWord]:
    """From October to December, 10월부터 12월까지, между октябрём и декабрём."""
    signs = {w.strip() for w in lexicon.grammar.range_words} | _RANGE_SIGNS
    joined: list[TimeWord] = []
    for word in words:
        last = joined[-1] if joined else None
        if last and last.through is None and last.unit == word.unit and last.side != "ahead":
            gap = text[last.end : word.start].strip()
            opens = last.side == "since" and word.side == "until" and len(gap) <= 1
            if gap in signs or opens:
                if last.year is None and word.year is not None:
                    last = replace(last, year=_start_year(last, word))
                through = replace(word, side="in")
                joined[-1] = replace(last, end=word.end, side="in", through=through)
                continue
        joined.append(word)
    return joined


def _start_year(first: TimeWord, last: TimeWord) -> int:
    """ "From November to January 2025": the first month is of the year before."""
    year = cast("int", last.year)
    later = bool(first.month and last.month and first.month > last.month)
    return year - 1 if later else year

"""Read whole numbers from a folded text in figures, words and mixed forms; what they count is not asked.

Forms: 11,000 · 11.000 · 11 000 · 10K · eleven thousand · 1만1000 · 1만 2천 · 11 тыс. · 4,7 тысячи ·
two and a half thousand · 12-тысячный · тысяч двадцать (about 20,000) · 10,000 to 12,000 · 10-12 тысяч ·
1만~1만2천 · from 12 to 8 thousand (two numbers). A vague prefix (수천, 몇천) makes no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from domain.lexicon import Grammar, Lexicon, NumberWord


class Number(NamedTuple):
    """A number or range in the text; `low == high` unless it is a range."""

    start: int
    end: int
    low: int
    high: int
    people: bool
    is_word: bool


@dataclass(frozen=True, slots=True)
class _Reader:
    digits: re.Pattern[str]
    foreign: re.Pattern[str]
    surfaces: tuple[str, ...]
    words: tuple[NumberWord, ...]
    automaton: AhoCorasick
    joint: re.Pattern[str]
    counted: tuple[str, ...]
    grammar: Grammar


class _Part(NamedTuple):
    start: int
    end: int
    value: float
    multiplies: bool
    people: bool
    is_word: bool
    counted: bool = False


_DIGIT = re.compile(r"\d")
# The syllables after which a Korean number word is one all the same: 수만, 이만, 약만.
_NUMERAL_HEADS = "수몇여십백천일이삼사오육칠팔구약총"
_HALF = 0.5
_TENS = frozenset(range(20, 100, 10))
# Nobody sends so many: account numbers, hashes and endless digits.
_TOO_MANY = 1_000_000_000
_READERS: dict[tuple[str, str], _Reader] = {}


def find_numbers(text: str, start: int, end: int, lexicon: Lexicon) -> list[Number]:
    """Shape: all numbers and ranges within a span of the folded text, in order."""
    reader = _reader(lexicon)
    parts = _digits(text, start, end, reader) + _words(text, start, end, reader)
    if not parts:
        return []
    parts.sort()
    groups = [g for g in _groups(text, parts, reader) if not _begins_a_word(text, g, reader)]
    singles = [n for group in groups if (n := _compose(group))]
    return _join_ranges(text, singles, reader) if len(singles) > 1 else singles


def find_by_span(
    text: str, spans: Sequence[tuple[int, int]], lexicon: Lexicon
) -> Iterator[list[Number]]:
    """The numbers of each span, which are in order and apart; one look tells which hold none."""
    words = _reader(lexicon).automaton.find_matches_as_indexes(text)
    at = 0
    for start, end in spans:
        while at < len(words) and words[at][2] <= start:
            at += 1
        worded = at < len(words) and words[at][1] < end
        if worded or _DIGIT.search(text, start, end):
            yield find_numbers(text, start, end, lexicon)
        else:
            yield []


def _reader(lexicon: Lexicon) -> _Reader:
    key = (lexicon.language, lexicon.version)
    if key not in _READERS:
        _READERS[key] = _build(lexicon)
    return _READERS[key]


def _build(lexicon: Lexicon) -> _Reader:
    grammar = lexicon.grammar
    words = {w.surface: w for w in lexicon.numbers} or {"\0": NumberWord(surface="\0", value=0)}
    group = re.escape(grammar.group)
    decimal = re.escape(grammar.decimal)
    # Three decimals of thousands of men nobody writes: there the other sign groups, too ("unos 11,000").
    foreign = rf"[1-9]\d{{0,2}}{decimal}\d{{3}}(?![\d{group}{decimal}])"
    digits = rf"\d{{1,3}}(?:[{group} ]\d{{3}})+(?!\d)|{foreign}|\d+(?:{decimal}\d+)?"
    joints = "|".join(re.escape(w) for w in sorted(grammar.range_words, key=len, reverse=True))
    counters = "|".join(map(re.escape, grammar.people_counters)) or "(?!)"
    return _Reader(
        re.compile(digits),
        re.compile(foreign),
        tuple(words),
        tuple(words.values()),
        AhoCorasick(tuple(words), matchkind=MatchKind.LeftmostLongest, store_patterns=False),
        # "1천 명에서 3천 명": where the counter follows each of both.
        re.compile(rf"(?:{counters})?\s*(?:-|~|{joints or '-'})\s*"),
        (*grammar.people_counters, *(suffix for suffix, _ in grammar.bound_suffixes)),
        grammar,
    )


def _digits(text: str, start: int, end: int, reader: _Reader) -> list[_Part]:
    parts: list[_Part] = []
    first = _DIGIT.search(text, start, end)
    if first is None:
        return parts
    for match in reader.digits.finditer(text, first.start(), end):
        raw = match[0]
        value = float(raw) if raw.isdecimal() else _value(raw, reader)
        parts.append(_Part(*match.span(), value, False, False, False))
    return parts


def _value(raw: str, reader: _Reader) -> float:
    raw, grammar = raw.replace(" ", ""), reader.grammar
    if len(raw) > 4:
        # More than one sign may group: 11.000, Swiss 11'000.
        for sign in grammar.group:
            raw = raw.replace(sign, "")
    if reader.foreign.fullmatch(raw):
        return float(raw.replace(grammar.decimal, ""))
    return float(raw.replace(grammar.decimal, "."))


def _words(text: str, start: int, end: int, reader: _Reader) -> list[_Part]:
    """Number words between word edges; a multiplier may follow digits or join with a hyphen."""
    if reader.grammar.compound_numbers:
        return _compound_words(text, start, end, reader)
    parts: list[_Part] = []
    is_open = reader.grammar.edges == "open"
    span = text[start:end]
    for index, first, last in reader.automaton.find_matches_as_indexes(span):
        word = reader.words[index]
        if not is_open:
            before = span[first - 1 : first]
            if before.isalpha() or (before.isdigit() and not word.multiplies):
                continue
            if not word.open_right and span[last : last + 1].isalnum():
                continue
        parts.append(
            _Part(
                start + first,
                start + last,
                float(word.value),
                word.multiplies,
                word.counts_people,
                True,
                word.counted,
            )
        )
    return parts


def _compound_words(text: str, start: int, end: int, reader: _Reader) -> list[_Part]:
    """Number words that may be written in one: the outer edges of their chain are word edges."""
    parts: list[_Part] = []
    chain: list[_Part] = []
    open_right = False
    joints = ("", *reader.grammar.number_joints)
    for index, first, last in reader.automaton.find_matches_as_indexes(text[start:end]):
        word = reader.words[index]
        part = _Part(
            start + first,
            start + last,
            float(word.value),
            word.multiplies,
            word.counts_people,
            True,
            word.counted,
        )
        if chain and text[chain[-1].end : part.start] not in joints:
            parts += _whole(text, chain, open_right)
            chain = []
        chain.append(part)
        open_right = word.open_right
    return parts + _whole(text, chain, open_right)


def _whole(text: str, chain: list[_Part], open_right: bool) -> list[_Part]:
    """The chain, if it is not a piece of another word: "elf" is, "Elfter" and "keine" hold none."""
    if not chain:
        return []
    before = text[chain[0].start - 1 : chain[0].start]
    if before.isalpha() or (before.isdigit() and not chain[0].multiplies):
        return []
    after = text[chain[-1].end : chain[-1].end + 1]
    return chain if open_right or not after.isalnum() else []


def _groups(text: str, parts: list[_Part], reader: _Reader) -> list[list[_Part]]:
    """Neighbouring tokens that form one number: "1만" "2천", "eleven" "thousand", "4,7" "тыс."."""
    groups: list[list[_Part]] = []
    vague_until = -1
    for part in parts:
        if groups and _continues(text, groups[-1], part, reader.grammar.number_joints):
            groups[-1].append(part)
        elif part.is_word and _ends_a_word(text, part):
            continue
        elif part.start == vague_until or _is_vague(text, part, reader):
            # "수천", "수만": what follows a vague head is swallowed with it.
            vague_until = part.end
        else:
            groups.append([part])
    return groups


def _continues(text: str, group: list[_Part], part: _Part, joints: tuple[str, ...]) -> bool:
    last = group[-1]
    gap = text[last.end : part.start]
    joined = gap in joints
    if not joined and gap not in ("", " ", "-"):
        return False
    if part.value == _HALF:
        return not last.multiplies and last.value < 100
    if part.multiplies:
        return not (last.multiplies and last.value == part.value)
    if last.multiplies:
        # "Four-thousand-100", but not "10 thousand-12 thousand".
        hyphened = gap != "-" or text[last.start - 1 : last.start] == "-"
        return part.value < last.value and hyphened and (not (joined and not part.is_word))
    if not (last.is_word and part.is_word and gap):
        return False
    if joined and last.value < 10:
        # "Einundzwanzig": the ones stand before the tens.
        return part.value in _TENS
    tens = last.value >= 20 > part.value >= 1
    return tens or (last.value % 100 == 0 and last.value > part.value >= 1)


def _ends_a_word(text: str, part: _Part) -> bool:
    """ "마을에만 500명", "인터넷": a Korean word may end in what is a number elsewhere."""
    return (
        "가" <= text[part.start - 1 : part.start] <= "힣"
        and "가" <= text[part.start] <= "힣"
        and text[part.start - 1] not in _NUMERAL_HEADS
    )


def _begins_a_word(text: str, group: list[_Part], reader: _Reader) -> bool:
    """ "만약", "천안", "百姓", "万一": where words run together, a lone multiplier needs a counter."""
    if reader.grammar.edges != "open" or len(group) > 1 or not group[0].multiplies:
        return False
    after = text[group[0].end : group[0].end + 1]
    return after.isalpha() and not text.startswith(reader.counted, group[0].end)


def _is_vague(text: str, part: _Part, reader: _Reader) -> bool:
    head = text[max(0, part.start - 12) : part.start].rstrip()
    return part.is_word and head.endswith(reader.grammar.vague_prefixes)


def _compose(group: list[_Part]) -> Number | None:
    """Add and multiply: a multiplier takes all smaller values before it, or one: 1 만 2 천, 三百五十."""
    first = group[0]
    if len(group) == 1 and not first.multiplies:
        if not _counts(first.value):
            return None
        low = int(first.value)
        return Number(first.start, first.end, low, low, first.people, first.is_word)
    sums: list[float] = []
    for part in group:
        if not part.multiplies:
            sums.append(part.value)
            continue
        counted = 0.0
        while sums and sums[-1] < part.value:
            counted += sums.pop()
        if part.counted and not counted:
            return _inverted(group)
        sums.append((counted or 1) * part.value)
    value = sum(sums)
    if not _counts(value):
        return None
    people = any(p.people for p in group)
    is_word = all(p.is_word for p in group)
    return Number(group[0].start, group[-1].end, int(value), int(value), people, is_word)


def _inverted(group: list[_Part]) -> Number | None:
    """ "Тысяч двадцать", "сотни две": about so many; the multiplier alone is vague."""
    first, *rest = group
    if not rest or not first.counted or any(p.multiplies for p in rest):
        return None
    value = first.value * sum(p.value for p in rest)
    if not _counts(value):
        return None
    value = int(value)
    return Number(first.start, rest[-1].end, value, value, False, True)


def _counts(value: float) -> bool:
    """A whole number of people; 400 digits are an infinite float."""
    return 0 < value < _TOO_MANY and value == int(value)


def _join_ranges(text: str, numbers: list[Number], reader: _Reader) -> list[Number]:
    joined: list[Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if last and last.low == last.high and reader.joint.fullmatch(text, last.end, number.start):
            low = _share_multiplier(last.low, number.low)
            if low > number.low >= 1000 > last.low:
                # "From 12 to 8 thousand": it fell, both are meant.
                joined[-1] = last._replace(low=low, high=low)
            if low < number.low:
                joined[-1] = Number(
                    last.start, number.end, low, number.low, number.people, number.is_word
                )
                continue
        joined.append(number)
    return joined


@lru_cache(maxsize=256)
def _share_multiplier(low: int, high: int) -> int:
    """ "10 to 12 thousand": the first number borrows the multiplier of the second."""
    for multiplier in (1_000_000, 10_000, 1_000):
        if high >= multiplier and high % multiplier == 0 and low < 1000 and low * multiplier < high:
            return low * multiplier
    if high % 1000 == 0 and high // 1000 < low < high // 100:
        return low * 1000
    return low

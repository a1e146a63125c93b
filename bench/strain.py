"""Texts made to hurt the assessment: mutations of real ones, and units that are bad in any length.

Shared by bench/assess.py, bench/fuzz_assess.py and tests/ingest/assess/test_fuzz.py; it judges nothing.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence

_WORDS = "north korean soldiers sent to russia kursk they fight and deny 11,000 men of the war "
STRAINS: dict[str, str] = {
    "lexicon words, no stop": _WORDS,
    "one word": "soldiers ",
    "words without spaces": _WORDS.replace(" ", ""),
    "digits": "0123456789",
    "numbers": "11,000 12.5 3 000 ",
    "number words": "eleven thousand two hundred and one ",
    "quotes": '"„“«»',
    "newlines": "\n",
    "stops": "a. ",
    "initials": "j. f. k. ",
    "spaces": " \u00a0\t",
    "marks": "e\u0301\u0302",
    "one mark after another": "\u0301",
    "ligatures": "ﬁß①½ ",
    "jamo": "\u1107\u116e\u11a8\u1112\u1161\u11ab",
    "emoji": "👩\u200d✈️🪖",
    "Korean without spaces": "북한군러시아파병만명",
    "commas": "russian, north korean, ",
    "North Korea. They": "north korea sent soldiers. they fight. ",
    "citing": "zelensky said, citing the nis, that kim said ",
    "months": "in december 2024 and in january 2025, ",
}
_SIGNS = "\n\n..!?\"',;:()-–—«»“”‘’\u200b\u00ad\u0301%№$€/\\{}[]<>_|~"
_ODD = "ßİıŉ½①ﬁЁё\u1107\u116e\u11a8🪖\U000e0001\ufeff\x00\x1f\u2028０１万만тыс"


# The language whose rules see them; the others are for the English ones.
STRAIN_LANGUAGE = {"Korean without spaces": "ko", "jamo": "ko"}


def strained(unit: str, length: int) -> str:
    """A unit repeated to a length in characters."""
    return (unit * (length // len(unit) + 1))[:length]


def mutated(texts: Sequence[str], draw: random.Random) -> str:
    """One text, changed in one to three ways, or made of nothing but chance."""
    if draw.random() < 0.05:
        return _noise(draw)
    text = draw.choice(texts)
    for _ in range(draw.randint(1, 3)):
        text = draw.choice(_MUTATIONS)(text, texts, draw)
    return text


def _noise(draw: random.Random) -> str:
    tops = (0x7F, 0x7F, 0x24F, 0x4FF, 0xD7FF, 0xFFFD, 0x1FAFF)
    points = (draw.randint(1, draw.choice(tops)) for _ in range(draw.randint(0, 400)))
    return "".join(chr(p) for p in points if not 0xD800 <= p <= 0xDFFF)


def _cut(text: str, texts: Sequence[str], draw: random.Random) -> str:
    first, last = sorted(draw.randint(0, len(text)) for _ in range(2))
    return text[first:last]


def _shuffle(text: str, texts: Sequence[str], draw: random.Random) -> str:
    words = text.split(" ")
    draw.shuffle(words)
    return draw.choice((" ", "", "\n", ", ")).join(words)


def _flip(text: str, texts: Sequence[str], draw: random.Random) -> str:
    data = bytearray(text.encode())
    for _ in range(draw.randint(1, 12) if data else 0):
        data[draw.randrange(len(data))] = draw.randrange(256)
    return data.decode(errors="replace")


def _repeat(text: str, texts: Sequence[str], draw: random.Random) -> str:
    at = draw.randint(0, len(text))
    return text[:at] + text[at : at + draw.randint(1, 40)] * draw.randint(2, 20) + text[at:]


def _mix(text: str, texts: Sequence[str], draw: random.Random) -> str:
    """Words of another text, often in another script, among those of this one."""
    ours, theirs = text.split(" "), draw.choice(texts).split(" ")
    for _ in range(draw.randint(1, 12)):
        ours.insert(draw.randint(0, len(ours)), draw.choice(theirs))
    return " ".join(ours)


def _join(text: str, texts: Sequence[str], draw: random.Random) -> str:
    return text + draw.choice(("", " ", ". ", "\n\n")) + draw.choice(texts)


def _insert(text: str, texts: Sequence[str], draw: random.Random) -> str:
    letters = list(text)
    for _ in range(draw.randint(1, 10)):
        at = draw.randint(0, len(letters))
        letters.insert(at, draw.choice(draw.choice((_SIGNS, _ODD, "0123456789"))))
    return "".join(letters)


def _numbers(text: str, texts: Sequence[str], draw: random.Random) -> str:
    """Numbers of any length where some stood, or at a random place."""
    number = str(draw.randrange(10 ** draw.choice((1, 2, 3, 4, 5, 9, 40, 400))))
    at = draw.randint(0, len(text))
    return text[:at] + draw.choice((" ", "")) + number + draw.choice((" ", "")) + text[at:]


def _case(text: str, texts: Sequence[str], draw: random.Random) -> str:
    form: Callable[[str], str] = draw.choice((str.upper, str.lower, str.title, str.swapcase))
    return form(text)


def _compose(text: str, texts: Sequence[str], draw: random.Random) -> str:
    return unicodedata.normalize(draw.choice(("NFD", "NFKD", "NFC", "NFKC")), text)


_MUTATIONS = (_cut, _shuffle, _flip, _repeat, _mix, _join, _insert, _numbers, _case, _compose)

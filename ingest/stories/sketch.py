"""Turns a text into the fingerprint it is compared by; it does not decide who is a copy of whom.

Layout of `Fingerprint.signature` (all unsigned 32-bit): the number of this layout · the number of distinct
shingles · how many numbers follow · the smallest hashes of the numbers in the text · the smallest hashes of the
shingles. All sorted: of two texts the overlap is known up to the lower of their ends.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from zlib import crc32

from rensa import RMinHash

from domain.story import Fingerprint

# Stored signatures of other layouts compare with nothing.
LAYOUT = 2
PERMUTATIONS = 144
# Copies of our labelled stories that were cut to a third share 0.34 of their shingles with the original: 48 bands of
# 3 rows bring 85 % of such pairs together, 32 of 4 only 35 %, and of pairs that share 0.02 1 in 2,600 (computed);
# 98 % of the pairs of other events share no more than that.
BANDS = 48
ROWS = PERMUTATIONS // BANDS
# Stored bands depend on it: a change makes all earlier articles incomparable.
SEED = 8191
# Fewer shingles say too little: one of them more or less is a tenth of the text.
MIN_SHINGLES = 12
# Bottom-k sample of the shingles: exact for a text of 130 words, a standard error of 0.044 at most for longer ones.
MAX_SHINGLES = 128
# Fewer letters (a CJK one counts twice) say nothing that identifies an event: "Breaking news", "속보".
MIN_LETTERS = 16
# A headline stands for its article only if it says this much; "Daily briefing" stands for hundreds.
MIN_HEADLINE_LETTERS = 30
# Bottom-k sample of the numbers in a text: exact for all but tables.
MAX_NUMBERS = 64
UNCOMPARABLE = ""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d{1,3}(?:[.,'’ ]\d{3})+(?!\d)|\d+|[一二三四五六七八九十百千万]{2,}")
# The minute a page was printed is no number of the story.
_TIME_OF_DAY = re.compile(r"\b\d{1,2}:\d{2}\b")
_GROUPING = re.compile(r"[.,'’ ]")
CJK = re.compile(r"[぀-ヿ㐀-䶿一-鿿가-힣豈-﫿]")
# One CJK letter says as much as a few alphabetic ones: a Korean text with many Latin names is Korean.
_CJK_SHARE = 0.3


def fingerprint(title: str, text: str) -> Fingerprint:
    """Make the fingerprint of an article.

    Shape: title and text as stored -> hash, 32 band keys and signature. A text too short for a
    comparison has no signature; its hash takes in the title. One that says nothing at all has an
    empty hash, which equals nobody's. A telling headline is one band more, so that an article of which
    only the headline is known finds the whole one, and the other way round.
    """
    folded_title, folded_text = fold(title), fold(text)
    shingles = set(_shingles(folded_text))
    if len(shingles) < MIN_SHINGLES:
        bare = folded_text in ("", folded_title)
        return Fingerprint(
            content_hash=_short_hash(folded_title, folded_text),
            bands=_headline_band(folded_title) if bare else (),
        )
    return Fingerprint(
        content_hash=_digest(folded_text),
        bands=_bands(_minhash(shingles)) + _headline_band(folded_title),
        signature=_signature(shingles, _numbers(f"{title}\n{text}")),
    )


class Sketch(NamedTuple):
    """A signature taken apart. `ends`: the highest hash up to which the shingles are known, None for all."""

    numbers: tuple[int, ...]
    shingles: frozenset[int]
    ends: int | None


def unpack(signature: tuple[int, ...]) -> Sketch | None:
    """None for a text without a signature, and for one of another layout."""
    if len(signature) < 3 or signature[0] != LAYOUT:
        return None
    count, numbers = signature[1], signature[2]
    sample = signature[3 + numbers :]
    ends = sample[-1] if sample and count > len(sample) else None
    return Sketch(signature[3 : 3 + numbers], frozenset(sample), ends)


def fold(text: str) -> str:
    """Reduce to lower-case words and single blanks, so that typography makes no difference.

    Example:
        >>> fold('“Troops”,  he said – ﬁve')
        'troops he said five'
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(_WORD.findall(folded))


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text as digits.

    Example:
        >>> sorted(numbers_in("11,000 men, 3.000 more, 4 100 in all; 2024"))
        ['11000', '2024', '3000', '4100']
    """
    found = _NUMBER.findall(_TIME_OF_DAY.sub(" ", unicodedata.normalize("NFKC", text)))
    return frozenset(_GROUPING.sub("", number) for number in found)


def _short_hash(folded_title: str, folded_text: str) -> str:
    whole = f"{folded_title} {folded_text}".strip()
    return _digest(whole) if _letters(whole) >= MIN_LETTERS else UNCOMPARABLE


def _letters(folded: str) -> int:
    return sum(2 if CJK.match(c) else 1 for c in folded if c != " ")


def _headline_band(folded_title: str) -> tuple[int, ...]:
    if _letters(folded_title) < MIN_HEADLINE_LETTERS:
        return ()
    return (_key(b"headline" + folded_title.encode("utf-8", "surrogatepass")),)


def _digest(folded: str) -> str:
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()


def _shingles(text: str) -> Iterator[bytes]:
    """Three words, or four letters where words run together or bear particles; the headline is not the text's."""
    if _is_cjk(text):
        letters = text.replace(" ", "")
        grams = (letters[at : at + 4] for at in range(len(letters) - 3))
    else:
        words = text.split()
        grams = (" ".join(words[at : at + 3]) for at in range(len(words) - 2))
    for gram in grams:
        yield gram.encode("utf-8", "surrogatepass")


def _is_cjk(folded: str) -> bool:
    return len(CJK.findall(folded)) > _CJK_SHARE * len(folded)


def _minhash(shingles: Iterable[bytes]) -> tuple[int, ...]:
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(list(shingles))
    return tuple(sketch.digest())


def _bands(values: tuple[int, ...]) -> tuple[int, ...]:
    """One signed 64-bit key per band, with the band's number in it: one index column is enough."""
    return tuple(
        _key(struct.pack(f"<B{ROWS}I", band, *values[band * ROWS : (band + 1) * ROWS]))
        for band in range(BANDS)
    )


def _key(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little", signed=True)


def _signature(shingles: set[bytes], numbers: tuple[int, ...]) -> tuple[int, ...]:
    sample = sorted({crc32(shingle) for shingle in shingles})[:MAX_SHINGLES]
    return (LAYOUT, len(shingles), len(numbers), *numbers, *sample)


def _numbers(text: str) -> tuple[int, ...]:
    hashes = {
        int.from_bytes(hashlib.blake2b(number.encode(), digest_size=4).digest(), "little")
        for number in numbers_in(text)
    }
    return tuple(sorted(hashes)[:MAX_NUMBERS])

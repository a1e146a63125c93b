"""Fold a text for matching and keep the way back to its offsets; it does not match anything."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

# One code point to one: quotes, dashes, spaces and invisible marks that outlets use at will.
_SAME_LENGTH = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"', "『": '"', "』": '"',
        "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "~": "~", "∼": "~", "〜": "~", "～": "~",
        "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ", "\t": " ", "\r": " ",
        "\u200b": " ", "\u00ad": " ", "\ufeff": " ", "ё": "е", "Ё": "Е", "…": ".", "・": "·",
        "、": ",", **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5E)},
    }
)  # fmt: skip


_GROWING = re.compile(
    "[" + "".join(chr(c) for c in range(0x10000) if len(chr(c).casefold()) > 1) + "]"
)


_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is folded; `starts[i]` is where its i-th character began (None: offsets are equal)."""

    text: str
    starts: tuple[int, ...] | None
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the folded text to the text it came from."""
        if self.starts is None:
            return start, end
        first = self.starts[start] if start < len(self.starts) else self.length
        if end <= start:
            return first, first
        last = self.starts[end - 1]
        stop = end
        while stop < len(self.starts) and self.starts[stop] == last:
            stop += 1
        return first, self.starts[stop] if stop < len(self.starts) else self.length

    def folded(self, position: int) -> int:
        """Map a position of the original text to the folded one."""
        return position if self.starts is None else bisect_left(self.starts, position)


def fold_text(text: str) -> Folded:
    """Fold case, width, composition, quotes and dashes.

    Shape: nearly all texts keep their length and need no map; the others get one.
    """
    plain = text.translate(_SAME_LENGTH)
    folded = plain.casefold()
    if unicodedata.is_normalized("NFKC", folded):
        starts = None if len(folded) == len(text) else _starts_of(plain)
        return Folded(folded, starts, len(text))
    return _fold_with_map(plain)


def _starts_of(plain: str) -> tuple[int, ...]:
    """The way back when only the case folding of single letters added some: "ß" becomes "ss"."""
    starts: list[int] = []
    done = 0
    for match in _GROWING.finditer(plain):
        at = match.start()
        starts.extend(range(done, at))
        starts.extend([at] * len(match.group().casefold()))
        done = at + 1
    starts.extend(range(done, len(plain)))
    return tuple(starts)


def _fold_with_map(plain: str) -> Folded:
    """Word by word: composition does not reach across a space, and most words need no work."""
    pieces: list[str] = []
    starts: list[int] = []
    for word in _WORDS.finditer(plain):
        first = word.start()
        folded = word.group().casefold()
        if len(folded) == word.end() - first and unicodedata.is_normalized("NFKC", folded):
            pieces.append(folded)
            starts.extend(range(first, word.end()))
            continue
        for start, cluster in _clusters(word.group()):
            piece = unicodedata.normalize("NFKC", cluster.casefold())
            pieces.append(piece)
            starts.extend([first + start] * len(piece))
    return Folded("".join(pieces), tuple(starts), len(plain))


def _clusters(text: str) -> list[tuple[int, str]]:
    """Split where composition cannot reach across: a base with its marks, a syllable of jamo."""
    clusters: list[tuple[int, str]] = []
    start = 0
    for i in range(1, len(text)):
        char = text[i]
        if not (unicodedata.combining(char) or "\u1160" <= char <= "\u11ff") or i - start >= 30:
            clusters.append((start, text[start:i]))
            start = i
    if text:
        clusters.append((start, text[start:]))
    return clusters

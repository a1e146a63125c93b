"""Fold a text for matching and keep the way back to its offsets; it does not match anything."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

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
_SAME = {chr(code): same for code, same in _SAME_LENGTH.items()}
_CHANGED = re.compile("[" + re.escape("".join(_SAME)) + "]")
_GROWING = re.compile(
    "[" + "".join(chr(c) for c in range(0x10000) if len(chr(c).casefold()) > 1) + "]"
)
# Up to the end of the word after so many characters: most stretches of a text need no map.
_STRETCH = re.compile(r"(?s).{1,256}\S*")
_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Where stretches of the folded text came from.

    Piece i begins at `at[i]` in the folded text and at `origin[i]` in the original one. `steps[i]` is 1
    where both run side by side and 0 where all of its characters came from one cluster.
    """

    at: list[int] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)

    def add(self, at: int, origin: int, step: int) -> None:
        """Begin a piece; one that goes on side by side with the last is no new one."""
        if step and self.steps and self.steps[-1] and at - self.at[-1] == origin - self.origin[-1]:
            return
        self.at.append(at)
        self.origin.append(origin)
        self.steps.append(step)


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is folded; `pieces` lead back to the original (None: offsets are equal)."""

    text: str
    pieces: Pieces | None
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the folded text to the text it came from."""
        if self.pieces is None:
            return start, end
        first, _ = self._origin(start)
        if end <= start:
            return first, first
        return first, self._origin(end - 1)[1]

    def folded(self, position: int) -> int:
        """Map a position of the original text to the folded one."""
        pieces = self.pieces
        if pieces is None:
            return position
        i = bisect_right(pieces.origin, position) - 1
        if pieces.steps[i]:
            return min(pieces.at[i] + position - pieces.origin[i], len(self.text))
        if position == pieces.origin[i]:
            return pieces.at[i]
        # Within a cluster: the next one begins where it ends.
        return pieces.at[i + 1] if i + 1 < len(pieces.at) else len(self.text)

    def _origin(self, position: int) -> tuple[int, int]:
        """The span that one folded character came from."""
        pieces = self.pieces
        if pieces is None or position >= len(self.text):
            return self.length, self.length
        i = bisect_right(pieces.at, position) - 1
        following = pieces.origin[i + 1] if i + 1 < len(pieces.at) else self.length
        if not pieces.steps[i]:
            return pieces.origin[i], following
        first = pieces.origin[i] + position - pieces.at[i]
        return first, first + 1


def fold_text(text: str) -> Folded:
    """Fold case, width, composition, quotes and dashes.

    Shape: nearly all texts keep their length and need no map; the others get one.
    """
    # 7 µs for 2,000 characters; `str.translate` takes 95 µs where the text is not ASCII (2026-11-23).
    plain = _CHANGED.sub(lambda match: _SAME[match[0]], text)
    folded = plain.casefold()
    if unicodedata.is_normalized("NFKC", folded):
        pieces = None if len(folded) == len(text) else _grown(plain)
        return Folded(folded, pieces, len(text))
    return _fold_with_map(plain)


def _grown(plain: str) -> Pieces:
    """The way back when only the case folding of single letters added some: "ß" becomes "ss"."""
    pieces = Pieces()
    pieces.add(0, 0, 1)
    shift = 0
    for match in _GROWING.finditer(plain):
        at = match.start()
        pieces.add(at + shift, at, 0)
        shift += len(match[0].casefold()) - 1
        pieces.add(at + 1 + shift, at + 1, 1)
    return pieces


def _fold_with_map(plain: str) -> Folded:
    """Word by word where it must be: composition does not reach across a space."""
    out: list[str] = []
    pieces = Pieces()
    length = 0
    for first, raw in _stretches(plain):
        folded = raw.casefold()
        if len(folded) == len(raw) and unicodedata.is_normalized("NFKC", folded):
            pieces.add(length, first, 1)
            out.append(folded)
            length += len(folded)
            continue
        for start, cluster in _clusters(raw):
            folded = unicodedata.normalize("NFKC", cluster.casefold())
            pieces.add(length, first + start, int(len(folded) == len(cluster) == 1))
            out.append(folded)
            length += len(folded)
    return Folded("".join(out), pieces, len(plain))


def _stretches(plain: str) -> Iterator[tuple[int, str]]:
    """Stretches that need no map as they are, the others as single words and spaces."""
    for stretch in _STRETCH.finditer(plain):
        folded = stretch[0].casefold()
        if len(folded) == len(stretch[0]) and unicodedata.is_normalized("NFKC", folded):
            yield stretch.start(), stretch[0]
        else:
            for word in _WORDS.finditer(plain, stretch.start(), stretch.end()):
                yield word.start(), word[0]


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

"""Fold text into paragraphs split by a blank line, the one shape in which texts are stored.

It does not know HTML and removes nothing but white space and invisible signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Soft hyphens, zero-width spaces and direction marks split words that a lexicon must find whole. The
# joiners U+200C and U+200D stay: Persian and emoji need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff]")
# How far ahead a piece is looked for before the whole is searched.
NEAR = 2000
_BREAK = re.compile(r"\n\s*")
_SIGNS = re.compile(r"[\W_]+")
_ASCII_SIGNS = {n: None for n in range(128) if not chr(n).isalnum()}


def fold(text: str) -> str:
    """Fold a line: NFC, one space where there was any white space, nothing invisible, no edges.

    Example:
        >>> fold("  North\\u00a0\\u00a0Korea\\u200b\\n")
        'North Korea'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def paragraphs_of(text: str) -> list[str]:
    """Split text at line ends into folded paragraphs, without the empty ones."""
    return [line for part in _BREAK.split(text) if (line := fold(part))]


def join(paragraphs: Iterable[str]) -> str:
    """Join folded paragraphs by a blank line."""
    return "\n\n".join(paragraphs)


class Whole:
    """A long text that is asked which pieces stand in it, mostly in the order in which they do.

    Each answer costs about the piece's own length where the order holds; a search of the whole for each of
    15,000 paragraphs took 7 s.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def __bool__(self) -> bool:
        return bool(self._text)

    def __contains__(self, piece: str) -> bool:
        start = self._text.find(piece, self._at, self._at + len(piece) + NEAR)
        if start < 0:
            start = self._text.find(piece)
        if start < 0:
            return False
        self._at = start + len(piece)
        return True


def squeeze(text: str) -> str:
    """Reduce text to its letters and digits, for comparing what was written, not how it was set.

    Example:
        >>> squeeze("Kim Jong-un: «Yes»")
        'kimjongunyes'
    """
    if text.isascii():
        return text.translate(_ASCII_SIGNS).lower()
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()

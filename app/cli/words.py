"""Rows in words for tables: figures, sentences and what is new, short enough to be read; JSON keeps all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.story import figure_words, sources_words
from domain.wording import context_words

Row = Mapping[str, Any]
MAX_SENTENCE = 240


def story_cells(row: Row) -> Row:
    """The columns of `tumen stories`."""
    return {
        **row,
        "status": words(row["statuses"]),
        "figures": figures(row["figures"]),
        "who says what": said(row["speaker"], row["evidence"] or row["title"]),
        "new against the seed": "; ".join(row["adds"]),
        "sources": f"{sources_words(row['articles'], row['independent'])}: {words(row['sources'])}",
    }


def source_cells(row: Row) -> Row:
    """The columns of `tumen sources list`."""
    behind = row.get("behind_s")
    told = None if behind is None else f"{delay(behind)}, first in {row['first']}/{row['stories']}"
    return {**row, "behind": told}


def delay(seconds: int) -> str:
    """A delay as a person says it.

    Example:
        >>> delay(0), delay(45), delay(600), delay(7_380)
        ('0 s', '45 s', '10 min', '2 h 3 min')
    """
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def claim_cells(row: Row) -> Row:
    """The columns of `tumen claims`."""
    return {
        **row,
        "figures": figures(row["figures"]),
        "who says what": said(row["speaker"], row["evidence"]),
        "when and wave": words(context_words(row)),
        "to": row["destination"],
    }


def figure_cells(row: Row) -> Row:
    """The columns of `tumen figures`."""
    return {
        **row,
        "figure": figure(row),
        "who says what": said(row["speaker"], row["sentence"] or row["title"]),
    }


def figure(row: Row) -> str:
    """Example:
    >>> figure({"low": 3000, "high": 3000, "bound": "at_least", "what": "troops"})
    'at least 3,000 troops'
    """
    key = (row["what"], row["low"], row["high"])
    return figure_words(key, row.get("bound", "exact"), row.get("extent"))


def figures(rows: Sequence[Row]) -> str:
    return ", ".join(map(figure, rows))


def said(speaker: str | None, sentence: str) -> str:
    """The sentence and who says it, cut for a table only."""
    cut = sentence if len(sentence) <= MAX_SENTENCE else sentence[: MAX_SENTENCE - 1] + "…"
    return f"{speaker or 'speaker not named'}: “{cut}”"


def words(values: Sequence[str]) -> str:
    return ", ".join(values)

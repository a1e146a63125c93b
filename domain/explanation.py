"""Why a text was judged as it was: words, rules, what would have had to be different; judges nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from domain.assessment import Assessment, Evidence

# Where words must be missing for the sentence to carry the flag no more.
Reach = Literal["word", "sentence", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word the rules know, with its meaning in plain words. `condition`: what it helps to meet."""

    span: Evidence
    meaning: str
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Words without which the sentence does not carry the flag: tried out by leaving them out.

    `reach` `word`: this one; `sentence`: all of these in the sentence; `text`: all of these in the text.
    `ends_flag`: no other sentence then carries it, either.
    """

    words: tuple[str, ...]
    meaning: str
    reach: Reach
    ends_flag: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What gave a status or a figure: without `words` it is gone, or becomes `instead`.

    No words: nothing in the sentence says otherwise. `shades`: words that give a figure its bound.
    """

    what: str
    words: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    shades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A sentence that counts. `direct`: it carries the flag; otherwise it goes on about it.

    `tried`: whether words were left out for a trial; `spare`: those that alone were not needed.
    """

    flag: str
    rule: str
    rule_words: str
    quote: Evidence
    direct: bool
    tried: bool
    words: tuple[Word, ...]
    needs: tuple[Need, ...] = ()
    spare: tuple[str, ...] = ()
    statuses: tuple[Given, ...] = ()
    figures: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The sentence of an unflagged text that is nearest to a flag.

    `missing`: the conditions it does not meet; `changes`: those that make it carry the flag, of `tried`.
    """

    quote: Evidence
    words: tuple[Word, ...]
    missing: tuple[str, ...]
    changes: tuple[str, ...]
    tried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An assessment with its reasons. `document` is what all spans count in."""

    document: str
    assessment: Assessment
    carriers: tuple[Carrier, ...] = ()
    nearest: Nearest | None = None


def explanation_to_dict(explanation: Explanation) -> dict[str, Any]:
    """What JSON says of it; the assessment itself is told elsewhere."""
    return {
        "rule_version": explanation.assessment.rule_version,
        "relevance": asdict(explanation.assessment.relevance),
        "carriers": [asdict(carrier) for carrier in explanation.carriers],
        "nearest": asdict(explanation.nearest) if explanation.nearest else None,
    }

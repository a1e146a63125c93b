"""Why a text was judged as it was: words, rules, what would have had to be different; judges nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from domain.assessment import Assessment, Evidence

# What the weights were asked of: the text, the paragraph that tells most, or one number.
Scope = Literal["text", "paragraph", "number"]
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
    `by_weight`: a status that the rules do not read in this sentence.
    """

    what: str
    words: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    shades: tuple[str, ...] = ()
    by_weight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one kind of word, or something the rules say, adds to a decision, in log-odds.

    `words`: those of the text that give it, maybe none; `where`: where they count most; `features`:
    what it is summed from, by the names of config/data/weights.json.
    """

    weight: float
    meaning: str
    words: tuple[str, ...]
    where: str
    features: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One decision of the weights: `log_odds` = `start` + the `weights` + `rest`.

    `decision` is its name in config/data/weights.json, `subject` the number it is about. `by_rule`: the
    rules say so, too; `takes`: the log-odds it must exceed. For a figure all of them are those
    of its kind against `rival`, the next best. `weights`: the heaviest for and against.
    """

    decision: str
    subject: str = ""
    scope: Scope
    by_rule: bool
    holds: bool
    log_odds: float
    takes: float
    probability: float
    rival: str = ""
    start: float
    weights: tuple[Weight, ...]
    rest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A sentence that a rule found, or that was a candidate (rule `weighed`), and that is not flagged."""

    rule: str
    rule_words: str
    quote: Evidence
    words: tuple[Word, ...]
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A sentence that counts. `direct`: it carries the flag; otherwise it goes on about it.

    `tried`: whether words were left out for a trial; `spare`: those that alone were not needed.
    `weights`: what speaks for a sentence that no rule found.
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
    weights: tuple[Weight, ...] = ()


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
    """An assessment with its reasons. `document` is what all spans count in.

    `balances`: what the weights settled; none without weights, or when nothing was put to them.
    """

    document: str
    assessment: Assessment
    carriers: tuple[Carrier, ...] = ()
    nearest: Nearest | None = None
    dropped: tuple[Dropped, ...] = ()
    balances: tuple[Balance, ...] = ()


def explanation_to_dict(explanation: Explanation) -> dict[str, Any]:
    """What JSON says of it; the assessment itself is told elsewhere."""
    return {
        "rule_version": explanation.assessment.rule_version,
        "relevance": asdict(explanation.assessment.relevance),
        "carriers": [asdict(carrier) for carrier in explanation.carriers],
        "nearest": asdict(explanation.nearest) if explanation.nearest else None,
        "dropped": [asdict(dropped) for dropped in explanation.dropped],
        "balances": [asdict(balance) for balance in explanation.balances],
    }

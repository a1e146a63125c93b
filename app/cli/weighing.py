"""What the weights settled, as a person reads it; it weighs nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console

from app.cli.lines import print_line, print_lines, quoted_words
from domain.explanation import Balance, Weight

# Words quoted of one weight; how many more there are is told.
_QUOTED = 4


def print_weights(out: Console, weights: Iterable[Weight]) -> None:
    """Print what speaks for a sentence and against it."""
    print_lines(out, "weighs", (f"{w.weight:+.1f}  {_weight(w)}" for w in weights))


def print_balances(out: Console, balances: Sequence[Balance]) -> None:
    """Print each decision with its sum and what weighs most in it."""
    if balances and not any(b.decision == "flag" for b in balances):
        out.print()
        print_line(out, "flag weighs", "nothing: no rule found a sentence, and none is a candidate")
    for balance in balances:
        if balance.decision in ("flag", "relevant"):
            out.print()
            print_line(out, f"{balance.decision} weighs", _verdict(balance))
            for label, words in _sum(balance):
                print_line(out, label, words)
    told = [b for b in balances if b.decision not in ("flag", "relevant")]
    if told:
        out.print()
    for balance in told:
        kind, _, name = balance.decision.partition(":")
        subject = f"“{balance.subject}” " if balance.subject else ""
        print_line(out, f"{kind} weighs", f"{subject}{name} {_verdict(balance)}")
        most = "; ".join(f"{w.weight:+.1f} {_weight(w)}" for w in balance.weights)
        print_line(out, "", most or "nothing that weighs")


def _verdict(balance: Balance) -> str:
    percent = f"{balance.probability:.2f}"
    if balance.decision == "flag":
        where = "" if balance.scope == "text" else " in the paragraph that tells most"
        return f"{percent}{where}: {_of_flag(balance)}"
    if balance.decision == "relevant":
        return f"{percent}: {'as' if balance.by_rule == balance.holds else 'against what'} the rules say"
    if balance.rival:
        return f"{percent}, {_of_figure(balance)}"
    limit = f"{_probability(balance.takes):.2f}"
    if not balance.holds:
        return f"{percent}: the rules read it, the weights overrule them (below {limit})"
    if balance.by_rule:
        return f"{percent}: the rules read it, too"
    if balance.log_odds > balance.takes:
        return f"{percent}: by weight alone (above {limit})"
    return f"{percent}: no status weighs enough, and this one weighs most"


def _of_flag(balance: Balance) -> str:
    limit = f"{_probability(balance.takes):.2f}"
    if balance.by_rule and balance.holds:
        return f"a rule found it, and the weights let it stand (above {limit})"
    if balance.by_rule:
        return f"a rule found it, but the weights overrule it (below {limit})"
    if balance.holds:
        return f"no rule found it, but a sentence that may tell of it weighs enough (above {limit})"
    short = balance.takes - balance.log_odds
    return f"no rule found it, and it takes more than {limit}: {short:.1f} short in log-odds"


def _of_figure(balance: Balance) -> str:
    rival = balance.rival.removeprefix("figure:")
    rival = "no figure of the deployment" if rival == "none" else rival
    if not balance.holds:
        return f"as the rules say; the weights overrule them: {rival}"
    return f"{'as the rules say' if balance.by_rule else 'by weight alone'}; next best {rival}"


def _sum(balance: Balance) -> Iterator[tuple[str, str]]:
    for weight in balance.weights:
        yield f"{weight.weight:+.1f}", _weight(weight)
    yield f"{balance.rest:+.1f}", "all else"
    yield f"{balance.start:+.1f}", "to begin with"
    yield f"= {balance.log_odds:+.1f}", f"log-odds; it takes {balance.takes:+.1f}"


def _weight(weight: Weight) -> str:
    if not weight.words:
        return " ".join(filter(None, (weight.meaning, weight.where)))
    more = len(weight.words) - _QUOTED
    quoted = quoted_words(weight.words[:_QUOTED]) + (f" and {more} more" if more > 0 else "")
    if not weight.where:
        return f"{weight.meaning}: {quoted}"
    return f"{quoted} ({weight.meaning}) {weight.where}"


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))

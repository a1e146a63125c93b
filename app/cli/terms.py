"""Filter terms among a command's arguments: a negated one looks like options and is none; it parses no term."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand

# Two letters at least: `-n=5` is an option with its value.
_NEGATED = re.compile(r"-[A-Za-z_]{2,}(?::|[<>]=?|=)")


class FilterCommand(TyperCommand):
    """A command whose arguments are a filter."""

    # Any: the context's class is the framework's own business.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, negated_last(args))


def negated_last(args: list[str]) -> list[str]:
    """Put negated terms behind `--`, where nothing is an option; the order of terms means nothing.

    Example:
        >>> negated_last(["-status:denied", "lang:ko", "-n", "5"])
        ['lang:ko', '-n', '5', '--', '-status:denied']
    """
    end = args.index("--") if "--" in args else len(args)
    negated = [arg for arg in args[:end] if _NEGATED.match(arg)]
    if not negated:
        return args
    others = [arg for arg in args[:end] if not _NEGATED.match(arg)]
    return [*others, "--", *negated, *args[end + 1 :]]

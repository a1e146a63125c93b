"""The command line: each command parses, calls and prints; what is done stands elsewhere."""

from __future__ import annotations

import sys

from domain.errors import ConfigError, FilterError, TumenError


def main() -> None:
    """Run `tumen`; exit 0 done, 1 failed, 2 misused."""
    from app.cli.commands import cli

    try:
        cli()
    except FilterError as error:
        _say(f"{error.message} (position {error.position})", error.hint)
        sys.exit(2)
    except ConfigError as error:
        _say(error.message)
        sys.exit(2)
    except TumenError as error:
        _say(error.message)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has gone (`tumen articles | head`): nothing is wrong.
        sys.stdout = None  # keeps the interpreter from flushing into it
        sys.exit(0)


def _say(*lines: str) -> None:
    sys.stderr.write("".join(f"tumen: {line}\n" for line in lines if line))

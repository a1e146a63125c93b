"""The command line: each command parses, calls and prints; what is done stands elsewhere."""

from __future__ import annotations

import io
import os
import sys

from app.printable import printable
from domain.errors import ConfigError, FilterError, TumenError


def main() -> None:
    """Run `tumen`; exit 0 done, 1 failed, 2 misused."""
    from app.cli.commands import cli

    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show Korean gets \uXXXX, instead of a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    elif sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the caller closed it; open till the end
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
    except UnicodeEncodeError as error:
        _say(f"an argument holds bytes that are no text: {error.object[error.start :][:20]!a}")
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone (`tumen articles | head`): nothing is wrong.
        sys.stdout = None  # keeps the interpreter from flushing into it
        sys.exit(0)
    except OSError as error:
        # A file that a person named, or a disk that is full.
        _say(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror))
        sys.stdout = None  # what is left unwritten would fail once more at the end
        sys.exit(1)


def _say(*lines: str) -> None:
    sys.stderr.write("".join(f"tumen: {printable(line)}\n" for line in lines if line))

"""Logging, set up once: one line an event, a constant message and facts as fields."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any, Literal

from rich.console import Console
from rich.text import Text

from app.printable import printable

_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {
    "message",
    "asctime",
    "taskName",
}
_STYLES = {"WARNING": "yellow", "ERROR": "bold red", "CRITICAL": "bold red", "DEBUG": "dim"}
# Libraries that talk at `info` of things we already say ourselves, better.
_QUIET = ("alembic", "uvicorn", "aiohttp", "asyncio")
# These warn once a page of things that the choice between extractors settles anyway; the scheduler
# warns of each tick that comes while the one before it waits for the database.
_MUTE = ("trafilatura", "htmldate", "apscheduler")


def configure(console: Console, *, level: str, form: Literal["text", "json"]) -> None:
    """Send all logging to `console` (standard error), as text or as one JSON object a line."""
    handler = ConsoleHandler(console, JsonFormatter() if form == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in _MUTE:
        logging.getLogger(name).setLevel(logging.ERROR)


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """The facts that were given as `extra`."""
    return {k: v for k, v in vars(record).items() if k not in _STANDARD and v is not None}


class TextFormatter(logging.Formatter):
    """`14:02:11 entry stored source=yonhap-en language=ko …`"""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        grade = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        facts = " ".join(f"{k}={_shown(v)}" for k, v in fields(record).items())
        trace = "\n" + self.formatException(record.exc_info) if record.exc_info else ""
        return printable(f"{at} {grade}{record.getMessage()} {facts}".rstrip() + trace)


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for collectors."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **fields(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class ConsoleHandler(logging.Handler):
    """Writes above a running progress bar instead of through it."""

    def __init__(self, console: Console, formatter: logging.Formatter) -> None:
        super().__init__()
        self._console = console
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = Text(self.format(record), style=_style(record))
            self._console.print(line, soft_wrap=True, highlight=False)
        except Exception:  # the contract of logging.Handler: never raise into the caller
            self.handleError(record)


def _style(record: logging.LogRecord) -> str:
    if getattr(record, "flag", None):
        return "bold magenta"
    return _STYLES.get(record.levelname, "")


def _shown(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if set(text) & set(' "=\n\t') or not text else text

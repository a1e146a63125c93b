from __future__ import annotations

import logging
import sys

import pytest

from app.cli.output import Format, print_rows
from app.logs import TextFormatter
from app.printable import printable

EVIL = "\x1b]0;owned\x07\x9b2J\x7f headline"


def test_controls_are_replaced_one_for_one() -> None:
    shown = printable(EVIL)
    assert len(shown) == len(EVIL)
    assert not any(ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 for sign in shown)
    assert printable("two\nlines\t파병") == "two\nlines\t파병"


def test_a_log_line_holds_no_terminal_escape() -> None:
    try:
        raise ValueError(EVIL)
    except ValueError:
        trace = sys.exc_info()
    record = logging.LogRecord("tumen", logging.ERROR, "", 0, "article stored", (), trace)
    record.title = EVIL
    line = TextFormatter().format(record)
    assert "\x1b" not in line
    assert "\x9b" not in line
    assert "\nValueError" in line


def test_a_table_cell_holds_no_terminal_escape(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"title": EVIL}], Format.TABLE, columns=("title",))
    said = capsys.readouterr().out
    assert "headline" in said
    assert "\x1b]" not in said
    assert "\x9b" not in said

"""Change fields of single tables in the text of a sources.toml, and leave all else as its author wrote it.

It writes no file: the answer is a new text, for a person to look at first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from difflib import unified_diff

Value = str | bool
Changes = Mapping[str, Mapping[str, Value]]

_TABLE = re.compile(r"^[ \t]*\[\[source\]\][ \t]*(?:#.*)?$", re.MULTILINE)
_ANY_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_ID = re.compile(r"""^[ \t]*id[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)')""", re.MULTILINE)


def changed(text: str, changes: Changes) -> str:
    """Return the text with the fields of these sources changed.

    A field that a table has is replaced on its line, another is put behind its id. A source that the text
    does not hold is a bundled one: it gets a table of its own at the end, with what differs.
    """
    left = dict(changes)
    for start, end in reversed(_tables(text)):
        table = text[start:end]
        found = _ID.search(table)
        fields = left.pop(found[1] or found[2] or "", None) if found else None
        if found and fields:
            text = text[:start] + _with_fields(table, found.end(), fields) + text[end:]
    if not left:
        return text
    added = ("\n".join(_new_table(source, fields)) for source, fields in left.items())
    return text.rstrip("\n") + ("\n\n" if text.strip() else "") + "\n".join(added)


def difference(before: str, after: str, name: str) -> str:
    """A unified diff that `patch` takes."""
    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _tables(text: str) -> list[tuple[int, int]]:
    spans = []
    for found in _TABLE.finditer(text):
        following = _ANY_TABLE.search(text, found.end())
        spans.append((found.start(), following.start() if following else len(text)))
    return spans


def _with_fields(table: str, behind_id: int, fields: Mapping[str, Value]) -> str:
    for name, value in fields.items():
        line = f"{name} = {_toml(value)}"
        field = re.compile(rf"^[ \t]*{name}[ \t]*=[^\n]*$", re.MULTILINE)
        if field.search(table):
            table = field.sub(lambda _, line=line: line, table, count=1)  # type: ignore[misc]
        else:
            end = table.find("\n", behind_id)
            end = len(table) if end < 0 else end
            table = f"{table[:end]}\n{line}{table[end:]}"
    return table


def _new_table(source: str, fields: Mapping[str, Value]) -> list[str]:
    head = ["[[source]]", f"id = {_toml(source)}"]
    return [*head, *(f"{name} = {_toml(value)}" for name, value in fields.items()), ""]


def _toml(value: Value) -> str:
    # JSON's strings and truth values are TOML's, too.
    return json.dumps(value, ensure_ascii=False)

"""What the documents name is there: commands, options, files, settings, filters."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.cli.commands import cli
from app.cli.terms import negated_last
from config.settings import Settings
from domain.filters import parse_filter

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
ROOMS = ("domain", "config", "ingest", "db", "alerts", "web", "app", "tests", "bench", "docs")
FILTERED = ("stories", "articles", "claims", "figures")
# What the how-to pages let their readers write: it is in the example and not in the tree.
EXAMPLES = ("example_daily", "tests/eval/cs.jsonl", "calendar", "ntfy")
# A filter that a page lets its reader make.
INVENTED = "force:"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_CALL = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?(tumen(?: .*)?)$")


def page_id(page: Path) -> str:
    return str(page.relative_to(ROOT))


def calls_in(text: str) -> Iterator[str]:
    """Every call of the command line in fenced blocks and code spans, without its comment."""
    fenced = [line for _, block in _FENCE.findall(text) for line in block.splitlines()]
    spans = _CODE.findall(_FENCE.sub("", text))
    for words in (*fenced, *spans):
        if match := _CALL.match(words.strip()):
            yield re.split(r"\s#|\s[|>]{1,2}\s", match[1])[0]


def commands(command: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """All commands of the tree. Any: the framework's own classes."""
    yield " ".join(names), command
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*names, name))


def check_call(call: str) -> None:
    """Walk down the tree of commands; every option on the way must be one."""
    command: Any = get_command(cli)
    words = iter(negated_last(shlex.split(call)[1:]))
    for word in words:
        if word == "--":
            break
        if word.startswith("-") and word != "-":
            known = {opt: p for p in command.params for opt in (*p.opts, *p.secondary_opts)}
            known |= {"--help": None, "-h": None}
            option = word.partition("=")[0]
            assert option in known, f"{call}: no option {option}"
            if known[option] is not None and not known[option].is_flag and "=" not in word:
                next(words)
        elif children := getattr(command, "commands", None):
            assert word in children, f"{call}: no command {word}"
            command = children[word]


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_commands_and_options_exist(page: Path) -> None:
    for call in calls_in(page.read_text(encoding="utf-8")):
        check_call(call)


@pytest.mark.parametrize(
    ("name", "command"), [pytest.param(*c, id=c[0]) for c in commands(get_command(cli)) if c[0]]
)
def test_examples_in_the_help_are_calls_of_their_command(name: str, command: Any) -> None:
    examples = re.findall(r"Examples?: (.*)", command.help or "")
    calls = [c for line in examples for c in re.findall(r"tumen [^|]*", line)]
    if not getattr(command, "commands", None):
        assert calls, "a command shows how it is called"
    for call in calls:
        check_call(re.split(r"\s>{1,2}\s", call)[0])
        assert f" {name}" in call


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_files_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    spans = _CODE.findall(_FENCE.sub("", text))
    paths = {
        path
        for span in spans
        for path in span.split()
        if re.fullmatch(rf"(?:{'|'.join(ROOMS)})/[\w./-]*", path)
    }
    missing = [
        path
        for path in sorted(paths)
        if not (ROOT / path).exists() and not any(name in path for name in EXAMPLES)
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_settings_exist(page: Path) -> None:
    tables = "|".join(
        name
        for name in Settings.model_fields
        if name in ("fetch", "web", "alerts", "workers", "logs")
    )
    spans = _CODE.findall(page.read_text(encoding="utf-8"))
    named = {m for span in spans for m in re.findall(rf"^({tables})\.(\w+)$", span)}
    for table, key in named:
        fields: Any = Settings.model_fields[table].annotation
        assert key in fields.model_fields, f"{table}.{key}"


def test_filters_in_the_documents_parse() -> None:
    found = 0
    for page in PAGES:
        for call in calls_in(page.read_text(encoding="utf-8")):
            words = shlex.split(call)[1:]
            if words and words[0] in FILTERED:
                terms = [w for w in words[1:] if re.match(r"-?\w+[:<>=]", w)]
                terms = [term for term in terms if not term.startswith(INVENTED)]
                parse_filter(" ".join(terms))
                found += len(terms)
    assert found >= 5

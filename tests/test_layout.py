"""Holds the tree to the house's rules: who imports whom, how big a thing may be, what it may be called."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ("domain", "config", "ingest", "db", "alerts", "web", "app")
BESIDE = ("tests", "bench")
MAX_FILE_LINES = 350
MAX_INIT_LINES = 60
MAX_FUNCTION_LINES = 60
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
LOCK_FILES = ("requirements.lock", "requirements-runtime.lock")
MACHINE_PATH = re.compile(r"(?<![\w./-])(?:/root/|/work/|/home/\w|/Users/\w|[A-Z]:\\Users)")


def python_files() -> list[Path]:
    found = [ROOT / "dev.py"]
    for folder in (*HOUSE, *BESIDE):
        found += sorted((ROOT / folder).rglob("*.py"))
    # A migration is never edited once merged, so it may not be split either.
    return [path for path in found if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("folder", HOUSE)
def test_package_of_the_design_exists_and_says_what_it_is_for(folder: str) -> None:
    init = ROOT / folder / "__init__.py"
    assert init.is_file()
    assert ast.get_docstring(ast.parse(init.read_text())), f"{name_of(init)} has no docstring"


@pytest.mark.parametrize(
    "name", ["README.md", "LICENSE", "Dockerfile", "pyproject.toml", ".ci/run"]
)
def test_file_of_the_design_exists(name: str) -> None:
    assert (ROOT / name).is_file()


def test_no_arrow_goes_upward() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_stay_small() -> None:
    too_long = {
        name_of(path): lines
        for path in python_files()
        if (lines := len(path.read_text().splitlines()))
        > (MAX_INIT_LINES if path.name == "__init__.py" else MAX_FILE_LINES)
    }
    assert too_long == {}


def test_functions_stay_small() -> None:
    too_long = {
        f"{name_of(path)}:{node.lineno} {node.name}": lines
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION_LINES
    }
    assert too_long == {}


def test_no_module_or_package_has_a_vague_name() -> None:
    vague = [
        name_of(path)
        for path in python_files()
        if VAGUE_NAMES & {path.stem.removeprefix("test_"), *path.relative_to(ROOT).parts[:-1]}
    ]
    assert vague == []


def test_every_module_of_the_house_has_a_docstring() -> None:
    silent = [
        name_of(path)
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in HOUSE
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


@pytest.mark.parametrize("name", LOCK_FILES)
def test_lock_file_names_no_host_and_hashes_all(name: str) -> None:
    text = (ROOT / name).read_text()
    lines = text.splitlines()
    assert re.findall(r"://|^--?\w.*|@ ", text, re.MULTILINE) == []
    pins = [i for i, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]
    assert len(pins) > 50
    for i in pins:
        assert re.match(r"[a-z0-9._-]+==[^ ]+ .*\\$", lines[i]), lines[i]
        assert lines[i + 1].startswith("    --hash=sha256:"), lines[i]


def test_runtime_lock_pins_what_the_tests_ran_with() -> None:
    full, runtime = (
        set(re.findall(r"^\S+==\S+", (ROOT / n).read_text(), re.M)) for n in LOCK_FILES
    )
    assert runtime < full
    assert not [pin for pin in runtime if pin.startswith(("pytest", "mypy", "ruff"))]


def test_texts_name_no_path_of_a_machine() -> None:
    texts = [ROOT / "Dockerfile", ROOT / "compose.yaml", ROOT / "Makefile", ROOT / "pyproject.toml"]
    texts += [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "config").rglob("*.toml"),
    ]
    named = {
        f"{name_of(path)}:{number}": line
        for path in texts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if MACHINE_PATH.search(line)
    }
    assert named == {}

"""Holds dev.py to what a person with an old or bare Python sees; nothing is installed here."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = (ROOT / "dev.py").read_text()


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bare_copy(tmp_path: Path) -> Iterator[Path]:
    """A tree with dev.py, both lock files and the project file, but without .venv."""
    for name in ("dev.py", "requirements.lock", "requirements-runtime.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, folder / "dev.py", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_old_python_can_still_parse_it() -> None:
    ast.parse(SOURCE, feature_version=(3, 6))


def test_old_python_can_evaluate_its_annotations() -> None:
    functions = [n for n in ast.walk(ast.parse(SOURCE)) if isinstance(n, ast.FunctionDef)]
    annotations = [
        a for f in functions for a in (f.returns, *(p.annotation for p in f.args.args)) if a
    ]
    newer = [ast.unparse(a) for a in annotations if isinstance(a, ast.Subscript | ast.BinOp)]
    assert newer == []


def test_only_the_standard_library_is_imported() -> None:
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in (
            node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")]
        )
    }
    assert imported <= sys.stdlib_module_names


def test_old_python_is_told_what_is_needed(dev: ModuleType) -> None:
    with pytest.raises(dev.Failure, match=r"Python 3\.11 or newer is needed, this is 3\.9\n  \w+"):
        dev.require_python((3, 9))


def test_new_python_is_welcome(dev: ModuleType) -> None:
    dev.require_python((3, 11))
    dev.require_python((4, 0))


@pytest.mark.parametrize("arguments", [(), ("tset",)], ids=["nothing", "misspelt command"])
def test_misuse_prints_the_commands_and_ends_with_2(bare_copy: Path, arguments: tuple[str]) -> None:
    done = run(bare_copy, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "python3 dev.py test" in done.stderr
    assert not (bare_copy / ".venv").exists()


def test_help_is_an_answer_and_no_error(bare_copy: Path) -> None:
    done = run(bare_copy, "--help")
    assert (done.returncode, done.stderr) == (0, "")


def test_uv_is_pinned_with_hashes_of_the_lock(dev: ModuleType) -> None:
    pin = dev.uv_pin((ROOT / "requirements.lock").read_text())
    first, *hashes = pin.splitlines()
    assert first.startswith("uv==")
    assert len(hashes) > 5
    assert all("--hash=sha256:" in line for line in hashes)


def test_lock_without_uv_names_the_remedy(dev: ModuleType) -> None:
    with pytest.raises(dev.Failure, match="git checkout"):
        dev.uv_pin("ruff==1 \\\n    --hash=sha256:00\n")


def standing_venv(folder: Path, stamp: str) -> Path:
    """A .venv whose Python only says how it was called."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    (folder / ".venv" / "tumen-stamp").write_text(stamp + "\n")
    return python


def stamp_of(folder: Path) -> str:
    code = "import dev; print(dev.wanted_stamp())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_ready_environment_is_used_at_once_and_in_silence(bare_copy: Path) -> None:
    standing_venv(bare_copy, stamp_of(bare_copy))
    done = run(bare_copy, "run", "--once", "--format", "json")
    assert done.stdout == "-P -m app run --once --format json\n"
    assert done.stderr == ""


def test_changed_lock_asks_for_an_install(bare_copy: Path) -> None:
    before = stamp_of(bare_copy)
    with (bare_copy / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert stamp_of(bare_copy) != before


def test_environment_that_was_left_half_made_is_removed(bare_copy: Path) -> None:
    standing_venv(bare_copy, "incomplete")
    (bare_copy / ".venv" / "leftover").touch()
    # The first step after the removal needs the network in real life; here its tool is missing.
    code = "import dev; dev.make_venv(); print(dev.read_stamp())"
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=bare_copy,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert not (bare_copy / ".venv" / "leftover").exists()
    assert (bare_copy / ".venv" / "bin" / "python").exists()
    # Whole only when everything is installed: a kill from here on is seen next time.
    assert (bare_copy / ".venv" / "tumen-stamp").read_text().strip() == "incomplete"


def test_failing_gate_does_not_hide_the_later_ones(
    dev: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    true, false = ("true", ["/usr/bin/env", "true"]), ("false", ["/usr/bin/env", "false"])
    assert dev.gates([false, true]) == 1
    assert "dev.py: failed: false" in capfd.readouterr().err
    assert dev.gates([true, true]) == 0
    assert "dev.py: all passed" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [([], False), (["-k", "seed"], False), (["-n0"], True), (["--pdb"], True)],
    ids=["nothing", "a selection", "own number", "debugger"],
)
def test_own_wish_for_processes_is_respected(
    dev: ModuleType, arguments: list[str], expected: bool
) -> None:
    assert dev.chooses_processes(arguments) is expected


def test_byte_code_is_kept_although_the_shell_forbids_it_beside_the_sources(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    found = dev.surroundings()
    assert "PYTHONDONTWRITEBYTECODE" not in found
    assert Path(found["PYTHONPYCACHEPREFIX"]).parent == dev.VENV
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE")
    assert dev.surroundings() == dict(os.environ)

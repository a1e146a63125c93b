"""The recorded world of the demonstration, one full pass over it, and folders for other operators."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.clock import SystemClock
from app.demo.world import DemoWorld, demo_world
from tests.app.acceptance.home import Home, Said
from tests.app.acceptance.loopback import Loopback

SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy0zMi1ieXRlcyE="


@pytest.fixture(scope="session", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let processes share compiled modules, also where Python is told to write none: 2 s a process."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):
            patch.delenv("PYTHONDONTWRITEBYTECODE")
            shared = tmp_path_factory.getbasetemp().parent / "compiled"
            patch.setenv("PYTHONPYCACHEPREFIX", str(shared))
        yield


@pytest.fixture(scope="session")
def loopback() -> Iterator[Loopback]:
    with Loopback() as loopback:
        yield loopback


@pytest.fixture(scope="session")
def world(loopback: Loopback) -> DemoWorld:
    return loopback.open(demo_world(SystemClock()))


@pytest.fixture(scope="session")
def home(world: DemoWorld, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A folder set up for the recorded world; nothing has run in it yet."""
    home = Home(tmp_path_factory.mktemp("home"), environ=dict(world.secrets))
    home.configure("", private=world.allow_private)
    home.write_sources(world.sources)
    home.write_routes(world.routes)
    return home


@pytest.fixture(scope="session")
def first_pass(home: Home) -> Said:
    """What `tumen run --once --format json` said; every query is asked of what it left."""
    return home.tumen("run", "--once", "--format", "json")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Home:
    """An empty folder."""
    return Home(tmp_path)


class Asked:
    """The command line in this process: many questions for the price of one import."""

    def __init__(self, home: Home, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch):
        self._home, self._capsys, self._patch = home, capsys, patch

    @property
    def folder(self) -> Path:
        return self._home.folder

    def __call__(self, *args: str, **environ: str) -> Said:
        with self._patch.context() as patch:
            patch.chdir(self._home.folder)
            patch.setattr("sys.argv", ["tumen", *args])
            for name in [n for n in os.environ if n.startswith("TUMEN_")]:
                patch.delenv(name)
            for name, value in {"COLUMNS": "200", **self._home.environ, **environ}.items():
                patch.setenv(name, value)
            self._capsys.readouterr()
            try:
                main()
                code: object = 0
            except SystemExit as end:
                code = end.code
        out, err = self._capsys.readouterr()
        return Said(code if isinstance(code, int) else int(bool(code)), out, err)


@pytest.fixture
def asked(
    home: Home,
    first_pass: Said,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Asked:
    """Ask the database that the first pass left."""
    return Asked(home, capsys, monkeypatch)


@pytest.fixture
def ask_elsewhere(
    elsewhere: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Asked:
    """The command line in an empty folder."""
    return Asked(elsewhere, capsys, monkeypatch)

"""Commands of operators and the plan they are made from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.build import open_house, read_plan
from app.cli.commands import cli
from app.doctor import examine
from config.settings import load_settings
from domain.errors import ConfigError

MAIL = """
[[route]]
name = "{name}"
channel = "email"
to = {to}
sender = "tumen@example.org"
smtp_host = "127.0.0.1"
smtp_tls = "{tls}"
"""
Call = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    (tmp_path / "var").mkdir()
    shutil.copy(migrated, tmp_path / "var" / "tumen.db")
    (tmp_path / "tumen.toml").write_text('database_url = "sqlite:///var/tumen.db"\n')
    return tmp_path


@pytest.fixture
def call(folder: Path) -> Call:
    def called(*args: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["--config", str(folder / "tumen.toml"), *args])
        return done.exit_code, done.output + str(done.exception or "")

    return called


def write_routes(folder: Path, *routes: str) -> None:
    (folder / "routes.toml").write_text("".join(routes))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["sources", "retry"], "0 sources are due now"),
        (["db", "retry-entries"], "0 entries are due again"),
        (["db", "prune"], "0 polls were removed"),
        (
            ["db", "prune", "--pages-days", "30", "--revisions-days", "9", "--dry-run"],
            "0 revisions would be removed",
        ),
        (["alerts", "retry", "--route", "desk"], "0 alerts are due again"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_empty_database_is_no_trouble(call: Call, args: list[str], words: str) -> None:
    code, said = call(*args)
    assert (code, words in said) == (0, True), said


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["sources", "retry", "nope"], "no source 'nope'"),
        (["alerts", "show", "7"], "there is no alert 7"),
        (["show", f"story:{10**30}"], "nothing is stored"),
    ],
)
def test_what_is_not_there_is_said(call: Call, args: list[str], words: str) -> None:
    code, said = call(*args)
    assert (code, words in said) == (1, True), said


@pytest.mark.parametrize(
    "command", [("alerts", "retry"), ("alerts", "show"), ("db", "retry-entries")]
)
def test_an_id_beyond_all_databases_is_misuse(call: Call, command: tuple[str, ...]) -> None:
    assert call(*command, str(10**30))[0] == 2


async def test_each_recipient_has_a_route_in_the_house(folder: Path) -> None:
    people = '["a@example.org", "b@example.org"]'
    write_routes(folder, MAIL.format(name="editors", to=people, tls="none"))
    plan = read_plan(load_settings(folder / "tumen.toml", {}), {})
    assert [route.name for route in plan.routes] == ["editors"]
    async with open_house(plan) as house:
        assert list(house.routes) == ["editors", "editors (2)"]


def test_a_route_called_like_anothers_second_recipient_is_refused(folder: Path) -> None:
    write_routes(
        folder,
        MAIL.format(name="editors", to='["a@example.org", "b@example.org"]', tls="none"),
        MAIL.format(name="editors (2)", to='["c@example.org"]', tls="none"),
    )
    with pytest.raises(ConfigError, match=r"route 'editors \(2\)'"):
        read_plan(load_settings(folder / "tumen.toml", {}), {})


@pytest.mark.parametrize(("tls", "port"), [("none", 25), ("starttls", 587), ("tls", 465)])
def test_doctor_asks_the_mail_server_where_the_channel_would(
    folder: Path, tls: str, port: int
) -> None:
    write_routes(folder, MAIL.format(name="editors", to='["a@example.org"]', tls=tls))
    found = examine(folder / "tumen.toml", {}, network=False)
    assert any(f"127.0.0.1:{port} " in finding.what for finding in found)

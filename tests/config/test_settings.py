"""Settings: origins and their order, complaints with their places, and passwords that are never shown."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Settings, load_settings, mask_password
from domain.errors import ConfigError


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str, name: str = "tumen.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def complaint(path: Path | None, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ or {})
    return caught.value.message


def test_without_any_file_the_defaults_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings(None, {})
    assert settings.base_dir == tmp_path.resolve()
    assert settings.database_url == f"sqlite:///{tmp_path.resolve()}/var/tumen.db"
    assert (settings.sources_file, settings.routes_file, settings.seed_file) == (None, None, None)
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8321)
    assert settings.alerts.retry_schedule_s == (5, 60, 300, 1800, 7200, 18000, 36000, 86400)
    assert settings.fetch.allow_private == ()


def test_the_working_directorys_file_is_found(tmp_path, monkeypatch, write):
    write("[web]\nport = 1")
    monkeypatch.chdir(tmp_path)
    assert load_settings(None, {}).web.port == 1


def test_files_of_the_default_names_are_used_unnamed(write, tmp_path):
    for name in ("sources.toml", "routes.toml", "seed.md"):
        write("", name)
    settings = load_settings(write(""), {})
    assert settings.sources_file == tmp_path.resolve() / "sources.toml"
    assert settings.routes_file == tmp_path.resolve() / "routes.toml"
    assert settings.seed_file == tmp_path.resolve() / "seed.md"


def test_each_origin_wins_over_the_next(write):
    path = write("[web]\nport = 1\nhost = 'file'")
    environ = {"TUMEN_WEB__PORT": "2"}
    assert load_settings(path, {}).web.port == 1
    assert load_settings(path, environ).web.port == 2
    assert load_settings(path, environ).web.host == "file"
    assert load_settings(path, environ, given={"web": {"port": 3}}).web.port == 3


def test_all_keys_of_the_design_are_taken(write, tmp_path):
    for name in ("s.toml", "r.toml", "seed.txt"):
        write("", name)
    settings = load_settings(
        write("""
            database_url = "postgresql+psycopg://ann@db/tumen"
            sources_file = "s.toml"
            routes_file = "r.toml"
            seed_file = "seed.txt"
            [fetch]
            allow_private = ["127.0.0.1:8080", "Localhost", "[::1]:80", "::1"]
            min_interval_s = 60
            user_agent = "tumen/1 (+https://example.org/bot)"
            contact = "desk@example.org"
            [web]
            host = "0.0.0.0"
            port = 0
            [alerts]
            retry_schedule_s = [1, 1, 2]
            [logs]
            level = "WARNING"
        """),
        {},
    )
    assert settings.fetch.allow_private == ("127.0.0.1:8080", "localhost", "[::1]:80", "::1")
    assert settings.seed_file == tmp_path.resolve() / "seed.txt"
    assert settings.alerts.retry_schedule_s == (1, 1, 2)
    assert settings.logs.level == "warning"


@pytest.mark.parametrize(
    ("variable", "value", "read", "expected"),
    [
        ("TUMEN_FETCH__ALLOW_PRIVATE", "a, b:80", lambda s: s.fetch.allow_private, ("a", "b:80")),
        ("TUMEN_FETCH__ALLOW_PRIVATE", '["a"]', lambda s: s.fetch.allow_private, ("a",)),
        ("TUMEN_FETCH__ALLOW_PRIVATE", "[]", lambda s: s.fetch.allow_private, ()),
        (
            "TUMEN_FETCH__ALLOW_PRIVATE",
            "[::1]:80,b",
            lambda s: s.fetch.allow_private,
            ("[::1]:80", "b"),
        ),
        ("TUMEN_ALERTS__RETRY_SCHEDULE_S", "1,2", lambda s: s.alerts.retry_schedule_s, (1, 2)),
        ("TUMEN_FETCH__RESPECT_ROBOTS", "no", lambda s: s.fetch.respect_robots, False),
        ("TUMEN_FETCH__DEADLINE_S", "2.5", lambda s: s.fetch.deadline_s, 2.5),
        ("TUMEN_LOGS__FORMAT", "JSON", lambda s: s.logs.format, "json"),
        ("TUMEN_WEB__PORT", "", lambda s: s.web.port, 8321),
    ],
)
def test_variables_are_read_as_their_settings_type(write, variable, value, read, expected):
    assert read(load_settings(write(""), {variable: value})) == expected


def test_any_setting_can_come_from_a_file(write):
    secret = write("postgresql://ann:geheim@db/tumen\n", "secret")
    port = write("99\n", "port")
    settings = load_settings(
        write("[web]\nport = 1"),
        {"TUMEN_DATABASE_URL_FILE": str(secret), "TUMEN_WEB__PORT_FILE": str(port)},
    )
    assert settings.database_url == "postgresql://ann:geheim@db/tumen"
    assert settings.web.port == 99


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\ndatabse_url = 'x'", 2, ["databse_url", "'database_url'"]),
        ("# a\n[fetch]\nmin_intervall_s = 3", 3, ["[fetch] min_intervall_s", "'min_interval_s'"]),
        ("[fetsch]\nx = 1", 1, ["fetsch", "'fetch'"]),
        ("port = 3", 1, ["'port' stands under [web]"]),
        ("prot = 3", 1, ["'port' under [web]"]),
        ("[web]\nseed_file = 'x'", 2, ["at the top, above the first [table]"]),
        ("[fetch.deep]\nx = 1", 1, ["[fetch] deep"]),
        ("web = 3", 1, ["write [web]"]),
        ("[a.b]\nc = 1", 1, ["unknown key a"]),
        ("base_dir = '/'", 1, ["unknown key base_dir"]),
        ("[web]\nport = '80'", 2, ["[web] port", 'found "80"', "default is 8321"]),
        ("[web]\nport = true", 2, ["[web] port", "found true"]),
        ("[web]\nport = 65536", 2, ["65535"]),
        ("[web]\nport = -1", 2, ["greater than or equal to 0"]),
        ("web.port = 1.5", 1, ["[web] port"]),
        ("web = { host = '' }", 1, ["[web] host"]),
        ("[fetch]\nmin_interval_s = 0", 2, ["greater than or equal to 1"]),
        ("[fetch]\nallow_private = ['http://x']", 2, ["'http://x'", "host:port"]),
        ("[fetch]\nallow_private = ['x:70000']", 2, ["'x:70000'"]),
        ("[fetch]\nallow_private = [\n 'x',\n 3\n]", 2, ["[fetch] allow_private", "found 3"]),
        ("[fetch]\ncontact = 'bob'", 2, ["e-mail address"]),
        ('[fetch]\nuser_agent = "a\\nEvil: 1"', 2, ["user_agent"]),
        ("[alerts]\nretry_schedule_s = [5, 3]", 2, ["must not shrink"]),
        ("[alerts]\nretry_schedule_s = [0]", 2, ["at least 1"]),
        ("[logs]\nlevel = 'loud'", 2, ["'debug', 'info', 'warning' or 'error'"]),
        ("seed_file = 'gone.md'", 1, ["gone.md is not there", "tumen init"]),
        ("database_url = 'postgres://x/y'", 1, ["postgresql+psycopg://"]),
        ("database_url = 'sqlite:///'", 1, ["sqlite:///PATH"]),
        ("x = 1\ny = = 2", 2, ["not valid TOML"]),
        ("x = [1,", 1, ["not valid TOML"]),
    ],
)
def test_a_complaint_names_file_line_and_remedy(write, text, line, words):
    path = write(text)
    message = complaint(path)
    assert message.startswith(f"{path}, line {line}"), message
    for word in words:
        assert word in message


def test_lines_hold_below_strings_comments_and_lists_that_span_lines(write):
    text = '''database_url = """
sqlite:///
x # no comment
[web] """  # [fetch]
[fetch]
allow_private = [  # comment ]
  "a", # b
]
"contact" = "#"
'''
    assert "line 9: [fetch] contact" in complaint(write(text))


def test_all_complaints_come_at_once(write):
    message = complaint(write("a = 1\n[web]\nport = 'x'\nb = 2"), {"TUMEN_X": "1"})
    assert len(message.splitlines()) == 4


@pytest.mark.parametrize(
    ("variable", "near"),
    [
        ("TUMEN_DATABASE_URLL", "TUMEN_DATABASE_URL?"),
        ("TUMEN_FETCH_ALLOW_PRIVATE", "TUMEN_FETCH__ALLOW_PRIVATE?"),
        ("TUMEN_WEB__PROT", "TUMEN_WEB__PORT?"),
        ("TUMEN_DESK", "kept for settings"),
    ],
)
def test_an_unknown_variable_stops_with_the_nearest_name(write, variable, near):
    message = complaint(write(""), {variable: "geheim", "PATH": "x"})
    assert variable in message
    assert near in message
    assert "geheim" not in message


def test_an_unknown_variable_that_is_empty_does_no_harm(write):
    assert load_settings(write(""), {"TUMEN_WHATEVER": ""})


def test_a_missing_explicit_file_is_an_error(tmp_path):
    assert "no such file" in complaint(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"x = '\xff'", "line 1: not UTF-8"), (b"\xef\xbb\xbf[web]\r\nhosts = 1\r\n", "line 2")],
)
def test_encodings_are_named_or_forgiven(tmp_path, data, words):
    path = tmp_path / "tumen.toml"
    path.write_bytes(data)
    assert words in complaint(path)


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("sqlite:///var/x.db", "sqlite:///{base}/var/x.db"),
        ("sqlite+pysqlite:///x.db?timeout=3", "sqlite+pysqlite:///{base}/x.db?timeout=3"),
        ("sqlite:////abs/x.db", "sqlite:////abs/x.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql://h/d", "postgresql://h/d"),
    ],
)
def test_relative_databases_start_from_the_file(write, tmp_path, url, absolute):
    settings = load_settings(write(f"database_url = '{url}'"), {})
    assert settings.database_url == absolute.format(base=tmp_path.resolve())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://ann:geheim@db/tumen",
        "postgresql://ann:p@geheim@db/tumen",
        "postgresql://ann:geh/geheim@db/tumen",
        "postgresql://:geheim@db/tumen",
        "postgresql://db/tumen?user=ann&password=geheim&x=1",
    ],
)
def test_a_password_is_never_shown(write, url):
    settings = load_settings(write(""), {"TUMEN_DATABASE_URL": url})
    assert settings.database_url == url
    for text in (repr(settings), str(settings), str(settings.shown()), mask_password(url)):
        assert "geheim" not in text
    assert "***" in settings.shown()["database_url"]


def test_a_refused_password_is_not_in_the_error(write):
    for text in ("postgres://ann:geheim@db/x", "geheim"):
        path = write(f"database_url = '{text}'\npassword = 'geheim'")
        with pytest.raises(ConfigError) as caught:
            load_settings(path, {})
        assert "geheim" not in caught.value.message
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_settings_are_frozen_and_shown_is_plain(write):
    settings = load_settings(write(""), {})
    with pytest.raises(ValueError, match="frozen"):
        settings.web.port = 3  # type: ignore[misc]
    assert settings.shown()["fetch"]["allow_private"] == []


def test_the_template_shows_every_setting_with_its_default():
    text = (
        Path(load_settings.__code__.co_filename).parent / "data/templates/tumen.toml"
    ).read_text()
    shown = tomllib.loads(
        "\n".join(
            line.removeprefix("#") if line[1:2].isalpha() else line for line in text.splitlines()
        )
    )
    defaults = Settings(base_dir=Path("/")).model_dump(mode="json", exclude={"base_dir"})
    defaults |= {
        "sources_file": "sources.toml",
        "routes_file": "routes.toml",
        "seed_file": "seed.md",
    }
    assert shown == defaults


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_password_survives_the_mask(before, after):
    url = f"postgresql://ann:{before}geheim{after}@db/tumen"
    assert mask_password(url) == "postgresql://ann:***@db/tumen"

"""Routes: what is taken, what is refused, and that no secret is repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.routes import load_routes
from domain.errors import ConfigError

WEBHOOK = '[[route]]\nname = "desk"\nchannel = "webhook"\nurl = "https://x.example/"\nsecret_env = "DESK_SECRET"\n'


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "routes.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def complaint(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_routes(path)
    return caught.value.message


def test_without_a_file_nobody_is_told():
    assert load_routes(None) == ()


def test_an_empty_file_has_no_routes(write):
    assert load_routes(write("# later")) == ()


def test_the_designs_routes_are_taken(write):
    desk, editors = load_routes(
        write(
            WEBHOOK
            + """
digest = "none"
[[route]]
name = "편집국"
channel = "email"
filter = "flag:troop_deployment -status:denied"
to = ["editor@example.org"]
sender = "tumen@example.org"
smtp_host = "mail.example.org"
smtp_port = 587
smtp_tls = "starttls"
smtp_user = "tumen"
smtp_password_env = "SMTP_PASSWORD"
"""
        )
    )
    assert (desk.name, desk.channel, desk.digest) == ("desk", "webhook", "none")
    assert desk.filter.source == "flag:troop_deployment"
    assert desk.options == {"url": "https://x.example/", "secret_env": "DESK_SECRET"}
    assert [clause.field for clause in editors.filter.clauses] == ["flag", "status"]
    assert editors.options["smtp_port"] == 587
    assert not {"name", "channel", "filter", "digest"} & set(editors.options)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("name = 3", ["found 3"]),
        ('name = ""', ["one line"]),
        ('name = "a\\nb"', ["one line"]),
        ("channel = 1", ["found 1", "in quotes"]),
        ('channel = ""', ["in quotes"]),
        ('digest = "hourly"', ["not available yet", '"none"']),
        ('digest = "daily"', ["not available yet"]),
        ("digest = true", ["found true"]),
        ("filter = 3", ["in quotes"]),
        ('filter = "flg:x"', ["'flg' is not a field", "did you mean 'flag'?"]),
        ('secret_env = "whsec_aGVpbWxpY2g"', ["the name of an environment variable"]),
        ('secret_env = "two words geheim"', ["the name of an environment variable"]),
        ("secret_env = 3", ["the name of an environment variable"]),
        ('secret_env = "TUMEN_DESK"', ["kept for settings"]),
        ('secret = "geheim"', ["secret_env", "environment variable"]),
        ('smtp_password = "geheim"', ["smtp_password_env"]),
    ],
)
def test_a_complaint_names_line_table_field_and_remedy(write, line, words):
    key = line.split(" ")[0]
    kept = [row for row in WEBHOOK.splitlines() if not row.startswith(f"{key} ")]
    path = write("\n".join([*kept, line]))
    message = complaint(path)
    name = "'desk'" if key != "name" else ""
    assert message.startswith(f"{path}, line {len(kept) + 1}: [[route]] no. 1 {name}"), message
    for word in [key, *words]:
        assert word in message
    for secret in ("geheim", "aGVpbWxpY2g"):
        assert secret not in message


def test_a_wrong_filter_is_marked_at_its_place(write):
    message = complaint(write(WEBHOOK + 'filter = "파병 stattus:denied"'))
    _, shown, mark = message.splitlines()
    assert shown == "    파병 stattus:denied"
    assert mark == "         ^"  # each Korean sign takes two columns


def test_missing_keys_and_names_used_twice_are_told(write):
    message = complaint(write("[[route]]\n" + WEBHOOK + WEBHOOK))
    assert "line 1: [[route]] no. 1 without name: name is missing" in message
    assert "channel is missing" in message
    assert "line 8: [[route]] no. 3 'desk': name: already used by no. 2" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[route]\nname = "x"', "write [[route]]"),
        ("route = 1", "write [[route]]"),
        ("[[routes]]", "did you mean 'route'?"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(write, text, words):
    assert words in complaint(write(text))


def test_a_named_file_that_is_missing_is_an_error(tmp_path):
    assert "no such file" in complaint(tmp_path / "gone.toml")

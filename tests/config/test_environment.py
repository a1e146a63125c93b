"""Secrets out of the environment or files."""

from __future__ import annotations

import pytest

from config.settings import read_secret
from domain.errors import ConfigError


def test_a_secret_comes_from_its_variable():
    assert read_secret("DESK_SECRET", {"DESK_SECRET": "whsec_x"}) == "whsec_x"


@pytest.mark.parametrize("environ", [{}, {"DESK_SECRET": ""}, {"DESK_SECRET_FILE": ""}])
def test_an_absent_or_empty_secret_is_none(environ):
    assert read_secret("DESK_SECRET", environ) is None


@pytest.mark.parametrize("content", ["whsec_x", "whsec_x\n", "whsec_x\r\n"])
def test_a_secret_comes_from_its_file_without_the_line_end(tmp_path, content):
    file = tmp_path / "secret"
    file.write_bytes(content.encode())
    assert read_secret("DESK_SECRET", {"DESK_SECRET_FILE": str(file)}) == "whsec_x"


def test_inner_spaces_of_a_secret_are_kept(tmp_path):
    (tmp_path / "secret").write_text(" a b \n")
    assert read_secret("S", {"S_FILE": str(tmp_path / "secret")}) == " a b "


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"S": "geheim", "S_FILE": "x"}, ["S_FILE", "both"]),
        ({"S_FILE": "/nowhere/secret"}, ["S_FILE", "/nowhere/secret", "no such file"]),
        ({"S_FILE": "/"}, ["S_FILE", "cannot be read"]),
        ({"S_FILE": "/dev/null"}, ["S_FILE", "empty"]),
    ],
)
def test_what_cannot_be_read_is_named_without_the_secret(environ, words):
    with pytest.raises(ConfigError) as caught:
        read_secret("S", environ)
    for word in words:
        assert word in caught.value.message
    assert "geheim" not in caught.value.message

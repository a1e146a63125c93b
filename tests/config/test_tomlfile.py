"""Lines of places, whatever the layout of the file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.tomlfile import TomlFile, nearest, read_toml
from domain.errors import ConfigError


def lines_of(text: str) -> dict:
    return TomlFile(path=Path("x"), text=text, data=tomllib.loads(text)).lines()


def test_every_place_has_its_line():
    text = '''# comment
top = 1

[a]
x = """
y = 2
"""
"quoted key" = "[[no]]" # [[no]]
z.deep = [1,
  2]
after = { inline = 1, more = { most = 2 } }
[[list]]
id = 1
[list.sub]
s = 1
[[list]]
id = \'\'\'
[a]
\'\'\'
[[list.inner]]
i = 1
[[list.inner]]
i = 2
'''
    found = lines_of(text)
    assert {
        ("top",): 2,
        ("a",): 4,
        ("a", "x"): 5,
        ("a", "quoted key"): 8,
        ("a", "z", "deep"): 9,
        ("a", "after", "more", "most"): 11,
        ("list", 0): 12,
        ("list", 0, "sub", "s"): 15,
        ("list", 1): 16,
        ("list", 1, "id"): 17,
        ("list", 1, "inner", 1, "i"): 23,
    }.items() <= found.items()


_keys = st.text(alphabet="abc_-", min_size=1, max_size=4)
_values = st.sampled_from(
    ['"a # b"', "'[x]'", "[1, 2]", "[\n 1,\n]", '"""\n[x]\n"""', "{ a = 1 }", "1 # c"]
)


@given(st.lists(st.tuples(_keys, _values), max_size=8, unique_by=lambda pair: pair[0]))
def test_each_key_is_found_on_the_line_it_stands_on(pairs):
    text = "".join(f"{key} = {value}\n" for key, value in pairs)
    found, rows = lines_of(text), text.splitlines()
    for key, _ in pairs:
        assert rows[found[(key,)] - 1].startswith(f"{key} = ")


def test_a_file_that_is_far_too_large_is_refused(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b"#" * 5_000_001)
    with pytest.raises(ConfigError, match="larger than 5,000,000 bytes"):
        read_toml(path)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        read_toml(tmp_path)


def test_without_a_near_name_all_are_told():
    assert nearest("zzz", ("host", "port")) == "valid are host, port"

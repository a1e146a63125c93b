from __future__ import annotations

import pytest
from starlette.responses import Response

from web.guard import Guard


@pytest.mark.parametrize(
    ("bound_to", "allowed", "host", "known"),
    [
        ("127.0.0.1", (), "localhost", True),
        ("127.0.0.1", (), "LOCALHOST:8321", True),
        ("127.0.0.1", (), "127.0.0.1:1", True),
        ("127.0.0.1", (), "[::1]:8321", True),
        ("127.0.0.1", (), "::1", True),
        ("127.0.0.1", (), "localhost.", True),
        ("127.0.0.1", (), "", False),
        ("127.0.0.1", (), "evil.example", False),
        ("127.0.0.1", (), "localhost.evil.example", False),
        ("127.0.0.1", (), "127.0.0.1.evil.example", False),
        ("127.0.0.1", (), "192.168.1.5", False),
        ("127.0.0.1", ("tumen.example.org",), "Tumen.Example.org:443", True),
        ("192.168.1.5", (), "192.168.1.5:8321", True),
        ("desk.example.org", (), "desk.example.org", True),
        ("0.0.0.0", (), "192.168.1.5:8321", True),
        ("0.0.0.0", (), "evil.example:8321", False),
        ("::", (), "[fd00::5]:8321", True),
    ],
)
def test_host_names_are_known_or_not(
    bound_to: str, allowed: tuple[str, ...], host: str, known: bool
) -> None:
    assert Guard(Response(), bound_to, allowed).is_known(host) is known

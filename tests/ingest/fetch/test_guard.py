"""Which URLs and addresses may be reached."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ConfigError, RefusedError
from ingest.fetch.guard import (
    PrivateAddressError,
    allow_list,
    check_url,
    guarded_socket,
    host_label,
    is_allowed,
    special_use,
)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://example.com:8443/a?b=c",
        "http://пример.рф/лента",
        "http://8.8.8.8/",
        "http://[2606:4700::1111]:8080/",
        "http://under_score.example.com./",
        "http://example.com/a b/한국어?q=ü",
        "http://127.0.0.1/",  # judged at the dial
    ],
)
def test_an_ordinary_url_passes(url: str) -> None:
    assert check_url(url).raw_host


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://example.com/", "scheme"),
        ("gopher://example.com:70/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("//example.com/", "scheme"),
        ("example.com", "scheme"),
        ("", "scheme"),
        ("http://user@example.com/", "userinfo"),
        ("http://user:pass@example.com/", "userinfo"),
        ("http://@example.com/", "userinfo"),
        ("http://example.com\\@10.0.0.1/", "bad_url"),
        ("http:\\\\10.0.0.1/", "bad_url"),
        ("http://example.com/\r\nHost: x", "bad_url"),
        ("http://example.com/\x00", "bad_url"),
        (" http://example.com/", "bad_url"),
        ("http:///path", "bad_url"),
        ("http:example.com", "bad_url"),
        ("http:/example.com", "bad_url"),
        ("http://example.com:0/", "bad_url"),
        ("http://example.com:99999/", "bad_url"),
        ("http://2130706433/", "bad_url"),
        ("http://127.1/", "bad_url"),
        ("http://0x7f.0.0.1/", "bad_url"),
        ("http://0x7f000001/", "bad_url"),
        ("http://0177.0.0.1/", "bad_url"),
        ("http://1.2.3.4./", "bad_url"),
        ("http://1.2.3.0x/", "bad_url"),
        ("http://%31%32%37.0.0.1/", "bad_url"),
        ("http://exa mple.com/", "bad_url"),
        ("http://a..b/", "bad_url"),
        ("http://[fe80::1%25eth0]/", "bad_url"),
        ("http://[::1/", "bad_url"),
        ("http://" + "a" * 64 + ".com/", "bad_url"),
        ("http://example.com/" + "a" * 9000, "bad_url"),
        ("http://example.com/\ud800", "bad_url"),
    ],
)
def test_a_url_that_must_not_be_requested_is_refused(url: str, reason: str) -> None:
    with pytest.raises(RefusedError) as caught:
        check_url(url)
    assert caught.value.reason == reason
    assert not caught.value.transient
    assert "\n" not in caught.value.message


def test_digits_in_other_scripts_are_the_address_they_spell() -> None:
    assert check_url("http://①②⑦.⓪.⓪.①/").raw_host == "127.0.0.1"


@given(st.text(max_size=60))
def test_any_text_gives_a_url_or_a_refusal(text: str) -> None:
    for url in (text, f"http://{text}", f"http://example.com/{text}"):
        try:
            parsed = check_url(url)
        except RefusedError:
            continue
        assert parsed.scheme in ("http", "https")
        assert parsed.raw_host
        assert parsed.raw_user is None


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.9",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%2",
        "fec0::1",
        "ff02::1",
        "not an address",
    ],
)
def test_a_special_address_is_not_public(address: str) -> None:
    assert special_use(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.32.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_a_public_address_is_public(address: str) -> None:
    assert special_use(address) is None


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_in_ipv6_does_not_change_the_judgement(
    address: ipaddress.IPv4Address,
) -> None:
    number = int(address)
    plain = special_use(str(address)) is None
    for wrapped in (
        (0xFFFF << 32) + number,
        (0x64FF9B << 96) + number,
        (0x2002 << 112) + (number << 80),
    ):
        assert (special_use(str(ipaddress.IPv6Address(wrapped))) is None) == plain


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_multicast or address.is_loopback:
        mapped = getattr(address, "ipv4_mapped", None)
        assert special_use(str(address)) or (mapped is not None and mapped.is_global)


def test_the_socket_is_refused_for_the_address_that_is_dialled() -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("10.0.0.1", 80))
    with pytest.raises(PrivateAddressError, match="10\\.0\\.0\\.1 is a private address"):
        guarded_socket(info)


def test_the_socket_is_opened_for_a_public_address() -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("8.8.8.8", 80))
    with guarded_socket(info) as opened:
        assert opened.family == socket.AF_INET


@pytest.mark.parametrize(
    ("entry", "url", "allowed"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080/", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8081/", False),
        ("127.0.0.1:8080", "http://localhost:8080/", False),
        ("127.0.0.1", "http://[::ffff:127.0.0.1]/", False),
        ("localhost:80", "http://LOCALHOST/", True),
        ("localhost:443", "https://localhost./", True),
        ("feeds.internal", "http://feeds.internal:9000/", True),
        ("feeds.internal", "http://evil.feeds.internal/", False),
        ("internal", "http://feeds.internal/", False),
        ("::1", "http://[::1]:8080/", True),
        ("[::1]:8080", "http://[0:0::1]:8080/", True),
        ("[::1]:8080", "http://[::1]/", False),
        ("Пример.рф", "http://xn--e1afmkfd.xn--p1ai/", True),
    ],
)
def test_the_allow_list_goes_by_the_host_as_written(entry: str, url: str, allowed: bool) -> None:
    assert is_allowed(allow_list([entry]), check_url(url)) is allowed


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "http://127.0.0.1",
        "127.0.0.1/8",
        "10.0.0.0/8",
        "a:b",
        "a:0",
        "u@host",
        "127.1",
        "h:99999",
        "*",
    ],
)
def test_a_senseless_allow_entry_stops_the_start(entry: str) -> None:
    with pytest.raises(ConfigError, match="allow_private"):
        allow_list([entry])


def test_messages_name_the_host_without_path_and_query() -> None:
    assert host_label(check_url("https://example.com/key?token=1")) == "example.com"
    assert host_label(check_url("http://[2606:4700::1]:81/key")) == "[2606:4700::1]:81"

"""Pure rules of what may be requested and dialled; opens no connection and resolves no name.

Two decisions. `check_url` judges the URL as written, with the parser that will also dial it.
`special_use` judges an address: it is asked with the socket address that is really dialled, on every
hop, so that neither a DNS answer that changes between two look-ups nor a redirect gets past it.
What the operator lists in `fetch.allow_private` is matched against the host *as the URL writes it*:
a foreign name that resolves to an allowed private address is still refused.

Source: RFC 6890 and the IANA special-purpose registries (read 23 Nov 2026); RFC 9637 (3fff::/20);
WHATWG URL, "ends in a number" (`http://127.1/`, `http://0x7f000001/`).
"""

from __future__ import annotations

import errno
import ipaddress
import re
import socket
from collections.abc import Iterable

from aiohttp import AddrInfoType
from yarl import URL

from domain.errors import ConfigError, RefusedError

Allowed = frozenset[tuple[str, int | None]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

SCHEMES = frozenset({"http", "https"})
# Longer than any URL of the 137 catalogue sources by a factor of 20; the usual limit of servers.
MAX_URL_CHARS = 8192

# What may wait for us at once (the kernel takes double): over TLS all of it comes in one piece. Over a line of
# 200 ms it still brings 600 KB/s.
RECEIVE_BYTES = 65_536

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_AUTHORITY = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#]*)")
_NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?"
)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_SPECIAL = tuple(
    (ipaddress.ip_network(network), name)
    for network, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
# Everything the world routes is in here; what is outside and not a wrapped IPv4 is special by default.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


class PrivateAddressError(OSError):
    """Raised inside the connect step, where only an OSError makes the dialler try the next address."""

    def __init__(self, address: str, use: str) -> None:
        super().__init__(errno.EACCES, f"{address} is a {use} address")


def check_url(url: str) -> URL:
    """Parse a URL that may be requested.

    Errors: RefusedError with reason `scheme`, `userinfo` or `bad_url`.
    """
    if len(url) > MAX_URL_CHARS:
        raise _refused("bad_url", f"URL of {len(url)} characters")
    if _FORBIDDEN.search(url):
        raise _refused("bad_url", "URL with a backslash, control character or lone surrogate")
    try:
        parsed = URL(url).with_fragment(None)
        host, port = parsed.raw_host, parsed.port
    except (ValueError, TypeError) as error:
        raise _refused("bad_url", f"URL that cannot be read ({error})") from error
    if parsed.scheme not in SCHEMES:
        raise _refused("scheme", f"scheme {parsed.scheme[:20]!r} is not http or https")
    authority = _AUTHORITY.match(url)
    if authority is None or not host:
        raise _refused("bad_url", "URL without a host")
    if "@" in authority[1]:
        raise _refused("userinfo", f"{host}: URL with a user name or password")
    if not port or not _is_host(host):
        raise _refused("bad_url", f"host {host[:80]!r} or its port cannot be used")
    return parsed


def special_use(address: str) -> str | None:
    """Say why an address is not one of the public Internet, or None if it is.

    IPv4 addresses wrapped in IPv6 (mapped, compatible, 6to4, NAT64) are judged as what they wrap;
    Teredo is refused whole.

    Example:
        >>> special_use("64:ff9b::a00:1"), special_use("2606:4700::1111")
        ('private', None)
    """
    try:
        parsed: Address = ipaddress.ip_address(address)
    except ValueError:
        return "unreadable"
    parsed = _unwrapped(parsed)
    for network, use in _SPECIAL:
        if parsed.version == network.version and parsed in network:
            return use
    if isinstance(parsed, ipaddress.IPv6Address) and parsed not in _GLOBAL_UNICAST:
        return "reserved"
    # The table above is ours; a newer Python may know networks that it does not.
    return None if parsed.is_global else "special-use"


def allow_list(entries: Iterable[str]) -> Allowed:
    """Read `fetch.allow_private`: `host`, `host:port`, `[v6]:port` or an address; no port means any.

    Errors: ConfigError naming the entry.
    """
    return frozenset(_allow_entry(entry) for entry in entries)


def is_allowed(allowed: Allowed, url: URL) -> bool:
    """Tell whether the operator lists the host of `url` as one that may be private."""
    host = _folded(url.raw_host or "")
    return (host, None) in allowed or (host, url.port) in allowed


def is_own_host(allowed: Allowed, label: str) -> bool:
    """Tell the same of a host as `host_label` names it."""
    try:
        return is_allowed(allowed, URL(f"http://{label}/"))
    except ValueError:
        return False


def guarded_socket(addr_info: AddrInfoType) -> socket.socket:
    """Open the socket for one dial, unless the address to be dialled is special.

    Errors: PrivateAddressError.
    """
    address = str(addr_info[4][0])
    use = special_use(address)
    if use is not None:
        raise PrivateAddressError(address, use)
    return open_socket(addr_info)


def open_socket(addr_info: AddrInfoType) -> socket.socket:
    """Open the socket for one dial to a host that the operator lists, or that was judged already."""
    family, kind, protocol, _, _ = addr_info
    opened = socket.socket(family=family, type=kind, proto=protocol)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    return opened


def host_label(url: URL) -> str:
    """Name the other side in messages: never path or query, which may carry keys."""
    host = url.raw_host or "?"
    host = f"[{host}]" if ":" in host else host
    return host if url.is_default_port() else f"{host}:{url.port}"


def _unwrapped(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_host(host: str) -> bool:
    if ":" in host:
        # A zone id (`fe80::1%eth0`) makes this fail, as it should.
        return "%" not in host and _is_address(host)
    if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return _is_address(host)
    return _NAME.fullmatch(host) is not None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _allow_entry(entry: str) -> tuple[str, int | None]:
    text = entry.strip()
    if _is_address(text) and "%" not in text:
        return _folded(text), None
    try:
        parsed = URL(f"http://{text}")
        host, port = parsed.raw_host, parsed.explicit_port
        plain = not parsed.raw_user and parsed.raw_path_qs in ("", "/") and "/" not in text
    except ValueError:
        host, port, plain = None, None, False
    if not host or not plain or port == 0 or not _is_host(host):
        raise ConfigError(
            f"fetch.allow_private: {entry!r} is not a host, host:port, address or [address]:port"
        )
    return _folded(host), port


def _folded(host: str) -> str:
    if _is_address(host):
        return str(ipaddress.ip_address(host))
    return host.lower().rstrip(".")


def _refused(reason: str, why: str) -> RefusedError:
    return RefusedError(f"not requested: {why}", reason=reason)

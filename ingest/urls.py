"""Bring links into the one form under which an article is known.

It decides nothing about what may be fetched (that is `ingest/fetch/guard.py`) and follows no redirect.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# A link is a unique key in the database, and PostgreSQL indexes rows of up to 2,704 bytes.
MAX_URL_LENGTH = 2000
DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that only say where a reader came from. None of them selects a text on any site we read;
# a new one belongs here only if that is known of it.
_TRACKING = (
    "_ga _gl _openstat _hsenc _hsmi __twitter_impression cmp cmpid cvid dclid dicbo efid emci emdi "
    "fb_action_ids fb_action_types fb_ref fb_source fbclid gbraid gclid gclsrc guccounter "
    "guce_referrer guce_referrer_sig hsctatracking icid igsh igshid intcmp li_fat_id mkt_tok msclkid "
    "ncid ocid oly_anon_id oly_enc_id ref_src ref_url rss_id s_cid smid smtyp soc_src soc_trk spm "
    "srnd taboola_clickid traffic_source ttclid twclid vero_id wbraid wt_mc wt.mc_id xtor yclid "
    "ymclid ysclid"
)
TRACKING_NAMES = frozenset(_TRACKING.split())
TRACKING_PREFIXES = (
    "utm_",
    "utm-",
    "mc_",
    "mtm_",
    "pk_",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
)
# BBC, AFP: at_medium, at_campaign, at_link_id …; a bare `at_` would be too greedy.
TRACKING_PATTERN = re.compile(
    r"at_(?:medium|campaign|custom\d|format|type|creation|variant|point|bbc_team|ptr_name|link_\w+)"
)
# Words that also mean real things: they are tracking only when they name a known origin.
ORIGIN_NAMES = frozenset({"ref", "from", "source", "src", "via"})
_ORIGINS = (
    "rss rssfeed rss_feed feed atom twitter facebook fb telegram tg vk whatsapp linkedin instagram "
    "newsletter email mail push share social yxnews yandex google googlenews flipboard"
)
ORIGINS = frozenset(_ORIGINS.split())
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
# Browsers drop these wherever they stand (WHATWG URL, "basic URL parser").
_DROPPED = re.compile("[\t\r\n\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._\-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")


def canonical_url(url: str, base: str | None = None) -> str | None:
    """Return the canonical form of a link, or None if it is no usable web address.

    http and https only; host in lower case and punycode, without default port; tracking parameters
    gone, the others sorted; no fragment, unless it is `#!…`, which selects a text.

    Shape:   any string, and the address of the document it stood in -> absolute URL or None. None for
             other schemes, user names, backslashes, impossible hosts, more than 2,000 code points.
    Errors:  none, whatever the input
    Source:  RFC 3986 §6.2; WHATWG URL for what browsers forgive
    Example:
        >>> canonical_url("HTTPS://Example.org:443/a?utm_source=rss&id=7#top")
        'https://example.org/a?id=7'
        >>> canonical_url("../b", "https://example.org/x/y/z")
        'https://example.org/x/b'
        >>> canonical_url("javascript:alert(1)") is None
        True
    """
    try:
        absolute = _absolute(url, base)
        return _settled(absolute) if absolute else None
    except ValueError:  # urllib and the IDNA codec: impossible ports, brackets, labels
        return None


def absolute_url(url: str, base: str | None = None) -> str | None:
    """Return a link made absolute and otherwise untouched: for addresses that we fetch as they are."""
    try:
        absolute = _absolute(url, base)
        return absolute if absolute and _host_of(urlsplit(absolute)) else None
    except ValueError:
        return None


def _absolute(url: str, base: str | None) -> str | None:
    text = _DROPPED.sub("", url).strip()
    if not text or len(text) > MAX_URL_LENGTH or "\\" in text.partition("?")[0]:
        return None
    if base and not _SCHEME.match(text):
        text = urljoin(base, text)
    elif base and re.match(r"https?:(?!//)", text, re.IGNORECASE):
        text = urljoin(base, text.partition(":")[2])
    return text if text[:8].lower().startswith(("http://", "https://")) else None


def _settled(url: str) -> str | None:
    """Repeat until nothing changes: unescaping can bring to light what the next round handles."""
    for _ in range(4):
        after = _canonical_once(url)
        if after == url or after is None:
            return after
        url = after
    return None


def _canonical_once(url: str) -> str | None:
    parts = urlsplit(url)
    host = _host_of(parts)
    if host is None:
        return None
    port = parts.port
    scheme = parts.scheme.lower()
    netloc = host if port is None or port == DEFAULT_PORTS[scheme] else f"{host}:{port}"
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    query = _without_tracking(parts.query)
    clean = urlunsplit((scheme, netloc, _without_dots(parts.path), query, fragment))
    result: str = canonicalize_url(clean, keep_fragments=bool(fragment))
    return result if len(result) <= MAX_URL_LENGTH else None


def _host_of(parts: SplitResult) -> str | None:
    """The host as the network knows it, or None: no user name, nothing a resolver would choke on."""
    if "@" in parts.netloc or not parts.hostname:
        return None
    host = parts.hostname.rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    if ":" in host:
        host = f"[{host}]"
    return host if _HOST.fullmatch(host) and len(host) <= 253 and ".." not in host else None


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` in a path as RFC 3986 §5.2.4 does."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    return "&".join(part for part in query.split("&") if part and not _is_tracking(part))


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name = name.lower()
    return (
        name in TRACKING_NAMES
        or name.startswith(TRACKING_PREFIXES)
        or TRACKING_PATTERN.fullmatch(name) is not None
        or (name in ORIGIN_NAMES and value.lower() in ORIGINS)
    )

"""The checks of a source's fields, one by one; it reads no file and knows nothing of other sources.

Each check takes what stands in the table and returns what is wrong with it and how to mend it, or None.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from config.tables import shown
from config.tomlfile import nearest
from domain.source import SOURCE_KINDS

Check = Callable[[object], str | None]

SELECTOR_FIELDS = ("item", "link", "title", "date", "summary")

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_COUNTRY = re.compile(r"[A-Z]{2,3}")
_CATEGORY = re.compile(r"[a-z][a-z0-9_]*")
# Abbreviations stand in dates, not in the IANA database.
_ZONES_BY_ABBREVIATION = {"KST": "Asia/Seoul", "JST": "Asia/Tokyo", "MSK": "Europe/Moscow"}
# Country codes and names that people write where the language's own tag belongs (BCP 47).
_NO_LANGUAGE = {
    "kr": "ko",
    "kp": "ko",
    "jp": "ja",
    "cn": "zh",
    "tw": "zh-Hant",
    "ua": "uk",
    "us": "en",
    "gb": "en",
}


def check_id(value: object) -> str | None:
    if isinstance(value, str) and _ID.fullmatch(value):
        return None
    return f"found {shown(value)}; write lower-case letters, digits, '-', '_' and '.', at most 64"


def check_text(value: object) -> str | None:
    return None if isinstance(value, str) else f"found {shown(value)}; put text in quotes"


def check_name(value: object) -> str | None:
    if isinstance(value, str) and value.strip() and value.isprintable():
        return None
    return f"found {shown(value)}; write the outlet's name on one line"


def check_url(value: object) -> str | None:
    if not isinstance(value, str):
        return f"found {shown(value)}; write the address in quotes"
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  (reading it is the check)
    except ValueError:
        return f"found {shown(value)}; this is no address"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or a password, which would be logged; remove it"  # not repeated
    if parts.scheme not in ("http", "https"):
        return f"found {shown(value)}; write an address that begins with http:// or https://"
    if not parts.hostname or re.search(r"[\s\x00-\x1f\x7f]", value):
        return f"found {shown(value)}; write a whole address with a host and without spaces"
    return None


def check_kind(value: object) -> str | None:
    if value in SOURCE_KINDS:
        return None
    return f"found {shown(value)}; {nearest(str(value), SOURCE_KINDS)}"


def check_language(value: object) -> str | None:
    if not isinstance(value, str):
        return f"found {shown(value)}; write a language tag such as 'ko'"
    if right := _NO_LANGUAGE.get(value.lower()):
        return f"found {shown(value)}; that is a country, the language is '{right}'"
    if _LANGUAGE.fullmatch(value):
        return None
    return f"found {shown(value)}; write a BCP 47 tag such as 'ko', 'zh-Hant' or 'en-GB'"


def check_country(value: object) -> str | None:
    if isinstance(value, str) and _COUNTRY.fullmatch(value):
        return None
    return f"found {shown(value)}; write two capitals such as 'KR', or UN or INT"


def check_category(value: object) -> str | None:
    if isinstance(value, str) and _CATEGORY.fullmatch(value):
        return None
    return f"found {shown(value)}; write one lower-case word such as 'agency' or 'think_tank'"


def check_flag(value: object) -> str | None:
    return None if isinstance(value, bool) else f"found {shown(value)}; write true or false"


def check_interval(value: object) -> str | None:
    # Up to a month: beyond that a typing mistake is likelier than a wish.
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 31 * 86400:
        return None
    return f"found {shown(value)}; write whole seconds between 1 and 2678400, such as 900"


def check_timezone(value: object) -> str | None:
    if not isinstance(value, str):
        return f"found {shown(value)}; write a zone such as 'Asia/Seoul'"
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        return f"found {shown(value)}; {_near_zone(value)}"
    return None


def check_encoding(value: object) -> str | None:
    if isinstance(value, str):
        try:
            codecs.lookup(value)
        except (LookupError, ValueError):
            pass
        else:
            return None
    return f"found {shown(value)}; write a character set such as 'euc-kr' or 'windows-1251'"


def check_selectors(value: object) -> str | None:
    if not isinstance(value, dict):
        return f'found {shown(value)}; write {{ item = "article", link = "h2 a" }}'
    for key, selector in value.items():
        if key not in SELECTOR_FIELDS:
            return f"'{key}' is unknown; {nearest(key, SELECTOR_FIELDS)}"
        if not isinstance(selector, str) or not selector.strip():
            return f"'{key}' found {shown(selector)}; write a CSS selector"
        if trouble := _css_trouble(selector):
            return f"'{key}' is no CSS selector: {shown(selector)} ({trouble})"
    return None if "item" in value else "'item' is missing: the element that holds one entry"


def _near_zone(value: str) -> str:
    zones = {zone.lower(): zone for zone in available_timezones() if "/" in zone}
    near = get_close_matches(value.lower(), zones, n=1)
    zone = _ZONES_BY_ABBREVIATION.get(value.upper()) or (zones[near[0]] if near else None)
    return f"did you mean '{zone}'?" if zone else "write a zone of the IANA database"


def _css_trouble(selector: str) -> str | None:
    from soupsieve import SelectorSyntaxError, compile  # only catalogues with selectors need it

    try:
        compile(selector)
    except SelectorSyntaxError as error:
        return str(error).splitlines()[0]
    return None


CHECKS: Mapping[str, Check] = {
    "id": check_id,
    "name": check_name,
    "url": check_url,
    "kind": check_kind,
    "language": check_language,
    "country": check_country,
    "category": check_category,
    "ownership": check_text,
    "state_affiliated": check_flag,
    "topic_specific": check_flag,
    "full_text": check_flag,
    "enabled": check_flag,
    "poll_interval_s": check_interval,
    "timezone": check_timezone,
    "encoding": check_encoding,
    "selectors": check_selectors,
    "fetch_pages": check_flag,
    "remarks": check_text,
}

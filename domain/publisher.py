"""Publishers: how the pages of one outlet are made, where the generic reader needs to be told; no page is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Where on an outlet's pages things stand, as CSS selectors; the first that yields something counts.

    `name @attribute` asks for an attribute instead of the text. `drop` names what is cut from the body.
    `timezone` (IANA) is for times that state none, `encoding` for pages that declare a wrong one or none.
    `also` are further domains with pages like these. Empty fields are left to the generic reader.
    """

    domain: str
    name: str
    also: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    timezone: str | None = None
    encoding: str | None = None


def publisher_of(url: str, publishers: Mapping[str, Publisher]) -> Publisher | None:
    """The publisher of an address: of its host, or of the nearest domain that the host belongs to.

    Example:
        >>> rules = {"example.com": Publisher(domain="example.com", name="Example")}
        >>> publisher_of("https://news.example.com/a/1", rules) is rules["example.com"]
        True
        >>> publisher_of("https://notexample.com/a/1", rules)
    """
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return None
    domains = (".".join(labels[at:]) for at in range(len(labels)))
    return next((publishers[domain] for domain in domains if domain in publishers), None)

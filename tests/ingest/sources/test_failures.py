"""What is no listing of its kind is a failure with a key and a remedy, never an empty listing."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest

from domain.errors import ParseError
from domain.listing import Listing
from domain.source import Selectors
from ingest.sources import detect_kind

HTML = "<!DOCTYPE html><html><head><title>Blocked</title></head><body>Please wait…</body></html>"
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title></channel></rss>'
SITEMAP = '<?xml version="1.0"?><urlset><url><loc>https://e.org/</loc></url></urlset>'
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE {root} ['
    + "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha" * 50}">' for i in range(9))
    + "]>"
)

# what came, as which kind, reason
FAILURES = {
    "nothing": ("", "feed", "empty"),
    "white space": (" \n\t ", "feed", "empty"),
    "byte order mark only": ("\ufeff", "feed", "empty"),
    "html page": (HTML, "feed", "html"),
    "html without a head": ("<div><p>Access denied</p></div>", "feed", "html"),
    "xhtml page": (
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>',
        "feed",
        "html",
    ),
    "other xml": ('<?xml version="1.0"?><opml version="2.0"><body/></opml>', "feed", "not_a_feed"),
    "svg": ('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "feed", "not_a_feed"),
    "plain text": ("Please limit requests to one every 5 seconds.", "feed", "rate_limited"),
    "name of a file": ("/etc/hostname", "feed", "not_a_feed"),
    "address": ("http://127.0.0.1:9/feed.xml", "feed", "not_a_feed"),
    "sitemap as feed": (SITEMAP, "feed", "sitemap"),
    "json without items": ('{"version": "https://jsonfeed.org/version/1.1"}', "feed", "no_items"),
    "empty json object": ("{}", "feed", "no_items"),
    "items are no list": ('{"items": {}}', "feed", "no_items"),
    "json list of something else": ('[{"a": 1}]', "feed", "no_items"),
    "wordpress error": ('{"code": "rest_no_route", "message": "No route"}', "feed", "no_items"),
    "broken json": ('{"items" [', "feed", "malformed"),
    "json nested too deeply": ("[" * 100_000, "feed", "malformed"),
    "html as sitemap": (HTML, "sitemap", "html"),
    "feed as sitemap": (RSS, "sitemap", "feed"),
    "plain-text sitemap": ("https://e.org/1\nhttps://e.org/2\n", "sitemap", "not_a_sitemap"),
    "feed as page": (RSS, "page", "feed"),
    "json as page": ('{"items": []}', "page", "feed"),
    "sitemap as page": (SITEMAP, "page", "sitemap"),
    "text as page": ("hello", "page", "not_html"),
    "page without links": (HTML, "page", "no_items"),
}


@pytest.mark.parametrize(("body", "kind", "reason"), FAILURES.values(), ids=FAILURES.keys())
def test_what_is_no_listing_fails(
    body: str, kind: str, reason: str, read: Callable[..., Listing]
) -> None:
    with pytest.raises(ParseError) as caught:
        read(body, kind=kind)
    assert caught.value.reason == reason
    assert str(caught.value).startswith("source 'x': ")


def test_message_says_what_came(read: Callable[..., Listing]) -> None:
    with pytest.raises(ParseError) as caught:
        read(HTML, headers={"content_type": "text/html; charset=utf-8"})
    size = len(HTML.encode())
    assert str(caught.value) == f"source 'x': listing is not a feed (text/html, {size} bytes)"


def test_what_a_server_says_in_text_is_shown(read: Callable[..., Listing]) -> None:
    with pytest.raises(ParseError, match="it says 'Please limit requests"):
        read("Please limit requests to one every 5 seconds.")
    with pytest.raises(ParseError, match="it says 'No route'"):
        read('{"code": "rest_no_route", "message": "No route"}')


def test_gdelt_says_nothing_matches_with_an_empty_object(read: Callable[..., Listing]) -> None:
    listing = read("{}", url="https://api.gdeltproject.org/api/v2/doc/doc?query=x")
    assert (listing.format, listing.entries) == ("gdelt", ())
    assert listing.notes == ("listing has no entries",)


def test_json_list_without_posts_is_an_empty_listing(read: Callable[..., Listing]) -> None:
    assert read("[]").format == "wordpress"


def test_content_type_is_not_believed(read: Callable[..., Listing]) -> None:
    assert read(RSS, headers={"content_type": "text/html"}).format == "rss20"


def test_entity_bomb_in_a_feed_expands_to_nothing(read: Callable[..., Listing]) -> None:
    body = BOMB.format(root="rss") + (
        '<rss version="2.0"><channel><title>t</title><item><title>Boom &e8;</title>'
        "<link>https://e.org/1</link></item></channel></rss>"
    )
    assert len(read(body).entries[0].title) < 100


def test_entity_bomb_in_a_sitemap_expands_to_nothing(read: Callable[..., Listing]) -> None:
    body = BOMB.format(root="urlset") + "<urlset><url><loc>https://e.org/&e8;</loc></url></urlset>"
    (entry,) = read(body, kind="sitemap").entries
    assert len(entry.url or "") < 100


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_external_entity_is_not_loaded(kind: str, read: Callable[..., Listing]) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    item = "<title>a&file;b</title><link>https://e.org/1</link>"
    body = f'{doctype}<rss version="2.0"><channel><item>{item}</item></channel></rss>'
    if kind == "sitemap":
        body = f"{doctype}<urlset><url><loc>https://e.org/1</loc><n><title>a&file;b</title></n></url></urlset>"
    (entry,) = read(body, kind=kind).entries
    assert entry.title in ("ab", "a&file;b", "")


def test_packed_bomb_is_refused_early(read: Callable[..., Listing]) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(60)) + packer.flush()
    with pytest.raises(ParseError) as caught:
        read(bomb, kind="sitemap")
    assert caught.value.reason == "too_large"


def test_cut_packed_sitemap_keeps_what_was_whole(read: Callable[..., Listing]) -> None:
    rows = "".join(f"<url><loc>https://e.org/{i}</loc></url>" for i in range(2000))
    packed = gzip.compress(f"<urlset>{rows}</urlset>".encode())
    listing = read(packed[: len(packed) // 2], kind="sitemap")
    assert not listing.whole
    assert 100 < len(listing.entries) < 2000


def test_damaged_packed_sitemap_fails(read: Callable[..., Listing]) -> None:
    with pytest.raises(ParseError) as caught:
        read(b"\x1f\x8b\x08\x00rubbish", kind="sitemap")
    assert caught.value.reason == "damaged_gzip"


def test_bad_selector_names_itself(read: Callable[..., Listing]) -> None:
    with pytest.raises(ParseError) as caught:
        read(HTML, kind="page", selectors=Selectors(item="li >>"))
    assert caught.value.reason == "bad_selector"


@pytest.mark.parametrize(
    ("item", "remedy"),
    [("li.gone", "nothing matches selectors.item"), ("body", "1 items match selectors.item")],
)
def test_selectors_out_of_date_say_which(
    item: str, remedy: str, read: Callable[..., Listing]
) -> None:
    with pytest.raises(ParseError, match=remedy) as caught:
        read(HTML, kind="page", selectors=Selectors(item=item))
    assert caught.value.reason == "no_items"


def test_no_kind_for_plain_text(fetch: Callable[..., object]) -> None:
    with pytest.raises(ParseError) as caught:
        detect_kind(fetch(b"hello"))  # type: ignore[arg-type]  # the fixture is typed loosely
    assert caught.value.reason == "unknown"

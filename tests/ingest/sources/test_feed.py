"""Feeds: nothing is lost, nothing half is kept, identities do not depend on the neighbours' order."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.listing import Entry, Listing
from ingest.sources.entries import complete

Read = Callable[..., Listing]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def rss(*items: str, head: str = "") -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{head}{body}</channel></rss>'


def item(number: int, **more: str) -> str:
    parts = {"title": f"Title {number}", "link": f"https://e.org/{number}", **more}
    return "".join(f"<{name}>{value}</{name}>" for name, value in parts.items())


def test_giant_feed_is_read_to_the_end(read: Read) -> None:
    listing = read(rss(*(item(i) for i in range(3000))))
    assert len({entry.identity for entry in listing.entries}) == 3000


@pytest.mark.parametrize("percent", range(32, 98, 3))
def test_no_cut_leaves_half_an_entry(percent: int, read: Read) -> None:
    """Wherever the answer ends, no field is half, and what is not whole says so."""
    whole = rss(item(1, description="First summary."), item(2, description="Second summary."))
    listing = read(whole[: len(whole) * percent // 100])
    assert not listing.whole
    for number, entry in enumerate(listing.entries, start=1):
        summary = ["First summary.", "Second summary."][number - 1]
        stated = (entry.title, entry.url, entry.summary)
        expected = (f"Title {number}", f"https://e.org/{number}", summary)
        if entry.whole:
            assert stated == expected
        else:
            assert all(field in (*expected, "", None) for field in stated)
    assert all(entry.whole for entry in listing.entries[:-1])
    assert listing.whole_entries == tuple(e for e in listing.entries if e.whole)


@pytest.mark.parametrize(
    ("end", "title", "url"),
    [
        ("<item><title>Whole</title><link>https://e.org/a", "Whole", None),
        ("<item><title><![CDATA[Half", "", None),
        ("<item><title>Whole</title><!-- <link>x</link> ", "Whole", None),
        ("<item><title>Whole</title><link>https://e.org/a</link><des", "Whole", "https://e.org/a"),
        ('<item><title>Whole</title><media:x url="/a"/><g', "Whole", None),
    ],
)
def test_item_at_the_cut_keeps_its_whole_fields(
    end: str, title: str, url: str | None, read: Read
) -> None:
    listing = read(rss(item(1)).partition("</channel>")[0] + end)
    first, last = listing.entries
    assert first.whole
    assert (last.whole, last.title, last.url) == (False, title, url)


def test_trailing_junk_is_no_cut(read: Read) -> None:
    assert read(rss(item(1)) + "<!-- served from cache -->\n<script>x()</script>").whole


def test_item_that_breaks_feedparser_costs_only_itself(read: Read) -> None:
    broken = "<title>b</title></textInput><name>q</name><textinput><name>x</name>"
    listing = read(rss(item(1), broken, item(3)))
    assert [entry.title for entry in listing.entries] == ["Title 1", "Title 3"]
    assert [skipped.reason for skipped in listing.skipped] == ["malformed"]


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#0;", "&#99999999999;", "&#xFFFF;", "&#x110000;", "&#55296"]
)
@pytest.mark.parametrize("form", ["{}", "<![CDATA[{}]]>"])
def test_impossible_character_reference_harms_nobody(reference: str, form: str, read: Read) -> None:
    listing = read(rss(item(1, title=form.format(f"a{reference}z")), item(2)))
    assert len(listing.entries) == 2
    assert listing.entries[0].title.replace("\ufffd", "") == "az"


def test_deep_nesting_keeps_what_follows(read: Read) -> None:
    deep = "&lt;div&gt;" * 5000 + "inside" + "&lt;/div&gt;" * 5000 + "&lt;p&gt;after&lt;/p&gt;"
    (entry,) = read(rss(item(1, description=deep))).entries
    assert entry.summary == "inside\n\nafter"


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("windows-1251", "cp1251"),
        ("KOI8-R", "koi8-r"),
        ("utf-8", "utf-8"),
    ],
)
def test_charset_of_the_server_is_used(charset: str, codec: str, read: Read) -> None:
    body = rss(item(1, title="Порт снова работает")).replace(
        'version="1.0"?', 'version="1.0" encoding="utf-8"?'
    )
    listing = read(body.encode(codec), headers={"content_type": f"text/xml; charset={charset}"})
    assert listing.entries[0].title == "Порт снова работает"


def test_override_wins_over_every_declaration(read: Read) -> None:
    body = rss(item(1, title="새 소식")).encode("euc-kr")
    headers = {"content_type": "text/xml; charset=windows-1251"}
    assert read(body, encoding="euc-kr", headers=headers).entries[0].title == "새 소식"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>x</ttl>", None),
        ("<ttl>0</ttl>", None),
        (
            '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>',
            86400,
        ),
        ("", None),
    ],
)
def test_wish_for_rarer_polls_is_read(head: str, expected: int | None, read: Read) -> None:
    assert read(rss(item(1), head=head)).ttl_s == expected


def test_language_of_the_operator_beats_the_template(read: Read) -> None:
    body = rss(item(1), head="<language>en-us</language>")
    assert read(body, language="ko").entries[0].language == "ko"
    assert read(body).entries[0].language == "en-US"


def test_summary_is_empty_where_there_is_only_content(read: Read) -> None:
    content = '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">All.</content:encoded>'
    (entry,) = read(rss(item(1) + content)).entries
    assert (entry.summary, entry.content) == ("", "All.")


def test_feed_from_a_file_resolves_links_against_its_site(read: Read) -> None:
    body = rss(item(1, link="/a"), head="<link>https://e.org/</link>")
    assert read(body, url="file:///feed.xml").entries[0].url == "https://e.org/a"
    assert read(rss(item(1, link="/a")), url="file:///feed.xml").entries[0].url is None


def test_page_from_a_file_resolves_links_against_its_canonical_address(read: Read) -> None:
    link = "<a href='/n/1'>A headline long enough to be one</a>"
    body = f"<html><head><link rel='canonical' href='https://e.org/list'></head><body>{link}</body></html>"
    assert read(body, url="file:///list.html", kind="page").entries[0].url == "https://e.org/n/1"


def test_future_dates_are_kept_and_counted(read: Read) -> None:
    listing = read(rss(item(1, pubDate="Sat, 01 Jan 2028 00:00:00 GMT")))
    assert listing.entries[0].published is not None
    assert listing.notes == ("1 of 1 entries dated more than a day ahead",)


entries = st.lists(
    st.builds(
        Entry,
        identity=st.sampled_from(["", "a", "b", "g" * 600]),
        url=st.sampled_from([None, "https://e.org/1", "https://e.org/2"]),
        title=st.sampled_from(["", "One", "Two"]),
    ),
    max_size=12,
)


@given(entries, st.randoms(use_true_random=False))
def test_identity_is_unique_and_independent_of_position(
    found: list[Entry], shuffler: random.Random
) -> None:
    def known(items: list[Entry]) -> set[tuple[str, str | None]]:
        completed = complete(items, now=NOW)
        named = {(entry.identity, entry.url, entry.title) for entry in completed.entries}
        identities = {entry.identity for entry in completed.entries}
        assert len(named) == len(identities)  # only exact repeats share one
        assert all(0 < len(identity) <= 500 for identity in identities)
        assert len(completed.entries) == len(items)
        return {(entry.identity, entry.url) for entry in completed.entries}

    shuffled = list(found)
    shuffler.shuffle(shuffled)
    assert known(found) == known(shuffled)

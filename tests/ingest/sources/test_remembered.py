"""Reading only the new items of a feed gives what reading the whole gives, for every feed."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Listing
from domain.source import Source
from ingest.sources.document import open_document, without_declaration
from ingest.sources.mending import with_possible_references
from ingest.sources.remembered import find_items, unpacked, without

Read = Callable[..., Listing]
FOLDER = Path(__file__).parents[2] / "data" / "listings"
URL = "https://desk.example.org/feed.xml"
FEEDS = sorted(p.name for p in FOLDER.iterdir() if p.suffix in (".xml", ".atom", ".rdf"))

XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">a <b lang="ru">b</b><svg xmlns="http://www.w3.org/2000/svg"/></div>'
SPACES = (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:a="http://www.w3.org/2005/Atom" xmlns:u="urn:u"'
)
RDF = 'xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
FRAMES = {
    "rss": ('<rss version="2.0"{0}{1}><channel>{2}', "{3}</channel></rss>", "item"),
    "rss alone": ("<rss{0}{1}>{2}", "{3}</rss>", "item"),
    "rdf": (f"<rdf:RDF {RDF}{{0}}{{1}}><channel>{{2}}</channel>", "{3}</rdf:RDF>", "item"),
    "atom": ('<feed xmlns="http://www.w3.org/2005/Atom"{0}{1}>{2}', "{3}</feed>", "entry"),
    "atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"{0}{1}>{2}',
        "{3}</feed>",
        "entry",
    ),
    "prefixed": (
        '<x:feed xmlns:x="http://www.w3.org/2005/Atom"{0}{1}>{2}',
        "{3}</x:feed>",
        "x:entry",
    ),
}
ROOTS = ["", ' xml:lang="ko"', ' xml:base="https://b.example/x/"', ' xml:base="y/" xml:lang="de"']
HEADS = [
    "<title>T</title><link>https://e.org/</link><language>en</language>",
    '<title>T</title><link href="https://e.org/" rel="alternate"/><image><title>I</title></image>',
    "<ttl>60</ttl><dc:language>ru</dc:language><textinput><name>q</name></textinput>",
    '<author><name>All</name></author><a:link rel="hub" href="https://hub.e.org/"/>',
]
FIELDS = [
    "<title>Plain {}</title>", "<title><![CDATA[<b>Bold {}</b> & R&D]]></title>", "<title type='html'>&lt;i&gt;{}&lt;/i&gt;</title>",
    "<title xml:lang='uk'>Заголовок {}</title>", f"<title type='xhtml'>{XHTML}</title>", "<media:title>M {}</media:title>",
    "<link>https://e.org/{}</link>", "<link>/relative/{}</link>", "<link href='r/{}' xml:base='https://c.example/d/'/>",
    "<link rel='enclosure' href='https://e.org/{}.mp3' type='audio/mpeg'/>", "<link/>", "<a:link href='https://e.org/a/{}'/>",
    "<guid isPermaLink='false'>id-{}</guid>", "<guid>https://e.org/g/{}</guid>", "<guid>same</guid>", "<id>urn:{}</id>", "<id/>",
    "<pubDate>Mon, 23 Nov 2026 14:05:00 KST</pubDate>", "<dc:date>2026-11-23</dc:date>", "<updated>2026-11-{}</updated>",
    "<description>Text &amp;amp; {} &#44032;</description>", "<description><![CDATA[<p>One</p><p>{}</p>&#0;]]></description>",
    "<summary>Sum {}</summary>", f"<summary type='xhtml'>{XHTML}</summary>", "<content mode='base64'>SGVsbG8=</content>",
    "<content type='text/html'>&lt;p&gt;{}&lt;/p&gt;</content>", "<content:encoded><![CDATA[<p>All {}</p>]]></content:encoded>",
    f"<content type='application/xhtml+xml' xml:base='z/'>{XHTML}</content>", "<content type='text/plain'><div>odd {}</div></content>",
    "<author>a@e.org (Kim {})</author>", "<author><name>Lee {}</name></author>", "<dc:creator>Han {}</dc:creator>",
    "<category>World</category>", "<category term='T' label='L{}'/>", "<dc:language>ja</dc:language>", "<language>pl</language>",
    "<source url='https://o.example/f'>Other {}</source>", "<source><title>O</title><id>o</id></source>", "<image><url>/{}.png</url></image>",
    "<textinput><title>x</title></textinput>", "<u:odd base='https://q.example/'>{}</u:odd>", "<v:x xmlns:v='urn:v' a='/>'>{}</v:x>",
    "<dc:title xmlns:dc='urn:else'>{}</dc:title>", "<!-- {} <item/> -->", "<?php {} ?>", "<svg>{}</svg>", "stray {}",
    "<contributor><name>C{}</name></contributor>", "<media:group><media:title>G</media:title></media:group>", "<item><title>In {}</title></item>",
]  # fmt: skip


@dataclass(frozen=True)
class Feed:
    """A feed in pieces: the frame with two places left open, the items before and now."""

    frame: str
    root: str
    head: str
    tail: str
    before: tuple[str, ...]
    now: tuple[str, ...]

    def xml(self, items: tuple[str, ...]) -> str:
        start, end, _ = FRAMES[self.frame]
        return (
            start.format(SPACES, self.root, self.head, "")
            + "\n".join(items)
            + end.format(SPACES, self.root, self.head, self.tail)
        )


@st.composite
def feeds(draw: st.DrawFn) -> Feed:
    frame = draw(st.sampled_from(sorted(FRAMES)))
    name = FRAMES[frame][2]
    number = st.integers(1, 9)
    field = st.builds(str.format, st.sampled_from(FIELDS), number)
    start = st.sampled_from(
        ["", "", "", " xml:lang='fr'", " xml:base='https://i.example/'", " xmlns:w='urn:w'"]
    )
    item = st.builds(
        lambda attributes, fields: f"<{name}{attributes}>{''.join(fields)}</{name}>",
        start,
        st.lists(field, max_size=6),
    )
    pool = draw(st.lists(item, min_size=2, max_size=7))
    empty = f"<{name}/>"
    return Feed(
        frame=frame,
        root=draw(st.sampled_from(ROOTS)),
        head=draw(st.sampled_from(HEADS)),
        tail=draw(st.sampled_from(["", "", "<language>es</language>", "<ttl>5</ttl>"])),
        before=tuple(draw(st.lists(st.sampled_from(pool), min_size=1, max_size=5))),
        now=tuple(draw(st.lists(st.sampled_from([*pool, empty]), min_size=1, max_size=6))),
    )


def lingers(item: str) -> bool:
    """Whether an item sets a language or a base: such a one is read each time."""
    return re.search(r"<[^<>]*[\s:](?:lang|base)=", item) is not None


def agree(part: Listing, whole: Listing, fresh: list[bool]) -> None:
    """The part is the whole, without the entries that are known."""
    assert part.known + len(part.entries) == len(whole.entries)
    if part.known:
        expected = [entry for entry, new in zip(whole.entries, fresh, strict=True) if new]
        assert list(part.entries) == expected
    else:
        assert part.entries == whole.entries
    assert (part.title, part.format, part.ttl_s) == (whole.title, whole.format, whole.ttl_s)
    assert part.skipped == whole.skipped
    assert part.memory == whole.memory


PLAIN = "<content type='text/plain'><div>odd</div></content>"


@example(
    feed=Feed(
        frame="atom",
        root="",
        head=HEADS[0],
        tail="",
        before=(f"<entry xml:lang='fr'>{PLAIN}</entry>",),
        now=(f"<entry xml:lang='fr'>{PLAIN}</entry>", "<entry><title>Plain</title></entry>"),
    )
)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(feed=feeds())
def test_new_items_read_as_in_the_whole(read: Read, feed: Feed) -> None:
    memory = read(feed.xml(feed.before)).memory
    try:
        whole = read(feed.xml(feed.now))
    except ParseError:
        return
    part = read(feed.xml(feed.now), memory=memory)
    agree(part, whole, [item not in feed.before or lingers(item) for item in feed.now])


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("step", [2, 3])
def test_recorded_feeds_read_alike(name: str, step: int, read: Read) -> None:
    """Every second or third item is new; what cannot be split is read as a whole each time."""
    given_ = runpy.run_path(str(FOLDER / f"{name}.py"))["SOURCE"]
    given_.pop("headers", None)
    if given_.get("kind", "feed") != "feed":
        return
    raw = (FOLDER / name).read_bytes()
    source = Source(id="x", name="X", kind="feed", **{"url": URL, **given_})
    document = open_document(source, Fetched(url=URL, final_url=URL, status=200, body=raw))
    body = with_possible_references(without_declaration(document)).text.encode()
    items = find_items(body)
    whole = read(body, **given_)
    if not items:
        assert whole.memory is None or not whole.entries
        return
    part = read(body, **given_, memory=read(without(body, items[::step]), **given_).memory)
    agree(part, whole, [at % step == 0 or item.lingers for at, item in enumerate(items)])


def rss(*numbers: int, head: str = "") -> str:
    items = (
        f"<item><title>Title {n}</title><guid isPermaLink='false'>{n}</guid></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>t</title>{head}{''.join(items)}</channel></rss>"


def test_known_items_are_left_out_and_counted(read: Read) -> None:
    before = read(rss(1, 2, 3))
    now = read(rss(5, 4, 1, 2), memory=before.memory)
    assert [entry.identity for entry in now.entries] == ["5", "4"]
    assert now.known == 2
    again = read(rss(5, 4, 1, 2), memory=now.memory)
    assert (again.entries, again.known, again.notes) == ((), 4, ())


def test_edited_item_is_read_again(read: Read) -> None:
    before = read(rss(1, 2))
    edited = read(rss(1, 2).replace("Title 2", "Title two"), memory=before.memory)
    assert [entry.title for entry in edited.entries] == ["Title two"]


@pytest.mark.parametrize(
    "change",
    [
        {"head": "<language>ko</language>"},
        {"timezone": "Asia/Seoul"},
        {"url": "https://elsewhere.example/"},
    ],
)
def test_what_bears_on_all_items_has_all_read_again(change: dict[str, Any], read: Read) -> None:
    before = read(rss(1, 2))
    head = change.pop("head", "")
    assert len(read(rss(1, 2, head=head), memory=before.memory, **change).entries) == 2


def test_new_item_with_the_id_of_a_known_one_is_told_apart(read: Read) -> None:
    before = read(rss(1, 2))
    body = rss(1, 2).replace(
        "<item>",
        "<item><title>Other</title><guid isPermaLink='false'>2</guid></item><item>",
        1,
    )
    assert read(body, memory=before.memory) == read(body)


@pytest.mark.parametrize(
    "body",
    [
        rss(1, 2) + "<junk>",
        rss(1, 2).replace("Title 1", "R&D"),
        "<!DOCTYPE rss [<!ENTITY x 'y'>]>" + rss(1, 2),
        rss(1, 2).partition("</channel>")[0],
    ],
    ids=["junk behind", "bare ampersand", "own entities", "cut"],
)
def test_what_needs_mending_is_never_remembered(body: str, read: Read) -> None:
    listing = read(body)
    assert len(listing.entries) == 2
    assert listing.memory is None
    assert len(read(body, memory=read(rss(1, 2)).memory).entries) == 2


@pytest.mark.parametrize("packed", [None, b"", b"\x00" * 25, b"\x01abc", b"\xff" * 25])
def test_foreign_memory_is_none(packed: bytes | None, read: Read) -> None:
    assert unpacked(packed) is None
    assert len(read(rss(1), memory=packed).entries) == 1


def test_memory_survives_packing(read: Read) -> None:
    packed = read(rss(1, 2)).memory
    memory = unpacked(packed)
    assert memory is not None
    assert memory.packed() == packed
    assert replace(memory) == memory

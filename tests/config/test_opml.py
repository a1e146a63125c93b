"""Subscription lists in and out."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from config.opml import MAX_BYTES, read_opml, sources_toml, write_opml
from domain.errors import ConfigError
from domain.source import Selectors, Source


def opml(outlines: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><body>{outlines}</body></opml>'.encode()


def test_feeds_come_in_with_names_addresses_and_folders():
    (source,) = read_opml(
        opml(
            '<outline text="Think tanks"><outline type="rss" text="38 North &amp; co"'
            ' xmlUrl="https://a.example/f?x=1&amp;y=2"/></outline>'
        )
    )
    assert source == Source(
        id="38-north-co",
        name="38 North & co",
        url="https://a.example/f?x=1&y=2",
        kind="feed",
        category="think_tanks",
        topic_specific=False,
    )


def test_ids_are_unique_and_fall_back_to_the_host():
    sources = read_opml(
        opml(
            '<outline text="News" xmlUrl="https://a.example/1"/>'
            '<outline text="NEWS!" xmlUrl="https://a.example/2"/>'
            '<outline text="연합뉴스" xmlUrl="https://www.yna.co.kr/1"/>'
            '<outline text="" xmlUrl="https://www.yna.co.kr/2"/>'
        )
    )
    assert [s.id for s in sources] == ["news", "news-2", "yna-co-kr", "yna-co-kr-2"]
    assert [s.name for s in sources] == ["News", "NEWS!", "연합뉴스", "yna-co-kr-2"]


@pytest.mark.parametrize("encoding", ["utf-8", "euc-kr", "utf-16", "utf-8-sig"])
def test_encodings_are_honoured(encoding):
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{name}"?><opml version="1.0"><body><outline text="연합" xmlUrl="https://a.example/"/></body></opml>'
    assert read_opml(text.encode(encoding))[0].name == "연합"


def test_unusable_addresses_are_left_out_with_a_warning(caplog):
    with caplog.at_level(logging.WARNING):
        sources = read_opml(
            opml(
                '<outline text="Bad" xmlUrl="javascript:x"/><outline text="b" xmlUrl="https://b.example/"/>'
            )
        )
    assert [s.url for s in sources] == ["https://b.example/"]
    assert [record.title for record in caplog.records] == ["Bad"]


def test_an_entity_bomb_stays_small():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    (source,) = read_opml(
        bomb + opml('<outline text="&b;&b;x" xmlUrl="https://b.example/"/>').split(b"?>")[1]
    )
    assert len(source.name) < 20


@pytest.mark.parametrize("data", [b"", b"<html>no", b"not xml", b"\x00" * 10])
def test_what_is_no_list_is_refused(data):
    with pytest.raises(ConfigError, match="no subscription list"):
        read_opml(data)


def test_a_huge_file_is_refused():
    with pytest.raises(ConfigError, match="10,000,000"):
        read_opml(b" " * (MAX_BYTES + 1))


def test_a_round_trip_keeps_every_bundled_feed():
    feeds = [source for source in load_catalogue(None) if source.kind == "feed"]
    back = read_opml(write_opml(feeds).encode())
    assert [(s.name, s.url, s.category) for s in back] == [
        (s.name, s.url, s.category) for s in feeds
    ]
    assert len({s.id for s in back}) == len(feeds)


def test_sitemaps_and_pages_go_out_as_links():
    text = write_opml([Source(id="a", name="A <&>", url="https://a.example/", kind="page")])
    assert 'type="link"' in text
    assert 'url="https://a.example/"' in text
    assert read_opml(text.encode()) == ()


def test_sources_written_as_tables_load_again(tmp_path: Path):
    sources = [
        *load_catalogue(None),
        Source(
            id="x",
            name='Quote " \\ 북',
            url="https://x.example/",
            kind="page",
            selectors=Selectors(item='a[href="x"]', date="time"),
        ),
    ]
    path = tmp_path / "sources.toml"
    path.write_text(sources_toml(sources), encoding="utf-8")
    assert load_catalogue(path) == tuple(replace(source) for source in sources)

"""GDELT's list of files leads to its tables; of a table only what names North Korea is kept, and counted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Listing
from ingest.sources import detect_kind

Read = Callable[..., Listing]
MD5 = "0" * 32
FILES = "http://data.gdeltproject.org/gdeltv2/20261123120000"


def row(address: str, *, places: str = "4#Pyongyang#KN#KN12#39#125#1", title: str = "T") -> str:
    cells = [""] * 27
    cells[0], cells[1], cells[3], cells[4] = (
        "20261123120000-T7",
        "20261123120000",
        "paper.example",
        address,
    )
    cells[10], cells[25] = places, "srclc:rus;eng:Moses"
    cells[26] = (
        f"<PAGE_PRECISEPUBTIMESTAMP>20261123113000</PAGE_PRECISEPUBTIMESTAMP><PAGE_TITLE>{title}</PAGE_TITLE>"
    )
    return "\t".join(cells)


def packed(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("20261123120000.gkg.csv", text)
    return file.getvalue()


def test_list_names_the_tables_of_articles_only(read: Read) -> None:
    kinds = ("export.CSV", "mentions.CSV", "gkg.csv")
    lines = "".join(f"123 {MD5} {FILES}.{kind}.zip\n" for kind in kinds)
    listing = read(lines)
    assert (listing.format, listing.children) == ("gdelt-index", (f"{FILES}.gkg.csv.zip",))


def test_table_gives_what_names_north_korea(read: Read) -> None:
    rows = [
        row("https://paper.example/1", title="Солдаты &amp;#8212; в Курске"),
        row("https://paper.example/2", places="1#France#FR#FR#46#2#1"),
        "20261123120000-8\t20261123120000\tcut",
    ]
    listing = read(packed("\n".join(rows)))
    (entry,) = listing.entries
    assert (entry.url, entry.title, entry.language) == (
        "https://paper.example/1",
        "Солдаты — в Курске",
        "ru",
    )
    assert entry.published is not None
    assert entry.published.at.isoformat() == "2026-11-23T11:30:00+00:00"
    assert listing.notes == ("1 articles do not name North Korea",)
    assert [skipped.reason for skipped in listing.skipped] == ["malformed"]


@pytest.mark.parametrize("body", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 300, packed("x")[:-30]])
def test_damaged_archive_is_refused(body: bytes, read: Read) -> None:
    with pytest.raises(ParseError, match="damaged"):
        read(body)


def test_bulk_files_are_known_by_their_bytes() -> None:
    for body in (f"1 {MD5} {FILES}.gkg.csv.zip\n".encode(), packed(row("https://paper.example/1"))):
        assert (
            detect_kind(Fetched(url="file:///x", final_url="file:///x", status=200, body=body))
            == "feed"
        )


def listed(stamp: str, *, kind: str = "gkg") -> str:
    return f"9 {MD5} http://data.gdeltproject.org/gdeltv2/{stamp}.{kind}.csv.zip\n"


@pytest.mark.parametrize(
    ("read_last", "newest", "quarters"),
    [
        ("20261123120000", "20261123120000", []),
        ("20261123120000", "20261123121500", ["1215"]),
        ("20261123120000", "20261123130000", ["1300", "1245", "1230", "1215"]),
        ("20261123234500", "20261124001500", ["0015", "0000"]),
        ("20261123130000", "20261123120000", []),
    ],
    ids=["nothing-new", "the-next", "an-hour-later", "over-midnight", "a-list-of-before"],
)
def test_quarters_since_the_last_list_are_named(
    read: Read, read_last: str, newest: str, quarters: list[str]
) -> None:
    for kind in ("gkg", "translation.gkg"):
        memory = read(listed(read_last, kind=kind)).memory
        listing = read(listed(newest, kind=kind), memory=memory)
        assert [
            child[-len(f"0000.{kind}.csv.zip") - 2 :][:4] for child in listing.children
        ] == quarters
        assert all(child.endswith(f".{kind}.csv.zip") for child in listing.children)


def test_a_week_is_caught_up_with_at_most(read: Read) -> None:
    memory = read(listed("20251123120000")).memory
    children = read(listed("20261123120000"), memory=memory).children
    assert (len(children), children[0]) == (7 * 96, f"{FILES}.gkg.csv.zip")


@pytest.mark.parametrize("memory", [None, b"", b"gdelt ", b"gdelt x", b"\xff\x00" * 20])
def test_without_a_usable_memory_the_newest_is_read(read: Read, memory: bytes | None) -> None:
    assert len(read(listed("20261123120000"), memory=memory).children) == 1

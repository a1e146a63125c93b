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

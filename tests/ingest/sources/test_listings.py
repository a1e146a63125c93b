"""Every format and trap as a file in tests/data/listings, with the expected value beside it."""

from __future__ import annotations

import pickle
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.listing import Listing
from domain.source import SourceKind
from ingest.sources import detect_kind

FOLDER = Path(__file__).parents[2] / "data" / "listings"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_file_reads_as_the_value_beside_it(
    name: str, read: Callable[..., Listing], shown: Callable[..., Any]
) -> None:
    beside = runpy.run_path(str(FOLDER / f"{name}.py"))
    listing = read((FOLDER / name).read_bytes(), **beside["SOURCE"])
    assert shown(listing) == beside["EXPECTED"]


def test_every_file_has_its_expected_value() -> None:
    inputs = {path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".py"}
    assert inputs == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_kind_is_seen_in_the_bytes(name: str, fetch: Callable[..., Any]) -> None:
    expected: SourceKind = "feed"
    if name.startswith("page"):
        expected = "page"
    elif "sitemap" in name:
        expected = "sitemap"
    assert detect_kind(fetch((FOLDER / name).read_bytes())) == expected


def test_listing_crosses_process_borders(read: Callable[..., Listing]) -> None:
    listing = read((FOLDER / "rss20.xml").read_bytes())
    assert pickle.loads(pickle.dumps(listing)) == listing

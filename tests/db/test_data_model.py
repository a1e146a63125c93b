"""docs/data-model.md names every column of every table and view, in their order, and every closed word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, text

from db.engine import Database
from db.models import Base

PAGE = Path(__file__).parents[2] / "docs" / "data-model.md"
TABLES = sorted(Base.metadata.tables)
VIEWS = (
    "v_flagged_stories",
    "v_claims",
    "v_figures",
    "v_source_health",
    "v_story_sources",
    "v_story_origins",
)


def documented() -> dict[str, dict[str, str]]:
    """Shape: table or view -> column -> meaning."""
    found: dict[str, dict[str, str]] = {}
    heading = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif row := re.fullmatch(r"\| `(\w+)` \| (.+) \|", line):
            found.setdefault(heading, {})[row[1]] = row[2]
    return found


def test_all_tables_and_views_are_documented_and_no_others() -> None:
    assert sorted(documented()) == sorted([*TABLES, *VIEWS])


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_table_is_explained(table: str) -> None:
    assert list(documented()[table]) == [c.name for c in Base.metadata.tables[table].columns]


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_of_a_view_is_explained(view: str, database: Database) -> None:
    with database.read() as session:
        columns = list(session.execute(text(f"SELECT * FROM {view}")).keys())
    assert list(documented()[view]) == columns


def test_every_word_of_a_closed_vocabulary_is_named() -> None:
    page = documented()
    for name in TABLES:
        for constraint in Base.metadata.tables[name].constraints:
            if not isinstance(constraint, CheckConstraint):
                continue
            column, words = re.match(r"(\w+) IN \((.*)\)", str(constraint.sqltext)).groups()  # type: ignore[union-attr]  # ours
            if column == "updated_precision" or column == "modified_precision":
                column = "published_precision"
            for word in re.findall(r"'(\w+)'", words):
                assert f"`{word}`" in page[name][column], f"{name}.{column}: {word}"

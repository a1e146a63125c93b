"""Statements that differ between the databases, built once for both; it runs none."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

Both = Mapping[str, Executable]


def insert_new(table: Table) -> Both:
    """Insert rows, but leave out those that would break a unique constraint."""
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(),
    }


def insert_new_ids(table: Table) -> Mapping[str, ReturningInsert[int]]:
    """As `insert_new`, giving back the ids of the rows that went in."""
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing().returning(table.c.id),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing().returning(table.c.id),
    }


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"

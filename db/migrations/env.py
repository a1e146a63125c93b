"""Runs the migrations over the connection it is given; opens none itself."""

from __future__ import annotations

from alembic import context

from db.models import Base
from db.schema import belongs_to_models

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=belongs_to_models,
    render_as_batch=True,
    # All migrations are one transaction, on SQLite too: a killed upgrade leaves nothing behind.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

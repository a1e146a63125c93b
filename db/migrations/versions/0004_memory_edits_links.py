"""Sources remember which items they read, entries when their headline was edited, and we which links led where.

Columns are added in place, as nothing hangs on them. Nothing is remembered at first: each source is read
as a whole once more. Links of aggregators are resolved once for all sources, so they have a table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sources", sa.Column("memory", sa.LargeBinary(), nullable=True))
    op.add_column("entries", sa.Column("edited_at", MOMENT, nullable=True))
    op.create_table(
        "links",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_links")),
    )


def downgrade() -> None:
    op.drop_table("links")
    with op.batch_alter_table("entries") as entries:
        entries.drop_column("edited_at")
    with op.batch_alter_table("sources") as sources:
        sources.drop_column("memory")

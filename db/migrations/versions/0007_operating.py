"""Routes that rest or are off, alarms for the operator; an alert may tell of something that is no story.

On SQLite the table of alerts is made anew, so its constraint must be named here: it is not reflected.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATUS = sa.CheckConstraint("status IN ('pending', 'delivered', 'dead')", name="ck_alerts_status")
KINDS = "kind IN ('source', 'sources', 'queue', 'route', 'disk', 'language')"


def upgrade() -> None:
    _change_story_id(nullable=True)
    op.create_table(
        "route_states",
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("off_at", MOMENT, nullable=True),
        sa.Column("off_reason", sa.Text(), nullable=True),
        sa.Column("address_hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("route", name=op.f("pk_route_states")),
    )
    op.create_table(
        "alarms",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("cleared_at", MOMENT, nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_alarms_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index("ix_alarms_raised_at", "alarms", ["raised_at", "id"], unique=False)
    standing = sa.text("cleared_at IS NULL")
    op.create_index(
        "ix_alarms_standing",
        "alarms",
        ["key"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def downgrade() -> None:
    op.drop_table("alarms")
    op.drop_table("route_states")
    op.execute("DELETE FROM alerts WHERE story_id IS NULL")
    _change_story_id(nullable=False)


def _change_story_id(*, nullable: bool) -> None:
    with op.batch_alter_table("alerts", table_args=(STATUS,)) as alerts:
        alerts.alter_column("story_id", existing_type=BIG_ID, nullable=nullable)

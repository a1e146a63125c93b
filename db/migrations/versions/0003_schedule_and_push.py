"""Sources remember why they are due, hints, weights of failures, moves, trust and habit; hubs push to us.

What is stored already begins with the defaults: nothing is known of a source's habit, nothing learnt. The
columns are added in place, as nothing hangs on them; hosts that asked for silence and subscriptions at
hubs get tables of their own.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.migrations import views, views_0002, views_0003

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SOURCE_COLUMNS: tuple[tuple[str, Any, str | None], ...] = (
    ("due_by", sa.Text(), "'own'"),
    ("not_before", MOMENT, None),
    ("failure_score", sa.Double(), "0"),
    ("failing_since", MOMENT, None),
    ("paused_at", MOMENT, None),
    ("ttl_s", sa.Integer(), None),
    ("fresh_s", sa.Double(), None),
    ("moved_to", sa.Text(), None),
    ("moved_at", MOMENT, None),
    ("sighted_url", sa.Text(), None),
    ("sightings", sa.Integer(), "0"),
    ("not_modified", sa.Integer(), "0"),
    ("believed", sa.Integer(), "8"),
    ("whole_at", MOMENT, None),
    ("answered_url", sa.Text(), None),
    ("habit", sa.JSON(), "'{}'"),
)
STATES = "state IN ('wanted', 'asked', 'active', 'denied', 'ending', 'ended')"


def upgrade() -> None:
    for name, kind, default in SOURCE_COLUMNS:
        given = sa.text(default) if default else None
        op.add_column(
            "sources", sa.Column(name, kind, server_default=given, nullable=default is None)
        )
    no = sa.text("false")
    op.add_column("polls", sa.Column("pushed", sa.Boolean(), server_default=no, nullable=False))
    op.create_table(
        "host_holds",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_holds")),
    )
    _create_subscriptions()
    op.execute("DROP VIEW v_source_health")
    op.execute(views_0003.SOURCE_HEALTH)


def downgrade() -> None:
    views.drop_views()
    op.drop_table("subscriptions")
    op.drop_table("host_holds")
    with op.batch_alter_table("polls") as polls:
        polls.drop_column("pushed")
    with op.batch_alter_table("sources") as sources:
        for name, _, _ in SOURCE_COLUMNS:
            sources.drop_column(name)
    views_0002.create_views()


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("announced_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("lease_ends_at", MOMENT, nullable=True),
        sa.Column("next_try_at", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("pushes", sa.Integer(), nullable=False),
        sa.Column("ignored", sa.Integer(), nullable=False),
        sa.Column("last_push_at", MOMENT, nullable=True),
        sa.Column("missed_at", MOMENT, nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_subscriptions_state")),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
            name=op.f("fk_subscriptions_source_id_sources"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint(
            "source_id", "hub", "topic", name=op.f("uq_subscriptions_source_id_hub_topic")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_subscriptions_token")),
    )
    op.create_index("ix_subscriptions_next_try_at", "subscriptions", ["next_try_at"], unique=False)

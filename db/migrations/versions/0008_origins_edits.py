"""Where articles come from, how many sources of its own a story has, what edits changed, when pages are read again.

What is stored already has no origins: each of its articles counts by its host. On
SQLite the table of revisions is made anew, for the constraint.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations import views_0008

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
GRADES = "grade IN ('cosmetic', 'wording', 'added', 'hedged', 'figure', 'removed', 'gone')"


def upgrade() -> None:
    views_0008.drop_views()
    zero, no, nothing = sa.text("0"), sa.text("false"), sa.text("'{}'")
    op.add_column(
        "stories", sa.Column("independent", sa.Integer(), server_default=zero, nullable=False)
    )
    with op.batch_alter_table("revisions") as revisions:
        revisions.add_column(sa.Column("grade", sa.Text(), nullable=True))
        revisions.add_column(
            sa.Column("corrects", sa.Boolean(), server_default=no, nullable=False)
        )
        revisions.add_column(sa.Column("shown", sa.JSON(), server_default=nothing, nullable=False))
        revisions.create_check_constraint(op.f("ck_revisions_grade"), GRADES)
    _create_origins()
    _create_rereads()
    told = sa.text("wave_evidence_id IS NOT NULL")
    op.create_index(
        "ix_claims_wave",
        "claims",
        ["wave", "article_id"],
        unique=False,
        sqlite_where=told,
        postgresql_where=told,
    )
    views_0008.create_views()


def downgrade() -> None:
    views_0008.drop_new_views()
    op.drop_index("ix_claims_wave", "claims")
    op.drop_table("rereads")
    op.drop_table("origins")
    with op.batch_alter_table("revisions") as revisions:
        revisions.drop_constraint(op.f("ck_revisions_grade"), type_="check")
        for name in ("grade", "corrects", "shown"):
            revisions.drop_column(name)
    with op.batch_alter_table("stories") as stories:
        stories.drop_column("independent")
    views_0008.restore_views()


def _create_origins() -> None:
    op.create_table(
        "origins",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("of_article_id", BIG_ID, nullable=True),
        sa.CheckConstraint(
            "how IN ('own', 'credit', 'cites', 'copies')", name=op.f("ck_origins_how")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_origins_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["of_article_id"],
            ["articles.id"],
            name=op.f("fk_origins_of_article_id_articles"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_origins")),
    )
    op.create_index("ix_origins_article_id", "origins", ["article_id", "how"], unique=False)
    op.create_index("ix_origins_outlet", "origins", ["outlet"], unique=False)
    op.create_index("ix_origins_of_article_id", "origins", ["of_article_id"], unique=False)


def _create_rereads() -> None:
    op.create_table(
        "rereads",
        sa.Column("article_id", BIG_ID, nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_rereads_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entries.id"],
            name=op.f("fk_rereads_entry_id_entries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_rereads")),
    )
    op.create_index("ix_rereads_entry_id", "rereads", ["entry_id"], unique=False)
    due = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_rereads_due_at",
        "rereads",
        ["due_at"],
        unique=False,
        sqlite_where=due,
        postgresql_where=due,
    )

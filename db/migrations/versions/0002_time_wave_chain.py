"""Claims get a time, a wave and an attribution chain, figures an extent.

What is stored already says nothing of them; an assessment by newer rules fills them in. SQLite copies
both tables: adding a column in place would hide what happens to a claim whose evidence goes.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations import views, views_0002

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SPANS = ("when_evidence_id", "wave_evidence_id")
COLUMNS = (
    ("when_start", sa.Date()),
    ("when_end", sa.Date()),
    ("when_precision", sa.Text()),
    ("when_evidence_id", BIG_ID),
    ("wave", sa.Integer()),
    ("wave_evidence_id", BIG_ID),
)
PRECISION = "when_precision IN ('day', 'week', 'month', 'quarter', 'season', 'half', 'year')"
EXTENT = "extent IN ('increment', 'cumulative')"


def upgrade() -> None:
    views.drop_views()
    with op.batch_alter_table("claims") as claims:
        for name, kind in COLUMNS:
            claims.add_column(sa.Column(name, kind, nullable=True))
        none = sa.text("'[]'")
        claims.add_column(sa.Column("chain", sa.JSON(), server_default=none, nullable=False))
        claims.create_check_constraint(op.f("ck_claims_when_precision"), PRECISION)
        for name in SPANS:
            key = op.f(f"fk_claims_{name}_evidence")
            claims.create_foreign_key(key, "evidence", [name], ["id"], ondelete="SET NULL")
            claims.create_index(f"ix_claims_{name}", [name], unique=False)
    with op.batch_alter_table("figures") as figures:
        figures.add_column(sa.Column("extent", sa.Text(), nullable=True))
        figures.create_check_constraint(op.f("ck_figures_extent"), EXTENT)
    views_0002.create_views()


def downgrade() -> None:
    views.drop_views()
    for name in SPANS:
        op.drop_index(f"ix_claims_{name}", "claims")
    with op.batch_alter_table("claims") as claims:
        claims.drop_constraint(op.f("ck_claims_when_precision"), type_="check")
        for name in (*dict(COLUMNS), "chain"):
            claims.drop_column(name)
    with op.batch_alter_table("figures") as figures:
        figures.drop_constraint(op.f("ck_figures_extent"), type_="check")
        figures.drop_column("extent")
    views.create_views()

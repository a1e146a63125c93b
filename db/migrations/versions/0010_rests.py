"""In which hours and on which days a source says it does not change is remembered for answers that repeat nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("rests", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("sources", "rests")

"""An article that is read again knows that it is being asked for, whatever its entry meets on the way."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    no = sa.text("false")
    op.add_column("rereads", sa.Column("asked", sa.Boolean(), server_default=no, nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("rereads") as rereads:
        rereads.drop_column("asked")

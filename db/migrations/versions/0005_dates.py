"""Articles keep every date that page and listing state of them, not only the two that were chosen.

Of articles stored before only those two are known; they stand in their own columns as ever.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    none = sa.text("'[]'")
    op.add_column("articles", sa.Column("dates", sa.JSON(), server_default=none, nullable=False))


def downgrade() -> None:
    op.drop_column("articles", "dates")

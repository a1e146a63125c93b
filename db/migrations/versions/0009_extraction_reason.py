"""Articles keep why their text is the one that it is, beside what gave it.

Of articles stored before, nobody knows; the column is empty for them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("extraction_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("articles", "extraction_reason")

"""Which line of history takes another one back, or does it once more."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nothing has been undone yet."""
    op.add_column("history", sa.Column("undoes", sa.Integer()))
    op.add_column("history", sa.Column("redoes", sa.Integer()))

"""Runs of every question, with how far they got; the solves they are made of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let runs say what was asked and how far they got, and add the table of solves."""
    for column in (
        # Runs recorded until now asked for plans.
        sa.Column("topic", sa.String(20), nullable=False, server_default="plan"),
        sa.Column("subject", sa.String(120), nullable=False, server_default=""),
        sa.Column("question", sa.String(80), nullable=False, server_default=""),
        sa.Column("solves", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("progress", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("heard_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("solve_runs", column)
    op.create_index("ix_solve_runs_question", "solve_runs", ["question"])
    op.create_table(
        "solves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("time_limit", sa.Float()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_solves"),
    )
    op.create_index("ix_solves_key", "solves", ["key"])

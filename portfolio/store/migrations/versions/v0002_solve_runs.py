"""Solve runs: what was asked, what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of solve runs."""
    op.create_table(
        "solve_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portfolio_id", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("plan_id", sa.Integer()),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_solve_runs"),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name="fk_solve_runs_portfolio_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_solve_runs_plan_id"),
    )
    op.create_index("ix_solve_runs_portfolio_id", "solve_runs", ["portfolio_id"])

"""Portfolios and their versions, status reports, scenarios, plans, baselines and history."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "portfolios",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(1000), nullable=False),
        sa.Column("files_hash", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_portfolios"),
        sa.UniqueConstraint("address", name="uq_portfolios_address"),
    )
    _create(
        "portfolio_versions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.UniqueConstraint("portfolio_id", "number", name="uq_portfolio_versions_portfolio_id_number"),
    )
    _create(
        "status_reports",
        sa.Column("project", sa.String(40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
    )
    _create(
        "scenarios",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.UniqueConstraint("portfolio_id", "name", name="uq_scenarios_portfolio_id_name"),
    )
    _create(
        "plans",
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("data_hash", sa.String(80), nullable=False),
        sa.Column("scenario", sa.String(120), nullable=False),
    )
    _create(
        "baselines",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_baselines_plan_id"),
    )
    _create(
        "history",
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.Column("reason", sa.Text(), nullable=False),
    )


def _create(name: str, *columns: sa.schema.SchemaItem) -> None:
    """Make a table of things that belong to a portfolio and note who made them when."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portfolio_id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=f"fk_{name}_portfolio_id"),
    )
    op.create_index(f"ix_{name}_portfolio_id", name, ["portfolio_id"])

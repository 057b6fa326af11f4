"""Versions that never repeat, the data as they were before each change, and how a plan ended."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

plans = sa.table("plans", sa.column("content", sa.JSON()), sa.column("status", sa.String()))
scenarios = sa.table(
    "scenarios",
    sa.column("portfolio_id", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("version", sa.Integer()),
    sa.column("deleted", sa.Boolean()),
    sa.column("content", sa.JSON()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("by", sa.String()),
)
history = sa.table(
    "history",
    sa.column("id", sa.Integer()),
    sa.column("portfolio_id", sa.Integer()),
    sa.column("action", sa.String()),
    sa.column("subject", sa.String()),
    sa.column("before", sa.JSON()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("by", sa.String()),
)

_SUBJECT = "scenario "


def upgrade() -> None:
    """Add the columns, and fill them from what is there."""
    op.add_column("plans", sa.Column("status", sa.String(20), nullable=False, server_default="unknown"))
    op.execute(plans.update().values(status=plans.c.content["status"].as_string()))
    op.add_column("scenarios", sa.Column("deleted", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in (
        sa.Column("data_before", sa.String(80)),
        sa.Column("version_before", sa.Integer()),
        sa.Column("reports_before", sa.Integer()),
    ):
        op.add_column("history", column)
    op.create_index("ix_history_data_before", "history", ["data_before"])
    _go_on_counting()


def _go_on_counting() -> None:
    """Give each scenario a version above all that its name has had, and put those back that were deleted."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(scenarios.c.portfolio_id, scenarios.c.name, scenarios.c.version))
    standing = {(row.portfolio_id, row.name): row.version for row in rows}
    saves: dict[tuple[int, str], int] = {}
    deletions = {}
    for line in connection.execute(
        sa.select(history).where(history.c.subject.startswith(_SUBJECT)).order_by(history.c.id)
    ):
        named = (line.portfolio_id, line.subject.removeprefix(_SUBJECT))
        if line.action == "save scenario":
            saves[named] = saves.get(named, 0) + 1
        elif line.action == "delete scenario":
            deletions[named] = line
    for named, version in standing.items():
        if saves.get(named, 0) > version:
            portfolio, name = named
            connection.execute(
                scenarios.update()
                .where(scenarios.c.portfolio_id == portfolio, scenarios.c.name == name)
                .values(version=saves[named])
            )
    for named, line in deletions.items():
        if named not in standing:
            portfolio, name = named
            connection.execute(
                scenarios.insert().values(
                    portfolio_id=portfolio,
                    name=name,
                    version=max(1, saves.get(named, 0)),
                    deleted=True,
                    content=line.before,
                    at=line.at,
                    by=line.by,
                )
            )

"""What tests of the store write, and everything that stands there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, select

from portfolio.domain.history import Actor, Conflict, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.planning.records.assumptions import change_assumptions
from portfolio.planning.records.scenarios import saved_names, saved_scenario
from portfolio.planning.records.workspace import Workspace
from portfolio.store import tables

MANAGER, OFFICER = Actor("李伟"), Actor("Zhang Min")
TIGHT = Scenario.model_validate({"name": "紧", "ceilings": {"public": {"2020": 700, "2021": 700}}})
TIGHTER = Scenario.model_validate({"name": "紧", "ceilings": {"public": {"2020": 600, "2021": 700}}})
REPORT = StatusReport.model_validate(
    {
        "project": "hospital",
        "status": "under_construction",
        "effective": "2020Q3",
        "physical_progress": 30,
        "actual_spending": {"2020": 301},
        "forecast_finish": "2021Q4",
        "note": "Piling is done",
    }
)
SUSPENDED = StatusReport.model_validate(
    {"project": "hospital", "status": "suspended", "effective": "2020Q4", "note": "停工"}
)

Rows = dict[str, list[tuple[Any, ...]]]


def saved_scenarios(workspace: Workspace) -> list[Recorded[Scenario]]:
    """Return every saved scenario, by name."""
    found = [saved_scenario(workspace, record.item) for record in saved_names(workspace)]
    return [record for record in found if record is not None]


def all_rows(url: str) -> Rows:
    """Return everything the database holds, whoever may have written it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
            for table in tables.metadata.sorted_tables
        }
    engine.dispose()
    return found


def made_by(revision: str, connection: Connection) -> None:
    """Make the tables as they were then."""
    config = Config()
    config.set_main_option("script_location", str(tables.MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def with_other_target(workspace: Workspace, _plan: Plan) -> None:
    """Move the target year that is assumed where the source gives none."""
    latest = workspace.portfolio()
    assumptions = latest.item.assumptions
    other = assumptions.model_copy(
        update={"default_target": assumptions.default_target.model_copy(update={"year": 2020})}
    )
    change_assumptions(
        workspace, other, actor=OFFICER, reason=" The council moved it ", opened=latest.version
    )


@contextmanager
def conflicting(by: str, *, is_deleted: bool = False) -> Iterator[None]:
    """Expect a conflict with what somebody has changed or deleted."""
    with pytest.raises(Conflict) as conflict:
        yield
    assert (conflict.value.theirs.by, conflict.value.is_deleted) == (by, is_deleted)

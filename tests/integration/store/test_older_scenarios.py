"""Databases from before versions went on for good: names saved, deleted and saved again go on counting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from records import OFFICER, TIGHT, TIGHTER, made_by
from sqlalchemy import Connection, MetaData, Table, insert

from portfolio.domain.history import Conflict
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.records.baselines import approved_baselines, baseline_in_force
from portfolio.planning.records.scenarios import deleted_scenario, save_scenario, saved_names, saved_scenario
from portfolio.planning.records.workspace import Workspace

MOMENT = datetime(2021, 1, 1, 8, tzinfo=UTC)


@pytest.fixture
def put(connection: Connection) -> Callable[..., None]:
    """A function that puts a row into a table, in a database of the revision before."""
    made_by("0003", connection)

    def row(table: str, **values: Any) -> None:
        then = Table(table, MetaData(), autoload_with=connection)
        connection.execute(insert(then).values(values))

    return row


def test_versions_go_on_from_all_that_a_name_ever_had(
    connection: Connection,
    put: Callable[..., None],
    opened: Callable[..., Workspace],
    small_folder: Path,
    default_plan: Plan,
) -> None:
    files = load_portfolio(small_folder)
    ours = {"portfolio_id": 1, "at": MOMENT, "by": "somebody"}
    put("portfolios", id=1, address=str(small_folder.resolve()), files_hash=files.content_hash)
    put(
        "portfolio_versions",
        number=1,
        content=files.model_dump(mode="json", exclude={"status_reports"}),
        **ours,
    )
    tight = TIGHT.model_dump(mode="json", exclude_defaults=True)
    # "gone" was saved twice and deleted; "back" was deleted and saved again; "there" was only ever saved.
    for action, name in (
        ("save", "gone"),
        ("save", "gone"),
        ("delete", "gone"),
        ("save", "back"),
        ("save", "back"),
        ("delete", "back"),
        ("save", "back"),
        ("save", "there"),
    ):
        sides = {"before": tight, "after": None} if action == "delete" else {"before": None, "after": tight}
        put("history", action=f"{action} scenario", subject=f"scenario {name}", reason="", **sides, **ours)
    for name in ("back", "there"):
        put("scenarios", name=name, version=1, content=TIGHT.model_dump(mode="json"), **ours)
    put(
        "plans", id=3, content=default_plan.model_dump(mode="json"), data_hash="x", scenario="default", **ours
    )
    put("baselines", plan_id=3, note="so", **ours)
    run = {"topic": "plan", "message": "", "scenario": TIGHT.model_dump(mode="json"), "heard_at": MOMENT}
    put("solve_runs", state="finished", plan_id=3, **run, **ours)
    put("solve_runs", state="running", **run, **ours)
    connection.commit()

    workspace = opened()
    assert [(line.item, line.version) for line in saved_names(workspace)] == [("back", 3), ("there", 1)]
    gone = deleted_scenario(workspace, "gone")
    assert gone is not None
    assert (gone.item, gone.version, gone.by) == (TIGHT, 2, "somebody")
    assert deleted_scenario(workspace, "back") is None
    for name, stale in (("gone", 1), ("gone", 2), ("back", 1), ("back", 2)):
        with pytest.raises(Conflict):
            save_scenario(workspace, TIGHTER.changed(name=name), actor=OFFICER, opened=stale)
    assert save_scenario(workspace, TIGHTER.changed(name="gone"), actor=OFFICER).version == 3
    assert save_scenario(workspace, TIGHTER.changed(name="back"), actor=OFFICER, opened=3).version == 4
    kept = saved_scenario(workspace, "there")
    assert kept is not None
    assert kept.item == TIGHT

    baseline = baseline_in_force(workspace)
    assert baseline is not None
    assert (baseline.item, baseline.version) == (default_plan, 1)
    assert [(line.item.scenario, line.item.note) for line in approved_baselines(workspace)] == [
        ("default", "so")
    ]
    with workspace.reading() as (work, number):
        running, finished = work.runs.all(number)
    assert (finished.item.plan_status, running.item.plan_status) == (PlanStatus.OPTIMAL, None)

"""A year is closed in one step or not at all, in a database of each kind, and never over somebody else's."""

from __future__ import annotations

import pytest
from records import MANAGER, OFFICER, REPORT

from portfolio.domain.closing import as_planned, closed
from portfolio.domain.history import Conflict
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.baselines import approve, baseline_in_force
from portfolio.planning.records.closing import record_adjustment, recorded_adjustment
from portfolio.planning.records.reports import report_status, status_reports
from portfolio.planning.records.workspace import Workspace
from portfolio.store.history import History

YEAR = 2020


def close(workspace: Workspace, *, meanwhile: bool = False) -> None:
    opened = workspace.portfolio()
    baseline = approve(
        workspace, make_plan(Case(opened.item, Scenario(name="default"))), actor=OFFICER, note="first"
    )
    assumed = as_planned(opened.item, baseline.item, YEAR, "assumed")
    wanted = closed(opened.item, YEAR).changed(status_reports=tuple(assumed))
    plan = make_plan(Case(wanted, Scenario(name="default"), baseline))
    if meanwhile:
        report_status(workspace, REPORT, actor=MANAGER)
    record_adjustment(
        *(workspace, opened, wanted, plan),
        baseline=baseline,
        year=YEAR,
        assumed=assumed,
        closes=True,
        actor=OFFICER,
        reason="Year's end",
    )


def test_what_was_recorded_is_found_again_and_can_be_approved(workspace: Workspace) -> None:
    close(workspace)
    found = recorded_adjustment(workspace, YEAR)
    in_force = baseline_in_force(workspace)
    assert in_force is not None
    assert (found.baseline, found.is_closing) == (in_force.item, True)
    assert workspace.portfolio().item.data_hash == found.plan.provenance.data_hash
    assert approve(workspace, found.plan, actor=OFFICER, note="adopted").item == found.plan


def test_what_somebody_reported_meanwhile_is_not_closed_over(workspace: Workspace) -> None:
    with pytest.raises(Conflict):
        close(workspace, meanwhile=True)
    assert workspace.portfolio().item.data_date is None


def test_nothing_is_half_closed_when_it_breaks_off(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = History.add

    def breaks(lines: History, portfolio: int, line: object) -> None:
        if getattr(line, "action", "") == "close year":
            raise KeyboardInterrupt
        kept(lines, portfolio, line)  # type: ignore[arg-type]  # what it is given is passed on

    monkeypatch.setattr(History, "add", breaks)
    with pytest.raises(KeyboardInterrupt):
        close(workspace)
    assert workspace.portfolio().item.data_date is None
    assert status_reports(workspace) == []

"""Every write leaves one line of who did what, when and why; and without its line there is no write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from records import MANAGER, OFFICER, REPORT, SUSPENDED, TIGHT, TIGHTER, all_rows, with_other_target

from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan
from portfolio.planning.records.assumptions import change_assumptions, set_data_date
from portfolio.planning.records.baselines import approve
from portfolio.planning.records.reports import report_status
from portfolio.planning.records.scenarios import delete_scenario, save_scenario
from portfolio.planning.records.workspace import Workspace
from portfolio.store.history import History


@dataclass(frozen=True)
class Write:
    """Something people do, and the line of history it owes."""

    act: Callable[[Workspace, Plan], object]
    by: str
    action: str
    subject: str
    before: Any
    after: Any
    reason: str
    given: Callable[[Workspace, Plan], object] = lambda _workspace, _plan: None


WHY = {"reason": None, "reason_en": "test", "reason_zh": "测试"}
CEILINGS = {"public": {"2020": 700, "2021": 700}}
WRITES = {
    "a new scenario": Write(
        act=lambda workspace, _: save_scenario(workspace, TIGHT, actor=OFFICER, reason="A cut"),
        by="Zhang Min",
        action="save scenario",
        subject="scenario 紧",
        before=None,
        after={"name": "紧", "ceilings": CEILINGS},
        reason="A cut",
    ),
    "a scenario changed": Write(
        given=lambda workspace, _: save_scenario(workspace, TIGHT, actor=OFFICER),
        act=lambda workspace, _: save_scenario(workspace, TIGHTER, actor=MANAGER, opened=1),
        by="李伟",
        action="save scenario",
        subject="scenario 紧",
        before={"name": "紧", "ceilings": CEILINGS},
        after={"name": "紧", "ceilings": {"public": {"2020": 600, "2021": 700}}},
        reason="",
    ),
    "a scenario deleted": Write(
        given=lambda workspace, _: save_scenario(workspace, TIGHT, actor=OFFICER),
        act=lambda workspace, _: delete_scenario(workspace, "紧", actor=MANAGER, reason="不再需要"),
        by="李伟",
        action="delete scenario",
        subject="scenario 紧",
        before={"name": "紧", "ceilings": CEILINGS},
        after=None,
        reason="不再需要",
    ),
    "a first report": Write(
        act=lambda workspace, _: report_status(workspace, REPORT, actor=MANAGER),
        by="李伟",
        action="report status",
        subject="project hospital",
        before=None,
        after={
            "status": "under_construction",
            "effective": "2020Q3",
            "physical_progress": 30,
            "actual_spending": {"2020": 301},
            "forecast_finish": "2021Q4",
        },
        reason="Piling is done",
    ),
    "a second report": Write(
        given=lambda workspace, _: report_status(workspace, SUSPENDED, actor=MANAGER),
        act=lambda workspace, _: report_status(workspace, REPORT, actor=OFFICER),
        by="Zhang Min",
        action="report status",
        subject="project hospital",
        before={"status": "suspended", "effective": "2020Q4"},
        after={
            "status": "under_construction",
            "effective": "2020Q3",
            "physical_progress": 30,
            "actual_spending": {"2020": 301},
            "forecast_finish": "2021Q4",
        },
        reason="Piling is done",
    ),
    "other assumptions": Write(
        act=with_other_target,
        by="Zhang Min",
        action="change assumptions",
        subject="assumptions",
        before={"default_target": {"year": 2021, **WHY}},
        after={"default_target": {"year": 2020, **WHY}},
        reason="The council moved it",
    ),
    "a data date": Write(
        act=lambda workspace, _: set_data_date(
            workspace, Period(2020, 2), actor=OFFICER, reason="Q1 is closed", opened=1
        ),
        by="Zhang Min",
        action="set data date",
        subject="portfolio",
        before=None,
        after="2020Q2",
        reason="Q1 is closed",
    ),
    "a baseline": Write(
        act=lambda workspace, plan: approve(workspace, plan, actor=OFFICER, note="Board of 1 March"),
        by="Zhang Min",
        action="approve baseline",
        subject="baseline",
        before=None,
        after={"scenario": "default"},
        reason="Board of 1 March",
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_leaves_one_line_of_who_when_what_and_why(
    workspace: Workspace, default_plan: Plan, write: Write
) -> None:
    write.given(workspace, default_plan)
    before = workspace.history()
    write.act(workspace, default_plan)
    line, *earlier = workspace.history()
    assert earlier == before
    assert (line.by, line.action, line.subject, line.reason) == (
        write.by,
        write.action,
        write.subject,
        write.reason,
    )
    after = line.after
    if write.action == "approve baseline":
        assert after.pop("data_hash") == default_plan.provenance.data_hash
        assert [after.pop(key) for key in ("version", "reports", "changes_since")] == [1, 0, 0]
    assert (line.before, after) == (write.before, write.after)
    assert line.at > before[0].at
    assert workspace.history(write.subject)[0].at == line.at


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_without_its_line_of_history_there_is_no_change(
    workspace: Workspace, url: str, default_plan: Plan, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write.given(workspace, default_plan)
    before = all_rows(url)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(History, "add", fail)
    with pytest.raises(OSError, match="disk full"):
        write.act(workspace, default_plan)
    assert all_rows(url) == before


def test_a_change_that_fails_after_its_line_takes_the_line_back(workspace: Workspace, url: str) -> None:
    before = all_rows(url)

    def fail_late() -> None:
        with workspace.changing(OFFICER) as change:
            change.work.scenarios.save(change.portfolio, TIGHT, 1, change.stamp)
            change.note("save scenario", "scenario 紧", None, {}, "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_late()
    assert all_rows(url) == before


def test_assumptions_that_change_nothing_leave_no_line(workspace: Workspace, url: str) -> None:
    before = all_rows(url)
    same = workspace.portfolio().item.assumptions
    change_assumptions(workspace, same, actor=OFFICER, reason="Saved without a change", opened=1)
    assert all_rows(url) == before

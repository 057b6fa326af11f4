"""Steps taken back and done again: one more line each, nothing rewritten, and nothing of others lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from records import MANAGER, OFFICER, REPORT, SUSPENDED, TIGHT, TIGHTER, all_rows, with_other_target
from refusals import refused

from portfolio.domain.calendar import Period
from portfolio.domain.history import Conflict
from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Scenario
from portfolio.exchange.lists import rows_of
from portfolio.planning.records.assumptions import change_assumptions, set_data_date
from portfolio.planning.records.baselines import approve, approved_baselines
from portfolio.planning.records.lists import edit_list
from portfolio.planning.records.projects import add_project, edit_project, retire_project
from portfolio.planning.records.register import update_portfolio
from portfolio.planning.records.reports import report_status, status_reports
from portfolio.planning.records.scenarios import delete_scenario, save_scenario, saved_scenario
from portfolio.planning.records.undoing import steps_of, undo
from portfolio.planning.records.workspace import Workspace

Act = Callable[[Workspace, Plan], object]


def _edit(workspace: Workspace, _plan: Plan) -> None:
    edit_project(workspace, "centre", {"cost": "650", "remark": "quoted"}, actor=OFFICER, reason="quote")


def _import(workspace: Workspace, _plan: Plan) -> None:
    there = workspace.portfolio().item
    gone = [project for project in there.projects if project.id != "station"]
    read = there.changed(projects=(*gone, there.project("station").model_copy(update={"id": "other"})))
    update_portfolio(workspace, read, actor=OFFICER, reason="the new list", file="list.csv")


def _report(workspace: Workspace, _plan: Plan) -> None:
    report_status(workspace, REPORT, actor=MANAGER)


def _date(workspace: Workspace, _plan: Plan) -> None:
    set_data_date(workspace, Period.parse("2020Q3"), actor=OFFICER, reason="", opened=1)


def _save(workspace: Workspace, _plan: Plan) -> None:
    save_scenario(workspace, TIGHT, actor=OFFICER)


@dataclass(frozen=True)
class Done:
    """Something people do, on something that was done before."""

    act: Act
    given: Act = lambda _workspace, _plan: None


STEPS = {
    "a project edited": Done(_edit),
    "a project added": Done(
        lambda workspace, _: add_project(
            workspace, "new", {}, copied="centre", actor=OFFICER, reason="one more"
        )
    ),
    "a project retired": Done(
        lambda workspace, _: retire_project(workspace, "centre", actor=OFFICER, reason="too dear")
    ),
    "a reported project retired": Done(
        lambda workspace, _: retire_project(workspace, "hospital", actor=OFFICER, reason="too dear"), _report
    ),
    "a list brought in": Done(_import),
    "assumptions changed": Done(with_other_target),
    "a data date set": Done(_date),
    "a first report": Done(_report),
    "a second report": Done(lambda workspace, _: report_status(workspace, SUSPENDED, actor=MANAGER), _report),
    "a scenario saved": Done(_save),
    "a scenario changed": Done(
        lambda workspace, _: save_scenario(workspace, TIGHTER, actor=MANAGER, opened=1), _save
    ),
    "a scenario deleted": Done(lambda workspace, _: delete_scenario(workspace, "紧", actor=MANAGER), _save),
    "a baseline approved": Done(
        lambda workspace, plan: approve(workspace, plan, actor=OFFICER, note="again"),
        lambda workspace, plan: approve(workspace, plan, actor=MANAGER, note="first"),
    ),
}


def _state(workspace: Workspace) -> Any:
    """What people find: the data, what is reported, the scenario and the baseline's place among approvals."""
    scenario, approvals = saved_scenario(workspace, "紧"), approved_baselines(workspace)
    return (
        workspace.portfolio().item.data_hash,
        [record.item for record in status_reports(workspace)],
        None if scenario is None else scenario.item,
        approvals[0].item.scenario if approvals else None,
    )


@pytest.mark.parametrize("done", STEPS.values(), ids=STEPS)
def test_what_is_undone_is_as_before_and_can_be_done_again(
    done: Done, opened: Callable[..., Workspace], default_plan: Plan
) -> None:
    workspace, other = opened(), opened()
    done.given(workspace, default_plan)
    before, lines = _state(workspace), workspace.history()
    done.act(workspace, default_plan)
    after, step = _state(workspace), workspace.history()[0]
    for count, (redo, state) in enumerate([(False, before), (True, after), (False, before)], start=2):
        line = undo(workspace, actor=MANAGER, reason="as agreed", redo=redo)
        assert _state(workspace) == _state(other) == state
        assert (line.by, line.reason, line.subject) == (MANAGER.name, "as agreed", step.subject)
        assert (line.redoes, line.undoes) == ((step.number, None) if redo else (None, step.number))
        history = workspace.history()
        assert history[-len(lines) :] == lines
        assert len(history) == len(lines) + count


def test_steps_are_taken_back_one_after_the_other(workspace: Workspace, default_plan: Plan) -> None:
    first = workspace.portfolio().item.data_hash
    acts: list[Act] = [_edit, with_other_target, _report]
    for act in acts:
        act(workspace, default_plan)
    last = workspace.portfolio().item.data_hash
    for _ in acts:
        undo(workspace, actor=OFFICER)
    assert workspace.portfolio().item.data_hash == first
    with refused("expected a step of the history that can be undone"):
        undo(workspace, actor=OFFICER)
    for _ in acts:
        undo(workspace, actor=OFFICER, redo=True)
    assert workspace.portfolio().item.data_hash == last
    assert [step.is_undone for step in steps_of(workspace.history())] == [False] * 3


def test_what_others_changed_beside_it_stays(opened: Callable[..., Workspace]) -> None:
    mine, theirs = opened(), opened()
    edit_project(mine, "centre", {"cost": "650"}, actor=OFFICER, reason="quote")
    step = mine.history()[0].number
    edit_project(theirs, "centre", {"remark": "seen"}, actor=MANAGER, reason="visit")
    add_project(theirs, "second", {}, copied="centre", actor=MANAGER, reason="two of them")
    undo(mine, step, actor=OFFICER)
    data = theirs.portfolio().item
    assert (data.project("centre").cost, data.project("centre").remark) == (600, "seen")
    assert data.project("second").cost == 650


def test_what_was_changed_again_is_not_undone_over_it_and_both_values_are_told(
    opened: Callable[..., Workspace], url: str
) -> None:
    mine, theirs = opened(), opened()
    edit_project(mine, "centre", {"cost": "650", "remark": "quoted"}, actor=OFFICER, reason="quote")
    step = mine.history()[0].number
    edit_project(theirs, "centre", {"cost": "700"}, actor=MANAGER, reason="a better quote")
    rows = all_rows(url)
    with pytest.raises(Conflict) as conflict:
        undo(mine, step, actor=OFFICER)
    assert conflict.value.theirs.by == MANAGER.name
    assert [(c.subject, c.field, c.before, c.after) for c in conflict.value.clashes] == [
        ("project centre", "cost", 650, 700)
    ]
    assert all_rows(url) == rows
    undo(mine, actor=MANAGER)
    undo(mine, step, actor=OFFICER)
    assert mine.portfolio().item.project("centre").cost == 600


def test_a_report_that_another_one_followed_is_not_withdrawn(workspace: Workspace) -> None:
    report_status(workspace, REPORT, actor=MANAGER)
    step = workspace.history()[0].number
    report_status(workspace, SUSPENDED, actor=OFFICER)
    with pytest.raises(Conflict) as conflict:
        undo(workspace, step, actor=MANAGER)
    (clash,) = conflict.value.clashes
    assert (clash.before, clash.after) == ("under_construction 2020Q3", "suspended 2020Q4")
    assert len(status_reports(workspace)) == 2


def test_the_second_of_two_who_undo_the_same_is_told_that_it_is_undone(
    opened: Callable[..., Workspace],
) -> None:
    mine, theirs = opened(), opened()
    edit_project(mine, "centre", {"cost": "650"}, actor=OFFICER, reason="quote")
    step = mine.history()[0].number
    undo(theirs, step, actor=MANAGER)
    with refused("is not undone yet"):
        undo(mine, step, actor=OFFICER)
    assert len(mine.history()) == 3


def test_a_scenario_or_baseline_of_somebody_else_is_not_undone_over(
    workspace: Workspace, default_plan: Plan
) -> None:
    save_scenario(workspace, TIGHT, actor=OFFICER)
    step = workspace.history()[0].number
    save_scenario(workspace, TIGHTER, actor=MANAGER, opened=1)
    approve(workspace, default_plan, actor=OFFICER, note="first")
    approve(workspace, default_plan, actor=OFFICER, note="second")
    second = workspace.history()[0].number
    approve(workspace, default_plan, actor=MANAGER, note="third")
    for number in (step, second):
        with pytest.raises(Conflict) as conflict:
            undo(workspace, number, actor=OFFICER)
        assert conflict.value.theirs.by == MANAGER.name


def test_what_is_needed_by_now_is_not_taken_away(workspace: Workspace) -> None:
    add_project(workspace, "new", {}, copied="centre", actor=OFFICER, reason="one more")
    step = workspace.history()[0].number
    report = SUSPENDED.model_copy(update={"project": "new"})
    report_status(workspace, report, actor=MANAGER)
    with refused("new"):
        undo(workspace, step, actor=OFFICER)
    assert workspace.portfolio().item.project("new").cost == 600


def test_what_came_first_cannot_be_undone(workspace: Workspace, default_plan: Plan) -> None:
    approve(workspace, default_plan, actor=OFFICER, note="first")
    assert steps_of(workspace.history()) == []
    with refused("can be undone"):
        undo(workspace, workspace.history()[0].number, actor=OFFICER)


def test_rules_that_two_people_changed_are_taken_back_apart(workspace: Workspace) -> None:
    latest = workspace.portfolio()
    rules = latest.item.assumptions.priorities
    mine = rules[0].model_copy(update={"weight": 3})
    first = latest.item.assumptions.model_copy(update={"priorities": (mine,)})
    change_assumptions(workspace, first, actor=OFFICER, reason="weight", opened=latest.version)
    step = workspace.history()[0].number
    target = latest.item.assumptions.default_target.model_copy(update={"year": 2020})
    second = first.model_copy(update={"default_target": target})
    change_assumptions(workspace, second, actor=MANAGER, reason="year", opened=latest.version + 1)
    undo(workspace, step, actor=OFFICER)
    data = workspace.portfolio().item.assumptions
    assert (data.priorities, data.default_target) == (rules, target)


def _renamed(workspace: Workspace, old: str, new: str) -> int:
    """Call a funding source something else; return the number of the step."""
    rows = [
        replace(row, cells={**row.cells, "id": new if row.cells["id"] == old else row.cells["id"]})
        for row in rows_of("funding_sources", workspace.portfolio().item)
    ]
    opened = workspace.portfolio().version
    edit_list(workspace, "funding_sources", rows, actor=OFFICER, reason="its new name", opened=opened)
    return workspace.history()[0].number


def test_scenarios_that_followed_a_new_name_follow_back(workspace: Workspace) -> None:
    save_scenario(workspace, Scenario(name="A", ceilings={"district": {2020: 700}}), actor=MANAGER)
    before = workspace.portfolio().item
    step = _renamed(workspace, "district", "county")
    for redo, source in ((False, "district"), (True, "county"), (False, "district")):
        undo(workspace, step, actor=MANAGER, redo=redo)
        saved = saved_scenario(workspace, "A")
        assert saved is not None
        assert list(saved.item.ceilings) == [source]
        assert workspace.portfolio().item.sources[0] == source
    assert workspace.portfolio().item == before


def test_what_a_scenario_names_by_now_is_not_taken_away(workspace: Workspace) -> None:
    step = _renamed(workspace, "district", "county")
    save_scenario(workspace, Scenario(name="A", ceilings={"county": {2020: 700}}), actor=MANAGER)
    with refused("scenario A"):
        undo(workspace, step, actor=MANAGER)
    assert workspace.portfolio().item.sources[0] == "county"


def test_a_scenario_in_a_file_that_does_not_fit_is_in_nobodys_way(workspace: Workspace) -> None:
    edit_project(workspace, "centre", {"cost": "650"}, actor=OFFICER, reason="quote")
    assert workspace.folder is not None
    scenarios = workspace.folder / "scenarios"
    scenarios.mkdir()
    content = '{"name": "old", "ceilings": {"nobody": {"2020": 1}}}'
    (scenarios / "old.json").write_text(content, encoding="utf-8")
    undo(workspace, actor=OFFICER)
    assert workspace.portfolio().item.project("centre").cost == 600

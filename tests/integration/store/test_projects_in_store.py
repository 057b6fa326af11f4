"""Projects that two people change at once: nothing is lost, and who came second is told of who came first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from records import MANAGER, OFFICER
from refusals import refused

from portfolio.domain.history import Conflict
from portfolio.planning.records.projects import add_project, edit_project, retire_project
from portfolio.planning.records.register import update_portfolio
from portfolio.planning.records.workspace import Workspace


def test_another_field_of_the_same_project_is_no_conflict(opened: Callable[..., Workspace]) -> None:
    mine, theirs = opened(), opened()
    edit_project(theirs, "centre", {"cost": "650"}, actor=MANAGER, reason="quote", opened=1)
    edit_project(mine, "centre", {"remark": "seen"}, actor=OFFICER, reason="visit", opened=1)
    centre = mine.portfolio().item.project("centre")
    assert (centre.cost, centre.remark) == (650, "seen")


def test_the_same_field_is_a_conflict_with_who_changed_it(opened: Callable[..., Workspace]) -> None:
    mine, theirs = opened(), opened()
    edit_project(theirs, "centre", {"cost": "650"}, actor=MANAGER, reason="quote", opened=1)
    with pytest.raises(Conflict) as conflict:
        edit_project(mine, "centre", {"cost_10k_cny": "660"}, actor=OFFICER, reason="quote", opened=1)
    assert conflict.value.theirs.by == MANAGER.name
    with pytest.raises(Conflict):
        edit_project(mine, "centre", {"cost": "1"}, actor=OFFICER, reason="quote", opened=77)
    assert mine.portfolio().item.project("centre").cost == 650
    assert [line.by for line in mine.history("project centre")] == [MANAGER.name]


def test_a_status_that_was_changed_meanwhile_is_not_retired_over(opened: Callable[..., Workspace]) -> None:
    mine, theirs = opened(), opened()
    edit_project(theirs, "centre", {"status": "approved"}, actor=MANAGER, reason="council", opened=1)
    with pytest.raises(Conflict):
        retire_project(mine, "centre", actor=OFFICER, reason="too dear", opened=1)


def test_what_is_brought_in_is_one_change_of_which_history_counts_the_parts(workspace: Workspace) -> None:
    read = workspace.portfolio().item
    add_project(workspace, "second", {}, copied="centre", actor=MANAGER, reason="two of them")
    done = update_portfolio(workspace, read, actor=OFFICER, reason="from the list", file="list.csv")
    assert [change.is_removed for change in done.changes] == [True]
    line = workspace.history()[0]
    assert (line.action, line.by, line.reason) == ("import portfolio", OFFICER.name, "from the list")
    assert (line.after["removed"], line.after["added"], line.after["changed"]) == (1, 0, 0)
    assert update_portfolio(workspace, read, actor=OFFICER, reason="again", file="list.csv").changes == []
    assert len(workspace.history()) == 3


def test_a_cost_other_than_what_is_appropriated_is_refused(workspace: Workspace) -> None:
    read = workspace.portfolio().item
    row = {"project": "centre", "source": read.sources[0], "year": read.calendar.first_year}
    granted = read.changed(appropriations=({**row, "amount": read.project("centre").cost},))
    update_portfolio(workspace, granted, actor=OFFICER, reason="the budget", file="list.csv")
    assert workspace.portfolio().item == granted
    with refused("expected amounts for centre that add up to its cost, 650"):
        edit_project(workspace, "centre", {"cost": "650"}, actor=MANAGER, reason="quote")

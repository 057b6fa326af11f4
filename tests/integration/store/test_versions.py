"""Versions and conflicts: what somebody else saved, deleted or made anew meanwhile is never overwritten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from records import MANAGER, OFFICER, REPORT, TIGHT, TIGHTER, all_rows, conflicting, saved_scenarios

from portfolio.domain.assumptions import Assumptions
from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Actor, Conflict
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.assumptions import change_assumptions, set_data_date
from portfolio.planning.records.reports import report_status
from portfolio.planning.records.scenarios import (
    delete_scenario,
    deleted_scenario,
    open_scenario,
    save_scenario,
    saved_names,
    saved_scenario,
)
from portfolio.planning.records.workspace import Workspace

OTHER = Actor("Wang")


def changed(workspace: Workspace, *, target: int | None = None, overrun: int | None = None) -> Assumptions:
    """Return the assumptions in force with another default target, or another overrun of the schedule."""
    assumptions = workspace.portfolio().item.assumptions
    updates: dict[str, object] = {}
    if target is not None:
        updates["default_target"] = assumptions.default_target.model_copy(update={"year": target})
    if overrun is not None:
        updates["schedule_overrun"] = assumptions.schedule_overrun.model_copy(update={"years": overrun})
    return assumptions.model_copy(update=updates)


# --- Scenarios ---------------------------------------------------------------------------------------------


def test_the_versions_of_a_name_go_on_after_it_was_deleted(workspace: Workspace) -> None:
    versions = []
    for _ in range(2):
        opened = None
        for _ in range(2):
            opened = save_scenario(workspace, TIGHT, actor=OFFICER, opened=opened).version
            versions.append(opened)
        delete_scenario(workspace, TIGHT.name, actor=MANAGER)
        assert saved_scenarios(workspace) == saved_names(workspace) == []
        assert saved_scenario(workspace, TIGHT.name) is None
    assert versions == [1, 2, 3, 4]
    assert save_scenario(workspace, Scenario(name="tight"), actor=OFFICER).version == 1


def test_a_stale_save_does_not_revive_what_was_deleted(workspace: Workspace, url: str) -> None:
    save_scenario(workspace, TIGHT, actor=OFFICER)
    delete_scenario(workspace, TIGHT.name, actor=MANAGER)
    before = all_rows(url)
    for how in ({"opened": 1}, {"opened": 7}, {"replace": True}):
        with pytest.raises(Conflict) as conflict:
            save_scenario(workspace, TIGHTER, actor=OFFICER, **how)
        theirs = conflict.value.theirs
        assert conflict.value.is_deleted
        assert (theirs.item, theirs.version, theirs.by) == (TIGHT, 1, MANAGER.name)
    assert all_rows(url) == before
    assert deleted_scenario(workspace, TIGHT.name) == theirs
    with pytest.raises(BadInput):
        open_scenario(TIGHT.name, workspace.portfolio().item, workspace.folder, workspace)

    # Whoever wants it all the same saves it as a new one.
    saved = save_scenario(workspace, TIGHTER, actor=OFFICER)
    assert (saved.item, saved.version) == (TIGHTER, 2)
    assert deleted_scenario(workspace, TIGHT.name) is None


def test_a_stale_save_does_not_overwrite_what_was_made_anew(workspace: Workspace, url: str) -> None:
    save_scenario(workspace, TIGHT, actor=OFFICER)
    delete_scenario(workspace, TIGHT.name, actor=MANAGER)
    anew = save_scenario(workspace, Scenario(name=TIGHT.name), actor=OTHER)
    before = all_rows(url)
    with pytest.raises(Conflict) as conflict:
        save_scenario(workspace, TIGHTER, actor=OFFICER, opened=1)
    assert (conflict.value.theirs, conflict.value.is_deleted) == (anew, False)
    assert all_rows(url) == before
    assert save_scenario(workspace, TIGHTER, actor=OFFICER, opened=anew.version).version == 3


def test_what_stands_there_is_replaced_whichever_version_it_is(workspace: Workspace) -> None:
    assert save_scenario(workspace, TIGHT, actor=OFFICER, replace=True).version == 1
    save_scenario(workspace, TIGHTER, actor=MANAGER, opened=1)
    replaced = save_scenario(workspace, TIGHT, actor=OFFICER, replace=True)
    assert (replaced.item, replaced.version) == (TIGHT, 3)


def test_what_was_saved_or_deleted_meanwhile_is_not_deleted(workspace: Workspace, url: str) -> None:
    save_scenario(workspace, TIGHT, actor=OFFICER)
    save_scenario(workspace, TIGHTER, actor=MANAGER, opened=1)
    before = all_rows(url)
    with conflicting("李伟", is_deleted=False):
        delete_scenario(workspace, TIGHT.name, actor=OFFICER, opened=1)
    assert all_rows(url) == before
    delete_scenario(workspace, TIGHT.name, actor=MANAGER, opened=2)
    before = all_rows(url)
    with conflicting("李伟", is_deleted=True):
        delete_scenario(workspace, TIGHT.name, actor=OFFICER, opened=2)
    with pytest.raises(BadInput):
        delete_scenario(workspace, TIGHT.name, actor=OFFICER)
    assert all_rows(url) == before


def test_names_are_listed_with_who_saved_them(opened: Callable[..., Workspace]) -> None:
    one, other = opened(), opened()
    save_scenario(one, TIGHT, actor=OFFICER)
    save_scenario(other, Scenario(name="A"), actor=MANAGER)
    save_scenario(one, TIGHTER, actor=MANAGER, opened=1)
    listed = [(line.item, line.version, line.by) for line in saved_names(other)]
    assert listed == [("A", 1, MANAGER.name), ("紧", 2, MANAGER.name)]


# --- Assumptions and the data date -------------------------------------------------------------------------


def test_changes_that_do_not_touch_each_other_are_all_kept(opened: Callable[..., Workspace]) -> None:
    one, other = opened(), opened()
    target, overrun = changed(one, target=2020), changed(other, overrun=2)
    change_assumptions(one, target, actor=OFFICER, reason="a", opened=1)
    change_assumptions(other, overrun, actor=MANAGER, reason="b", opened=1)
    set_data_date(one, Period(2020, 2), actor=OFFICER, reason="c", opened=1)
    known = other.portfolio()
    assert known.version == 4
    assert known.item.assumptions == changed(one, target=2020, overrun=2)
    assert known.item.data_date == Period(2020, 2)
    lines = one.history("assumptions")
    assert [list(line.after) for line in lines] == [["schedule_overrun"], ["default_target"]]


def test_the_same_assumption_is_not_overwritten(workspace: Workspace, url: str) -> None:
    change_assumptions(workspace, changed(workspace, target=2020), actor=MANAGER, reason="a", opened=1)
    set_data_date(workspace, Period(2020, 2), actor=OTHER, reason="", opened=2)
    before = all_rows(url)
    with conflicting("李伟"):
        change_assumptions(workspace, changed(workspace, target=2022), actor=OFFICER, reason="b", opened=1)
    assert all_rows(url) == before
    # Nor does the same by two pass for two changes: who reckoned with the old one hears of it.
    same = changed(workspace, target=2020)
    with conflicting("李伟"):
        change_assumptions(workspace, same, actor=OFFICER, reason="c", opened=1)
    assert all_rows(url) == before


def test_a_data_date_set_meanwhile_is_not_overwritten(workspace: Workspace, url: str) -> None:
    set_data_date(workspace, Period(2020, 2), actor=OFFICER, reason="", opened=1)
    change_assumptions(workspace, changed(workspace, target=2020), actor=MANAGER, reason="a", opened=2)
    before = all_rows(url)
    for date, opened in ((None, 1), (Period(2020, 2), 1), (Period(2020, 3), 1), (Period(2020, 3), 9)):
        with conflicting("Zhang Min" if opened == 1 else "李伟"):
            set_data_date(workspace, date, actor=MANAGER, reason="Mine", opened=opened)
    assert all_rows(url) == before


def test_changes_that_do_not_fit_together_are_refused_whole(workspace: Workspace, url: str) -> None:
    """Each alone is right; together a data date would lie behind the schedule."""
    last = workspace.portfolio().item.calendar.last
    change_assumptions(workspace, changed(workspace, overrun=0), actor=MANAGER, reason="a", opened=1)
    before = all_rows(url)
    with pytest.raises(BadInput):
        set_data_date(workspace, last, actor=OFFICER, reason="", opened=1)
    assert all_rows(url) == before


def test_what_was_reported_is_read_once_and_then_only_what_is_new(
    opened: Callable[..., Workspace],
) -> None:
    one, other = opened(), opened()
    report_status(other, REPORT, actor=MANAGER)
    known = one.portfolio()
    assert known.item.status_reports == (REPORT,)
    assert one.portfolio() is known
    set_data_date(other, Period(2020, 2), actor=OFFICER, reason="", opened=1)
    report_status(other, REPORT, actor=OFFICER)
    again = one.portfolio().item
    assert (again.status_reports, again.data_date) == ((REPORT, REPORT), Period(2020, 2))

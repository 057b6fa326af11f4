"""What people enter, in real databases: SQLite and PostgreSQL hold the same promises."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from records import (
    MANAGER,
    OFFICER,
    REPORT,
    SUSPENDED,
    TIGHT,
    TIGHTER,
    all_rows,
    saved_scenarios,
    with_other_target,
)

from portfolio.bootstrap import open_portfolio, open_workspace
from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Actor, Conflict
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.assumptions import change_assumptions, set_data_date
from portfolio.planning.records.baselines import approve, baseline_in_force, first_baseline
from portfolio.planning.records.reports import report_status, status_reports, with_report
from portfolio.planning.records.scenarios import delete_scenario, save_scenario
from portfolio.planning.records.workspace import Workspace
from tests.cases import approved

# --- Opening -----------------------------------------------------------------------------------------------


def test_first_use_fills_the_store_with_the_portfolio_of_the_files(
    workspace: Workspace, small_folder: Path
) -> None:
    files = load_portfolio(small_folder)
    taken_in = workspace.portfolio()
    assert (taken_in.item, taken_in.version, taken_in.by) == (files, 1, "first use")
    (line,) = workspace.history()
    assert (line.action, line.by, line.before, line.after) == (
        "take in",
        "first use",
        None,
        {"hash": files.content_hash},
    )


def test_everything_is_there_after_a_restart(
    opened: Callable[..., Workspace], url: str, default_plan: Plan
) -> None:
    first = opened()
    approve(first, default_plan, actor=OFFICER, note="Approved by the board")
    save_scenario(first, TIGHT, actor=OFFICER)
    report_status(first, REPORT, actor=MANAGER)
    set_data_date(first, Period(2020, 3), actor=OFFICER, reason="Half-year", opened=1)
    before = all_rows(url)
    first.store.close()

    again = opened()
    known = again.portfolio().item
    assert known.status_reports == (REPORT,)
    assert known.data_date == Period(2020, 3)
    assert [(s.item, s.version, s.by) for s in saved_scenarios(again)] == [(TIGHT, 1, OFFICER.name)]
    baseline = baseline_in_force(again)
    assert baseline is not None
    assert baseline.item == default_plan
    assert [line.action for line in again.history()] == [
        "set data date",
        "report status",
        "save scenario",
        "approve baseline",
        "take in",
    ]
    assert all_rows(url) == before


def test_two_open_workspaces_see_what_the_other_one_writes(opened: Callable[..., Workspace]) -> None:
    one, other = opened(), opened()
    save_scenario(one, TIGHT, actor=OFFICER)
    report_status(other, REPORT, actor=MANAGER)
    assert [record.item for record in saved_scenarios(other)] == [TIGHT]
    assert one.portfolio().item.status_reports == (REPORT,)
    assert one.history() == other.history()


def test_portfolios_in_one_store_keep_apart(
    opened: Callable[..., Workspace], tmp_path: Path, write_small: Callable[[Path], Path]
) -> None:
    one, other = opened(), opened(write_small(tmp_path / "second"))
    save_scenario(one, TIGHT, actor=OFFICER)
    report_status(one, REPORT, actor=MANAGER)
    assert saved_scenarios(other) == []
    assert status_reports(other) == []
    assert other.portfolio().item.status_reports == ()
    assert [line.action for line in other.history()] == ["take in"]


# --- Conflicts ---------------------------------------------------------------------------------------------


def test_a_scenario_changed_meanwhile_is_not_overwritten(workspace: Workspace, url: str) -> None:
    save_scenario(workspace, TIGHT, actor=OFFICER)
    save_scenario(workspace, TIGHTER, actor=MANAGER, opened=1)
    before = all_rows(url)
    for opened in (None, 1, 3):
        with pytest.raises(Conflict) as conflict:
            save_scenario(workspace, TIGHT, actor=OFFICER, opened=opened)
        theirs = conflict.value.theirs
        assert (theirs.item, theirs.version, theirs.by) == (TIGHTER, 2, MANAGER.name)
    assert all_rows(url) == before


def test_a_project_reported_on_meanwhile_is_not_overwritten(workspace: Workspace, url: str) -> None:
    theirs = report_status(workspace, SUSPENDED, actor=MANAGER, seen=0)
    before = all_rows(url)
    with pytest.raises(Conflict) as conflict:
        report_status(workspace, REPORT, actor=OFFICER, seen=0)
    assert conflict.value.theirs == theirs
    assert all_rows(url) == before
    report_status(workspace, REPORT, actor=OFFICER, seen=theirs.number)
    assert [record.item for record in status_reports(workspace, "hospital")] == [SUSPENDED, REPORT]


def test_of_two_who_save_at_the_same_moment_the_second_is_told(
    opened: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = opened(), opened()
    begun, transaction = Event(), other.store.transaction

    def noticed() -> Any:
        begun.set()
        return transaction()

    monkeypatch.setattr(other.store, "transaction", noticed)
    save_scenario(one, TIGHT, actor=OFFICER)
    with ThreadPoolExecutor() as threads:
        with one.changing(OFFICER) as change:
            change.work.scenarios.save(change.portfolio, TIGHTER, 2, change.stamp)
            change.note("save scenario", "scenario 紧", None, {}, "first")
            second = threads.submit(save_scenario, other, TIGHT, actor=MANAGER, opened=1)
            assert begun.wait(600)
            assert not second.done()
        with pytest.raises(Conflict):
            second.result(timeout=600)
    assert [(s.item, s.version, s.by) for s in saved_scenarios(one)] == [(TIGHTER, 2, OFFICER.name)]


# --- Bad entries -------------------------------------------------------------------------------------------

BAD_ENTRIES: dict[str, Callable[[Workspace], object]] = {
    "an unknown project": lambda w: report_status(
        w, REPORT.model_copy(update={"project": "nowhere"}), actor=MANAGER
    ),
    "a finish before the report": lambda w: report_status(
        w, REPORT.model_copy(update={"forecast_finish": Period(2020, 2)}), actor=MANAGER
    ),
    "a scenario of an unknown project": lambda w: save_scenario(
        w, Scenario.model_validate({"name": "x", "projects": {"nowhere": {"excluded": True}}}), actor=OFFICER
    ),
    "a scenario called default": lambda w: save_scenario(w, Scenario(name="default"), actor=OFFICER),
    "a name with spaces around it": lambda w: save_scenario(w, Scenario(name=" x "), actor=OFFICER),
    "a name with markup": lambda w: save_scenario(w, Scenario(name="<img src=x>"), actor=OFFICER),
    "a name that is no text": lambda w: save_scenario(w, Scenario(name="a\0b"), actor=OFFICER),
    "a reason with markup": lambda w: save_scenario(w, TIGHT, actor=OFFICER, reason="<script>"),
    "nobody acting": lambda w: save_scenario(w, TIGHT, actor=Actor(" ")),
    "somebody with too long a name": lambda w: save_scenario(w, TIGHT, actor=Actor("x" * 201)),
    "somebody with markup for a name": lambda w: save_scenario(w, TIGHT, actor=Actor("<b>x</b>")),
    "a scenario that is not there": lambda w: delete_scenario(w, "nothing", actor=OFFICER),
    "assumptions without a reason": lambda w: change_assumptions(
        w, w.portfolio().item.assumptions, actor=OFFICER, reason=" ", opened=1
    ),
    "assumptions that leave a project without a mode": lambda w: change_assumptions(
        w,
        w.portfolio().item.assumptions.model_copy(update={"delivery": ()}),
        actor=OFFICER,
        reason="None needed",
        opened=1,
    ),
    "a data date after the schedule": lambda w: set_data_date(
        w, Period(2031, 1), actor=OFFICER, reason="", opened=1
    ),
}


@pytest.mark.parametrize("entry", BAD_ENTRIES.values(), ids=BAD_ENTRIES)
def test_a_bad_entry_changes_nothing(
    workspace: Workspace, url: str, entry: Callable[[Workspace], object]
) -> None:
    before = all_rows(url)
    with pytest.raises(BadInput):
        entry(workspace)
    assert all_rows(url) == before


# --- Baselines ---------------------------------------------------------------------------------------------


def test_the_first_baseline_is_the_approved_default_plan_and_made_once(workspace: Workspace) -> None:
    assert baseline_in_force(workspace) is None
    first = first_baseline(workspace)
    assert (first.item.scenario.name, first.by, first.version) == ("default", "first use", 1)
    assert first.item.status.has_plan
    assert first_baseline(workspace) == first
    assert [line.action for line in workspace.history("baseline")] == ["approve baseline"]


def test_a_new_baseline_leaves_the_old_plan_as_it_was(
    workspace: Workspace, url: str, default_plan: Plan
) -> None:
    approve(workspace, default_plan, actor=OFFICER, note="first")
    old = all_rows(url)
    tight = make_plan(Case(workspace.portfolio().item, TIGHT, approved(default_plan)))
    second = approve(workspace, tight, actor=MANAGER, note="second")
    assert (second.item, second.version, second.by) == (tight, 2, MANAGER.name)
    assert baseline_in_force(workspace) == second
    new = all_rows(url)
    assert new["plans"][:-1] == old["plans"]
    assert new["baselines"][:-1] == old["baselines"]
    assert workspace.history("baseline")[0].before["scenario"] == "default"


# --- Files changed outside ---------------------------------------------------------------------------------


def _make_the_centre_dearer(folder: Path) -> None:
    projects = folder / "projects.csv"
    content = projects.read_text(encoding="utf-8")
    assert ",600," in content
    projects.write_text(content.replace(",600,", ",900,"), encoding="utf-8")


def test_files_changed_outside_are_taken_in_with_what_was_reported(
    opened: Callable[..., Workspace], small_folder: Path
) -> None:
    first = opened()
    report_status(first, REPORT, actor=MANAGER)
    set_data_date(first, Period(2020, 3), actor=OFFICER, reason="", opened=1)
    _make_the_centre_dearer(small_folder)

    again = opened()
    known = again.portfolio()
    assert known.item.project("centre").cost == 900
    assert (known.item.status_reports, known.item.data_date) == ((REPORT,), Period(2020, 3))
    assert known.version == 3
    line = again.history()[0]
    assert (line.action, line.reason) == ("take in", "files changed")
    assert line.before != line.after
    assert len(opened().history()) == len(again.history())


def test_files_changed_outside_do_not_undo_what_was_changed_here(
    opened: Callable[..., Workspace], small_folder: Path, default_plan: Plan, url: str
) -> None:
    with_other_target(opened(), default_plan)
    before = all_rows(url)
    _make_the_centre_dearer(small_folder)
    again = opened().portfolio().item
    assert again.assumptions.default_target.year == 2020
    assert again.project("centre").cost == 600
    assert all_rows(url) == before


def test_a_field_that_a_later_version_adds_makes_no_other_data_of_what_was_recorded(
    small_folder: Path,
) -> None:
    class LaterPortfolio(Portfolio):
        """As a later version has it: with one more thing to say, and nothing said yet."""

        remarks: tuple[str, ...] = ()

    now = with_report(load_portfolio(small_folder), REPORT)
    content = now.model_dump(mode="json")
    later = LaterPortfolio.model_validate(content)
    assert (later.content_hash, later.data_hash) == (now.content_hash, now.data_hash)
    assert LaterPortfolio.model_validate({**content, "remarks": ["new"]}).data_hash != now.data_hash


def test_the_commands_read_what_was_recorded(
    opened: Callable[..., Workspace], small_folder: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_status(opened(), REPORT, actor=MANAGER)
    monkeypatch.setenv("DATABASE_URL", url)
    before = all_rows(url)
    assert open_portfolio(str(small_folder)).status_reports == (REPORT,)
    assert all_rows(url) == before


def test_what_is_entered_lies_in_the_folder_that_the_user_named(
    tmp_path: Path, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTFOLIO_HOME", str(tmp_path / "mine"))
    before = set(small_folder.iterdir())
    workspace = open_workspace(str(small_folder))
    save_scenario(workspace, TIGHT, actor=OFFICER)
    workspace.store.close()
    assert (tmp_path / "mine" / "portfolio.db").is_file()
    assert set(small_folder.iterdir()) == before
    again = open_workspace(str(small_folder))
    assert [record.item for record in saved_scenarios(again)] == [TIGHT]
    again.store.close()

"""What people enter, in real databases: SQLite and PostgreSQL hold the same promises."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from records import MANAGER, OFFICER, REPORT, SUSPENDED, TIGHT, TIGHTER, all_rows

from portfolio.bootstrap import open_portfolio, open_workspace
from portfolio.domain.calendar import Quarter
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Actor, Conflict
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.assumptions import change_assumptions, set_data_date
from portfolio.planning.records.baselines import approve, baseline_in_force, first_baseline
from portfolio.planning.records.reports import report_status, status_reports, with_report
from portfolio.planning.records.scenarios import delete_scenario, save_scenario, saved_scenarios
from portfolio.planning.records.workspace import Workspace
from portfolio.store.repositories import History

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
    set_data_date(first, Quarter(2020, 3), actor=OFFICER, reason="Half-year", opened=1)
    before = all_rows(url)
    first.store.close()

    again = opened()
    known = again.portfolio().item
    assert known.status_reports == (REPORT,)
    assert known.data_date == Quarter(2020, 3)
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


# --- Every write leaves one line ---------------------------------------------------------------------------


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


def _with_other_target(workspace: Workspace, _plan: Plan) -> None:
    latest = workspace.portfolio()
    assumptions = latest.item.assumptions
    other = assumptions.model_copy(
        update={"default_target": assumptions.default_target.model_copy(update={"year": 2020})}
    )
    change_assumptions(
        workspace, other, actor=OFFICER, reason=" The council moved it ", opened=latest.version
    )


WHY = {"reason_en": "test", "reason_zh": "测试"}
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
        act=_with_other_target,
        by="Zhang Min",
        action="change assumptions",
        subject="assumptions",
        before={"default_target": {"year": 2021, **WHY}},
        after={"default_target": {"year": 2020, **WHY}},
        reason="The council moved it",
    ),
    "a data date": Write(
        act=lambda workspace, _: set_data_date(
            workspace, Quarter(2020, 2), actor=OFFICER, reason="Q1 is closed", opened=1
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


def test_of_two_who_save_at_the_same_moment_the_second_is_told(opened: Callable[..., Workspace]) -> None:
    one, other = opened(), opened()
    save_scenario(one, TIGHT, actor=OFFICER)
    with ThreadPoolExecutor() as payer:
        with one.changing(OFFICER) as change:
            change.work.scenarios.save(change.portfolio, TIGHTER, 2, change.stamp)
            change.note("save scenario", "scenario 紧", None, {}, "first")
            second = payer.submit(save_scenario, other, TIGHT, actor=MANAGER, opened=1)
            time.sleep(0.3)  # the second has begun, and found the first at it
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
        w, REPORT.model_copy(update={"forecast_finish": Quarter(2020, 2)}), actor=MANAGER
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
        w, Quarter(2031, 1), actor=OFFICER, reason="", opened=1
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
    tight = make_plan(workspace.portfolio().item, TIGHT, baseline=default_plan)
    approved = approve(workspace, tight, actor=MANAGER, note="second")
    assert (approved.item, approved.version, approved.by) == (tight, 2, MANAGER.name)
    assert baseline_in_force(workspace) == approved
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
    set_data_date(first, Quarter(2020, 3), actor=OFFICER, reason="", opened=1)
    _make_the_centre_dearer(small_folder)

    again = opened()
    known = again.portfolio()
    assert known.item.project("centre").cost_10k_cny == 900
    assert (known.item.status_reports, known.item.data_date) == ((REPORT,), Quarter(2020, 3))
    assert known.version == 3
    line = again.history()[0]
    assert (line.action, line.reason) == ("take in", "files changed")
    assert line.before != line.after
    assert len(opened().history()) == len(again.history())


def test_files_changed_outside_do_not_undo_what_was_changed_here(
    opened: Callable[..., Workspace], small_folder: Path, default_plan: Plan, url: str
) -> None:
    _with_other_target(opened(), default_plan)
    before = all_rows(url)
    _make_the_centre_dearer(small_folder)
    again = opened().portfolio().item
    assert again.assumptions.default_target.year == 2020
    assert again.project("centre").cost_10k_cny == 600
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


# --- Killed, and all at once -------------------------------------------------------------------------------

SCRIPT_HEAD = """
import os, signal, sys
from portfolio.domain.history import Actor
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.scenarios import save_scenario
from portfolio.planning.records.workspace import Workspace
from portfolio.store.store import Store
workspace = Workspace(sys.argv[1], store=Store(sys.argv[2]))
actor = Actor("somebody")
"""


def _process(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT_HEAD + script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_killed_within_a_change_nothing_half_done_stays(
    opened: Callable[..., Workspace], small_folder: Path, url: str
) -> None:
    script = """
save_scenario(workspace, Scenario(name="whole"), actor=actor)
with workspace.changing(actor) as change:
    change.work.scenarios.save(change.portfolio, Scenario(name="half"), 1, change.stamp)
    change.note("save scenario", "scenario half", None, {}, "")
    change.work.scenarios.delete(change.portfolio, "whole", change.stamp)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = _process(script, small_folder, url)
    _, errors = killed.communicate(timeout=600)
    assert killed.returncode == -signal.SIGKILL, errors
    workspace = opened()
    assert [record.item.name for record in saved_scenarios(workspace)] == ["whole"]
    assert [line.subject for line in workspace.history()] == ["scenario whole", "portfolio"]
    save_scenario(workspace, Scenario(name="half"), actor=OFFICER)
    assert len(saved_scenarios(workspace)) == 2


def test_killed_at_any_moment_nothing_that_was_confirmed_is_lost(
    opened: Callable[..., Workspace], small_folder: Path, url: str
) -> None:
    script = """
for number in range(1000):
    save_scenario(workspace, Scenario(name=f"{number:03}"), actor=actor)
    print(f"{number:03}", flush=True)
"""
    writer = _process(script, small_folder, url)
    assert writer.stdout is not None
    confirmed = [writer.stdout.readline().strip() for _ in range(7)]
    writer.kill()
    confirmed += writer.stdout.read().split()
    writer.communicate()
    assert confirmed[6:7] == ["006"]
    kept = [record.item.name for record in saved_scenarios(opened())]
    assert kept[: len(confirmed)] == confirmed
    assert len(kept) <= len(confirmed) + 1
    subjects = [line.subject for line in opened().history() if line.action == "save scenario"]
    assert sorted(subjects) == [f"scenario {name}" for name in kept]


def test_several_processes_may_open_a_fresh_store_at_once(
    opened: Callable[..., Workspace], small_folder: Path, url: str
) -> None:
    script = 'save_scenario(workspace, Scenario(name=f"of {os.getpid()}"), actor=actor)'
    together = [_process(script, small_folder, url) for _ in range(3)]
    errors = [process.communicate(timeout=600)[1] for process in together]
    assert [process.returncode for process in together] == [0, 0, 0], errors
    workspace = opened()
    assert {record.item.name for record in saved_scenarios(workspace)} == {f"of {p.pid}" for p in together}
    assert [line.action for line in workspace.history()] == ["save scenario"] * 3 + ["take in"]


def test_several_threads_may_open_a_fresh_store_at_once(opened: Callable[..., Workspace], url: str) -> None:
    with ThreadPoolExecutor(8) as payer:
        versions = list(payer.map(lambda _: opened().portfolio().version, range(8)))
    assert versions == [1] * 8
    assert len(all_rows(url)["portfolios"]) == 1
    assert [row[0] for row in all_rows(url)["history"]] == [1]


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

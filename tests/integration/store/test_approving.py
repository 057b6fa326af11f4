"""Approving exactly what was looked at, whatever was reported since; and one first baseline, not two."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from records import MANAGER, OFFICER, REPORT, SUSPENDED, TIGHT, all_rows
from refusals import refused

import optimizer
from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.assumptions import set_data_date
from portfolio.planning.records.baselines import approve, baseline_in_force, changes_since, first_baseline
from portfolio.planning.records.reports import report_status
from portfolio.planning.records.workspace import Workspace

LONGEST_WAIT = 600


def noted(workspace: Workspace) -> tuple[int, int, int]:
    """Return what history says of the data of the baseline: version, reports, and changes since."""
    after = workspace.history("baseline", most=1)[0].after
    return after["version"], after["reports"], after["changes_since"]


def test_a_report_in_between_does_not_keep_a_plan_from_being_approved(
    workspace: Workspace, default_plan: Plan
) -> None:
    report_status(workspace, SUSPENDED, actor=MANAGER)
    seen = make_plan(Case(workspace.portfolio().item, TIGHT))
    assert changes_since(workspace, seen) == []
    report_status(workspace, REPORT, actor=MANAGER)
    set_data_date(workspace, Period(2021, 1), actor=OFFICER, reason="", opened=1)

    approved = approve(workspace, seen, actor=OFFICER, note="As shown")
    assert (approved.item, baseline_in_force(workspace)) == (seen, approved)
    since = [(line.action, line.subject, line.by) for line in changes_since(workspace, seen)]
    assert since == [
        ("report status", "project hospital", MANAGER.name),
        ("set data date", "portfolio", OFFICER.name),
    ]
    assert noted(workspace) == (1, 1, 2)

    # A plan from before every report is as good, and so is one of the data in force.
    approve(workspace, default_plan, actor=OFFICER, note="")
    assert noted(workspace) == (1, 0, 3)
    approve(workspace, make_plan(Case(workspace.portfolio().item, TIGHT)), actor=OFFICER, note="")
    assert noted(workspace) == (2, 2, 0)


def test_data_that_are_again_as_they_were_have_not_changed(workspace: Workspace, default_plan: Plan) -> None:
    set_data_date(workspace, Period(2020, 2), actor=OFFICER, reason="", opened=1)
    assert len(changes_since(workspace, default_plan)) == 1
    set_data_date(workspace, None, actor=OFFICER, reason="", opened=2)
    assert changes_since(workspace, default_plan) == []
    approve(workspace, default_plan, actor=OFFICER, note="")
    assert noted(workspace) == (3, 0, 0)


def test_a_plan_of_files_that_changed_since_is_approved(
    opened: Callable[..., Workspace], small_folder: Path, default_plan: Plan
) -> None:
    opened()
    projects = small_folder / "projects.csv"
    projects.write_text(projects.read_text(encoding="utf-8").replace(",600,", ",900,"), encoding="utf-8")
    workspace = opened()
    assert [line.action for line in changes_since(workspace, default_plan)] == ["take in"]
    approve(workspace, default_plan, actor=OFFICER, note="")
    assert noted(workspace) == (1, 0, 1)


def test_a_plan_that_is_none_or_falsified_or_of_other_data_is_not_approved(
    workspace: Workspace, url: str, default_plan: Plan
) -> None:
    impossible = make_plan(
        Case(
            workspace.portfolio().item,
            Scenario.model_validate(
                {"name": "x", "ceilings": {"public": dict.fromkeys((2020, 2021, 2022), 1)}}
            ),
        )
    )
    wrong = {
        "envelope.planned": {"envelope": default_plan.envelope.model_copy(update={"planned": 9999})},
        "data_hash": {"provenance": default_plan.provenance.model_copy(update={"data_hash": "sha256:0"})},
    }
    falsified = {named: default_plan.model_copy(update=update) for named, update in wrong.items()}
    # Neither while its data are in force nor afterwards.
    for _ in range(2):
        before = all_rows(url)
        for named, plan in {"status": impossible, **falsified}.items():
            with refused(named):
                approve(workspace, plan, actor=OFFICER, note="")
        assert all_rows(url) == before
        report_status(workspace, REPORT, actor=MANAGER)


# --- The first one -----------------------------------------------------------------------------------------


def test_of_several_who_make_the_first_baseline_one_does(opened: Callable[..., Workspace], url: str) -> None:
    together = threading.Barrier(3)

    def solve(instance: Instance, options: SolveOptions) -> Result:
        result = optimizer.solve_with(instance, options)
        together.wait(LONGEST_WAIT)
        return result

    workspaces = [opened() for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda workspace: first_baseline(workspace, solve), workspaces))
    assert found == [found[0]] * 3
    rows = all_rows(url)
    assert (len(rows["baselines"]), len(rows["plans"])) == (1, 1)
    assert [line.action for line in workspaces[0].history()] == ["approve baseline", "take in"]


def test_a_first_baseline_is_made_although_somebody_reported_meanwhile(workspace: Workspace) -> None:
    def solve(instance: Instance, options: SolveOptions) -> Result:
        report_status(workspace, REPORT, actor=MANAGER)
        return optimizer.solve_with(instance, options)

    first = first_baseline(workspace, solve)
    assert (first.version, first.item.status.has_plan) == (1, True)
    assert noted(workspace) == (1, 0, 1)


def test_of_several_processes_that_make_the_first_baseline_one_does(
    opened: Callable[..., Workspace], small_folder: Path, url: str
) -> None:
    opened()
    script = """
import sys
import optimizer
from portfolio.planning.records.baselines import first_baseline
from portfolio.planning.records.workspace import Workspace
from portfolio.store.store import Store
from portfolio.store import store
store._BUSY_SECONDS = 600
workspace = Workspace(sys.argv[1], store=Store(sys.argv[2]))
def solve(instance, options):
    result = optimizer.solve_with(instance, options)
    print("solved", flush=True)
    sys.stdin.readline()
    return result
record = first_baseline(workspace, solve)
print(record.number, record.at, record.version)
"""
    command = [sys.executable, "-c", script, str(small_folder), url]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "solved\n"
        told = [process.communicate("go on\n", timeout=LONGEST_WAIT)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert told[0] == told[1] != ""
    assert len(all_rows(url)["baselines"]) == 1

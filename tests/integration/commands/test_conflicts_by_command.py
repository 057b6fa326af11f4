"""What the commands say where somebody else was at it meanwhile, and what is approved all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminal import BAD_INPUT, Terminal

from portfolio.bootstrap import open_workspace
from portfolio.domain.history import Actor
from portfolio.domain.status import StatusReport
from portfolio.planning.records.reports import report_status
from portfolio.planning.runs import queue

TIGHT = {"name": "tight", "ceilings": {"public": {"2020": 700, "2021": 700}}}
STALLED = ("status", "report", "hospital", "--status", "suspended", "--effective", "2020Q3")


def test_what_was_deleted_is_not_replaced_but_saved_as_new(
    terminal: Terminal, write: Callable[[Any], Path]
) -> None:
    assert "version 1" in terminal("scenario", "save", write(TIGHT), "--replace")
    assert "version 2" in terminal("scenario", "save", write(TIGHT), "--replace")
    terminal("scenario", "delete", "tight", "--by", "Li")
    before = terminal.kept()
    error = terminal("scenario", "save", write(TIGHT), "--replace", ends=BAD_INPUT)
    for words in ("deleted", "by Li", "no --replace", "as a new one"):
        assert words in error
    assert terminal.kept() == before
    assert terminal.json("scenario", "save", write(TIGHT))["version"] == 3


def test_a_plan_made_before_the_last_report_is_approved_and_that_is_said(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("plan", "--out", tmp_path / "plan.json")
    terminal(*STALLED, "--by", "Wang")
    text = terminal("baseline", "approve", tmp_path / "plan.json")
    assert "is baseline 1 now" in text
    assert "before the data changed" in text
    assert "Status report: hospital Hospital (Wang, " in text
    told = terminal.json("baseline", "approve", tmp_path / "plan.json")
    assert [(c["by"], c["subject"]) for c in told["changes_since"]] == [("Wang", "project hospital")]
    assert terminal.json("baseline", "approve")["changes_since"] == []


def test_a_plan_that_was_altered_or_made_elsewhere_is_not_approved(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("plan", "--out", tmp_path / "plan.json")
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    planned, data_hash = plan["envelope"]["planned"], plan["provenance"]["data_hash"]
    terminal(*STALLED)
    before = terminal.kept()
    for change, named in (
        (lambda: plan["envelope"].update(planned=planned + 1), "envelope.planned"),
        (lambda: plan["provenance"].update(data_hash=data_hash[:-1]), "data_hash"),
    ):
        change()
        (tmp_path / "altered.json").write_text(json.dumps(plan), encoding="utf-8")
        assert named in terminal("baseline", "approve", tmp_path / "altered.json", ends=BAD_INPUT)
        plan["envelope"]["planned"] = planned
    assert terminal.kept() == before


def test_whoever_reported_while_the_effect_was_computed_is_named(
    terminal: Terminal, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = StatusReport.model_validate(
        {"project": "hospital", "status": "under_construction", "effective": "2020Q4"}
    )
    make_plan = queue.make_plan

    def meanwhile(*arguments: Any, **options: Any) -> Any:
        workspace = open_workspace(str(small_folder))
        if not workspace.portfolio().item.status_reports:
            report_status(workspace, theirs, actor=Actor("Wang"))
        workspace.store.close()
        return make_plan(*arguments, **options)

    monkeypatch.setattr(queue, "make_plan", meanwhile)
    assert "by Wang" in terminal(*STALLED, ends=BAD_INPUT)
    monkeypatch.undo()
    monkeypatch.setenv("PORTFOLIO_HOME", str(terminal.home))
    assert [r["by"] for r in terminal.json("status", "history", "hospital")] == ["Wang"]
    assert "The report is saved" in terminal(*STALLED)

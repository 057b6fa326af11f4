"""Stages of a project are put on record by the command that edits it, hold its works, and go again."""

from __future__ import annotations

from typing import Any

import pytest
from terminal import BAD_INPUT, Terminal

WHY = ("--reason", "on file", "--by", "Li")
STAGE = "stages.feasibility"


def stages(terminal: Terminal, project: str = "centre") -> dict[str, str]:
    shown: dict[str, Any] = terminal.json("project", "show", project)
    return {name: value for name, value in shown.items() if name.startswith("stages.")}


def test_a_stage_is_recorded_changed_and_cleared(terminal: Terminal) -> None:
    terminal(
        "project", "edit", "centre", "--set", f"{STAGE}.date=2020-05", "--set", f"{STAGE}.note=No. 7", *WHY
    )
    line = terminal.json("history")[0]
    assert (line["action"], line["subject"]) == ("edit project", "project centre")
    assert "2020-05" in terminal("history", "--subject", "project centre")
    terminal("project", "edit", "centre", "--set", f"{STAGE}.amount=600", *WHY)
    told = terminal("history", "--subject", "project centre")
    assert "Approved amount, approval of the feasibility study" in told
    known = {f"{STAGE}.date": "2020-05", f"{STAGE}.amount": "600", f"{STAGE}.note": "No. 7"}
    assert stages(terminal) == known
    terminal("undo")
    assert f"{STAGE}.amount" not in stages(terminal)
    terminal("redo")
    cleared = [part for field in ("date", "amount", "note") for part in ("--set", f"{STAGE}.{field}=")]
    terminal("project", "edit", "centre", *cleared, *WHY)
    assert stages(terminal) == {}
    terminal("undo")
    assert stages(terminal) == known


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (f"{STAGE}.date=soon", "soon"),
        (f"{STAGE}.amount=-1", "-1"),
        ("stages.feasible.date=2020", "stages.feasible.date"),
        ("stages.feasibility.when=2020", "stages.feasibility.when"),
    ],
)
def test_what_is_no_stage_is_refused_with_its_field(terminal: Terminal, cell: str, told: str) -> None:
    refused = terminal("project", "edit", "centre", "--set", cell, *WHY, ends=BAD_INPUT)
    assert told in refused
    assert cell.partition("=")[0] in refused


def test_a_project_is_added_with_its_stages_and_a_copy_has_none(terminal: Terminal) -> None:
    terminal("project", "edit", "centre", "--set", f"{STAGE}.date=2020-05", *WHY)
    terminal("project", "add", "clinic", "--copy-of", "centre", *WHY)
    added = ("--set", "name=School", "--set", f"{STAGE}.expected=2021Q1")
    terminal("project", "add", "school", "--copy-of", "centre", *added, *WHY)
    assert stages(terminal, "clinic") == {}
    assert stages(terminal, "school") == {f"{STAGE}.expected": "2021Q1"}
    assert "2021Q1" in terminal("history", "--subject", "project school")

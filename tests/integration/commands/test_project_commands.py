"""Projects added, changed, shown and retired from a terminal, and the data date set there."""

from __future__ import annotations

import pytest
from terminal import BAD_INPUT, Terminal

from portfolio.bootstrap import open_workspace
from portfolio.wording.history import told
from portfolio.wording.i18n import Language, wording

WHY = ("--reason", "council", "--by", "Li")


def test_a_project_is_added_and_planned(terminal: Terminal) -> None:
    fields = ("name=New clinic", "facility_type=clinic", "ownership=public", "cost=300", "colour=red")
    sets = [part for field in fields for part in ("--set", field)]
    assert terminal.json("project", "add", "clinic", *sets, *WHY) == {"project": "clinic", "version": 2}
    added = terminal.json("projects")[-1]
    assert (added["id"], added["name"], added["cost"]) == ("clinic", "New clinic", 300)
    assert (added["status"], added["extra"]) == ("planned", {"colour": "red"})
    plan = terminal.json("plan")
    assert plan["violations"] == []
    assert sum(next(p for p in plan["projects"] if p["id"] == "clinic")["expenditure"].values()) == 300
    assert terminal.history()[0] == ("Li", "add project", "project clinic", "council")


def test_a_project_is_copied_but_for_its_place_in_the_source(terminal: Terminal) -> None:
    terminal("project", "add", "centre-2", "--copy-of", "centre", "--set", "cost=700", *WHY)
    projects = {project["id"]: project for project in terminal.json("projects")}
    centre, copy = projects["centre"], projects["centre-2"]
    differing = {name for name in centre if centre[name] != copy[name]}
    assert differing == {"id", "cost", "cost_10k_cny", "document", "annex", "row"}
    assert (copy["cost"], copy["row"]) == (700, None)


def test_a_project_is_changed_and_shown_with_its_history(terminal: Terminal) -> None:
    edited = terminal.json("project", "edit", "station", "--set", "cost=120", "--set", "remark=a=b", *WHY)
    assert edited == {"project": "station", "version": 2}
    shown = terminal.json("project", "show", "station")
    assert (shown["cost"], shown["remark"], shown["version"]) == (120, "a=b", 2)
    (line,) = shown["history"]
    assert (line["action"], line["by"], line["reason"]) == ("edit project", "Li", "council")
    assert (line["before"], line["after"]) == (
        {"cost": None, "remark": "规划"},
        {"cost": 120, "remark": "a=b"},
    )
    text = terminal("project", "show", "station")
    assert "station, version 2 of the data" in text
    assert "Project changed: station" in text
    # What is so already is no change, and leaves no line.
    assert terminal.json("project", "edit", "station", "--set", "cost=120", *WHY)["version"] == 2
    assert len(terminal.json("project", "show", "station")["history"]) == 1


def test_what_an_earlier_looker_changes_is_kept_beside_others_changes_or_refused(terminal: Terminal) -> None:
    terminal("project", "edit", "centre", "--set", "cost=650", *WHY)
    terminal("project", "edit", "centre", "--set", "remark=rebuilt", "--version", 1, *WHY)
    centre = terminal.json("project", "show", "centre")
    assert (centre["cost"], centre["remark"], centre["version"]) == (650, "rebuilt", 3)
    refused = terminal(
        "project", "edit", "centre", "--set", "cost=900", "--version", 1, "--reason", "x", ends=BAD_INPUT
    )
    assert "by Li" in refused
    assert terminal.json("project", "show", "centre")["cost"] == 650


def test_a_retired_project_stays_in_the_list_without_works(terminal: Terminal) -> None:
    assert terminal.json("project", "retire", "centre", *WHY)["version"] == 2
    assert [project["id"] for project in terminal.json("projects")] == [
        "hospital",
        "centre",
        "station",
        "old",
    ]
    plan = terminal.json("plan")
    centre = next(project for project in plan["projects"] if project["id"] == "centre")
    assert (centre["start"], centre["expenditure"], plan["violations"]) == (None, {}, [])
    assert terminal.history()[0] == ("Li", "retire project", "project centre", "council")
    assert "id" in terminal("project", "retire", "centre", *WHY, ends=BAD_INPUT)


def test_a_project_that_was_reported_on_is_retired_by_one_more_report(terminal: Terminal) -> None:
    said = ("--status", "under_construction", "--effective", "2020Q3", "--spent", "2020=301")
    terminal("status", "report", "hospital", *said)
    terminal("project", "retire", "hospital", *WHY)
    hospital = terminal.json("projects")[0]
    assert (hospital["status"], hospital["status_reported"]) == ("under_construction", "cancelled")
    plan = terminal.json("plan")
    planned = next(project for project in plan["projects"] if project["id"] == "hospital")
    assert (plan["violations"], sum(planned["expenditure"].values())) == ([], 301)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("edit", "nobody", "--set", "cost=1", *WHY), "'nobody'"),
        (("edit", "centre", "--set", "cost=much", *WHY), "cost: found 'much'"),
        (("edit", "centre", "--set", "Cost=1", *WHY), "Cost"),
        (("edit", "centre", "--set", "cost", *WHY), "FIELD=VALUE"),
        (("edit", "centre", "--set", "cost=1", "--set", "cost=2", *WHY), "each field once"),
        (("edit", "centre", "--set", "target_year=2090", *WHY), "target_year: found '2090'"),
        (("edit", "centre", "--set", "document=none", *WHY), "document: found 'none'"),
        (("edit", "centre", "--set", "row=1", *WHY), "row: found '1'"),
        (("edit", "centre", "--set", "cost=1"), "reason"),
        (("retire", "old", *WHY), "'old'"),
        (("retire", "centre"), "reason"),
        (("show", "nobody"), "'nobody'"),
        (("add", "centre", "--set", "name=x", "--set", "facility_type=clinic", *WHY), "'centre'"),
        (("add", "UPPER", "--set", "name=x", "--set", "facility_type=clinic", *WHY), "'UPPER'"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_changed(
    terminal: Terminal, arguments: tuple[str, ...], said: str
) -> None:
    before = terminal.json("projects")
    refused = terminal("project", *arguments, ends=BAD_INPUT)
    assert refused.startswith("project: ")
    assert said in refused
    assert terminal.json("projects") == before
    assert not terminal.has_recorded or len(terminal.history()) == 1


def test_what_was_done_to_a_project_is_said(terminal: Terminal) -> None:
    added = terminal("project", "add", "copy", "--copy-of", "centre", *WHY)
    assert added == "copy is added; the data are version 2.\n"
    assert terminal("project", "edit", "copy", "--set", "cost=1", *WHY).startswith("copy is as wanted")
    assert terminal("project", "retire", "copy", *WHY) == "copy is retired; the data are version 4.\n"
    workspace = open_workspace(str(terminal.folder))
    lines, portfolio = workspace.history("project copy"), workspace.portfolio().item
    workspace.store.close()
    sides = [
        (one.before, one.after) for one in (told(line, portfolio, wording(Language.EN)) for line in lines)
    ]
    assert sides[:2] == [(["Status: planned"], ["Status: cancelled"]), (["Cost: 600"], ["Cost: 1"])]
    assert "Id: copy" in sides[2][1]


def test_the_data_date_is_shown_set_and_taken_away(terminal: Terminal) -> None:
    assert terminal.json("status", "data-date") == {"data_date": None, "version": 1}
    assert terminal("status", "data-date") == "Data date: Not set\n"
    assert terminal.json("status", "data-date", "2020Q3", *WHY) == {"data_date": "2020Q3", "version": 2}
    assert terminal.history()[0] == ("Li", "set data date", "portfolio", "council")
    plan = terminal.json("plan")
    centre = next(project for project in plan["projects"] if project["id"] == "centre")
    assert (centre["start"] >= "2020Q3", plan["violations"]) == (True, [])
    assert terminal.json("status", "data-date")["data_date"] == "2020Q3"
    assert terminal.json("status", "data-date", "--clear", *WHY)["data_date"] is None
    for bad in (("soon",), ("2050Q1",), ("2020Q3", "--clear")):
        assert "data date" in terminal("status", "data-date", *bad, ends=BAD_INPUT)
    assert terminal.json("status", "data-date")["version"] == 3

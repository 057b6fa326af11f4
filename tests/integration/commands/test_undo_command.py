"""The history listed, a step of it taken back and done again, from a terminal."""

from __future__ import annotations

from terminal import BAD_INPUT, Terminal

WHY = ("--reason", "council", "--by", "Li")


def _cost(terminal: Terminal, project: str = "centre") -> int:
    cost = next(one["cost"] for one in terminal.json("projects") if one["id"] == project)
    assert isinstance(cost, int)
    return cost


def test_a_step_is_listed_undone_and_done_again(terminal: Terminal) -> None:
    terminal("project", "edit", "centre", "--set", "cost=650", *WHY)
    newest = terminal.json("history")[0]
    assert (newest["action"], newest["by"], newest["can"]) == ("edit project", "Li", "undo")
    undone = terminal.json("undo", newest["number"], "--reason", "typed wrongly", "--by", "Wang")
    assert undone == {
        "number": newest["number"] + 1,
        "step": newest["number"],
        "action": "edit project",
        "subject": "project centre",
        "undone": True,
        "version": 3,
    }
    assert _cost(terminal) == 600
    lines = terminal.json("history")
    assert [line["can"] for line in lines] == ["redo", None, None]
    assert (lines[0]["by"], lines[0]["reason"], lines[0]["undoes"]) == (
        "Wang",
        "typed wrongly",
        newest["number"],
    )
    assert "Undone – Project changed: " in terminal("history", "--subject", "project centre")
    assert "Done again – Project changed: " in terminal("redo")
    assert _cost(terminal) == 650
    assert terminal.json("undo")["undone"]
    assert _cost(terminal) == 600


def test_what_cannot_be_undone_is_bad_input_and_says_why(terminal: Terminal) -> None:
    assert "a step of the history that can be undone" in terminal("undo", ends=BAD_INPUT)
    assert "a step of the history that has been undone" in terminal("redo", ends=BAD_INPUT)
    terminal("project", "edit", "centre", "--set", "cost=650", *WHY)
    step = terminal.json("history")[0]["number"]
    terminal("project", "edit", "centre", "--set", "cost=700", *WHY)
    refused = terminal("undo", step, ends=BAD_INPUT)
    assert "by Li" in refused
    assert "centre" in refused
    assert "700" in refused
    assert "650, as this step had left it" in refused
    assert _cost(terminal) == 700

"""Who may do what, from a terminal."""

from __future__ import annotations

import pytest
from terminal import BAD_INPUT, Terminal

RAISE = ("project", "edit", "centre", "--set", "cost=650", "--reason", "council")


def test_as_long_as_nobody_has_a_role_everybody_may_do_everything(terminal: Terminal) -> None:
    assert terminal.json("people", "roles") == []
    terminal(*RAISE, "--as", "Li")
    assert terminal.json("history")[0]["by"] == "Li"


def test_what_is_not_theirs_is_refused_in_one_line_and_leaves_nothing(terminal: Terminal) -> None:
    terminal("people", "add", "Ada", "--role", "administrator")
    terminal("people", "add", "Li", "--role", "project-manager", "--project", "centre", "--as", "Ada")
    terminal("people", "add", "Wang", "--role", "finance-officer", "--as", "Ada")
    before = terminal.json("history")
    for name in ("Li", "Ada", "somebody"):
        refused = terminal(*RAISE, "--as", name, ends=BAD_INPUT)
        assert "finance-officer" in refused
        assert name in refused
        assert len(refused.splitlines()) == 1
    assert terminal.json("history") == before
    terminal(*RAISE, "--as", "Wang")
    assert terminal.json("history")[0]["by"] == "Wang"
    # Taking a step back is the same change once more.
    assert "finance-officer" in terminal("undo", "--as", "Ada", ends=BAD_INPUT)
    assert terminal.json("people", "roles")[1] == {
        "name": "Li",
        "roles": ["project-manager"],
        "projects": ["centre"],
    }


@pytest.mark.parametrize("name", ["Li", "somebody", "first use"])
def test_only_an_administrator_gives_roles(terminal: Terminal, name: str) -> None:
    terminal("people", "add", "Ada", "--role", "administrator")
    terminal("people", "add", "Li", "--role", "approver", "--as", "Ada")
    add = ("people", "add", name, "--role", "administrator")
    assert "administrator" in terminal(*add, "--as", name, ends=BAD_INPUT)


def test_an_administrator_is_always_left(terminal: Terminal) -> None:
    assert "administrator" in terminal("people", "add", "Ada", "--role", "viewer", ends=BAD_INPUT)
    terminal("people", "add", "Ada", "--role", "administrator")
    assert "administrator" in terminal(
        "people", "add", "Ada", "--role", "viewer", "--as", "Ada", ends=BAD_INPUT
    )


def test_a_project_that_is_not_there_is_nobody_s(terminal: Terminal) -> None:
    role = ("--role", "administrator", "--role", "project-manager")
    assert "nowhere" in terminal("people", "add", "Ada", *role, "--project", "nowhere", ends=BAD_INPUT)

"""Every role before every use case that changes something."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from portfolio.domain.rights import RIGHTS, SET_ROLES, Person, Role
from portfolio.planning import records
from portfolio.planning.records.closing import ADJUST, CLOSE
from portfolio.planning.records.readings import REPORTED

FINANCE_ALONE = {
    "report target",
    "save scenario",
    "delete scenario",
    "change assumptions",
    "set data date",
    "edit programme",
    "edit list",
    "add project",
    "edit project",
    "retire project",
    "adjust year",
    "close year",
}
MAY = {
    Role.VIEWER: set(),
    Role.PROJECT_MANAGER: {"report status"},
    Role.FINANCE_OFFICER: {*FINANCE_ALONE, "report status", "import portfolio"},
    Role.APPROVER: {"approve baseline"},
    Role.ADMINISTRATOR: {"import portfolio", SET_ROLES},
}
BY_ITSELF = {"take in", "new portfolio"}
"""What the product does on first use, and what makes a portfolio on which nobody has a role yet."""


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", RIGHTS)
def test_a_role_may_do_what_is_its_own_and_nothing_else(role: Role, action: str) -> None:
    person = Person("Li", frozenset({role}), frozenset({"centre"}))
    assert person.may(action, "project centre") is (action in MAY[role])


def test_what_is_not_known_is_nobody_s_to_do() -> None:
    assert not Person("Li", frozenset(Role)).may("sell the town hall", "portfolio")


def test_a_project_manager_reports_on_projects_of_their_own() -> None:
    manager = Person("Li", frozenset({Role.PROJECT_MANAGER}), frozenset({"centre"}))
    assert not manager.may("report status", "project pool")
    assert Person("Li", frozenset(Role), frozenset()).may("report status", "project pool")


def test_every_change_that_leaves_a_line_has_an_entry() -> None:
    actions = {CLOSE, ADJUST, REPORTED}  # whose names are not beside the call
    for file in Path(records.__file__).parent.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            given: list[ast.expr | None] = []
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Attribute) and node.func.attr == "note":
                    given += node.args[:1]
                given += [keyword.value for keyword in node.keywords if keyword.arg == "action"]
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                given += [v for k, v in pairs if isinstance(k, ast.Constant) and k.value == "action"]
            for value in given:
                meant = named.get(value.id) if isinstance(value, ast.Name) else value
                if isinstance(meant, ast.Constant) and isinstance(meant.value, str):
                    actions.add(meant.value)
    assert actions >= {"report status", "add project", "approve baseline", "edit project"}
    assert actions - BY_ITSELF <= set(RIGHTS)

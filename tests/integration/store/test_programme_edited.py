"""What the programme says of itself, edited in the store: checked with all that hangs on it, and undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from records import MANAGER, OFFICER, REPORT
from refusals import refused

from portfolio.domain.history import Conflict
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.programme import edit_programme
from portfolio.planning.records.projects import edit_project
from portfolio.planning.records.reports import report_status
from portfolio.planning.records.scenarios import save_scenario
from portfolio.planning.records.undoing import undo
from portfolio.planning.records.workspace import Workspace


def edited(workspace: Workspace, opened: int | None = None, /, **values: Any) -> int:
    """Edit fields of the programme, dots in their paths written as two underscores; return the version."""
    at = workspace.portfolio().version if opened is None else opened
    paths = {path.replace("__", "."): value for path, value in values.items()}
    return edit_programme(workspace, paths, actor=OFFICER, reason="council", opened=at).version


def test_names_years_and_envelope_are_changed_in_one_step_and_undone(workspace: Workspace) -> None:
    before = workspace.portfolio().item
    values = {"name_en": "A larger one", "horizon__last_year": 2023, "envelope__maximum": 5000}
    assert edited(workspace, **values, fiscal_year__first_month=7, fiscal_year__label="{begins}/{ends2}") == 2
    after = workspace.portfolio().item
    assert (after.programme.name_en, after.programme.horizon.last_year) == ("A larger one", 2023)
    assert (after.programme.envelope.maximum, after.programme.fiscal_year.label_of(2021)) == (5000, "2020/21")
    line = workspace.history()[0]
    assert (line.action, line.subject, line.reason) == ("edit programme", "programme", "council")
    assert line.before["horizon.last_year"] == 2021
    assert edited(workspace, name_en="A larger one") == 2
    undo(workspace, actor=MANAGER)
    assert workspace.portfolio().item == before


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"horizon__last_year": 2020}, "target_year"),
        ({"horizon__first_year": 2022}, "last_year"),
        ({"horizon__first_year": 2021}, "effective"),
        ({"envelope__maximum": 1600}, "not below the minimum"),
        ({"envelope__source__document": "another"}, "doc"),
        ({"envelope__source__quote": None, "envelope__source__document": None}, "envelope.source"),
        ({"fiscal_year__first_month": 13}, "first_month"),
        ({"fiscal_year__label": "the year"}, "label"),
        ({"name_zh": None, "name_en": None}, "name"),
        ({"money__currency": "USD"}, "amounts in 10k CNY"),
        ({"money__unit": 1_000_000}, "amounts in 10k CNY"),
        ({"money__decimals": 2}, "amounts in 10k CNY"),
    ],
)
def test_what_does_not_go_with_the_rest_is_refused_and_changes_nothing(
    workspace: Workspace, values: dict[str, Any], told: str
) -> None:
    report_status(workspace, REPORT, actor=MANAGER)
    with refused(told):
        edited(workspace, **values)
    assert workspace.portfolio().version == 1


def test_a_unit_in_which_every_amount_stays_what_it_is_can_be_taken(workspace: Workspace) -> None:
    before = workspace.portfolio().item
    assert edited(workspace, money__unit=100_000_000, money__decimals=4) == 2
    after = workspace.portfolio().item
    assert [project.cost for project in after.projects] == [project.cost for project in before.projects]
    assert after.programme.money.printed(1601) == 0.1601


def test_a_saved_scenario_that_names_a_year_keeps_it(workspace: Workspace) -> None:
    edited(workspace, horizon__last_year=2025)
    later = Scenario.model_validate({"name": "later", "ceilings": {"public": {"2026": 5}}})
    save_scenario(workspace, later, actor=MANAGER)
    with refused("scenario later"):
        edited(workspace, horizon__last_year=2022)


def test_others_fields_stay_and_the_same_field_is_a_conflict(opened: Callable[..., Workspace]) -> None:
    mine, theirs = opened(), opened()
    edited(theirs, 1, name_en="Theirs")
    edit_project(theirs, "centre", {"cost": "650"}, actor=MANAGER, reason="quote")
    edited(mine, 1, name_zh="我们的")
    programme = theirs.portfolio().item.programme
    assert (programme.name_en, programme.name_zh) == ("Theirs", "我们的")
    assert theirs.portfolio().item.project("centre").cost == 650
    with pytest.raises(Conflict) as conflict:
        edited(mine, 1, name_en="Ours")
    assert conflict.value.theirs.by == OFFICER.name


def test_a_floor_brings_the_rule_that_it_may_be_missed(workspace: Workspace) -> None:
    edited(workspace, envelope__minimum=None)
    assert workspace.portfolio().item.programme.envelope.minimum is None
    edited(workspace, envelope__minimum=1000)
    data = workspace.portfolio().item
    assert (data.programme.envelope.minimum, data.assumptions.floor_is_soft) == (1000, True)
    with refused("a reason"):
        edit_programme(workspace, {"name_en": "x"}, actor=OFFICER, reason=" ", opened=3)

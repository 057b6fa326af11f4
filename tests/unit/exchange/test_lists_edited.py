"""Lists that people edit as tables: nothing moves that nobody touched, names follow, nothing dangles."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from portfolios import any_portfolio
from synthetic import write_euros
from towns import a_town

from portfolio.domain.differences import differences
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.notes import Note
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.list_editing import with_rows
from portfolio.exchange.lists import LISTS, RULES, Row, Value, columns_of, rows_of
from portfolio.ui.list_rows import frame_of, rows_in

TOWN = a_town()
IDS = {
    "facility_types": "hall",
    "owners": "town_owned",
    "areas": "north",
    "agencies": "works",
    "priorities": "1",
    "tags": "urgent",
    "funding_sources": "rates",
    "source_groups": "own",
    "documents": "plan",
}
"""List -> the id in it that is named in most places."""


def edited(name: str, portfolio: Portfolio = TOWN, /, **cells: dict[str, Value]) -> Portfolio:
    """Return the portfolio with other cells in the rows of a list that begin with these words."""
    rows = [
        replace(row, cells=cells.get(str(next(iter(row.cells.values()))), {}))
        for row in rows_of(name, portfolio)
    ]
    return with_rows(name, rows, portfolio).portfolio


def with_row(name: str, portfolio: Portfolio = TOWN, /, **cells: Any) -> Portfolio:
    """Return the portfolio with one more row in a list, after an empty one."""
    rows = rows_of(name, portfolio)
    added = [Row(len(rows) + 1, None, {}), Row(len(rows) + 2, None, cells)]
    return with_rows(name, [*rows, *added], portfolio).portfolio


def without(name: str, item: str, portfolio: Portfolio = TOWN) -> Portfolio:
    rows = [row for row in rows_of(name, portfolio) if row.cells["id"] != item]
    return with_rows(name, rows, portfolio).portfolio


def faults(act: Any, *args: Any, **cells: Any) -> list[Fault]:
    with pytest.raises(BadInput) as refused:
        act(*args, **cells)
    return refused.value.faults


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_nobody_has_touched_is_the_same_portfolio(name: str) -> None:
    same = with_rows(name, rows_of(name, TOWN), TOWN)
    assert (same.portfolio, same.renames) == (TOWN, {})
    assert same.portfolio.data_hash == TOWN.data_hash


@pytest.mark.parametrize("name", IDS)
def test_what_is_renamed_is_called_so_wherever_it_is_named(name: str) -> None:
    renamed = edited(name, **{IDS[name]: {"id": "renamed"}})
    before, after = (
        portfolio.model_dump_json(exclude={"programme": {"name"}}) for portfolio in (TOWN, renamed)
    )
    assert f'"{IDS[name]}"' not in after
    assert after.replace('"renamed"', f'"{IDS[name]}"') == before


def test_two_that_change_their_ids_with_each_other_do_so_everywhere() -> None:
    swapped = edited("areas", north={"id": "n1"}, n1={"id": "north"})
    assert [(area.id, area.parent) for area in swapped.classes.areas] == [("n1", None), ("north", "n1")]
    assert [part.area for part in swapped.projects[0].areas] == ["north", "n1"]


@pytest.mark.parametrize("name", IDS)
def test_what_is_named_is_not_taken_away_and_who_names_it_is_told(name: str) -> None:
    parts = {row.cells["id"] for row in rows_of(name, TOWN) if row.cells.get("parent") == IDS[name]}
    left = [row for row in rows_of(name, TOWN) if row.cells["id"] not in {IDS[name], *parts}]
    (fault, *_) = faults(with_rows, name, left, TOWN)
    assert (fault.code, fault.column, fault.value) == (Expected.NOT_IN_USE, "id", IDS[name])
    users = fault.values["users"]
    assert isinstance(users, tuple)
    assert 1 <= len(users) <= 4


def test_of_many_that_name_it_the_first_are_told_and_the_rest_counted() -> None:
    projects = tuple(TOWN.projects[1].model_copy(update={"id": f"p{n}"}) for n in range(20))
    town = a_town(projects=(*TOWN.projects, *projects))
    (fault,) = faults(without, "facility_types", "hall", town)
    users = fault.values["users"]
    assert isinstance(users, tuple)
    assert [user.code for user in users] == [Note.USED_BY_PROJECT] * 3 + [Note.AND_MORE]
    assert users[0].values == {"project": "Hall one (one)"}
    assert users[3].values["n"] == 22 + 3 - 3  # all halls, a target and two rules


def test_what_nothing_names_is_taken_away() -> None:
    assert [source.id for source in without("priorities", "2").classes.priorities] == ["1"]


def test_a_part_may_be_said_by_its_name_in_the_row_that_stands_beside_it() -> None:
    rows = [*rows_of("areas", TOWN), Row(3, None, {"id": "south", "name": "South"})]
    rows.append(Row(4, None, {"id": "s1", "name": "Second ward", "parent": "South"}))
    assert with_rows("areas", rows, TOWN).portfolio.classes.areas[-1].parent == "south"


@pytest.mark.parametrize(
    ("name", "cells", "code", "column"),
    [
        ("areas", {"id": "x"}, Expected.SOME_LANGUAGE, "name"),
        ("areas", {"id": "north", "name": "Again"}, Expected.OWN_ID, "id"),
        ("areas", {"id": "x", "name": "X", "parent": "nowhere"}, Expected.ONE_OF, "parent"),
        ("areas", {"id": "x", "name": "X", "parent": "x"}, Expected.NO_CIRCLE_OF_CLASSES, "parent"),
        ("funding_sources", {"id": "Two Words", "name": "X"}, Expected.IDENTIFIER, "id"),
        ("funding_sources", {"id": "rates", "name": "X"}, Expected.DIFFERENT_IDS, "id"),
        ("prerequisites", {"before": "one", "after": "one", "reason": "x"}, Expected.TWO_PROJECTS, None),
        ("prerequisites", {"before": "one", "reason": "x"}, Expected.GIVEN, "after"),
        ("capacities", {"id": "more", "name": "M", "reason": "x"}, Expected.GIVEN, "maximum"),
        ("appropriations", {"project": "one", "source": "rates", "year": 24}, Expected.FOUR_DIGITS, "year"),
        ("actuals", {"project": "x", "year": 2023, "amount": 1}, Expected.PROJECT_HERE, "project"),
        ("targets", {"id": "t"}, Expected.GIVEN, "kind"),
        ("findings", {"id": "x", "kind": "ambiguity", "title": "T", "detail": "D"}, Expected.GIVEN, "places"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_its_column(
    name: str, cells: dict[str, Value], code: Expected, column: str | None
) -> None:
    found = faults(with_row, name, **cells)
    row = len(rows_of(name, TOWN)) + 2
    assert (row, code, column) in [(fault.line, fault.code, fault.column) for fault in found]


def test_projects_that_need_each_other_are_told_of() -> None:
    (fault,) = faults(with_row, "prerequisites", before="two", after="one", reason="x")
    assert fault.code is Expected.NO_CIRCLES


def test_conditions_and_numbers_are_kept_as_they_were_typed() -> None:
    cells: dict[str, Value] = {"id": "wards", "name": "Wards", "maximum": 3, "each_area": True, "reason": "x"}
    made = with_row("capacities", **cells, **{"applies_to.areas[]": ["north"], "applies_to.cost_from": 10})
    capacity = made.assumptions.capacities[-1]
    assert (capacity.maximum, capacity.each_area, capacity.each_street) == (3, True, False)
    assert (capacity.applies_to.areas, capacity.applies_to.cost_from) == (("north",), 10)
    assert capacity.applies_to.tags is None


def test_what_a_project_costs_by_its_appropriations_alone_follows_them() -> None:
    more = with_row("appropriations", project="two", source="rates", year=2026, amount=7)
    assert more.project("two").cost == 57
    told = {change.subject for change in differences(TOWN, more)}
    assert told == {"project two", "appropriations two rates 2026"}


def test_appropriations_that_are_not_what_a_project_costs_are_refused_at_their_row() -> None:
    (fault,) = faults(with_row, "appropriations", project="one", source="rates", year=2025, amount=99)
    assert (fault.code, fault.line) == (Expected.APPROPRIATED_COST, 3)


def test_estimates_stand_with_their_projects_and_keep_their_order() -> None:
    cells: dict[str, Value] = {"estimate_low": 10, "estimate_high": 20, "estimate_method": "unit cost"}
    project = edited("estimates", one=cells).project("one")
    assert (project.estimate_low, project.estimate_high, project.estimate_method) == (10, 20, "unit cost")
    assert project.cost == TOWN.project("one").cost
    (fault,) = faults(edited, "estimates", one={"estimate_low": 30, "estimate_high": 20})
    assert (fault.code, fault.line, fault.column) == (Expected.CELL_ESTIMATE_ORDER, 1, "estimate_high")


def test_every_column_that_holds_ids_says_of_which_list() -> None:
    of = {(name, c.path): c.of for name in LISTS for c in columns_of(name, TOWN) if c.of is not None}
    assert of["areas", "parent"] == "areas"
    assert of["capacities", "applies_to.ownership[]"] == "owners"
    assert of["funding_sources", "group"] == "source_groups"
    assert of["findings", "places[1].document"] == "documents"


@given(any_portfolio())
@examples(5)
def test_what_stands_in_the_tables_of_any_portfolio_is_that_portfolio(portfolio: Portfolio) -> None:
    for name in (*LISTS, *RULES):
        columns = columns_of(name, portfolio)
        rows = rows_in(frame_of(rows_of(name, portfolio), columns), columns)
        assert with_rows(name, rows, portfolio).portfolio == portfolio


def test_amounts_are_typed_in_the_programmes_unit_and_keep_its_decimals(tmp_path: Path) -> None:
    write_euros(tmp_path / "euros", 8)
    euros = load_portfolio(tmp_path / "euros")
    project, money = euros.projects[0].id, euros.programme.money
    changed = edited("estimates", euros, **{project: {"estimate_low": Decimal("1234.56")}})
    assert changed.projects[0].estimate_low == money.kept(Decimal("1234.56"))
    shown = next(iter(rows_of("estimates", changed))).cells["estimate_low"]
    assert shown == Decimal("1234.56")

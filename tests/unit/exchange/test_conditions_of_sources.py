"""Conditions on the money of sources in files and lists: edited as tables, refused with their place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from towns import a_town

from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder
from portfolio.exchange.list_editing import with_rows
from portfolio.exchange.lists import Value, rows_of
from portfolio.planning.records.lists import _renamed

TOWN = a_town()


def edited(name: str, first: dict[str, Value], portfolio: Portfolio = TOWN) -> Portfolio:
    """Return the portfolio with other cells in the first row of a list."""
    rows = [
        replace(row, cells=first if number == 0 else {})
        for number, row in enumerate(rows_of(name, portfolio))
    ]
    return with_rows(name, rows, portfolio).portfolio


def test_conditions_are_edited_in_the_list_of_sources() -> None:
    cells: dict[str, Value] = {
        "reserve_percent": Decimal("7.5"),
        "lapses_after": 1,
        "first_year": 2020,
        "last_year": 2030,
        "not_for.facility_types[]": ["hall"],
        "not_for.cost_from": 10**9,
        "reason_en": "By the budget law.",
    }
    source = edited("funding_sources", cells).assumptions.funding_sources[0]
    assert (source.reserve_percent, source.lapses_after) == (Decimal("7.5"), 1)
    assert (source.first_year, source.last_year) == (2020, 2030)
    assert source.not_for is not None
    assert (source.not_for.facility_types, source.not_for.cost_from) == (("hall",), 10**9)
    group = edited("source_groups", {"reserve_percent": 10}).assumptions.source_groups[0]
    assert group.reserve_percent == 10


def test_a_list_is_refused_where_who_pays_might_not_any_more() -> None:
    with pytest.raises(BadInput) as refused:
        edited("funding_sources", {"not_for.facility_types[]": ["hall"]})
    (fault,) = refused.value.faults
    assert (fault.column, fault.value, fault.code) == (
        "funding[0].percent",
        "rates",
        Expected.ELIGIBLE_SOURCE,
    )


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"reserve_percent": 100}, "reserve_percent", Expected.LESS_THAN),
        ({"reserve_percent": -1}, "reserve_percent", Expected.AT_LEAST),
        ({"lapses_after": -1}, "lapses_after", Expected.AT_LEAST),
        ({"first_year": 2022, "last_year": 2021}, "last_year", Expected.AT_LEAST),
    ],
)
def test_what_no_condition_can_be_is_refused_with_its_row_and_column(
    cells: dict[str, Value], column: str, expected: Expected
) -> None:
    with pytest.raises(BadInput) as refused:
        edited("funding_sources", cells)
    (fault,) = refused.value.faults
    assert (fault.line, fault.column, fault.code) == (1, column, expected)


def test_a_folder_says_where_a_share_is_sent_to_a_source_that_may_not_pay(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    write_folder(TOWN, folder)
    path = folder / "assumptions.toml"
    head = '{ id = "rates", '
    text = path.read_text(encoding="utf-8")
    assert head in text
    path.write_text(
        text.replace(head, f"{head}not_for = {{ cost_from = 0 }}, reserve_percent = 5, "), encoding="utf-8"
    )
    with pytest.raises(BadInput) as refused:
        load_portfolio(folder)
    fault = refused.value.faults[0]
    assert (fault.file, fault.value, fault.code) == ("assumptions.toml", "rates", Expected.ELIGIBLE_SOURCE)
    assert fault.column is not None
    assert fault.column.startswith("funding[")


def test_money_that_is_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="some_condition"):
        type(TOWN.assumptions.funding_sources[0])(id="x", name_en="X", not_for={})


def test_data_without_conditions_are_the_same_data() -> None:
    assert "reserve_percent" not in TOWN.assumptions.model_dump_json(exclude_defaults=True)


def test_a_source_that_is_renamed_keeps_what_scenarios_say_of_it() -> None:
    scenario = Scenario(name="t", sources={"rates": {"reserve_percent": 5, "last_year": None}})
    renamed = _renamed(scenario, {"rates": "levy"})
    assert renamed == Scenario(name="t", sources={"levy": {"reserve_percent": 5, "last_year": None}})
    assert _renamed(Scenario(name="t"), {"rates": "levy"}) == Scenario(name="t")

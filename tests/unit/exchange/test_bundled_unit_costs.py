"""The bundled unit costs are those of the annexes' rows, which are counted again here."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder
from portfolio.exchange.list_editing import with_rows
from portfolio.exchange.lists import Row
from portfolio.exchange.sheets.workbook import read_workbook
from portfolio.exchange.sheets.writing import write_workbook
from tests.conftest import SHIPPED

NAMES = ("gongshu-2017-2021", "hangzhou-2021-2025")


@pytest.mark.parametrize("name", NAMES)
def test_each_is_what_its_rows_cost_a_square_metre(shipped: Portfolio, name: str) -> None:
    held = load_portfolio(SHIPPED / name).unit_costs
    assert [one.id for one in held] == ["hospitals", "health-centres", "stations"]
    for one in held:
        rows = [shipped.project(row) for row in one.rows]
        assert one.portfolio == shipped.name
        assert all(row.floor_area_min_m2 == row.floor_area_max_m2 for row in rows)
        costs = [(row.cost or 0) * 10_000 / (row.floor_area_max_m2 or 1) for row in rows]
        assert (float(one.low), float(one.high)) == (round(min(costs)), round(max(costs)))
        if one.likely is not None:
            money = sum(row.cost or 0 for row in rows) * 10_000
            assert float(one.likely) == round(money / sum(row.floor_area_max_m2 or 0 for row in rows))


def test_hospitals_are_a_poor_range_without_the_rows_whose_areas_are_of_more(shipped: Portfolio) -> None:
    hospitals, centres, stations = shipped.unit_costs
    assert [int(hospitals.low), int(hospitals.likely or 0), int(hospitals.high)] == [9950, 16424, 22000]
    assert (hospitals.trust, hospitals.excluded) == ("poor", ("a1-05", "a1-12"))
    assert (int(centres.low), int(centres.high), centres.trust) == (15000, 16667, "fair")
    assert (stations.low, stations.likely, len(stations.rows)) == (stations.high, None, 15)
    left = {row.id for row in shipped.projects if row.facility_type in hospitals.facility_types and row.cost}
    assert left == {*hospitals.rows, "a1-05"}


def test_nothing_is_estimated_of_a_plan_that_gives_no_areas() -> None:
    hangzhou = load_portfolio(SHIPPED / "hangzhou-2021-2025")
    assert all(project.estimate_low is None for project in hangzhou.projects)


def test_they_go_round_and_are_edited_as_a_list(shipped: Portfolio, tmp_path: Path) -> None:
    write_folder(shipped, tmp_path / "again")
    assert load_portfolio(tmp_path / "again").unit_costs == shipped.unit_costs
    write_workbook(shipped, tmp_path / "all.xlsx", lambda said: said.code)
    assert read_workbook(tmp_path / "all.xlsx").unit_costs == shipped.unit_costs
    assert shipped.changed(unit_costs=()).data_hash == shipped.data_hash
    edited = with_rows("unit_costs", [Row(1, 0, {"high": 25_000})], shipped).portfolio.unit_costs
    assert [int(one.high) for one in edited] == [25_000]
    with pytest.raises(BadInput) as refused:
        with_rows("unit_costs", [Row(1, 0, {"facility_types[]": ["palace"]})], shipped)
    assert refused.value.faults[0].code is Expected.ONE_OF

"""Estimates by area: ranges that hold for every area and price within theirs, of what has no price."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from portfolio.domain.money import Money
from portfolio.domain.project import Project, Trust
from portfolio.domain.unit_costs import UnitCost, estimated
from tests.examples import examples

HOSPITALS = UnitCost(
    id="hospitals",
    name="Hospitals",
    facility_types=("general_hospital",),
    low=Decimal(9950),
    likely=Decimal(16424),
    high=Decimal(22000),
    trust=Trust.POOR,
    reason="three rows",
)
MONEY = Money()


def project(**fields: object) -> Project:
    return Project.model_validate({"id": "a", "name": "A", "facility_type": "general_hospital", **fields})


def test_an_estimate_is_a_range_in_the_unit_of_the_programme() -> None:
    found = estimated(project(floor_area_min_m2=2000, floor_area_max_m2=4800), (HOSPITALS,), MONEY)
    assert found is not None
    assert (found.low, found.likely, found.high) == (1990, 5584, 10560)
    assert (found.unit_cost, found.area) == (HOSPITALS, (2000, 4800))


def test_finer_money_keeps_what_it_can() -> None:
    dollars = Money(currency="USD", unit=1000, decimals=2)
    found = estimated(project(), (HOSPITALS,), dollars, (7, 7))
    assert found is not None
    assert (found.low, found.likely, found.high) == (6965, 11497, 15400)


@examples(80)
@given(st.integers(1, 10**6), st.integers(0, 10**6), st.data())
def test_whatever_it_costs_within_both_ranges_lies_within_the_estimate(
    least: int, more: int, data: st.DataObject
) -> None:
    found = estimated(project(), (HOSPITALS,), MONEY, (least, least + more))
    assert found is not None
    area = data.draw(st.integers(least, least + more))
    price = data.draw(st.integers(9950, 22000))
    cost = Fraction(area * price, 10_000)
    assert found.low <= cost <= found.high
    assert found.likely is not None
    assert found.low <= found.likely <= found.high


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"cost": 100, "floor_area_min_m2": 10, "floor_area_max_m2": 10},
        {"facility_type": "clinic", "floor_area_min_m2": 10, "floor_area_max_m2": 10},
    ],
)
def test_there_is_none_without_an_area_with_a_price_or_of_another_type(fields: dict[str, object]) -> None:
    assert estimated(project(**fields), (HOSPITALS,), MONEY) is None


def test_the_ends_of_a_range_are_in_order() -> None:
    content = HOSPITALS.model_dump() | {"low": 30_000}
    with pytest.raises(ValidationError):
        UnitCost.model_validate(content)

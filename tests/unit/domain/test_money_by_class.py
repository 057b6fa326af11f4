"""Money by area, agency, tag and the like: nothing is lost or counted twice, whatever the shares."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.by import By
from portfolio.domain.by_class import Group, divided, money_by, offered, side_by_side
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

CLASSES = {
    "areas": [
        {"id": "town", "name": "The town"},
        {"id": "north", "name": "North", "parent": "town"},
        {"id": "mill", "name": "Mill quarter", "parent": "north"},
        {"id": "south", "name": "South", "parent": "town"},
        {"id": "empty", "name": "Empty", "parent": "town"},
    ],
    "agencies": [{"id": "works", "name": "Works"}, {"id": "roads", "name": "Roads", "parent": "works"}],
    "priorities": [{"id": "1", "name": "First"}],
    "tags": [{"id": "urgent", "name": "Urgent"}, {"id": "school", "name": "School"}],
}
SORTED = {
    "a": {"areas": "north: 1/3; south: 2/3", "agency": "roads", "tags": "urgent; school"},
    "b": {"areas": "mill: 1/7; north: 2/7; south: 4/7", "agency": "works", "priority": "1"},
    "c": {"areas": "mill", "tags": "school"},
    "d": {},
}


@pytest.fixture(scope="module")
def town(build: Any) -> Portfolio:
    builder = build(years=4)
    for project, (cost, quarters) in {"a": (1000, 5), "b": (101, 7), "c": (None, 4), "d": (50, 4)}.items():
        builder = builder.project(
            project, cost=cost, quarters=quarters, percent={"district": 60, "private": 40}
        )
    built: Portfolio = builder.portfolio()
    projects = [{**p.model_dump(), "street": None, **SORTED[p.id]} for p in built.projects]
    return built.changed(projects=projects, classes=CLASSES)


@pytest.fixture(scope="module")
def planned(town: Portfolio) -> Plan:
    return make_plan(Case(town, Scenario(name="default")))


def by_id(groups: tuple[Group, ...]) -> dict[str | None, Group]:
    return {group.id: group for group in groups}


@pytest.mark.parametrize("by", [by for by in By if by is not By.TAG])
def test_what_is_counted_alone_adds_up_to_the_plan_in_every_year(
    by: By, town: Portfolio, planned: Plan
) -> None:
    groups = money_by(planned, town, by)
    for year in planned.years:
        assert sum(group.own_by_year[year] for group in groups) == planned.annual_expenditure[year]
    assert sum(group.own_beyond for group in groups) == planned.beyond


def test_areas_have_their_shares_and_the_sums_of_their_parts(town: Portfolio, planned: Plan) -> None:
    groups = money_by(planned, town, By.AREA)
    found = by_id(groups)
    assert [(group.id, group.level) for group in groups] == [
        ("town", 0), ("north", 1), ("mill", 2), ("south", 1), (None, 0),
    ]  # fmt: skip
    assert found["town"].total == found["north"].total + found["south"].total == 1101
    assert found["north"].total == found["mill"].total + found["north"].own_total
    assert abs(found["north"].own_total - (Fraction(1000, 3) + Fraction(202, 7))) < 2
    assert found["south"].total == pytest.approx(1000 * 2 / 3 + 101 * 4 / 7, abs=2)
    assert found[None].total == 50
    assert {name: group.projects for name, group in found.items()} == {
        "town": 3, "north": 3, "mill": 2, "south": 2, None: 1,
    }  # fmt: skip
    assert (found["mill"].priced, found["town"].has_parts, found["mill"].has_parts) == (1, True, False)


def test_an_agency_has_what_is_its_own_and_what_its_parts_have(town: Portfolio, planned: Plan) -> None:
    found = by_id(money_by(planned, town, By.AGENCY))
    assert (found["works"].total, found["works"].own_total, found["roads"].total) == (1101, 101, 1000)
    assert (found["roads"].parent, found[None].total) == ("works", 50)


def test_a_project_with_two_tags_counts_in_both(town: Portfolio, planned: Plan) -> None:
    found = by_id(money_by(planned, town, By.TAG))
    assert {name: (group.total, group.projects, group.priced) for name, group in found.items()} == {
        "urgent": (1000, 1, 1),
        "school": (1000, 2, 1),
        None: (151, 2, 2),
    }


def test_sources_stand_below_their_group(town: Portfolio, planned: Plan) -> None:
    groups = money_by(planned, town, By.FUNDING)
    assert [(group.id, group.parent, group.total) for group in groups] == [
        ("public", None, sum(planned.by_source_group["public"].values())),
        ("district", "public", sum(planned.by_funding_source["district"].values())),
        ("private", None, sum(planned.by_funding_source["private"].values())),
    ]


def test_only_what_a_portfolio_sorts_by_is_offered(town: Portfolio, gongshu: Portfolio) -> None:
    assert offered(town) == tuple(By)
    assert offered(gongshu) == (By.AREA, By.OWNER, By.TYPE, By.FUNDING)


def test_what_a_portfolio_has_no_more_is_counted_as_saying_nothing(town: Portfolio, planned: Plan) -> None:
    fewer = town.changed(projects=[p.model_dump() for p in town.projects if p.id != "a"])
    assert by_id(money_by(planned, fewer, By.AREA))[None].total == 1050


def test_of_a_tree_what_stands_side_by_side_has_all_the_money_once(town: Portfolio, planned: Plan) -> None:
    found = side_by_side(money_by(planned, town, By.AREA))
    assert [part.group.id for part in found] == ["north", "south", None]
    assert sum(part.amount for part in found) == sum(planned.annual_expenditure.values())
    agencies = side_by_side(money_by(planned, town, By.AGENCY))
    assert [(part.group.id, part.amount, part.is_itself) for part in agencies] == [
        ("roads", 1000, False), (None, 50, False), ("works", 101, True),
    ]  # fmt: skip


SHARES = st.lists(st.integers(1, 50), min_size=1, max_size=7).map(
    lambda weights: [Fraction(weight, sum(weights)) for weight in weights]
)


@given(st.lists(st.integers(0, 40) | st.integers(0, 10**12), min_size=1, max_size=12), SHARES)
def test_parts_add_up_are_never_negative_and_near_their_shares_at_all_times(
    amounts: list[int], shares: list[Fraction]
) -> None:
    rows = divided(amounts, shares)
    assert [sum(column) for column in zip(*rows, strict=True)] == amounts
    assert all(part >= 0 for row in rows for part in row)
    for share, row in zip(shares, rows, strict=True):
        for so_far, given_so_far in zip(accumulate(amounts), accumulate(row), strict=True):
            assert abs(given_so_far - share * so_far) < 2


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=12), SHARES)
def test_refunds_are_divided_as_payments_are(amounts: list[int], shares: list[Fraction]) -> None:
    rows = divided(amounts, shares)
    assert [sum(column) for column in zip(*rows, strict=True)] == amounts
    assert all(part * amount >= 0 for row in rows for part, amount in zip(row, amounts, strict=True))

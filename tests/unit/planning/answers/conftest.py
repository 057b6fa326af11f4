"""What tests of answers share: two projects, three, and two plans that differ in every way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from every_plan import pinned, planned

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio

Build = Callable[..., Any]


@pytest.fixture
def trio(build: Build) -> Portfolio:
    builder = build(years=2, overrun=1, floor=200).project("a", cost=100, quarters=2, target=2020)
    builder.project("b", cost=60, quarters=4, percent={"private": 50, "district": 50})
    portfolio: Portfolio = builder.project("c", cost=40, quarters=2).portfolio()
    return portfolio


@pytest.fixture
def two(trio: Portfolio) -> tuple[Plan, Plan]:
    """A plan, and one in which a is three quarters later and late, c is earlier, and b costs a third more."""
    before = planned(trio, projects=pinned(a="2020Q3", b="2020Q1", c="2021Q3"))
    changes = pinned(a="2021Q2", b="2020Q1", c="2021Q1")
    changes["b"]["cost"] = 80
    return before, planned(trio, projects=changes)


@pytest.fixture
def pair(build: Build) -> Portfolio:
    """Two projects of a year each in a schedule of two years."""
    portfolio: Portfolio = build().project("a", cost=100).project("b", cost=60).portfolio()
    return portfolio

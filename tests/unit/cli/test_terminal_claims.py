"""What the terminal says of plans and comparisons: only where it is so."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from portfolio.cli.tables import show_plan, show_projects
from portfolio.cli.tables_of_comparisons import show_comparison
from portfolio.cli.words import SAY
from portfolio.domain.explanation import CeilingExceeded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.comparing import by_sign, compare
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import comparisons
from portfolio.wording.explanations import sentence


@pytest.fixture(scope="module")
def portfolio(build: Callable[..., Any]) -> Portfolio:
    """2020 to 2023 with two projects of 100 that may start at once."""
    return build(years=4).project("a", cost=100).project("b", cost=100).portfolio()


@pytest.fixture(scope="module")
def plan(portfolio: Portfolio) -> Plan:
    return make_plan(Case(portfolio, Scenario(name="all")))


def printed(show: Callable[..., None], *about: object) -> str:
    out = Console(file=io.StringIO(), width=200)
    show(out, *about)
    text: str = out.file.getvalue()  # type: ignore[attr-defined] - the file is the one given above
    return text


def test_every_project_finishes_in_time_only_where_all_are_carried_out(
    portfolio: Portfolio, plan: Plan
) -> None:
    assert "All 2 projects with works finish on time." in printed(show_plan, portfolio, plan)
    dropped = make_plan(
        Case(portfolio, Scenario.model_validate({"name": "x", "projects": {"a": {"excluded": True}}}))
    )
    said = printed(show_plan, portfolio, dropped)
    assert "All 2 projects" not in said
    assert "The one project that is carried out finishes on time." in said
    assert "a Project a is not carried out." in said


def test_nothing_carried_out_is_not_in_time(portfolio: Portfolio) -> None:
    nothing = {name: {"excluded": True} for name in ("a", "b")}
    plan = make_plan(Case(portfolio, Scenario.model_validate({"name": "x", "projects": nothing})))
    said = printed(show_plan, portfolio, plan)
    assert "No project is carried out" in said
    assert "on time." not in said


def test_an_assumed_target_is_spoken_of_only_where_there_is_one(portfolio: Portfolio) -> None:
    given = [project.model_copy(update={"target_year": 2023}) for project in portfolio.projects]
    assert "(assumed)" not in printed(show_projects, portfolio.changed(projects=tuple(given)))
    first, *others = given
    left_open = first.model_copy(update={"target_year": None})
    assert "(assumed)" in printed(show_projects, portfolio.changed(projects=(left_open, *others)))
    # A document that gives no row a year is not one that leaves some out.
    none_given = [project.model_copy(update={"target_year": None}) for project in given]
    assert "(assumed)" not in printed(show_projects, portfolio.changed(projects=tuple(none_given)))


def test_a_comparison_begins_with_the_money_and_warns_of_a_dearer_year(
    portfolio: Portfolio, plan: Plan
) -> None:
    pinned = {"projects": {name: {"pin": {"start": "2021Q1"}} for name in ("a", "b")}}
    dearer = make_plan(Case(portfolio, Scenario.model_validate({"name": "x", **pinned})))
    comparison = compare(plan, dearer)
    said = printed(show_comparison, portfolio, comparison)
    money, *others = said.splitlines()
    assert money.startswith("20")
    assert money.endswith("in all ±0.")
    warnings = [line for line in others if line.startswith("The dearest year rises")]
    assert len(warnings) == len(comparisons.rising(comparison, portfolio)) > 0
    assert "rises" not in printed(show_comparison, portfolio, compare(plan, plan))


def test_years_are_gathered_by_sign() -> None:
    runs = by_sign({2017: 3, 2018: 4, 2019: 0, 2020: 2, 2021: -5, 2022: -1})
    assert [(run.first, run.last, run.amount) for run in runs] == [
        (2017, 2018, 7),
        (2020, 2020, 2),
        (2021, 2022, -6),
    ]
    assert by_sign({2017: 0}) == []


def test_least_is_said_of_what_is_proven_only(portfolio: Portfolio) -> None:
    part = CeilingExceeded(payer="public", year=2020, needed=5, allowed=3)
    found = part.model_copy(update={"proven": False})
    assert "even the plan that exceeds the ceilings least takes 5 10k CNY" in sentence(part, portfolio, SAY)
    assert "even" not in sentence(found, portfolio, SAY)

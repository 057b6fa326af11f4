"""Fiscal years that begin in any month: on which days, and what they are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import unfit

from portfolio.domain.calendar import FiscalYear, Period
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

FISCAL_YEARS = st.builds(
    FiscalYear, first_month=st.integers(1, 12), named=st.sampled_from(["begins", "ends"])
)
YEARS = st.integers(1900, 2249)
JULY = FiscalYear(first_month=7)


@pytest.mark.parametrize(
    ("said", "quarter", "first", "after"),
    [
        ({}, "2024Q1", date(2024, 1, 1), date(2024, 4, 1)),
        ({"first_month": 7}, "2024Q1", date(2023, 7, 1), date(2023, 10, 1)),
        ({"first_month": 7}, "2024Q4", date(2024, 4, 1), date(2024, 7, 1)),
        ({"first_month": 7, "named": "begins"}, "2024Q1", date(2024, 7, 1), date(2024, 10, 1)),
        ({"first_month": 4}, "2024Q4", date(2024, 1, 1), date(2024, 4, 1)),
        ({"first_month": 10}, "2024Q1", date(2023, 10, 1), date(2024, 1, 1)),
        ({"first_month": 12}, "2024Q1", date(2023, 12, 1), date(2024, 3, 1)),
        ({"first_month": 2, "named": "begins"}, "2024Q4", date(2024, 11, 1), date(2025, 2, 1)),
        ({"named": "begins"}, "2024Q3", date(2024, 7, 1), date(2024, 10, 1)),
    ],
)
def test_a_quarter_lies_in_these_months(said: dict[str, Any], quarter: str, first: date, after: date) -> None:
    fiscal_year = FiscalYear.model_validate(said)
    assert fiscal_year.first_day(Period.parse(quarter)) == first
    assert fiscal_year.day_after(Period.parse(quarter)) == after


@given(FISCAL_YEARS, YEARS, st.integers(1, 4))
def test_quarters_leave_no_day_out_and_take_three_months(fiscal: FiscalYear, year: int, number: int) -> None:
    quarter = Period(year, number)
    first, after = fiscal.first_day(quarter), fiscal.day_after(quarter)
    assert fiscal.first_day(quarter.plus(1)) == after
    assert (after.year - first.year) * 12 + after.month - first.month == 3
    assert first.day == 1


@given(FISCAL_YEARS, YEARS)
def test_a_year_is_named_after_the_calendar_year_of_its_first_or_last_day(
    fiscal: FiscalYear, year: int
) -> None:
    first, last = fiscal.first_day_of(year), fiscal.first_day_of(year + 1) - timedelta(days=1)
    assert first.month == fiscal.first_month
    assert year == (first if fiscal.named == "begins" else last).year


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ({}, "2024"),
        ({"first_month": 7}, "FY2024"),
        ({"first_month": 4, "named": "begins"}, "FY2024"),
        ({"first_month": 4, "label": "{begins}/{ends2}"}, "2023/24"),
        ({"first_month": 4, "named": "begins", "label": "{begins}/{ends2}"}, "2024/25"),
        ({"first_month": 7, "label": "FY{ends2}"}, "FY24"),
        ({"first_month": 10, "label": "{begins2}-{ends} {{x}}"}, "23-2024 {x}"),
        ({"label": "{year}年"}, "2024年"),
    ],
)
def test_a_year_is_called_so(said: dict[str, Any], label: str) -> None:
    assert FiscalYear.model_validate(said).label_of(2024) == label


def test_the_turn_of_a_century_keeps_two_digits() -> None:
    april = FiscalYear(first_month=4, label="{begins}/{ends2}")
    assert april.labels([2000, 2001]) == {2000: "1999/00", 2001: "2000/01"}


@pytest.mark.parametrize(
    "label",
    ["", "FY", "{}", "{0}", "{month}", "{year", "year}", "{year!r}", "{year:>9}", "{year.real}", "{year}\n",
     "{year:{ends}}", "{year[0]}", "{{year}}", "<b>{year}</b>", "{year}&nbsp;"],
)  # fmt: skip
def test_a_label_that_tells_no_years_apart_or_asks_for_more_is_refused(label: str) -> None:
    with unfit(r"label.*tells years apart by one or more of year, begins, ends, begins2, ends2"):
        FiscalYear(first_month=7, label=label)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"first_month": 0}, "first_month: found '0'.*greater than or equal to 1"),
        ({"first_month": 13}, "first_month: found '13'.*less than or equal to 12"),
        ({"first_month": "July"}, "first_month: found 'July'"),
        ({"first_month": 7.5}, "first_month: found '7.5'"),
        ({"first_month": True}, "first_month: found 'true'"),
        ({"named": "starts"}, "named: found 'starts'.*begins.*ends"),
        ({"month": 7}, "month"),
        ({"label": "{year}" * 20}, "label.*40"),
    ],
)
def test_what_is_no_fiscal_year_is_refused_with_its_place(said: dict[str, Any], words: str) -> None:
    with unfit(words):
        FiscalYear.model_validate(said)


def _in_july(portfolio: Portfolio, **said: Any) -> Portfolio:
    fiscal_year = FiscalYear.model_validate({"first_month": 7, **said})
    return portfolio.changed(programme=portfolio.programme.model_copy(update={"fiscal_year": fiscal_year}))


@pytest.fixture
def one(build: Callable[..., Any]) -> Portfolio:
    """One project of 100 over four even quarters, in two years."""
    portfolio: Portfolio = build().project("p").portfolio()
    return portfolio


def test_calendar_years_make_the_data_that_they_made_before(one: Portfolio) -> None:
    said = _in_july(one, first_month=1)
    assert said.data_hash == one.data_hash
    assert _in_july(one).data_hash != one.data_hash


def test_a_plan_names_its_years_and_its_money_does_not_move(one: Portfolio) -> None:
    before, after = (make_plan(Case(portfolio, Scenario(name="test"))) for portfolio in (one, _in_july(one)))
    assert before.year_labels == {2020: "2020", 2021: "2021"}
    assert after.year_labels == {2020: "FY2020", 2021: "FY2021"}
    assert after.annual_expenditure == before.annual_expenditure
    assert after.project("p").start == before.project("p").start


def test_a_plan_that_calls_years_otherwise_is_found_wanting(one: Portfolio) -> None:
    portfolio = _in_july(one, label="{begins}/{ends2}")
    plan = make_plan(Case(portfolio, Scenario(name="test")))
    assert violations(portfolio, plan) == ()
    assert plan.year_labels == {2020: "2019/20", 2021: "2020/21"}

    wrong = plan.model_copy(update={"year_labels": {**plan.year_labels, 2021: "2021/22"}})
    assert [(v.rule, v.path) for v in violations(portfolio, wrong)] == [("years", "year_labels")]


def test_a_plan_of_before_names_no_years_and_holds(one: Portfolio) -> None:
    plan = make_plan(Case(one, Scenario(name="test")))
    content = plan.model_dump(mode="json")
    del content["year_labels"]
    assert violations(one, Plan.model_validate(content)) == ()

"""Months as periods: the calendar's in files, the fiscal year's in memory."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from refusals import EN

from portfolio.domain.assumptions import ModeAssumption
from portfolio.domain.calendar import PERIODS, QUARTERS, FiscalYear, Period, PeriodKind, Periods
from portfolio.domain.errors import Unfit, UnfitParts
from portfolio.domain.links import Discount, Prerequisite
from portfolio.domain.scenario import ProjectChange
from portfolio.wording.faults import in_words

FISCAL_YEARS = st.builds(
    FiscalYear, first_month=st.integers(1, 12), named=st.sampled_from(["begins", "ends"])
)
MONTHS = FiscalYear().periods(PeriodKind.MONTH)
JULY = FiscalYear(first_month=7).periods(PeriodKind.MONTH)


class Dated(BaseModel):
    when: Period


@given(FISCAL_YEARS, st.integers(1901, 2200), st.integers(1, 12))
def test_a_month_keeps_its_name_its_day_and_its_fiscal_year(
    years: FiscalYear, year: int, number: int
) -> None:
    periods = years.periods(PeriodKind.MONTH)
    month = Period(year, number, periods)
    begins = years.first_day(month)
    assert str(month) == f"{begins:%Y-%m}"
    assert years.first_day_of(year) <= begins < years.first_day_of(year + 1)
    assert years.day_after(month) == years.first_day(month.plus(1))
    assert periods.parse(str(month)) == periods.parse(month.stored) == Period.parse(month.stored) == month


@given(FISCAL_YEARS, st.integers(1901, 2200), st.integers(1, 12), st.integers(-900, 900))
def test_steps_of_months_lead_there_and_back(years: FiscalYear, year: int, number: int, step: int) -> None:
    month = Period(year, number, years.periods(PeriodKind.MONTH))
    there = month.plus(step)
    assert (there.plus(-step), month.until(there), there > month) == (month, step, step > 0)
    assert there.month - month.month == step


@given(FISCAL_YEARS, st.integers(1901, 2200), st.integers(1, 12))
def test_a_month_survives_files_and_the_database(years: FiscalYear, year: int, number: int) -> None:
    periods = years.periods(PeriodKind.MONTH)
    dated = Dated(when=Period(year, number, periods))
    units = {PERIODS: periods}
    in_files = dated.model_dump(mode="json", context=units)
    assert in_files == {"when": str(dated.when)}
    assert Dated.model_validate(in_files, context=units) == dated
    assert Dated.model_validate(dated.model_dump(mode="json")) == dated
    assert dated.model_dump() == {"when": dated.when}


@pytest.mark.parametrize(
    ("years", "month", "place"),
    [
        (FiscalYear(), "2024-07", (2024, 7)),
        (FiscalYear(first_month=7), "2023-07", (2024, 1)),
        (FiscalYear(first_month=7), "2024-06", (2024, 12)),
        (FiscalYear(first_month=7, named="begins"), "2023-07", (2023, 1)),
        (FiscalYear(first_month=4), "2024-03", (2024, 12)),
        (FiscalYear(first_month=12), "2023-12", (2024, 1)),
    ],
)
def test_a_month_lies_in_the_fiscal_year_it_is_part_of(
    years: FiscalYear, month: str, place: tuple[int, int]
) -> None:
    found = years.periods(PeriodKind.MONTH).parse(month)
    assert (found.year, found.number) == place


@pytest.mark.parametrize(
    "text", ["2024Q1", "2024-13", "2024-00", "2024-7", "24-07", "2024/07", "", "2024-07-15"]
)
@pytest.mark.parametrize("periods", [MONTHS, JULY])
def test_other_texts_are_no_month(text: str, periods: Periods) -> None:
    with pytest.raises(Unfit) as refused:
        periods.parse(text)
    assert in_words(refused.value.expected, EN) == "a month such as 2018-07"


def test_the_first_day_that_a_spreadsheet_makes_of_a_month_is_the_month() -> None:
    assert JULY.parse("2023-07-01") == Period(2024, 1, JULY)


def test_a_month_is_no_quarter() -> None:
    with pytest.raises(Unfit) as refused:
        QUARTERS.parse("2024-07")
    assert in_words(refused.value.expected, EN) == "a quarter such as 2018Q3"


def test_months_do_not_start_with_the_year_of_their_names() -> None:
    assert FiscalYear(first_month=7).first_day(JULY.first(2024)) == date(2023, 7, 1)


def test_a_year_of_discounts_is_the_same_in_either_period() -> None:
    discount = Discount.model_validate({"percent_per_year": 8, "reason": "a test"})
    for periods in (QUARTERS, MONTHS):
        compounded = (1 + discount.per_period(periods)) ** periods.per_year
        assert abs(float(compounded) - 1.08) < 1e-9


COUNTING: list[tuple[type[BaseModel], dict[str, Any], str, str]] = [
    (ModeAssumption, {"id": "usual", "profile": "even"}, "quarters", "duration"),
    (Prerequisite, {"before": "a", "after": "b", "reason": "a test"}, "lag_quarters", "lag"),
    (ProjectChange, {}, "delay_quarters", "delay"),
]


@pytest.mark.parametrize(("model", "rest", "of_quarters", "neutral"), COUNTING)
def test_what_counts_periods_is_named_after_quarters_where_there_are_quarters(
    model: type[BaseModel], rest: dict[str, Any], of_quarters: str, neutral: str
) -> None:
    for name in (of_quarters, neutral):
        read = model.model_validate({**rest, name: 6}, context={PERIODS: QUARTERS})
        written = read.model_dump(mode="json", exclude_defaults=True, context={PERIODS: QUARTERS})
        assert written == {**rest, of_quarters: 6}
    read = model.model_validate({**rest, neutral: 6}, context={PERIODS: JULY})
    assert read.model_dump(mode="json", exclude_defaults=True, context={PERIODS: JULY}) == {
        **rest,
        neutral: 6,
    }
    stored = read.model_dump(mode="json", exclude_defaults=True)
    assert (stored, model.model_validate(stored)) == ({**rest, of_quarters: 6}, read)


@pytest.mark.parametrize(("model", "rest", "of_quarters", "neutral"), COUNTING)
def test_a_count_of_quarters_is_refused_among_months(
    model: type[BaseModel], rest: dict[str, Any], of_quarters: str, neutral: str
) -> None:
    told = {
        JULY: f"{neutral} in its place, which counts months, as the programme does",
        QUARTERS: f"this or {neutral}, not both",
    }
    for periods, words in told.items():
        given_twice = {} if periods is JULY else {neutral: 6}
        with pytest.raises(ValidationError) as refused:
            model.model_validate({**rest, **given_twice, of_quarters: 6}, context={PERIODS: periods})
        cause = refused.value.errors()[0]["ctx"]["error"]
        assert isinstance(cause, UnfitParts)
        [(place, value, expected)] = cause.parts
        assert (place, value, in_words(expected, EN)) == (of_quarters, "6", words)

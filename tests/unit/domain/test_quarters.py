from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import EN

from portfolio.domain.calendar import Calendar, Period
from portfolio.domain.errors import Unfit
from portfolio.wording.faults import in_words

QUARTERS = st.builds(Period, st.integers(1000, 9999), st.integers(1, 4))


@given(QUARTERS)
def test_a_quarter_survives_being_written_and_read(quarter: Period) -> None:
    assert Period.parse(str(quarter)) == quarter


@given(QUARTERS, st.integers(-3000, 3000))
def test_going_forth_and_back_leads_home(quarter: Period, step: int) -> None:
    there = quarter.plus(step)
    assert there.plus(-step) == quarter
    assert quarter.until(there) == step
    assert 1 <= there.number <= 4


@given(QUARTERS, QUARTERS)
def test_later_quarters_are_greater(one: Period, other: Period) -> None:
    assert (one < other) == (one.until(other) > 0)


def test_a_year_ends_with_its_fourth_quarter() -> None:
    assert Period(2018, 4).plus(1) == Period(2019, 1)
    assert Period(2018, 1).plus(-1) == Period(2017, 4)
    assert Period(2017, 3).until(Period(2018, 2)) == 3


@pytest.mark.parametrize(
    "text", ["", "2018", "2018Q0", "2018Q5", "2018q1", "18Q1", " 2018Q1", "2018Q1\n", "2018Q11", "２０１８Q1"]
)
def test_other_texts_are_no_quarter(text: str) -> None:
    with pytest.raises(Unfit) as refused:
        Period.parse(text)
    assert in_words(refused.value.expected, EN) == "a quarter such as 2018Q3"


def test_the_calendar_tells_the_programme_from_the_years_it_may_run_on_into() -> None:
    calendar = Calendar(first_year=2017, last_year=2021, last_schedule_year=2023)
    assert list(calendar.programme_years) == [2017, 2018, 2019, 2020, 2021]
    assert list(calendar.years) == [2017, 2018, 2019, 2020, 2021, 2022, 2023]
    assert (calendar.first, calendar.last) == (Period(2017, 1), Period(2023, 4))

"""The check's own arithmetic on dates: the fiscal year that a period lies in, from the text alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.calendar import PeriodKind
from portfolio.domain.programme import Programme
from portfolio.planning.check.dates import periods_per_year, place_of


@given(
    st.sampled_from(PeriodKind),
    st.integers(1, 12),
    st.sampled_from(["begins", "ends"]),
    st.integers(1901, 2200),
    st.integers(0, 11),
)
def test_both_ways_of_counting_agree(
    kind: PeriodKind, first_month: int, named: str, year: int, before: int
) -> None:
    programme = Programme.model_validate(
        {
            "name": "any",
            "horizon": {"first_year": 2024, "last_year": 2027},
            "fiscal_year": {"first_month": first_month, "named": named},
            "period": kind,
        }
    )
    before %= periods_per_year(programme)
    period = programme.periods.first(year).plus(before)
    assert place_of(period, programme) == (period.year, period.number - 1) == (year, before)

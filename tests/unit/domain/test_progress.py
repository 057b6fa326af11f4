"""How far what is measured has come, and of what nobody can say that."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from portfolio.domain.calendar import FiscalYear
from portfolio.domain.programme import Citation, TargetComparison
from portfolio.domain.progress import Standing, counted, last_reported, meets, progress_of
from portfolio.domain.promises import Indicator, Milestone, Phase, Reading, ReadingKind
from tests.examples import examples

YEARS = FiscalYear()
HERE = Citation(document="doc", place="here", quote="so it stands")


def indicator(baseline: str | None, quantity: str | None, **fields: Any) -> Indicator:
    comparison = fields.pop("comparison", TargetComparison.AT_LEAST)
    number = None if quantity is None else Decimal(quantity)
    printed = "as asked" if quantity is None else None
    comparison = TargetComparison.IN_WORDS if quantity is None else comparison
    goal = Milestone(year=2020, comparison=comparison, quantity=number, printed=printed)
    known = {"id": "one", "name": "One", "unit": "%", "source": HERE, "milestones": (goal,)}
    begun = None if baseline is None else Decimal(baseline)
    return Indicator(**{**known, "baseline": begun, **fields})


def reading(value: str, as_of: str, **fields: Any) -> Reading:
    return Reading(target="one", value=Decimal(value), as_of=as_of, **fields)


@pytest.mark.parametrize(
    ("item", "value", "standing", "share"),
    [
        (indicator("74.5", "100"), "80", Standing.UNDER_WAY, Fraction(55, 255)),
        (indicator("74.5", "100"), "100", Standing.MET, Fraction(1)),
        (indicator("74.5", "100"), "70", Standing.UNDER_WAY, Fraction(-45, 255)),
        (indicator("74.5", "100"), None, Standing.NO_REPORT, None),
        (indicator("0", "20"), "5", Standing.UNDER_WAY, Fraction(1, 4)),
        (indicator("27.94", "25", comparison=TargetComparison.LESS_THAN), "25", Standing.UNDER_WAY, 1),
        (indicator("0.9", "3", comparison=TargetComparison.LESS_THAN), "2", Standing.MET_AT_BASELINE, None),
        (indicator("45.22", "30"), "44", Standing.MET_AT_BASELINE, None),
        (indicator("68.93", None), "80", Standing.IN_WORDS, None),
        (indicator(None, "100"), "80", Standing.NO_BASELINE, None),
        (indicator("1", "2", milestones=()), "80", Standing.NO_TARGET, None),
        (
            indicator("95", "95", baseline_comparison=TargetComparison.MORE_THAN),
            "96",
            Standing.BASELINE_IS_BOUND,
            None,
        ),
        (
            indicator("0.89", "1.2", comparison=TargetComparison.RATIO),
            "1.045",
            Standing.UNDER_WAY,
            Fraction(1, 2),
        ),
    ],
)
def test_where_an_indicator_stands(
    item: Indicator, value: str | None, standing: Standing, share: Fraction | None
) -> None:
    found = progress_of(item, () if value is None else (reading(value, "2018"),), YEARS)
    assert (found.standing, found.share) == (standing, share)


def test_what_meets_no_baseline_is_told_without_a_way() -> None:
    found = progress_of(indicator(None, "95"), (reading("96", "2019"),), YEARS)
    assert (found.share, found.is_met) == (None, True)


def test_the_last_report_of_the_whole_counts_whatever_the_order_in_which_it_was_written() -> None:
    readings = (
        reading("3", "2019-06"),
        reading("2", "2018"),
        reading("9", "2019Q4", kind=ReadingKind.PLANNED),
        reading("8", "2019-12-31", area="north"),
    )
    assert last_reported(readings, YEARS) == readings[0]
    assert last_reported((), YEARS) is None
    assert [one.year(YEARS) for one in readings] == [2019, 2018, 2019, 2019]
    july = FiscalYear(first_month=7)
    assert readings[0].year(july) == 2019
    assert reading("1", "2019-07").year(july) == 2020


@examples(60)
@given(
    st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), st.booleans()
)
def test_a_share_is_one_exactly_where_the_target_is_reached(
    baseline: Decimal, goal: Decimal, value: Decimal, up: bool
) -> None:
    comparison = TargetComparison.AT_LEAST if up else TargetComparison.AT_MOST
    item = indicator(str(baseline), str(goal), comparison=comparison)
    found = progress_of(item, (reading(str(value), "2018"),), YEARS)
    if meets(baseline, comparison, goal):
        assert (found.standing, found.share) == (Standing.MET_AT_BASELINE, None)
    else:
        assert found.share is not None
        assert (found.share >= 1) == found.is_met == (found.standing is Standing.MET)


@pytest.mark.parametrize(
    ("comparison", "met"),
    [
        (TargetComparison.AT_LEAST, [False, True, True]),
        (TargetComparison.MORE_THAN, [False, False, True]),
        (TargetComparison.AT_MOST, [True, True, False]),
        (TargetComparison.LESS_THAN, [True, False, False]),
        (TargetComparison.EXACTLY, [False, True, True]),
        (TargetComparison.ABOUT, [None, None, None]),
        (TargetComparison.RATIO, [None, None, None]),
        (TargetComparison.IN_WORDS, [None, None, None]),
    ],
)
def test_what_meets_what_was_promised(comparison: TargetComparison, met: list[bool | None]) -> None:
    assert [meets(Decimal(value), comparison, Decimal(6)) for value in (5, 6, 7)] == met


def test_a_range_is_met_within_it() -> None:
    held = TargetComparison.RANGE, Decimal(2), Decimal(3)
    assert [meets(Decimal(value), *held) for value in (1, 2, 3, 4)] == [False, True, True, False]


def test_what_is_counted_from_nothing() -> None:
    found = counted(Decimal(30), TargetComparison.EXACTLY, Decimal(100))
    assert (found.standing, found.share, found.is_met) == (Standing.UNDER_WAY, Fraction(3, 10), False)
    about = counted(Decimal(30), TargetComparison.ABOUT, Decimal(100))
    assert (about.standing, about.share) == (Standing.NO_THRESHOLD, None)


@pytest.mark.parametrize(
    "content",
    [
        {"comparison": "in_words"},
        {"comparison": "in_words", "printed": "as asked", "quantity": 3},
        {"comparison": "at_least"},
        {"comparison": "range", "quantity": 3},
        {"comparison": "range", "quantity": 3, "upper": 2},
        {"comparison": "at_least", "quantity": 3, "upper": 4},
    ],
)
def test_a_milestone_has_the_numbers_that_it_is_held_to(content: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Milestone.model_validate(content)


def test_a_phase_counts_its_months_and_does_not_end_before_it_begins() -> None:
    known = {"id": "one", "name": "One", "source": HERE}
    assert Phase(**known, first="2018-12", last="2019-08").months == 9
    with pytest.raises(ValidationError):
        Phase(**known, first="2019-08", last="2018-12")

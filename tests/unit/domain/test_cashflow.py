from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import unfit

from portfolio.domain.cashflow import CashFlowProfile, split


def profile_of(*points: float | str) -> CashFlowProfile:
    percent = tuple(Decimal(str(point)) for point in points)
    return CashFlowProfile(cumulative_percent=percent, reason_en="a test", reason_zh="测试")


def spread(
    profile: CashFlowProfile, amount: int, quarters: int, since: Fraction = Fraction(0)
) -> tuple[int, ...]:
    """Return what a single source pays in each quarter, in whole units."""
    return profile.spread({"all": amount}, quarters, since).whole().get("all", (0,) * quarters)


PROFILES = st.lists(st.decimals(0, 100, places=2), max_size=12).map(
    lambda points: profile_of(0, *sorted(points), 100)
)
AMOUNTS = st.integers(0, 10**9)


@given(PROFILES, AMOUNTS, st.integers(1, 60))
def test_spending_adds_up_to_exactly_the_cost_and_is_never_negative(
    profile: CashFlowProfile, amount: int, quarters: int
) -> None:
    spending = spread(profile, amount, quarters)
    assert len(spending) == quarters
    assert sum(spending) == amount
    assert min(spending) >= 0


@given(PROFILES, AMOUNTS, st.integers(1, 60))
def test_cumulative_spending_follows_the_profile_to_within_half_a_unit(
    profile: CashFlowProfile, amount: int, quarters: int
) -> None:
    for quarter, spent in enumerate(accumulate(spread(profile, amount, quarters)), start=1):
        exact = amount * profile.share_spent(Fraction(quarter, quarters))
        assert abs(spent - exact) <= Fraction(1, 2)


@given(PROFILES, st.lists(st.fractions(0, 1), min_size=2, max_size=9))
def test_the_share_spent_never_falls(profile: CashFlowProfile, times: list[Fraction]) -> None:
    shares = [profile.share_spent(time) for time in sorted(times)]
    assert all(before <= after for before, after in pairwise(shares))
    assert all(0 <= share <= 1 for share in shares)


def test_between_its_points_a_profile_is_linear() -> None:
    profile = profile_of(0, 10, 100)
    assert profile.share_spent(Fraction(1, 4)) == Fraction(5, 100)
    assert profile.share_spent(Fraction(3, 4)) == Fraction(55, 100)


def test_spending_in_tenths_of_a_year_of_works() -> None:
    assert spread(profile_of(0, 100), 250, 2) == (125, 125)
    assert spread(profile_of(0, 100), 1, 4) == (0, 1, 0, 0)  # half a unit is reached, and rounded up
    assert spread(profile_of(0, 0, 100), 90, 4) == (0, 0, 45, 45)


@given(PROFILES, AMOUNTS, st.integers(1, 40), st.fractions(0, 1))
def test_the_rest_of_works_under_way_adds_up_too(
    profile: CashFlowProfile, amount: int, quarters: int, since: Fraction
) -> None:
    spending = spread(profile, amount, quarters, since)
    assert (len(spending), sum(spending)) == (quarters, amount)
    assert min(spending) >= 0


@pytest.mark.parametrize("points", [(), (0,), (0, 99), (1, 100), (0, 60, 50, 100), (0, 101), (-1, 100)])
def test_a_profile_that_does_not_run_from_nothing_to_all_is_refused(points: tuple[int, ...]) -> None:
    with unfit("from 0 at the start to 100 at the end"):
        profile_of(*points)


@st.composite
def shares(draw: st.DrawFn) -> dict[str, int]:
    cuts = sorted(draw(st.lists(st.integers(0, 100), max_size=5)))
    parts = [after - before for before, after in pairwise([0, *cuts, 100])]
    return {f"s{number}": part for number, part in enumerate(parts)}


def hundredths(percent: dict[str, int]) -> dict[str, Fraction]:
    return {source: Fraction(share, 100) for source, share in percent.items()}


@given(AMOUNTS, shares())
def test_a_split_is_exact_and_every_part_is_within_one_of_its_share(
    amount: int, percent: dict[str, int]
) -> None:
    parts = split(amount, hundredths(percent))
    assert sum(parts.values()) == amount
    for name, share in percent.items():
        assert abs(parts[name] * 100 - amount * share) < 100
        if share == 0:
            assert parts[name] == 0


def test_an_odd_unit_goes_to_the_source_named_first() -> None:
    assert split(5, hundredths({"district": 50, "private": 50})) == {"district": 3, "private": 2}
    assert split(10, hundredths({"a": 33, "b": 33, "c": 34})) == {"a": 3, "b": 3, "c": 4}

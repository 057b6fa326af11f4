from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.plan import Peak
from portfolio.domain.spending import ceiling_uses, every_year, peaks, summed

POOLS = {"district": ("district",), "private": ("private",), "public": ("district", "municipal")}


def uses(
    spent: dict[int, int], ceilings: dict[int, int], share: str | None = None
) -> list[tuple[int, int, int, int]]:
    """Return (year, carried in, used, slack) of a district that spends and may spend these amounts."""
    carry_over = {} if share is None else {"district": Decimal(share)}
    found = ceiling_uses({"district": spent}, POOLS, {"district": ceilings}, carry_over)
    return [(use.year, use.carried_in, use.used, use.slack) for use in found]


def test_unused_room_lapses_unless_a_share_of_it_is_carried_over() -> None:
    spent, ceilings = {2020: 40, 2021: 100}, {2020: 100, 2021: 100}
    assert uses(spent, ceilings) == [(2020, 0, 40, 60), (2021, 0, 100, 0)]
    assert uses(spent, ceilings, "0.5") == [(2020, 0, 40, 60), (2021, 30, 100, 30)]
    assert uses(spent, ceilings, "1") == [(2020, 0, 40, 60), (2021, 60, 100, 60)]


def test_room_carried_in_is_carried_on() -> None:
    assert uses({}, {2020: 100, 2021: 100, 2022: 0}, "0.5") == [
        (2020, 0, 0, 100),
        (2021, 50, 0, 150),
        (2022, 75, 0, 75),
    ]


def test_what_is_carried_is_rounded_down() -> None:
    assert [carried for _, carried, _, _ in uses({}, {2020: 7, 2021: 0, 2022: 0}, "0.5")] == [0, 3, 1]


@pytest.mark.parametrize(("share", "carried"), [("0.1", 10), ("0.29", 29), ("0.57", 57), ("0.999", 99)])
def test_shares_are_exact_decimals(share: str, carried: int) -> None:
    # As binary fractions 0.29 and 0.57 of 100 fall short of 29 and 57.
    assert uses({}, {2020: 100, 2021: 0}, share)[1][1] == carried


def test_a_year_without_a_ceiling_neither_uses_nor_adds_room() -> None:
    assert uses({2020: 60, 2021: 1000, 2022: 10}, {2020: 100, 2022: 5}, "0.5") == [
        (2020, 0, 60, 40),
        (2022, 20, 10, 15),
    ]


def test_money_overspent_is_not_taken_from_the_next_year() -> None:
    assert uses({2020: 150}, {2020: 100, 2021: 80}, "1") == [(2020, 0, 150, -50), (2021, 0, 0, 80)]


def test_a_group_is_held_against_what_its_sources_spend_together() -> None:
    spending = {"district": {2020: 30}, "municipal": {2020: 25}, "private": {2020: 1000}}
    (use,) = ceiling_uses(spending, POOLS, {"public": {2020: 50}}, {})
    assert (use.payer, use.used, use.slack) == ("public", 55, -5)


def test_sums_over_sources_leave_out_years_without_money() -> None:
    assert summed({"a": {2021: 5, 2020: 3}, "b": {2021: 7, 2022: 0}}, ["a", "b", "c"]) == {2020: 3, 2021: 12}
    assert every_year({2021: 5}, range(2020, 2023)) == {2020: 0, 2021: 5, 2022: 0}


def test_the_peak_is_the_first_of_equally_dear_years_and_nothing_has_none() -> None:
    spending = {"district": {2020: 5, 2021: 9, 2022: 9}, "private": {}}
    assert peaks(spending, POOLS) == {
        "district": Peak(year=2021, amount=9),
        "public": Peak(year=2021, amount=9),
    }


@given(
    st.dictionaries(st.integers(2020, 2026), st.integers(0, 1000)),
    st.dictionaries(st.integers(2020, 2026), st.integers(0, 1000)),
    st.decimals(0, 1, places=2),
)
def test_carrying_over_never_makes_more_room_than_the_ceilings_give_in_all(
    spent: dict[int, int], ceilings: dict[int, int], share: Decimal
) -> None:
    found = ceiling_uses({"district": spent}, POOLS, {"district": ceilings}, {"district": share})
    assert [use.year for use in found] == sorted(ceilings)
    granted = 0
    for use in found:
        assert 0 <= use.carried_in <= share * granted
        assert use.slack == use.maximum + use.carried_in - use.used
        granted += use.maximum

"""One rule makes whole units of shares of money: sums up to a quarter are rounded, never an amount alone."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from hypothesis import event, given
from hypothesis import strategies as st

from portfolio.domain.calendar import Period
from portfolio.domain.cashflow import Flow
from portfolio.domain.links import Escalation
from portfolio.domain.requirement import Mode

START = Period(2025, 1)
RATES = st.decimals(0, 100, places=2)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Draw money of some sources over some quarters, in parts of a unit."""
    quarters = draw(st.integers(1, 12))
    most = draw(st.sampled_from([1, 3, 40, 10**12]))
    rows = st.lists(st.integers(0, most), min_size=quarters, max_size=quarters).map(tuple)
    sources = draw(st.integers(1, 5))
    return Flow({f"s{number}": draw(rows) for number in range(sources)}, draw(st.integers(1, 60)))


def half_up(value: Fraction) -> int:
    """Return the nearest whole number, the higher one where two are equally near."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def rising(percent: Decimal | int, base_year: int = 2024) -> Escalation:
    rise = {"percent_per_year": percent, "base_year": base_year}
    return Escalation.model_validate({**rise, "reason_en": "a test", "reason_zh": "测试"})


@given(flows())
def test_up_to_every_quarter_all_sources_together_have_paid_what_is_due_half_up(flow: Flow) -> None:
    whole = flow.whole()
    for quarter in range(flow.quarters):
        exact = Fraction(sum(sum(amounts[: quarter + 1]) for amounts in flow.amounts.values()), flow.per)
        assert sum(sum(amounts[: quarter + 1]) for amounts in whole.values()) == half_up(exact)


@given(flows())
def test_up_to_every_quarter_a_source_is_less_than_a_unit_from_its_share_and_never_pays_back(
    flow: Flow,
) -> None:
    whole = flow.whole()
    for source, amounts in flow.amounts.items():
        paid = whole.get(source, (0,) * flow.quarters)
        assert len(paid) == flow.quarters
        assert all(isinstance(amount, int) and amount >= 0 for amount in paid)
        for reached, given_out in zip(accumulate(amounts), accumulate(paid), strict=True):
            assert -1 < given_out - Fraction(reached, flow.per) < 1
            if reached % flow.per == 0:
                assert given_out == reached // flow.per


@given(flows(), st.integers(1, 7))
def test_cutting_quarters_finer_changes_no_total(flow: Flow, pieces: int) -> None:
    finer = Flow(
        {s: tuple(amount for amount in row for _ in range(pieces)) for s, row in flow.amounts.items()},
        flow.per * pieces,
    )
    coarse, fine = flow.whole(), finer.whole()
    for quarter in range(flow.quarters):
        assert sum(sum(row[: quarter + 1]) for row in coarse.values()) == sum(
            sum(row[: (quarter + 1) * pieces]) for row in fine.values()
        )
    event(f"the same for each source: {_by_source(coarse) == _by_source(fine)}")


def _by_source(whole: dict[str, tuple[int, ...]]) -> dict[str, int]:
    return {source: sum(row) for source, row in whole.items()}


@given(flows(), st.integers(0, 24), st.integers(0, 12))
def test_money_later_is_the_same_money(flow: Flow, later: int, spent: int) -> None:
    past = Flow({"s0": (spent,)})
    both = past.plus(flow, later=max(1, later)).whole()
    assert sum(map(sum, both.values())) == spent + sum(map(sum, flow.whole().values()))
    assert both.get("s0", (0,))[0] == spent


@given(st.integers(0, 10**9), st.integers(1, 4), RATES)
def test_in_a_year_of_one_price_the_total_is_the_exactly_escalated_total_half_up(
    cost: int, quarters: int, percent: Decimal
) -> None:
    flow = Flow({"a": (cost,) * quarters}, quarters)
    total = sum(map(sum, Mode("standard", quarters, flow, rising(percent)).paid(START).values()))
    assert total == half_up(cost * (1 + Fraction(percent) / 100))


@given(flows(), RATES, st.integers(2020, 2030))
def test_escalated_money_is_the_exactly_escalated_money_half_up_year_by_year(
    flow: Flow, percent: Decimal, base_year: int
) -> None:
    rise = rising(percent, base_year)
    by_source = Mode("standard", flow.quarters, flow, rise).by_year(START)
    due, paid = Fraction(0), 0
    for year in range(2025, 2025 + (flow.quarters + 3) // 4):
        first = 4 * (year - 2025)
        amounts = sum(sum(row[first : first + 4]) for row in flow.amounts.values())
        due += Fraction(amounts, flow.per) * Fraction(rise.index(year))
        paid += sum(years.get(year, 0) for years in by_source.values())
        assert paid == half_up(due)


def test_what_was_spent_has_no_price_even_in_a_quarter_in_which_works_go_on() -> None:
    mode = Mode("standard", 2, Flow({"a": (0, 100)}), rising(10), history=1, past={"a": {2025: 100}})
    assert mode.paid(START) == {"a": (0, 110)}
    assert mode.by_year(START) == {"a": {2025: 210}}


def test_sources_take_turns_in_getting_odd_units() -> None:
    thirds = Flow({"a": (1,) * 6, "b": (1,) * 6, "c": (1,) * 6}, 3).whole()
    assert {source: sum(row) for source, row in thirds.items()} == {"a": 2, "b": 2, "c": 2}
    assert [sum(quarter) for quarter in zip(*thirds.values(), strict=True)] == [1] * 6
    assert all(sum(row[:3]) == sum(row[3:]) == 1 for row in thirds.values())

"""A scenario as a list of changes: put into a link and read back, put over another one, said in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.changes import ChangeKind, Changes, Slot, changes_of, differing, edited, tiers_of
from portfolio.domain.errors import BadInput
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.comparing import compare
from portfolio.planning.plan.case import Case
from portfolio.planning.records.scenarios import default_scenario
from portfolio.ui import links
from portfolio.wording import differences
from portfolio.wording.changes import in_words, listed
from portfolio.wording.i18n import Language, wording
from portfolio.wording.loosening import loosenings

EN, ZH = wording(Language.EN), wording(Language.ZH)

EVERY_KIND: Changes = {
    Slot(ChangeKind.CEILING, "public", 2019): 25_000,
    Slot(ChangeKind.CARRY, "district"): 50,
    Slot(ChangeKind.RESERVE, "public"): "7.5",
    Slot(ChangeKind.RESERVE, "district"): 10,
    Slot(ChangeKind.LAPSE, "public"): 2,
    Slot(ChangeKind.LAPSE, "district"): "lifted",
    Slot(ChangeKind.FIRST_YEAR, "municipal"): 2018,
    Slot(ChangeKind.LAST_YEAR, "municipal"): "lifted",
    Slot(ChangeKind.ELIGIBLE, "private"): "open",
    Slot(ChangeKind.FLOOR): 440_000,
    Slot(ChangeKind.FLOOR_RULE): "hard",
    Slot(ChangeKind.OVERRUN): 3,
    Slot(ChangeKind.MOVES): 4,
    Slot(ChangeKind.AIMS, "public"): "within_0.05",
    Slot(ChangeKind.LOCK, "public.2019"): "locked",
    Slot(ChangeKind.COST, "a1-05"): 21_000,
    Slot(ChangeKind.DELAY, "a1-07"): 2,
    Slot(ChangeKind.DUTY, "a2-02"): "dropped",
    Slot(ChangeKind.DUTY, "a2-03"): "optional",
    Slot(ChangeKind.START, "a2-01"): "2018Q3",
    Slot(ChangeKind.MODE, "a1-08"): "slow",
    Slot(ChangeKind.ALLOCATION, "a1-11", 2020, "private"): 30_000,
    Slot(ChangeKind.BAND, "a1-11"): "1.2.10.0",
    Slot(ChangeKind.BANDS): "1.2.10.0.30000",
}
FULL = Scenario.model_validate(
    {
        "name": "full",
        "ceilings": {"public": {2019: 25_000}},
        "carry_over": {"district": Decimal("0.5")},
        "sources": {
            "public": {"reserve_percent": 7.5, "lapses_after": 2},
            "district": {"reserve_percent": 10, "lapses_after": None},
            "municipal": {"first_year": 2018, "last_year": None},
            "private": {"open_to_all": True},
        },
        "envelope": {"minimum": 440_000, "soft": False},
        "overrun_years": 3,
        "most_moves": 4,
        "objective": tiers_of("within_0.05", "public"),
        "locked": ["public.2019"],
        "band": {"early": 1, "late": 2, "step": 10, "maximum": 30_000},
        "projects": {
            "a1-05": {"cost": 21_000},
            "a1-11": {
                "allocations": {"private": {2020: 30_000}},
                "band": {"early": 1, "late": 2, "step": 10},
            },
            "a1-07": {"delay_quarters": 2},
            "a2-02": {"excluded": True},
            "a2-03": {"mandated": False},
            "a2-01": {"pin": {"start": "2018Q3"}},
            "a1-08": {"pin": {"mode": "slow"}},
        },
    }
)


def read_back(changes: Changes, portfolio: Portfolio) -> Changes:
    parameters = links.changes_out(changes)
    return links.changes_in(lambda name: list(parameters.get(name) or []), portfolio)


def test_every_kind_of_change_is_one_of_the_scenario() -> None:
    assert changes_of(FULL) == EVERY_KIND
    made = edited(default_scenario(), EVERY_KIND)
    assert made.model_copy(update={"name": "full"}) == FULL


def test_a_link_is_read_back(gongshu: Portfolio) -> None:
    assert read_back(EVERY_KIND, gongshu) == EVERY_KIND
    gone: Changes = dict.fromkeys(EVERY_KIND)
    assert read_back(gone, gongshu) == gone


def test_taking_every_change_away_leaves_nothing() -> None:
    assert changes_of(edited(FULL, dict.fromkeys(EVERY_KIND))) == {}


def test_nothing_edited_is_the_scenario_itself() -> None:
    assert edited(FULL, {}) is FULL
    assert edited(FULL, {Slot(ChangeKind.FLOOR): 440_000}) is FULL


def test_what_a_scenario_holds_beside_the_changes_stays() -> None:
    aims = default_scenario().model_validate(
        {"name": "aims", "objective": [{"terms": [{"term": "tardiness"}]}]}
    )
    assert edited(aims, {Slot(ChangeKind.FLOOR): 1}).objective == aims.objective


@given(kept=st.sets(st.sampled_from(list(EVERY_KIND))), wanted=st.sets(st.sampled_from(list(EVERY_KIND))))
def test_edits_lead_from_any_changes_to_any_others(kept: set[Slot], wanted: set[Slot]) -> None:
    base = edited(default_scenario(), {slot: EVERY_KIND[slot] for slot in kept})
    meant = {slot: EVERY_KIND[slot] for slot in wanted}
    assert changes_of(edited(base, differing(base, meant))) == meant


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ceiling", "public-2019-many"),
        ("ceiling", "public-1999-1"),
        ("ceiling", "state-2019-1"),
        ("ceiling", "public-2019--5"),
        ("carry", "public-101"),
        ("floor", "-1"),
        ("floor_rule", "firm"),
        ("cost", "a9-99_5"),
        ("cost", "a1-01_5"),
        ("delay", "a1-07_x"),
        ("duty", "a1-07_maybe"),
        ("start", "a1-07_2030Q1"),
        ("mode", "a1-07_slow"),
        ("overrun", "21"),
        ("moves", "many"),
        ("band", "a1-11_1.2"),
        ("bands", "1.2.10.5"),
        ("aims", "public-cheapest"),
        ("aims", "public-within_1001"),
        ("aims", "state-late_first"),
        ("lock", "public.1999-locked"),
        ("lock", "public.2019-open"),
    ],
)
def test_what_does_not_fit_is_named(gongshu: Portfolio, name: str, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        links.changes_in(lambda asked: [text] if asked == name else [], gongshu)
    assert [(fault.column, fault.value) for fault in caught.value.faults] == [(name, text)]


@pytest.mark.parametrize("say", [ZH, EN], ids=["zh", "en"])
def test_every_change_is_said_in_one_line(gongshu: Portfolio, say: object) -> None:
    lines = [in_words(slot, value, gongshu, say) for slot, value in EVERY_KIND.items()]
    assert len(set(lines)) == len(lines)
    assert not any(code in line for line in lines for code in ("a1-", "a2-", "None", "slow_", "dropped_"))


def test_a_long_list_is_cut_short(gongshu: Portfolio) -> None:
    assert listed(EVERY_KIND, gongshu, EN).endswith("and 22 more")


def test_who_moved_is_told_in_words(gongshu: Portfolio, plan: object, squeezed: object) -> None:
    difference = compare(plan, squeezed)
    why = differences.reasons_in_words(plan, squeezed, difference, gongshu, EN)
    rows = differences.moved_rows(difference, gongshu, EN, why)
    assert len(rows) == len(difference.moved) > 0
    assert any("quarters later" in cells[2] for _, cells, _ in rows)
    assert any("would pass the ceiling by CNY" in cells[4] for _, cells, _ in rows)
    money = differences.money_rows(squeezed, difference.money, gongshu, [2017, 2018, 2019, 2020, 2021], EN)
    assert money[-2][0] == "Total"
    assert any(cell.startswith("−") for cell in money[-1][1])


def test_every_sum_of_differences_is_signed() -> None:
    """Years over and under that make up for each other are not what they were before."""
    assert differences.signed_sum([500, -100], EN) == "+4.00"
    assert differences.signed_sum([-500], ZH) == "−500"
    assert differences.signed_sum([96, -96], EN) == "±0"


def test_the_impossible_offers_what_one_click_can_change(gongshu: Portfolio) -> None:
    from portfolio.planning.plan.making import make_plan

    tight = Scenario(name="tight", ceilings={"public": {2019: 1_000}})
    ways = loosenings(make_plan(Case(gongshu, tight)), tight, EN)
    assert ways[0][1] == {Slot(ChangeKind.CEILING, "public", 2019): 18_293}

    stuck = edited(default_scenario(), {Slot(ChangeKind.DELAY, "a1-07"): 40})
    ways = loosenings(make_plan(Case(gongshu, stuck)), stuck, EN)
    assert ways == [
        ("Take the delays of these projects away, and solve", {Slot(ChangeKind.DELAY, "a1-07"): None})
    ]

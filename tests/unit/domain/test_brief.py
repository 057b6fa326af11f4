from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario, TermName

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]


@pytest.fixture
def resolve(build: Build, scenario: MakeScenario) -> Callable[..., Brief]:
    """Return the brief of one project under way and one planned, under a scenario's changes."""
    portfolio: Portfolio = (
        build(years=3, floor=300)
        .project("open", cost=120, quarters={"standard": 4, "slow": 6}, fixed=True)
        .project("new", cost=200, quarters=4, earliest="2020Q3", target=2021, priority=3)
        .project("unpriced", cost=None, quarters=2)
        .project("kept", cost=None, status="existing")
        .portfolio()
    )

    def brief(**changes: Any) -> Brief:
        return brief_of(portfolio, scenario(**changes))

    return brief


def starts_of(brief: Brief, project_id: str, mode_id: str = "standard") -> list[str]:
    requirement = brief.requirements[project_id]
    mode = requirement.mode(mode_id)
    assert mode is not None
    return [str(quarter) for quarter in requirement.starts(mode, brief.calendar.last)]


def test_without_changes_everything_with_works_is_required(resolve: Callable[..., Brief]) -> None:
    brief = resolve()
    assert list(brief.requirements) == ["open", "new", "unpriced"]
    assert all(requirement.mandatory for requirement in brief.requirements.values())
    assert brief.ceilings == {}
    assert (brief.floor, brief.floor_is_soft) == (300, True)


def test_the_default_objective_is_floor_then_time_then_peaks_then_early_opening(
    resolve: Callable[..., Brief],
) -> None:
    assert [[(term.term, term.resource) for term in tier.terms] for tier in resolve().objective] == [
        [(TermName.VIOLATION, "total")],
        [(TermName.TARDINESS, None)],
        [(TermName.PEAK, "district"), (TermName.PEAK, "municipal"), (TermName.PEAK, "private")],
        [(TermName.BENEFIT, None)],
    ]


def test_a_null_lifts_a_ceiling(resolve: Callable[..., Brief]) -> None:
    brief = resolve(ceilings={"public": {"2021": None, "2020": 50}, "private": {"2020": 0}})
    assert brief.ceilings == {"public": {2020: 50}, "private": {2020: 0}}


def test_a_project_under_way_starts_with_the_horizon_and_not_later(resolve: Callable[..., Brief]) -> None:
    assert starts_of(resolve(), "open") == ["2020Q1"]
    assert starts_of(resolve(), "open", "slow") == ["2020Q1"]


def test_a_planned_project_may_start_from_its_earliest_quarter_until_it_no_longer_fits(
    resolve: Callable[..., Brief],
) -> None:
    assert starts_of(resolve(), "new") == [
        "2020Q3",
        "2020Q4",
        "2021Q1",
        "2021Q2",
        "2021Q3",
        "2021Q4",
        "2022Q1",
    ]


def test_no_rule_lets_works_start_before_the_horizon(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("early", earliest="2011Q1").portfolio()
    assert starts_of(brief_of(portfolio, scenario()), "early")[0] == "2020Q1"


def test_works_that_began_before_the_horizon_keep_their_start(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("begun", earliest="2019Q3", fixed=True).portfolio()
    assert starts_of(brief_of(portfolio, scenario()), "begun") == ["2019Q3"]


def test_a_delay_moves_the_earliest_start_and_a_fixed_one_with_it(resolve: Callable[..., Brief]) -> None:
    brief = resolve(projects={"open": {"delay_quarters": 2}, "new": {"delay_quarters": 5}})
    assert starts_of(brief, "open") == ["2020Q3"]
    assert starts_of(brief, "new") == ["2021Q4", "2022Q1"]


def test_a_delay_past_the_schedule_leaves_no_start(resolve: Callable[..., Brief]) -> None:
    assert starts_of(resolve(projects={"new": {"delay_quarters": 100}}), "new") == []


def test_a_pin_leaves_one_start_and_one_mode(resolve: Callable[..., Brief]) -> None:
    brief = resolve(projects={"new": {"pin": {"start": "2021Q2"}}, "open": {"pin": {"mode": "slow"}}})
    assert starts_of(brief, "new") == ["2021Q2"]
    assert starts_of(brief, "open", "standard") == []
    assert starts_of(brief, "open", "slow") == ["2020Q1"]


def test_a_pin_before_the_earliest_start_leaves_none(resolve: Callable[..., Brief]) -> None:
    assert starts_of(resolve(projects={"new": {"pin": {"start": "2020Q1"}}}), "new") == []


def test_an_excluded_project_asks_for_nothing(resolve: Callable[..., Brief]) -> None:
    assert "new" not in resolve(projects={"new": {"excluded": True}}).requirements


def test_only_a_mandate_taken_away_makes_a_project_optional(resolve: Callable[..., Brief]) -> None:
    brief = resolve(projects={"new": {"mandated": False}, "open": {"mandated": True}, "unpriced": {}})
    assert {name: r.mandatory for name, r in brief.requirements.items()} == {
        "open": True,
        "new": False,
        "unpriced": True,
    }


def test_another_cost_is_spent_in_full_from_the_same_sources(build: Build, scenario: MakeScenario) -> None:
    portfolio = build().project("p", cost=100, percent={"district": 60, "private": 40}).portfolio()
    requirement = brief_of(portfolio, scenario(projects={"p": {"cost": 33}})).requirements["p"]
    assert requirement.cost == 33
    assert {source: sum(paid) for source, paid in requirement.modes[0].spending.items()} == {
        "district": 20,
        "private": 13,
    }


def test_a_cost_given_to_what_the_source_does_not_price_is_planned(resolve: Callable[..., Brief]) -> None:
    assert resolve().requirements["unpriced"].modes[0].spending == {}
    priced = resolve(projects={"unpriced": {"cost": 80}}).requirements["unpriced"]
    assert priced.modes[0].spending == {"district": (40, 40)}


def test_a_cost_of_nothing_is_a_price_and_spends_nothing(resolve: Callable[..., Brief]) -> None:
    free = resolve(projects={"new": {"cost": 0}}).requirements["new"]
    assert free.cost == 0
    assert free.modes[0].spending == {}


def test_every_mode_spends_the_whole_cost(resolve: Callable[..., Brief]) -> None:
    modes = resolve().requirements["open"].modes
    assert {mode.id: (mode.quarters, sum(mode.spending["district"])) for mode in modes} == {
        "standard": (4, 120),
        "slow": (6, 120),
    }


def test_spending_falls_into_the_fiscal_years_of_its_quarters(resolve: Callable[..., Brief]) -> None:
    mode = resolve().requirements["new"].modes[0]
    assert mode.spending == {"district": (50, 50, 50, 50)}
    assert mode.by_year(Period(2020, 4)) == {"district": {2020: 50, 2021: 150}}
    assert mode.finish(Period(2020, 4)) == Period(2021, 3)


def test_tardiness_counts_quarters_after_the_end_of_the_target_year(resolve: Callable[..., Brief]) -> None:
    requirement = resolve().requirements["new"]
    assert requirement.tardiness(Period(2021, 4)) == 0
    assert requirement.tardiness(Period(2020, 1)) == 0
    assert requirement.tardiness(Period(2022, 3)) == 3


@pytest.mark.parametrize(
    ("change", "floor", "soft"),
    [
        ({}, 300, True),
        ({"minimum": 0}, 0, True),
        ({"minimum": 250}, 250, True),
        ({"soft": False}, 300, False),
        ({"minimum": 1, "soft": False}, 1, False),
    ],
)
def test_a_scenario_may_move_the_floor_and_harden_it(
    resolve: Callable[..., Brief], change: dict[str, Any], floor: int, soft: bool
) -> None:
    brief = resolve(envelope=change)
    assert (brief.floor, brief.floor_is_soft) == (floor, soft)


def test_shares_carried_over_stay_exact(resolve: Callable[..., Brief]) -> None:
    assert resolve(carry_over={"public": 0.1}).carry_over == {"public": Decimal("0.1")}

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from optimizer.format.instance import Instance, Project, Resource
from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.compiling import compile_brief, period_of, window_of

Compile = Callable[..., Instance]


@pytest.fixture
def compiled(build: Callable[..., Any], scenario: Callable[..., Scenario]) -> Compile:
    """A function that compiles three projects over 2020-2021 and one more year under a scenario's changes."""
    portfolio: Portfolio = (
        build(overrun=1, floor=300)
        .project("open", cost=120, quarters={"standard": 4, "slow": 6}, fixed=True, priority=2)
        .project(
            "mixed", cost=99, percent={"district": 50, "municipal": 30, "private": 20}, earliest="2020Q3"
        )
        .project("unpriced", cost=None, quarters=2, target=2020)
        .project("kept", cost=None, status="existing")
        .portfolio()
    )
    return lambda **changes: compile_brief(brief_of(portfolio, scenario(**changes))).instance


def resource(instance: Instance, name: str) -> Resource:
    return next(resource for resource in instance.resources if resource.id == name)


def project(instance: Instance, name: str) -> Project:
    return next(project for project in instance.projects if project.id == name)


def test_periods_are_the_quarters_of_the_schedule(gongshu: Portfolio, compiled: Compile) -> None:
    calendar = gongshu.calendar
    assert period_of(calendar, Period(2017, 1)) == 0
    assert period_of(calendar, Period(2018, 3)) == 6
    assert window_of(calendar, 2017) == (0, 3)
    assert window_of(calendar, 2023) == (24, 27)
    assert compiled().periods == 12


def test_windows_tile_the_periods(gongshu: Portfolio) -> None:
    covered = [
        period for year in gongshu.calendar.years for period in range(*window_of(gongshu.calendar, year))
    ]
    ends = [window_of(gongshu.calendar, year)[1] for year in gongshu.calendar.years]
    assert sorted([*covered, *ends]) == list(range(28))


def test_what_needs_no_works_is_not_compiled(compiled: Compile) -> None:
    assert [p.id for p in compiled().projects] == ["open", "mixed", "unpriced"]
    assert [p.id for p in compiled(projects={"mixed": {"excluded": True}}).projects] == ["open", "unpriced"]


def test_usage_adds_up_by_source_group_and_total(compiled: Compile) -> None:
    instance = compiled()
    (mode,) = project(instance, "mixed").modes
    paid = {name: sum(usage) for name, usage in mode.usage.items()}
    assert paid == {"district": 49, "municipal": 30, "private": 20}
    assert resource(instance, "public").sum_of == ["district", "municipal"]
    assert resource(instance, "total").sum_of == ["district", "municipal", "private"]


def test_what_has_no_price_uses_nothing(compiled: Compile) -> None:
    assert [mode.usage for mode in project(compiled(), "unpriced").modes] == [{}]


def test_the_floor_counts_the_programme_s_years_only(compiled: Compile) -> None:
    (floor,) = [limit for limit in resource(compiled(), "total").limits if limit.minimum is not None]
    assert (floor.first, floor.last, floor.minimum, floor.maximum, floor.soft) == (0, 7, 300, None, True)
    hard = compiled(envelope={"soft": False, "minimum": 7})
    (floor,) = [limit for limit in resource(hard, "total").limits if limit.minimum is not None]
    assert (floor.minimum, floor.soft) == (7, False)
    assert all(limit.minimum is None for r in hard.resources if r.id != "total" for limit in r.limits)


def test_a_ceiling_is_the_maximum_of_its_year_and_payer(compiled: Compile) -> None:
    instance = compiled(ceilings={"public": {"2021": 70}, "district": {"2020": None}})
    maxima = {
        (r.id, limit.first, limit.last): limit.maximum
        for r in instance.resources
        for limit in r.limits
        if limit.maximum is not None
    }
    assert maxima == {("public", 4, 7): 70}


def test_carry_over_is_exact(compiled: Compile) -> None:
    instance = compiled(ceilings={"public": {"2020": 1}}, carry_over={"public": 0.1})
    carry_over = resource(instance, "public").carry_over
    assert carry_over is not None
    assert carry_over.share == Decimal("0.1")
    assert resource(instance, "district").carry_over is None


def test_release_due_and_weight(compiled: Compile) -> None:
    instance = compiled(projects={"mixed": {"delay_quarters": 3}})
    assert project(compiled(), "mixed").release == 2
    assert project(instance, "mixed").release == 5
    assert project(instance, "mixed").due == 7  # end of 2021, the programme's last year
    assert project(instance, "unpriced").due == 3  # end of 2020, its own target
    assert project(instance, "open").tardiness_weight == 2


def test_works_under_way_are_pinned_to_the_horizon(compiled: Compile) -> None:
    pin = project(compiled(), "open").pin
    assert pin is not None
    assert (pin.start, pin.mode) == (0, None)
    assert project(compiled(), "mixed").pin is None


def test_a_person_s_pins(compiled: Compile) -> None:
    changes = {"mixed": {"pin": {"start": "2021Q2"}}, "open": {"pin": {"mode": "slow"}}}
    instance = compiled(projects=changes)
    mixed, under_way = project(instance, "mixed"), project(instance, "open")
    assert mixed.pin is not None
    assert under_way.pin is not None
    assert (mixed.pin.start, under_way.pin.start) == (5, 0)
    assert [mode.id for mode in under_way.modes] == ["slow"]


def test_mandates(compiled: Compile) -> None:
    instance = compiled(projects={"mixed": {"mandated": False}})
    assert {p.id: p.mandatory for p in instance.projects} == {"open": True, "mixed": False, "unpriced": True}


def test_a_facility_is_open_in_every_quarter_after_its_works(compiled: Compile) -> None:
    standard, slow = project(compiled(), "open").modes
    assert [int(benefit) for benefit in standard.benefit] == [0] * 4 + [1] * 8
    assert [int(benefit) for benefit in slow.benefit] == [0] * 6 + [1] * 6

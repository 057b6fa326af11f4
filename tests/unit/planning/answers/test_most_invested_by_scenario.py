"""Another most that may be invested, or none: by a scenario, and as what a way out raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from assumed import investing
from counted_ways import found_without_counting as found

from portfolio.domain.changes import UNLIMITED, ChangeKind, Slot, changes_of, edited
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.reasons import Cause, reasons
from portfolio.planning.answers.ways_out import WayKind
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import changes, comparisons, loosening, money, ways
from portfolio.wording.i18n import Language, Wording, wording

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]
SAYS = pytest.mark.parametrize("say", [wording(language) for language in Language], ids=list(Language))
MOST = Slot(ChangeKind.MAXIMUM)


@pytest.fixture
def limited(build: Build) -> Portfolio:
    """Two projects of 100 each, of which the programme has 150 to spend."""
    return investing(build(years=1).project("p").project("q").portfolio(), maximum=150)


@pytest.mark.parametrize("envelope", [{"maximum": 200}, {"maximum": None}])
def test_a_scenario_raises_or_lifts_what_the_programme_may_invest(
    limited: Portfolio, scenario: MakeScenario, envelope: dict[str, Any]
) -> None:
    assert make_plan(Case(limited, scenario())).status is PlanStatus.INFEASIBLE
    plan = make_plan(Case(limited, scenario(envelope=envelope)))
    assert plan.envelope.maximum == envelope["maximum"]
    assert violations(limited, plan) == ()
    # A plan of the lifted limit is not one of the limit.
    held = plan.model_copy(update={"scenario": scenario(envelope={"maximum": 199})})
    assert violations(limited, held)


def test_nothing_said_of_it_is_not_that_there_is_none(limited: Portfolio, scenario: MakeScenario) -> None:
    limits = [{"minimum": 1}, {"maximum": 7}, {"maximum": None}, {"minimum": 1, "maximum": None}]
    asked = [scenario(envelope=envelope) for envelope in limits]
    assert [one.maximum_of(limited) for one in asked] == [150, 7, None, None]
    for one, envelope in zip(asked, limits, strict=True):
        assert one.model_dump(mode="json", exclude_defaults=True)["envelope"] == envelope
        for content in (one.model_dump(), one.model_dump(mode="json")):
            again = Scenario.model_validate(content)
            assert (again, again.maximum_of(limited)) == (one, one.maximum_of(limited))


@pytest.mark.parametrize("value", [7, UNLIMITED, None])
def test_it_is_a_change_put_on_and_taken_off(scenario: MakeScenario, value: int | str | None) -> None:
    for base in (scenario(), scenario(envelope={"minimum": 3, "maximum": 9})):
        changed = edited(base, {MOST: value})
        assert changes_of(changed).get(MOST) == value
        assert changed.envelope.minimum == base.envelope.minimum


@SAYS
def test_the_least_that_it_must_rise_is_a_way_out(
    limited: Portfolio, scenario: MakeScenario, say: Wording
) -> None:
    way = found(limited, scenario())[WayKind.MAXIMUM]
    assert (way.price, [(step.before, step.after) for step in way.steps]) == (50, [(150, 200)])
    assert way.scenario.envelope.maximum == 200
    told = ways.step_words(way.kind, way.steps[0], limited, say) + ways.price_words(way, say)
    assert all(money.amount(amount, say) in told for amount in (150, 200, 50))
    smaller = way.scenario.envelope.model_copy(update={"maximum": 199})
    assert make_plan(Case(limited, scenario(envelope=smaller))).status is PlanStatus.INFEASIBLE
    assert WayKind.MAXIMUM not in found(limited, scenario(locked=["maximum"]))


@SAYS
def test_one_click_raises_it_to_what_is_needed(
    limited: Portfolio, scenario: MakeScenario, say: Wording
) -> None:
    asked = scenario()
    ((label, put),) = loosening.loosenings(make_plan(Case(limited, asked)), asked, say)
    assert money.amount(200, say) in label
    assert put == {MOST: 200}
    assert make_plan(Case(limited, edited(asked, put))).status is PlanStatus.OPTIMAL
    locked = scenario(locked=["maximum"])
    assert loosening.loosenings(make_plan(Case(limited, locked)), locked, say) == []


@SAYS
def test_it_is_told_as_a_change_and_between_two_plans(
    limited: Portfolio, scenario: MakeScenario, say: Wording
) -> None:
    plans = [make_plan(Case(limited, scenario(envelope={"maximum": most}))) for most in (300, None)]
    told = comparisons.maximums(compare(*plans), say)
    assert told is not None
    assert told in comparisons.told(compare(*plans), limited, say) or compare(*plans).is_empty
    assert money.amount(300, say) in told
    assert comparisons.maximums(compare(plans[0], plans[0]), say) is None
    words = [changes.in_words(MOST, value, limited, say) for value in (300, UNLIMITED)]
    assert money.amount(300, say) in words[0]
    assert words[1] == say("change.maximum.unlimited")


def test_it_is_why_a_project_moves_where_nothing_else_is(build: Build, scenario: MakeScenario) -> None:
    portfolio = build(years=1, overrun=1).project("p").project("q").portfolio()
    plans = [make_plan(Case(portfolio, scenario(envelope={"maximum": most}))) for most in (200, 100)]
    found_reasons = reasons(portfolio, *plans, compare(*plans))
    assert [reason.cause for told in found_reasons.values() for reason in told] == [Cause.MAXIMUM]

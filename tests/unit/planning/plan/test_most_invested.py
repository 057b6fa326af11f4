"""The most that a programme may invest within its years: what counts towards it, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from assumed import investing
from pydantic import ValidationError

from portfolio.domain.explanation import MaximumExceeded
from portfolio.domain.money import Money
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.programme import Envelope
from portfolio.domain.scenario import Scenario
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import explanations, summaries
from portfolio.wording.i18n import Language, wording
from tests.conftest import PortfolioBuilder

MakeScenario = Callable[..., Scenario]
SAY = wording(Language.EN, as_typed=True)


def test_money_after_the_programme_and_beyond_the_schedule_does_not_count(
    build: type[PortfolioBuilder], scenario: MakeScenario
) -> None:
    two = build(years=1, overrun=1).project("p").project("q").portfolio()
    plan = make_plan(Case(investing(two, maximum=100), scenario()))
    assert (plan.status, plan.annual_expenditure) == (PlanStatus.OPTIMAL, {2020: 100, 2021: 100})
    long = build(years=1).project("p", quarters=8).portfolio()
    assert make_plan(Case(investing(long, maximum=50), scenario())).beyond == 50


def test_what_is_too_much_is_not_mixed_with_what_is_missing_to_the_floor(
    build: type[PortfolioBuilder], scenario: MakeScenario
) -> None:
    portfolio = build(years=1, floor=90).project("p").portfolio()
    short = scenario(envelope={"minimum": 500, "soft": True})
    plan = make_plan(Case(investing(portfolio, maximum=99), short))
    assert plan.explanation == (MaximumExceeded(needed=100, allowed=99),)


def test_it_is_told_what_is_left_and_what_is_too_much(
    build: type[PortfolioBuilder], scenario: MakeScenario
) -> None:
    portfolio = build(years=1).project("p").portfolio()
    left = make_plan(Case(investing(portfolio, maximum=130), scenario()))
    assert json.loads(plan_json(left))["envelope"]["maximum"] == 130
    told = "The programme may invest 130 10k CNY in all, of which 30 10k CNY is left."
    assert told in summaries.standing(left, portfolio, SAY)
    (reason,) = make_plan(Case(investing(portfolio, maximum=99), scenario())).explanation
    assert reason == MaximumExceeded(needed=100, allowed=99)
    assert explanations.sentence(reason, portfolio, SAY) == (
        "The programme may invest 99 10k CNY in all: 100 10k CNY is needed at least, 1 10k CNY too much."
    )


def test_decimals_that_are_kept_are_in_files_too(
    build: type[PortfolioBuilder], scenario: MakeScenario
) -> None:
    portfolio = investing(build(years=1).project("p", cost=1006).portfolio(), maximum=995)
    money = {"currency": "USD", "unit": 1000, "decimals": 1}
    programme = portfolio.programme.model_copy(update={"money": Money.model_validate(money)})
    plan = make_plan(Case(portfolio.changed(programme=programme), scenario()))
    content = json.loads(plan_json(plan))
    assert content["envelope"]["maximum"] == 99.5
    assert (content["explanation"][0]["needed"], content["explanation"][0]["allowed"]) == (100.6, 99.5)


def test_a_plan_that_hides_it_does_not_hold(build: type[PortfolioBuilder], scenario: MakeScenario) -> None:
    portfolio = investing(build(years=1).project("p").portfolio(), maximum=130)
    content = json.loads(plan_json(make_plan(Case(portfolio, scenario()))))
    content["envelope"]["maximum"] = None
    found = violations(portfolio, Plan.model_validate(content))
    assert [violation.path for violation in found] == ["envelope.maximum"]


def test_a_maximum_below_the_floor_is_refused() -> None:
    source = {"document": "doc", "place": "here", "quote": "so it stands"}
    with pytest.raises(ValidationError):
        Envelope.model_validate({"minimum": 2, "maximum": 1, "source": source})
    assert Envelope.model_validate({"maximum": 0}).maximum == 0

"""Portfolios whose sources share what projects cost, and the plans of them."""

from __future__ import annotations

from typing import Any

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

HALVES = {"district": 50, "municipal": 50}
BETWEEN = {"at_least": {"district": 30}, "at_most": {"district": 70}}
ONE_TO_ONE = {"matches": [{"source": "municipal", "against": "district", "ratio": 1}]}


def sharing(portfolio: Portfolio, **rule: Any) -> Portfolio:
    """Return the portfolio with this said of who pays for every project, beside what is said already."""
    content = portfolio.assumptions.model_dump(mode="json")
    for each in content["funding"]:
        each.update(rule)
    return portfolio.changed(assumptions=content)


def planned(portfolio: Portfolio, **changes: Any) -> Plan:
    """Return the plan of a scenario with these changes, which breaks no rule."""
    plan = make_plan(Case(portfolio, Scenario.model_validate({"name": "any", **changes})))
    assert violations(portfolio, plan) == ()
    return plan


def by_source(plan: Plan) -> dict[str, int]:
    """Return source -> what it pays in all; those that pay nothing are absent."""
    sums = {source: sum(years.values()) for source, years in plan.by_funding_source.items()}
    return {source: amount for source, amount in sums.items() if amount}

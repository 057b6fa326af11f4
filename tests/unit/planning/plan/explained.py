"""What explanations are tested with: portfolios that need each other's works or share a site."""

from __future__ import annotations

from assumed import assuming

from portfolio.domain.explanation import Explanation
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

WHY = {"reason_en": "a test", "reason_zh": "测试"}


def needing(portfolio: Portfolio, *links: tuple[str, str], lag: int = 0) -> Portfolio:
    rules = [{"before": before, "after": after, "lag_quarters": lag, **WHY} for before, after in links]
    return assuming(portfolio, prerequisites=rules)


def one_site(portfolio: Portfolio) -> Portfolio:
    return assuming(
        portfolio, capacities=[{"id": "sites", "name_zh": "队", "name_en": "Sites", "maximum": 1, **WHY}]
    )


def impossible(portfolio: Portfolio, scenario: Scenario) -> tuple[Explanation, ...]:
    plan = make_plan(Case(portfolio, scenario))
    assert plan.status is PlanStatus.INFEASIBLE
    assert not any(project.scheduled for project in plan.projects)
    return plan.explanation

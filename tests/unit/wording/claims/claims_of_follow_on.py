"""What is said of debt service and running costs."""

from __future__ import annotations

from typing import Any

from claim import Cases, Claim, Telling, changed, project

from portfolio.domain.bonds import Bond
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.running_costs import RunningCostRule
from portfolio.wording import follow_on
from portfolio.wording.i18n import Wording

HOSPITAL, CLINIC = "a1-11", "a2-03"
BOND: dict[str, Any] = {"source": "district", "rate_percent": 4, "term_years": 10, "reason": "a test"}


def _assuming(cases: Cases, **bond: Any) -> Portfolio:
    """Return the portfolio with a bond, and with running costs of its hospital."""
    rule = RunningCostRule(per_m2=1, reason="a test", applies_to={"projects": (HOSPITAL,)})
    more = {"bonds": (Bond(**BOND | bond),), "running_costs": (rule,)}
    return cases.portfolio.changed(assumptions=cases.portfolio.assumptions.model_copy(update=more))


def _plan(cases: Cases, **fields: Any) -> Plan:
    told = {2021: 5, 2022: 7}
    usual = {"debt_service": told, "debt_service_by_source": {"district": told}, "running_costs": told}
    return changed(cases.plan, **{**usual, "running_costs_lowest": told, **fields})


def _noted(bond: dict[str, Any] | None = None, **fields: Any) -> Telling:
    return lambda cases, say: follow_on.notes(_plan(cases, **fields), _assuming(cases, **(bond or {})), say)


def _later(amount: int) -> Telling:
    return _noted(payments_beyond_by_source={"district": amount})


def _of_project(name: str, **fields: Any) -> Telling:
    def telling(cases: Cases, say: Wording) -> list[tuple[str, list[str], str]]:
        plan, portfolio = project(_plan(cases), name, **fields), _assuming(cases)
        return list(follow_on.of_project(plan.project(name), portfolio.project(name), portfolio, say))

    return telling


def _none(cases: Cases, say: Wording) -> list[follow_on.Line]:
    return follow_on.lines(cases.plan, cases.portfolio, say)


def _summed(**fields: Any) -> Telling:
    return lambda cases, say: follow_on.summary(_plan(cases, **fields), _assuming(cases), say)


NOTHING: dict[str, Any] = {"debt_service": None, "debt_service_by_source": {}, "running_costs": None}
LESS = {2021: 4, 2022: 6}

CLAIMS: dict[str, Claim] = {
    "follow_on.terms": Claim(_noted(), lambda cases, say: follow_on.notes(cases.plan, cases.portfolio, say)),
    "follow_on.grace": Claim(_noted({"grace_years": 2}), _noted()),
    "follow_on.range": Claim(_noted(running_costs_lowest=LESS), _noted()),
    "follow_on.unknown": Claim(_noted(running_costs_unknown=(HOSPITAL,)), _noted()),
    "follow_on.beyond": Claim(_later(10), _later(0)),
    "follow_on.dearest": Claim(_summed(), _summed(**NOTHING)),
    "follow_on.lowest": Claim(
        lambda cases, say: follow_on.lines(_plan(cases, running_costs_lowest=LESS), _assuming(cases), say),
        _none,
    ),
    "follow_on.yearly": Claim(_of_project(HOSPITAL), _of_project(CLINIC)),
    "follow_on.first_year": Claim(
        _of_project(HOSPITAL, running_costs={2021: 5}), _of_project(HOSPITAL, running_costs={})
    ),
    "follow_on.not_known": Claim(_of_project(HOSPITAL, running_costs_unknown=True), _of_project(HOSPITAL)),
    "follow_on.debt": Claim(_of_project(HOSPITAL, debt_service={2021: 5}), _of_project(HOSPITAL)),
    "follow_on.most": Claim(_of_project(HOSPITAL, debt_service={2021: 5}), _of_project(HOSPITAL)),
}

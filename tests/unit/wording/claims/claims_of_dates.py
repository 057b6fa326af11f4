"""What pages say of dates of the source: years printed for rows, and years that are history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claim import Cases, Claim, Telling, changed, project

from portfolio.domain.calendar import Period
from portfolio.domain.dates import PrintedYears
from portfolio.domain.plan import ObjectiveOutcome, Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Term, TermName
from portfolio.planning.answers.why import Standing, Why
from portfolio.wording import answers, summaries
from portfolio.wording.i18n import Wording

PRINTED, SITE = "a2-03", "a1-08"


def _dated(cases: Cases, *, are_dates: bool = True) -> Portfolio:
    rule = PrintedYears(are_dates=are_dates, reason="a test")
    assumptions = cases.portfolio.assumptions.model_copy(update={"printed_years": rule})
    return cases.portfolio.changed(assumptions=assumptions)


def _of(tell: Any, make: Callable[[Cases], Plan], *, are_dates: bool = True) -> Telling:
    return lambda cases, say: tell(make(cases), _dated(cases, are_dates=are_dates), say)


def _finished(finish: Period) -> Callable[[Cases], Plan]:
    """Return a plan that finishes one row then, and every other one in the year that is printed for it."""

    def make(cases: Cases) -> Plan:
        in_time = [
            planned.model_copy(update={"finish": finish if planned.id == PRINTED else Period(y, 4)})
            if planned.scheduled and (y := planned.target_year)
            else planned
            for planned in _aiming(cases).projects
        ]
        return changed(_aiming(cases), projects=tuple(in_time))

    return make


def _aiming(cases: Cases, value: float = 0.0) -> Plan:
    """Return the plan as if it aimed for printed years, and as far ahead of them as that."""
    aim = (Term(term=TermName.EARLINESS),)
    outcome = ObjectiveOutcome(term="earliness", terms=aim, value=value, bound=value, gap=0.0)
    first, *rest = cases.plan.provenance.objective
    provenance = cases.plan.provenance.model_copy(update={"objective": (first, rest[0], outcome, *rest[1:])})
    return changed(cases.plan, provenance=provenance)


def _unreported(cases: Cases) -> Plan:
    return changed(project(cases.plan, SITE, assumed={2017: 5}), assumed={2017: 5})


IN_2018, IN_2019 = Period(2018, 4), Period(2019, 2)


def _why(make: Callable[[Cases], Plan]) -> Telling:
    def telling(cases: Cases, say: Wording) -> list[str]:
        plan, q = make(cases), Period(2018, 1)
        answer = Why(PRINTED, Standing.FUNDED, plan.project(PRINTED), q, q, plan=plan)
        return answers.why_words(answer, plan, cases.portfolio, say)

    return telling


CLAIMS: dict[str, Claim] = {
    "verdict.ahead": Claim(
        _of(summaries.overview, _finished(IN_2018)), _of(summaries.overview, _finished(IN_2019))
    ),
    "verdict.assumed_history": Claim(
        _of(summaries.overview, _unreported), _of(summaries.overview, lambda cases: cases.plan)
    ),
    "budget.levelled_dated": Claim(
        _of(summaries.budget, _aiming), _of(summaries.budget, lambda cases: _aiming(cases, 2.0))
    ),
    "why.printed": Claim(_why(_finished(IN_2019)), _why(_finished(IN_2018))),
}

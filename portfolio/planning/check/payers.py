"""Who pays in a plan where the portfolio leaves that undecided, read again for the checker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from portfolio.domain.assumptions import OPEN
from portfolio.domain.brief import Brief
from portfolio.domain.plan import Plan, PlannedProject, Violation
from portfolio.domain.project import Project
from portfolio.domain.rule_names import StatementName
from portfolio.planning.check.reading import differs, walk


def shares_paid(brief: Brief, project: Project, planned: PlannedProject) -> dict[str, Fraction] | None:
    """Return source -> its share of one of what is paid for a project; None where nobody is assumed to pay.

    Where a scenario leaves it open who pays, a mode says who it is.
    """
    funding = brief.portfolio.funding_of(project)
    if funding is None:
        return None
    choice, percent = _chosen(brief, planned), funding.percent
    if choice is None and funding.shares:
        return dict(funding.shares)
    if choice is not None:
        percent = next(each for each in funding.or_else if _name(each) == choice)
    return {source: Fraction(share) / 100 for source, share in percent.items()}


def works_mode(brief: Brief, planned: PlannedProject) -> str | None:
    """Return in which of the modes of its delivery the works are done, whoever pays."""
    choice = _chosen(brief, planned)
    return planned.mode if choice is None or planned.mode is None else planned.mode[: -len(choice) - 1]


def payers_told(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Who pays is called undecided where the portfolio has several who may, and is told of one of them."""
    for place, planned, requirement in walk(brief, plan):
        funding = brief.portfolio.funding_of(brief.portfolio.project(planned.id))
        is_open = requirement is not None and funding is not None and bool(funding.or_else)
        path = f"{place}.funding"
        yield from differs(StatementName.PAYER, f"{path}_undecided", planned.funding_undecided, is_open)
        expected = _chosen(brief, planned)
        if expected is None and is_open and funding is not None:
            expected = _name(funding.shares or funding.percent)
        yield from differs(StatementName.PAYER, path, planned.funding, expected)


def _name(shares: Mapping[str, object]) -> str:
    return "+".join(source for source, share in shares.items() if share)


def _chosen(brief: Brief, planned: PlannedProject) -> str | None:
    """Return which of those who pay instead a plan has chosen; None where it has not, or may not."""
    funding = brief.portfolio.funding_of(brief.portfolio.project(planned.id))
    if funding is None or planned.mode is None or brief.scenario.project(planned.id).funding != OPEN:
        return None
    names = [_name(each) for each in funding.or_else]
    return next((name for name in names if planned.mode.endswith(f"/{name}")), None)

"""Gates of stages, held against a plan by the check's own arithmetic on dates and amounts as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.gates import Gate, GateKind
from portfolio.domain.plan import Plan, PlannedProject, Violation
from portfolio.domain.programme import Programme
from portfolio.domain.project import Project, Status
from portfolio.domain.requirement import Requirement
from portfolio.domain.rule_names import RuleName
from portfolio.domain.stages import Stage
from portfolio.planning.check.dates import periods_per_year, place_of
from portfolio.planning.check.reading import differs, in_unit, money_differs, walk, works_of


def gates(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Works that had not begun start when their gates let them, and cost no more than was approved."""
    portfolio = brief.portfolio
    if not portfolio.assumptions.gates:
        return
    stages = {(stage.project, str(stage.stage)): stage for stage in portfolio.stages}
    for place, planned, requirement in walk(brief, plan):
        if requirement is None or not planned.scheduled or planned.start is None or planned.cancelled:
            continue
        project = portfolio.project(planned.id)
        if requirement.is_milestone or _is_under_way(brief, project):
            continue
        owner = portfolio.assumptions.owner_of(project)
        waived = {str(stage) for stage in brief.scenario.project(project.id).waived}
        for gate in portfolio.assumptions.gates:
            if gate.stage in waived or not gate.applies_to.selects(project, owner, portfolio.classes):
                continue
            stage = stages.get((project.id, str(gate.stage)))
            if gate.kind is GateKind.AMOUNT_AT_MOST:
                yield from _too_dear(brief, place, planned, gate, stage)
            else:
                is_of_money = gate.kind is GateKind.NO_MONEY_BEFORE
                begins = _first_money(planned, requirement) if is_of_money else planned.start
                if begins is not None:
                    yield from _too_early(brief, place, begins, gate, stage)


def _is_under_way(brief: Brief, project: Project) -> bool:
    rule = brief.portfolio.assumptions.start_of(project)
    reports = brief.portfolio.reports_of(project.id)
    status = reports[-1].status if reports else project.status
    return (
        project.began is not None
        or (rule is not None and rule.fixed)
        or status in {Status.UNDER_CONSTRUCTION, Status.SUSPENDED}
        or not status.has_works
    )


def _too_dear(
    brief: Brief, place: str, planned: PlannedProject, gate: Gate, stage: Stage | None
) -> Iterator[Violation]:
    if stage is None or stage.amount is None:
        return
    before = 0 if planned.before is None else planned.before.amount
    cost = before + sum(planned.expenditure.values()) + planned.beyond
    if Fraction(cost - stage.amount) * 100 > Fraction(gate.tolerance_percent) * stage.amount:
        words = f"at most {in_unit(brief, stage.amount)} and {gate.tolerance_percent} % ({gate.stage})"
        yield from money_differs(brief, RuleName.GATE, f"{place}.expenditure", cost, words)


def _too_early(
    brief: Brief, place: str, begins: Period, gate: Gate, stage: Stage | None
) -> Iterator[Violation]:
    programme = brief.portfolio.programme
    path, per_year = f"{place}.start", periods_per_year(programme)
    opens = _opens_at(brief, gate, stage)
    if opens is None:
        words = f"none: {gate.stage} is not passed, and no date of it is known"
        yield from differs(RuleName.GATE, path, begins, words)
        return
    year, gone_by = place_of(begins, programme)
    if year * per_year + gone_by < opens:
        words = f"{opens // per_year}, period {opens % per_year + 1}, or later: {gate.stage}"
        yield from differs(RuleName.GATE, path, begins, words)


def _first_money(planned: PlannedProject, requirement: Requirement) -> Period | None:
    """Return the first period in which the works that are planned have money; None where they have none."""
    works = works_of(planned, requirement)
    if works is None or planned.start is None:
        return None
    amounts = works[1].flow.amounts.values()
    length = max((len(each) for each in amounts), default=0)
    first = next((k for k in range(length) if any(k < len(each) and each[k] for each in amounts)), None)
    if first is None:
        return None
    may_be_ahead = requirement.band is not None and requirement.band.moves
    return planned.start if requirement.terms.advance > 0 or may_be_ahead else planned.start.plus(first)


def _opens_at(brief: Brief, gate: Gate, stage: Stage | None) -> int | None:
    """Return the periods since the year 0 by which a gate opens; None where it does not."""
    portfolio = brief.portfolio
    programme, per_year = portfolio.programme, periods_per_year(portfolio.programme)
    now = portfolio.calendar.first_year * per_year
    if portfolio.data_date is not None:
        year, gone_by = place_of(portfolio.data_date, programme)
        now = year * per_year + gone_by
    if stage is not None and stage.date is not None:
        return _counted(stage.date, programme)
    if stage is not None and stage.expected is not None:
        return max(now, _counted(stage.expected, programme))
    return None if gate.lead_quarters is None else now + gate.lead_quarters


def _counted(text: str, programme: Programme) -> int:
    """Return how many periods lie between the year 0 and the one in which a date lies, or a quarter ends."""
    per_year = periods_per_year(programme)
    if "Q" in text:
        year, quarter = text.split("Q")
        return int(year) * per_year + int(quarter) * per_year // 4 - 1
    begins, ends_later = programme.fiscal_year.first_month, programme.fiscal_year.named == "ends"
    months = int(text[:4]) * 12 + int(text[5:7]) - 1
    months += (13 - begins) % 12 if begins > 1 and ends_later else -(begins - 1)
    return months // (12 // per_year)

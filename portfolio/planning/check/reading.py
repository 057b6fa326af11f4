"""How what is verified reads a plan: project by project, and as money by source and year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pydantic import BaseModel

from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan, PlannedProject, Violation
from portfolio.domain.requirement import Mode, Requirement
from portfolio.domain.rule_names import RuleName, StatementName
from portfolio.domain.spending import payments_of, spending_of

Check = Callable[[Brief, Plan], Iterator[Violation]]
"""Yields what does not hold."""


def differs(
    rule: RuleName | StatementName, path: str, found: object, expected: object
) -> Iterator[Violation]:
    """Yield a violation where what stands in a plan is not what should."""
    if found != expected:
        yield Violation(rule=rule, path=path, found=str(found), expected=str(expected))


def money_differs(
    brief: Brief, rule: RuleName | StatementName, path: str, found: object, expected: object
) -> Iterator[Violation]:
    """Yield a violation where an amount, or what is made of amounts, is not what it should; in the unit."""
    if found != expected:
        yield from differs(rule, path, in_unit(brief, found), in_unit(brief, expected))


def in_unit(brief: Brief, value: object) -> object:
    """Return amounts as numbers of the programme's unit, however they are put together; words as they are."""
    if isinstance(value, int) and not isinstance(value, bool):
        return brief.portfolio.programme.money.printed(value)
    if isinstance(value, Mapping):
        return {key: in_unit(brief, each) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(in_unit(brief, each) for each in value)
    if isinstance(value, BaseModel):
        amounts = {name: in_unit(brief, each) for name, each in value if name != "year"}
        return value.model_copy(update=amounts)
    return value


def walk(brief: Brief, plan: Plan) -> Iterator[tuple[str, PlannedProject, Requirement | None]]:
    """Yield every known project of the plan with its place and what it must respect."""
    known = {project.id for project in brief.portfolio.projects}
    for number, planned in enumerate(plan.projects):
        if planned.id in known:
            yield f"projects[{number}] ({planned.id})", planned, brief.requirements.get(planned.id)


def works_of(
    planned: PlannedProject, requirement: Requirement | None
) -> tuple[Requirement, Mode, Period] | None:
    """Return what a project must respect, with its mode and start; None where it has not both."""
    mode = requirement.mode(planned.mode or "") if requirement and planned.scheduled else None
    if requirement is None or mode is None or planned.start is None:
        return None
    return requirement, mode, planned.start


def spent(brief: Brief, plan: Plan) -> dict[str, dict[int, int]]:
    """Return source -> fiscal year -> what all projects spend, 10k CNY."""
    return spending_of(plan.projects, brief.portfolio.sources)


def paid_out(brief: Brief, plan: Plan) -> dict[str, dict[int, int]]:
    """Return source -> fiscal year -> what is paid for all projects, 10k CNY."""
    return payments_of(plan.projects, brief.portfolio.sources)


def in_schedule(brief: Brief, by_year: Mapping[int, int]) -> dict[int, int]:
    """Return yearly amounts with all that comes after the schedule as one year more, and none from before."""
    after = brief.calendar.last_schedule_year + 1
    found: dict[int, int] = {}
    for year, amount in by_year.items():
        if year >= brief.calendar.first_year:
            found[min(year, after)] = found.get(min(year, after), 0) + amount
    return shown_amounts(found)


def paid_by(brief: Brief, planned: PlannedProject) -> dict[str, dict[int, int]]:
    """Return source -> fiscal year -> what a project pays, with what lies beyond the schedule a year more."""
    after = brief.calendar.last_schedule_year + 1
    paid = {source: in_schedule(brief, by_year) for source, by_year in planned.by_source.items()}
    for source, amount in planned.beyond_by_source.items():
        by_year = paid.setdefault(source, {})
        by_year[after] = by_year.get(after, 0) + amount
    return {source: shown_amounts(by_year) for source, by_year in paid.items()}


def shown_amounts(amounts: Mapping[int, int]) -> dict[int, int]:
    """Return yearly amounts in one form, whether years without money are named or not."""
    return {year: amount for year, amount in sorted(amounts.items()) if amount}

"""What investment calls for later, in words: debt service and running costs by year, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.domain.bonds import DEBT_SERVICE, Bond, debt_of
from portfolio.domain.follow_on import bonds_of
from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.running_costs import RUNNING_COSTS, running_cost_of
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name


@dataclass(frozen=True, slots=True)
class Line:
    """A follow-on cost by year.

    Attributes:
        name: What it is called.
        costs: What a ceiling on it is of; None where there can be none, as of the lower end of a range.
        by_year: Fiscal year -> amount.
    """

    name: str
    costs: str | None
    by_year: dict[int, int]


def lines(plan: Plan, portfolio: Portfolio, say: Wording) -> list[Line]:
    """Return what a plan calls for later: each bond, all of them where there are several, running costs."""
    capped = {use.payer for use in plan.ceilings}
    due = {debt_of(source): by_year for source, by_year in plan.debt_service_by_source.items()}
    if plan.debt_service is not None and (len(due) > 1 or DEBT_SERVICE in capped):
        # All there is of one bond needs no line of its own beside the sum.
        due = {name: by_year for name, by_year in due.items() if len(due) > 1 or name in capped}
        due[DEBT_SERVICE] = plan.debt_service
    found = [Line(payer_name(name, portfolio, say), name, by_year) for name, by_year in due.items()]
    if plan.running_costs is not None:
        found.append(Line(payer_name(RUNNING_COSTS, portfolio, say), RUNNING_COSTS, plan.running_costs))
        lowest = plan.running_costs_lowest
        if lowest is not None and lowest != plan.running_costs:
            found.append(Line(say("follow_on.lowest"), None, lowest))
    return found


def years_of(told: list[Line]) -> list[int]:
    """Return all years that any of these lines has."""
    return sorted({year for line in told for year in line.by_year})


def heads(told: list[Line], plan: Plan, say: Wording) -> list[str]:
    """Return the heads of the table: the year, and each line with its ceiling behind it."""
    columns = [say("follow_on.year")]
    for line in told:
        columns.append(line.name)
        if _most(line, plan):
            columns.append(say("line.ceiling"))
    return columns


def rows(told: list[Line], plan: Plan, say: Wording) -> list[tuple[str, list[str], str]]:
    """Return a row for each year: its name, its cells, and a style; then the sums of those without end."""
    found = []
    for year in years_of(told):
        cells = []
        for line in told:
            cells.append(money.table_amount(line.by_year.get(year), say))
            if most := _most(line, plan):
                cells.append(money.table_amount(most.get(year), say))
        found.append((say.year(year), cells, "" if year in plan.years else "minor"))
    return found


def notes(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return what the figures rest on and leave out."""
    told = [say("follow_on.note")]
    bonds = bonds_of(plan.scenario.in_force(portfolio))
    told += [bond_words(bond, portfolio, say) for bond in bonds.values()]
    if plan.running_costs_lowest != plan.running_costs:
        told.append(say("follow_on.range"))
    if plan.running_costs_unknown:
        names = say.few([say.name(portfolio.project(name)) for name in plan.running_costs_unknown])
        told.append(say.counted("follow_on.unknown", len(plan.running_costs_unknown), names=names))
    later = sum(plan.payments_beyond_by_source.get(source, 0) for source in bonds)
    if later:
        amount = money.amount(later, say)
        told.append(say("follow_on.beyond", year=plan.years[-1], amount=amount))
    return told


def bond_words(bond: Bond, portfolio: Portfolio, say: Wording) -> str:
    """Return by which terms a bond is served, and why."""
    return say.together(
        [
            say.counted(
                "follow_on.terms",
                bond.term_years,
                source=payer_name(bond.source, portfolio, say),
                rate=f"{bond.rate_percent.normalize():f}%",
                factor=f"{(100 * bond.annuity).normalize():f}%",
            ),
            *([say.counted("follow_on.grace", bond.grace_years)] if bond.grace_years else []),
            say.either(bond, "reason"),
        ]
    )


def summary(plan: Plan, portfolio: Portfolio, say: Wording) -> str:
    """Return the dearest year of each line, as the words of a chart."""
    told = []
    for line in lines(plan, portfolio, say):
        dearest = max(line.by_year, key=lambda year: line.by_year[year], default=None)
        if line.costs is not None and dearest is not None:
            amount = money.amount(line.by_year[dearest], say)
            told.append(say("follow_on.dearest", name=line.name, amount=amount, year=dearest))
    return say.together(told)


def of_project(
    planned: PlannedProject, project: Project, portfolio: Portfolio, say: Wording
) -> Iterator[tuple[str, list[str], str]]:
    """Yield rows on what follows of one project: its running costs in a full year, and its debt service."""
    cost = running_cost_of(portfolio, project) if planned.opens else None
    if planned.running_costs_unknown:
        yield say("follow_on.yearly"), [say("follow_on.not_known")], "minor"
    elif cost is not None and cost.highest is not None and cost.lowest is not None:
        amounts = [money.amount(amount, say) for amount in dict.fromkeys((cost.lowest, cost.highest))]
        yield say("follow_on.yearly"), ["–".join(amounts)], "minor"
        for year, of_first in sorted((planned.running_costs or {}).items())[:1]:
            yield say("follow_on.first_year", year=year), [money.amount(of_first, say)], "minor"
    if planned.debt_service:
        by_year = planned.debt_service
        most = max(by_year, key=lambda year: by_year[year])
        amount, last = money.amount(by_year[most], say), say.year(max(by_year))
        yield say("follow_on.debt"), [say("follow_on.most", amount=amount, year=most, last=last)], "minor"


def _most(line: Line, plan: Plan) -> dict[int, int]:
    """Return fiscal year -> the ceiling on a line; empty where it has none."""
    return {use.year: use.maximum for use in plan.ceilings if use.payer == line.costs}

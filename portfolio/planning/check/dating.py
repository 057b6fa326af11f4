"""How far a plan is ahead of printed dates, what dearer modes cost, and what years of history have spent.

All of it is counted again from the rows of the data and from what the plan says, for the checker.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from portfolio.domain.brief import Brief
from portfolio.domain.plan import Plan, PlannedProject, Violation
from portfolio.domain.project import Project, Status
from portfolio.domain.rule_names import RuleName, StatementName
from portfolio.planning.check.dates import periods_per_year, place_of
from portfolio.planning.check.reading import money_differs, walk


def earliness(brief: Brief, plan: Plan) -> int:
    """Return the weighted periods by which works finish before the year that the source prints for them."""
    total = 0
    for _, planned, requirement in walk(brief, plan):
        printed = brief.portfolio.project(planned.id).target_year
        if requirement is None or planned.finish is None or planned.cancelled or printed is None:
            continue
        if requirement.latest is None:
            year, before = place_of(planned.finish, brief.portfolio.programme)
            ahead = (printed - year) * periods_per_year(brief.portfolio.programme) - before
            total += requirement.priority * max(0, ahead)
    return total


def extra_cost(brief: Brief, plan: Plan, *, begun_by: int | None = None) -> int:
    """Return what the modes of a plan cost more than the cheapest ones, at stated prices.

    Args:
        brief: What the plan is of.
        plan: Names the modes.
        begun_by: Only of works that start by the end of this fiscal year; None for all.
    """
    total = 0
    for _, planned, _ in walk(brief, plan):
        if begun_by is not None and (
            planned.start is None or place_of(planned.start, brief.portfolio.programme)[0] > begun_by
        ):
            continue
        project, change = brief.portfolio.project(planned.id), brief.scenario.project(planned.id)
        delivery = brief.portfolio.delivery_of(project)
        cost = project.cost if change.cost is None else change.cost
        if planned.scheduled and delivery is not None and cost:
            prices = {mode.id: _half_up(Fraction(cost * mode.cost_percent, 100)) for mode in delivery.modes}
            total += prices.get(planned.mode or "", min(prices.values())) - min(prices.values())
    return total


def promised(brief: Brief, plan: Plan, planned: int) -> tuple[int, int | None]:
    """Return what a floor counts of what is planned, and what it leaves out; None where it counts everything.

    Where dearer modes are for need only, what they cost more keeps no promise of investment.
    """
    rule, rules = brief.portfolio.assumptions.dearer_modes, brief.portfolio.assumptions.delivery
    prices = ({mode.cost_percent for mode in rule.modes} for rule in rules)
    if brief.floor is None or rule is None or not rule.only_if_needed or all(len(p) < 2 for p in prices):
        return planned, None
    left_out = extra_cost(brief, plan, begun_by=brief.calendar.last_year)
    return planned - left_out, left_out


def assumed_history(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Works under way of which nobody reports have spent in years of history what their usual mode has then.

    By the end of each of these years that is the share of the price along the curve, half a unit rounded up,
    whatever mode goes on; the rest of the price follows the curve of that mode from the share of the works
    that is done by then. The amounts are noted as assumed, and nothing else is.
    """
    for place, planned, _ in walk(brief, plan):
        project = brief.portfolio.project(planned.id)
        expected = _assumed(brief, project, planned)
        path = f"{place}.assumed"
        yield from money_differs(brief, StatementName.ASSUMED, path, planned.assumed, expected)
        if expected:
            yield from _along_the_curve(brief, place, project, planned)
    in_all: dict[int, int] = {}
    for planned in plan.projects:
        for year, amount in planned.assumed.items():
            in_all[year] = in_all.get(year, 0) + amount
    yield from money_differs(
        brief, StatementName.ASSUMED, "assumed", plan.assumed, dict(sorted(in_all.items()))
    )


def _assumed(brief: Brief, project: Project, planned: PlannedProject) -> dict[int, int]:
    """Return year of history -> what the plan has there of works that nobody reports on."""
    rule, portfolio = brief.portfolio.assumptions.history, brief.portfolio
    if rule is None or portfolio.actuals_of(project.id) or portfolio.appropriations_of(project.id):
        return {}
    told = {year for report in portfolio.reports_of(project.id) for year in report.actual_spending}
    return {
        year: amount
        for year, amount in sorted(planned.expenditure.items())
        if year <= rule.last_year and amount and year not in told
    }


def _along_the_curve(
    brief: Brief, place: str, project: Project, planned: PlannedProject
) -> Iterator[Violation]:
    portfolio, rule = brief.portfolio, brief.portfolio.assumptions.history
    delivery, begun = portfolio.delivery_of(project), portfolio.fixed_start_of(project)
    change, programme = brief.scenario.project(project.id), portfolio.programme
    cost = project.cost if change.cost is None else change.cost
    is_told = portfolio.reports_of(project.id) or project.status is not Status.UNDER_CONSTRUCTION
    if rule is None or delivery is None or begun is None or planned.finish is None or not cost or is_told:
        return
    if (
        change.allocations
        or portfolio.assumptions.escalation_of(project) is not None
        or portfolio.data_date is not None
    ):
        return
    per_year, usual = periods_per_year(programme), delivery.modes[0]
    mode = next((mode for mode in delivery.modes if mode.id == planned.mode), usual)
    (began, before), (ends, in_last) = place_of(begun, programme), place_of(planned.finish, programme)
    until = per_year * (rule.last_year + 1 - began) - before
    left = per_year * (ends - began) - before + in_last + 1 - until
    share = min(Fraction(1), Fraction(until, usual.quarters))
    points, goes_on = (
        [Fraction(p) / 100 for p in portfolio.profile_of(project, each.profile).cumulative_percent]
        for each in (usual, mode)
    )
    price = _half_up(Fraction(cost * mode.cost_percent, 100))
    by_then = _half_up(Fraction(cost * usual.cost_percent, 100) * _reached(points, share))
    spent = 0 if planned.before is None else planned.before.amount
    for year in range(brief.calendar.first_year, min(ends, brief.calendar.last_schedule_year) + 1):
        gone = min(per_year * (year + 1 - began) - before, until + left)
        if gone > until and brief.requirements[project.id].band is not None:
            return  # what comes later may have moved
        if gone <= until:
            due = Fraction(cost * usual.cost_percent, 100) * _reached(points, Fraction(gone, usual.quarters))
        else:
            done = _reached(goes_on, share)
            part = Fraction(gone - until, left)
            reached = _reached(goes_on, share + (1 - share) * part)
            part = part if done == 1 else (reached - done) / (1 - done)
            due = by_then + (price - by_then) * part
        spent += planned.expenditure.get(year, 0)
        path = f"{place}.expenditure up to {year}"
        yield from money_differs(brief, RuleName.ROUNDING, path, spent, _half_up(due))


def _reached(points: list[Fraction], passed: Fraction) -> Fraction:
    """Return the share reached once this share of the works has passed, on the lines between the points."""
    place = min(passed, Fraction(1)) * (len(points) - 1)
    piece = min(int(place), len(points) - 2)
    return points[piece] + (points[piece + 1] - points[piece]) * (place - piece)


def _half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)

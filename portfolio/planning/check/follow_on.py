"""What investment calls for later, recounted from the data: debt service of bonds, and running costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from portfolio.domain.bonds import DEBT_SERVICE, FACTOR_DECIMALS, BondTerms, debt_of
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan, PlannedProject, Violation
from portfolio.domain.rule_names import RuleName
from portfolio.domain.running_costs import RUNNING_COSTS
from portfolio.planning.check.funds import annual_ceilings
from portfolio.planning.check.reading import in_unit, money_differs, paid_out, shown_amounts, walk

_DIGITS = 80  # of what is rounded later: more than any amount and factor have together


def debt_service(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What bonds pay in a year is served in the years after it, of each project and of all of them."""
    bonds = {bond.source: bond for bond in brief.portfolio.assumptions.bonds}
    for place, planned, _ in walk(brief, plan):
        due = [_served(bond, planned.payments_by_source.get(name, {})) for name, bond in bonds.items()]
        yield from _differs(
            brief, RuleName.DEBT, f"{place}.debt_service", planned.debt_service, _sum(due) if bonds else None
        )
    paid = paid_out(brief, plan)
    by_source = {name: _served(bond, paid.get(name, {})) for name, bond in bonds.items()}
    told = {name: shown_amounts(years) for name, years in plan.debt_service_by_source.items()}
    yield from money_differs(brief, RuleName.DEBT, "debt_service_by_source", told, by_source)
    in_all = _sum(by_source.values()) if bonds else None
    yield from _differs(brief, RuleName.DEBT, "debt_service", plan.debt_service, in_all)


def running_costs(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What has opened costs to run, from the period on in which it opens; what is not known is named."""
    ends = {"running_costs": "floor_area_max_m2", "running_costs_lowest": "floor_area_min_m2"}
    unknown = []
    for place, planned, _ in walk(brief, plan):
        for name, end in ends.items():
            expected = _run(brief, planned, end)
            found = getattr(planned, name)
            yield from _differs(
                brief, RuleName.RUNNING, f"{place}.{name}", found, None if expected == "?" else expected
            )
            if expected == "?" and name == "running_costs":
                unknown.append(planned.id)
        yield from money_differs(
            brief,
            RuleName.RUNNING,
            f"{place}.running_costs_unknown",
            planned.running_costs_unknown,
            planned.id in unknown,
        )
    rules = brief.portfolio.assumptions.running_costs
    yield from money_differs(
        brief, RuleName.RUNNING, "running_costs_unknown", plan.running_costs_unknown, tuple(unknown)
    )
    for name in ends:
        known = [getattr(planned, name) or {} for planned in plan.projects]
        yield from _differs(
            brief, RuleName.RUNNING, name, getattr(plan, name), _sum(known) if rules else None
        )


def every_ceiling(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """No payer pays more than it may, and what follows of investment is no more than there is for it."""
    yield from annual_ceilings(brief, plan)
    counted, payers = capped(brief, plan)
    for name, by_year in brief.scenario.ceilings.items():
        for year, most in by_year.items() if name not in brief.payers else ():
            used = sum(counted[part].get(year, 0) for part in payers[name])
            if most is not None and used > most and not brief.is_past(year):
                path, words = f"ceilings.{name}.{year}", f"at most {in_unit(brief, most)}"
                yield from money_differs(brief, RuleName.CEILING, path, used, words)


def capped(brief: Brief, plan: Plan) -> tuple[dict[str, dict[int, int]], dict[str, tuple[str, ...]]]:
    """Return all that ceilings count, by year, and what each payer or follow-on cost adds up of it."""
    paid = paid_out(brief, plan)
    counted, payers = dict(paid), dict(brief.payers)
    of_bonds = []
    for bond in brief.portfolio.assumptions.bonds:
        name = debt_of(bond.source)
        counted[name], payers[name] = _served(bond, paid.get(bond.source, {})), (name,)
        of_bonds.append(name)
    if of_bonds:
        payers[DEBT_SERVICE] = tuple(of_bonds)
    if brief.portfolio.assumptions.running_costs:
        costs = [_run(brief, planned, "floor_area_max_m2") for _, planned, _ in walk(brief, plan)]
        counted[RUNNING_COSTS] = _sum(cost for cost in costs if isinstance(cost, dict))
        payers[RUNNING_COSTS] = (RUNNING_COSTS,)
    return counted, payers


def _served(bond: BondTerms, paid: Mapping[int, int]) -> dict[int, int]:
    """Return what is due by year: of each payment the same amount as long as it is owed."""
    with localcontext(prec=_DIGITS):
        rate = bond.rate_percent / 100
        worth = sum((1 + rate) ** -year for year in range(1, bond.term_years + 1))
        unit = Decimal(1).scaleb(-FACTOR_DECIMALS)
        annuity = (1 / Decimal(worth)).quantize(unit, ROUND_HALF_UP)
        due: dict[int, int] = {}
        for year, amount in paid.items():
            for age in range(1, bond.grace_years + bond.term_years + 1):
                factor = annuity if age > bond.grace_years else rate.quantize(unit, ROUND_HALF_UP)
                due[year + age] = due.get(year + age, 0) + _whole(factor * amount)
    return shown_amounts(due)


def _run(brief: Brief, planned: PlannedProject, end: str) -> dict[int, int] | str | None:
    """Return what a project costs to run by year; "?" where that is not known, None where nobody says."""
    portfolio, project = brief.portfolio, brief.portfolio.project(planned.id)
    owner = portfolio.assumptions.owner_of(project)
    rules = [
        rule
        for rule in portfolio.assumptions.running_costs
        if rule.applies_to.selects(project, owner, portfolio.classes)
    ]
    if not rules or planned.finish is None or not planned.scheduled or planned.cancelled:
        return None
    rule, kept = rules[0], portfolio.programme.money.kept_in_one
    if rule.per_m2 is not None:
        area = getattr(project, end)
        if area is None:
            return "?"
        yearly = _whole(rule.per_m2 * area * kept)
    elif rule.per_unit is not None:
        yearly = _whole(rule.per_unit * project.units * kept)
    else:
        yearly = _whole((rule.per_year or Decimal(0)) * kept)
    delivery = portfolio.delivery_of(project)
    at_once = delivery is not None and all(mode.quarters == 0 for mode in delivery.modes)
    last, outlook = brief.calendar.last_schedule_year, portfolio.assumptions.outlook
    last = last if outlook is None else max(last, outlook.until)
    costs = {}
    for year in range(planned.finish.year, last + 1):
        periods = brief.calendar.periods
        all_of_it = [Period(year, number, periods) for number in range(1, periods.per_year + 1)]
        is_open = [period > planned.finish or (at_once and period == planned.finish) for period in all_of_it]
        costs[year] = _whole(Decimal(yearly) * sum(is_open) / len(is_open))
    return shown_amounts(costs)


def _whole(amount: Decimal) -> int:
    """Return an amount rounded half up, as what came back is below 0 towards more."""
    with localcontext(prec=_DIGITS):
        return int((amount + Decimal("0.5")).to_integral_value("ROUND_FLOOR"))


def _sum(parts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for part in parts:
        for year, amount in part.items():
            total[year] = total.get(year, 0) + amount
    return shown_amounts(total)


def _differs(
    brief: Brief, rule: RuleName, path: str, found: Mapping[int, int] | None, expected: Any
) -> Iterator[Violation]:
    told = None if found is None else shown_amounts(found)
    yield from money_differs(brief, rule, path, told, expected)

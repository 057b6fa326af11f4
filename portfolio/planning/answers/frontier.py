"""The frontier between two aims: lateness against the dearest year of a payer, exact at its points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import ClassVar

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.funds import funds_of
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import MOST_TOLERANCE, Scenario, Term, TermName, Tier
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Keep, Solve, kept_by_nobody

POINTS = 8
"""How many points are looked for unless somebody asks for more or fewer."""


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A plan that no other beats in both aims.

    Attributes:
        peak: Spending of the payer in its dearest year, 10k CNY.
        tardiness: Weighted periods of tardiness.
        exact: Whether both are proven: no plan with this peak is less late, none as late has a lower peak.
        scenario: The scenario with the payer's ceilings and aims that lead to this plan.
        plan: Checked.
    """

    in_money: ClassVar[tuple[str, ...]] = ("peak",)

    peak: int
    tardiness: int
    exact: bool
    scenario: Scenario
    plan: Plan


@dataclass(frozen=True, slots=True)
class Frontier:
    """The frontier between the dearest year of a payer and lateness.

    Attributes:
        payer: A source, a group of sources, or the total.
        scenario: What it is the frontier of.
        points: From the least late plan to the lowest peak.
    """

    payer: str
    scenario: Scenario
    points: tuple[FrontierPoint, ...]


def frontier(
    case: Case,
    payer: str,
    *,
    solve: Solve,
    points: int = POINTS,
    keep: Keep[Frontier] = kept_by_nobody,
) -> Frontier:
    """Return points of the frontier, from the least late plan to the lowest peak.

    Each point but the first asks for the least lateness under a lower peak, then for the lowest peak at that
    lateness; so each is on the frontier. Points that would be equal are left out. The lower peak is asked for
    as a ceiling for every year. Where the payer carries room over, or is everybody together, no ceiling says
    the same; then it is asked for as a share above the lowest peak, which says nothing where that is nothing.
    `keep` takes the points found so far, every time there is another one.

    Raises:
        BadInput: There is no such payer, or the scenario has no plan.
    """
    portfolio, scenario = case.portfolio, case.scenario
    check_payer(case, payer)
    late, peak = Term(term=TermName.TARDINESS), Term(term=TermName.PEAK, resource=payer)

    def solved(asked: Scenario, *tiers: Tier) -> FrontierPoint | None:
        return _solved(case.with_scenario(asked.changed(objective=tiers)), solve)

    least_late, lowest = Tier(terms=(late,)), Tier(terms=(peak,))
    first = solved(scenario, least_late, lowest)
    if first is None:
        raise BadInput([Fault(Form.FRONTIER, Expected.SCENARIO_WITH_PLAN, value=scenario.name)])
    last = solved(scenario, lowest, least_late)
    if last is None or last.peak >= first.peak:
        return Frontier(payer, scenario, (first,))
    found = [first]

    def so_far() -> Frontier:
        return Frontier(payer, scenario, (*found, last) if last.peak < found[-1].peak else tuple(found))

    keep(so_far())
    by_ceiling = payer != TOTAL and not scenario.carry_over.get(payer)
    top = first.peak if by_ceiling else min(first.peak, last.peak * (1 + MOST_TOLERANCE))
    for number in range(points - 1):
        highest = top - (top - last.peak) * number // (points - 1)
        if not last.peak <= highest < found[-1].peak:
            continue
        if by_ceiling:
            under = _with_flat_ceiling(scenario, portfolio, payer, highest)
            point = solved(under, least_late, lowest)
        else:
            share = _share_above(last.peak, highest)
            point = solved(scenario, Tier(terms=(peak,), tolerance=share), least_late, lowest)
        if point is not None and point.peak < found[-1].peak:
            found.append(point)
            keep(so_far())
    return so_far()


def check_payer(case: Case, payer: str) -> None:
    """Refuse to draw the frontier of a payer that is none.

    Raises:
        BadInput: There is no such payer.
    """
    payers = case.portfolio.payers
    if payer not in payers:
        names = {"names": tuple(payers)}
        raise BadInput([Fault(Form.FRONTIER, Expected.ONE_OF, None, "payer", payer, values=names)])


def _solved(case: Case, solve: Solve) -> FrontierPoint | None:
    plan = make_plan(case, solve=solve)
    if not plan.status.has_plan:
        return None
    values = {outcome.term: outcome.value or 0 for outcome in plan.provenance.objective}
    return FrontierPoint(
        peak=int(values[TermName.PEAK]),
        tardiness=int(values[TermName.TARDINESS]),
        exact=plan.status is PlanStatus.OPTIMAL,
        scenario=case.scenario,
        plan=plan,
    )


def _with_flat_ceiling(scenario: Scenario, portfolio: Portfolio, payer: str, ceiling: int) -> Scenario:
    """Return the scenario with no year of the payer above the ceiling, its reserve kept back."""
    years = scenario.scheduled(portfolio).calendar.years
    gross = funds_of(scenario.in_force(portfolio)).gross(payer, ceiling)
    before = scenario.ceilings.get(payer, {})
    lowered = {year: gross if (now := before.get(year)) is None else min(now, gross) for year in years}
    return scenario.changed(ceilings={**scenario.ceilings, payer: lowered})


def _share_above(lowest: int, highest: int) -> Decimal:
    """Return by which share of it the lowest peak may grow to reach the highest, and no unit more."""
    share = Decimal(highest - lowest) / Decimal(max(1, lowest))
    return share.quantize(Decimal("1e-12"), rounding=ROUND_CEILING)

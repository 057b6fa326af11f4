"""The frontier between two aims: lateness against the dearest year of a payer, exact at its points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario, Term, TermName, Tier
from portfolio.planning.plans import make_plan
from portfolio.planning.solving import Solve


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A plan that no other beats in both aims.

    Attributes:
        peak: Spending of the payer in its dearest year, 10k CNY.
        tardiness: Weighted quarters of tardiness.
        exact: Whether both are proven: no plan with this peak is less late, none as late has a lower peak.
        scenario: The scenario with the payer's ceilings and aims that lead to this plan.
        plan: Checked.
    """

    peak: int
    tardiness: int
    exact: bool
    scenario: Scenario
    plan: Plan


def peak_against_lateness(
    portfolio: Portfolio,
    scenario: Scenario,
    payer: str,
    *,
    solve: Solve,
    points: int = 8,
    time_limit: float = 30.0,
    on_step: Callable[[int], None] | None = None,
) -> tuple[FrontierPoint, ...]:
    """Return points of the frontier, from the least late plan to the lowest peak.

    Each point but the first asks for the least lateness under a lower ceiling for every year, then for the
    lowest peak at that lateness; so each is on the frontier. Points that would be equal are left out.

    Raises:
        BadInput: There is no such payer, or the scenario has no plan.
    """
    if payer not in portfolio.pools:
        words = f"one of {', '.join(portfolio.pools)}"
        raise BadInput([Fault("frontier", words, None, "payer", payer)])
    late, peak = Term(term=TermName.TARDINESS), Term(term=TermName.PEAK, resource=payer)
    first = _solved(portfolio, scenario, (late, peak), solve=solve, time_limit=time_limit)
    if first is None:
        raise BadInput([Fault("frontier", "a scenario that has a plan", value=scenario.name)])
    last = _solved(portfolio, scenario, (peak, late), solve=solve, time_limit=time_limit)
    if last is None or last.peak >= first.peak:
        return (first,)
    found = [first]
    for number in range(1, points - 1):
        ceiling = first.peak - (first.peak - last.peak) * number // (points - 1)
        if ceiling >= found[-1].peak:
            continue
        under = _with_flat_ceiling(scenario, portfolio, payer, ceiling)
        point = _solved(portfolio, under, (late, peak), solve=solve, time_limit=time_limit)
        if point is not None and point.peak < found[-1].peak:
            found.append(point)
        if on_step is not None:
            on_step(len(found))
    if last.peak < found[-1].peak:
        found.append(last)
    return tuple(found)


def _solved(
    portfolio: Portfolio, scenario: Scenario, aims: tuple[Term, Term], *, solve: Solve, time_limit: float
) -> FrontierPoint | None:
    asked = scenario.changed(objective=tuple(Tier(terms=(term,)) for term in aims))
    plan = make_plan(portfolio, asked, time_limit=time_limit, solve=solve)
    if not plan.status.has_plan:
        return None
    values = {outcome.term: outcome.value or 0 for outcome in plan.provenance.objective}
    return FrontierPoint(
        peak=int(values[TermName.PEAK]),
        tardiness=int(values[TermName.TARDINESS]),
        exact=plan.status == "optimal",
        scenario=asked,
        plan=plan,
    )


def _with_flat_ceiling(scenario: Scenario, portfolio: Portfolio, payer: str, ceiling: int) -> Scenario:
    """Return the scenario with no year of the payer above the ceiling, not even by carried-over room."""
    years = scenario.scheduled(portfolio).calendar.years
    before = scenario.ceilings.get(payer, {})
    lowered = {year: ceiling if (now := before.get(year)) is None else min(now, ceiling) for year in years}
    carry_over = {name: share for name, share in scenario.carry_over.items() if name != payer}
    return scenario.changed(ceilings={**scenario.ceilings, payer: lowered}, carry_over=carry_over)

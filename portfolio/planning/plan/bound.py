"""Years in which sources pay, for an instance: nothing in others, and no start that leaves some to them."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.format.instance import Limit, Resource
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.requirement import Mode, Requirement
from portfolio.planning.plan.compiled import unused
from portfolio.planning.plan.resources import Ids, Limited
from portfolio.planning.plan.windows import period_of, window_of


def closed_years(brief: Brief, ids: Ids) -> Iterator[Limited]:
    """Yield a resource for each source with years of the schedule in which it cannot pay, history left out.

    It adds up what the source pays, of which those years have no more than what has been spent already.
    """
    taken = {*brief.payers, *ids.all}
    for source in brief.funds.years:
        closed = [year for year in brief.calendar.years if not brief.may_pay_in(source, year)]
        if not closed:
            continue
        spent = brief.spent.get(source, {})
        limits = [
            Limit(id=str(year), first=first, last=last, maximum=max(0, spent.get(year, 0)))
            for year in closed
            for first, last in [window_of(brief.calendar, year)]
        ]
        name = unused(f"{source} outside its years", taken)
        taken.add(name)
        unit = brief.portfolio.programme.money.name
        yield Resource(id=name, unit=unit, sum_of=[ids.paid[source]], limits=limits), {}


def is_paid_in_time(brief: Brief, requirement: Requirement, mode: Mode, start: Period) -> bool:
    """Tell whether no source is to pay after the schedule in a year in which it cannot, for this start.

    What is paid after the schedule hangs on mode and start alone: bands move money within it. Where sources
    share what is paid, each counts as paying until the end, whatever share is chosen for it.
    """
    bound = _bound_sources(brief, requirement, mode)
    if not bound:
        return True
    last = brief.calendar.last_schedule_year
    paid = requirement.payments(mode, start)
    in_all = {year for by_year in paid.values() for year in by_year}
    return all(
        year <= last or brief.funds.is_open(source, year)
        for source in bound
        for year in (in_all if requirement.sharing else paid.get(source, {}))
    )


def last_start(brief: Brief, requirement: Requirement, mode: Mode) -> int | None:
    """Return the last period in which a mode may start, one before the first where it may not at all.

    None where no source is in the way. Who starts later is paid later, so all periods before it do.
    """
    if not _bound_sources(brief, requirement, mode):
        return None
    calendar = brief.calendar
    first = period_of(calendar, requirement.earliest)
    if requirement.elapsed(calendar.first):
        is_paid = requirement.latest is None or is_paid_in_time(brief, requirement, mode, requirement.latest)
        return None if is_paid else -1
    late = (
        at
        for at in range(max(0, first), calendar.number_of_periods)
        if not is_paid_in_time(brief, requirement, mode, calendar.first.plus(at))
    )
    found = next(late, None)
    return None if found is None else found - 1


def _bound_sources(brief: Brief, requirement: Requirement, mode: Mode) -> set[str]:
    """Return the sources with years of their own that pay for a project in a mode, or may be chosen to."""
    paying = {*mode.flow.amounts, *(requirement.sharing.bounds if requirement.sharing else ())}
    return paying.intersection(brief.funds.years)

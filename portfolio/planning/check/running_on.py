"""Works that run on past the schedule, recounted from the data: which may, what they pay then, how late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from portfolio.domain.brief import Brief
from portfolio.domain.plan import Plan, Violation
from portfolio.domain.rule_names import RuleName, StatementName
from portfolio.planning.check.dates import periods_per_year, place_of
from portfolio.planning.check.reading import differs, money_differs


def running_on(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Money beyond the schedule adds up, and only works run on that no mode can finish before its end."""
    in_all: Counter[str] = Counter()
    programme = brief.portfolio.programme
    for number, planned in enumerate(plan.projects):
        place = f"projects[{number}] ({planned.id})"
        in_all.update(planned.beyond_by_source)
        summed = sum(planned.beyond_by_source.values())
        yield from money_differs(brief, StatementName.BEYOND, f"{place}.beyond", planned.beyond, summed)
        end = brief.calendar.last_schedule_year
        runs_on = planned.finish is not None and place_of(planned.finish, programme)[0] > end
        yield from differs(StatementName.BEYOND, f"{place}.runs_on", planned.runs_on, runs_on)
        granted = max((row.year for row in brief.portfolio.appropriations_of(planned.id)), default=0)
        if planned.beyond_by_source and not runs_on and granted <= end:
            words = "nothing, as it is finished by then"
            yield from money_differs(brief, StatementName.BEYOND, f"{place}.beyond", planned.beyond, words)
        if runs_on and _could_finish(brief, planned.id):
            yield from differs(
                RuleName.START, f"{place}.finish", planned.finish, f"{brief.calendar.last} or before"
            )
        elif runs_on:
            years = sorted({year for by_year in planned.by_source.values() for year in by_year if year > end})
            yield from differs(StatementName.BEYOND, f"{place}.by_source", years, [])
    yield from money_differs(
        brief, StatementName.BEYOND, "beyond_by_source", plan.beyond_by_source, dict(in_all)
    )
    yield from money_differs(brief, StatementName.BEYOND, "beyond", plan.beyond, sum(in_all.values()))


def _could_finish(brief: Brief, name: str) -> bool:
    """Whether it is finished within the schedule if it, and all that it needs, begins as soon as it may."""
    over = _over_at_best(brief, name)
    per_year = periods_per_year(brief.portfolio.programme)
    return over is None or over <= len(brief.calendar.years) * per_year


def _over_at_best(brief: Brief, name: str) -> int | None:
    """Return after how many periods of the schedule it is over at best; None where no assumption says."""
    portfolio, calendar = brief.portfolio, brief.calendar
    project = portfolio.project(name)
    start, granted = portfolio.assumptions.start_of(project), portfolio.appropriated(project)
    begun, delivery = portfolio.fixed_start_of(project), portfolio.delivery_of(project)
    first = begun or (start.earliest if start else granted.start if granted else None)
    if first is None or delivery is None:
        return None
    year, before = place_of(first, portfolio.programme)
    gone = (year - calendar.first_year) * periods_per_year(portfolio.programme) + before
    if begun is None:
        gone = max(0, gone)
    for link in brief.prerequisites:
        if link.after == name and (needed := _over_at_best(brief, link.before)) is not None:
            gone = max(gone, needed + link.lag_quarters)
    return gone + min(mode.quarters for mode in delivery.modes)

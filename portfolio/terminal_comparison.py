"""What is different in one plan as against another, for the terminal: who moves and why, money, aims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.calendar import Quarter
from portfolio.domain.plan import EnvelopeOutcome
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.units import UNIT
from portfolio.planning.comparing import Comparison
from portfolio.planning.reasons import Cause, Reason
from portfolio.terminal import ABSENT, figure
from portfolio.terminal_aims import aim_name


def show_comparison(
    out: Console,
    portfolio: Portfolio,
    comparison: Comparison,
    causes: Mapping[str, Sequence[Reason]] | None = None,
) -> None:
    """Print what is different in one plan as against another, and why where a reason is known."""
    if comparison.is_empty:
        out.print("Nothing: dates and money are the same.")
        return
    if comparison.keeps_dates_and_money:
        out.print("Dates and money are the same.")
    else:
        out.print(_who_moves(portfolio, comparison, causes))
    money = Table(title=f"Difference in money, {UNIT}", title_justify="left")
    money.add_column("source")
    years = [year for year in comparison.money[TOTAL] if any(by[year] for by in comparison.money.values())]
    for year in years:
        money.add_column(str(year), justify="right")
    for pool, by_year in comparison.money.items():
        money.add_row(pool, *(f"{by_year[year]:+,}" if by_year[year] else "" for year in years))
    if years:
        out.print(money)
    out.print(f"Late projects: {comparison.late_before} before, {comparison.late_after} after")
    if comparison.shortfall:
        out.print(f"Shortfall against the floor: {comparison.shortfall:+,} {UNIT}")
    floors = [_floor(envelope) for envelope in (comparison.envelope_before, comparison.envelope_after)]
    if floors[0] != floors[1]:
        out.print(f"Floor: {floors[0]} → {floors[1]}")
    for aim in comparison.objective:
        if aim.is_changed:
            before = figure(aim.before) if aim.aimed_before else "no such aim"
            after = figure(aim.after) if aim.aimed_after else "no such aim"
            out.print(f"Aim: {aim_name(aim.terms, portfolio)}: {before} → {after}")


def _who_moves(
    portfolio: Portfolio, comparison: Comparison, causes: Mapping[str, Sequence[Reason]] | None
) -> Table:
    names = {project.id: project.name_zh for project in portfolio.projects}
    table = Table(title="Who moves", title_justify="left")
    for heading in ("id", "name", "start", "finish", f"cost, {UNIT}", "late", *(["why"] if causes else [])):
        table.add_column(heading)
    for moved in comparison.moved:
        before, after = moved.before, moved.after
        table.add_row(
            moved.project,
            names.get(moved.project, ABSENT),
            _from_to(before.start if before else None, after.start if after else None),
            _from_to(before.finish if before else None, after.finish if after else None),
            f"{moved.cost_change:+,}" if moved.cost_change else "",
            f"{after.tardiness_quarters} q" if after is not None and after.tardiness_quarters else "",
            *(["; ".join(map(_why_it_moved, causes.get(moved.project, [])))] if causes else []),
        )
    return table


def _floor(envelope: EnvelopeOutcome | None) -> str:
    if envelope is None or envelope.minimum is None:
        return "none"
    return f"{envelope.minimum:,} {UNIT}, which {'may' if envelope.soft else 'must not'} be missed"


_CAUSES = {
    Cause.ADDED: "the plan before was made without it",
    Cause.REMOVED: "the plan after was made without it",
    Cause.SCENARIO: "the scenarios ask for different things of it",
    Cause.REPORTED: "its status was reported",
    Cause.EARLIEST: "it may not start before {0.quarter}",
    Cause.DURATION: "its works take {0.quarters} quarters now",
    Cause.PREREQUISITE: "as before, it would start before {0.project} is finished",
    Cause.CAPACITY: "as before, there would be too many sites in {0.quarter} ({0.capacity})",
    Cause.CEILING: "as before, it would pass the {0.year} {0.payer} ceiling by {0.over:,}",
    Cause.LIFTED: "as now, it would have passed the former {0.year} {0.payer} ceiling by {0.over:,}",
    Cause.CEILINGS: "the ceilings differ: it makes room, or takes what others left",
    Cause.FLOOR: "the floors differ",
    Cause.AIMS: "the aims differ",
    Cause.SCHEDULE: "the schedules end in different years",
    Cause.DATA: "the plans were made from different data",
    Cause.ROOM: "no rule forces it",
    Cause.BASELINE: "the plans keep close to the baseline in different ways",
}


def _why_it_moved(reason: Reason) -> str:
    return _CAUSES[reason.cause].format(reason)


def _from_to(before: Quarter | None, after: Quarter | None) -> str:
    if before == after:
        return ABSENT if after is None else str(after)
    return f"{before or ABSENT} → {after or ABSENT}"

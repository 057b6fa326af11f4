"""What is different in one plan as against another, in tables: who moves and why, money, floor, aims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from portfolio.cli.tables import ABSENT, figure
from portfolio.cli.tables_of_aims import aim_name
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.calendar import Quarter
from portfolio.domain.plan import EnvelopeOutcome
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.units import UNIT
from portfolio.planning.answers.comparing import Comparison, by_sign
from portfolio.planning.answers.reasons import Cause, Reason


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
        for line in headline(portfolio, comparison):
            out.print(line)
        if comparison.moved:
            out.print(_who_moves(portfolio, comparison, causes))
    _money(out, comparison)
    for line in _outcome(comparison):
        out.print(line)
    for aim in comparison.objective:
        if aim.is_changed:
            before = figure(aim.before) if aim.aimed_before else "no such aim"
            after = figure(aim.after) if aim.aimed_after else "no such aim"
            out.print(f"Aim: {aim_name(aim.terms, portfolio)}: {before} → {after}")


def _money(out: Console, comparison: Comparison) -> None:
    years = [year for year in comparison.money[TOTAL] if any(by[year] for by in comparison.money.values())]
    if not years:
        return
    money = Table(title=f"Difference in money, {UNIT}", title_justify="left")
    for heading in ("source", *map(str, years), "in all"):
        money.add_column(heading, justify="left" if heading == "source" else "right")
    for payer, by_year in comparison.money.items():
        changes = (f"{by_year[year]:+,}" if by_year[year] else "" for year in years)
        money.add_row(payer, *changes, _signed(sum(by_year.values())))
    out.print(money)


def _outcome(comparison: Comparison) -> list[str]:
    """Return who is late or given up now, what is missing to the floor, and whether that is another one."""
    lines = [f"Late projects: {comparison.late_before} before, {comparison.late_after} after"]
    for what, names in (
        ("Late now", comparison.newly_late),
        ("Late no more", [name for name in comparison.late_no_more if name not in comparison.given_up]),
        ("Not carried out any more", comparison.given_up),
    ):
        if names:
            lines.append(f"{what}: {', '.join(names)}")
    left = comparison.envelope_after.shortfall if comparison.envelope_after else 0
    if comparison.shortfall or left:
        change = _signed(comparison.shortfall)
        lines.append(f"Shortfall against the floor: {change}, which leaves {left:,} {UNIT}")
    floors = [_floor(envelope) for envelope in (comparison.envelope_before, comparison.envelope_after)]
    if floors[0] != floors[1]:
        lines.append(f"Floor: {floors[0]} → {floors[1]}")
    return lines


def headline(portfolio: Portfolio, comparison: Comparison) -> list[str]:
    """Return which years cost how much more or less, and every dearest year that rises."""
    runs = [
        f"{run.first if run.first == run.last else f'{run.first}–{run.last}'} {run.amount:+,}"
        for run in by_sign(comparison.money[TOTAL])
    ]
    total = _signed(sum(comparison.money[TOTAL].values()))
    lines = [
        f"Money, {UNIT}: {', '.join(runs)}; in all {total}"
        if runs
        else f"Money, {UNIT}: no year costs more or less in all"
    ]
    for payer in portfolio.payers:
        change = comparison.peaks.get(payer)
        if change is None or change.rise <= 0 or change.after is None:
            continue
        was = "nothing before"
        if change.before is not None:
            rise = 100 * change.rise / change.before.amount
            was = f"{rise:.1f} % above {change.before.amount:,} in {change.before.year}"
        out = f"{change.after.amount:,} in {change.after.year}"
        lines.append(f"Warning: the dearest year of {payer} rises to {out} ({was})")
    return lines


def _signed(amount: int) -> str:
    return f"{amount:+,}" if amount else "±0"


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

"""What all commands share, and tables for the terminal, with totals and units."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from portfolio.cli.tables_of_aims import aim_name
from portfolio.cli.tables_of_freedoms import allowed
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.calendar import Quarter
from portfolio.domain.explanation import (
    AllocationInTheWay,
    AlternativesInTheWay,
    CeilingExceeded,
    Explanation,
    FloorMissed,
    Measured,
    MovesExceeded,
    NoStart,
    NoStartCause,
    PrerequisiteInTheWay,
    SitesExceeded,
    Together,
    Undecided,
)
from portfolio.domain.history import Recorded
from portfolio.domain.plan import (
    Plan,
    PlannedProject,
    PlanStatus,
    Violation,
)
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.run import Progress
from portfolio.domain.units import UNIT
from portfolio.planning.answers.timing import timing_of

NOT_PRICED = "not priced"
ABSENT = "–"


def console() -> Console:
    """Return a console that prints names as they are, and keeps wide tables whole in a file or a pipe."""
    return Console(width=None if sys.stdout.isatty() else 200, markup=False, emoji=False)


@contextmanager
def progress_line() -> Iterator[Callable[[Progress], None]]:
    """Show the best plan so far on one line of stderr."""
    with Console(stderr=True).status("Solving…") as status:

        def show(progress: Progress) -> None:
            bound = "unknown" if progress.bound is None else f"{progress.bound:,.0f}"
            status.update(
                f"Solving, aim {progress.tier + 1} of {progress.tiers}: "
                f"best {progress.value:,.0f}, bound {bound}, {progress.seconds:.1f} s"
            )

        yield show


def print_json(content: Any) -> None:
    """Print models, dataclasses and plain content as JSON."""
    typer.echo(json.dumps(plain(content), ensure_ascii=False, indent=2))


def stamped(record: Recorded[Any], **content: Any) -> dict[str, Any]:
    """Return what is recorded as JSON content: when, by whom, which version, and what."""
    return {"at": record.at.isoformat(), "by": record.by, "version": record.version, **content}


def plain(item: Any) -> Any:
    """Return dataclasses and models as plain JSON content."""
    if isinstance(item, BaseModel):
        return item.model_dump(mode="json")
    if isinstance(item, Quarter):
        return str(item)
    if dataclasses.is_dataclass(item):
        return {field.name: plain(getattr(item, field.name)) for field in dataclasses.fields(item)}
    if isinstance(item, dict):
        return {str(key): plain(value) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [plain(entry) for entry in item]
    return item


def show_projects(out: Console, portfolio: Portfolio) -> None:
    """Print the projects as loaded, and what they cost in all."""
    table = Table(title=f"{portfolio.programme.name_en}\nprojects, cost in {UNIT}", title_justify="left")
    for heading in ("id", "name", "street", "type", "status"):
        table.add_column(heading)
    table.add_column("units", justify="right")
    table.add_column("cost", justify="right")
    table.add_column("target", justify="right")
    for project in portfolio.projects:
        assumed = "" if project.target_year else " *"
        table.add_row(
            project.id,
            f"{project.name_zh}\n{project.name_en}",
            project.street or ABSENT,
            words(project.facility_type),
            words(project.status),
            str(project.units),
            _cost(project),
            f"{portfolio.target_year_of(project)}{assumed}" if project.status.has_works else ABSENT,
        )
    priced = [project for project in portfolio.projects if project.is_priced]
    table.add_section()
    total = sum(project.cost_10k_cny or 0 for project in priced)
    table.add_row(
        "", f"{len(portfolio.projects)} projects, {len(priced)} priced", "", "", "", "", f"{total:,}"
    )
    out.print(table)
    if any(project.target_year is None and project.status.has_works for project in portfolio.projects):
        out.print("* the source gives no completion year: this one is assumed", style="dim")


def show_plan(out: Console, portfolio: Portfolio, plan: Plan) -> None:
    """Print a plan: what happens when, what it costs by year and source, and how good it provably is."""
    if not plan.status.has_plan:
        _show_absence(out, portfolio, plan)
        return
    out.print(_schedule(portfolio, plan))
    out.print(_money(portfolio, plan))
    out.print(_envelope(plan))
    for line in _remarks(portfolio, plan):
        out.print(line)
    out.print(_objective(portfolio, plan))


def show_violations(out: Console, violations: Iterable[Violation]) -> None:
    """Print every rule that does not hold."""
    table = Table(title="Violations", title_justify="left")
    for heading in ("rule", "place", "found", "expected"):
        table.add_column(heading, overflow="fold")
    for violation in violations:
        table.add_row(*map(Text, (violation.rule, violation.path, violation.found, violation.expected)))
    out.print(table)


def words(name: str) -> str:
    """Return an enumeration's value as words."""
    return name.replace("_", " ")


def explained(portfolio: Portfolio, explanation: Explanation) -> str:
    """Return one reason why there is no plan, as a sentence."""
    told = _in_the_way(portfolio, explanation)
    is_open = isinstance(explanation, Measured) and not explanation.proven
    return f"{told}; the time was up before this was proven to be the least" if is_open else told


_NOT_FOUND_OUT: dict[str | None, str] = {
    None: "which rule is in the way",
    "rest": "whether anything else is in the way",
    "fewest": "which of the rules named can stay",
    "ceiling": "whether ceilings are in the way",
    "capacity": "whether the number of sites is in the way",
    "floor": "whether the floor is in the way",
    "moves": "whether too few moves against the baseline are allowed",
    "prerequisite": "which prerequisites are in the way, if any",
    "alternatives": "which alternatives are in the way, if any",
    "allocation": "which allocated amounts are in the way, if any",
}
"""What an explanation leaves open, by its detail -> in words."""


def _in_the_way(portfolio: Portfolio, part: Explanation) -> str:
    match part:
        case CeilingExceeded(payer=payer, year=year, unavoidable=fixed):
            under_way = f" ({fixed:,} of it by works already under way)" if fixed else ""
            return (
                f"{year} {payer} money: {part.needed:,} needed"
                f" {_in_plan(part)}{under_way}, {part.allowed:,} allowed ({UNIT})"
            )
        case FloorMissed():
            return (
                f"investment floor: {part.needed:,} asked for within the programme,"
                f" {part.allowed:,} {'can be' if part.proven else 'was'} reached ({UNIT})"
            )
        case SitesExceeded(detail=capacity, quarter=quarter):
            sites = f"{part.needed} sites {_in_plan(part)}, {part.allowed} allowed"
            return f"{quarter} {capacity}: {sites}"
        case MovesExceeded():
            how = "at least" if part.proven else "in the plan that was found"
            return f"moves against the baseline: {part.needed} {how}, {part.allowed} allowed"
        case PrerequisiteInTheWay(projects=(before, after)):
            waits, first = _named(portfolio, after), _named(portfolio, before)
            return f"in the way: {waits} has to wait until {first} is finished"
        case AlternativesInTheWay(projects=projects, needed=least, allowed=most):
            count = f"exactly {least}" if least == most else f"{least} to {most}"
            names = ", ".join(_named(portfolio, name) for name in projects)
            return f"in the way: {count} of these must be carried out: {names}"
        case AllocationInTheWay(project=project, payer=payer, year=year, needed=amount):
            return (
                f"in the way: {_named(portfolio, project)} is to spend {amount:,}"
                f" of {payer} money in {year} ({UNIT})"
            )
        case NoStart(project=project, detail=cause):
            why = {
                NoStartCause.PIN: "its pin leaves none",
                NoStartCause.PREREQUISITE: "what it needs first is not carried out",
                NoStartCause.SCHEDULE_END: "the schedule ends too early",
            }[cause]
            return f"{_named(portfolio, project)} has no quarter to start in: {why}"
        case Undecided(detail=detail):
            return f"it was not found out in time {_NOT_FOUND_OUT[detail]}"
        case Together(detail=detail):
            which = "what follows has" if detail else "several have"
            return f"no single kind of rule is the reason: {which} to be loosened at once"


def _in_plan(part: Measured) -> str:
    return "even in the plan that overruns least" if part.proven else "in the plan that was found"


def _named(portfolio: Portfolio, project_id: str) -> str:
    project = portfolio.project(project_id)
    return f"{project.id} {project.name_zh} ({project.name_en})"


def _cost(project: Project) -> str:
    if project.cost_10k_cny is not None:
        return f"{project.cost_10k_cny:,}"
    return NOT_PRICED if project.status.has_works else ABSENT


def _schedule(portfolio: Portfolio, plan: Plan) -> Table:
    table = Table(title=f"Plan “{plan.scenario.name}”, expenditure in {UNIT}", title_justify="left")
    for heading in ("id", "name", "mode", "start", "finish", "target", "late"):
        table.add_column(heading)
    years = _years_in_use(plan)
    for year in years:
        table.add_column(str(year), justify="right")
    table.add_column("total", justify="right")
    known = {project.id for project in portfolio.projects}
    for planned in plan.projects:
        if planned.scheduled and planned.id in known:
            table.add_row(*_schedule_row(portfolio, planned, years))
    table.add_section()
    amounts = [f"{plan.annual_expenditure.get(year, 0):,}" for year in years]
    total = f"{sum(plan.annual_expenditure.values()):,}"
    table.add_row("", "total", "", "", "", "", "", *amounts, total)
    return table


def _schedule_row(portfolio: Portfolio, planned: PlannedProject, years: list[int]) -> list[str]:
    amounts = [f"{planned.expenditure[year]:,}" if year in planned.expenditure else "" for year in years]
    return [
        planned.id,
        portfolio.project(planned.id).name_zh,
        planned.mode or ABSENT,
        str(planned.start),
        str(planned.finish),
        str(planned.target_year),
        f"{planned.tardiness_quarters} q" if planned.tardiness_quarters else "",
        *amounts,
        f"{sum(planned.expenditure.values()):,}" if planned.priced else NOT_PRICED,
    ]


def _money(portfolio: Portfolio, plan: Plan) -> Table:
    table = Table(title=f"Money by source, {UNIT}", title_justify="left")
    table.add_column("source")
    years = _years_in_use(plan)
    for year in years:
        table.add_column(str(year), justify="right")
    for heading in ("total", "peak year", "peak if everything starts as early as possible"):
        table.add_column(heading, justify="right")
    rows = {**plan.by_funding_source, **plan.by_source_group, TOTAL: plan.annual_expenditure}
    ceilings = {(use.payer, use.year): use for use in plan.ceilings}
    for payer in portfolio.payers:
        cells = []
        for year in years:
            use = ceilings.get((payer, year))
            room = "" if use is None else f" / {use.maximum + use.carried_in:,}"
            cells.append(f"{rows[payer].get(year, 0):,}{room}")
        peak = plan.peaks.get(payer)
        early = plan.earliest_starts.peaks.get(payer) if plan.earliest_starts else None
        table.add_row(
            payer,
            *cells,
            f"{sum(rows[payer].values()):,}",
            f"{peak.amount:,} in {peak.year}" if peak else ABSENT,
            f"{early.amount:,} in {early.year}" if early else ABSENT,
        )
    return table


def _envelope(plan: Plan) -> str:
    outcome = plan.envelope
    if outcome.minimum is None:
        return f"Planned within the programme: {outcome.planned:,} {UNIT}; no floor"
    short = f", short by {outcome.shortfall:,}" if outcome.shortfall else ", reached"
    return f"Planned within the programme: {outcome.planned:,} of at least {outcome.minimum:,} {UNIT}{short}"


def _remarks(portfolio: Portfolio, plan: Plan) -> list[str]:
    """Return what a reader must not miss: late, left out, not priced, or allowed without being said."""
    timing = timing_of(plan, portfolio)
    works = (*timing.late, *timing.on_time)
    remarks = ["No project is carried out"]
    if timing.late:
        remarks = [f"Late: {len(timing.late)} of {len(works)} projects that are carried out"]
    elif works:
        every = "Every project" if timing.is_all_on_time else "Every project that is carried out"
        remarks = [f"{every} finishes by its target year"]
    if works and timing.assumed:
        remarks[0] += f" ({timing.assumed} of these years assumed)"
    known = {project.id for project in portfolio.projects}
    unpriced = [planned.id for planned in works if not planned.priced and planned.id in known]
    for what, names in (
        ("Not carried out", timing.left_out),
        ("Suspended, the dates hold if work resumes as planned", timing.suspended),
        ("Not priced, so scheduled without money", unpriced),
    ):
        remarks += [f"{what}: {_named(portfolio, name)}" for name in names]
    remarks += [f"Beyond what the changes say: {allowed(allowance)}" for allowance in plan.allowances or ()]
    return remarks


def _objective(portfolio: Portfolio, plan: Plan) -> Table:
    solver = f"{plan.provenance.solver}, {plan.provenance.wall_seconds:.1f} s"
    table = Table(caption=f"Status {plan.status}, checked ({solver})", caption_justify="left", min_width=60)
    for heading in ("aim", "value", "proven bound", "gap"):
        table.add_column(heading, justify="left" if heading == "aim" else "right")
    for outcome in plan.provenance.objective:
        table.add_row(
            aim_name(outcome.terms, portfolio), *map(figure, (outcome.value, outcome.bound, outcome.gap))
        )
    return table


def figure(value: float | None) -> str:
    """Return a value of the objective, or that it is unknown."""
    return "unknown" if value is None else f"{value:,.6g}" if value % 1 else f"{value:,.0f}"


def _show_absence(out: Console, portfolio: Portfolio, plan: Plan) -> None:
    if plan.status is PlanStatus.UNKNOWN:
        out.print("No plan was found within the time limit; that is no proof that there is none.")
        return
    show_impossible(out, portfolio, plan)


def show_impossible(out: Console, portfolio: Portfolio, plan: Plan) -> None:
    """Print that a scenario is proven impossible, and why."""
    out.print(f"Scenario “{plan.scenario.name}” is impossible (proven):")
    for explanation in plan.explanation:
        out.print(f"  {explained(portfolio, explanation)}")


def _years_in_use(plan: Plan) -> list[int]:
    """Return the programme's years and those after it in which money is spent."""
    last = max((year for year, amount in plan.annual_expenditure.items() if amount), default=plan.years[0])
    ceilings = max((use.year for use in plan.ceilings), default=last)
    return [year for year in plan.years if year <= max(last, ceilings)]

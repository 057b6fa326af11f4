"""Tables for the terminal: ways out, reasons, what money is worth, curves, frontiers and targets."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from portfolio.cli.tables import ABSENT, explained, figure, show_impossible, words
from portfolio.cli.tables_of_aims import aim_name
from portfolio.cli.tables_of_comparisons import show_comparison
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.units import UNIT
from portfolio.planning.answers.frontier import FrontierPoint
from portfolio.planning.answers.reasons import reasons
from portfolio.planning.answers.replanning import Curve, Point
from portfolio.planning.answers.targets import TargetOutcome
from portfolio.planning.answers.timing import late_in
from portfolio.planning.answers.ways_out import Step, WayKind, WayOut
from portfolio.planning.answers.why import Forced, Standing, Verdict, Why
from portfolio.planning.answers.worth import Difference, Rescue

_UNITS = {
    WayKind.CEILINGS: (UNIT, UNIT),
    WayKind.FLOOR: (UNIT, UNIT),
    WayKind.DROP: (UNIT, UNIT),
    WayKind.SLIP: ("quarter", "quarters"),
    WayKind.CARRY_OVER: ("% carried over", "% carried over"),
    WayKind.SCHEDULE: ("more year", "more years"),
    WayKind.UNDO: ("change undone", "changes undone"),
}
"""Of a price: of one, and of any other number."""


def _counted(number: int, one: str, other: str) -> str:
    return f"{number:,} {one if number == 1 else other}"


def show_ways_out(
    out: Console, portfolio: Portfolio, plan: Plan, found: Sequence[WayOut], undecided: Sequence[WayKind] = ()
) -> None:
    """Print why a scenario is impossible and what would make it possible."""
    show_impossible(out, portfolio, plan)
    if undecided:
        out.print(f"Not found out in time: {', '.join(map(words, undecided))}")
    if not found:
        if not undecided:
            out.print("No single kind of change makes it possible.")
        return
    table = Table(title="Ways out, each solved again and checked", title_justify="left")
    for heading in ("kind", "what changes", "price", "smallest", "then late", "then short of the floor"):
        table.add_column(heading)
    for way in found:
        late = len(late_in(way.plan))
        table.add_row(
            words(way.kind),
            "\n".join(_step(portfolio, way.kind, step) for step in way.steps),
            _counted(way.price, *_UNITS[way.kind]),
            "proven" if way.minimal else "not proven",
            _counted(late, "project", "projects"),
            _shortfall(way.plan, f" {UNIT}"),
        )
    out.print(table)


def _step(portfolio: Portfolio, kind: WayKind, step: Step) -> str:
    name = f"{step.project} {portfolio.project(step.project).name_zh}" if step.project else ""
    match kind:
        case WayKind.CEILINGS:
            return f"{step.year} {step.payer}: {step.before:,} → {step.after:,}"
        case WayKind.FLOOR:
            return f"floor: {step.before:,} → {step.after:,}"
        case WayKind.SLIP:
            quarters = (step.after or 0) - (step.before or 0)
            return f"{name} begins {_counted(quarters, 'quarter', 'quarters')} later"
        case WayKind.DROP:
            return f"drop {name}"
        case WayKind.CARRY_OVER:
            return f"{step.payer}: {step.before} % → {step.after} %"
        case WayKind.SCHEDULE:
            years = _counted(step.after or 0, "year", "years")
            return f"the schedule runs {years} past the programme instead of {step.before}"
        case WayKind.UNDO:
            return f"undo the change on {name}"


def show_why(out: Console, portfolio: Portfolio, plan: Plan, answer: Why) -> None:
    """Print why a project stands as it does."""
    project = portfolio.project(answer.project)
    out.print(f"{project.id} {project.name_zh} ({project.name_en}): {_standing(answer)}")
    if answer.forced is not None:
        out.print(_verdict(portfolio, plan, answer.forced))
        if not answer.forced.proven and answer.forced.verdict is not Verdict.UNKNOWN:
            out.print("Not proven: the time was up before the best such plan was found.")
        if answer.forced.comparison is not None:
            show_comparison(out, portfolio, answer.forced.comparison)


def _standing(answer: Why) -> str:
    planned = answer.planned
    match answer.standing:
        case Standing.RETAINED:
            return "retained as it is; it has no works and asks for no money"
        case Standing.FINISHED:
            return (
                "finished; that is history"
                if planned.finish is None
                else f"finished in {planned.finish}; that is history"
            )
        case Standing.CANCELLED:
            return "cancelled"
        case Standing.EXCLUDED:
            return "not funded: the scenario drops it"
        case Standing.NOT_CHOSEN:
            return "not funded: the plan may leave it out, and does"
    dates = f"{planned.start} to {planned.finish}, target {planned.target_year}"
    why = []
    if answer.fixed:
        why.append("it was under way before the plan, so its start cannot be moved")
    elif answer.pinned:
        why.append("a person has pinned its start")
    else:
        why.append(f"it may start from {answer.earliest} on")
        why.append(f"at this pace it must start by {answer.latest_on_time} to be on time")
    if answer.standing is Standing.NOT_PRICED:
        why.append("it is not priced, so it takes no money")
    return f"{dates}; " + "; ".join(why)


def _verdict(portfolio: Portfolio, plan: Plan, forced: Forced) -> str:
    asked = "carrying it out" if forced.start is None else f"starting it in {forced.start}"
    match forced.verdict:
        case Verdict.NO_EARLIER:
            return "It cannot start earlier, whatever the money."
        case Verdict.UNKNOWN:
            return f"Whether {asked} is possible was not found out in time."
        case Verdict.AS_GOOD:
            return f"As good: {asked} changes no aim of the objective."
        case Verdict.IMPOSSIBLE:
            explanation = () if forced.plan is None else forced.plan.explanation
            reasons = "; ".join(explained(portfolio, part) for part in explanation)
            return f"Impossible: {asked} has no plan. {reasons}"
        case Verdict.WORSE | Verdict.BETTER:
            number = forced.worse_aim or 0
            before = plan.provenance.objective[number]
            after = None if forced.plan is None else forced.plan.provenance.objective[number]
            values = f"{figure(before.value)} → {figure(after.value if after else None)}"
            aim = f"“{aim_name(before.terms, portfolio)}”"
            return f"{words(forced.verdict).capitalize()}: {asked} changes the aim {aim} from {values}."


def show_differences(
    out: Console,
    portfolio: Portfolio,
    plan: Plan,
    differences: Sequence[Difference],
    saved: Sequence[Rescue],
) -> None:
    """Print what each ceiling is worth, as finite differences, and what brings late projects back."""
    if not differences:
        out.print("The scenario sets no ceilings, so no money is worth more than any other.")
        return
    table = Table(title="Finite differences of each aim when a ceiling moves, by solving again")
    for heading in (
        "payer",
        "year",
        f"ceiling, {UNIT}",
        *(aim_name(o.terms, portfolio) for o in plan.provenance.objective),
        "proven",
    ):
        table.add_column(heading, justify="left" if heading in {"payer", "proven"} else "right")
    for difference in differences:
        changes = [ABSENT if v is None else f"{v:+,.6g}" if v else "0" for v in difference.objective]
        table.add_row(
            difference.payer,
            str(difference.year),
            f"{difference.step:+,}",
            *(changes if difference.plan.status.has_plan else ["impossible", *[""] * (len(changes) - 1)]),
            "yes" if difference.proven else "no",
        )
    out.print(table)
    if saved:
        rescue = Table(title=f"Least extra money that brings a project back on time, {UNIT}")
        for heading in ("project", "name", "total", "where", "proven"):
            rescue.add_column(heading)
        for entry in saved:
            where = ", ".join(
                f"{payer} {year}: +{amount:,}"
                for payer, by_year in (entry.extra or {}).items()
                for year, amount in by_year.items()
            )
            nothing = "no ceiling that may rise helps" if entry.proven else "not found out"
            total = nothing if entry.total is None else f"{entry.total:,}"
            name = portfolio.project(entry.project).name_zh
            rescue.add_row(entry.project, name, total, where, "yes" if entry.proven else "no")
        out.print(rescue)


def show_curve(
    out: Console, portfolio: Portfolio, baseline: Plan, curve: Curve, chosen: Point | None
) -> None:
    """Print the cost-stability curve, and the moves of the point that was picked."""
    aims = [aim_name(o.terms, portfolio) for o in curve.points[0].plan.provenance.objective[:-1]]
    title = f"Moves against the baseline of “{baseline.scenario.name}”, and what each gains"
    table = Table(title=title, title_justify="left")
    for heading in ("moves allowed", *aims, "against the best found"):
        table.add_column(heading, justify="right")
    for point in curve.points:
        behind = next(
            (f"{aim} {value:+,.6g}" for aim, value in zip(aims, point.behind, strict=True) if value),
            "nothing better found",
        )
        mark = " ←" if point is chosen else ""
        table.add_row(f"{point.moves}{mark}", *map(figure, point.values), behind)
    out.print(table)
    least = "not known" if curve.least_moves is None else str(curve.least_moves)
    out.print(f"Fewest moves that what has changed forces: {least}")
    if curve.step > 1:
        out.print(
            f"Of the numbers of moves every {curve.step}. was tried; --moves and --accept try the others."
        )
    if chosen is not None:
        out.print(f"Picked: {_counted(chosen.moves, 'move', 'moves')}")
        why = reasons(portfolio, baseline, chosen.plan, chosen.comparison)
        show_comparison(out, portfolio, chosen.comparison, why)


def show_frontier(out: Console, payer: str, points: Sequence[FrontierPoint]) -> None:
    """Print the points of a frontier."""
    table = Table(title=f"Dearest year of {payer} against weighted lateness", title_justify="left")
    harm = ("weighted quarters late", "late projects", f"short of the floor, {UNIT}")
    for heading in (f"peak, {UNIT}", *harm, "exact"):
        table.add_column(heading, justify="right")
    for point in points:
        table.add_row(
            f"{point.peak:,}",
            f"{point.tardiness:,}",
            str(len(late_in(point.plan))),
            _shortfall(point.plan),
            "yes" if point.exact else "no",
        )
    out.print(table)


def _shortfall(plan: Plan, unit: str = "") -> str:
    return "no floor" if plan.envelope.minimum is None else f"{plan.envelope.shortfall:,}{unit}"


def show_targets(out: Console, portfolio: Portfolio, outcomes: Sequence[TargetOutcome]) -> None:
    """Print the programme's targets against a plan."""
    years = portfolio.calendar.programme_years
    table = Table(title="The programme's targets against the plan", title_justify="left")
    for heading in ("target", "promised", "planned", *map(str, years), "outcome"):
        table.add_column(heading, justify="left" if heading in {"target", "outcome"} else "right")
    for entry in outcomes:
        target = entry.target
        table.add_row(
            f"{target.name_zh}\n{target.name_en}",
            f"{words(target.comparison)} {target.quantity:,} {target.unit_en}",
            ABSENT if entry.planned is None else f"{entry.planned:,}",
            *(f"{entry.by_year[year]:,}" if entry.by_year.get(year) else "" for year in years),
            words(entry.outcome),
        )
    out.print(table)


def show_target_changes(
    out: Console, before: Sequence[TargetOutcome], after: Sequence[TargetOutcome]
) -> None:
    """Print the targets of the programme that two plans reach differently."""
    for old, new in zip(before, after, strict=True):
        if old.planned != new.planned:
            promised = f"promised {words(new.target.comparison)} {new.target.quantity:,}"
            planned = f"{figure(old.planned)} → {figure(new.planned)} {new.target.unit_en}"
            out.print(f"Target {new.target.name_en}: {planned} ({promised}, {words(new.outcome)})")
    unknown = sorted({name for entry in (*before, *after) for name in entry.unknown_projects})
    if unknown:
        names = ", ".join(unknown)
        out.print(f"Not counted towards targets, as the portfolio does not have them: {names}")

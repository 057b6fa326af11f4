"""Tables for the terminal: ways out, reasons, what money is worth, curves, frontiers and targets."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from portfolio.cli.tables import lines, show_absence, table_of
from portfolio.cli.tables_of_comparisons import show_comparison
from portfolio.cli.words import SAY
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.frontier import FrontierPoint
from portfolio.planning.answers.reasons import reasons
from portfolio.planning.answers.replanning import Curve, Point
from portfolio.planning.answers.targets import TargetOutcome
from portfolio.planning.answers.ways_out import WayKind, WayOut
from portfolio.planning.answers.why import Why
from portfolio.planning.answers.worth import Difference, Rescue
from portfolio.wording import aims, answers, targets, ways
from portfolio.wording.payers import payer_name
from portfolio.wording.tones import Row


def show_ways_out(
    out: Console, portfolio: Portfolio, plan: Plan, found: Sequence[WayOut], undecided: Sequence[WayKind] = ()
) -> None:
    """Print why a scenario is impossible and what would make it possible."""
    show_absence(out, portfolio, plan)
    lines(out, [ways.undecided_words(undecided, SAY)])
    if not found:
        if not undecided:
            out.print(ways.no_way_words(plan.scenario, SAY, is_whole=True))
        return
    rows = [ways.row(way, portfolio, SAY) for way in found]
    out.print(table_of(SAY("way.title"), ways.heads(SAY), rows))
    out.print(ways.ways_note(plan.scenario, SAY))


def show_why(out: Console, portfolio: Portfolio, plan: Plan, answer: Why) -> None:
    """Print why a project stands as it does."""
    out.print(SAY.full_name(portfolio.project(answer.project)))
    lines(out, (f"  {told}" for told in answers.why_words(answer, plan, portfolio, SAY)))
    if answer.forced is not None and answer.forced.comparison is not None:
        show_comparison(out, portfolio, answer.forced.comparison)


def show_differences(
    out: Console,
    portfolio: Portfolio,
    plan: Plan,
    differences: Sequence[Difference],
    saved: Sequence[Rescue],
) -> None:
    """Print what each ceiling is worth, as finite differences, and what brings late projects back."""
    if not differences:
        out.print(SAY("worth.no_ceilings"))
        return
    names = [aims.name(outcome.terms, portfolio, SAY) for outcome in plan.provenance.objective]
    heads = [SAY("worth.moved"), *names, SAY("column.proven")]
    rows = answers.worth_rows(differences, plan, portfolio, SAY)
    out.print(table_of(SAY("worth.title"), heads, rows))
    lines(out, [answers.nothing_worth(differences, SAY), SAY("worth.label")])
    if saved:
        heads = [SAY(key) for key in ("column.name", "rescue.total", "rescue.where", "column.proven")]
        out.print(table_of(SAY("rescue.title"), heads, answers.rescue_rows(saved, portfolio, SAY)))


def show_curve(
    out: Console, portfolio: Portfolio, baseline: Plan, curve: Curve, chosen: Point | None
) -> None:
    """Print the cost-stability curve, and the moves of the point that was picked."""
    objective = curve.points[0].plan.provenance.objective[:-1]
    names = [aims.name(outcome.terms, portfolio, SAY) for outcome in objective]
    heads = [SAY("replan.moves"), *names, SAY("replan.behind_head")]
    rows: list[Row] = [
        (f"{name} ←" if point is chosen else name, cells, style)
        for point, (name, cells, style) in zip(
            curve.points, answers.curve_rows(curve, portfolio, SAY), strict=True
        )
    ]
    out.print(table_of(SAY("replan.of", name=baseline.scenario.name), heads, rows))
    lines(out, [answers.least_moves_words(curve, SAY), answers.others_tried_words(curve, SAY)])
    if chosen is not None:
        out.print(SAY("replan.picked", point=answers.point_words(chosen, portfolio, SAY)))
        why = reasons(portfolio, baseline, chosen.plan, chosen.comparison)
        show_comparison(out, portfolio, chosen.comparison, why)


def show_frontier(out: Console, portfolio: Portfolio, payer: str, points: Sequence[FrontierPoint]) -> None:
    """Print the points of a frontier."""
    name = payer_name(payer, portfolio, SAY)
    heads = [SAY(f"frontier.column.{key}") for key in ("peak", "tardiness", "late", "shortfall")]
    rows = answers.frontier_rows(points, SAY)
    out.print(table_of(SAY("frontier.of", payer=name), [*heads, SAY("column.proven")], rows))
    out.print(answers.frontier_proof(points, name, SAY))


def show_targets(out: Console, portfolio: Portfolio, outcomes: Sequence[TargetOutcome]) -> None:
    """Print the programme's targets against a plan."""
    years = portfolio.calendar.programme_years
    heads = [SAY(f"promise.{part}") for part in ("name", "promised", "planned", "verdict")]
    rows: list[Row] = []
    for entry in outcomes:
        held = targets.held(entry, portfolio, SAY)
        cells = [held.promised, held.planned or SAY("field.blank"), held.verdict]
        rows.append((held.name, [*cells, *targets.by_year(entry, years, SAY)], ""))
    out.print(
        table_of(
            SAY("promise.title"), [*heads, *map(SAY.of(portfolio).year, years)], rows, numbers=len(years)
        )
    )

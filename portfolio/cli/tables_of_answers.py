"""Tables for the terminal: ways out, reasons, curves and frontiers."""

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
from portfolio.planning.answers.ways_out import WayKind, WayOut
from portfolio.planning.answers.why import Why
from portfolio.wording import aims, answers, ways
from portfolio.wording.payers import payer_name
from portfolio.wording.tones import Row


def show_ways_out(
    out: Console, portfolio: Portfolio, plan: Plan, found: Sequence[WayOut], undecided: Sequence[WayKind] = ()
) -> None:
    """Print why a scenario is impossible and what would make it possible."""
    say = SAY.of(portfolio)
    show_absence(out, portfolio, plan)
    lines(out, [ways.undecided_words(undecided, say)])
    if not found:
        if not undecided:
            out.print(ways.no_way_words(plan.scenario, say, is_whole=True))
        return
    rows = [ways.row(way, portfolio, say) for way in found]
    out.print(table_of(say("way.title"), ways.heads(say), rows))
    out.print(ways.ways_note(plan.scenario, say))


def show_why(out: Console, portfolio: Portfolio, plan: Plan, answer: Why) -> None:
    """Print why a project stands as it does."""
    say = SAY.of(portfolio)
    out.print(say.full_name(portfolio.project(answer.project)))
    lines(out, (f"  {told}" for told in answers.why_words(answer, plan, portfolio, say)))
    if answer.forced is not None and answer.forced.comparison is not None:
        show_comparison(out, portfolio, answer.forced.comparison)


def show_curve(
    out: Console, portfolio: Portfolio, baseline: Plan, curve: Curve, chosen: Point | None
) -> None:
    """Print the cost-stability curve, and the moves of the point that was picked."""
    say = SAY.of(portfolio)
    objective = curve.points[0].plan.provenance.objective[:-1]
    names = [aims.name(outcome.terms, portfolio, say) for outcome in objective]
    heads = [say("replan.moves"), *names, say("replan.behind_head")]
    rows: list[Row] = [
        (f"{name} ←" if point is chosen else name, cells, style)
        for point, (name, cells, style) in zip(
            curve.points, answers.curve_rows(curve, portfolio, say), strict=True
        )
    ]
    out.print(table_of(say("replan.of", name=baseline.scenario.name), heads, rows))
    lines(out, [answers.least_moves_words(curve, say), answers.others_tried_words(curve, say)])
    if chosen is not None:
        out.print(say("replan.picked", point=answers.point_words(chosen, portfolio, say)))
        why = reasons(portfolio, baseline, chosen.plan, chosen.comparison)
        show_comparison(out, portfolio, chosen.comparison, why)


def show_frontier(out: Console, portfolio: Portfolio, payer: str, points: Sequence[FrontierPoint]) -> None:
    """Print the points of a frontier."""
    say = SAY.of(portfolio)
    name = payer_name(payer, portfolio, say)
    heads = [say(f"frontier.column.{key}") for key in ("peak", "tardiness", "late", "shortfall")]
    rows = answers.frontier_rows(points, say)
    out.print(table_of(say("frontier.of", payer=name), [*heads, say("column.proven")], rows))
    out.print(answers.frontier_proof(points, name, say))

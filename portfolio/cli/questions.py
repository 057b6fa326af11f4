"""Commands that answer: why, what differs, and how to re-plan with least upheaval."""

from __future__ import annotations

from typing import Annotated

import typer

from portfolio import settings
from portfolio.cli.options import (
    INFEASIBLE,
    ByOption,
    JsonOption,
    PortfolioOption,
    ScenarioOption,
    TimeOption,
)
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form


def why(
    project: Annotated[
        str | None, typer.Argument(metavar="[PROJECT]", help="An id; none asks why it is impossible.")
    ] = None,
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Why a project starts when it does and no earlier; why a scenario is impossible, and the ways out."""
    from portfolio.cli.asking import desk, end_without
    from portfolio.cli.tables import console, plain, print_json
    from portfolio.cli.tables_of_answers import show_ways_out, show_why
    from portfolio.domain.plan import PlanStatus
    from portfolio.domain.run import Topic
    from portfolio.planning.answers.ways_out import ways_out
    from portfolio.planning.answers.why import why as why_so

    asked = desk(portfolio, scenario, time_limit=time_limit, by=by)
    case = asked.case
    known = [one.id for one in case.portfolio.projects]
    if project is not None and project not in known:
        raise BadInput([Fault(Form.WHY, Expected.PROJECT_HERE, value=project)])
    plan = asked.plan()
    if plan.status is PlanStatus.UNKNOWN:
        end_without(plan, case.portfolio, as_json=as_json)
    if project is None or plan.status is PlanStatus.INFEASIBLE:
        if plan.status is not PlanStatus.INFEASIBLE:
            raise BadInput([Fault(Form.WHY, Expected.PROJECT_TO_EXPLAIN, value=case.scenario.name)])
        ways = asked.answer(Topic.WAYS_OUT, lambda solve, keep: ways_out(case, solve=solve, keep=keep))
        if as_json:
            answer = {"explanation": plan.explanation, "ways_out": ways.found, "undecided": ways.undecided}
            print_json({"status": plan.status, **answer}, case.portfolio.programme)
        else:
            show_ways_out(console(), case.portfolio, plan, ways.found, ways.undecided)
        raise typer.Exit(INFEASIBLE)
    found = asked.answer(
        Topic.WHY, lambda solve, keep: why_so(case, plan, project, solve=solve, keep=keep), project
    )
    if as_json:
        answer = plain(found, case.portfolio.programme)
        print_json({name: part for name, part in answer.items() if name != "plan"})
    else:
        show_why(console(), case.portfolio, found.plan, found)


def compare(
    before: Annotated[
        str, typer.Argument(metavar="BEFORE", help="baseline, baseline@N, a scenario, or PLAN.json")
    ],
    after: Annotated[
        str, typer.Argument(metavar="AFTER", help="baseline, baseline@N, a scenario, or PLAN.json")
    ],
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """What is different in one plan as against another, and why: money, dates, who moved, objective."""
    from portfolio.cli.asking import desk, end_without
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.tables_of_comparisons import show_comparison, show_freedoms, show_target_changes
    from portfolio.planning.answers.comparing import compare as compared
    from portfolio.planning.answers.freedoms import freedoms
    from portfolio.planning.answers.reasons import reasons
    from portfolio.planning.answers.targets import target_outcomes

    asked = desk(portfolio, time_limit=time_limit, by=by)
    case = asked.case
    plans = [asked.plan_named(name) for name in (before, after)]
    for plan in plans:
        end_without(plan, case.portfolio, as_json=as_json)
    comparison = compared(*plans)
    allowed = freedoms(case.portfolio, *plans)
    causes = reasons(case.portfolio, plans[0], plans[1], comparison)
    promised = [target_outcomes(case.portfolio, plan) for plan in plans]
    if as_json:
        targets = [{"before": old, "after": new} for old, new in zip(*promised, strict=True)]
        answer = {"comparison": comparison, "reasons": causes, "targets": targets}
        print_json({**answer, "freedoms": allowed}, case.portfolio.programme)
    else:
        show_comparison(console(), case.portfolio, comparison, causes)
        show_freedoms(console(), case.portfolio, *plans)
        show_target_changes(console(), case.portfolio, *promised)


def replan(
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    moves: Annotated[
        int | None, typer.Option("--moves", metavar="N", min=0, help="The plan with at most so many moves.")
    ] = None,
    accept: Annotated[
        float | None,
        typer.Option(
            "--accept", metavar="AMOUNT", min=0, help="The fewest moves that are no further behind."
        ),
    ] = None,
    aim: Annotated[
        int | None,
        typer.Option("--aim", metavar="N", min=1, help="Which aim the amount is of; else the first behind."),
    ] = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """How much better the plan gets for each project that may leave the baseline; pick a point."""
    from portfolio.cli.asking import desk, end_without
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.tables_of_answers import show_curve
    from portfolio.domain.run import Topic
    from portfolio.planning.answers.reasons import reasons
    from portfolio.planning.answers.replanning import Point, Replanning, kept_baseline
    from portfolio.planning.answers.replanning import replan as replan_so

    asked = desk(portfolio, scenario, time_limit=time_limit, by=by)
    case = asked.case
    kept_baseline(case)
    if accept is not None and moves is not None:
        raise BadInput([Fault(Form.REPLAN, Expected.MOVES_OR_ACCEPT)])
    if aim is not None and accept is None:
        raise BadInput([Fault(Form.REPLAN, Expected.AIM_WITH_ACCEPT)])
    plan = asked.plan()
    end_without(plan, case.portfolio, as_json=as_json)
    aims = len(plan.provenance.objective) - 1  # the last one is to move as little as possible
    if aim is not None and aim > aims:
        code, most = Expected.AIM_NUMBER, {"most": aims}
        raise BadInput([Fault(Form.REPLAN, code, None, "aim", str(aim), values=most)])

    def choose(replanning: Replanning) -> Point:
        if accept is not None:
            return replanning.within(accept, None if aim is None else aim - 1)
        return replanning.with_moves(moves or 0)

    # A point that is picked asks for more solves than the curve does.
    picked = "" if accept is None and moves is None else f"{accept} {aim} {moves}"
    found = asked.answer(
        Topic.REPLAN,
        lambda solve, keep: replan_so(case, solve=solve, keep=keep, choose=choose if picked else None),
        detail=picked,
    )
    chosen = found.chosen
    if as_json:
        why_moved = (
            None
            if chosen is None
            else reasons(case.portfolio, found.baseline, chosen.plan, chosen.comparison)
        )
        answer = {"curve": found.curve, "chosen": chosen, "reasons": why_moved}
        print_json(answer, case.portfolio.programme)
    else:
        show_curve(console(), case.portfolio, found.baseline, found.curve, chosen)


def frontier(
    payer: Annotated[str, typer.Argument(metavar="PAYER", help="Whose dearest year: public, total, …")],
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    points: Annotated[int, typer.Option("--points", min=2, max=40)] = 8,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """The frontier between the dearest year of a payer and weighted lateness."""
    from portfolio.cli.asking import desk, end_without
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.tables_of_answers import show_frontier
    from portfolio.domain.run import Topic
    from portfolio.planning.answers.frontier import POINTS, check_payer
    from portfolio.planning.answers.frontier import frontier as frontier_of

    asked = desk(portfolio, scenario, time_limit=time_limit, by=by)
    case = asked.case
    check_payer(case, payer)
    end_without(asked.plan(), case.portfolio, as_json=as_json)
    found = asked.answer(
        Topic.FRONTIER,
        lambda solve, keep: frontier_of(case, payer, solve=solve, keep=keep, points=points),
        payer,
        detail="" if points == POINTS else f"{points} points",
    )
    if as_json:
        print_json(found.points, case.portfolio.programme)
    else:
        show_frontier(console(), case.portfolio, payer, found.points)


def add_to(cli: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (why, compare, replan, frontier):
        cli.command()(command)

"""Commands that answer: why, what money is worth, what differs, and how to re-plan with least upheaval."""

from __future__ import annotations

from typing import Annotated

import typer

from portfolio import settings
from portfolio.cli.options import INFEASIBLE, JsonOption, PortfolioOption, ScenarioOption
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.units import MILLION_CNY

TimeOption = Annotated[
    float,
    typer.Option(
        "--time-limit", metavar="S", min=0.001, help="Seconds for each solve, built, checked and explained."
    ),
]


def why(
    project: Annotated[
        str | None, typer.Argument(metavar="[PROJECT]", help="An id; none asks why it is impossible.")
    ] = None,
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """Why a project starts when it does and no earlier; why a scenario is impossible, and the ways out."""
    from portfolio.cli.setting import end_without, setting_of
    from portfolio.cli.tables import console, print_json, progress_line
    from portfolio.cli.tables_of_answers import show_ways_out, show_why
    from portfolio.domain.plan import PlanStatus
    from portfolio.planning.answers.ways_out import WayKind, ways_out
    from portfolio.planning.answers.why import why as why_so
    from portfolio.planning.plan.solving import in_process

    setting = setting_of(portfolio, scenario, time_limit)
    known = [one.id for one in setting.portfolio.projects]
    if project is not None and project not in known:
        raise BadInput([Fault(Form.WHY, Expected.PROJECT_HERE, value=project)])
    plan = setting.plan()
    if plan.status is PlanStatus.UNKNOWN:
        end_without(plan, setting.portfolio, as_json=as_json)
    if project is None or plan.status is PlanStatus.INFEASIBLE:
        if plan.status is not PlanStatus.INFEASIBLE:
            raise BadInput([Fault(Form.WHY, Expected.PROJECT_TO_EXPLAIN, value=setting.scenario.name)])
        undecided: list[WayKind] = []
        with progress_line():
            found = ways_out(
                setting.portfolio,
                setting.scenario,
                solve=in_process,
                baseline=setting.baseline,
                time_limit=time_limit,
                on_undecided=undecided.append,
            )
        if as_json:
            answer = {"explanation": plan.explanation, "ways_out": found, "undecided": undecided}
            print_json({"status": plan.status, **answer})
        else:
            show_ways_out(console(), setting.portfolio, plan, found, undecided)
        raise typer.Exit(INFEASIBLE)
    with progress_line():
        found_why = why_so(
            setting.portfolio,
            setting.scenario,
            plan,
            project,
            solve=in_process,
            baseline=setting.baseline,
            time_limit=time_limit,
        )
    if as_json:
        print_json(found_why)
    else:
        show_why(console(), setting.portfolio, plan, found_why)


def value(
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    step: Annotated[
        int, typer.Option("--step", metavar="N", min=1, help="10k CNY by which each ceiling is moved.")
    ] = MILLION_CNY,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """What one more million is worth, by year and source; and the least that brings late projects back."""
    from portfolio.cli.setting import end_without, setting_of
    from portfolio.cli.tables import console, print_json, progress_line
    from portfolio.cli.tables_of_answers import show_differences
    from portfolio.planning.answers.worth import ceiling_differences, rescues
    from portfolio.planning.plan.solving import in_process

    setting = setting_of(portfolio, scenario, time_limit)
    plan = setting.plan()
    end_without(plan, setting.portfolio, as_json=as_json)
    with progress_line():
        differences = ceiling_differences(
            setting.portfolio,
            setting.scenario,
            plan,
            solve=in_process,
            step=step,
            baseline=setting.baseline,
            time_limit=time_limit,
        )
        saved = rescues(
            setting.portfolio,
            setting.scenario,
            plan,
            solve=in_process,
            baseline=setting.baseline,
            time_limit=time_limit,
        )
    if as_json:
        print_json({"objective": plan.provenance.objective, "differences": differences, "rescues": saved})
    else:
        show_differences(console(), setting.portfolio, plan, differences, saved)


def compare(
    before: Annotated[
        str, typer.Argument(metavar="BEFORE", help="baseline, baseline@N, a scenario, or PLAN.json")
    ],
    after: Annotated[
        str, typer.Argument(metavar="AFTER", help="baseline, baseline@N, a scenario, or PLAN.json")
    ],
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """What is different in one plan as against another, and why: money, dates, who moved, objective."""
    from portfolio.cli.setting import end_without, plan_named, setting_of
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.tables_of_comparisons import show_comparison, show_freedoms, show_target_changes
    from portfolio.planning.answers.comparing import compare as compared
    from portfolio.planning.answers.freedoms import freedoms
    from portfolio.planning.answers.reasons import reasons
    from portfolio.planning.answers.targets import target_outcomes

    setting = setting_of(portfolio, settings.DEFAULT_SCENARIO, time_limit)
    plans = [plan_named(setting, portfolio, name) for name in (before, after)]
    for plan in plans:
        end_without(plan, setting.portfolio, as_json=as_json)
    comparison = compared(*plans)
    allowed = freedoms(setting.portfolio, *plans)
    causes = reasons(setting.portfolio, plans[0], plans[1], comparison)
    promised = [target_outcomes(setting.portfolio, plan) for plan in plans]
    if as_json:
        targets = [{"before": old, "after": new} for old, new in zip(*promised, strict=True)]
        answer = {"comparison": comparison, "reasons": causes, "targets": targets}
        print_json({**answer, "freedoms": allowed})
    else:
        show_comparison(console(), setting.portfolio, comparison, causes)
        show_freedoms(console(), setting.portfolio, *plans)
        show_target_changes(console(), setting.portfolio, *promised)


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
    as_json: JsonOption = False,
) -> None:
    """How much better the plan gets for each project that may leave the baseline; pick a point."""
    from portfolio.cli.setting import end_without, setting_of
    from portfolio.cli.tables import console, print_json, progress_line
    from portfolio.cli.tables_of_answers import show_curve
    from portfolio.planning.answers.reasons import reasons
    from portfolio.planning.answers.replanning import Replanning
    from portfolio.planning.plan.solving import in_process

    setting = setting_of(portfolio, scenario, time_limit)
    if setting.baseline is None:
        raise BadInput([Fault(Form.REPLAN, Expected.APPROVED_BASELINE_FIRST)])
    if accept is not None and moves is not None:
        raise BadInput([Fault(Form.REPLAN, Expected.MOVES_OR_ACCEPT)])
    if aim is not None and accept is None:
        raise BadInput([Fault(Form.REPLAN, Expected.AIM_WITH_ACCEPT)])
    plan = setting.plan()
    end_without(plan, setting.portfolio, as_json=as_json)
    aims = len(plan.provenance.objective) - 1  # the last one is to move as little as possible
    if aim is not None and aim > aims:
        code, most = Expected.AIM_NUMBER, {"most": aims}
        raise BadInput([Fault(Form.REPLAN, code, None, "aim", str(aim), values=most)])
    with progress_line():
        replanning = Replanning(
            setting.portfolio, setting.scenario, setting.baseline, solve=in_process, time_limit=time_limit
        )
        curve = replanning.curve()
        chosen = None
        if accept is not None:
            chosen = replanning.within(accept, None if aim is None else aim - 1)
        elif moves is not None:
            chosen = replanning.with_moves(moves)
    if as_json:
        why_moved = (
            None
            if chosen is None
            else reasons(setting.portfolio, setting.baseline, chosen.plan, chosen.comparison)
        )
        print_json({"curve": curve, "chosen": chosen, "reasons": why_moved})
    else:
        show_curve(console(), setting.portfolio, setting.baseline, curve, chosen)


def frontier(
    payer: Annotated[str, typer.Argument(metavar="PAYER", help="Whose dearest year: public, total, …")],
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    points: Annotated[int, typer.Option("--points", min=2, max=40)] = 8,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """The frontier between the dearest year of a payer and weighted lateness."""
    from portfolio.cli.setting import end_without, setting_of
    from portfolio.cli.tables import console, print_json, progress_line
    from portfolio.cli.tables_of_answers import show_frontier
    from portfolio.planning.answers.frontier import peak_against_lateness
    from portfolio.planning.plan.solving import in_process

    setting = setting_of(portfolio, scenario, time_limit)
    if payer in setting.portfolio.payers:
        end_without(setting.plan(), setting.portfolio, as_json=as_json)
    with progress_line():
        found = peak_against_lateness(
            setting.portfolio,
            setting.scenario,
            payer,
            solve=in_process,
            points=points,
            baseline=setting.baseline,
            time_limit=time_limit,
        )
    if as_json:
        print_json(found)
    else:
        show_frontier(console(), setting.portfolio, payer, found)


def targets(
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """The programme's own targets against the plan, by year and street."""
    from portfolio.cli.setting import end_without, setting_of
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.tables_of_answers import show_targets
    from portfolio.planning.answers.targets import target_outcomes

    setting = setting_of(portfolio, scenario, time_limit)
    plan = setting.plan()
    end_without(plan, setting.portfolio, as_json=as_json)
    outcomes = target_outcomes(setting.portfolio, plan)
    if as_json:
        print_json(outcomes)
    else:
        show_targets(console(), setting.portfolio, outcomes)


def add_to(cli: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (why, value, compare, replan, frontier, targets):
        cli.command()(command)

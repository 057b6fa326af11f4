"""Commands that answer: why, what money is worth, what differs, and how to re-plan with least upheaval."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from portfolio import settings
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.plan_file import load_plan
from portfolio.exchange.text import is_file, read_text
from portfolio.planning.baselines import approved_baselines, baseline_in_force
from portfolio.planning.comparing import compare as compared
from portfolio.planning.marginals import MILLION_CNY, ceiling_differences, rescues
from portfolio.planning.plans import make_plan
from portfolio.planning.portfolios import address_of, folder_of, open_portfolio
from portfolio.planning.reasons import reasons
from portfolio.planning.replanning import Replanning
from portfolio.planning.scenarios import DEFAULT, open_scenario
from portfolio.planning.solving import in_process
from portfolio.planning.targets import target_outcomes
from portfolio.planning.tradeoffs import peak_against_lateness
from portfolio.planning.ways_out import Kind, ways_out
from portfolio.planning.why import why as asked_why
from portfolio.planning.workspace import Workspace
from portfolio.terminal import (
    JsonOption,
    PortfolioOption,
    console,
    print_json,
    progress_line,
    show_plan,
)
from portfolio.terminal_answers import (
    show_curve,
    show_differences,
    show_frontier,
    show_target_changes,
    show_targets,
    show_ways_out,
    show_why,
)
from portfolio.terminal_comparison import show_comparison

ScenarioOption = Annotated[
    str, typer.Option("--scenario", metavar="NAME|FILE", help="A scenario by name, or a JSON file.")
]
TimeOption = Annotated[
    float, typer.Option("--time-limit", metavar="S", min=0.001, help="Seconds for each solve.")
]
BASELINE = "baseline"
_EARLIER = re.compile(f"{BASELINE}@([0-9]+)")
_PLANS = "baseline, an earlier one (baseline@1), a scenario, or PLAN.json"
INFEASIBLE, NO_PLAN_IN_TIME = 3, 4


@dataclass(frozen=True)
class _Setting:
    """What a question is asked about: a scenario on a portfolio, and the baseline if one was approved."""

    portfolio: Portfolio
    scenario: Scenario
    baseline: Plan | None
    address: str
    time_limit: float

    def plan(self, scenario: Scenario | None = None) -> Plan:
        with progress_line() as show:
            return make_plan(
                self.portfolio,
                scenario or self.scenario,
                baseline=self.baseline,
                address=self.address,
                time_limit=self.time_limit,
                on_progress=show,
            )


def _setting(portfolio: str, scenario: str, time_limit: float) -> _Setting:
    loaded = open_portfolio(portfolio)
    # Reading is no reason to make a database.
    workspace = Workspace(portfolio) if settings.store_exists() else None
    chosen = open_scenario(scenario, loaded, folder_of(portfolio), workspace)
    record = None if workspace is None else baseline_in_force(workspace)
    baseline = None if record is None else record.item
    return _Setting(loaded, chosen, baseline, address_of(portfolio), time_limit)


def _end_without(plan: Plan, portfolio: Portfolio, *, as_json: bool) -> None:
    """End the command where there is no plan to ask about: impossible, and why; or none found in time."""
    if plan.status.has_plan:
        return
    if as_json:
        print_json({"status": plan.status, "explanation": plan.explanation})
    else:
        show_plan(console(), portfolio, plan)
    raise typer.Exit(INFEASIBLE if plan.status is PlanStatus.INFEASIBLE else NO_PLAN_IN_TIME)


def why(
    project: Annotated[
        str | None, typer.Argument(metavar="[PROJECT]", help="An id; none asks why it is impossible.")
    ] = None,
    scenario: ScenarioOption = DEFAULT,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """Why a project starts when it does and no earlier; why a scenario is impossible, and the ways out."""
    setting = _setting(portfolio, scenario, time_limit)
    known = [one.id for one in setting.portfolio.projects]
    if project is not None and project not in known:
        raise BadInput([Fault("why", "the id of a project of this portfolio", value=project)])
    plan = setting.plan()
    if plan.status is PlanStatus.UNKNOWN:
        _end_without(plan, setting.portfolio, as_json=as_json)
    if project is None or plan.status is PlanStatus.INFEASIBLE:
        if plan.status is not PlanStatus.INFEASIBLE:
            words = "a project: the scenario is not impossible, so there is nothing else to explain"
            raise BadInput([Fault("why", words, value=setting.scenario.name)])
        undecided: list[Kind] = []
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
        why_so = asked_why(
            setting.portfolio,
            setting.scenario,
            plan,
            project,
            solve=in_process,
            baseline=setting.baseline,
            time_limit=time_limit,
        )
    if as_json:
        print_json(why_so)
    else:
        show_why(console(), setting.portfolio, plan, why_so)


def value(
    scenario: ScenarioOption = DEFAULT,
    step: Annotated[
        int, typer.Option("--step", metavar="N", min=1, help="10k CNY by which each ceiling is moved.")
    ] = MILLION_CNY,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """What one more million is worth, by year and source; and the least that brings late projects back."""
    setting = _setting(portfolio, scenario, time_limit)
    plan = setting.plan()
    _end_without(plan, setting.portfolio, as_json=as_json)
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
    setting = _setting(portfolio, DEFAULT, time_limit)
    plans = [_named(setting, portfolio, name) for name in (before, after)]
    for plan in plans:
        _end_without(plan, setting.portfolio, as_json=as_json)
    comparison = compared(*plans)
    causes = reasons(setting.portfolio, plans[0], plans[1], comparison)
    promised = [target_outcomes(setting.portfolio, plan) for plan in plans]
    if as_json:
        targets = [{"before": old, "after": new} for old, new in zip(*promised, strict=True)]
        print_json({"comparison": comparison, "reasons": causes, "targets": targets})
    else:
        show_comparison(console(), setting.portfolio, comparison, causes)
        show_target_changes(console(), *promised)


def _named(setting: _Setting, portfolio: str, name: str) -> Plan:
    if name == BASELINE:
        if setting.baseline is None:
            raise BadInput([Fault("compare", "an approved baseline; none has been approved yet", value=name)])
        return setting.baseline
    earlier = _EARLIER.fullmatch(name)
    if earlier is not None:
        return _approved(portfolio, name, int(earlier[1]))
    path = Path(name)
    if name.endswith(".json") and is_file(path) and '"provenance"' in read_text(path):
        return _from_file(setting, path)
    workspace = Workspace(portfolio) if settings.store_exists() else None
    return setting.plan(open_scenario(name, setting.portfolio, folder_of(portfolio), workspace))


def _from_file(setting: _Setting, path: Path) -> Plan:
    plan = load_plan(path)
    if plan.portfolio != setting.address:
        words = f"a plan of this portfolio, {setting.address}"
        raise BadInput([Fault(path.name, words, None, "portfolio", plan.portfolio)])
    return plan


def _approved(portfolio: str, name: str, number: int) -> Plan:
    found = approved_baselines(Workspace(portfolio)) if settings.store_exists() else []
    plan = next((record.item for record in found if record.version == number), None)
    if plan is None:
        words = f"a number from 1 to {len(found)}" if found else "an approved baseline; there is none yet"
        raise BadInput([Fault("compare", words, value=name)])
    return plan


def replan(
    scenario: ScenarioOption = DEFAULT,
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
    setting = _setting(portfolio, scenario, time_limit)
    if setting.baseline is None:
        raise BadInput([Fault("replan", "an approved baseline: see portfolio baseline approve")])
    if accept is not None and moves is not None:
        raise BadInput([Fault("replan", "--moves or --accept, not both")])
    if aim is not None and accept is None:
        raise BadInput([Fault("replan", "--aim with --accept: it says which aim the amount is of")])
    plan = setting.plan()
    _end_without(plan, setting.portfolio, as_json=as_json)
    aims = len(plan.provenance.objective) - 1  # the last one is to move as little as possible
    if aim is not None and aim > aims:
        raise BadInput([Fault("replan", f"the number of an aim, from 1 to {aims}", None, "aim", str(aim))])
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
    scenario: ScenarioOption = DEFAULT,
    points: Annotated[int, typer.Option("--points", min=2, max=40)] = 8,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """The frontier between the dearest year of a payer and weighted lateness."""
    setting = _setting(portfolio, scenario, time_limit)
    if payer in setting.portfolio.pools:
        _end_without(setting.plan(), setting.portfolio, as_json=as_json)
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
        show_frontier(console(), payer, found)


def targets(
    scenario: ScenarioOption = DEFAULT,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    as_json: JsonOption = False,
) -> None:
    """The programme's own targets against the plan, by year and street."""
    setting = _setting(portfolio, scenario, time_limit)
    plan = setting.plan()
    _end_without(plan, setting.portfolio, as_json=as_json)
    outcomes = target_outcomes(setting.portfolio, plan)
    if as_json:
        print_json(outcomes)
    else:
        show_targets(console(), setting.portfolio, outcomes)


def add_to(cli: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (why, value, compare, replan, frontier, targets):
        cli.command()(command)

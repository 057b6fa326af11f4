"""Commands on what money and single projects are worth: ceilings, their spread over the years, moves."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from portfolio import settings
from portfolio.cli.options import ByOption, JsonOption, PortfolioOption, ScenarioOption, TimeOption
from portfolio.domain.errors import BadInput, Fault, Unfit
from portfolio.domain.expectations import Expected, Form

if TYPE_CHECKING:
    from portfolio.cli.asking import Desk
    from portfolio.domain.money import Money
    from portfolio.domain.plan import Plan
    from portfolio.domain.programme import Programme
    from portfolio.planning.answers.staircase import Staircase

PayerOption = Annotated[str | None, typer.Option("--payer", metavar="PAYER", help="A source, or a group.")]


def value(
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    step: Annotated[
        float | None,
        typer.Option(
            "--step",
            metavar="N",
            min=0.0001,
            help="By how much each ceiling is moved, in the programme's unit; one million unless given.",
        ),
    ] = None,
    curve: Annotated[
        bool,
        typer.Option("--curve", help="The whole curve of each ceiling, kink by kink."),
    ] = False,
    payer: PayerOption = None,
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="Y", help="In this year; else in each with a ceiling."),
    ] = None,
    aim: Annotated[
        int | None,
        typer.Option("--aim", metavar="N", min=1, help="Down to which aim it counts; lateness if absent."),
    ] = None,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit",
            metavar="S",
            min=0.001,
            help="Seconds for the plan, and as many for the answer; with --curve for each of its solves.",
        ),
    ] = settings.TIME_LIMIT_SECONDS,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """What one more million is worth, by year and source; and the least that brings late projects back."""
    from portfolio.cli.asking import desk, end_without
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.tables_of_worth import differences_as_found, show_differences
    from portfolio.domain.run import Topic
    from portfolio.planning.answers.worth import worth

    if curve and step is not None:
        raise BadInput([Fault(Form.VALUE, Expected.STEP_OR_CURVE)])
    if not curve and (payer, year, aim) != (None, None, None):
        raise BadInput([Fault(Form.VALUE, Expected.CURVE_FOR_ITS_OPTIONS)])
    asked = desk(portfolio, scenario, time_limit=time_limit, by=by)
    case = asked.case
    plan = asked.plan()
    end_without(plan, case.portfolio, as_json=as_json)
    if curve:
        _curves(asked, plan, payer, year, aim, as_json=as_json)
        return
    money = case.portfolio.programme.money
    moved = money.million if step is None else _kept(step, money, Form.VALUE, "step")
    found = asked.answer(
        Topic.VALUE,
        lambda solve, keep: worth(case, plan, moved, solve=solve, keep=keep),
        moved,
        told=lambda found: differences_as_found(case.portfolio, found),
    )
    if as_json:
        objective = found.plan.provenance.objective
        answer: dict[str, Any] = {"objective": objective, "differences": found.differences}
        programme = case.portfolio.programme
        answer |= {"rescues": found.rescues, "next": [_in_json(each, programme) for each in found.stairs]}
        answer["left_out"] = found.left_out
        print_json(answer, programme)
    else:
        show_differences(console(), case.portfolio, found)


def _curves(
    asked: Desk, plan: Plan, payer: str | None, year: int | None, aim: int | None, *, as_json: bool
) -> None:
    from portfolio.cli.tables import console, print_json
    from portfolio.cli.tables_of_worth import show_staircase
    from portfolio.domain.run import Topic
    from portfolio.planning.answers.staircase import (
        ceilings_to_ask_about,
        number_of_aims,
        staircase,
        usual_aim,
    )

    case, most = asked.case, number_of_aims(plan)
    if aim is not None and aim > most:
        raise BadInput([Fault(Form.VALUE, Expected.AIM_NUMBER, None, "aim", str(aim), values={"most": most})])
    aims = usual_aim(plan) if aim is None else aim

    def curve_of(whose: str, when: int) -> Staircase:
        return asked.answer(
            Topic.CURVE,
            lambda solve, keep: staircase(case, whose, when, aims, solve=solve, keep=keep),
            f"{whose} {when}",
            detail=str(aims),
        )

    curves = [curve_of(whose, when) for whose, when in ceilings_to_ask_about(case, plan, payer, year)]
    if as_json:
        programme = case.portfolio.programme
        told = [_in_json(each, programme) for each in curves]
        print_json({"objective": plan.provenance.objective, "aim": aims, "curves": told}, programme)
    else:
        for each in curves:
            show_staircase(console(), case.portfolio, plan, each)


def _in_json(found: Staircase, programme: Programme) -> dict[str, Any]:
    """Return a curve as it is printed: its steps without their plans, and where the ceiling stands on it."""
    from portfolio.cli.tables import plain

    content: dict[str, Any] = plain(found, programme)
    for step in content["steps"]:
        step["status"] = step.pop("plan")["status"]
    places = {
        name: None if step is None else found.steps.index(step)
        for name, step in (("here", found.here), ("below", found.below), ("above", found.above))
    }
    is_next = found.above is not None and found.unknown_above is None
    return {**content, **places, "above_is_next": is_next, "unknown": plain(found.unknown, programme)}


def spread(
    payer: PayerOption = None,
    shift: Annotated[
        float | None,
        typer.Option(
            "--shift",
            metavar="N",
            min=0.0001,
            help="By how much a year's ceiling may move, in the programme's unit; a tenth of their average "
            "unless given.",
        ),
    ] = None,
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the split's scenario there, as JSON.")
    ] = None,
    pick: Annotated[
        int, typer.Option("--pick", metavar="1|2", min=1, max=2, help="Which split is written.")
    ] = 1,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """The two best splits of the same money over the years, each ceiling within a shift of what it is."""
    from portfolio.cli.asking import desk, end_without
    from portfolio.cli.tables import console, plain, print_json
    from portfolio.cli.tables_of_worth import show_spread
    from portfolio.domain.plan import PlanStatus
    from portfolio.domain.run import Topic
    from portfolio.exchange.saving import save
    from portfolio.planning.answers.spread import payer_to_spread, usual_shift, what_may_move
    from portfolio.planning.answers.spread import spread as spread_of

    asked = desk(portfolio, scenario, time_limit=time_limit, by=by)
    case = asked.case
    whose = payer_to_spread(case) if payer is None else payer
    plan = asked.plan()
    # Of ceilings that leave no plan another split may leave one.
    if plan.status is PlanStatus.UNKNOWN or not case.scenario.ceilings.get(whose):
        end_without(plan, case.portfolio, as_json=as_json)
    money = case.portfolio.programme.money
    present, _ = what_may_move(case, plan, whose)
    moved = (
        usual_shift(present, money.million) if shift is None else _kept(shift, money, Form.SPREAD, "shift")
    )
    found = asked.answer(
        Topic.SPREAD,
        lambda solve, keep: spread_of(case, plan, whose, moved, solve=solve, keep=keep),
        whose,
        detail=str(moved),
    )
    if out is not None:
        if pick > len(found.splits):
            code, most = Expected.SPLIT_NUMBER, {"most": len(found.splits)}
            raise BadInput([Fault(Form.SPREAD, code, None, "pick", str(pick), values=most)])
        content = plain(found.splits[pick - 1].scenario, case.portfolio.programme)
        save(json.dumps(content, ensure_ascii=False, indent=2).encode(), out)
    if as_json:
        print_json(found, case.portfolio.programme)
    else:
        show_spread(console(), case.portfolio, found)


def moves(
    scenario: ScenarioOption = settings.DEFAULT_SCENARIO,
    portfolio: PortfolioOption = settings.DEFAULT_PORTFOLIO,
    time_limit: TimeOption = settings.TIME_LIMIT_SECONDS,
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """What each project gains or costs in or out, a year earlier or later, ranked."""
    from portfolio.cli.asking import desk, end_without
    from portfolio.cli.tables import console, plain, print_json
    from portfolio.cli.tables_of_worth import show_moves
    from portfolio.domain.run import Topic
    from portfolio.planning.answers.moves import single_moves

    asked = desk(portfolio, scenario, time_limit=time_limit, by=by)
    case = asked.case
    plan = asked.plan()
    end_without(plan, case.portfolio, as_json=as_json)
    found = asked.answer(Topic.MOVES, lambda solve, keep: single_moves(case, plan, solve=solve, keep=keep))
    if as_json:
        programme = case.portfolio.programme
        told: list[dict[str, Any]] = [plain(move, programme) for move in found.ranked]
        for each in told:
            each["status"] = each.pop("plan")["status"]
        print_json({"objective": plan.provenance.objective, "moves": told}, programme)
    else:
        show_moves(console(), case.portfolio, found)


def _kept(amount: float, money: Money, form: Form, field: str) -> int:
    try:
        return money.kept(Decimal(repr(amount)))
    except Unfit as unfit:
        said = unfit.expected
        raise BadInput([Fault(form, said.code, None, field, f"{amount:g}", values=said.values)]) from unfit


def add_to(cli: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (value, spread, moves):
        cli.command()(command)

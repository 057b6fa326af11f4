"""What one more million is worth: finite differences with respect to each ceiling, by solving again.

Where a step changes nothing, it is said how far the next change is: see `staircase`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from optimizer.format.result import Result
from optimizer.search.budget import Clock
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import Brief
from portfolio.domain.numbers import MOST_AMOUNT
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.scenario import Pin, ProjectChange
from portfolio.planning.answers.in_time import InTime
from portfolio.planning.answers.relaxations import above_ceilings, with_soft_ceilings
from portfolio.planning.answers.staircase import (
    Staircase,
    ceilings_to_ask_about,
    neighbours,
    number_of_aims,
    with_ceiling,
)
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiled import Compiled, Modes
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Keep, Solve, kept_by_nobody
from portfolio.planning.plan.windows import period_of, quarter_of

_Move = tuple[str, int, int]  # payer, year, and by how much its ceiling is moved
_DIFFERENCES_UNTIL = 0.6
"""By which share of the time ceilings have been moved, where there are late projects to bring back too."""
_STAIRS_FROM = 0.85
"""From which share of it on the next changes of ceilings are looked for, if not before."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a ceiling moved by one step does to the plan.

    Attributes:
        step: 10k CNY by which the ceiling was moved: positive or negative.
        plan: The plan with the moved ceiling, checked; it may be a proven impossibility.
        objective: Aim by aim, the value with the moved ceiling minus the value without; None where the plan
            is impossible or either value is unknown.
        proven: Whether both plans are proven optimal, so that the differences are exact.
    """

    in_money: ClassVar[tuple[str, ...]] = ("step",)
    by_aim: ClassVar[tuple[str, ...]] = ("objective",)

    payer: str
    year: int
    step: int
    plan: Plan
    objective: tuple[float | None, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class Rescue:
    """The least extra money that brings one late project back on time, nobody else later than now.

    Attributes:
        extra: Payer -> year -> 10k CNY above the ceiling; None when no ceiling that is not locked helps, or,
            unless that is proven, when no plan was found that keeps the promise.
        plan: The plan with the ceilings raised by it, the project on time and nobody later, checked; None
            when there is none.
        proven: Whether the amount is proven to be the least.
    """

    in_money: ClassVar[tuple[str, ...]] = ("extra",)

    project: str
    extra: dict[str, dict[int, int]] | None
    plan: Plan | None
    proven: bool

    @property
    def total(self) -> int | None:
        """All extra money, in 10k CNY."""
        return None if self.extra is None else sum(sum(years.values()) for years in self.extra.values())


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many moves of ceilings, late projects and next changes of ceilings there was no time for."""

    differences: int = 0
    rescues: int = 0
    stairs: int = 0


@dataclass(frozen=True, slots=True)
class Worth:
    """What more money would do to a plan.

    Attributes:
        plan: The plan in question.
        differences: What each ceiling does, moved up and down.
        rescues: What brings each late project back on time.
        stairs: How far the next change is, up and down, for the ceilings that change nothing at this step;
            without any ceilings, for the dearest year of whoever may have one.
        left_out: What was not looked into any more when the time was over.
    """

    plan: Plan
    differences: tuple[Difference, ...]
    rescues: tuple[Rescue, ...] = ()
    stairs: tuple[Staircase, ...] = ()
    left_out: LeftOut = LeftOut()


def worth(
    case: Case,
    plan: Plan,
    step: int,
    *,
    solve: Solve,
    keep: Keep[Worth] = kept_by_nobody,
    clock: Clock = time.monotonic,
) -> Worth:
    """Move every ceiling up and down by a step, and seek the least that brings each late project back.

    Where a step changes nothing, the next change up and down is looked for.

    Args:
        case: What the plan was made from; its time limit is for the whole answer.
        plan: Its plan.
        step: In the smallest kept unit of money.
        solve: Whoever solves.
        keep: Takes what was found so far, every time there is more.
        clock: What the time limit is counted by.
    """
    time_left, brief = InTime(case, plan, solve, clock), case.brief()
    moves, late = _moves(brief, step), _late(plan)
    answer = Worth(plan, (), left_out=LeftOut(len(moves), len(late)))
    until = _DIFFERENCES_UNTIL if late else _STAIRS_FROM
    for done, move in enumerate(moves):
        part = time_left.next(len(moves) - done, until)
        if part is None:
            break
        found = _difference(part[0], brief, plan, move, part[1])
        left_out = replace(answer.left_out, differences=len(moves) - done - 1)
        answer = replace(answer, differences=(*answer.differences, found), left_out=left_out)
        keep(answer)
    for done, name in enumerate(late):
        part = time_left.next(len(late) - done, _STAIRS_FROM)
        if part is None:
            break
        rescue = _rescue(part[0], brief, plan, name, part[1])
        left_out = replace(answer.left_out, rescues=len(late) - done - 1)
        answer = replace(answer, rescues=(*answer.rescues, rescue), left_out=left_out)
        keep(answer)
    unchanging = _unchanging(case, answer)
    answer = replace(answer, left_out=replace(answer.left_out, stairs=len(unchanging)))
    for done, (payer, year) in enumerate(unchanging):
        part = time_left.next(len(unchanging) - done)
        if part is None:
            break
        stair = neighbours(part[0], payer, year, number_of_aims(plan), solve=part[1])
        left_out = replace(answer.left_out, stairs=len(unchanging) - done - 1)
        answer = replace(answer, stairs=(*answer.stairs, stair), left_out=left_out)
        keep(answer)
    return answer


def _unchanging(case: Case, answer: Worth) -> list[tuple[str, int]]:
    """Return payer and year of the ceilings that change no aim at this step, or that could be set at all."""
    if not answer.differences:
        return ceilings_to_ask_about(case, answer.plan, None, None)
    moved = dict.fromkeys((entry.payer, entry.year) for entry in answer.differences)
    changing = {(entry.payer, entry.year) for entry in answer.differences if any(entry.objective)}
    brief = case.brief()
    return [ceiling for ceiling in moved if ceiling not in changing and not brief.room_lapses(ceiling[0])]


def ceiling_differences(case: Case, plan: Plan, step: int, *, solve: Solve) -> Iterator[Difference]:
    """Move every ceiling of a case up and down by a step, 10k CNY, and solve again, one after the other."""
    brief = case.brief()
    for move in _moves(brief, step):
        yield _difference(case, brief, plan, move, solve)


def _moves(brief: Brief, step: int) -> list[_Move]:
    """Return every move of a ceiling that may be decided on."""
    return [
        (payer, year, signed)
        for payer, by_year in brief.ceilings.items()
        for year, maximum in by_year.items()
        for signed in (step, -step)
        if 0 <= maximum + signed <= MOST_AMOUNT and not brief.is_past(year)
    ]


def _difference(case: Case, brief: Brief, plan: Plan, move: _Move, solve: Solve) -> Difference:
    payer, year, signed = move
    moved = with_ceiling(brief, payer, year, brief.ceilings[payer][year] + signed)
    other = make_plan(case.with_scenario(moved), solve=solve)
    return Difference(
        payer=payer,
        year=year,
        step=signed,
        plan=other,
        objective=aim_differences(plan, other),
        proven=plan.status is PlanStatus.OPTIMAL
        and other.status in {PlanStatus.OPTIMAL, PlanStatus.INFEASIBLE},
    )


def rescues(case: Case, plan: Plan, *, solve: Solve) -> Iterator[Rescue]:
    """Find the least extra money for every late project of a plan, one after the other.

    Everything the plan carries out is still carried out, nobody is later, and what is locked stays as it is.
    """
    brief = case.brief()
    for name in _late(plan):
        yield _rescue(case, brief, plan, name, solve)


def _late(plan: Plan) -> list[str]:
    return [planned.id for planned in plan.projects if planned.tardiness_periods]


def _rescue(case: Case, brief: Brief, plan: Plan, name: str, solve: Solve) -> Rescue:
    compiled = _on_time(brief, plan, name)
    result = solve(compiled.instance, SolveOptions(case.time_limit, seed=case.seed))
    status = PlanStatus(result.status)
    if not status.has_plan:
        return Rescue(name, None, None, proven=status is PlanStatus.INFEASIBLE)
    extra: dict[str, dict[int, int]] = {}
    scenario = brief.scenario
    for (payer, year), above in above_ceilings(compiled, result).items():
        raised = brief.ceilings[payer][year] + above
        if raised > MOST_AMOUNT:
            return Rescue(name, None, None, proven=False)
        extra.setdefault(payer, {})[year] = above
        scenario = with_ceiling(brief, payer, year, raised, scenario)
    # The money alone would go where it does most, and others might wait; here it is for this project.
    placed = {name}
    while True:
        rescued = scenario.changed(projects=_placed(brief, result, compiled.modes, placed))
        better = make_plan(case.with_scenario(rescued), solve=solve)
        later = _later(plan, better, name)
        if later <= placed:
            break
        placed |= later
    if later or not better.status.has_plan:
        return Rescue(name, None, None, proven=False)
    return Rescue(name, extra, better, proven=status is PlanStatus.OPTIMAL)


def _later(plan: Plan, other: Plan, name: str) -> set[str]:
    """Return the projects that are later than in the plan, or left out, or that one if it is late."""
    now = {planned.id: planned.tardiness_periods or 0 for planned in plan.projects if planned.scheduled}
    now[name] = 0
    return {
        planned.id
        for planned in other.projects
        if planned.id in now and (not planned.scheduled or (planned.tardiness_periods or 0) > now[planned.id])
    }


def _placed(brief: Brief, result: Result, modes: Modes, names: Iterable[str]) -> dict[str, ProjectChange]:
    """Return the scenario's changes with these projects carried out where a result has them."""
    changes = dict(brief.scenario.projects)
    for name in names:
        if name not in result.projects:
            continue
        placed, change = result.projects[name], brief.scenario.project(name)
        delivery = brief.portfolio.delivery_of(brief.portfolio.project(name))
        mode = modes[name][placed.mode].mode
        # Works that have been reported on have modes of their own, which nobody can pin.
        usual = delivery is not None and any(known.id == mode for known in delivery.modes)
        pin = Pin(
            start=quarter_of(brief, name, placed.start),
            mode=mode if usual else (change.pin or Pin()).mode,
        )
        changes[name] = change.model_copy(update={"pin": pin, "mandated": True})
    return changes


def _on_time(brief: Brief, plan: Plan, name: str) -> Compiled:
    """Return the brief compiled for the least excess, with one project on time and none later or left out.

    What the plan leaves out may stay so.
    """
    compiled = with_soft_ceilings(brief)
    calendar = brief.calendar
    projects = []
    for project in compiled.instance.projects:
        target = period_of(calendar, brief.requirements[project.id].target)
        finish = plan.project(project.id).finish
        now = target if finish is None else max(target, period_of(calendar, finish))
        deadline = target if project.id == name else now
        mandatory = project.mandatory or plan.project(project.id).scheduled
        projects.append(project.model_copy(update={"deadline": deadline, "mandatory": mandatory}))
    return replace(compiled, instance=compiled.instance.model_copy(update={"projects": projects}))


def aim_differences(before: Plan, after: Plan) -> tuple[float | None, ...]:
    """Return aim by aim what the second plan comes to less the first; None where either is unknown."""
    values = [outcome.value for outcome in after.provenance.objective]
    values += [None] * (len(before.provenance.objective) - len(values))
    return tuple(
        None if old.value is None or new is None else new - old.value
        for old, new in zip(before.provenance.objective, values, strict=False)
    )

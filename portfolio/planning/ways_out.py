"""Ways out of an impossible scenario: minimal, of different kinds, priced, each solved again and checked.

Every way out is a scenario of its own, the impossible one with a few more changes. What a person has locked
Every way out is a scenario of its own: the impossible one with a few more changes. What a person has locked
no part of it can be smaller while the others stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from optimizer.instance import Instance, Project, Term, Tier
from optimizer.result import Result
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief, brief
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import ProjectChange, Scenario
from portfolio.planning.compiling import compile_brief
from portfolio.planning.explaining import softened, with_soft_floor
from portfolio.planning.plans import make_plan
from portfolio.planning.solving import Solve

MOST_MORE_YEARS = 5
"""How much longer a schedule is tried at most."""


class Kind(StrEnum):
    """What a way out changes."""

    CEILINGS = "ceilings"
    FLOOR = "floor"
    SLIP = "slip"
    DROP = "drop"
    CARRY_OVER = "carry_over"
    SCHEDULE = "schedule"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a way out changes, in words a page can fill in.

    Attributes:
        before: What it is now: 10k CNY, quarters of delay, a share in percent, or years.
        after: What it becomes, in the same unit; None where something is dropped or undone.
    """

    payer: str | None = None
    year: int | None = None
    project: str | None = None
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class WayOut:
    """A scenario that is possible, and what it changes on the impossible one.

    Attributes:
        price: How much is given up: 10k CNY for ceilings, floor and drops; quarters for slips; percent for
            carry-over; years for the schedule; how many changes are undone.
        minimal: Whether it is proven that no part of it can be smaller while the others stay.
        plan: The plan of the scenario, checked.
    """

    kind: Kind
    steps: tuple[Step, ...]
    price: int
    minimal: bool
    scenario: Scenario
    plan: Plan


@dataclass(frozen=True, slots=True)
class _Question:
    """An impossible scenario, and whoever solves."""

    portfolio: Portfolio
    scenario: Scenario
    baseline: Plan | None
    brief: Brief
    solve: Solve
    time_limit: float
    seed: int

    def answer(self, instance: Instance) -> Result:
        return self.solve(instance, time_limit=self.time_limit, seed=self.seed)

    def possible(self, scenario: Scenario) -> bool:
        """Whether a plan was found for another scenario."""
        resolved = brief(self.portfolio, scenario, self.baseline.decisions if self.baseline else None)
        instance = compile_brief(resolved).model_copy(update={"objective": []})
        return self.answer(instance).status in {"optimal", "feasible"}


def ways_out(
    portfolio: Portfolio,
    scenario: Scenario,
    *,
    solve: Solve,
    baseline: Plan | None = None,
    time_limit: float = 30.0,
    seed: int = 1,
) -> tuple[WayOut, ...]:
    """Return minimal ways out of a scenario that has no plan, cheapest of each kind.

    Args:
        portfolio: What is planned.
        scenario: Proven to have no plan.
        solve: Whoever solves.
        baseline: As the impossible plan was asked for with.
        time_limit: Seconds for each solve.
        seed: For the solver.

    Returns:
        One for each kind that helps; empty where none alone does.
    """
    resolved = brief(portfolio, scenario, baseline.decisions if baseline else None)
    question = _Question(portfolio, scenario, baseline, resolved, solve, time_limit, seed)
    found = []
    for kind, seek in _KINDS.items():
        candidate = seek(question)
        if candidate is None or candidate.scenario == scenario:
            continue
        plan = make_plan(
            portfolio,
            candidate.scenario,
            baseline=baseline,
            time_limit=time_limit,
            seed=seed,
            solve=solve,
        )
        if plan.status.has_plan:
            found.append(
                WayOut(kind, candidate.steps, candidate.price, candidate.minimal, candidate.scenario, plan)
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Candidate:
    scenario: Scenario
    steps: tuple[Step, ...]
    price: int
    minimal: bool


def _raise_ceilings(question: _Question) -> _Candidate | None:
    """Find the least total by which unlocked ceilings must rise."""
    locked = question.scenario.is_locked
    instance = softened(
        question.brief,
        list(question.brief.ceilings),
        keep=lambda payer, name: locked(payer, int(name)),
    )
    result = question.answer(instance)
    ceilings = {payer: dict(by_year) for payer, by_year in question.scenario.ceilings.items()}
    steps = []
    for payer, by_year in question.brief.ceilings.items():
        resource = next(r for r in instance.resources if r.id == payer)
        used = result.resources.get(payer)
        for limit, outcome in zip(resource.limits, used.limits if used else [], strict=False):
            if limit.maximum is not None and outcome.violation:
                year = int(limit.id or 0)
                raised = by_year[year] + outcome.violation
                ceilings[payer][year] = raised
                steps.append(Step(payer=payer, year=year, before=by_year[year], after=raised))
    if not steps:
        return None
    price = sum((step.after or 0) - (step.before or 0) for step in steps)
    return _Candidate(
        question.scenario.changed(ceilings=ceilings), tuple(steps), price, result.status == "optimal"
    )


def _lower_floor(question: _Question) -> _Candidate | None:
    """Find the highest floor that can be reached."""
    resolved = question.brief
    if resolved.floor is None or resolved.floor_is_soft or question.scenario.floor_is_locked:
        return None
    result = question.answer(with_soft_floor(resolved))
    if result.status not in {"optimal", "feasible"}:
        return None
    missing = sum(limit.violation for limit in result.resources[TOTAL].limits)
    reached = resolved.floor - missing
    envelope = question.scenario.envelope.model_copy(update={"minimum": reached})
    step = Step(before=resolved.floor, after=reached)
    changed = question.scenario.changed(envelope=envelope)
    return _Candidate(changed, (step,), missing, result.status == "optimal")


def _let_slip(question: _Question) -> _Candidate | None:
    """Find the fewest quarters by which works already under way must begin later than they did."""
    resolved = question.brief
    movable = {
        name
        for name, requirement in resolved.requirements.items()
        if requirement.latest is not None
        and requirement.pinned_start is None
        and not resolved.portfolio.reports_of(name)
    }
    if not movable:
        return None
    free = replace(
        resolved,
        requirements={
            name: replace(requirement, latest=None) if name in movable else requirement
            for name, requirement in resolved.requirements.items()
        },
    )
    instance = compile_brief(free)
    # One for every quarter from its start on: the sum is largest when the starts slip least.
    counting = [Decimal(1)] * instance.periods
    projects = [
        _with_benefit(project, counting if project.id in movable else []) for project in instance.projects
    ]
    asked = instance.model_copy(
        update={"projects": projects, "objective": [Tier(terms=[Term(term="benefit")])]}
    )
    result = question.answer(asked)
    first = {project.id: project.release for project in instance.projects}
    changes = dict(question.scenario.projects)
    steps = []
    for name in sorted(movable & result.projects.keys()):
        slip = result.projects[name].start - first[name]
        if slip:
            change = question.scenario.project(name)
            delay = change.delay_quarters + slip
            changes[name] = change.model_copy(update={"delay_quarters": delay})
            steps.append(Step(project=name, before=change.delay_quarters, after=delay))
    if not steps:
        return None
    price = sum((step.after or 0) - (step.before or 0) for step in steps)
    return _Candidate(
        question.scenario.changed(projects=changes), tuple(steps), price, result.status == "optimal"
    )


def _with_benefit(project: Project, benefit: list[Decimal]) -> Project:
    modes = [mode.model_copy(update={"benefit": benefit}) for mode in project.modes]
    return project.model_copy(update={"modes": modes})


def _drop(question: _Question) -> _Candidate | None:
    """Find the least investment that must be dropped; what a person has mandated stays."""
    mandated = {name for name, change in question.scenario.projects.items() if change.mandated}
    resolved = question.brief
    instance = compile_brief(resolved)
    projects = [
        project
        if project.id in mandated
        else project.model_copy(
            update={
                "mandatory": False,
                "weight": Decimal(resolved.requirements[project.id].cost or 1),
            }
        )
        for project in instance.projects
    ]
    asked = instance.model_copy(
        update={"projects": projects, "objective": [Tier(terms=[Term(term="selected")])]}
    )
    result = question.answer(asked)
    if result.status not in {"optimal", "feasible"}:
        return None
    dropped = [
        name
        for name, requirement in resolved.requirements.items()
        if requirement.mandatory and name not in result.projects
    ]
    changes = dict(question.scenario.projects)
    for name in dropped:
        changes[name] = ProjectChange(excluded=True)
    return _Candidate(
        question.scenario.changed(projects=changes),
        tuple(Step(project=name, before=resolved.requirements[name].cost) for name in dropped),
        sum(resolved.requirements[name].cost or 0 for name in dropped),
        result.status == "optimal",
    )


def _carry_over(question: _Question) -> _Candidate | None:
    """Find the smallest share of unused room, in percent, that must be allowed to move to the next year."""
    payers = [payer for payer in question.brief.ceilings if payer not in question.scenario.locked]
    before = {payer: int(question.scenario.carry_over.get(payer, Decimal(0)) * 100) for payer in payers}

    def sharing(percent: int) -> Scenario:
        shares = {payer: Decimal(max(percent, before[payer])) / 100 for payer in payers}
        return question.scenario.changed(carry_over={**question.scenario.carry_over, **shares})

    if not payers or not question.possible(sharing(100)):
        return None
    low, high = 0, 100  # impossible at low, possible at high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if question.possible(sharing(middle)) else (middle, high)
    steps = tuple(
        Step(payer=payer, before=before[payer], after=high) for payer in payers if before[payer] < high
    )
    return _Candidate(sharing(high), steps, high, minimal=True)


def _lengthen_schedule(question: _Question) -> _Candidate | None:
    """Find the fewest more years that the schedule needs."""
    before = question.brief.portfolio.assumptions.schedule_overrun.years
    for years in range(before + 1, before + MOST_MORE_YEARS + 1):
        longer = question.scenario.changed(overrun_years=years)
        if question.possible(longer):
            step = Step(before=before, after=years)
            return _Candidate(longer, (step,), years - before, minimal=True)
    return None


def _undo(question: _Question) -> _Candidate | None:
    """Find a few of the scenario's own changes on projects without which it is possible: none can be kept."""
    changed = list(question.scenario.projects)

    def without(names: list[str]) -> Scenario:
        kept = {n: c for n, c in question.scenario.projects.items() if n not in names}
        return question.scenario.changed(projects=kept)

    if not changed or not question.possible(without(changed)):
        return None
    needed = list(changed)
    for name in changed:
        fewer = [other for other in needed if other != name]
        if question.possible(without(fewer)):
            needed = fewer
    return _Candidate(
        without(needed), tuple(Step(project=name) for name in needed), len(needed), minimal=True
    )


_KINDS: dict[Kind, Callable[[_Question], _Candidate | None]] = {
    Kind.CEILINGS: _raise_ceilings,
    Kind.FLOOR: _lower_floor,
    Kind.SLIP: _let_slip,
    Kind.CARRY_OVER: _carry_over,
    Kind.SCHEDULE: _lengthen_schedule,
    Kind.DROP: _drop,
    Kind.UNDO: _undo,
}

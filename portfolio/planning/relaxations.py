"""What could be loosened in an impossible scenario: for each kind, the least of it that makes it possible.

Each asks the optimizer for the least total change of its kind, or tries ever more of it: once that is proven,
no part of it can be smaller while the others stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from math import comb

from optimizer.instance import Group, Instance, Project, Term, Tier
from optimizer.result import Result
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief, brief
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import ProjectChange, Scenario
from portfolio.planning.compiling import compile_brief
from portfolio.planning.explaining import softened, with_soft_floor
from portfolio.planning.solving import Solve

MOST_MORE_YEARS = 5
"""How much longer a schedule is tried at most."""
MOST_OVERRUN_YEARS = 20
"""How far a scenario may let the schedule run past the programme."""
MOST_SETS = 30
"""How many sets of one size are tried at most in the search for the smallest."""


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
class Question:
    """An impossible scenario, and whoever solves.

    Attributes:
        unanswered: The scenarios of which it was not found out in time whether they are possible.
    """

    portfolio: Portfolio
    scenario: Scenario
    baseline: Plan | None
    brief: Brief
    solve: Solve
    time_limit: float
    seed: int
    unanswered: list[Scenario] = field(default_factory=list)

    def answer(self, instance: Instance) -> Result:
        """Return what the solver makes of an instance."""
        return self.solve(instance, time_limit=self.time_limit, seed=self.seed)

    def possible(self, scenario: Scenario) -> bool:
        """Whether a plan was found for another scenario."""
        resolved = brief(self.portfolio, scenario, self.baseline.decisions if self.baseline else None)
        instance = compile_brief(resolved).model_copy(update={"objective": []})
        status = self.answer(instance).status
        if status == "unknown":
            self.unanswered.append(scenario)
        return status in {"optimal", "feasible"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scenario that should be possible, not yet planned; the fields are those of a way out."""

    scenario: Scenario
    steps: tuple[Step, ...]
    price: int
    minimal: bool


def _raise_ceilings(question: Question) -> Candidate | None:
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
    return Candidate(
        question.scenario.changed(ceilings=ceilings), tuple(steps), price, result.status == "optimal"
    )


def _lower_floor(question: Question) -> Candidate | None:
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
    return Candidate(changed, (step,), missing, result.status == "optimal")


def _let_slip(question: Question) -> Candidate | None:
    """Find the fewest quarters by which works already under way must begin later than they did."""
    resolved = question.brief
    movable = {
        name
        for name, requirement in resolved.requirements.items()
        if requirement.mandatory  # what may be left out is in nobody's way
        and requirement.latest is not None
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
        update={
            "projects": projects,
            "discount_rate": Decimal(0),
            "objective": [Tier(terms=[Term(term="benefit")])],
        }
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
    return Candidate(
        question.scenario.changed(projects=changes), tuple(steps), price, result.status == "optimal"
    )


def _with_benefit(project: Project, benefit: list[Decimal]) -> Project:
    modes = [mode.model_copy(update={"benefit": benefit}) for mode in project.modes]
    return project.model_copy(update={"modes": modes})


def _drop(question: Question) -> Candidate | None:
    """Find the least investment that must be dropped, in as few projects; what a person mandated stays.

    What may be left out anyway weighs nothing, or it would be kept at the price of dropping something else.
    """
    resolved = question.brief
    droppable = {
        name
        for name, requirement in resolved.requirements.items()
        if requirement.mandatory
        and not question.scenario.project(name).mandated
        and resolved.portfolio.status_of(resolved.portfolio.project(name)).has_works
    }
    remains = {name: left for name in droppable if (left := _what_remains(question, name)) is not None}
    given_up = {
        name: (resolved.requirements[name].cost or 0) - (remains[name][0] if name in remains else 0)
        for name in droppable
    }
    instance = compile_brief(resolved)
    count = len(instance.projects) + 1  # so that any money weighs more than all projects together
    projects = [
        project.model_copy(
            update={
                "mandatory": project.mandatory and project.id not in droppable,
                "weight": Decimal(given_up[project.id] * count + 1 if project.id in droppable else 0),
            }
        )
        for project in instance.projects
    ]
    asked = instance.model_copy(
        update={
            "projects": [*projects, *(project for _, project in remains.values())],
            "groups": [
                *instance.groups,
                *(
                    Group(projects=[name, project.id], at_least=1, at_most=1)
                    for name, (_, project) in remains.items()
                ),
            ],
            "objective": [Tier(terms=[Term(term="selected")])],
        }
    )
    result = question.answer(asked)
    if result.status not in {"optimal", "feasible"}:
        return None
    dropped = [name for name in resolved.requirements if name in droppable and name not in result.projects]
    excluded = {name: ProjectChange(excluded=True) for name in dropped}
    return Candidate(
        question.scenario.changed(projects={**question.scenario.projects, **excluded}),
        tuple(Step(project=name, before=resolved.requirements[name].cost) for name in dropped),
        sum(given_up[name] for name in dropped),
        result.status == "optimal",
    )


def _what_remains(question: Question, name: str) -> tuple[int, Project] | None:
    """Return what stays spent on works that have begun when they are dropped, and that as a project."""
    if not question.portfolio.reports_of(name):
        return None
    excluded = {**question.scenario.projects, name: ProjectChange(excluded=True)}
    resolved = brief(question.portfolio, question.scenario.changed(projects=excluded))
    requirement = resolved.requirements.get(name)
    if requirement is None:
        return None
    project = next(project for project in compile_brief(resolved).projects if project.id == name)
    spent = {"id": f"{name} as spent", "mandatory": False, "weight": Decimal(0)}
    return requirement.cost or 0, project.model_copy(update=spent)


def _carry_over(question: Question) -> Candidate | None:
    """Find the smallest share of unused room, in percent, that must be allowed to move to the next year.

    One share for all payers first; then each payer's own is made as small as it can be.
    """
    scenario = question.scenario
    now = {
        payer: scenario.carry_over.get(payer, Decimal(0))
        for payer, by_year in question.brief.ceilings.items()
        # Room that comes into a locked year would let it spend more than its ceiling.
        if not any(scenario.is_locked(payer, year) for year in sorted(by_year)[1:])
    }

    def sharing(percents: Mapping[str, int]) -> Scenario:
        shares = {payer: Decimal(percent) / 100 for payer, percent in percents.items()}
        larger = {payer: share for payer, share in shares.items() if share > now[payer]}
        return scenario.changed(carry_over={**scenario.carry_over, **larger})

    def smallest(percents: Mapping[str, int], payers: Iterable[str], high: int) -> dict[str, int]:
        """Return the percents with these payers' at the smallest that is possible, as `high` is."""
        low = -1
        while high - low > 1:
            middle = (low + high) // 2
            possible = question.possible(sharing({**percents, **dict.fromkeys(payers, middle)}))
            low, high = (low, middle) if possible else (middle, high)
        return {**percents, **dict.fromkeys(payers, high)}

    if not now or not question.possible(sharing(dict.fromkeys(now, 100))):
        return None
    percents = smallest({}, now, 100)
    price = max(percents.values())
    if len(now) > 1:
        for payer in now:
            percents = smallest(percents, [payer], percents[payer])
    changed = sharing(percents)
    steps = tuple(
        Step(payer=payer, before=int(share * 100), after=percents[payer])
        for payer, share in now.items()
        if changed.carry_over.get(payer, Decimal(0)) > share
    )
    return Candidate(changed, steps, price, minimal=not question.unanswered)


def _lengthen_schedule(question: Question) -> Candidate | None:
    """Find the fewest more years that the schedule needs."""
    before = question.brief.portfolio.assumptions.schedule_overrun.years
    for years in range(before + 1, min(before + MOST_MORE_YEARS, MOST_OVERRUN_YEARS) + 1):
        longer = question.scenario.changed(overrun_years=years)
        if question.possible(longer):
            step = Step(before=before, after=years)
            return Candidate(longer, (step,), years - before, minimal=not question.unanswered)
    return None


def _undo(question: Question) -> Candidate | None:
    """Find as few as can be of the scenario's own changes on projects without which it is possible.

    To take back an exclusion is to ask for more, so undoing everything may be impossible where less helps.
    """
    changed = list(question.scenario.projects)

    def without(names: Iterable[str]) -> Scenario:
        kept = {name: change for name, change in question.scenario.projects.items() if name not in names}
        return question.scenario.changed(projects=kept)

    def first_possible(sets: Iterable[tuple[str, ...]]) -> tuple[str, ...] | None:
        return next((names for names in sets if question.possible(without(names))), None)

    needed = first_possible((name,) for name in changed)
    if needed is None and len(changed) > 1:
        demanding = tuple(name for name in changed if not question.scenario.projects[name].excluded)
        needed = first_possible([demanding, tuple(changed)])
        while needed is not None and (fewer := first_possible(combinations(needed, len(needed) - 1))):
            needed = fewer
        for size in range(2, len(needed or ())):
            if comb(len(changed), size) <= MOST_SETS and (
                fewer := first_possible(combinations(changed, size))
            ):
                needed = fewer
                break
    if needed is None:
        return None
    return Candidate(
        without(needed),
        tuple(Step(project=name) for name in needed),
        len(needed),
        minimal=not question.unanswered,
    )


KINDS: dict[Kind, Callable[[Question], Candidate | None]] = {
    Kind.CEILINGS: _raise_ceilings,
    Kind.FLOOR: _lower_floor,
    Kind.SLIP: _let_slip,
    Kind.CARRY_OVER: _carry_over,
    Kind.SCHEDULE: _lengthen_schedule,
    Kind.DROP: _drop,
    Kind.UNDO: _undo,
}

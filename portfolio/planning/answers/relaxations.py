"""What could be loosened in an impossible scenario: for each kind, the least of it that makes it possible.

Each asks the optimizer for the least total change of its kind: once that is proven, no part of it can be
smaller while the others stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from optimizer.format.instance import Instance, Mode, Project, Resource, Term, Tier
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import Brief
from portfolio.domain.numbers import MOST_AMOUNT
from portfolio.domain.requirement import Requirement
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Scenario
from portfolio.domain.stages import StageKind
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiled import CeilingLimit, Compiled, LimitOf, unused
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.excess import softened
from portfolio.planning.plan.solving import Solve


class WayKind(StrEnum):
    """What a way out changes."""

    RESERVE = "reserve"
    CEILINGS = "ceilings"
    FLOOR = "floor"
    MAXIMUM = "maximum"
    SLIP = "slip"
    DROP = "drop"
    CARRY_OVER = "carry_over"
    SCHEDULE = "schedule"
    SOURCE_YEARS = "source_years"
    WAIVE = "waive"
    SHARES = "shares"
    BAND = "band"
    UNDO = "undo"


class Side(StrEnum):
    """The side on which a band gets wider."""

    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a way out changes, in words a page can fill in.

    Attributes:
        stage: Whose gates are waived.
        side: Of a band: whether money may run earlier, or later.
        before: What it is now: 10k CNY, periods of delay, a share in percent, or years.
        after: What it becomes, in the same unit; None where something is dropped or undone.
    """

    payer: str | None = None
    year: int | None = None
    project: str | None = None
    stage: StageKind | None = None
    side: Side | None = None
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """The search for a way out of an impossible case.

    Attributes:
        brief: What a plan of the case must respect.
        solve: Whoever solves.
        unanswered: What was not found out in time: the names of instances of which it is not known whether
            they have a plan.
    """

    case: Case
    brief: Brief
    solve: Solve
    unanswered: list[str] = field(default_factory=list)

    @property
    def scenario(self) -> Scenario:
        """The impossible scenario."""
        return self.case.scenario

    def answer(self, instance: Instance) -> Result:
        """Return what the solver makes of an instance."""
        result = self.solve(instance, SolveOptions(self.case.time_limit, seed=self.case.seed))
        if result.status == "unknown":
            self.unanswered.append(instance.name)
        return result

    def possible(self, scenario: Scenario) -> bool:
        """Whether a plan was found for another scenario."""
        compiled = compile_brief(self.case.with_scenario(scenario).brief()).asking()
        return self.answer(compiled.instance).status in {"optimal", "feasible"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scenario that should be possible, not yet planned; the fields are those of a way out."""

    scenario: Scenario
    steps: tuple[Step, ...]
    price: int
    minimal: bool


def must_be_carried_out(requirement: Requirement) -> bool:
    """Tell whether a project may not be left out: an amount allocated to it says so too."""
    return requirement.mandatory or any(
        amount for by_year in requirement.allocations.values() for amount in by_year.values()
    )


def with_soft_ceilings(brief: Brief) -> Compiled:
    """Return the brief compiled with soft ceilings where they may rise, asking for the least excess."""

    def stays(limit: LimitOf) -> bool:
        return isinstance(limit, CeilingLimit) and not brief.may_rise(limit.payer, limit.year)

    return softened(brief, {RuleName.CEILING}, keep=stays)


def above_ceilings(compiled: Compiled, result: Result) -> dict[tuple[str, int], int]:
    """Return payer and year -> 10k CNY that a result spends above the ceiling, where it does."""
    return {
        (limit.payer, limit.year): outcome.violation
        for limit, outcome in compiled.outcomes(result)
        if isinstance(limit, CeilingLimit) and outcome.violation
    }


def raise_ceilings(search: Search) -> Candidate | None:
    """Find the least total by which ceilings must rise, where they may.

    A ceiling raised by what is spent above it has no room left to move on, and more room moves on by no more
    than it was raised: so the least excess is the least rise, with carry-over too.
    """
    compiled = with_soft_ceilings(search.brief)
    result = search.answer(compiled.instance)
    above = above_ceilings(compiled, result)
    ceilings = {payer: dict(by_year) for payer, by_year in search.scenario.ceilings.items()}
    steps = []
    for payer, by_year in search.brief.ceilings.items():
        for year, maximum in by_year.items():
            if (payer, year) in above:
                raised = search.brief.funds.gross(payer, maximum + above[payer, year])
                ceilings[payer][year] = raised
                before = search.brief.gross[payer][year]
                steps.append(Step(payer=payer, year=year, before=before, after=raised))
    if not steps or any((step.after or 0) > MOST_AMOUNT for step in steps):
        return None
    price = sum((step.after or 0) - (step.before or 0) for step in steps)
    return Candidate(
        search.scenario.changed(ceilings=ceilings), tuple(steps), price, result.status == "optimal"
    )


def lower_floor(search: Search) -> Candidate | None:
    """Find the highest floor that can be reached."""
    brief = search.brief
    if brief.floor is None or brief.floor_is_soft or search.scenario.floor_is_locked:
        return None
    compiled = softened(brief, {RuleName.FLOOR})
    result = search.answer(compiled.instance)
    if result.status not in {"optimal", "feasible"}:
        return None
    missing = sum(outcome.violation for _, outcome in compiled.outcomes(result))
    reached = brief.floor - missing
    envelope = search.scenario.envelope.model_copy(update={"minimum": reached})
    step = Step(before=brief.floor, after=reached)
    changed = search.scenario.changed(envelope=envelope)
    return Candidate(changed, (step,), missing, result.status == "optimal")


def raise_maximum(search: Search) -> Candidate | None:
    """Find the lowest limit on total investment that leaves room for a plan."""
    brief = search.brief
    if brief.maximum is None or search.scenario.maximum_is_locked:
        return None
    compiled = softened(brief, {RuleName.MAXIMUM})
    result = search.answer(compiled.instance)
    above = sum(outcome.violation for _, outcome in compiled.outcomes(result))
    raised = brief.maximum + above
    if not above or raised > MOST_AMOUNT:
        return None
    envelope = search.scenario.envelope.model_copy(update={"maximum": raised})
    step = Step(before=brief.maximum, after=raised)
    changed = search.scenario.changed(envelope=envelope)
    return Candidate(changed, (step,), above, result.status == "optimal")


def let_slip(search: Search) -> Candidate | None:
    """Find the fewest periods by which works already under way must begin later than they did.

    Of several ways to slip by so many, it is one in which the fewest works do.
    """
    brief = search.brief
    movable = {
        name
        for name, requirement in brief.requirements.items()
        if must_be_carried_out(requirement)  # what may be left out is in nobody's way
        and requirement.latest is not None
        and requirement.latest >= brief.calendar.first  # else it is history, which does not slip
        and requirement.pinned_start is None
        and not brief.portfolio.reports_of(name)
    }
    if not movable:
        return None
    free = replace(
        brief,
        requirements={
            name: replace(requirement, latest=None) if name in movable else requirement
            for name, requirement in brief.requirements.items()
        },
    )
    instance = compile_brief(free).instance
    # One for every period from its start on: the sum is largest when the starts slip least.
    counting = [Decimal(1)] * instance.periods
    moved = unused("works that slip", [resource.id for resource in instance.resources])
    projects = [
        _telling_slips(_with_benefit(project, counting), moved)
        if project.id in movable
        else _with_benefit(project, [])
        for project in instance.projects
    ]
    asked = instance.model_copy(
        update={
            "projects": projects,
            "resources": [*instance.resources, Resource(id=moved)],
            "discount_rate": Decimal(0),
            "objective": [
                Tier(terms=[Term(term="benefit")]),
                Tier(terms=[Term(term="usage", resource=moved)]),
            ],
        }
    )
    result = search.answer(asked)
    first = {project.id: project.release for project in instance.projects}
    changes = dict(search.scenario.projects)
    steps = []
    for name in sorted(movable & result.projects.keys()):
        slip = result.projects[name].start - first[name]
        if slip:
            change = search.scenario.project(name)
            delay = change.delay_quarters + slip
            changes[name] = change.model_copy(update={"delay_quarters": delay})
            steps.append(Step(project=name, before=change.delay_quarters, after=delay))
    if not steps:
        return None
    price = sum((step.after or 0) - (step.before or 0) for step in steps)
    return Candidate(
        search.scenario.changed(projects=changes), tuple(steps), price, result.status == "optimal"
    )


def _with_benefit(project: Project, benefit: list[Decimal]) -> Project:
    modes = [mode.model_copy(update={"benefit": benefit}) for mode in project.modes]
    return project.model_copy(update={"modes": modes})


def _telling_slips(project: Project, moved: str) -> Project:
    """Return a project whose modes use one of a resource where works begin later than they may."""
    modes: list[Mode] = []
    taken = {mode.id for mode in project.modes}
    for mode in project.modes:
        first, last = mode.first_start or 0, mode.last_start
        stays = first <= project.release and (last is None or last >= project.release)
        slips = bool(mode.duration) and (last is None or last > project.release)
        if stays or not slips:
            kept = {"last_start": project.release} if slips else {}
            modes.append(mode.model_copy(update=kept))
        if slips:
            name = unused(mode.id, taken) if stays else mode.id
            taken.add(name)
            later = {"id": name, "first_start": max(first, project.release + 1)}
            modes.append(mode.model_copy(update={**later, "usage": mode.usage | {moved: [1]}}))
    return project.model_copy(update={"modes": modes})

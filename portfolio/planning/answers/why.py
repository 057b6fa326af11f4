"""Why not? Why a project starts when it does and no earlier, and why one is not funded, by solving again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import isclose

from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.gates import Hold
from portfolio.domain.plan import Plan, PlannedProject, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.requirement import Mode, Requirement
from portfolio.domain.scenario import Pin, ProjectChange, Scenario
from portfolio.planning.answers.comparing import Comparison, compare
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Keep, Solve, kept_by_nobody


class Standing(StrEnum):
    """How a project stands in a plan."""

    FUNDED = "funded"
    NOT_PRICED = "not_priced"
    RETAINED = "retained"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    EXCLUDED = "excluded"
    NOT_CHOSEN = "not_chosen"


class Verdict(StrEnum):
    """What came of asking for something else."""

    NO_EARLIER = "no_earlier"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"
    WORSE = "worse"
    BETTER = "better"
    AS_GOOD = "as_good"


@dataclass(frozen=True, slots=True)
class Forced:
    """The plan that has the project otherwise, and what that costs.

    Attributes:
        start: The start that was asked for; None where only carrying it out was.
        verdict: `NO_EARLIER`: it may not start earlier, whatever the money. `WORSE`: possible, and an aim of
            the objective gets worse. `BETTER`: an aim gets better, since what a person pinned or dropped was
            set aside. `AS_GOOD`: possible at the same value of every aim.
        worse_aim: Number of the first aim that gets worse, or better, from 0.
        plan: Solved and checked with it forced; None where there was nothing to solve.
        comparison: What would move, against the plan in question; None without a plan.
        proven: Whether the verdict is certain: neither plan was cut short.
    """

    start: Period | None
    verdict: Verdict
    worse_aim: int | None = None
    plan: Plan | None = None
    comparison: Comparison | None = None
    proven: bool = True


@dataclass(frozen=True, slots=True)
class Why:
    """The answer for one project.

    Attributes:
        earliest: First period in which it may start; None where it has no works.
        latest_on_time: Last start with which it would still be on time, in the mode that the plan has.
        fixed: Whether it started before the plan and cannot be moved.
        pinned: Whether a person has fixed its start.
        forced: A year earlier, or carried out after all.
        gates: Those that keep it from starting earlier, in the mode that the plan has.
        plan: The plan in question.
    """

    project: str
    standing: Standing
    planned: PlannedProject
    earliest: Period | None = None
    latest_on_time: Period | None = None
    fixed: bool = False
    pinned: bool = False
    forced: Forced | None = None
    gates: tuple[Hold, ...] = ()
    plan: Plan = field(kw_only=True)


def why(case: Case, plan: Plan, project_id: str, *, solve: Solve, keep: Keep[Why] = kept_by_nobody) -> Why:
    """Explain what a plan does with one project.

    Args:
        case: What the plan was made from.
        plan: A plan, not a proven impossibility.
        project_id: The project.
        solve: Whoever solves.
        keep: Takes what is known without solving again.

    Raises:
        BadInput: There is no such project, or no plan to explain.
    """
    portfolio, scenario = case.portfolio, case.scenario
    if not any(project.id == project_id for project in portfolio.projects):
        raise BadInput([Fault(Form.WHY, Expected.PROJECT_HERE, value=project_id)])
    if not plan.status.has_plan:
        raise BadInput([Fault(Form.WHY, Expected.SCENARIO_WITH_PLAN, None, "status", plan.status)])
    planned = plan.project(project_id)
    brief = case.brief()
    requirement = brief.requirements.get(project_id)
    standing = _standing(portfolio, scenario, planned)

    def forcing(known: Why, change: ProjectChange, start: Period | None) -> Why:
        keep(known)
        # Left out, it would neither start earlier nor be carried out: that is no answer.
        carried_out = change.model_copy(update={"mandated": True, "excluded": False})
        asked = case.changed(projects={**scenario.projects, project_id: carried_out})
        other = make_plan(asked, solve=solve)
        return replace(known, forced=_forced(plan, other, start))

    change = scenario.project(project_id)
    if standing is Standing.EXCLUDED:
        known = Why(project_id, standing, planned, plan=plan)
        return forcing(known, change, None)
    if requirement is None or standing in {Standing.FINISHED, Standing.CANCELLED}:
        return Why(project_id, standing, planned, plan=plan)
    if standing is Standing.NOT_CHOSEN:
        known = Why(project_id, standing, planned, requirement.earliest, plan=plan)
        return forcing(known, change, None)

    mode = requirement.mode(planned.mode or "") or requirement.modes[0]
    known = Why(
        project=project_id,
        standing=standing,
        planned=planned,
        earliest=_first_start(brief, requirement, mode),
        latest_on_time=mode.start(requirement.target),
        fixed=requirement.latest is not None,
        pinned=requirement.pinned_start is not None,
        gates=tuple(requirement.stopped_by(mode, requirement.earliest)),
        plan=plan,
    )
    earlier = a_year_earlier(brief, requirement, planned)
    if earlier is None:
        return replace(known, forced=Forced(None, Verdict.NO_EARLIER))
    pin = (change.pin or Pin()).model_copy(update={"start": earlier})
    return forcing(known, change.model_copy(update={"pin": pin}), earlier)


def _standing(portfolio: Portfolio, scenario: Scenario, planned: PlannedProject) -> Standing:
    project = portfolio.project(planned.id)
    status = portfolio.status_of(project)
    if status.is_retained:
        return Standing.RETAINED
    if not status.has_works:
        return Standing.CANCELLED if status is Status.CANCELLED else Standing.FINISHED
    if scenario.project(planned.id).excluded:
        return Standing.EXCLUDED
    if not planned.scheduled:
        return Standing.NOT_CHOSEN
    return Standing.FUNDED if planned.priced else Standing.NOT_PRICED


def _first_start(brief: Brief, requirement: Requirement, mode: Mode) -> Period:
    """Return the first period in which it may start in this mode, whatever is pinned: once its gates open."""
    if not requirement.holds:
        return requirement.earliest
    free = replace(requirement, pinned_start=None, pinned_mode=None)
    return next(iter(free.starts(mode, brief.calendar.last)), requirement.earliest)


def a_year_earlier(brief: Brief, requirement: Requirement, planned: PlannedProject) -> Period | None:
    """Return the start to ask for: a year earlier, or as much as may be; None where it may not at all."""
    first = _first_start(brief, requirement, requirement.mode(planned.mode or "") or requirement.modes[0])
    if planned.start is None or planned.start <= first or requirement.latest is not None:
        return None
    return max(first, brief.calendar.first, planned.start.plus(-planned.start.periods.per_year))


def _forced(plan: Plan, other: Plan, start: Period | None) -> Forced:
    if other.status is PlanStatus.INFEASIBLE:
        return Forced(start, Verdict.IMPOSSIBLE, plan=other)
    if other.status is PlanStatus.UNKNOWN:
        return Forced(start, Verdict.UNKNOWN, plan=other, proven=False)
    proven = plan.status is other.status is PlanStatus.OPTIMAL
    for number, (old, new) in enumerate(
        zip(plan.provenance.objective, other.provenance.objective, strict=True)
    ):
        if (
            old.value is not None
            and new.value is not None
            and not isclose(old.value, new.value, abs_tol=1e-9)
        ):
            more_is_better = any(term.is_maximised for term in old.terms)
            improves = (new.value > old.value) == more_is_better
            verdict = Verdict.BETTER if improves else Verdict.WORSE
            return Forced(start, verdict, number, other, compare(plan, other), proven)
    return Forced(start, Verdict.AS_GOOD, None, other, compare(plan, other), proven)

"""What could be dropped from an impossible scenario: the least investment without which it is possible.

One instance asks for it. Where a project that is dropped is not just left out, it has a stand-in there, and
one of the two is carried out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from optimizer.format.instance import (
    Allocation,
    Group,
    Instance,
    Limit,
    Payments,
    Project,
    Resource,
    Term,
    Tier,
)
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.cashflow import NOTHING
from portfolio.domain.links import Prerequisite
from portfolio.domain.requirement import Mode, Placement, Requirement
from portfolio.domain.scenario import ProjectChange
from portfolio.planning.answers.relaxations import Candidate, Search, Step, must_be_carried_out
from portfolio.planning.plan.compiled import unused
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.resources import used_already

_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class _StandIn:
    """What takes the place of a project that is not carried out.

    Attributes:
        requirement: What is left of the project: money already spent, or nothing.
        kept: The decision on it that counts as kept to the baseline; None where there is none.
        prerequisites: What it needs.
        spent: How much money is left of it, 10k CNY.
    """

    requirement: Requirement
    kept: Placement | None
    prerequisites: tuple[Prerequisite, ...] = ()
    spent: int = 0

    @property
    def id(self) -> str:
        """Its id in the instance."""
        return self.requirement.project


def drop(search: Search) -> Candidate | None:
    """Find the least investment that must be dropped, in as few projects; what a person mandated stays.

    What may be left out anyway weighs nothing, or it would be kept at the price of dropping something else.
    """
    brief = search.brief
    droppable = [
        name
        for name, requirement in brief.requirements.items()
        if must_be_carried_out(requirement)
        and not search.scenario.project(name).mandated
        and brief.portfolio.status_of(brief.portfolio.project(name)).has_works
    ]
    stand_ins = {
        name: stand_in
        for name in droppable
        if (stand_in := _stand_in(search, brief.requirements[name])) is not None
    }
    spent = {name: stand_in.spent for name, stand_in in stand_ins.items()}
    given_up = {name: max(0, (brief.requirements[name].cost or 0) - spent.get(name, 0)) for name in droppable}
    result = search.answer(_giving_up_the_least(brief, given_up, stand_ins))
    if result.status not in {"optimal", "feasible"}:
        return None
    dropped = [name for name in droppable if name not in result.projects]
    excluded = {name: ProjectChange(excluded=True) for name in dropped}
    return Candidate(
        search.scenario.changed(projects={**search.scenario.projects, **excluded}),
        tuple(Step(project=name, before=brief.requirements[name].cost) for name in dropped),
        sum(given_up[name] for name in dropped),
        result.status == "optimal",
    )


def _stand_in(search: Search, requirement: Requirement) -> _StandIn | None:
    """Return what takes a project's place when it is dropped; None where it is just left out.

    Money that was spent on it stays spent. Where moves are limited, what is dropped has not moved, but what
    is left out has. And what has money allocated to it cannot be left out.
    """
    project, name = requirement.project, f"{requirement.project} dropped"
    if search.case.portfolio.reports_of(project):
        changes = {**search.scenario.projects, project: ProjectChange(excluded=True)}
        without = search.case.changed(projects=changes).brief()
        left = without.requirements.get(project)
        if left is not None:
            # What was spent is counted with the project, dropped or not.
            modes = tuple(replace(mode, past={}) for mode in left.modes)
            return _StandIn(
                replace(left, project=name, mandatory=False, modes=modes),
                kept=(without.baseline or {}).get(project),
                prerequisites=tuple(
                    link.model_copy(update={"after": name})
                    for link in without.prerequisites
                    if link.after == project
                ),
                spent=left.cost or 0,
            )
    if search.brief.most_moves is None and not requirement.allocations:
        return None
    return _nothing(name, requirement, search.brief.calendar.first)


def _nothing(name: str, requirement: Requirement, when: Period, *needed: Prerequisite) -> _StandIn:
    """Return what takes a period and neither money nor room, as the plan has to place it somewhere."""
    nothing = replace(
        requirement,
        project=name,
        cost=None,
        modes=(Mode(_NOTHING, 1, NOTHING),),
        earliest=when,
        latest=when,
        mandatory=False,
        pinned_start=None,
        pinned_mode=None,
        allocations={},
        flexibility=Decimal(0),
        opens=False,
    )
    return _StandIn(nothing, kept=Placement(mode=_NOTHING, start=when), prerequisites=needed)


def _left_out(brief: Brief, stand_ins: Mapping[str, _StandIn]) -> dict[str, list[_StandIn]]:
    """Return stand-ins for what may be left out and needs something dropped: then it has not moved either."""
    found: dict[str, list[_StandIn]] = {}
    for link in brief.prerequisites if brief.most_moves is not None else ():
        if link.before in stand_ins and link.after not in stand_ins:
            name = f"{link.after} without {link.before}"
            then = {"before": stand_ins[link.before].id, "after": name, "lag_quarters": -1}
            needed = link.model_copy(update=then)
            requirement, last = brief.requirements[link.after], brief.calendar.last
            found.setdefault(link.after, []).append(_nothing(name, requirement, last, needed))
    return found


def _giving_up_the_least(
    brief: Brief, given_up: Mapping[str, int], stand_ins: Mapping[str, _StandIn]
) -> Instance:
    """Return the instance that keeps the most of what dropping gives up, then the most projects."""
    left_out = _left_out(brief, stand_ins)
    instance = compile_brief(
        _with_stand_ins(brief, {**left_out, **{name: [each] for name, each in stand_ins.items()}})
    ).instance
    investment = unused("invested", [resource.id for resource in instance.resources])

    # What was spent stays paid with the stand-in, as it was spent.
    paid = {each.id: used_already(brief, brief.requirements[name]) for name, each in stand_ins.items()}

    def weighed(project: Project) -> Project:
        if paid.get(project.id):
            modes = [m.model_copy(update={"used_already": paid[project.id]}) for m in project.modes]
            project = project.model_copy(update={"modes": modes})
        if project.id not in given_up:
            return project.model_copy(update={"weight": Decimal(0)})
        invested = {investment: [given_up[project.id]]}
        modes = [mode.model_copy(update={"usage": mode.usage | invested}) for mode in project.modes]
        return project.model_copy(update={"modes": modes, "mandatory": False, "weight": Decimal(1)})

    asked = instance.model_copy(
        update={
            "projects": [weighed(project) for project in instance.projects],
            "resources": [*instance.resources, Resource(id=investment)],
            "groups": [
                *instance.groups,
                *(
                    Group(projects=[name, stand_in.id], at_least=1, at_most=1)
                    for name, stand_in in stand_ins.items()
                ),
                *(
                    Group(projects=[name, *(stand_in.id for stand_in in several)], at_most=1)
                    for name, several in left_out.items()
                ),
            ],
            "objective": [
                Tier(terms=[Term(term="usage", resource=investment, sense="max")]),
                Tier(terms=[Term(term="selected")]),
            ],
        }
    )
    return _allocating_unless_dropped(asked, {name: stand_in.id for name, stand_in in stand_ins.items()})


def _with_stand_ins(brief: Brief, stand_ins: Mapping[str, Sequence[_StandIn]]) -> Brief:
    """Return the brief with these stand-ins besides the projects.

    Of a project and its stand-in one is not carried out and so counts as moved: that many more may move.
    """
    added = [stand_in for several in stand_ins.values() for stand_in in several]
    baseline, moves = brief.baseline or {}, brief.most_moves
    kept = {
        stand_in.id: stand_in.kept
        for name, several in stand_ins.items()
        for stand_in in several
        if name in baseline and stand_in.kept is not None
    }
    return replace(
        brief,
        requirements=brief.requirements | {stand_in.id: stand_in.requirement for stand_in in added},
        prerequisites=(
            *brief.prerequisites,
            *(link for stand_in in added for link in stand_in.prerequisites),
        ),
        baseline=None if brief.baseline is None else {**baseline, **kept},
        scenario=brief.scenario if moves is None else brief.scenario.changed(most_moves=moves + len(kept)),
    )


def _allocating_unless_dropped(instance: Instance, stand_ins: Mapping[str, str]) -> Instance:
    """Return the instance in which what is allocated to a project with a stand-in binds only without that.

    An amount allocated selects its project. So a source's money for it becomes a resource of its own, which
    that source's limits count too. What is allocated becomes a limit on that and on one more resource, which
    nothing else counts, and of which the stand-in uses the same amounts.
    """
    allocated: dict[tuple[str, str], list[Allocation]] = {}
    for allocation in instance.allocations:
        if allocation.project in stand_ins:
            allocated.setdefault((allocation.project, allocation.resource), []).append(allocation)
    own = {(name, source): f"{source} of {name}" for name, source in allocated}
    paying = {r.pays.resource: r.id for r in instance.resources if r.pays is not None}
    paid = {(name, source): f"{paying[source]} for {name}" for name, source in own if source in paying}
    instead = {(name, source): f"{source} of {stand_ins[name]}" for name, source in allocated}
    used_instead: dict[str, dict[str, list[int]]] = {}
    for (name, source), amounts in allocated.items():
        usage = [sum(a.amount for a in amounts if a.first == period) for period in range(instance.periods)]
        used_instead.setdefault(stand_ins[name], {})[instead[name, source]] = usage

    def using_its_own(project: Project) -> Project:
        modes = []
        for mode in project.modes:
            usage = {own.get((project.id, source), source): amounts for source, amounts in mode.usage.items()}
            before = {own.get((project.id, source), source): n for source, n in mode.used_before.items()}
            known = {own.get((project.id, source), source): n for source, n in mode.used_already.items()}
            used = {
                "usage": usage | used_instead.get(project.id, {}),
                "used_before": before,
                "used_already": known,
            }
            modes.append(mode.model_copy(update=used))
        terms = {
            paid[project.id, source]: project.terms[resource]
            for source, resource in paying.items()
            if (project.id, source) in paid and resource in project.terms
        }
        return project.model_copy(update={"modes": modes, "terms": project.terms | terms})

    def counting_what_is_owned(resource: Resource) -> list[Resource]:
        counts = {resource.id, *resource.sum_of}
        parts = [part for (_, source), part in own.items() if source in counts]
        parts += [part for (_, source), part in paid.items() if paying[source] in counts]
        if resource.sum_of or not parts:
            return [resource.model_copy(update={"sum_of": [*resource.sum_of, *parts]})]
        counted: dict[str, object] = {"id": f"{resource.id} in all", "sum_of": [resource.id, *parts]}
        counted |= {"already": [], "pays": None}
        its_own = Resource(id=resource.id, already=resource.already, pays=resource.pays)
        return [its_own, resource.model_copy(update=counted)]

    return instance.model_copy(
        update={
            "projects": [using_its_own(project) for project in instance.projects],
            "allocations": [a for a in instance.allocations if a.project not in stand_ins],
            "resources": [
                *(counted for resource in instance.resources for counted in counting_what_is_owned(resource)),
                *(Resource(id=name) for name in (*own.values(), *instead.values())),
                *(Resource(id=name, pays=Payments(resource=own[of])) for of, name in paid.items()),
                *(
                    Resource(
                        id=f"{source} allocated to {name}",
                        sum_of=[own[name, source], instead[name, source]],
                        limits=[
                            Limit(first=a.first, last=a.last, minimum=a.amount, maximum=a.amount)
                            for a in amounts
                        ],
                    )
                    for (name, source), amounts in allocated.items()
                ),
            ],
        }
    )

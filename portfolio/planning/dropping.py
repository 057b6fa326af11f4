"""What could be dropped from an impossible scenario: the least investment without which it is possible."""

from __future__ import annotations

from decimal import Decimal

from optimizer.instance import Group, Project, Term, Tier
from portfolio.domain.brief import brief
from portfolio.domain.scenario import ProjectChange
from portfolio.planning.compiling import compile_brief
from portfolio.planning.relaxations import Candidate, Question, Step


def drop(question: Question) -> Candidate | None:
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

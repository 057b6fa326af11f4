"""A way out by waiving gates: the fewest stages of projects whose gates would have to be let go."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.scenario import Scenario
from portfolio.domain.stages import StageKind
from portfolio.planning.answers.relaxations import Candidate, Search, Step
from portfolio.planning.answers.sparing import needed

_Waived = tuple[str, StageKind]
"""A project and the stage whose gates are waived for it."""


def waive(search: Search) -> Candidate | None:
    """Find stages of projects whose gates have to be waived, none of which could be spared."""
    needs, last = search.brief.requirements, search.brief.calendar.last
    held = [
        (name, stage)
        for name, need in needs.items()
        for stage in StageKind
        if any(hold.stage is stage for hold in need.holds)
    ]
    stuck = [
        pair
        for pair in held
        if (need := needs[pair[0]]).mandatory and not any(need.starts(mode, last) for mode in need.modes)
    ]
    if not held:
        return None
    waived = stuck if stuck and search.possible(_without(search.scenario, stuck)) else held
    if waived is held and not search.possible(_without(search.scenario, held)):
        return None
    waived = needed(waived, lambda some: search.possible(_without(search.scenario, some)))
    steps = tuple(Step(project=project, stage=stage) for project, stage in waived)
    changed = _without(search.scenario, waived)
    return Candidate(changed, steps, len(steps), minimal=not search.unanswered)


def _without(scenario: Scenario, waived: Sequence[_Waived]) -> Scenario:
    """Return the scenario with these gates waived too."""
    projects = dict(scenario.projects)
    for project, stage in waived:
        change = projects.get(project) or scenario.project(project)
        projects[project] = change.model_copy(update={"waived": (*change.waived, stage)})
    return scenario.changed(projects=projects)

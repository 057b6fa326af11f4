"""Breaking ties: of plans that are equally good, always the same one."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from optimizer.format.instance import Group, Instance, Pin, Placement, Project, Term, Tier
from optimizer.format.result import Result, TierResult
from optimizer.search.options import SolveOptions
from portfolio.planning.plan.solving import Solve

_BY_WEIGHT = {"selected", "disruption"}
"""Aims that count by the projects' weights, which then are not free to tell equally good plans apart."""
_BASE = 100
"""What it weighs to depart from the stated shares of a project, and less than so much more that differs."""


def with_ties_broken(instance: Instance) -> Instance:
    """Return the instance with one more aim after all others, which tells equally good plans apart.

    The aim is to keep close to starting everything at once in its usual mode, with a weight of its own for
    each project. What is proven optimal is then one plan, whichever of the solver's workers finds it first.
    An instance whose own aims use a baseline or the projects' weights stays as it is.
    """
    uses_weights = any(term.term == "selected" for tier in instance.objective for term in tier.terms)
    if instance.baseline is not None or uses_weights:
        return instance
    # Between sources that share there are far more of them, and which it is takes longer than all the rest.
    effort = Decimal(1) if shares_are_open(instance) else None
    return instance.model_copy(
        update={
            "projects": [
                project.model_copy(update={"weight": Decimal(_weight(project))})
                for project in instance.projects
            ],
            "baseline": {
                project.id: Placement(mode=project.modes[0].id, start=project.release)
                for project in instance.projects
                if project.modes
            },
            "objective": [*instance.objective, Tier(terms=[Term(term="disruption")], effort=effort)],
        }
    )


def with_usual_shares(instance: Instance, result: Result, solve: Solve, options: SolveOptions) -> Result:
    """Return the result with what sources share as near to what is stated as its dates and aims let it be.

    Dates stay as they are, and every aim is reached again at least as well. Where that is not found in time,
    the result stays as it is, as it does where no sources share.

    Args:
        instance: What was solved, without an aim that only breaks ties.
        result: What came of it.
        solve: Whoever solves.
        options: What that may spend.
    """
    aims = len(instance.objective)
    if len(result.tiers) < aims or not result.projects or not shares_are_open(instance):
        return result
    weighed = {term.term for tier in instance.objective for term in tier.terms} & _BY_WEIGHT
    projects = [
        project.model_copy(
            update={
                "mandatory": project.id in result.projects,
                "pin": _as_placed(result, project),
                "weight": project.weight if weighed else Decimal(_BASE + _weight(project) % _BASE),
            }
        )
        for project in instance.projects
    ]
    left_out = [project.id for project in projects if not project.mandatory]
    none = [Group(projects=left_out, at_most=0)] if left_out else []
    fixed = instance.model_copy(
        update={
            "projects": projects,
            "groups": [*instance.groups, *none],
            "objective": [*instance.objective, Tier(terms=[Term(term="departure")])],
        }
    )
    again = solve(fixed, options)
    if len(again.tiers) < aims or not again.projects:
        return result
    reached = zip(result.tiers[:aims], again.tiers[:aims], strict=True)
    return result.model_copy(
        update={
            "projects": again.projects,
            "resources": again.resources,
            "tiers": [_proven_as(before, now) for before, now in reached],
            "wall_seconds": result.wall_seconds + again.wall_seconds,
        }
    )


def shares_are_open(instance: Instance) -> bool:
    """Tell whether sources share what any project costs."""
    modes = (mode for project in instance.projects for mode in project.modes)
    return any(len(band.resources) > 1 for mode in modes for band in mode.bands)


def _as_placed(result: Result, project: Project) -> Pin | None:
    placed = result.projects.get(project.id)
    return None if placed is None else Pin(mode=placed.mode, start=placed.start)


def _proven_as(before: TierResult, now: TierResult) -> TierResult:
    """Return what an aim came to in the end, against what was proven of it with all dates open."""
    if before.bound is None:
        return now.model_copy(update={"bound": None, "gap": None})
    gap = abs(now.value - before.bound) / max(1, abs(now.value))
    return TierResult(value=now.value, bound=before.bound, gap=gap)


def _weight(project: Project) -> int:
    """Return a number from 1 to a million that depends on the id alone and that hardly two projects share."""
    return int.from_bytes(hashlib.sha256(project.id.encode()).digest()[:8], "big") % 10**6 + 1

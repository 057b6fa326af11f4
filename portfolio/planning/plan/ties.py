"""Breaking ties: of plans that are equally good, always the same one."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from optimizer.format.instance import Instance, Placement, Project, Term, Tier


def with_ties_broken(instance: Instance) -> Instance:
    """Return the instance with one more aim after all others, which tells equally good plans apart.

    The aim is to keep close to starting everything at once in its usual mode, with a weight of its own for
    each project. What is proven optimal is then one plan, whichever of the solver's workers finds it first.
    An instance whose own aims use a baseline or the projects' weights stays as it is.
    """
    uses_weights = any(term.term == "selected" for tier in instance.objective for term in tier.terms)
    if instance.baseline is not None or uses_weights:
        return instance
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
            "objective": [*instance.objective, Tier(terms=[Term(term="disruption")])],
        }
    )


def _weight(project: Project) -> int:
    """Return a number from 1 to a million that depends on the id alone and that hardly two projects share."""
    return int.from_bytes(hashlib.sha256(project.id.encode()).digest()[:8], "big") % 10**6 + 1

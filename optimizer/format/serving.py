"""Faults in what an instance says of use that serves other use, each by JSON path."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.format.errors import path_of
from optimizer.format.numbers import shown
from optimizer.format.parts import Contents, Resource


def has_own_use(resource: Resource) -> bool:
    """Whether modes may use it: its use follows from that of no other resource."""
    return not (resource.sum_of or resource.pays is not None or resource.serves)


def faults_of_services(instance: Contents) -> Iterator[str]:
    """What serves others has windows and nothing else of its own, and serves none that serves in turn."""
    served = {resource.id: not resource.serves for resource in instance.resources}
    matched = {name for match in instance.matches for name in (match.resource, match.against)}
    for r, resource in enumerate(instance.resources):
        here = ("resources", r, "serves")
        if not resource.serves:
            continue
        if not resource.windows:
            yield f"{path_of(here)}: serves window by window, and there are no windows"
        if resource.sum_of or resource.pays is not None or resource.already or resource.ongoing:
            yield f"{path_of(here)}: its use follows from what it serves, and has no other part"
        if resource.id in matched:
            yield f"{path_of(here)}: {shown(resource.id)} is used by no project, so nothing matches it"
        for n, service in enumerate(resource.serves):
            if not served.get(service.resource):
                path = path_of((*here, n, "resource"))
                yield f"{path}: {shown(service.resource)} is no resource that can be served"
    for r, resource in enumerate(instance.resources):
        if resource.ongoing and not has_own_use(resource):
            yield f"{path_of(('resources', r, 'ongoing'))}: only what modes use themselves goes on"

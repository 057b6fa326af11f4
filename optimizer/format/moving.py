"""Faults in what an instance says of money that may move and of how it is paid, each by JSON path."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.format.errors import path_of
from optimizer.format.numbers import LARGEST_AMOUNT, shown
from optimizer.format.parts import Band, Contents, Mode, Resource
from optimizer.format.serving import has_own_use
from optimizer.format.windows import decided_windows, peak_windows


def faults_of_windows(instance: Contents) -> Iterator[str]:
    """Windows are in order and apart, and what counts a resource counts whole windows."""
    resources = {resource.id: resource for resource in instance.resources}
    if not any(resource.windows for resource in instance.resources):
        return
    for r, resource in enumerate(instance.resources):
        after = 0
        for k, window in enumerate(resource.windows):
            if not after <= window.first <= window.last < instance.periods:
                path = path_of(("resources", r, "windows", k))
                yield f"{path}: is not inside the horizon, in order and apart from the one before"
                return
            after = window.last + 1
        if resource.windows and (resource.sum_of or resource.pays):
            yield f"{path_of(('resources', r, 'windows'))}: only a resource with a use of its own has windows"
    edges = {name: _edges(instance, resources, name) for name in resources}
    told: set[str] = set()
    for name, first, last, location in _counted(instance, resources):
        path = path_of(location)
        if path not in told and name in edges and not (first in edges[name][0] and last in edges[name][1]):
            told.add(path)
            yield f"{path}: counts a part of a window in which {shown(name)} is decided as a whole"


_Location = tuple[int | str, ...]


def _counted(instance: Contents, resources: dict[str, Resource]) -> Iterator[tuple[str, int, int, _Location]]:
    """Whatever counts a resource: its id, the first and last period, and where that stands."""
    for r, resource in enumerate(instance.resources):
        for k, limit in enumerate(resource.limits):
            yield resource.id, limit.first, limit.last, ("resources", r, "limits", k)
        for k, window in enumerate(resource.windows if resource.serves else ()):
            for service in resource.serves:
                yield service.resource, window.first, window.last, ("resources", r, "windows", k)
    for k, fixed in enumerate(instance.allocations):
        yield fixed.resource, fixed.first, fixed.last, ("allocations", k)
    for k, match in enumerate(instance.matches):
        last = instance.periods - 1 if match.last is None else match.last
        yield match.resource, match.first, last, ("matches", k)
        yield match.against, match.first, last, ("matches", k)
    for k, tier in enumerate(instance.objective):
        for n, term in enumerate(tier.terms):
            if term.term == "peak" and term.resource in resources:
                for first, last in peak_windows(resources[term.resource].limits, instance.periods):
                    yield term.resource, first, last, ("objective", k, "terms", n)


def _edges(instance: Contents, resources: dict[str, Resource], name: str) -> tuple[set[int], set[int]]:
    """The periods with which a window of the resource, or of all that it follows from, begins and ends."""
    starts, ends = set(range(instance.periods)), set(range(instance.periods))
    for part in resources[name].parts:
        own = resources.get(part)
        if own is not None and own.pays is not None:
            own = resources.get(own.pays.resource)
        if own is not None:
            windows = decided_windows([(w.first, w.last) for w in own.windows], instance.periods)
            starts &= {first for first, _ in windows}
            ends &= {last for _, last in windows}
    return starts, ends


def faults_of_bands(instance: Contents) -> Iterator[str]:
    """Bands are of resources the mode can use, each in one band, and leave something to decide between."""
    plain = {r.id for r in instance.resources if has_own_use(r)}
    for p, project in enumerate(instance.projects):
        if project.due is not None and project.due_from is not None and project.due_from > project.due:
            yield f"{path_of(('projects', p, 'due_from'))}: {project.due_from} is not <= due, {project.due}"
        for m, mode in enumerate(project.modes):
            here = ("projects", p, "modes", m)
            for key, name in [
                *(("used_before", name) for name in mode.used_before),
                *(("used_already", name) for name in mode.used_already),
            ]:
                path = path_of((*here, key, name))
                band = mode.band(name)
                if name not in plain:
                    yield f"{path}: {shown(name)} has no use of its own"
                elif band is not None and len(band.resources) > 1:
                    yield f"{path}: its share is still open, so what was paid of it is not known"
            seen: set[str] = set()
            for b, band in enumerate(mode.bands):
                for n, name in enumerate(band.resources):
                    path = path_of((*here, "bands", b, "resources", n))
                    if name not in plain:
                        yield f"{path}: {shown(name)} is no resource with a use of its own"
                    elif name in seen:
                        yield f"{path}: {shown(name)} stands in a band already"
                    seen.add(name)
                yield from (f"{path_of((*here, 'bands', b))}: {fault}" for fault in _of_band(band))
                yield from _windows_together(instance, band, (*here, "bands", b, "resources"))


def _of_band(band: Band) -> Iterator[str]:
    if not band.resources:
        yield "names no resource"
    for key in ("minimum", "maximum"):
        amount = getattr(band, key)
        if amount is not None and amount % band.step:
            yield f"{key} {amount} is not in whole steps of {band.step}"
    if band.maximum is not None and band.maximum < max(band.minimum, 1):
        yield f"maximum {band.maximum} is not >= {max(band.minimum, 1)}"
    for name, share in band.shares.items():
        if name not in band.resources or len(band.resources) == 1:
            yield f"shares name {shown(name)}, which is not one of several resources of the band"
        if share.least > share.most:
            yield f"of {shown(name)}, the least share is not <= the most"
    if len(band.resources) > 1:
        bounds = [band.shares.get(name) for name in band.resources]
        if sum(share.least for share in bounds if share is not None) > 1:
            yield "the least shares add up to more than one"
        if all(bounds) and sum(share.most for share in bounds if share is not None) < 1:
            yield "the most shares add up to less than one"


def _windows_together(instance: Contents, band: Band, location: _Location) -> Iterator[str]:
    """Resources between which is chosen are decided over the same windows."""
    windows = [resource.windows for resource in instance.resources if resource.id in band.resources]
    if any(one != windows[0] for one in windows):
        yield f"{path_of(location)}: have different windows"


def faults_of_payments(instance: Contents) -> Iterator[str]:
    """Terms add up to one, of known resources, and amounts times their shares stay exact."""
    resources = {resource.id: resource for resource in instance.resources}
    for r, resource in enumerate(instance.resources):
        if resource.pays is None:
            continue
        here = ("resources", r, "pays")
        paid = resources.get(resource.pays.resource)
        if resource.sum_of:
            yield f"{path_of(here)}: a sum does not pay, its parts do"
        if paid is None or not has_own_use(paid):
            yield f"{path_of((*here, 'resource'))}: {shown(resource.pays.resource)} has no use of its own"
        if resource.pays.advance + resource.pays.progress + resource.pays.retention != 1:
            yield f"{path_of(here)}: advance, progress and retention do not add up to 1"
    for p, project in enumerate(instance.projects):
        for name, terms in project.terms.items():
            path = path_of(("projects", p, "terms", name))
            if name not in resources or resources[name].pays is None:
                yield f"{path}: {shown(name)} is no resource that pays"
            if terms.advance + terms.progress + terms.retention != 1:
                yield f"{path}: advance, progress and retention do not add up to 1"
        for m, mode in enumerate(project.modes):
            if _most_paid(instance, mode) > LARGEST_AMOUNT:
                path = path_of(("projects", p, "modes", m))
                yield f"{path}: uses more than 10^12 of a resource whose use is paid by terms"


def _most_paid(instance: Contents, mode: Mode) -> int:
    """The most that is paid by terms of one resource for the mode, what came before included."""
    most = 0
    for resource in instance.resources:
        if resource.pays is not None:
            band = mode.band(resource.pays.resource)
            names = [resource.pays.resource] if band is None else band.resources
            used = sum(sum(mode.counted(name)) for name in names)
            most = max(most, used + mode.used_before.get(resource.pays.resource, 0))
    return most


def faults_of_matches(instance: Contents) -> Iterator[str]:
    """Matches are of known resources and projects, inside the horizon."""
    resources = {resource.id for resource in instance.resources}
    projects = {project.id for project in instance.projects}
    for k, match in enumerate(instance.matches):
        for key in ("resource", "against"):
            if getattr(match, key) not in resources:
                path = path_of(("matches", k, key))
                yield f"{path}: no resource has the id {shown(getattr(match, key))}"
        if match.project is not None and match.project not in projects:
            path = path_of(("matches", k, "project"))
            yield f"{path}: no project has the id {shown(match.project)}"
        last = instance.periods - 1 if match.last is None else match.last
        if not match.first <= last < instance.periods:
            yield f"{path_of(('matches', k))}: its window is not inside the horizon"

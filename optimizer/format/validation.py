"""Faults between the fields of an instance. Each function reports all of its kind, each by JSON path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from optimizer.format.errors import path_of
from optimizer.format.moving import faults_of_bands, faults_of_matches, faults_of_payments, faults_of_windows
from optimizer.format.numbers import LARGEST_SUM, shown
from optimizer.format.parts import Contents
from optimizer.format.serving import faults_of_services, has_own_use
from optimizer.format.windows import carry_chain, overlaps


def faults(instance: Contents) -> list[str]:
    """Every fault found, as `path: what is wrong`; the later checks assume what the earlier established."""
    found = [fault for check in _CHECKS for fault in check(instance)]
    return found or list(_circles(instance))


def _at(*location: int | str) -> str:
    return path_of(location)


def _repeated(ids: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Position and id of everything that occurred before."""
    seen: set[str] = set()
    for position, name in enumerate(ids):
        if name in seen:
            yield position, name
        seen.add(name)


def _ids(instance: Contents) -> Iterator[str]:
    """Ids are unique where they are looked up."""
    for position, name in _repeated(resource.id for resource in instance.resources):
        yield f"{_at('resources', position, 'id')}: duplicate id {shown(name)}"
    for position, name in _repeated(project.id for project in instance.projects):
        yield f"{_at('projects', position, 'id')}: duplicate id {shown(name)}"
    for p, project in enumerate(instance.projects):
        for position, name in _repeated(mode.id for mode in project.modes):
            yield f"{_at('projects', p, 'modes', position, 'id')}: duplicate id {shown(name)}"


def _window(instance: Contents, first: int, last: int, *location: int | str) -> Iterator[str]:
    """A window begins before it ends and lies within the horizon."""
    if last >= instance.periods:
        yield f"{_at(*location, 'last')}: {last} is not <= {instance.periods - 1}, the last period"
    if first > last:
        yield f"{_at(*location, 'first')}: {first} is not <= last, {last}"


def _resources(instance: Contents) -> Iterator[str]:
    """Windows lie in the horizon; the windows that pass on their unused room do not overlap."""
    for r, resource in enumerate(instance.resources):
        for k, limit in enumerate(resource.limits):
            yield from _window(instance, limit.first, limit.last, "resources", r, "limits", k)
        if resource.carry_over is not None:
            for a, b in overlaps([(x.first, x.last) for x in resource.limits], carry_chain(resource.limits)):
                yield (
                    f"{_at('resources', r, 'limits', b)}: overlaps limits[{a}],"
                    " so their carry-over has no order"
                )
        yield from _parts(instance, r)
        yield from _already(instance, r)
        amounts = (abs(limit.maximum or 0) + abs(limit.minimum or 0) for limit in resource.limits)
        if sum(amounts) > LARGEST_SUM:
            yield f"{_at('resources', r, 'limits')}: the bounds sum to more than 9 x 10^15"


def _already(instance: Contents, r: int) -> Iterator[str]:
    """What is used already is used within the horizon, and not of a sum beside its parts."""
    resource, place = instance.resources[r], _at("resources", r, "already")
    if len(resource.already) > instance.periods:
        yield f"{place}: has {len(resource.already)} periods, more than the {instance.periods} of the horizon"
    if resource.already and resource.sum_of:
        yield f"{place}: belongs to the resources it adds up, not to the sum"
    if sum(map(abs, resource.already)) > LARGEST_SUM:
        yield f"{place}: sums to more than 9 x 10^15"


def _parts(instance: Contents, r: int) -> Iterator[str]:
    """A sum adds up known resources, or takes them off, each once, that are no sums themselves."""
    plain = {r.id for r in instance.resources if not r.sum_of}
    resource = instance.resources[r]
    for key, parts in (("sum_of", resource.sum_of), ("less", resource.less)):
        for n, name in enumerate(parts):
            if name not in plain:
                yield f"{_at('resources', r, key, n)}: {shown(name)} is no resource with a use of its own"
        for position, name in _repeated(parts):
            yield f"{_at('resources', r, key, position)}: duplicate id {shown(name)}"
    for n, name in enumerate(resource.less):
        if name in resource.sum_of or not resource.sum_of:
            yield f"{_at('resources', r, 'less', n)}: {shown(name)} is taken off a sum that does not add it"


def _projects(instance: Contents) -> Iterator[str]:
    """Modes use known resources that are no sums, and pins name known modes."""
    known = {r.id for r in instance.resources if has_own_use(r)}
    for p, project in enumerate(instance.projects):
        for m, mode in enumerate(project.modes):
            for resource in mode.usage:
                if resource not in known:
                    path = _at("projects", p, "modes", m, "usage", resource)
                    yield f"{path}: no resource has the id {shown(resource)}"
        pinned = None if project.pin is None else project.pin.mode
        if pinned is not None and pinned not in {mode.id for mode in project.modes}:
            path = _at("projects", p, "pin", "mode")
            yield f"{path}: project {shown(project.id)} has no mode {shown(pinned)}"


def _sums(instance: Contents) -> Iterator[str]:
    """No total can outgrow the exact integers of the solver."""
    totals: dict[str, int] = {}
    sums = {resource.id: resource.parts for resource in instance.resources if resource.sum_of}
    paid = {resource.id: resource.pays.resource for resource in instance.resources if resource.pays}
    benefit = 0.0
    growth = max(1.0, float(1 + instance.discount_rate) ** -1)
    for p, project in enumerate(instance.projects):
        most: dict[str, int] = {}
        gain = 0.0
        for mode in project.modes:
            used = {resource: sum(usage) for resource, usage in mode.usage.items()}
            for band in mode.bands:
                used |= dict.fromkeys(band.resources, sum(used.get(name, 0) for name in band.resources))
            used |= {payer: used.get(resource, 0) for payer, resource in paid.items()}
            used |= {name: sum(used.get(part, 0) for part in parts) for name, parts in sums.items()}
            for resource, amount in used.items():
                most[resource] = max(most.get(resource, 0), amount)
            gain = max(gain, float(sum(abs(value) for value in mode.benefit)))
        for resource, amount in most.items():
            before = totals.get(resource, 0)
            totals[resource] = before + amount
            if before <= LARGEST_SUM < totals[resource]:
                yield f"{_at('projects', p)}: usage of {shown(resource)} now sums to more than 9 x 10^15"
        try:
            grown = gain * growth**instance.periods
        except OverflowError:
            grown = float("inf") if gain else 0.0
        if benefit <= LARGEST_SUM < benefit + grown:
            yield f"{_at('projects', p)}: benefits now sum to more than 9 x 10^15"
        benefit += grown


def _links(instance: Contents) -> Iterator[str]:
    """Precedence, groups, allocations and the baseline name known projects, modes and resources."""
    modes = {project.id: {mode.id for mode in project.modes} for project in instance.projects}
    resources = {r.id for r in instance.resources if has_own_use(r)}

    def unknown(project: str, *location: int | str) -> Iterator[str]:
        if project not in modes:
            yield f"{_at(*location)}: no project has the id {shown(project)}"

    for k, link in enumerate(instance.precedence):
        yield from unknown(link.before, "precedence", k, "before")
        yield from unknown(link.after, "precedence", k, "after")
    for k, group in enumerate(instance.groups):
        for n, project in enumerate(group.projects):
            yield from unknown(project, "groups", k, "projects", n)
        for position, name in _repeated(group.projects):
            yield f"{_at('groups', k, 'projects', position)}: duplicate id {shown(name)}"
    for k, allocation in enumerate(instance.allocations):
        yield from unknown(allocation.project, "allocations", k, "project")
        if allocation.resource not in resources:
            path = _at("allocations", k, "resource")
            yield f"{path}: no resource has the id {shown(allocation.resource)}"
        yield from _window(instance, allocation.first, allocation.last, "allocations", k)
    for project, placement in (instance.baseline or {}).items():
        yield from unknown(project, "baseline", project)
        if project in modes and placement.mode not in modes[project]:
            path = _at("baseline", project, "mode")
            yield f"{path}: project {shown(project)} has no mode {shown(placement.mode)}"


def _objective(instance: Contents) -> Iterator[str]:
    """Every term has the resource it needs and none it cannot use."""
    resources = {resource.id for resource in instance.resources}
    for k, tier in enumerate(instance.objective):
        for n, term in enumerate(tier.terms):
            here = ("objective", k, "terms", n)
            if term.resource is None and term.term in {"usage", "peak"}:
                yield f"{_at(*here, 'resource')}: is missing, {term.term} needs one"
            if term.resource is not None and term.resource not in resources:
                yield f"{_at(*here, 'resource')}: no resource has the id {shown(term.resource)}"
            if term.resource is not None and term.term not in {"usage", "peak", "violation"}:
                yield f"{_at(*here, 'resource')}: {term.term} is not about one resource"
            if term.sense is not None and term.term != "usage":
                yield f"{_at(*here, 'sense')}: only usage has a choice of sense"
            if term.term == "disruption" and instance.baseline is None:
                yield f"{_at(*here, 'term')}: disruption needs a baseline"


def _circles(instance: Contents) -> Iterator[str]:
    """No project waits for itself, directly or through others."""
    waits: dict[str, list[tuple[int, str]]] = {}
    for k, link in enumerate(instance.precedence):
        waits.setdefault(link.before, []).append((k, link.after))
    done: set[str] = set()
    for root, links in waits.items():
        if root in done:
            continue
        # A loop with an explicit trail, since a chain of prerequisites may be longer than Python's stack.
        trail = {root: None}  # a set that keeps its order
        onward = [iter(links)]
        while trail:
            step = next(onward[-1], None)
            if step is None:
                done.add(trail.popitem()[0])
                onward.pop()
            elif step[1] in trail:
                names_so_far = list(trail)
                ring = [*names_so_far[names_so_far.index(step[1]) :], step[1]]
                names = " -> ".join(ring if len(ring) <= 8 else [*ring[:4], "...", *ring[-3:]])
                yield f"{_at('precedence', step[0])}: closes a cycle, {names}"
                return
            elif step[1] not in done:
                trail[step[1]] = None
                onward.append(iter(waits.get(step[1], [])))


_CHECKS: list[Callable[[Contents], Iterator[str]]] = [
    _ids,
    _resources,
    _projects,
    _sums,
    _links,
    _objective,
    faults_of_windows,
    faults_of_bands,
    faults_of_payments,
    faults_of_services,
    faults_of_matches,
]

"""What a plan uses, carries over and is worth, counted again from the contract alone.

Used by the checker only. The solver has its own way to the same numbers; that they agree is what is tested.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.checker.built import Built
from optimizer.checker.moving import departed, payments_of
from optimizer.checker.serving import serving
from optimizer.format.instance import Instance, Limit, Resource, Term, Tier
from optimizer.format.result import Claim


@dataclass(frozen=True, slots=True)
class Plan:
    """An instance and what was selected of it."""

    instance: Instance
    built: dict[str, Built]

    @property
    def resources(self) -> list[str]:
        """The resources' ids."""
        return [resource.id for resource in self.instance.resources]

    def by_period(self, resource: str) -> list[int]:
        """Usage of a resource by period: what is used already, and by all projects together."""
        counted = next(one for one in self.instance.resources if one.id == resource)
        counting, less = counted.sum_of or [resource], counted.less

        def beside(names: Sequence[str], t: int) -> int:
            of_each = [self._of_no_project(one) for one in self.instance.resources if one.id in names]
            return sum(amounts[t] for amounts in of_each if t < len(amounts))

        return [
            sum(built.usage[resource][t] for built in self.built.values())
            + beside(counting, t)
            - beside(less, t)
            for t in range(self.instance.periods)
        ]

    def _of_no_project(self, resource: Resource) -> list[int]:
        """What is used of it whatever is decided, or of debt, by period as far as there is any."""
        if not resource.serves:
            return resource.already
        return serving(resource, {one.resource: self.by_period(one.resource) for one in resource.serves})

    def used(self, resource: Resource) -> list[int]:
        """Usage inside the window of every limit of the resource."""
        by_period = self.by_period(resource.id)
        return [sum(by_period[limit.first : limit.last + 1]) for limit in resource.limits]


def plan_of(instance: Instance, claim: Claim) -> Plan:
    """The plan a result claims; usage that is not reported is the mode's."""
    projects = {project.id: project for project in instance.projects}
    built: dict[str, Built] = {}
    for name, claimed in claim.projects.items():
        mode = next(mode for mode in projects[name].modes if mode.id == claimed.mode)
        plain = Built(projects[name], mode, claimed.start, {})
        reported = claimed.usage or {}
        for resource in instance.resources:
            usage = reported.get(resource.id)
            plain.usage[resource.id] = (
                plain.nominal(resource.id, instance.periods) if usage is None else usage
            )
        for resource in instance.resources:
            if resource.pays is not None and resource.id not in reported:
                plain.usage[resource.id] = payments_of(plain, resource.id, resource.pays)[0]
        for resource in instance.resources:
            if resource.sum_of and resource.id not in reported:
                plain.usage[resource.id] = plain.together(resource.sum_of, resource.less)
        built[name] = plain
    return Plan(instance, built)


def _contains(one: Limit, other: Limit) -> bool:
    """Whether one window contains another, different one."""
    inside = one.first <= other.first and other.last <= one.last
    return inside and (one.first, one.last) != (other.first, other.last)


def _innermost(limits: Sequence[Limit]) -> list[Limit]:
    """The limits whose window contains no other of them."""
    return [one for one in limits if not any(_contains(one, other) for other in limits)]


def carried_in(resource: Resource, used: Sequence[int]) -> list[int]:
    """The unused room every limit receives from the one before it in its chain."""
    carried = [0] * len(resource.limits)
    if resource.carry_over is None:
        return carried
    chain = _innermost([limit for limit in resource.limits if limit.maximum is not None])
    positions = sorted(
        (k for k, limit in enumerate(resource.limits) if any(limit is member for member in chain)),
        key=lambda k: resource.limits[k].first,
    )
    room = 0
    for k in positions:
        carried[k] = math.floor(Fraction(resource.carry_over.share) * room)
        received = resource.limits[k].receives
        if received is not None and carried[k] > received:
            carried[k] = received
        room = max(0, (resource.limits[k].maximum or 0) + carried[k] - used[k])
    return carried


def violated_by(limit: Limit, used: int, carried: int) -> tuple[int, int]:
    """How much is used above the maximum, and how much is missing to the minimum, of what binds."""
    if not limit.binding:
        return 0, 0
    over = 0 if limit.maximum is None else max(0, used - limit.maximum - carried)
    short = 0 if limit.minimum is None else max(0, limit.minimum - used)
    return over, short


def tier_value(plan: Plan, tier: Tier) -> Fraction:
    """The value of a tier: max-terms minus min-terms if there are max-terms, else the sum of min-terms."""
    most = sum((Fraction(t.weight) * term_value(plan, t) for t in tier.terms if _maximised(t)), Fraction(0))
    least = sum(
        (Fraction(t.weight) * term_value(plan, t) for t in tier.terms if not _maximised(t)), Fraction(0)
    )
    return most - least if maximised(tier) else least


def maximised(tier: Tier) -> bool:
    """Whether a tier has a term of which more is better."""
    return any(_maximised(term) for term in tier.terms)


def _maximised(term: Term) -> bool:
    return term.term in ("benefit", "selected") or term.sense == "max"


def term_value(plan: Plan, term: Term) -> Fraction:
    """What one term of the objective is worth, without its weight."""
    built = plan.built.values()
    if term.term == "benefit":
        return sum((_benefit(plan, one) for one in built), Fraction(0))
    if term.term == "selected":
        return sum((Fraction(one.project.weight) for one in built), Fraction(0))
    if term.term == "tardiness":
        return sum((_tardiness(one) for one in built), Fraction(0))
    if term.term == "earliness":
        return sum((_earliness(one) for one in built), Fraction(0))
    if term.term == "makespan":
        return Fraction(max((one.end for one in built), default=0))
    if term.term == "disruption":
        return _disruption(plan)
    if term.term == "departure":
        return sum((Fraction(b.project.weight) * departed(plan.instance, b) for b in built), Fraction(0))
    resources = [r for r in plan.instance.resources if term.resource in (None, r.id)]
    if term.term == "usage":
        return Fraction(sum(sum(plan.by_period(resource.id)) for resource in resources))
    if term.term == "peak":
        return Fraction(max(_peak(plan, resource) for resource in resources))
    return Fraction(sum(_violation(plan, resource) for resource in resources))


def _benefit(plan: Plan, built: Built) -> Fraction:
    """Discounted benefits inside the horizon. Summed as doubles where there is a rate: 1e-12 is enough."""
    gains = [(built.start + k, gain) for k, gain in enumerate(built.mode.benefit)]
    counted = [(t, gain) for t, gain in gains if t < plan.instance.periods]
    rate = float(plan.instance.discount_rate)
    if not rate:
        return sum((Fraction(gain) for _, gain in counted), Fraction(0))
    return Fraction(math.fsum(float(gain) / (1 + rate) ** t for t, gain in counted))


def _tardiness(built: Built) -> Fraction:
    if built.project.due is None:
        return Fraction(0)
    return Fraction(built.project.tardiness_weight) * max(0, built.finish - built.project.due)


def _earliness(built: Built) -> Fraction:
    if built.project.due_from is None:
        return Fraction(0)
    return Fraction(built.project.tardiness_weight) * max(0, built.project.due_from - built.finish)


def _peak(plan: Plan, resource: Resource) -> int:
    windows = _innermost([limit for limit in resource.limits if limit.minimum is None])
    by_period = plan.by_period(resource.id)
    if not windows:
        return max(0, *by_period)
    return max(0, *(sum(by_period[window.first : window.last + 1]) for window in windows))


def _violation(plan: Plan, resource: Resource) -> int:
    used = plan.used(resource)
    carried = carried_in(resource, used)
    broken = zip(resource.limits, used, carried, strict=True)
    return sum(sum(violated_by(limit, u, c)) for limit, u, c in broken if limit.soft)


def _disruption(plan: Plan) -> Fraction:
    baseline = plan.instance.baseline or {}
    distance = Fraction(0)
    for project in plan.instance.projects:
        placed, built = baseline.get(project.id), plan.built.get(project.id)
        weight = Fraction(project.weight)
        if placed is not None and built is not None:
            distance += weight * (abs(built.start - placed.start) + (built.mode.id != placed.mode))
        elif placed is not None or built is not None:
            distance += weight * plan.instance.periods
    return distance

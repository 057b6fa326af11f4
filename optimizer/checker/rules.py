"""The checker: is a result what it claims to be? Written from the contract, in plain Python.

It shares nothing with the model but the formats: no column, row or term of the solver is used here, so
that an error in the model cannot hide itself. Every rule of a plan is one generator below, listed in `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from optimizer.checker.built import Built
from optimizer.checker.challenge import refutations
from optimizer.checker.claims import claims
from optimizer.checker.moving import band_faults, payments_of, share_faults
from optimizer.checker.recount import Plan, carried_in, plan_of, violated_by
from optimizer.format.instance import Instance, Resource
from optimizer.format.numbers import floor_share, shown
from optimizer.format.result import Claim, ClaimedProject, Result
from optimizer.format.rules import RuleName

__all__ = ["PLANNED", "RULES", "Violation", "check", "plan_faults"]

# The statuses of results with a plan.
PLANNED = frozenset({"optimal", "feasible"})


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken: where in the result, what stands there, what was expected."""

    rule: str
    path: str
    found: str | int | float | None
    expected: str

    def as_json(self) -> dict[str, str | int | float | None]:
        """As `optimizer check` prints it."""
        return asdict(self)


Finding = tuple[str, str | int | float | None, str]  # path, found, expected


def check(
    instance: Instance, result: Result | Claim, others: Mapping[str, Result | Claim] | None = None
) -> list[Violation]:
    """Recompute everything a result says and compare.

    Args:
        instance: what was to be scheduled.
        result: status and projects; every other key is verified where it is present.
        others: plans of the same instance to hold the result against, by how the findings call them: a bound
            that one of them beats is a violation, and so is "infeasible". What is no plan refutes nothing.
            The instance's baseline is held against it in any case.

    Returns:
        Every violation found; empty if the result is right. Without a plan only its shape is checked, and
        whether there is one.
    """
    claim = _claim(result)
    found = [Violation("shape", *finding) for finding in shape(instance, claim)]
    if found:
        return found
    plan = plan_of(instance, claim) if claim.status in PLANNED else None
    if plan is not None:
        found.extend(_broken(plan))
        found.extend(Violation(*finding) for finding in claims(plan, claim))
    for name, other in (_baseline(instance) | dict(others or {})).items():
        if not plan_faults(instance, other):
            known = plan_of(instance, _claim(other))
            found.extend(Violation(*finding) for finding in refutations(claim, plan, known, name))
    return found


def plan_faults(instance: Instance, result: Result | Claim) -> list[Violation]:
    """Why a result is no plan of the instance, whatever else it claims; empty if it is one."""
    claim = _claim(result)
    if claim.status not in PLANNED:
        return [Violation("shape", "status", claim.status, "a status with a plan")]
    found = [Violation("shape", *finding) for finding in shape(instance, claim)]
    return found or list(_broken(plan_of(instance, claim)))


def _claim(result: Result | Claim) -> Claim:
    return result if isinstance(result, Claim) else Claim.model_validate(result.model_dump())


def _broken(plan: Plan) -> Iterator[Violation]:
    for name, rule in RULES.items():
        for finding in rule(plan):
            yield Violation(name.value, *finding)


def _baseline(instance: Instance) -> dict[str, Result | Claim]:
    """The baseline as a plan, with every project's usage as its mode has it."""
    if instance.baseline is None:
        return {}
    projects = {
        name: ClaimedProject(mode=placed.mode, start=placed.start)
        for name, placed in instance.baseline.items()
    }
    return {"the baseline": Claim(status="feasible", projects=projects)}


def shape(instance: Instance, claim: Claim) -> Iterator[Finding]:
    """A result has a plan or it has not, and its ids and lists are the instance's."""
    if claim.status not in PLANNED:
        for key in ("projects", "tiers", "resources"):
            if getattr(claim, key):
                yield key, "a plan", f"nothing, since the status is {claim.status}"
    elif claim.tiers is not None and len(claim.tiers) != len(instance.objective):
        yield "tiers", len(claim.tiers), f"{len(instance.objective)}, one a tier of the objective"
    yield from _shape_of_projects(instance, claim)
    resources = {resource.id: resource for resource in instance.resources}
    for name, reported in (claim.resources or {}).items():
        if name not in resources:
            yield f"resources.{name}", shown(name), "a resource of the instance"
        elif len(reported.limits) != len(resources[name].limits):
            expected = f"{len(resources[name].limits)}, one a limit of the instance"
            yield f"resources.{name}.limits", len(reported.limits), expected
    for k, incumbent in enumerate(claim.incumbents or []):
        if not 0 <= incumbent.tier < len(instance.objective):
            yield f"incumbents[{k}].tier", incumbent.tier, "the number of a tier"


def _shape_of_projects(instance: Instance, claim: Claim) -> Iterator[Finding]:
    """Projects, modes and resources are known, and usage has one number a period."""
    modes = {project.id: {mode.id for mode in project.modes} for project in instance.projects}
    resources = {resource.id for resource in instance.resources}
    for name, project in claim.projects.items():
        path = f"projects.{name}"
        if name not in modes:
            yield path, shown(name), "a project of the instance"
        elif project.mode not in modes[name]:
            yield f"{path}.mode", shown(project.mode), f"a mode of project {shown(name)}"
        for resource, usage in (project.usage or {}).items():
            if resource not in resources:
                yield f"{path}.usage.{resource}", shown(resource), "a resource of the instance"
            if len(usage) != instance.periods:
                yield f"{path}.usage.{resource}", len(usage), f"{instance.periods} numbers, one a period"


def choice(plan: Plan) -> Iterator[Finding]:
    """A mandatory project is selected."""
    for project in plan.instance.projects:
        if project.mandatory and project.id not in plan.built:
            yield f"projects.{project.id}", None, "to be selected, it is mandatory"


def release(plan: Plan) -> Iterator[Finding]:
    """Nothing starts before it is released, nor outside the starts that its mode is kept to."""
    for built in plan.built.values():
        if built.start < built.project.release:
            yield f"{built.path}.start", built.start, f">= {built.project.release}, its release"
        first, last = built.mode.first_start, built.mode.last_start
        if first is not None and built.start < first:
            yield f"{built.path}.start", built.start, f">= {first}, the first of its mode"
        if last is not None and built.start > last:
            yield f"{built.path}.start", built.start, f"<= {last}, the last of its mode"


def deadline(plan: Plan) -> Iterator[Finding]:
    """Nothing finishes after its deadline."""
    for built in plan.built.values():
        if built.project.deadline is not None and built.finish > built.project.deadline:
            yield f"{built.path}.finish", built.finish, f"<= {built.project.deadline}, its deadline"


def horizon(plan: Plan) -> Iterator[Finding]:
    """Everything lies within the horizon, or at least starts in it where the rest may outlast it."""
    periods = plan.instance.periods
    for built in plan.built.values():
        if plan.instance.may_outlast_horizon:
            if built.start >= periods:
                yield f"{built.path}.start", built.start, f"< {periods}, the horizon"
            continue
        if built.finish >= periods:
            yield f"{built.path}.finish", built.finish, f"< {periods}, the horizon"
        ongoing = {resource.id for resource in plan.instance.resources if resource.ongoing}
        for resource, usage in built.mode.usage.items():
            if resource not in ongoing and any(usage[max(0, periods - built.start) :]):
                yield (
                    f"{built.path}.usage.{resource}",
                    built.start,
                    "a start that leaves its usage in the horizon",
                )


def pin(plan: Plan) -> Iterator[Finding]:
    """What a person pinned stays where it was pinned."""
    for built in plan.built.values():
        pinned = built.project.pin
        if pinned is None:
            continue
        if pinned.mode not in {None, built.mode.id}:
            yield f"{built.path}.mode", built.mode.id, f"{pinned.mode}, its pin"
        if pinned.start not in {None, built.start}:
            yield f"{built.path}.start", built.start, f"{pinned.start}, its pin"


def precedence(plan: Plan) -> Iterator[Finding]:
    """A project starts only when the one before it is selected and has been complete for the lag."""
    for link in plan.instance.precedence:
        after, before = plan.built.get(link.after), plan.built.get(link.before)
        if after is None:
            continue
        if before is None:
            yield f"projects.{link.before}", None, f"to be selected, since {shown(link.after)} is"
        elif after.start < before.end + link.lag:
            expected = f">= {before.end + link.lag}, after {shown(link.before)} with lag {link.lag}"
            yield f"{after.path}.start", after.start, expected


def groups(plan: Plan) -> Iterator[Finding]:
    """Of a group, at least and at most so many projects are selected."""
    for k, group in enumerate(plan.instance.groups):
        count = sum(1 for project in group.projects if project in plan.built)
        if count < group.at_least:
            yield "projects", count, f">= {group.at_least} of groups[{k}]"
        if group.at_most is not None and count > group.at_most:
            yield "projects", count, f"<= {group.at_most} of groups[{k}]"


def flexibility(plan: Plan) -> Iterator[Finding]:
    """Usage moves between periods by at most its share of the mode's, the total kept."""
    for built in plan.built.values():
        for resource in plan.instance.resources:
            if resource.sum_of:
                yield from _added_up(built, resource)
            elif resource.pays is None and built.mode.band(resource.id) is None:
                share = Decimal(0) if resource.ongoing else built.project.flexibility
                yield from _moved(built, resource.id, plan.instance.periods, share)


def _added_up(built: Built, resource: Resource) -> Iterator[Finding]:
    for t, expected in enumerate(built.together(resource.sum_of, resource.less)):
        found = built.usage[resource.id][t]
        if found != expected:
            path = f"{built.path}.usage.{resource.id}[{t}]"
            yield path, found, f"{expected}, the sum of {', '.join(resource.sum_of)}{_less(resource)}"


def _less(resource: Resource) -> str:
    return f" less {', '.join(resource.less)}" if resource.less else ""


def _moved(built: Built, resource: str, periods: int, share: Decimal) -> Iterator[Finding]:
    path = f"{built.path}.usage.{resource}"
    nominal, actual = built.nominal(resource, periods), built.usage[resource]
    for t in range(periods):
        most = int(share * nominal[t])
        if abs(actual[t] - nominal[t]) > most:
            yield f"{path}[{t}]", actual[t], f"{nominal[t]} +- {most}"
    # Beyond the horizon nothing is reported, so what moves there may be missing, or be too much, inside.
    listed = built.mode.usage.get(resource, [])
    hidden = sum(int(share * amount) for amount in listed[max(0, periods - built.start) :])
    if abs(sum(actual) - sum(nominal)) > hidden:
        yield path, sum(actual), f"a total of {sum(nominal)} +- {hidden}"


def bands(plan: Plan) -> Iterator[Finding]:
    """What a band leaves open stays inside it."""
    for built in plan.built.values():
        for band in built.mode.bands:
            if band.moves or len(band.resources) > 1:
                yield from band_faults(plan.instance, built, band)


def shares(plan: Plan) -> Iterator[Finding]:
    """Of what several resources use together, each has its share."""
    for built in plan.built.values():
        for band in built.mode.bands:
            if len(band.resources) > 1:
                yield from share_faults(plan.instance, built, band)


def payments(plan: Plan) -> Iterator[Finding]:
    """What is paid follows from what is used, by the terms."""
    for built in plan.built.values():
        for resource in plan.instance.resources:
            if resource.pays is not None:
                expected, _ = payments_of(built, resource.id, resource.pays)
                for t, found in enumerate(built.usage[resource.id]):
                    if found != expected[t]:
                        yield f"{built.path}.usage.{resource.id}[{t}]", found, f"{expected[t]}, by its terms"


def matches(plan: Plan) -> Iterator[Finding]:
    """Use of a resource is at most a ratio of that of another, rounded down, and what needs no match."""
    for k, match in enumerate(plan.instance.matches):
        last = plan.instance.periods - 1 if match.last is None else match.last
        names = plan.built if match.project is None else {match.project} & plan.built.keys()
        used, against = (
            sum(sum(plan.built[name].usage[resource][match.first : last + 1]) for name in names)
            for resource in (match.resource, match.against)
        )
        room = floor_share(Fraction(match.ratio), against) + match.allowance
        if used > room:
            yield f"resources.{match.resource}", used, f"<= {room}, by matches[{k}]"


def allocations(plan: Plan) -> Iterator[Finding]:
    """What a person allocated to a project is what it uses; a positive amount selects it."""
    for k, allocation in enumerate(plan.instance.allocations):
        built = plan.built.get(allocation.project)
        used = sum(built.usage[allocation.resource][allocation.first : allocation.last + 1]) if built else 0
        if used != allocation.amount:
            path = f"projects.{allocation.project}.usage.{allocation.resource}"
            yield path, used, f"{allocation.amount} in allocations[{k}]"


def limits(plan: Plan) -> Iterator[Finding]:
    """Inside its window, usage stays within a hard limit; room carried in raises the maximum."""
    for resource in plan.instance.resources:
        used = plan.used(resource)
        carried = carried_in(resource, used)
        for k, limit in enumerate(resource.limits):
            over, short = violated_by(limit, used[k], carried[k])
            path = f"resources.{resource.id}.limits[{k}].used"
            if over and not limit.soft:
                yield path, used[k], f"<= {limit.maximum} + {carried[k]} carried in"
            if short and not limit.soft:
                yield path, used[k], f">= {limit.minimum}"


# Carry-over has no entry: what it hands on is part of what `limits` verifies (`carried_in`).
RULES: Final[dict[RuleName, Callable[[Plan], Iterator[Finding]]]] = {
    RuleName.CHOICE: choice,
    RuleName.RELEASE: release,
    RuleName.DEADLINE: deadline,
    RuleName.HORIZON: horizon,
    RuleName.PIN: pin,
    RuleName.PRECEDENCE: precedence,
    RuleName.GROUPS: groups,
    RuleName.FLEXIBILITY: flexibility,
    RuleName.BANDS: bands,
    RuleName.SHARES: shares,
    RuleName.PAYMENTS: payments,
    RuleName.MATCHES: matches,
    RuleName.ALLOCATIONS: allocations,
    RuleName.LIMITS: limits,
}

"""What a result claims beside its plan: dates, limits as met, tier values, bounds, gaps, status, hash."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.checker.moving import payments_of
from optimizer.checker.recount import Plan, carried_in, maximised, tier_value, violated_by
from optimizer.format.numbers import plain
from optimizer.format.result import Claim, TierResult
from optimizer.format.rules import RuleName

# Relative difference up to which two numbers count as the same, and a tier as proven.
SAME = Fraction(1, 10**6)

Named = tuple[str, str, str | int | float | None, str]  # rule, path, found, expected


def claims(plan: Plan, claim: Claim) -> Iterator[Named]:
    """Every claim that is present and wrong."""
    yield from _finishes(plan, claim)
    yield from _owed(plan, claim)
    yield from _limits(plan, claim)
    yield from _tiers(plan, claim)
    yield from _incumbents(plan, claim)
    yield from _status(claim)
    instance, said = plan.instance, claim.instance_hash
    # The former hash covered labels too: whoever made that result had this very instance.
    if said is not None and said not in {instance.digest(), instance.labelled_digest()}:
        yield "instance_hash", "instance_hash", said, instance.digest()


def _finishes(plan: Plan, claim: Claim) -> Iterator[Named]:
    """A project's finish is its start plus the mode's duration minus one."""
    for name, project in claim.projects.items():
        expected = plan.built[name].finish
        if project.finish not in {None, expected}:
            yield "finish", f"projects.{name}.finish", project.finish, str(expected)


def _owed(plan: Plan, claim: Claim) -> Iterator[Named]:
    """What is owed after the last period is what the terms leave."""
    for name, project in claim.projects.items():
        for resource in plan.instance.resources:
            if resource.pays is not None and project.beyond is not None:
                _, expected = payments_of(plan.built[name], resource.id, resource.pays)
                if project.beyond.get(resource.id, 0) != expected:
                    found = project.beyond.get(resource.id, 0)
                    path = f"projects.{name}.beyond.{resource.id}"
                    yield RuleName.PAYMENTS.value, path, found, f"{expected}, by its terms"


def _limits(plan: Plan, claim: Claim) -> Iterator[Named]:
    """Limits are reported as the instance has them and as the plan meets them."""
    for resource in plan.instance.resources:
        reported = (claim.resources or {}).get(resource.id)
        if reported is None:
            continue
        used = plan.used(resource)
        carried = carried_in(resource, used)
        for k, (limit, said) in enumerate(zip(resource.limits, reported.limits, strict=True)):
            facts = {
                "first": limit.first,
                "last": limit.last,
                "maximum": limit.maximum,
                "minimum": limit.minimum,
                "used": used[k],
                "carried_in": carried[k],
                "violation": sum(violated_by(limit, used[k], carried[k])),
            }
            for key, expected in facts.items():
                if getattr(said, key) != expected:
                    path = f"resources.{resource.id}.limits[{k}].{key}"
                    rule = RuleName.CARRY_OVER.value if key == "carried_in" else "reported_limit"
                    yield rule, path, getattr(said, key), str(expected)


def size(value: Fraction) -> Fraction:
    """What a relative difference is relative to."""
    return max(Fraction(1), abs(value))


def _same(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) <= SAME * max(size(one), size(other))


def beats(value: Fraction, bound: Fraction, sign: int) -> bool:
    """Whether a value is better than a bound, and not just the same; for sign 1 more is better."""
    return sign * (value - bound) > SAME * size(bound)


def _tiers(plan: Plan, claim: Claim) -> Iterator[Named]:
    """The plan is worth what its tiers say, within what later tiers were allowed to give away."""
    for k, (tier, said) in enumerate(zip(plan.instance.objective, claim.tiers or [], strict=False)):
        value, actual = Fraction(said.value), tier_value(plan, tier)
        sign = 1 if maximised(tier) else -1
        last = k == len(plan.instance.objective) - 1
        tolerance = Fraction(0) if last else Fraction(tier.tolerance) * abs(value)
        lost = sign * (value - actual)
        if not _same(value, actual) and not 0 <= lost <= tolerance + SAME * size(value):
            expected = f"{plain(actual)}, give or take the tolerance {plain(tolerance)}"
            yield "tier_value", f"tiers[{k}].value", said.value, expected
        yield from _bound(f"tiers[{k}]", said, sign)


def _bound(path: str, said: TierResult, sign: int) -> Iterator[Named]:
    """No plan beats a bound, and the gap is the distance to it."""
    if said.bound is None:
        if said.gap is not None:
            yield "gap", f"{path}.gap", said.gap, "null, since no bound is proven"
        return
    value, bound = Fraction(said.value), Fraction(said.bound)
    if sign * (value - bound) > SAME * size(value):
        yield "bound", f"{path}.bound", said.bound, f"{'>=' if sign > 0 else '<='} the value {said.value}"
    gap = abs(value - bound) / size(value)
    if said.gap is None or abs(Fraction(said.gap) - gap) > SAME:
        yield "gap", f"{path}.gap", said.gap, str(float(gap))


def _incumbents(plan: Plan, claim: Claim) -> Iterator[Named]:
    """No value of a tier, final or on the way, is better than a bound of it, final or on the way."""
    incumbents = claim.incumbents or []
    for k, incumbent in enumerate(incumbents):
        sign = 1 if maximised(plan.instance.objective[incumbent.tier]) else -1
        values = [Fraction(other.value) for other in incumbents if other.tier == incumbent.tier]
        if claim.tiers is not None:
            final = claim.tiers[incumbent.tier]
            values.append(Fraction(final.value))
            if final.bound is not None and beats(Fraction(incumbent.value), Fraction(final.bound), sign):
                yield (
                    "bound",
                    f"incumbents[{k}].value",
                    incumbent.value,
                    f"no better than the bound {final.bound}",
                )
        best = sign * max(sign * value for value in values)
        if incumbent.bound is not None and beats(best, Fraction(incumbent.bound), sign):
            expected = f"{'>=' if sign > 0 else '<='} {plain(best)}, which another incumbent reaches"
            yield "bound", f"incumbents[{k}].bound", incumbent.bound, expected


def _status(claim: Claim) -> Iterator[Named]:
    """Optimal means that every tier is proven."""
    if claim.status != "optimal":
        return
    for k, tier in enumerate(claim.tiers or []):
        if tier.gap is None or tier.gap > SAME:
            yield "status", f"tiers[{k}].gap", tier.gap, "at most 1e-06, since the status is optimal"

"""What another plan says about a result: no claim stands that a plan of the same instance refutes.

Part of the checker, and written from the contract like all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.checker.claims import SAME, Named, beats, size
from optimizer.checker.recount import Plan, maximised, tier_value
from optimizer.format.instance import Tier
from optimizer.format.numbers import plain
from optimizer.format.result import Claim

# Discounted values are added up as doubles: as good as another is what differs by less than this share.
_EQUAL = Fraction(1, 10**12)


def refutations(claim: Claim, plan: Plan | None, other: Plan, name: str) -> Iterator[Named]:
    """Every claim of a result that another plan shows to be false.

    Tiers are gone through in order, for as long as the other plan is one that they leave to later tiers.

    Args:
        claim: what the result says.
        plan: its plan, None if it has none.
        other: a plan that breaks no rule.
        name: how the findings call it.
    """
    if claim.status == "infeasible":
        yield "status", "status", claim.status, f"not infeasible, since {name} is a plan"
    if plan is None:
        return
    for k, tier in enumerate(plan.instance.objective):
        sign = 1 if maximised(tier) else -1
        reached = tier_value(other, tier)
        if claim.tiers is None:
            value = tier_value(plan, tier)
            if claim.status == "optimal":
                yield from _optimal(k, tier, value, reached, name)
            # What the tier had before later ones made use of its tolerance is not known.
            if tier.tolerance:
                return
        else:
            value = Fraction(claim.tiers[k].value)
            yield from _bounds(claim, k, sign, reached, name)
        given = Fraction(tier.tolerance) * abs(value) + _EQUAL * size(value)
        if sign * (value - reached) > given:
            return


def _optimal(k: int, tier: Tier, value: Fraction, reached: Fraction, name: str) -> Iterator[Named]:
    """No plan is better than an optimal one, by more than later tiers may have given away."""
    sign = 1 if maximised(tier) else -1
    given = Fraction(tier.tolerance) * abs(reached) + SAME * size(reached)
    if sign * (reached - value) > given:
        found = f"optimal with {plain(value)} in tier {k}"
        yield "status", "status", found, f"feasible, since {name} reaches {plain(reached)}"


def _bounds(claim: Claim, k: int, sign: int, reached: Fraction, name: str) -> Iterator[Named]:
    """No plan is better than a bound, neither the last one nor one that was told of on the way."""
    bounds = [(f"tiers[{k}].bound", tier.bound) for tier in (claim.tiers or [])[k : k + 1]]
    for n, incumbent in enumerate(claim.incumbents or []):
        if incumbent.tier == k:
            bounds.append((f"incumbents[{n}].bound", incumbent.bound))
    for path, bound in bounds:
        if bound is not None and beats(reached, Fraction(bound), sign):
            expected = f"{'>=' if sign > 0 else '<='} {plain(reached)}, which {name} reaches"
            yield "bound", path, bound, expected

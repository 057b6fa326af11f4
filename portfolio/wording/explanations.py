"""Why there is no plan, in words: whether that is proven, and what stands in the way."""

from __future__ import annotations

from portfolio.domain.plan import Explanation, Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name
from portfolio.wording.plans import capacity_name
from portfolio.wording.tones import Tone

_MEASURED = {"ceiling", "floor", "capacity", "moves"}
"""Kinds whose figures come from a plan that was searched for, and are those of the best one found."""


def verdict(plan: Plan, say: Wording) -> tuple[str, Tone]:
    """Return that there is no plan, and whether that is proven or was not found out in time."""
    if plan.status is PlanStatus.INFEASIBLE:
        return say("none.infeasible"), Tone.BAD
    return say("none.unknown", seconds=f"{plan.provenance.wall_seconds:,.1f}"), Tone.WATCH


def notes(plan: Plan, say: Wording) -> list[str]:
    """Return how the reasons are to be read together."""
    kinds = {part.kind for part in plan.explanation}
    if kinds & {"no_start", "together", "undecided"}:
        return []
    found = [say("none.how_read")] if "ceiling" in kinds else []
    return [*found, say("none.either")] if len(kinds) > 1 else found


def sentence(part: Explanation, portfolio: Portfolio, say: Wording) -> str:
    """Return one reason in words; of its two amounts the larger one is what is asked for."""
    told = [_reason(part, portfolio, say)]
    if part.unavoidable:
        key = "none.unavoidable_all" if part.unavoidable == part.needed else "none.unavoidable"
        told.append(say(key, amount=money.amount(part.unavoidable, say)))
    if not part.proven:
        told.append(say("none.not_proven"))
    return say.together(told)


def _reason(part: Explanation, portfolio: Portfolio, say: Wording) -> str:
    counts: dict[str, object] = {"more": part.needed, "less": part.allowed}
    key = f"none.{part.kind}" if part.proven or part.kind not in _MEASURED else f"none.{part.kind}_found"
    names: list[str] = [say.full_name(portfolio.project(name)) for name in part.projects]
    match part.kind:
        case "capacity":
            capacity = capacity_name(part.detail or "", portfolio, say)
            return say(key, capacity=capacity, quarter=part.quarter, **counts)
        case "moves":
            return say(key, **counts)
        case "prerequisite":
            before, after = names
            return say("none.prerequisite", before=before, after=after)
        case "alternatives":
            exactly = "none.alternatives_exactly" if part.needed == part.allowed else "none.alternatives"
            return say(exactly, projects=say.listed(names), less=part.needed, more=part.allowed)
        case "together" | "undecided":
            return say(f"none.{part.kind}_{part.detail}" if part.detail else f"none.{part.kind}")
        case "no_start":
            project = say.full_name(portfolio.project(part.project or ""))
            return say(f"none.no_start.{part.detail}", project=project)
        case _:
            return say(key, **_amounts(part, portfolio, say))


def _amounts(part: Explanation, portfolio: Portfolio, say: Wording) -> dict[str, object]:
    """Return what a sentence about money may name."""
    amounts = [value for value in (part.needed, part.allowed) if value is not None]
    more, less = max(amounts), min(amounts)
    return {
        "year": part.year,
        "payer": None if part.payer is None else payer_name(part.payer, portfolio, say),
        "project": None if part.project is None else say.full_name(portfolio.project(part.project)),
        "more": money.amount(more, say),
        "less": money.amount(less, say),
        "missing": money.amount(more - less, say),
    }

"""How a plan was made, and how good it provably is: its status, what its aims came to, and its stamp."""

from __future__ import annotations

from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import aims, money
from portfolio.wording.i18n import Wording
from portfolio.wording.tones import Row


def plan_status(plan: Plan, portfolio: Portfolio, say: Wording) -> str:
    """Return what is known of the plan: proven best, or how far its first open aim may be from that."""
    if plan.status is not PlanStatus.FEASIBLE:
        return say(f"plan.{plan.status}")
    open_tier = next((o for o in plan.provenance.objective if o.gap is None or o.gap > 0), None)
    if open_tier is None or open_tier.gap is None:
        return say("plan.feasible")
    aim = aims.name(open_tier.terms, portfolio, say)
    return say("plan.feasible_gap", aim=aim, percent=money.percent_at_most(open_tier.gap))


def stamp(plan: Plan, say: Wording) -> str:
    """Return who solved it from what, and that it was checked where there is a plan."""
    made = plan.provenance
    told = [
        say(
            "provenance.stamp",
            solver=made.solver,
            seconds=f"{made.wall_seconds:.1f}",
            seed=made.seed,
            data=made.data_hash.removeprefix("sha256:")[:12],
        )
    ]
    return say.together([*told, say("provenance.checked")] if plan.status.has_plan else told)


def aim_rows(plan: Plan, portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each aim: its value, its proven limit, and the gap between them."""
    return [
        (
            f"{number}. {aims.name(outcome.terms, portfolio, say)}",
            [
                aims.shown(outcome.value, outcome.terms, say),
                aims.shown(outcome.bound, outcome.terms, say),
                aims.gap(outcome.gap, say),
            ],
            "",
        )
        for number, outcome in enumerate(plan.provenance.objective, start=1)
    ]


def heads(say: Wording) -> list[str]:
    """Return the heads of columns that hold an aim, its value, its proven limit and the gap."""
    return [say(f"provenance.{head}") for head in ("aim", "value", "bound", "gap")]

"""For the terminal: what changes allow beyond what they say, and what only one of two plans was allowed."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console

from portfolio.domain.plan import Allowance, AllowanceKind, Plan, PlanStatus
from portfolio.domain.units import UNIT
from portfolio.planning.answers.freedoms import Apart, Freedom, FreedomKind, Freedoms

_ALLOWED = {
    AllowanceKind.FLEXIBILITY: "as amounts of {project} are pinned, up to {percent} of what it would spend in"
    " any quarter may move to others",
    AllowanceKind.FLOOR: "the scenario has aims of its own: a shortfall against the floor counts for nothing",
    AllowanceKind.LATENESS: "the scenario has aims of its own: lateness counts for nothing",
    AllowanceKind.YEARS: "the schedule may run on into {years}, where payers with ceilings have none",
}
_FREEDOMS = {
    FreedomKind.FLEXIBILITY: "{project}: spending may move by {own} of each quarter, not {other}",
    FreedomKind.ALLOCATION: "{project}, {year} {payer} money: {own}, not pinned at {other}",
    FreedomKind.START: "{project}: start {own}, not pinned to {other}",
    FreedomKind.MODE: "{project}: mode {own}, not pinned to {other}",
    FreedomKind.EARLIER: "{project}: from {own} on, not from {other}",
    FreedomKind.LATER: "{project}: start until {own}, not until {other}",
    FreedomKind.OPTIONAL: "{project}: may be left out",
    FreedomKind.DROPPED: "{project}: dropped",
    FreedomKind.COST: "{project}: costs {own}, not {other}",
    FreedomKind.CEILING: "{payer} {year}: ceiling {own}, not {other}",
    FreedomKind.CARRY_OVER: "{payer}: {own} of unused room moves on, not {other}",
    FreedomKind.FLOOR: "floor {own}, not {other}",
    FreedomKind.SOFT_FLOOR: "the floor may be missed",
    FreedomKind.SCHEDULE: "the schedule may run until {own}, not {other}",
    FreedomKind.MOVES: "moves against the baseline: {own}, not {other}",
}
_APART = {
    Apart.DATA: "The plans were made from different data.",
    Apart.BASELINE: "The plans keep close to different baselines.",
    Apart.AIMS: "The plans aim for different things: each is best, if at all, for its own aims.",
}
_SHARES = {FreedomKind.FLEXIBILITY, FreedomKind.CARRY_OVER}
_AMOUNTS = {FreedomKind.ALLOCATION, FreedomKind.CEILING, FreedomKind.COST, FreedomKind.FLOOR}


def allowed(allowance: Allowance) -> str:
    """Return what a scenario's changes allow beyond what they say."""
    share = Decimal(0) if allowance.share is None else allowance.share
    return _ALLOWED[allowance.kind].format(
        project=allowance.project, percent=_percent(share), years=", ".join(map(str, allowance.years))
    )


def show_freedoms(out: Console, found: Freedoms, before: Plan, after: Plan) -> None:
    """Print what each plan was allowed and the other was not; nothing where that is the same."""
    for reason in found.apart:
        out.print(_APART[reason])
    sides = (("first", found.before, "second", after), ("second", found.after, "first", before))
    for side, had, other_side, other in sides:
        if had:
            out.print(f"Only the {side} plan was allowed:")
            for freedom in had:
                out.print(f"  {_freedom(freedom)}")
        if had and other.status is PlanStatus.OPTIMAL:
            out.print(
                f"  So the {other_side} plan is proven optimal only among plans that are not allowed this."
            )


def _freedom(freedom: Freedom) -> str:
    return _FREEDOMS[freedom.kind].format(
        project=freedom.project,
        payer=freedom.payer,
        year=freedom.year,
        own=_value(freedom, freedom.own),
        other=_value(freedom, freedom.other),
    )


def _value(freedom: Freedom, value: int | str | None) -> str:
    if value is None:
        return "free"
    if freedom.kind in _AMOUNTS:
        return f"{value:,} {UNIT}"
    return _percent(Decimal(value)) if freedom.kind in _SHARES else str(value)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"

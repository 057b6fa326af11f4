"""Why there is no plan, in words: whether that is proven, and what stands in the way."""

from __future__ import annotations

from portfolio.domain.explanation import (
    AllocationInTheWay,
    AlternativesInTheWay,
    BandsInTheWay,
    CeilingExceeded,
    Explanation,
    FloorMissed,
    GateInTheWay,
    MatchesInTheWay,
    MaximumExceeded,
    Measured,
    MovesExceeded,
    NoStart,
    NoStartCause,
    PrerequisiteInTheWay,
    SharesInTheWay,
    SitesExceeded,
    SourceYearsInTheWay,
    Together,
    Undecided,
)
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import gates, money
from portfolio.wording.funds import years_paid
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name
from portfolio.wording.plans import capacity_name
from portfolio.wording.tones import Tone


def verdict(plan: Plan, say: Wording) -> tuple[str, Tone]:
    """Return that there is no plan, and whether that is proven or was not found out in time."""
    if plan.status is PlanStatus.INFEASIBLE:
        return say("none.infeasible"), Tone.BAD
    return say("none.unknown", seconds=f"{plan.provenance.wall_seconds:,.1f}"), Tone.WATCH


def notes(plan: Plan, say: Wording) -> list[str]:
    """Return how the reasons are to be read together."""
    kinds = {type(part) for part in plan.explanation}
    if kinds & {NoStart, Together, Undecided}:
        return []
    found = [say("none.how_read")] if CeilingExceeded in kinds else []
    return [*found, say("none.either")] if len(kinds) > 1 else found


def sentence(part: Explanation, portfolio: Portfolio, say: Wording) -> str:
    """Return one reason in words."""
    told = [_reason(part, portfolio, say)]
    if isinstance(part, CeilingExceeded) and part.unavoidable:
        key = "none.unavoidable_all" if part.unavoidable == part.needed else "none.unavoidable"
        told.append(say(key, amount=money.amount(part.unavoidable, say)))
    if isinstance(part, CeilingExceeded) and part.reserve:
        told.append(say("none.reserve", amount=money.amount(part.reserve, say)))
    if isinstance(part, Measured) and not part.proven:
        told.append(say("none.not_proven"))
    return say.together(told)


def _reason(part: Explanation, portfolio: Portfolio, say: Wording) -> str:
    def named(project: str) -> str:
        return say.full_name(portfolio.project(project))

    match part:
        case CeilingExceeded(payer=payer, year=year):
            values = _amounts(part, say)
            return say(_measured(part), payer=payer_name(payer, portfolio, say), year=year, **values)
        case FloorMissed() | MaximumExceeded():
            return say(_measured(part), **_amounts(part, say))
        case SitesExceeded(detail=name, quarter=quarter, needed=needed, allowed=allowed):
            capacity = capacity_name(name, portfolio, say)
            return say(_measured(part), capacity=capacity, quarter=quarter, more=needed, less=allowed)
        case MovesExceeded(needed=needed, allowed=allowed):
            return say(_measured(part), more=needed, less=allowed)
        case PrerequisiteInTheWay(projects=(before, after)):
            return say("none.prerequisite", before=named(before), after=named(after))
        case AlternativesInTheWay(projects=projects, needed=fewest, allowed=most):
            key = "none.alternatives_exactly" if fewest == most else "none.alternatives"
            return say(key, projects=say.few([named(each) for each in projects]), less=fewest, more=most)
        case AllocationInTheWay() | SourceYearsInTheWay():
            return _of_a_source(part, portfolio, say)
        case BandsInTheWay() | SharesInTheWay() | MatchesInTheWay():
            return _of_open_money(part, portfolio, say)
        case GateInTheWay(project=project, hold=hold):
            return say("none.gate", project=named(project), gate=gates.sentence(hold, say))
        case NoStart(project=project, detail=NoStartCause.GATE, holds=holds):
            told = say.together([gates.sentence(hold, say) for hold in holds])
            return say("none.no_start.gate", project=named(project), gates=told)
        case NoStart(project=project, detail=cause, needs=needs, until=until):
            values = {} if needs is None else {"needs": named(needs), "until": until}
            return say(f"none.no_start.{cause}", project=named(project), **values)
        case Together(kind=kind, detail=detail) | Undecided(kind=kind, detail=detail):
            return say(f"none.{kind}_{detail}" if detail else f"none.{kind}")


def _of_open_money(
    part: BandsInTheWay | SharesInTheWay | MatchesInTheWay, portfolio: Portfolio, say: Wording
) -> str:
    projects = say.few([say.full_name(portfolio.project(each)) for each in part.projects])
    if isinstance(part, BandsInTheWay):
        return say("none.bands", projects=projects)
    payer = payer_name(part.payer, portfolio, say)
    if isinstance(part, SharesInTheWay):
        return say(f"none.share.{part.detail}", payer=payer, projects=projects)
    against = payer_name(part.against, portfolio, say)
    return say("none.match", payer=payer, against=against, projects=projects)


def _of_a_source(part: AllocationInTheWay | SourceYearsInTheWay, portfolio: Portfolio, say: Wording) -> str:
    whose = payer_name(part.payer, portfolio, say)
    if isinstance(part, SourceYearsInTheWay):
        return say("none.source_years", payer=whose, years=years_paid(part.first, part.last, say))
    project, amount = say.full_name(portfolio.project(part.project)), money.amount(part.needed, say)
    return say("none.allocation", project=project, payer=whose, year=part.year, more=amount)


def _measured(part: Measured) -> str:
    """Return the key for amounts that are proven, or for those of the best plan found."""
    return f"none.{part.kind}" if part.proven else f"none.{part.kind}_found"


def _amounts(part: Measured, say: Wording) -> dict[str, object]:
    """Return the amounts of money of a reason, and what is missing."""
    return {
        "more": money.amount(part.needed, say),
        "less": money.amount(part.allowed, say),
        "missing": money.amount(part.needed - part.allowed, say),
    }

"""The programme's own targets against the plan: what the plan decides, and what it does not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Comparison, Target, TargetKind
from portfolio.domain.project import FacilityType
from portfolio.ui import money
from portfolio.ui.i18n import Wording


@dataclass(frozen=True, slots=True)
class Held:
    """A target of the programme held against a plan.

    Attributes:
        planned: What the plan comes to; None where a plan of buildings does not decide it.
        verdict: In words.
        kept: None where nothing is decided.
    """

    target: Target
    promised: str
    planned: str | None
    verdict: str
    kept: bool | None


def opened_within_programme(plan: Plan, portfolio: Portfolio) -> dict[FacilityType, int]:
    """Return how many facilities the plan opens by the programme's end, by type; a row counts its units."""
    opened: dict[FacilityType, int] = {}
    for planned in plan.projects:
        if planned.finish is not None and planned.finish.year <= portfolio.calendar.last_year:
            project = portfolio.project(planned.id)
            opened[project.facility_type] = opened.get(project.facility_type, 0) + project.units
    return opened


def held_against(plan: Plan, portfolio: Portfolio, say: Wording) -> list[Held]:
    """Return every target of the programme, those that the plan decides first."""
    opened = opened_within_programme(plan, portfolio)
    rows = [_held(target, opened, plan, portfolio, say) for target in portfolio.programme.targets]
    return sorted(rows, key=lambda row: row.planned is None)


def _held(
    target: Target, opened: dict[FacilityType, int], plan: Plan, portfolio: Portfolio, say: Wording
) -> Held:
    promised = say(f"promise.{target.comparison}", n=_quantity(target, target.quantity, say))
    if target.facility_type is not None:
        count = Decimal(opened.get(target.facility_type, 0))
    elif target.kind is TargetKind.INVESTMENT and target.source == portfolio.programme.envelope.source:
        count = Decimal(plan.envelope.planned)
    else:
        return Held(target, promised, None, say("target.not_decided"), None)
    missing = abs(target.quantity - count)
    is_kept = _is_kept(target, count)
    verdict = say("promise.kept") if is_kept else say("target.missed", n=_quantity(target, missing, say))
    return Held(target, promised, _quantity(target, count, say), verdict, is_kept)


def _is_kept(target: Target, count: Decimal) -> bool:
    return count <= target.quantity if target.comparison is Comparison.AT_MOST else count >= target.quantity


def _quantity(target: Target, quantity: Decimal, say: Wording) -> str:
    if target.kind is TargetKind.INVESTMENT:
        return money.amount(int(quantity), say.language)
    return say("target.quantity", n=f"{quantity:,f}", unit=say.either(target, "unit"))

"""Plan files: JSON in the form of `Plan`, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from portfolio.domain.calendar import MONTHS_PER_YEAR, PERIODS, QUARTERS, PeriodKind, Periods
from portfolio.domain.errors import Unfit
from portfolio.domain.money import Money
from portfolio.domain.numbers import MONEY
from portfolio.domain.plan import Plan
from portfolio.exchange.saving import save
from portfolio.exchange.text import read_json, read_text
from portfolio.exchange.validating import validated

BY_CLASS = "by_class"
"""What a command tells beside a plan, as sums of it; no part of the plan."""


def plan_json(plan: Plan) -> str:
    """Return a plan as JSON text, Chinese readable, one key a line."""
    units = {MONEY: Money(decimals=plan.decimals), PERIODS: plan.periods}
    return plan.model_dump_json(indent=2, context=units) + "\n"


def load_plan(path: Path) -> Plan:
    """Read a plan.

    Raises:
        BadInput: It is not JSON, or not a plan.
    """
    content = read_json(read_text(path), path.name)
    said = content if isinstance(content, dict) else {}
    said.pop(BY_CLASS, None)
    money = validated(Money, {"decimals": said.get("decimals", 0)}, path.name)
    units = {MONEY: money, PERIODS: _periods_told(said)}
    return validated(Plan, content, path.name, units=units)


def save_plan(plan: Plan, path: Path) -> None:
    """Write a plan; whatever stood there before stays until the new file is complete.

    Raises:
        BadInput: The file cannot be written.
    """
    save(plan_json(plan).encode(), path)


def _periods_told(content: Mapping[str, object]) -> Periods:
    """Return the periods that a plan's file says its dates are in; quarters, where it says nothing of use."""
    first, years = content.get("first_period"), content.get("years")
    if content.get("period") == PeriodKind.MONTH and isinstance(first, str) and isinstance(years, list):
        with suppress(Unfit, IndexError, TypeError):
            of_calendar = Periods(MONTHS_PER_YEAR).parse(first)
            return Periods(MONTHS_PER_YEAR, int(years[0]) * MONTHS_PER_YEAR - of_calendar.month)
    return QUARTERS

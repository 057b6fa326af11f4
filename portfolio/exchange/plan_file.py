"""Plan files: JSON in the form of `Plan`, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from portfolio.domain.calendar import PERIODS
from portfolio.domain.money import Money
from portfolio.domain.numbers import MONEY
from portfolio.domain.plan import Plan, periods_told
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
    units = {MONEY: money, PERIODS: periods_told(said)}
    return validated(Plan, content, path.name, units=units)


def save_plan(plan: Plan, path: Path) -> None:
    """Write a plan; whatever stood there before stays until the new file is complete.

    Raises:
        BadInput: The file cannot be written.
    """
    save(plan_json(plan).encode(), path)

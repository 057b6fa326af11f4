"""Plan files: JSON in the form of `Plan`, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

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
    money = Money(decimals=plan.decimals)
    return plan.model_dump_json(indent=2, context={MONEY: money}) + "\n"


def load_plan(path: Path) -> Plan:
    """Read a plan.

    Raises:
        BadInput: It is not JSON, or not a plan.
    """
    content = read_json(read_text(path), path.name)
    decimals = 0
    if isinstance(content, dict):
        decimals = content.get("decimals", 0)
        content.pop(BY_CLASS, None)
    money = validated(Money, {"decimals": decimals}, path.name)
    return validated(Plan, content, path.name, money=money)


def save_plan(plan: Plan, path: Path) -> None:
    """Write a plan; whatever stood there before stays until the new file is complete.

    Raises:
        BadInput: The file cannot be written.
    """
    save(plan_json(plan).encode(), path)

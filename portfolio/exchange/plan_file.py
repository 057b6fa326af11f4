"""Plan files: JSON in the form of `Plan`, written whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.numbers import MONEY
from portfolio.domain.plan import Plan
from portfolio.exchange.syntax import refusal
from portfolio.exchange.text import read_json, read_text
from portfolio.exchange.validating import validated


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
    decimals = content.get("decimals", 0) if isinstance(content, dict) else 0
    money = validated(Money, {"decimals": decimals}, path.name)
    return validated(Plan, content, path.name, money=money)


def save_plan(plan: Plan, path: Path) -> None:
    """Write a plan; whatever stood there before stays until the new file is complete.

    Raises:
        BadInput: The file cannot be written.
    """
    # Opened like any other file, so that it gets the permissions that files here usually get.
    temporary = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    try:
        try:
            with temporary.open("x", encoding="utf-8", newline="\n") as file:
                file.write(plan_json(plan))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = {"reason": refusal(error)}
        raise BadInput([Fault(str(path), Expected.WRITABLE_PLACE, values=reason)]) from error

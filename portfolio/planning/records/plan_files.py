"""Plans in files: writing one, and checking one that somebody hands in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from portfolio.domain.plan import Plan, Violation
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.plan_file import load_plan, plan_json, save_plan
from portfolio.planning.check.rules import violations


def check_plan_file(
    path: Path, open_portfolio: Callable[[str], Portfolio], name_or_folder: str | None = None
) -> tuple[Plan, tuple[Violation, ...]]:
    """Check a plan against the portfolio's data as they are now.

    Args:
        path: The plan, as JSON.
        open_portfolio: Opens a portfolio by name or folder.
        name_or_folder: The portfolio; where the plan says it was, if absent.

    Returns:
        The plan, and every rule it breaks.

    Raises:
        BadInput: The file is not a plan, or its portfolio cannot be read.
    """
    plan = load_plan(path)
    return plan, violations(open_portfolio(name_or_folder or plan.portfolio), plan)


__all__ = ["check_plan_file", "plan_json", "save_plan"]

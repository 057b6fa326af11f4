"""Portfolios under other assumptions."""

from __future__ import annotations

from typing import Any

from portfolio.domain.portfolio import Portfolio


def assuming(portfolio: Portfolio, **more: Any) -> Portfolio:
    """Return the portfolio with other assumptions in these fields."""
    content = portfolio.assumptions.model_dump()
    return portfolio.changed(assumptions=type(portfolio.assumptions).model_validate(content | more))

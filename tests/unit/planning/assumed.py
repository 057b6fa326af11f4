"""Portfolios under other assumptions."""

from __future__ import annotations

from typing import Any

from portfolio.domain.portfolio import Portfolio


def assuming(portfolio: Portfolio, **more: Any) -> Portfolio:
    """Return the portfolio with other assumptions in these fields."""
    content = portfolio.assumptions.model_dump()
    return portfolio.changed(assumptions=type(portfolio.assumptions).model_validate(content | more))


def investing(portfolio: Portfolio, **envelope: Any) -> Portfolio:
    """Return the portfolio with these bounds on what its programme invests."""
    content = portfolio.programme.model_dump(by_alias=True)
    content["envelope"] = {**content["envelope"], **envelope}
    return portfolio.changed(programme=type(portfolio.programme).model_validate(content))

"""What tests of the app share."""

from __future__ import annotations

import pytest

from portfolio import settings
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.folder import load_portfolio


@pytest.fixture(scope="session")
def gongshu_portfolio() -> Portfolio:
    return load_portfolio(settings.DATA_FOLDER / settings.DEFAULT_PORTFOLIO)

"""One solved plan for all tests of frames and figures."""

from __future__ import annotations

import pytest

from portfolio import settings
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.portfolios import folder_of
from portfolio.planning.records.scenarios import default_scenario


@pytest.fixture(scope="session")
def gongshu() -> Portfolio:
    # Not open_portfolio: what somebody has recorded on this machine stays out of the tests.
    from portfolio.exchange.folder import load_portfolio

    return load_portfolio(folder_of(settings.DEFAULT_PORTFOLIO))


@pytest.fixture(scope="session")
def plan(gongshu: Portfolio) -> Plan:
    return make_plan(gongshu, default_scenario())


@pytest.fixture(scope="session")
def squeezed(gongshu: Portfolio) -> Plan:
    """Late projects, money past the programme, ceilings that hold."""
    ceilings = {"public": {2019: 30000, 2020: 30000, 2021: 20000}}
    return make_plan(gongshu, Scenario(name="squeezed", ceilings=ceilings))

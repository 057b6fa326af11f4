"""Two solved plans of the bundled portfolio, for all tests of what is drawn and said of plans."""

from __future__ import annotations

import pytest

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.scenarios import default_scenario


@pytest.fixture(scope="session")
def plan(gongshu: Portfolio) -> Plan:
    return make_plan(Case(gongshu, default_scenario()))


@pytest.fixture(scope="session")
def squeezed(gongshu: Portfolio) -> Plan:
    """Late projects, money past the programme, ceilings that hold."""
    ceilings = {"public": {2019: 30000, 2020: 30000, 2021: 20000}}
    return make_plan(Case(gongshu, Scenario(name="squeezed", ceilings=ceilings)))

"""Scenario files: JSON in the form of `Scenario`."""

from __future__ import annotations

from pathlib import Path

from portfolio.domain.errors import BadInput
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.text import read_json, read_text, validated


def load_scenario(path: Path, portfolio: Portfolio) -> Scenario:
    """Read a scenario for a portfolio.

    Raises:
        BadInput: With every fault: broken JSON, unknown keys, and ids or years that the portfolio does not have.
    """
    scenario = validated(Scenario, read_json(read_text(path), path.name), path.name)
    faults = scenario.faults_against(portfolio, path.name)
    if faults:
        raise BadInput(faults)
    return scenario

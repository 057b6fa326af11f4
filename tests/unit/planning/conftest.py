"""What tests of planning share: plans made by hand that may break any rule, and what is recorded of plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from optimizer.format.result import Result, Scheduled
from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.assembling import assembled
from portfolio.planning.plan.compiled import ModeOf
from portfolio.planning.records.workspace import Workspace
from portfolio.store.store import Store

Choices = dict[str, tuple[str, str]]
"""Project -> mode and start."""


@pytest.fixture(scope="session")
def plan_of() -> Callable[[Portfolio, Scenario, Choices], Plan]:
    """A function that returns the plan with these choices, whether or not it keeps the rules."""

    def made(portfolio: Portfolio, scenario: Scenario, choices: Choices) -> Plan:
        brief = brief_of(portfolio, scenario)
        first, periods = portfolio.calendar.first, 4 * len(portfolio.calendar.years)
        projects = {}
        for project_id, (mode_id, start) in choices.items():
            mode = brief.requirements[project_id].mode(mode_id)
            assert mode is not None
            begin = first.until(Period.parse(start))
            usage = {
                source: [*([0] * begin), *paid, *([0] * (periods - begin - len(paid)))]
                for source, paid in mode.spending.items()
            }
            projects[project_id] = Scheduled(
                mode=mode_id, start=begin, finish=begin + mode.quarters - 1, usage=usage
            )
        result = Result(
            status="feasible",
            tiers=[],
            projects=projects,
            resources={},
            incumbents=[],
            wall_seconds=0,
            seed=1,
            workers=1,
            solver="by hand",
            instance_hash="",
        )
        return assembled(
            brief,
            result,
            modes={name: {mode: ModeOf(mode)} for name, (mode, _) in choices.items()},
            paid={source: source for source in portfolio.sources},
            explanation=(),
            data_hash=brief.portfolio.data_hash,
            address="tiny",
            time_limit=1,
        )

    return made


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """The bundled portfolio in a new database."""
    store = Store(f"sqlite:///{tmp_path / 'portfolio.db'}")
    yield Workspace(store=store)
    store.close()


@pytest.fixture
def plans_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of the scenario of every plan that is read from the store."""
    read: list[str] = []
    validate = Plan.model_validate

    def noted(content: Any, **options: Any) -> Plan:
        plan = validate(content, **options)
        read.append(plan.scenario.name)
        return plan

    monkeypatch.setattr(Plan, "model_validate", noted)
    return read

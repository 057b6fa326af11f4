"""Compiling does not do the same work again: hundreds of projects have a mode for each of their starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from optimizer.format.instance import Mode
from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.requirement import Placement
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan import compiling
from tests.conftest import PortfolioBuilder


def test_against_a_baseline_every_mode_is_made_once_for_each_start(
    build: type[PortfolioBuilder], scenario: Callable[..., Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = build(years=3)
    for number in range(10):
        projects.project(f"p{number}")
    kept = {f"p{number}": Placement(mode="standard", start=Period(2020, 2)) for number in range(10)}
    brief = brief_of(projects.portfolio(), scenario(most_moves=2), kept)
    made: list[dict[str, Any]] = []

    def counted(**content: Any) -> Mode:
        made.append(content)
        return Mode(**content)

    monkeypatch.setattr(compiling, "InstanceMode", counted)
    instance = compiling.compile_brief(brief).instance
    modes = [mode for project in instance.projects for mode in project.modes]
    assert len(modes) == 10 * 9
    assert len(made) <= len(modes) + 10
    # Figures of the benefit are checked once a project, not once for each start.
    assert sum(len(content.get("benefit", ())) for content in made) == 10 * 12
    assert all(mode.benefit == modes[0].benefit != [] for mode in modes)
    assert instance.baseline is not None
    assert {placed.mode for placed in instance.baseline.values()} == {"standard@2020Q2"}

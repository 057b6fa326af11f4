"""Lists of what is recorded are read without reading whole plans, and each plan is read once."""

from __future__ import annotations

import pytest

from portfolio.domain.history import Actor
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.baselines import (
    approve,
    approved_baseline,
    approved_baselines,
    baseline_in_force,
)
from portfolio.planning.records.scenarios import save_scenario, saved_names
from portfolio.planning.records.workspace import Workspace

OFFICER = Actor("Zhang Min")


def test_baselines_are_listed_without_reading_a_plan_and_each_is_read_once(
    workspace: Workspace, plans_read: list[str]
) -> None:
    portfolio = workspace.portfolio().item
    for name in ("a", "b", "c"):
        approve(workspace, make_plan(Case(portfolio, Scenario(name=name))), actor=OFFICER, note=f"of {name}")
    plans_read.clear()
    listed = [(b.version, b.item.scenario, b.item.note) for b in approved_baselines(workspace)]
    assert listed == [(3, "c", "of c"), (2, "b", "of b"), (1, "a", "of a")]
    assert plans_read == []

    earlier = approved_baseline(workspace, 2)
    assert earlier is not None
    assert (earlier.version, earlier.item.scenario.name, plans_read) == (2, "b", ["b"])
    assert [approved_baseline(workspace, number) for number in (-1, 0, 4)] == [None, None, None]

    plans_read.clear()
    known = baseline_in_force(workspace)
    assert baseline_in_force(workspace, known) is known
    assert plans_read == ["c"]
    approve(workspace, make_plan(Case(portfolio, Scenario(name="d"))), actor=OFFICER, note="")
    latest = baseline_in_force(workspace, known)
    assert latest is not None
    assert (latest.version, latest.item.scenario.name) == (4, "d")


def test_scenarios_are_listed_without_reading_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        save_scenario(workspace, Scenario(name=name), actor=OFFICER)

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a scenario was read")

    monkeypatch.setattr(Scenario, "model_validate", fail)
    assert [line.item for line in saved_names(workspace)] == ["a", "b"]


def test_the_portfolio_is_read_again_only_where_it_has_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = workspace.portfolio()

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("the portfolio was read again")

    monkeypatch.setattr(Portfolio, "model_validate", fail)
    assert workspace.portfolio() is known
    assert save_scenario(workspace, Scenario(name="x"), actor=OFFICER).version == 1

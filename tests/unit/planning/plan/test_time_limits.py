"""The time limit of a plan: every part gets what is left, and what is not found out by then is said.

Seconds are counted by a clock of the tests' own, which moves only while something is compiled or solved.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.budget import Budget
from optimizer.search.options import SolveOptions
from portfolio.cli import cli, plans
from portfolio.cli.words import SAY
from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.errors import BadInput
from portfolio.domain.explanation import Undecided
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan import excess, explaining, making
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiled import Compiled
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.contradictions import MOST_SOLVES, AllocationRule
from portfolio.planning.plan.explaining import explain_infeasible
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Counted, in_process
from portfolio.planning.runs import queue
from portfolio.wording.explanations import sentence
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
MakeScenario = Callable[..., Scenario]


class Clock:
    """Shows what it was moved to; a solver and a compiler that move it."""

    def __init__(
        self, *, solving: float = 0.0, compiling: float = 0.0, recorded: float | None = None
    ) -> None:
        self.now = 1000.0
        self.given: list[float | None] = []
        self.compiled = 0
        self._solving, self._compiling = solving, compiling
        self._recorded = solving if recorded is None else recorded

    def __call__(self) -> float:
        return self.now

    def solve(self, instance: Instance, options: SolveOptions) -> Result:
        self.given.append(options.time_limit)
        self.now += self._solving
        is_cut_short = options.time_limit is not None and options.time_limit < self._solving
        result = in_process(instance, SolveOptions(seed=options.seed, should_stop=lambda: is_cut_short))
        return result.model_copy(update={"wall_seconds": self._recorded})

    def compile(self, brief: Brief) -> Compiled:
        self.compiled += 1
        self.now += self._compiling
        return compile_brief(brief)

    def compiles(self, patch: pytest.MonkeyPatch) -> None:
        """Have everything compiled by this clock's compiler."""
        for module in (making, explaining, excess):
            patch.setattr(module, "compile_brief", self.compile)


@pytest.fixture
def pinned(build: Build, scenario: MakeScenario) -> tuple[Portfolio, Scenario]:
    """Thirty projects, of which the amounts pinned for one in its two years are more than it costs."""
    projects = build()
    for number in range(30):
        projects.project(f"p{number}")
    amounts = {f"p{n}": {"allocations": {"district": {"2020": 100, "2021": 0}}} for n in range(29)}
    amounts["p29"] = {"allocations": {"district": {"2020": 90, "2021": 90}}}
    return projects.portfolio(), scenario(projects=amounts)


def test_the_solver_gets_what_compiling_leaves_and_checking_needs(
    build: Build, scenario: MakeScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(compiling=3)
    clock.compiles(monkeypatch)
    plan = make_plan(
        Case(build().project("p").portfolio(), scenario(), time_limit=20), solve=clock.solve, clock=clock
    )
    assert clock.given == [14]
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.provenance.time_limit == 20


def test_what_was_spent_before_counts(build: Build, scenario: MakeScenario) -> None:
    clock = Clock(solving=4)
    asked = scenario(ceilings={"district": {"2020": 60, "2021": 20}})
    plan = make_plan(
        Case(build().project("p").portfolio(), asked, time_limit=20), spent=7, solve=clock.solve, clock=clock
    )
    assert clock.given == [13, 9]
    assert plan.provenance.time_limit == 20


def test_the_command_counts_what_it_took_to_load(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[float, float]] = []

    def no_plan(case: Case, *, spent: float, **_: Any) -> None:
        given.append((case.time_limit, spent))
        raise BadInput([])

    monkeypatch.setattr(queue, "make_plan", no_plan)
    monkeypatch.setattr(plans, "time", SimpleNamespace(monotonic=lambda: time.monotonic() - 7))
    assert isinstance(CliRunner().invoke(cli, ["plan", "--time-limit", "20"]).exception, BadInput)
    ((limit, spent),) = given
    assert limit == 20
    assert spent >= 7


def test_with_nothing_left_there_is_no_plan_and_that_is_said(
    build: Build, scenario: MakeScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(compiling=30, solving=1)
    clock.compiles(monkeypatch)
    plan = make_plan(
        Case(build().project("p").portfolio(), scenario(), time_limit=20), solve=clock.solve, clock=clock
    )
    assert clock.given == [0]
    assert (plan.status, plan.explanation) == (PlanStatus.UNKNOWN, ())


def test_an_explanation_gets_what_the_solve_leaves(
    build: Build, scenario: MakeScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proven impossible after 8 of 20 seconds; no instance is built to see what rules there are."""
    clock = Clock(compiling=1, solving=8)
    clock.compiles(monkeypatch)
    asked = scenario(ceilings={"district": {"2020": 60, "2021": 20}})
    plan = make_plan(
        Case(build().project("p").portfolio(), asked, time_limit=20), solve=clock.solve, clock=clock
    )
    assert clock.given == [18, 20 - 1 - 8 - 1]
    assert [part.kind for part in plan.explanation] == ["ceiling", "ceiling"]


def test_nothing_is_started_when_nothing_is_left(
    pinned: tuple[Portfolio, Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio, asked = pinned
    clock = Clock(compiling=1, solving=3)
    clock.compiles(monkeypatch)
    plan = make_plan(Case(portfolio, asked, time_limit=30), solve=clock.solve, clock=clock)
    assert plan.status is PlanStatus.INFEASIBLE
    assert clock.now - 1000 <= 30 + 1 + 3  # what was begun in time
    assert all(clock.given)
    # No instance is built that nobody has time to solve, but for the last.
    assert clock.compiled <= len(clock.given) + 1
    assert plan.explanation[-1].kind == "undecided"


@pytest.mark.parametrize("seconds", [5, 9, 14, 40, 1000])
def test_what_was_not_found_out_of_pinned_amounts_is_said_and_what_is_said_is_true(
    pinned: tuple[Portfolio, Scenario], seconds: float
) -> None:
    portfolio, asked = pinned
    clock = Clock(solving=1)
    budget = Budget(seconds, clock=clock)
    found = explain_infeasible(brief_of(portfolio, asked), clock.solve, budget, seed=1)
    named = {(part.project, part.year) for part in found if part.kind == "allocation"}
    open_ = [part.detail for part in found if part.kind == "undecided"]
    assert named or open_
    if named:
        assert ("p29", 2020) in named or ("p29", 2021) in named
        assert len(named) <= 20
    if len(named) > 2:
        assert open_ == ["fewest"]
    if seconds == 1000:
        assert not open_
    assert all("None" not in sentence(part, portfolio, SAY) for part in found)
    assert len(clock.given) <= min(seconds, MOST_SOLVES)


def test_kinds_of_which_time_runs_out_are_named_beside_what_was_found(
    build: Build, scenario: MakeScenario
) -> None:
    portfolio = build(soft=False, floor=100).project("p").portfolio()
    asked = scenario(ceilings={"district": {"2020": 60, "2021": 20}})

    def all_but_the_floor(instance: Instance, options: SolveOptions) -> Result:
        result = in_process(instance, options)
        aims = [term.resource for tier in instance.objective for term in tier.terms]
        content = {"status": "unknown", "tiers": [], "projects": {}, "resources": {}}
        return result.model_copy(update=content) if aims == ["total"] else result

    found = explain_infeasible(brief_of(portfolio, asked), all_but_the_floor, Budget(), seed=1)
    assert [part.kind for part in found] == ["ceiling", "ceiling", "undecided"]
    assert found[-1] == Undecided(detail="floor")
    told = sentence(found[-1], portfolio, SAY)
    assert told == "Whether the floor is in the way was not found out in time."


def test_rules_are_looked_up_and_not_compared_with_one_another(
    pinned: tuple[Portfolio, Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With hundreds of pinned amounts, comparing each with each took minutes."""
    compared = 0
    equal = AllocationRule.__eq__

    def counted(one: AllocationRule, other: object) -> bool:
        nonlocal compared
        compared += 1
        return equal(one, other)

    monkeypatch.setattr(AllocationRule, "__eq__", counted)
    clock = Clock(solving=1)
    explain_infeasible(brief_of(*pinned), clock.solve, Budget(1000, clock=clock), seed=1)
    rules = 59
    assert compared <= len(clock.given) * 3 * rules


def test_waiting_for_another_solve_does_not_count_and_a_recorded_one_does() -> None:
    """A solve that waited counts for what it took; one that was looked up, for what it had taken."""
    for passed, recorded in ((100.0, 2.0), (0.0, 2.0)):
        clock = Clock(solving=passed, recorded=recorded)
        counted = Counted(clock.solve, clock)
        budget = Budget(10, clock=counted.clock)
        counted(Instance.model_validate({"periods": 1, "resources": [], "projects": []}), SolveOptions())
        assert budget.left() == pytest.approx(8)

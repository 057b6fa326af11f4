"""A case: all that a plan, or an answer about one, is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimizer.search.budget import DEFAULT_SEED
from portfolio import settings
from portfolio.domain.brief import Brief, brief_of, objective_of
from portfolio.domain.history import Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Placement
from portfolio.domain.scenario import Scenario, Tier


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario on a portfolio, the baseline to keep close to, and what solving may take.

    Attributes:
        portfolio: The portfolio in force, or one with a status report that is not yet saved.
        scenario: What it changes, and what is wanted.
        baseline: Whose decisions are kept where that costs nothing, and what is measured against; None while
            there is none.
        address: Name or folder that a plan notes as its portfolio; None for the portfolio's own name.
        time_limit: Seconds for a plan: building, solving, checking, and explaining what has none. An answer
            may take as long for each of its solves.
        seed: For the solver's random choices. What is proven optimal with its ties broken is the same plan
            for every seed; what is cut off by the time limit may differ from one time to the next.
    """

    portfolio: Portfolio
    scenario: Scenario
    baseline: Recorded[Plan] | None = None
    address: str | None = None
    time_limit: float = settings.TIME_LIMIT_SECONDS
    seed: int = DEFAULT_SEED

    @property
    def decisions(self) -> Mapping[str, Placement] | None:
        """What the baseline decided; None without one."""
        return None if self.baseline is None else self.baseline.item.decisions

    @property
    def objective(self) -> tuple[Tier, ...]:
        """What its plan aims for, most important first."""
        has_baseline = self.baseline is not None
        return objective_of(self.scenario.in_force(self.portfolio), self.scenario, has_baseline=has_baseline)

    def brief(self) -> Brief:
        """Return what a plan must respect; put together at every call, as few keep it for long."""
        return brief_of(self.portfolio, self.scenario, self.decisions)

    def changed(self, **fields: object) -> Case:
        """Return the case with other values in these fields of its scenario."""
        return self.with_scenario(self.scenario.changed(**fields))

    def with_scenario(self, scenario: Scenario) -> Case:
        """Return the case with another scenario."""
        return replace(self, scenario=scenario)

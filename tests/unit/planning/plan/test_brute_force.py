"""Plans of small portfolios against every plan there is, counted out in plain Python from the brief."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from placed import placements

from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Mode, Requirement
from portfolio.domain.scenario import Scenario, Tier
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

Choice = tuple[Requirement, Mode, int]
"""A project, its mode, and the quarter it starts in, counted from the first of the schedule."""


def options(brief: Brief, requirement: Requirement) -> Iterator[Choice | None]:
    """Yield every way to carry a project out, and None where it may be left out."""
    if not requirement.mandatory:
        yield None
    yield from ((requirement, mode, start) for mode, start in placements(brief, requirement))


class Outcome:
    """What one choice for every project comes to."""

    def __init__(self, brief: Brief, choices: tuple[Choice | None, ...]) -> None:
        self.brief = brief
        self.chosen = [choice for choice in choices if choice is not None]
        years = list(brief.calendar.years)
        self.spent = {payer: dict.fromkeys(years, 0) for payer in brief.payers}
        for _, mode, start in self.chosen:
            for source, amounts in mode.spending.items():
                for elapsed, amount in enumerate(amounts):
                    for payer, members in brief.payers.items():
                        if source in members and 0 <= (start + elapsed) // 4 < len(years):
                            self.spent[payer][years[(start + elapsed) // 4]] += amount
        programme = brief.calendar.programme_years
        self.shortfall = max(0, (brief.floor or 0) - sum(self.spent["total"][y] for y in programme))

    def is_allowed(self) -> bool:
        """Tell whether ceilings and a hard floor hold."""
        for payer, by_year in self.brief.ceilings.items():
            carried = 0
            for year in sorted(by_year):
                room = by_year[year] + carried - self.spent[payer][year]
                if room < 0:
                    return False
                carried = math.floor(self.brief.carry_over.get(payer, 0) * room)
        return self.brief.floor_is_soft or not self.shortfall

    def term(self, name: str, payer: str | None) -> int:
        """Return what one term of the objective comes to."""
        ends = [start + mode.quarters for _, mode, start in self.chosen]
        quarters = 4 * len(self.brief.calendar.years)
        first = self.brief.calendar.first
        if name == "violation":
            return self.shortfall if self.brief.floor_is_soft and payer in {None, "total"} else 0
        if name == "tardiness":
            return sum(
                requirement.priority * max(0, start + mode.quarters - 1 - first.until(requirement.target))
                for requirement, mode, start in self.chosen
            )
        return {
            "peak": lambda: max(self.spent[payer or ""].values()),
            "usage": lambda: sum(self.spent[payer or ""].values()),
            "benefit": lambda: sum(max(0, quarters - end) for end in ends),
            "selected": lambda: len(ends),
            "makespan": lambda: max(ends, default=0),
        }[name]()

    def tier(self, tier: Tier) -> int:
        """Return the weighted sum; maximised terms count positive as soon as there is one."""
        mixed = any(term.is_maximised for term in tier.terms)
        return sum(
            int(term.weight)
            * self.term(term.term, term.resource)
            * (-1 if mixed and not term.is_maximised else 1)
            for term in tier.terms
        )


def best_by_counting(brief: Brief) -> list[int] | None:
    """Return the values of the tiers, each the best that those before leave; None if nothing is allowed."""
    every = (options(brief, requirement) for requirement in brief.requirements.values())
    left = [
        outcome for choices in product(*map(list, every)) if (outcome := Outcome(brief, choices)).is_allowed()
    ]
    if not left:
        return None
    values = []
    for tier in brief.objective:
        choose = max if any(term.is_maximised for term in tier.terms) else min
        best = choose(outcome.tier(tier) for outcome in left)
        left = [outcome for outcome in left if outcome.tier(tier) == best]
        values.append(best)
    return values


PERCENT = st.sampled_from(
    [{"district": 100}, {"private": 100}, {"district": 50, "private": 50}, {"municipal": 35, "private": 65}]
)


@st.composite
def portfolios(draw: st.DrawFn, build: Callable[..., Any]) -> Portfolio:
    years, overrun = draw(st.sampled_from([(1, 0), (1, 1), (2, 0), (2, 1)]))
    floor = draw(st.none() | st.integers(0, 60))
    builder = build(years=years, overrun=overrun, floor=floor, soft=draw(st.booleans()))
    for number in range(draw(st.integers(1, 3))):
        standard = draw(st.integers(1, 5))
        modes = {"standard": standard}
        if draw(st.booleans()):
            modes["slow"] = standard + draw(st.integers(1, 3))
        builder.project(
            f"p{number}",
            cost=draw(st.none() | st.integers(0, 40)),
            quarters=modes,
            percent=draw(PERCENT),
            profile=draw(st.sampled_from(["even", "s_curve", "late"])),
            earliest=f"20{draw(st.integers(19, 20))}Q{draw(st.integers(1, 4))}",
            fixed=draw(st.booleans()),
            target=draw(st.sampled_from([None, 2020])),
            priority=draw(st.integers(0, 3)),
        )
    portfolio: Portfolio = builder.portfolio()
    return portfolio


TERMS = st.sampled_from(
    [
        {"term": "violation"},
        {"term": "tardiness", "weight": 2},
        {"term": "peak", "resource": "public"},
        {"term": "peak", "resource": "total", "weight": 3},
        {"term": "benefit"},
        {"term": "selected", "weight": 5},
        {"term": "usage", "resource": "private"},
        {"term": "usage", "resource": "total", "sense": "max"},
        {"term": "makespan"},
    ]
)
OBJECTIVES = st.none() | st.lists(
    st.builds(lambda terms: {"terms": terms}, st.lists(TERMS, min_size=1, max_size=2)), min_size=1, max_size=3
)


@st.composite
def scenarios(draw: st.DrawFn, portfolio: Portfolio) -> Scenario:
    years, payers = list(portfolio.calendar.years), ["district", "private", "public"]
    changes = {}
    for project in portfolio.projects:
        change: dict[str, Any] = {"delay_quarters": draw(st.sampled_from([0, 0, 0, 1, 3]))}
        if draw(st.booleans()):
            change["mandated"] = draw(st.booleans())
        if draw(st.integers(0, 5)) == 0:
            quarter = portfolio.calendar.first.plus(draw(st.integers(0, 5)))
            change["pin"] = {"start": str(min(quarter, portfolio.calendar.last))}
        changes[project.id] = change
    amounts = st.none() | st.integers(0, 50)
    by_year = st.dictionaries(st.sampled_from(years), amounts, max_size=3)
    return Scenario.model_validate(
        {
            "name": "drawn",
            "projects": changes,
            "ceilings": draw(st.dictionaries(st.sampled_from(payers), by_year, max_size=2)),
            "carry_over": draw(
                st.dictionaries(st.sampled_from(payers), st.sampled_from([0, 0.1, 0.5, 1]), max_size=2)
            ),
            "objective": draw(OBJECTIVES),
        }
    )


@examples(60)
@given(data=st.data())
def test_no_plan_is_better_and_none_is_called_impossible_that_is_not(
    build: Callable[..., Any], data: st.DataObject
) -> None:
    portfolio = data.draw(portfolios(build))
    scenario = data.draw(scenarios(portfolio))
    plan = make_plan(Case(portfolio, scenario))
    assert violations(portfolio, plan) == ()
    best = best_by_counting(brief_of(portfolio, scenario))
    if best is None:
        assert plan.status is PlanStatus.INFEASIBLE
        assert plan.explanation
    else:
        assert plan.status is PlanStatus.OPTIMAL
        assert [outcome.value for outcome in plan.provenance.objective] == best

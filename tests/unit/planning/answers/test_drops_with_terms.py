"""What is dropped where payments follow by terms: the least, as trying every set of projects shows."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.ways_out import WayKind, ways_out
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from tests.conftest import WHY, PortfolioBuilder
from tests.examples import examples


def least_dropped(portfolio: Portfolio, asked: Scenario) -> int | None:
    """Return the least investment without which there is a plan, by trying every set of projects."""
    names = [project.id for project in portfolio.projects]
    costs = []
    for left_out in chain.from_iterable(combinations(names, size) for size in range(1, len(names) + 1)):
        changes = {name: asked.project(name) for name in names if name not in left_out}
        excluded = {name: {"excluded": True} for name in left_out}
        if make_plan(Case(portfolio, asked.changed(projects={**changes, **excluded}))).status.has_plan:
            costs.append(sum(portfolio.project(name).cost or 0 for name in left_out))
    return min(costs, default=None)


@examples(12)
@given(data=st.data())
def test_the_least_is_dropped_under_terms(data: st.DataObject) -> None:
    draw = data.draw
    builder, changes = PortfolioBuilder(), {}
    for name in "abc":
        cost = draw(st.integers(10, 60))
        builder.project(name, cost=cost, quarters=draw(st.integers(1, 6)))
        if draw(st.booleans()):
            fixed = {"district": {draw(st.sampled_from([2020, 2021])): draw(st.integers(0, cost))}}
            changes[name] = {"allocations": fixed, "flexibility": draw(st.sampled_from([0, 0.5, 1]))}
    advance, retention = draw(st.integers(0, 40)), draw(st.integers(0, 40))
    terms = {"advance": advance, "progress": 100 - advance - retention, "retention": retention, **WHY}
    plain = builder.portfolio()
    assumptions = plain.assumptions.model_dump(by_alias=True)
    portfolio = plain.changed(assumptions={**assumptions, "payment_terms": [{**terms, "settled_after": 2}]})
    ceilings = {"district": {year: draw(st.integers(0, 60)) for year in (2020, 2021)}}
    asked = Scenario.model_validate({"name": "tight", "ceilings": ceilings, "projects": changes})
    case = Case(portfolio, asked)
    if make_plan(case).status.has_plan:
        return
    found = {way.kind: way for way in ways_out(case, solve=in_process).found}
    dropped = found.get(WayKind.DROP)
    assert (None if dropped is None else dropped.price) == least_dropped(portfolio, asked)

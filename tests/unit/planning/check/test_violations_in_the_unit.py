"""What does not hold is told in the unit that the programme prints, not in the smallest that it keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import PortfolioBuilder

MakeScenario = Callable[..., Scenario]


@pytest.fixture
def dollars(build: type[PortfolioBuilder]) -> Portfolio:
    """Works of 100.00 thousand dollars, over two years."""
    built = build(floor=5000, soft=False).project("a", cost=10_000, quarters=8).portfolio()
    programme = built.programme.model_dump(mode="json")
    money = {"currency": "USD", "unit": 1000, "decimals": 2}
    return built.changed(programme={**programme, "money": money})


def _broken(portfolio: Portfolio, plan: Plan, **change: Any) -> dict[str, tuple[str, str]]:
    found = violations(portfolio, plan.model_copy(update=change))
    return {f"{v.rule} {v.path}": (v.found, v.expected) for v in found}


def test_yearly_amounts_ceilings_and_floors(dollars: Portfolio, scenario: MakeScenario) -> None:
    asked = scenario(ceilings={"district": {"2020": 6000}})
    plan = make_plan(Case(dollars, asked))
    assert violations(dollars, plan) == ()
    (project,) = plan.projects
    more = {"district": {2020: 6050, 2021: 3950}}
    told = {"by_source": more, "payments_by_source": more}
    in_all = dict.fromkeys(("expenditure", "payments"), more["district"])
    moved = project.model_copy(update=told | in_all)
    broken = _broken(dollars, plan, projects=(moved,))
    assert broken[f"{RuleName.CEILING} ceilings.district.2020"] == ("60.5", "at most 60")
    assert broken[f"{RuleName.ROUNDING} projects[0] (a).expenditure up to 2020"] == ("60.5", "50")
    assert broken[f"{RuleName.ROUNDING} projects[0] (a).by_source.district up to 2020"] == (
        "60.5",
        "less than 0.01 from 50.00000",
    )
    assert broken[f"{RuleName.CASH_FLOW} projects[0] (a).by_source"] == (
        "{'district': {2020: 60.5, 2021: 39.5}}",
        "{'district': {2020: 50, 2021: 50}}",
    )
    assert broken["totals annual_expenditure"][1] == "{2020: 60.5, 2021: 39.5}"
    assert "amount=60.5" in broken["peaks peaks"][1]
    nothing = project.model_copy(update={"by_source": {}, "expenditure": {}})
    broken = _broken(dollars, plan, projects=(nothing,))
    assert broken[f"{RuleName.FLOOR} envelope.planned"] == ("0", "at least 50")


def test_the_value_of_an_aim_that_is_money(dollars: Portfolio, scenario: MakeScenario) -> None:
    plan = make_plan(Case(dollars, scenario(objective=[{"terms": [{"term": "peak", "resource": "total"}]}])))
    outcome = plan.provenance.objective[0].model_copy(update={"value": 4999.0, "bound": 4999.0})
    provenance = plan.provenance.model_copy(update={"objective": (outcome,)})
    broken = _broken(dollars, plan, provenance=provenance)
    assert broken["objective provenance.objective[0].value"] == ("49.99", "50")

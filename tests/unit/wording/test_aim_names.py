"""The name of an aim says all that its value adds up, in the app and in the terminal alike."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from portfolio.cli.tables import show_plan
from portfolio.cli.tables_of_comparisons import show_comparison
from portfolio.cli.words import SAY
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario, Term
from portfolio.planning.answers.comparing import compare
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import aims
from portfolio.wording.i18n import wording

CASES: list[tuple[list[dict[str, Any]], str, str]] = [
    (
        [{"term": "peak", "resource": source} for source in ("district", "municipal", "private")],
        "Sum of each payer's dearest year of payments",
        "各资金来源各自拨付最高一年之和",
    ),
    (
        [{"term": "peak", "resource": source} for source in ("district", "private")],
        "Sum of the dearest years of payments of district, private",
        "district、private各自拨付最高一年之和",
    ),
    (
        [{"term": "peak", "resource": "private"}],
        "Dearest year of private",
        "private支出最高一年",
    ),
    (
        [{"term": "peak", "resource": "total"}],
        "Dearest year of payments in all",
        "各来源合计拨付最高一年",
    ),
    (
        [{"term": "peak", "resource": "district"}, {"term": "peak", "resource": "private", "weight": 2.5}],
        "Dearest year of district + 2.5 × Dearest year of private",
        "district支出最高一年 + 2.5 × private支出最高一年",
    ),
    (
        [{"term": "tardiness", "weight": 3}, {"term": "usage", "resource": "total"}],
        "3 × Weighted tardiness (quarters) + Spending",
        "3 × 加权延误（季度） + 支出",
    ),
    (
        [{"term": "usage", "resource": "private", "sense": "max"}],
        "Spending, the more the better (private)",
        "支出（越多越好） (private)",
    ),
    (
        [{"term": "tardiness"}, {"term": "benefit", "weight": 10}],
        "− Weighted tardiness (quarters) + 10 × Early opening (points)",
        "− 加权延误（季度） + 10 × 提前开业（分值）",
    ),
]


@pytest.fixture(scope="module")
def portfolio(build: Callable[..., Any]) -> Portfolio:
    """Each payer's dearest year is another one: 2020 for the district, 2021 for private capital."""
    made: Portfolio = (
        build(years=2)
        .project("a", cost=100, fixed=True)
        .project("b", cost=90, earliest="2021Q1", fixed=True, percent={"private": 100})
        .portfolio()
    )
    return made


@pytest.mark.parametrize(("terms", "english", "chinese"), CASES)
def test_an_aim_is_named_by_all_that_it_adds_up(
    portfolio: Portfolio, terms: list[dict[str, Any]], english: str, chinese: str
) -> None:
    known = [Term.model_validate(term) for term in terms]
    assert aims.name(known, portfolio, wording("en")) == english
    assert aims.name(known, portfolio, wording("zh")) == chinese
    assert aims.name(known, portfolio, SAY) == english, "as the ids of these payers are their names"


def test_what_is_minimised_by_default_is_not_called_the_peak_of_the_whole_programme(
    portfolio: Portfolio,
) -> None:
    plan = make_plan(Case(portfolio, Scenario(name="test")))
    (levelled,) = [outcome for outcome in plan.provenance.objective if outcome.term == "peak"]
    assert (levelled.value, plan.peaks["total"].amount) == (190, 100)
    name = aims.name(levelled.terms, portfolio, wording("en"))
    assert name == "Sum of each payer's dearest year of payments"


def test_the_terminal_names_the_aims_of_plans_and_comparisons_in_full(portfolio: Portfolio) -> None:
    levelled = make_plan(Case(portfolio, Scenario(name="test")))
    aim = {"terms": [{"term": "peak", "resource": "total"}]}
    other = make_plan(Case(portfolio, Scenario.model_validate({"name": "other", "objective": [aim]})))
    page = io.StringIO()
    out = Console(file=page, width=200)
    show_plan(out, portfolio, levelled)
    show_comparison(out, portfolio, compare(levelled, other))
    assert ". Sum of each payer's dearest year of payments │ 190 10k CNY │" in page.getvalue()
    assert "Dearest year of payments in all: no such aim → 100 10k CNY" in page.getvalue()
    assert [change.term for change in compare(levelled, other).objective].count("peak") == 2

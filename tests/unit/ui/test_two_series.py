"""Investment completed and payments stand beside each other on pages and in the terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from portfolio.cli.tables import show_plan
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.scenarios import default_scenario
from portfolio.ui import frames
from portfolio.wording.i18n import Language, wording
from tests.conftest import WHY

ZH = wording(Language.ZH)


@pytest.fixture(scope="module")
def paid_later(gongshu: Portfolio) -> Portfolio:
    terms = {"advance": 10, "progress": 75, "retention": 15, "settled_after": 4, **WHY}
    assumptions = gongshu.assumptions.model_dump(by_alias=True)
    return gongshu.changed(assumptions={**assumptions, "payment_terms": [terms]})


@pytest.fixture(scope="module")
def two(paid_later: Portfolio) -> Plan:
    return make_plan(Case(paid_later, default_scenario()))


def test_each_payer_has_a_line_of_either(paid_later: Portfolio, two: Plan) -> None:
    years = frames.paying_years(two, portfolio=paid_later)
    assert years[-1] == 2022  # what is retained is due a year later
    table = frames.payer_table(two, paid_later, years, ZH.of(paid_later)).set_index("line_name")
    for name, yearly in (("完成投资", two.annual_expenditure), ("资金拨付", two.payments)):
        total = table.loc[name].iloc[-1]
        assert {year: total[str(year)] for year in years} == {year: yearly[year] for year in years}
        assert total["total"] == 450_000


def test_charts_against_ceilings_show_what_is_paid(paid_later: Portfolio, two: Plan) -> None:
    years = frames.paying_years(two, portfolio=paid_later)
    drawn = frames.payments_by_year(two, years)
    assert drawn.sum(axis=1).to_dict() == {year: two.payments[year] for year in years}


def test_the_terminal_tells_both(paid_later: Portfolio, two: Plan) -> None:
    page = io.StringIO()
    show_plan(Console(file=page, width=250), paid_later, two)
    said = page.getvalue()
    assert "Investment completed by funding source" in said
    assert "Payments by funding source" in said
    assert "ceilings and peaks count payments" in said


def test_one_series_is_told_once(gongshu: Portfolio, plan: Plan) -> None:
    table = frames.payer_table(plan, gongshu, frames.shown_years(plan, portfolio=gongshu), ZH.of(gongshu))
    assert "资金拨付" not in set(table["line_name"])

"""What is kept back of ceilings, on the chart and in the table beside them."""

from __future__ import annotations

import pytest

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.ui import frames, theme
from portfolio.ui.charts.base import Pen, pen
from portfolio.ui.charts.spending import panels_of, spending_panels
from portfolio.wording import funds
from portfolio.wording.i18n import Language, wording

EN = wording(Language.EN)


@pytest.fixture
def ink(gongshu: Portfolio, squeezed: Plan) -> Pen:
    return pen(gongshu, theme.LIGHT, EN.of(gongshu), squeezed)


@pytest.fixture
def held(squeezed: Plan) -> Plan:
    """The squeezed plan with a tenth of its ceilings kept back, whatever it spends."""
    uses = [
        use.model_copy(update={"reserve": use.maximum // 10, "slack": use.slack - use.maximum // 10})
        for use in squeezed.ceilings
    ]
    return squeezed.model_copy(update={"ceilings": tuple(uses)})


def test_a_chart_shows_the_ceiling_with_its_reserve_above_what_may_be_planned_with(
    held: Plan, squeezed: Plan, gongshu: Portfolio, ink: Pen
) -> None:
    years = frames.shown_years(held, portfolio=gongshu)
    drawn = {}
    for name, plan in (("held", held), ("free", squeezed)):
        figure = spending_panels(
            {"Plan": frames.money_by_year(plan, years)}, panels_of(gongshu, [plan], ink.say), ink
        )
        lines = [trace for trace in figure.data if getattr(trace, "mode", None) == "lines"]
        drawn[name] = {trace.name: [level for level in trace.y if level is not None] for trace in lines}
    within, above = ink.say("line.ceiling"), ink.say("line.ceiling_with_reserve")
    assert above not in drawn["free"]
    assert drawn["held"][above] == drawn["free"][within]
    assert all(net < gross for net, gross in zip(drawn["held"][within], drawn["held"][above], strict=True))


def test_a_table_has_a_line_for_what_is_kept_back(held: Plan, squeezed: Plan, gongshu: Portfolio) -> None:
    years = frames.shown_years(held, portfolio=gongshu)
    assert "reserve" not in set(frames.payer_table(squeezed, gongshu, years, EN)["line"])
    table = frames.payer_table(held, gongshu, years, EN)
    (payer,) = table[table["line"] == "reserve"]["payer"]
    lines = table[table["payer"] == payer].set_index("line")
    year = str(held.ceilings[0].year)
    spent = lines.loc["paid" if "paid" in lines.index else "planned"]
    assert lines.loc["reserve"][year] == held.ceilings[0].reserve > 0
    left = lines.loc["ceiling"][year] - lines.loc["reserve"][year] - spent[year]
    assert left == lines.loc["slack"][year]


def test_a_ceiling_is_told_with_the_part_that_is_kept_back(
    held: Plan, squeezed: Plan, gongshu: Portfolio
) -> None:
    (told,) = funds.reserve_words(held, gongshu, EN)
    assert "CNY 300 million, of which CNY 30 million reserve" in told
    assert funds.reserve_words(squeezed, gongshu, EN) == []

"""Budget: what each year costs whom, against ceilings that can be changed and solved."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.plan import Plan
from portfolio.planning.answers.comparing import compare
from portfolio.ui import draft, frames
from portfolio.ui.charts import base
from portfolio.ui.charts.spending import panels_of, spending_panels
from portfolio.ui.components import (
    answers_frontier,
    answers_spread,
    answers_staircase,
    answers_ways,
    answers_worth,
    ceilings,
    closing,
    comparison,
    filing,
    follow_on,
    money_by_class,
    names,
    provenance,
    room,
    waiting,
)
from portfolio.ui.components.blocks import answer, cards, download, figures, heading
from portfolio.ui.components.frame import View, in_force, only_of_works, open_view, solved
from portfolio.ui.frames import project_table
from portfolio.wording import comparisons, differences, floors, money, shares, summaries
from portfolio.wording.payers import payer_name, payers_in_order

_TABLE_HEIGHT = 640  # pixels; the rest of the rows scroll


def _chart(view: View, before: Plan, plan: Plan) -> None:
    say = view.say
    shown = {say("plan"): plan}
    if view.is_changed and before.status.has_plan:
        shown = {say("budget.before"): before, say("budget.after"): plan}
    years = frames.paying_years(*shown.values(), portfolio=view.portfolio)
    figure = spending_panels(
        {caption: frames.payments_by_year(drawn, years) for caption, drawn in shown.items()},
        panels_of(view.portfolio, list(shown.values()), say),
        base.pen(view.portfolio, view.palette, say, *shown.values()),
    )
    heading(say("budget.chart"), money.axis_unit(say))
    with st.container(key="spending-frame"):
        alternative = summaries.budget(plan, view.portfolio, say)[0]
        st.plotly_chart(figure, theme=None, config=base.CONFIG, alt=alternative)


def _controls(view: View, plan: Plan) -> None:
    """Draw the ceilings, which change the plan, apart from what only changes the view."""
    say = view.say
    with st.container(border=True, key="controls"):
        heading(say("ceilings.title"), money.table_unit(say))
        st.caption(say("ceilings.note"))
        typed = ceilings.editor(view.portfolio, view.base, view.scenario, say)
        for fault in typed.faults:
            st.error(fault, icon=":material/error:")
        is_new = typed.ceilings != ceilings.changed(view.base, view.scenario)
        with st.container(horizontal=True, vertical_alignment="center"):
            if waiting.clicked(
                st.button,
                say("ceilings.solve"),
                "solve ceilings",
                type="primary",
                disabled=not is_new or bool(typed.faults),
                icon=":material/play_arrow:",
            ):
                ceilings.forget()
                draft.replace_ceilings(view.draft, typed.ceilings)
                st.rerun()
            if view.is_changed:
                st.button(say("ceilings.reset"), icon=":material/undo:", on_click=draft.undo_all)
            if is_new or typed.faults:
                st.caption(say("ceilings.pending"))
        st.caption(floors.floor_note(plan.envelope, say, is_planned=plan.status.has_plan))


def _variances(view: View, plan: Plan) -> None:
    """Draw spending against the baseline: by year and source, over or under."""
    say, portfolio = view.say, view.portfolio
    if view.baseline is None:
        return
    baseline = view.baseline.item
    heading(say("variance.title"), money.table_unit(say))
    change = compare(baseline, plan)
    if differences.spends_the_same(change):
        st.caption(differences.variance_note(change, say))
        return
    years = frames.shown_years(plan, baseline, portfolio=portfolio)
    rows = [
        (
            payer_name(payer, portfolio, say),
            [
                *(differences.signed_amount(change.money[payer].get(year, 0), say) for year in years),
                differences.signed_sum(change.money[payer].values(), say),
            ],
            "total" if payer == TOTAL else "",
        )
        for payer in payers_in_order(portfolio)
    ]
    figures(rows, [say("column.payer"), *map(say.year, years), say("variance.in_all")])
    st.caption(differences.variance_note(change, say))


def _payers(view: View, plan: Plan, years: list[int]) -> None:
    """Draw who pays what in which year, with ceilings and the room left where there are any."""
    say = view.say
    table = frames.payer_table(plan, view.portfolio, years, say)
    title = "budget.completed" if plan.has_two_series else "budget.by_payer"
    heading(say(title), money.table_unit(say))
    styles = {"planned": "", "paid": "minor", "ceiling": "minor", "reserve": "minor", "slack": "minor"}
    rows = []
    for row in table.to_dict("records"):
        name = row["payer"] if row["line"] == "planned" else row["line_name"]
        cells = [frames.table_amount(row[column], say) for column in ["total", *map(str, years)]]
        rows.append((name, cells, "total" if name == say("total") else styles[row["line"]]))
    figures(rows, [say("column.payer"), say("total"), *map(say.year, years)])
    if plan.has_two_series:
        st.caption(summaries.two_series(plan, say))
    for sentence in shares.chosen_in(plan, view.portfolio, say):
        st.caption(sentence)


def _projects(view: View, plan: Plan, years: list[int]) -> None:
    say, portfolio = view.say, view.portfolio
    if not portfolio.projects:
        st.info(say("data.no_projects"))
        return
    with_works = [project for project in portfolio.projects if project.status.has_works]
    table = project_table(plan, portfolio, with_works, years, say)
    heading(say("budget.by_project"), money.table_unit(say))
    amounts = [TOTAL, *map(str, years)]
    named = [name for name in (say("column.name"), say("column.name_source")) if name in table]
    shown = table[named].join(table[amounts].map(lambda amount: frames.shown_amount(amount, say)))
    number = "accounting" if money.table_decimals(say) else "localized"  # two decimals, or whole
    heads = {TOTAL: say("total"), **{str(year): say.year(year) for year in years}}
    names.table(
        shown,
        [project.id for project in with_works],
        "budget by project",
        placeholder=say("not_priced"),
        alt=say("budget.by_project"),
        height=_TABLE_HEIGHT,
        column_config={
            named[0]: st.column_config.TextColumn(pinned=True, width=260),
            **{
                column: st.column_config.NumberColumn(head, format=number, alignment="right")
                for column, head in heads.items()
            },
        },
    )
    st.caption(summaries.payer_note(plan, portfolio, say))
    everything = project_table(plan, portfolio, portfolio.projects, years, say)
    download(frames.for_file(everything, say), "budget.csv", say)


def _page() -> None:
    view = open_view("budget")
    only_of_works(view, "targets.no_money")
    say, portfolio = view.say, view.portfolio
    before = solved(view, view.base)
    plan = solved(view, view.scenario)
    in_force(view, plan)
    is_compared = view.is_changed and before.status.has_plan and plan.status.has_plan
    if plan.status.has_plan:
        answer(*summaries.budget(plan, portfolio, say))
    if is_compared:
        answer(*comparisons.summary(before, plan, portfolio, say))
        cards(comparisons.cards(before, plan, portfolio, say))
    left, right = st.columns([10, 11], gap="medium")
    with right:
        _controls(view, plan)
    with left:
        if plan.status.has_plan:
            _chart(view, before, plan)
        else:
            answers_ways.show(view, plan)
    if is_compared:
        comparison.moved(view, before, plan, compare(before, plan))
    if plan.status.has_plan:
        years = frames.shown_years(plan, portfolio=portfolio)
        with st.container(border=True, key="worth"):
            answers_worth.show(view, plan)
        with st.container(border=True, key="stair"):
            answers_staircase.show(view, plan)
        with st.container(border=True, key="spread"):
            answers_spread.show(view, plan)
        with st.container(border=True, key="frontier"):
            answers_frontier.show(view, plan)
        with st.container(border=True, key="room"):
            room.show(view, plan, years)
        _variances(view, plan)
        _payers(view, plan, frames.paying_years(plan, portfolio=portfolio))
        follow_on.show(view, plan)
        money_by_class.show(view, plan, years)
        _projects(view, plan, years)
        with st.container(border=True, key="filing"):
            filing.show(view, plan)
            closing.lead_here(view)
    provenance.show(plan, portfolio, say)
    view.remember(**money_by_class.chosen(portfolio))


_page()

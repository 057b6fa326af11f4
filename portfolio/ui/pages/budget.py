"""Budget: what each year costs whom, against ceilings that can be changed and solved."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.plan import Plan
from portfolio.ui import frames, money, verdicts
from portfolio.ui.charts import base
from portfolio.ui.charts.spending import Panel, spending_panels
from portfolio.ui.components import ceilings, explanation, provenance
from portfolio.ui.components.blocks import answer, cards, download, figures, heading
from portfolio.ui.components.frame import (
    View,
    in_force,
    open_view,
    raise_ceilings,
    replace_ceilings,
    reset,
    solved,
)
from portfolio.ui.frames import project_table
from portfolio.ui.i18n import Language

_TABLE_HEIGHT = 640  # pixels; the rest of the rows scroll


def _panels(view: View, plans: list[Plan]) -> list[Panel]:
    """Return a panel for each group and each source outside groups, and for each member with a ceiling."""
    portfolio = view.portfolio
    grouped = {source for members in portfolio.groups.values() for source in members}
    capped = {use.payer for plan in plans for use in plan.ceilings}
    pools = [
        pool
        for pool in portfolio.pools
        if pool != TOTAL and (pool in portfolio.groups or pool not in grouped or pool in capped)
    ]
    pools.sort(key=lambda pool: pool not in portfolio.groups)
    return [
        Panel(
            frames.pool_name(pool, portfolio, view.say),
            portfolio.pools[pool],
            tuple(
                {use.year: use.maximum + use.carried_in for use in plan.ceilings if use.payer == pool}
                for plan in plans
            ),
        )
        for pool in pools
    ]


def _chart(view: View, before: Plan, plan: Plan) -> None:
    say = view.say
    shown = {say("plan"): plan}
    if view.is_changed and before.status.has_plan:
        shown = {say("budget.before"): before, say("budget.after"): plan}
    years = frames.shown_years(*shown.values(), portfolio=view.portfolio)
    figure = spending_panels(
        {caption: frames.money_by_year(drawn, years) for caption, drawn in shown.items()},
        _panels(view, list(shown.values())),
        base.pen(view.portfolio, view.palette, say),
    )
    heading(say("budget.chart"), say("unit.axis"))
    with st.container(key="spending-frame"):
        alternative = verdicts.budget(plan, view.portfolio, say)[0]
        st.plotly_chart(figure, theme=None, config=base.CONFIG, alt=alternative)


def _controls(view: View) -> None:
    """Draw the ceilings, which change the plan, apart from what only changes the view."""
    say = view.say
    with st.container(border=True, key="controls"):
        heading(say("ceilings.title"), say("unit.table"))
        st.caption(say("ceilings.note"))
        typed = ceilings.editor(view.portfolio, view.base, view.scenario, view.ceilings, say)
        for fault in typed.faults:
            st.error(fault, icon=":material/error:")
        is_new = typed.ceilings != view.ceilings
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(
                say("ceilings.solve"),
                type="primary",
                disabled=not is_new or bool(typed.faults),
                icon=":material/play_arrow:",
            ):
                replace_ceilings(typed.ceilings)
            if view.is_changed and st.button(say("ceilings.reset"), icon=":material/undo:"):
                reset()
            if is_new and not typed.faults:
                st.caption(say("ceilings.pending"))
        floor = view.portfolio.programme.envelope.minimum
        if floor is not None:
            st.caption(say("ceilings.floor", minimum=money.amount(floor, say.language)))


def _moves(view: View, before: Plan, plan: Plan) -> None:
    say = view.say
    moved = frames.moves(before, plan, view.portfolio, say)
    heading(say("moves.title"), say.counted("moves.count", len(moved)))
    if moved.empty:
        st.caption(say("moves.none"))
        return
    told = ["before", "after", "timing", "cost_text"]
    rows = [
        (name, cells, "") for name, cells in zip(moved["name"], moved[told].to_numpy().tolist(), strict=True)
    ]
    heads = [
        say("column.name"),
        say("moves.before"),
        say("moves.after"),
        say("column.timing"),
        say("column.cost"),
    ]
    figures(rows, heads)


def _pools(view: View, plan: Plan, years: list[int]) -> None:
    """Draw who pays what in which year, with ceilings and the room left where there are any."""
    say = view.say
    table = frames.pool_table(plan, view.portfolio, years, say)
    heading(say("budget.by_payer"), say("unit.table"))
    styles = {"planned": "", "ceiling": "minor", "slack": "minor"}
    rows = []
    for row in table.to_dict("records"):
        name = row["pool"] if row["line"] == "planned" else row["line_name"]
        cells = [frames.table_amount(row[column], say) for column in ["total", *map(str, years)]]
        rows.append((name, cells, "total" if name == say("total") else styles[row["line"]]))
    figures(rows, [say("column.payer"), say("total"), *map(str, years)])


def _projects(view: View, plan: Plan, years: list[int]) -> None:
    say, portfolio = view.say, view.portfolio
    with_works = [project for project in portfolio.projects if project.status.has_works]
    table = project_table(plan, portfolio, with_works, years, say)
    heading(say("budget.by_project"), say("unit.table"))
    amounts = [TOTAL, *map(str, years)]
    names = [name for name in (say("column.name"), say("column.name_source")) if name in table]
    shown = table[names].join(table[amounts].map(lambda amount: frames.shown_amount(amount, say)))
    number = "localized" if say.language is Language.ZH else "accounting"  # whole, or two decimals
    heads = {**{year: year for year in amounts}, TOTAL: say("total")}
    st.dataframe(
        shown,
        hide_index=True,
        placeholder=say("not_priced"),
        alt=say("budget.by_project"),
        height=_TABLE_HEIGHT,
        column_config={
            names[0]: st.column_config.TextColumn(pinned=True, width=260),
            **{
                column: st.column_config.NumberColumn(head, format=number, alignment="right")
                for column, head in heads.items()
            },
        },
    )
    st.caption(say("budget.unpriced_note"))
    everything = project_table(plan, portfolio, portfolio.projects, years, say)
    download(frames.for_file(everything, say), "budget.csv", say)


def _page() -> None:
    view = open_view("budget")
    say, portfolio = view.say, view.portfolio
    before = solved(view, view.base)
    plan = solved(view, view.scenario)
    in_force(view, plan)
    is_compared = view.is_changed and before.status.has_plan and plan.status.has_plan
    if plan.status.has_plan:
        answer(*verdicts.budget(plan, portfolio, say))
    if is_compared:
        cards(verdicts.compared(before, plan, portfolio, say))
    left, right = st.columns([10, 11], gap="medium")
    with right:
        _controls(view)
        if is_compared:
            _moves(view, before, plan)
    with left:
        if plan.status.has_plan:
            _chart(view, before, plan)
        else:
            explanation.show(plan, portfolio, say)
            _way_out(view, plan)
    if plan.status.has_plan:
        years = frames.shown_years(plan, portfolio=portfolio)
        _pools(view, plan, years)
        _projects(view, plan, years)
    provenance.show(plan, portfolio, say)
    view.remember()


def _way_out(view: View, plan: Plan) -> None:
    """Offer to raise the ceilings that are in the way to what even the cheapest overrun needs."""
    needed = explanation.ceilings_needed(plan)
    if needed and st.button(view.say("none.raise"), type="primary", icon=":material/trending_up:"):
        raise_ceilings(view, needed)


_page()

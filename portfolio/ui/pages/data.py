"""Data: what the plan is made from. Source rows, assumptions, findings, targets, runs, every change."""

from __future__ import annotations

import streamlit as st

from portfolio.ui import address
from portfolio.ui.components import (
    answers_targets,
    assumption_forms,
    closing,
    data_tabs,
    exchange,
    history,
    list_grid,
    portfolio_new,
    programme_form,
    rule_tables,
    run_list,
    undoing,
)
from portfolio.ui.components.blocks import answer, heading
from portfolio.ui.components.frame import View, end_without, in_force, open_view, solved
from portfolio.wording import summaries

_TABS = (
    *("source", "programme", "assumptions", "lists", "findings"),
    *("targets", "closing", "exchange", "runs", "history"),
)
_TAB = "tab"


def _tab(view: View) -> str:
    """Draw the choice of a tab; the address keeps it."""
    asked = address.value(_TAB)
    st.session_state.setdefault(_TAB, asked if asked in _TABS else _TABS[0])
    chosen = st.segmented_control(
        view.say("data.tabs"),
        list(_TABS),
        format_func=lambda tab: view.say(f"data.tab.{tab}"),
        key=_TAB,
        label_visibility="collapsed",
        required=True,
        persist_state="session",
    )
    return str(chosen)


def _page() -> None:
    view = open_view("data")
    say, portfolio = view.say, view.portfolio
    line = st.container()
    answer(*summaries.data(portfolio, say))
    undoing.said(view)
    tab = _tab(view)
    view.remember(tab=None if tab == _TABS[0] else tab)
    # Only the targets need the plan; all else can be read, and mended, while there is none.
    plan = solved(view, view.scenario) if tab == "targets" else None
    with line:
        in_force(view, plan)
    match tab:
        case "source":
            data_tabs.source(portfolio, say)
            portfolio_new.draw(view)
        case "assumptions":
            heading(say("data.assumptions"), say("data.assumptions_note"))
            assumption_forms.draw(view)
            rule_tables.draw(view)
            data_tabs.data_date(view)
        case "lists":
            list_grid.draw(view)
        case "programme":
            programme_form.draw(view)
        case "findings":
            data_tabs.all_findings(portfolio, say)
        case "targets" if plan is not None and plan.status.has_plan:
            data_tabs.targets_against(plan, portfolio, say)
            answers_targets.by_year(plan, portfolio, say)
        case "targets" if plan is not None:
            end_without(view, plan)
        case "closing":
            closing.draw(view)
        case "exchange":
            exchange.draw(view)
        case "runs":
            run_list.show(view)
        case _:
            heading(say("history.title"), say("history.newest"))
            lines = view.office.workspace.history()
            undoing.steps(lines, view)
            history.show(lines, portfolio, say)


_page()

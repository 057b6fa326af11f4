"""What-if: change something, solve, see what it does to money and dates, keep it, share it, approve it."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.planning.comparing import compare
from portfolio.ui import draft, frames, verdicts
from portfolio.ui.charts import base
from portfolio.ui.charts.spending import panels_of, spending_panels
from portfolio.ui.components import answers_replan, answers_ways, change_form, comparison, keeping, provenance
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View, in_force, open_view, solved

_AGAINST = ("baseline", "unchanged")


def _changes(view: View) -> None:
    """Draw everything that changes the plan."""
    say = view.say
    with st.container(border=True, key="controls"):
        keeping.open_other(view)
        change_form.listed(view)
        if view.draft.is_changed:
            st.button(
                say("what_if.undo_all"), icon=":material/undo:", on_click=draft.undo_all, type="tertiary"
            )
    with st.container(border=True):
        change_form.add(view)
    with st.container(border=True):
        heading(say("keep.title"))
        keeping.save(view)
        st.caption(say("keep.link"))


def _before(view: View) -> tuple[str, Plan]:
    """Return the plan to compare with and what to call it: the baseline, or the scenario as it was opened."""
    say = view.say
    options = [option for option in _AGAINST if view.baseline is not None or option != "baseline"]
    chosen = st.segmented_control(
        say("what_if.against"),
        options,
        format_func=lambda option: say(f"what_if.against.{option}"),
        key="against",
        default=options[0],
        required=True,
        persist_state="session",
    )
    if chosen == "baseline" and view.baseline is not None:
        return say("baseline"), view.baseline.item
    return say("budget.before"), solved(view, view.base)


def _chart(view: View, caption: str, before: Plan, after: Plan) -> None:
    say, portfolio = view.say, view.portfolio
    is_same = compare(before, after).is_empty
    shown = {caption: after} if is_same else {caption: before, say("budget.after"): after}
    years = frames.shown_years(before, after, portfolio=portfolio)
    figure = spending_panels(
        {name: frames.money_by_year(plan, years) for name, plan in shown.items()},
        panels_of(portfolio, list(shown.values()), say),
        base.pen(portfolio, view.palette, say),
    )
    heading(say("budget.chart"), say("unit.axis"))
    with st.container(key="spending-frame"):
        alternative = verdicts.budget(after, portfolio, say)[0]
        st.plotly_chart(figure, theme=None, config=base.CONFIG, alt=alternative)


def _is_baseline(view: View, plan: Plan) -> bool:
    return view.baseline is not None and compare(view.baseline.item, plan).is_empty


def _page() -> None:
    view = open_view("what_if")
    keeping.said()
    line = st.container()
    left, right = st.columns([2, 3], gap="large")
    with left:
        _changes(view)
    with right:
        caption, before = _before(view)
        plan = solved(view, view.scenario)
        with line:
            in_force(view, plan)
        if not plan.status.has_plan:
            answers_ways.show(view, plan)
        elif not before.status.has_plan:
            st.info(view.say("what_if.nothing_before"))
        else:
            comparison.show(view, before, plan)
            _chart(view, caption, before, plan)
    if plan.status.has_plan and not _is_baseline(view, plan):
        with st.container(border=True, key="replan"):
            answers_replan.show(view)
        with st.container(border=True, key="approval"):
            keeping.approval(view, plan)
    provenance.show(plan, view.portfolio, view.say)


_page()

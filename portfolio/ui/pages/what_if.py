"""What-if: change something, solve, see what it does to money and dates, keep it, share it, approve it."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.history import Approval, Recorded
from portfolio.domain.plan import Plan
from portfolio.planning.answers.comparing import compare, is_same_decision
from portfolio.planning.records.baselines import approved_baseline, approved_baselines
from portfolio.planning.records.scenarios import open_scenario
from portfolio.ui import draft, frames
from portfolio.ui.charts import base
from portfolio.ui.charts.spending import panels_of, spending_panels
from portfolio.ui.components import (
    answers_moves,
    answers_replan,
    answers_ways,
    change_form,
    comparison,
    keeping,
    provenance,
    undoing,
)
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View, in_force, only_of_works, open_view, solved
from portfolio.wording import comparisons, money, summaries
from portfolio.wording.baselines import approval_words
from portfolio.wording.changes import scenario_title
from portfolio.wording.i18n import Wording

_AGAINST = ("baseline", "unchanged")
_OTHER, _EARLIER = "scenario ", "baseline "
"""Begin the options of another scenario and of an earlier baseline, so that no name is taken for another."""


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
        change_form.preset(view)
    with st.container(border=True):
        heading(say("keep.title"))
        keeping.save(view)
        st.caption(say("keep.link"))


def _before(view: View) -> tuple[str, Plan]:
    """Return the plan to compare with and what to call it: the baseline, the scenario as opened, another."""
    say = view.say
    options = [option for option in _AGAINST if view.baseline is not None or option != "baseline"]
    others = {
        f"{_OTHER}{name}": name
        for name in draft.names_to_open(view.office.workspace)
        if name != view.base.name
    }
    earlier = {
        f"{_EARLIER}{record.version}": record for record in approved_baselines(view.office.workspace)[1:]
    }
    chosen = st.selectbox(
        say("what_if.against"),
        [*options, *earlier, *others],
        format_func=lambda option: _against_words(option, others, earlier, say),
        key="against",
        persist_state="session",
    )
    if chosen == "baseline" and view.baseline is not None:
        return say("baseline"), view.baseline.item
    workspace = view.office.workspace
    if chosen in earlier:
        before = approved_baseline(workspace, earlier[chosen].version)
        if before is not None:
            return _against_words(chosen, others, earlier, say), before.item
    if chosen in others:
        other = open_scenario(others[chosen], view.portfolio, workspace.folder, workspace)
        return scenario_title(other.name, say), solved(view, other)
    return say("budget.before"), solved(view, view.base)


def _against_words(
    option: str, others: dict[str, str], earlier: dict[str, Recorded[Approval]], say: Wording
) -> str:
    if option in earlier:
        record = earlier[option]
        told = approval_words(record, record.item.scenario, say)
        return say("what_if.against.earlier", number=record.version, told=told)
    if option not in others:
        return say(f"what_if.against.{option}")
    return say("what_if.against.other", name=scenario_title(others[option], say))


def _chart(view: View, caption: str, before: Plan, after: Plan) -> None:
    say, portfolio = view.say, view.portfolio
    is_same = compare(before, after).keeps_dates_and_money
    shown = {caption: after} if is_same else {caption: before, say("budget.after"): after}
    years = frames.paying_years(before, after, portfolio=portfolio)
    figure = spending_panels(
        {name: frames.payments_by_year(plan, years) for name, plan in shown.items()},
        panels_of(portfolio, list(shown.values()), say),
        base.pen(portfolio, view.palette, say, *shown.values()),
    )
    heading(say("budget.chart"), money.axis_unit(say))
    with st.container(key="spending-frame"):
        alternative = summaries.budget(after, portfolio, say)[0]
        st.plotly_chart(figure, theme=None, config=base.CONFIG, alt=alternative)


def _is_baseline(view: View, plan: Plan) -> bool:
    """Tell whether approving the plan would leave the baseline in force as it is."""
    return view.baseline is not None and is_same_decision(view.baseline.item, plan)


def _page() -> None:
    view = open_view("what_if")
    only_of_works(view, "targets.no_works")
    undoing.said(view)
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
            st.info(comparisons.nothing_before(caption, before, view.say))
        else:
            comparison.show(view, before, plan)
            _chart(view, caption, before, plan)
    if plan.status.has_plan and not _is_baseline(view, plan):
        with st.container(border=True, key="replan"):
            answers_replan.show(view)
        with st.container(border=True, key="approval"):
            keeping.approval(view, plan)
    if plan.status.has_plan:
        with st.container(border=True, key="single"):
            answers_moves.show(view, plan)
    provenance.show(plan, view.portfolio, view.say)


_page()

"""The ways out of an impossible scenario, as cards: what changes, what it costs, what the plan then is."""

from __future__ import annotations

from html import escape

import streamlit as st

from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.run import Topic
from portfolio.planning.answers.ways_out import WayOut, ways_out
from portfolio.planning.runs.run import Question
from portfolio.ui import draft
from portfolio.ui.components import answers_job, explanation
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View, quick_ways_out
from portfolio.ui.components.names import linked
from portfolio.wording import ways

_STEPS = 6
"""Changes shown on a card before the rest is counted."""


def show(view: View, plan: Plan) -> None:
    """Explain why there is no plan; look for ways out when asked, and draw each with its button."""
    explanation.show(plan, view.portfolio, view.say)
    if plan.status is not PlanStatus.INFEASIBLE:
        return
    say, case = view.say, view.case
    heading(say("way.title"), say("way.note"))
    answer = answers_job.answered(
        view,
        Question(Topic.WAYS_OUT, case),
        lambda solve, keep: ways_out(case, solve=solve, keep=keep),
        say("way.find"),
        primary=True,
    )
    if answer is None:
        quick_ways_out(view, plan, is_first=False)
        return
    found, undecided = answer.found.found, answer.found.undecided
    open_kinds = ways.undecided_words(undecided, say)
    if open_kinds is not None:
        st.info(open_kinds, icon=":material/hourglass_disabled:")
    if not found:
        if not undecided:
            st.info(ways.no_way_words(case.scenario, say, is_whole=answer.is_whole), icon=":material/block:")
        return
    columns = st.columns(2, gap="medium")
    for number, way in enumerate(found):
        with columns[number % 2], st.container(border=True, key=f"way-{way.kind}"):
            _card(view, way)
    st.caption(ways.ways_note(case.scenario, say))


def _card(view: View, way: WayOut) -> None:
    say = view.say
    steps = [ways.step_words(way.kind, step, view.portfolio, say) for step in way.steps]
    shown = steps[:_STEPS]
    if len(steps) > _STEPS:
        shown.append(say.counted("way.more", len(steps) - _STEPS))
    items = "".join(f"<li>{linked(words)}</li>" for words in shown)
    st.html(
        f"<section class='way'><h4>{escape(say(f'way.kind.{way.kind}'))}</h4>"
        f"<p class='value'>{escape(ways.price_words(way, say))}</p><ul>{items}</ul>"
        f"<p class='note'>{escape(ways.minimal_words(way, say))}</p>"
        f"<p class='note'>{linked(ways.outcome_words(way, view.portfolio, say))}</p></section>"
    )
    can_apply = draft.replaced(view.draft, way.scenario).projects == way.scenario.projects
    st.button(
        say("way.apply"),
        key=f"apply {way.kind}",
        icon=":material/check:",
        disabled=not can_apply,
        help=ways.cannot_apply_words(can_apply, say),
        on_click=draft.replace,
        args=(view.draft, way.scenario),
    )

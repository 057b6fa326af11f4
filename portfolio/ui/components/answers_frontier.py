"""The frontier between low peak years and little lateness: a picture to pick a plan from."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.changes import ChangeKind, changes_of
from portfolio.domain.plan import Plan
from portfolio.domain.run import Topic
from portfolio.domain.scenario import Scenario, TermName
from portfolio.planning.answers.frontier import Frontier, FrontierPoint, frontier
from portfolio.planning.runs.run import Question
from portfolio.ui import draft
from portfolio.ui.address import payers_of
from portfolio.ui.charts import base, curves
from portfolio.ui.components import answers_job
from portfolio.ui.components.blocks import download_rows, figures, heading
from portfolio.ui.components.frame import View
from portfolio.wording import answers
from portfolio.wording.changes import listed
from portfolio.wording.payers import payer_name

_FROM = "frontier from"
_POINT = "frontier point"
_CHART = "frontier chart"


def show(view: View, plan: Plan) -> None:
    """Draw the payer to choose, the button, and the picture with its points to pick."""
    say, portfolio = view.say, view.portfolio
    payers = payers_of(portfolio)
    heading(say("frontier.title"), say("frontier.note"))
    payer: str = st.selectbox(
        say("frontier.payer"),
        payers,
        format_func=lambda payer: payer_name(payer, portfolio, say),
        key="frontier payer",
        persist_state="session",
    )
    case = view.case.with_scenario(_from(view))
    answer = answers_job.answered(
        view,
        Question(Topic.FRONTIER, case, payer),
        lambda solve, keep: frontier(case, payer, solve=solve, keep=keep),
        say("frontier.ask"),
    )
    if answer is not None:
        _picture(view, plan, answer.found)


def _from(view: View) -> Scenario:
    """Return the scenario that the picture is of: the one in force, or that from which a point was picked."""
    held: tuple[Scenario, Scenario] | None = st.session_state.get(_FROM)
    if held is not None and _same(held[1], view.scenario):
        return held[0]
    st.session_state.pop(_FROM, None)
    return view.scenario


def _same(one: Scenario, other: Scenario) -> bool:
    return one.model_copy(update={"name": other.name}) == other


def _take_click() -> None:
    points = st.session_state[_CHART].selection.points
    if points and isinstance(points[0].get("customdata"), int):
        st.session_state[_POINT] = points[0]["customdata"]


def _open(view: View, scenario: Scenario, point: FrontierPoint) -> None:
    """Make a point's scenario the one in force, and keep the picture it was picked from."""
    draft.replace(view.draft, point.scenario)
    picked = draft.replaced(view.draft, point.scenario)
    st.session_state[_FROM] = (scenario, picked)


def _picture(view: View, plan: Plan, found: Frontier) -> None:
    say, portfolio = view.say, view.portfolio
    payer, scenario, points = found.payer, found.scenario, found.points
    if st.session_state.get(_POINT, 0) not in range(len(points)):
        st.session_state.pop(_POINT, None)
    name = payer_name(payer, portfolio, say)
    chosen = st.session_state.get(_POINT, 0)
    here = _here(plan, payer)
    with st.container(key="frontier-frame"):
        st.plotly_chart(
            curves.frontier(points, chosen, here, base.pen(portfolio, view.palette, say)),
            theme=None,
            config=base.CONFIG,
            key=_CHART,
            on_select=_take_click,
            selection_mode="points",
            alt=say("frontier.alt", n=len(points), payer=name),
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            say("frontier.pick"),
            range(len(points)),
            format_func=lambda number: answers.frontier_words(points[number], say),
            key=_POINT,
        )
        st.button(
            say("frontier.open"),
            key="open frontier point",
            icon=":material/open_in_new:",
            disabled=_same(draft.replaced(view.draft, points[number].scenario), view.scenario),
            on_click=_open,
            args=(view, scenario, points[number]),
        )
    st.caption(answers.frontier_notes(points, name, say))
    own = {slot: value for slot, value in changes_of(scenario).items() if slot.kind is not ChangeKind.LOCK}
    told = listed(own, portfolio, say) if own else say("scenario.default")
    with st.expander(say("frontier.table", scenario=told)):
        keys = ("peak", "tardiness", "late", "shortfall")
        heads = [say(f"frontier.column.{key}") for key in keys] + [say("column.proven")]
        rows = answers.frontier_rows(points, say)
        figures(rows, heads)
        download_rows(rows, heads, "frontier.csv", say)


def _here(plan: Plan, payer: str) -> tuple[int, int] | None:
    """Return where the plan in force lies in the picture."""
    late = next(
        (
            outcome.value
            for outcome in plan.provenance.objective
            if [term.term for term in outcome.terms] == [TermName.TARDINESS]
        ),
        None,
    )
    peak = plan.peaks.get(payer)
    return None if late is None or peak is None or payer == TOTAL else (peak.amount, round(late))

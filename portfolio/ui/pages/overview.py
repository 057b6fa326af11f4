"""Overview: are we on time, inside the money, above the floor? What needs a decision? What opens where?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.plan import Plan
from portfolio.ui import frames
from portfolio.ui.charts import base, spending
from portfolio.ui.components import findings, pipeline, promises, provenance
from portfolio.ui.components.blocks import answer, cards, download, figures, heading, matrix
from portfolio.ui.components.frame import View, open_view, plan_in_force
from portfolio.ui.components.paging import page_of
from portfolio.ui.openings import openings
from portfolio.wording import money, programme, summaries, targets
from portfolio.wording.classes import place_head
from portfolio.wording.payers import payer_name, peak_rows
from portfolio.wording.plans import timing_text

_MOST_PEAKS = 8
"""How many payers' dearest years are drawn, beside that of all together."""

_MOST_LATE = 30
"""How many late projects are listed at once."""


def _peaks(view: View, plan: Plan) -> None:
    say = view.say
    found = peak_rows(plan, view.portfolio)
    highest = sorted((row for row in found if row.payer != TOTAL), key=lambda row: -row.amount)[:_MOST_PEAKS]
    rows = [row for row in found if row.payer == TOTAL or row in highest]
    table = pd.DataFrame(
        {
            "name": [payer_name(row.payer, view.portfolio, say) for row in rows],
            "amount": [row.amount for row in rows],
            "year": [row.year for row in rows],
            "earliest_amount": pd.array([row.earliest_amount for row in rows], dtype="Int64"),
            "earliest_year": pd.array([row.earliest_year for row in rows], dtype="Int64"),
        }
    )
    worth = summaries.worth(plan, view.portfolio, say)
    heading(say("peak.title"))
    figure = spending.peaks(table, base.pen(view.portfolio, view.palette, say))
    with st.container(key="peaks-frame"):
        st.plotly_chart(figure, theme=None, config=base.CONFIG, alt=worth)
    st.caption(worth)
    if len(rows) < len(found):
        st.caption(say.counted("peak.more", len(found) - len(rows)))


def _promises(view: View, plan: Plan) -> None:
    say = view.say
    rows = [
        (row.name, [row.promised, row.planned or "—", row.verdict], "bad" if row.is_missed else "")
        for row in targets.of_facilities(plan, view.portfolio, say)
    ]
    if not rows:
        return
    heading(say("promise.title"), say("promise.note"))
    figures(
        rows, [say("promise.name"), say("promise.promised"), say("promise.planned"), say("promise.verdict")]
    )


def _late(view: View, plan: Plan) -> None:
    say = view.say
    late = summaries.late_projects(plan, view.portfolio)
    if not late:
        return
    heading(say("late.title"), say("late.note"))
    rows = [
        (
            say.full_name(project),
            [
                say.year(planned.target_year),
                "—" if planned.finish is None else say.quarter(planned.finish),
                timing_text(project, planned, say),
                money.amount(planned.paid_in_all, say) if planned.priced else say("not_priced"),
            ],
            "",
        )
        for project, planned in page_of(late, _MOST_LATE, "page of late", say)
    ]
    figures(rows, [say("column.name"), *(say(f"column.{c}") for c in ("target", "finish", "timing", "cost"))])


def _without_plan(view: View) -> None:
    """Draw what a programme without a plan holds: pipeline, phases, promises, what does not add up."""
    say, portfolio = view.say, view.portfolio
    heading(programme.title_words(portfolio, say))
    if portfolio.is_pipeline:
        pipeline.show(portfolio, say)
    figures(programme.held_rows(portfolio, say), [say("programme.holds"), say("programme.how_many")])
    if portfolio.phases:
        figures(programme.phase_rows(portfolio, say), programme.phase_heads(say))
    promises.show(portfolio, None, say)
    findings.all_findings(portfolio, say)
    view.remember()


def _page() -> None:
    view = open_view("overview")
    if view.builds_nothing or view.portfolio.is_pipeline:
        _without_plan(view)
        return
    plan = plan_in_force(view)
    say = view.say
    sentence, tone = summaries.overview(plan, view.portfolio, say)
    answer(sentence, tone)
    cards(summaries.headline(plan, view.portfolio, say))

    left, right = st.columns([3, 2], gap="large")
    with left:
        years = frames.shown_years(plan, portfolio=view.portfolio)
        opened = openings(plan, view.portfolio, years, say)
        heading(say("opens.title"), say("opens.note"))
        matrix(
            opened.rename(columns=say.year),
            place_head(view.portfolio, say),
            say("opens.caption", place=place_head(view.portfolio, say).lower()),
            say("opens.nothing"),
        )
        _late(view, plan)
        _promises(view, plan)
        listed = frames.project_table(plan, view.portfolio, view.portfolio.projects, years, say)
        download(frames.for_file(listed, say), "projects.csv", say)
    with right:
        _peaks(view, plan)
        findings.decisions(view.portfolio, say)
    findings.all_findings(view.portfolio, say)
    provenance.show(plan, view.portfolio, say)
    view.remember()


_page()

"""Schedule: what is built when, against its target, and what each year costs."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.errors import Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import Plan
from portfolio.domain.project import Project
from portfolio.ui import address, frames, stage_frames
from portfolio.ui.charts import base
from portfolio.ui.charts.gantt import gantt
from portfolio.ui.components import faults, filters, names, project, provenance
from portfolio.ui.components.blocks import answer, download, heading
from portfolio.ui.components.frame import View, only_of_works, open_view, plan_in_force
from portfolio.ui.components.paging import page_of
from portfolio.ui.frames import Grouping
from portfolio.wording import summaries
from portfolio.wording.i18n import Wording

_PROJECT = "project"
_UNKNOWN = "unknown_project"
_ROWS = 100
"""How many projects are drawn at once; browsers take seconds for more."""


def _chosen_project(view: View, projects: tuple[Project, ...]) -> str | None:
    """Draw the choice of a project to look at; a click on a bar chooses it too."""
    say = view.say
    known = {p.id: p for p in view.portfolio.projects}
    if _PROJECT not in st.session_state:
        asked = address.value(_PROJECT)
        st.session_state[_PROJECT] = asked if asked in known else None
        st.session_state[_UNKNOWN] = None if asked in known else asked
    return st.selectbox(
        say("schedule.look_at"),
        [p.id for p in projects],
        format_func=lambda project_id: say.full_name(known[project_id]),
        key=_PROJECT,
        index=None,
        placeholder=say("schedule.click"),
        persist_state="session",
    )


def _tell_unknown(chosen: str | None, say: Wording) -> None:
    """Say that the link named a project that is not there, until the reader has chosen one that is."""
    if chosen is not None:
        st.session_state[_UNKNOWN] = None
    unknown = st.session_state[_UNKNOWN]
    if unknown is not None:
        fault = Fault(Form.LINK, Expected.PROJECT_HERE, column=_PROJECT, value=unknown)
        faults.show([fault], say("fault.link_ignored"), say)


def _take_click() -> None:
    """Turn a click on a bar into the choice of its project, before anything is drawn."""
    points = st.session_state["gantt"].selection.points
    if points and points[0].get("customdata"):
        st.session_state[_PROJECT] = points[0]["customdata"][0]


def _chart(view: View, plan: Plan, projects: tuple[Project, ...], grouping: Grouping) -> None:
    say, portfolio = view.say, view.portfolio
    baseline = None if view.baseline is None else view.baseline.item
    years = frames.shown_years(plan, baseline or plan, portfolio=portfolio)
    works = frames.works(plan, portfolio, projects, grouping, say)
    if works.empty:
        st.info(say("schedule.nothing"))
        return
    heading(say("schedule.chart"), summaries.shown(projects, plan, portfolio, say))
    if grouping is Grouping.TAG:
        st.caption(say("by_class.note.rows"))
    shown = page_of(range(len(works)), _ROWS, "page of schedule", say)
    figure = gantt(
        works.iloc[list(shown)],
        None if baseline is None else frames.works(baseline, portfolio, projects, grouping, say),
        frames.money_by_year(plan, years, projects),
        portfolio.calendar.last_year,
        base.pen(portfolio, view.palette, say, plan),
        data_date=None if portfolio.data_date is None else say.fiscal_year.first_day(portfolio.data_date),
        marks=stage_frames.marks(portfolio, works, say),
    )
    with st.container(key="gantt-frame"):
        st.plotly_chart(
            figure,
            theme=None,
            config=base.CONFIG,
            key="gantt",
            on_select=_take_click,
            selection_mode="points",
            alt=say("schedule.alt", n=len(shown), first=say.year(years[0]), last=say.in_year(years[-1])),
        )


def _page() -> None:
    view = open_view("schedule")
    only_of_works(view, "targets.no_works")
    plan = plan_in_force(view)
    say, portfolio = view.say, view.portfolio
    answer(*summaries.schedule(plan, portfolio, say))
    with st.container(key="filters"):
        *places, last = st.columns([3, 3, 3, 4, 4], gap="small")
    selection = filters.selection(places[:3], portfolio, say)
    grouping = filters.grouping(places[3], portfolio, say)
    projects = selection.of(portfolio)
    with last:
        chosen = _chosen_project(view, projects)
    _tell_unknown(chosen, say)
    if chosen is not None:
        with st.container(border=True):
            project.title(portfolio.project(chosen), portfolio, say)
            project.detail(portfolio.project(chosen), plan, portfolio, say)
    _chart(view, plan, projects, grouping)

    years = frames.shown_years(plan, portfolio=portfolio)
    table = frames.project_table(plan, portfolio, projects, years, say)
    for head, cells in stage_frames.columns(portfolio, projects, say).items():
        if head not in table:  # a column of the list's own may be called the same
            table.insert(list(table.columns).index(TOTAL), head, cells)
    with st.expander(say("schedule.table")):
        dates = [column for column in table.columns if not column.isdigit() and column != TOTAL]
        names.table(table[dates], [p.id for p in projects], "schedule table", alt=say("schedule.table"))
        download(frames.for_file(table, say), "schedule.csv", say)
    retained = [p for p in projects if not p.status.has_works]
    if retained:
        with st.expander(summaries.without_works(retained, portfolio, say)):
            kept = frames.project_table(plan, portfolio, retained, years, say)
            names.table(
                kept.iloc[:, : kept.columns.get_loc(say("column.start"))],
                [p.id for p in retained],
                "retained projects",
            )
    provenance.show(plan, portfolio, say)
    view.remember(project=chosen, **filters.selected(), **filters.grouped())


_page()

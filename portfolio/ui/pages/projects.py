"""Projects: where each stands, what is reported of it, and what that changes."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from portfolio.domain.errors import Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import Plan
from portfolio.domain.project import Project, Status
from portfolio.planning.records.reports import status_reports
from portfolio.ui import address, frames, project_rows
from portfolio.ui.components import (
    answers_why,
    faults,
    filters,
    history,
    names,
    other_payer,
    project,
    project_forms,
    provenance,
    status_form,
    undoing,
)
from portfolio.ui.components.blocks import answer, download, heading
from portfolio.ui.components.frame import View, open_view, plan_in_force
from portfolio.wording import summaries

_PROJECT = "project"
_TABLE = "project list"
_STATUS = "status"
_HEIGHT = 640


def _chosen(view: View) -> str | None:
    """Return the project whose detail is asked for; a link may name one that is not there."""
    known = {p.id for p in view.portfolio.projects}
    if _PROJECT not in st.session_state:
        st.session_state[_PROJECT] = address.value(_PROJECT)
    chosen: str | None = st.session_state[_PROJECT]
    if chosen is not None and chosen not in known:
        say = view.say
        fault = Fault(Form.LINK, Expected.PROJECT_HERE, column=_PROJECT, value=chosen)
        faults.show([fault], say("fault.link_ignored"), say)
        return None
    return chosen


def _show(chosen: str | None) -> None:
    st.session_state[_PROJECT] = chosen


def _take_click(shown: list[str]) -> None:
    """Turn the choice of a row into that of its project, before anything is drawn."""
    selection = st.session_state[_TABLE].selection
    rows = [*selection.rows, *(row for row, _ in selection.cells)]
    if rows:
        _show(shown[rows[0]])


def _list(view: View, plan: Plan) -> None:
    say, portfolio = view.say, view.portfolio
    answer(*summaries.projects(plan, portfolio, say))
    with st.container(key="filters"):
        *places, last = st.columns([3, 3, 3, 3], gap="small")
    selection = filters.selection(places, portfolio, say)
    listed = [p for p in Status if any(portfolio.status_of(q) is p for q in portfolio.projects)]
    with last:
        statuses = filters.several(_STATUS, [str(s) for s in listed], lambda code: say(f"status.{code}"), say)
    found = [p for p in selection.of(portfolio) if not statuses or portfolio.status_of(p) in statuses]
    chosen = [p for p in found if p.status.has_works]
    view.remember(status=statuses, **filters.selected())
    heading(say("projects.list"), say.counted("projects.count", len(chosen)))
    if not chosen:
        st.info(say("projects.none"))
        return
    table = project_rows.table(plan, portfolio, chosen, say)
    st.dataframe(
        table,
        hide_index=True,
        height=min(_HEIGHT, 36 * (len(table) + 1)),
        key=_TABLE,
        on_select=lambda: _take_click([p.id for p in chosen]),
        selection_mode=["single-row", "single-cell"],
        placeholder=say("not_priced"),
        alt=say("projects.list"),
        column_config={
            say("column.name"): st.column_config.TextColumn(pinned=True, width="medium"),
            project_rows.cost_head(say): st.column_config.NumberColumn(format="localized", alignment="right"),
        },
    )
    st.caption(say("projects.click"))
    years = frames.shown_years(plan, portfolio=portfolio)
    everything = frames.project_table(plan, portfolio, found, years, say)
    download(frames.for_file(everything, say), "projects.csv", say)
    retained = [p for p in found if not p.status.has_works]
    if retained:
        with st.expander(summaries.without_works(retained, portfolio, say)):
            kept = frames.project_table(plan, portfolio, retained, years, say)
            names.table(
                kept.iloc[:, : kept.columns.get_loc(say("column.start"))],
                [p.id for p in retained],
                "retained projects",
            )


def _detail(view: View, shown: Project, plan: Plan) -> None:
    say, portfolio = view.say, view.portfolio
    st.button(
        say("projects.back"), icon=":material/arrow_back:", type="tertiary", on_click=_show, args=(None,)
    )
    reports = status_reports(view.office.workspace, shown.id)
    latest = reports[-1] if reports else None
    seen = _seen(shown.id, 0 if latest is None else latest.number)
    view.remember(project=shown.id, seen=str(seen) if seen else None)
    undoing.said(view)
    project.title(shown, portfolio, say)
    if shown.status.is_retained:
        st.caption(say("report.none_needed"))
        _about(view, shown, plan, st.container(border=True))
    else:
        # What is to be filled in stands first, also where there is room for one column only.
        left, right = st.columns([2, 3], gap="large")
        with right:
            effect = st.container()
        _about(view, shown, plan, right.container(border=True), is_narrow=True)
        status_form.draw(view, shown, latest, seen, plan, place=left, beside=effect)
    project_forms.change(view, shown)
    heading(say("history.title"), say("history.newest"))
    lines = view.office.workspace.history(f"project {shown.id}")
    undoing.steps(lines, view)
    history.show(lines, portfolio, say)


def _about(view: View, shown: Project, plan: Plan, place: DeltaGenerator, *, is_narrow: bool = False) -> None:
    """Draw what is known of a project, and why it starts when it does."""
    with place:
        other_payer.offer(view, shown, plan)
        project.detail(shown, plan, view.portfolio, view.say, is_narrow=is_narrow)
        answers_why.show(view, plan, shown)


def _seen(project_id: str, latest: int) -> int:
    """Return the number of the report the form was begun from; the address keeps it over a restart."""
    held: tuple[str, int] | None = st.session_state.get("seen")
    if held is None or held[0] != project_id:
        asked = address.value("seen")
        is_same = held is None and address.value(_PROJECT) == project_id
        number = int(asked) if is_same and asked is not None and asked.isdecimal() else latest
        held = st.session_state["seen"] = (project_id, number)
    return held[1]


def _page() -> None:
    view = open_view("projects")
    plan = plan_in_force(view)
    chosen = _chosen(view)
    if chosen is None:
        _list(view, plan)
        project_forms.add(view)
    else:
        _detail(view, view.portfolio.project(chosen), plan)
    provenance.show(plan, view.portfolio, view.say)


_page()

"""A status report: what a project manager says of a project, what it will change, and saving it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pydantic import ValidationError
from streamlit.delta_generator import DeltaGenerator

from portfolio.domain.calendar import Period
from portfolio.domain.expectations import Form
from portfolio.domain.history import Conflict, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.running_on import last_finish
from portfolio.domain.status import REPORTABLE, StatusReport
from portfolio.planning.records.people import local_user
from portfolio.planning.records.reports import report_status, with_report, years_reopened
from portfolio.ui.components import comparison, inputs, undoing, waiting
from portfolio.ui.components.blocks import figures, heading
from portfolio.ui.components.frame import View, no_plan, solved
from portfolio.wording import reports
from portfolio.wording.i18n import Wording
from portfolio.wording.outside import more_to_come_words
from portfolio.wording.times import moment

_MOST_YEARS_BEFORE = 20
"""So many years before the first are asked about; the command takes earlier ones."""
FIELDS = ("status", "effective", "physical_progress", "actual_spending", "forecast_finish", "note")
_PREVIEWED = "previewed report"
_ASKED = "preview asked"
_CONFLICT = "report conflict"

Faults = dict[str, str]
"""Field -> what is wrong with it, in words."""


def draw(
    view: View,
    project: Project,
    latest: Recorded[StatusReport] | None,
    seen: int,
    plan: Plan,
    *,
    place: DeltaGenerator,
    beside: DeltaGenerator,
) -> None:
    """Draw the form, and beside it what the report will change.

    Args:
        view: The page.
        project: Whose status is reported.
        latest: The project's latest report, from which the form starts.
        seen: Number of the report that the form was begun from, 0 for none.
        plan: The plan in force, to compare with.
        place: Where the form goes.
        beside: Where its effect goes.
    """
    say = view.say
    with place, st.container(border=True, key="controls"):
        heading(say("report.title"))
        if latest is not None:
            st.caption(say("report.last", by=latest.by, at=moment(latest.at, say)))
        key = f"report {project.id} {seen}"
        begun = _prefill(key, None if latest is None else latest.item, project, view.portfolio, say)
        places, report, faults = _fields(key, project, view)
        st.button(
            say("report.preview"),
            icon=":material/visibility:",
            type="primary",
            on_click=_ask,
            args=(project.id,),
        )
        if any(st.session_state[name] != value for name, value in begun.items()):
            st.caption(say("report.pending"))
    # Asked in a click that may have come while a plan was being made: it is answered once the form is back.
    if st.session_state.pop(_ASKED, None) == project.id:
        for field, message in faults.items():
            with places[field]:
                inputs.fault(message)
        st.session_state[_PREVIEWED] = None if faults or report is None else report.model_dump_json()
    with beside:
        theirs: Recorded[StatusReport] | None = st.session_state.get(_CONFLICT)
        if report is not None and theirs is not None and theirs.item.project == project.id:
            _conflict(view, report, theirs)
        if report is not None and st.session_state.get(_PREVIEWED) == report.model_dump_json():
            _effect(view, report, seen, plan)
        else:
            st.caption(say("report.preview_first"))


def _ask(project: str) -> None:
    st.session_state[_ASKED] = project


def _prefill(
    key: str, latest: StatusReport | None, project: Project, portfolio: Portfolio, say: Wording
) -> dict[str, object]:
    """Start the fields from the last report, or else from the source, and return what they start from."""
    begins = latest or StatusReport(
        project=project.id, status=project.status, effective=portfolio.data_date or portfolio.calendar.first
    )
    is_known = latest is not None or portfolio.data_date is not None
    finish = begins.forecast_finish
    fields: dict[str, object] = {
        f"{key} status": str(begins.status),
        f"{key} effective": str(begins.effective) if is_known else None,
        f"{key} physical_progress": begins.physical_progress,
        f"{key} forecast_finish": None if finish is None else str(finish),
        f"{key} note": "",
    }
    for year in _spending_years(project, portfolio):
        spent = begins.actual_spending.get(year)
        fields[f"{key} {year}"] = None if spent is None else inputs.in_unit(spent, say)
    for name, value in fields.items():
        st.session_state.setdefault(name, value)
    return fields


def _spending_years(project: Project, portfolio: Portfolio) -> list[int]:
    """Return the years that spending is asked of: those before the first too, if works had begun by then."""
    calendar, begun = portfolio.calendar, portfolio.fixed_start_of(project)
    told = (year for report in portfolio.reports_of(project.id) for year in report.actual_spending)
    first = min([calendar.first_year, *told])
    if begun is not None:
        first = min(first, begun.year)
    return list(range(max(first, calendar.first_year - _MOST_YEARS_BEFORE), calendar.years[-1] + 1))


def _fields(
    key: str, project: Project, view: View
) -> tuple[Mapping[str, DeltaGenerator], StatusReport | None, Faults]:
    """Draw the fields; return where their messages go, the report they make and what is wrong with them."""
    say, calendar = view.say, view.portfolio.calendar
    places = {}
    status = Status(
        st.selectbox(
            say("column.status"),
            [str(status) for status in REPORTABLE],
            format_func=lambda status: say(f"status.{status}"),
            key=f"{key} status",
            persist_state="session",
        )
    )
    places["status"] = st.container()
    effective = inputs.quarter(
        say("report.effective"), calendar, f"{key} effective", say, blank=say("report.choose_quarter")
    )
    places["effective"] = st.container()
    progress = st.number_input(
        say("report.physical_progress"),
        value=None,
        step=1,
        key=f"{key} physical_progress",
        placeholder=say("not_reported"),
        persist_state="session",
    )
    places["physical_progress"] = st.container()
    spending, spending_fault = _spending(key, project, effective, view)
    places["actual_spending"] = st.container()
    finish = inputs.quarter(
        say("report.forecast_finish"),
        calendar,
        f"{key} forecast_finish",
        say,
        blank=say("not_reported"),
        last=last_finish(view.portfolio, project),
    )
    places["forecast_finish"] = st.container()
    note = str(st.text_area(say("report.note"), key=f"{key} note", height=80, persist_state="session"))
    places["note"] = st.container()
    if effective is None:
        return places, None, {"effective": say("report.fault.no_quarter")}
    content = {
        "project": project.id,
        "status": status,
        "effective": effective,
        "physical_progress": progress,
        "actual_spending": spending,
        "forecast_finish": finish,
        "note": note,
    }
    report, faults = _checked(content, view.portfolio, say)
    if spending_fault is not None:
        faults["actual_spending"] = spending_fault
    return places, report, faults


def _spending(
    key: str, project: Project, effective: Period | None, view: View
) -> tuple[dict[int, int], str | None]:
    """Draw a field for each year until the report takes effect; money on what has no price is not asked."""
    say = view.say
    if not project.is_priced or effective is None:
        return {}, None
    spending, fault = {}, None
    years = [year for year in _spending_years(project, view.portfolio) if year <= effective.year]
    st.caption(say("report.actual_spending"))
    columns = st.columns(3)
    for number, year in enumerate(years):
        with columns[number % 3]:
            typed = inputs.amount(say.year(year), f"{key} {year}", say)
        if typed is not None:
            amount, wrong = inputs.amount_of(typed, say)
            fault = fault or wrong
            if amount is not None:
                spending[year] = amount
    return spending, fault


def _checked(content: dict[str, object], portfolio: Portfolio, say: Wording) -> tuple[StatusReport, Faults]:
    """Return the report, without the values it cannot hold, and everything wrong with it by field."""
    calendar = portfolio.calendar
    values = {
        "first": calendar.first,
        "last": calendar.last,
        "effective": content["effective"],
        "most": inputs.LONGEST,
    }
    messages: Faults = {}
    try:
        report = StatusReport.model_validate(content)
    except ValidationError as error:
        wrong = {str(detail["loc"][0]) for detail in error.errors()}
        messages = {field: say(f"report.fault.{field}", **values) for field in wrong}
        report = StatusReport.model_validate({k: v for k, v in content.items() if k not in wrong})
    for fault in report.faults_against(portfolio, Form.STATUS_REPORT):
        messages.setdefault(str(fault.column), say(f"report.fault.{fault.column}", **values))
    return report, messages


def _effect(view: View, report: StatusReport, seen: int, plan: Plan) -> None:
    """Draw what the report changes in the plan in force, and the button that saves it."""
    say = view.say
    heading(say("report.effect"))
    changed = with_report(view.portfolio, report)
    after = solved(view, view.scenario, changed)
    if after.status.has_plan:
        comparison.show(view, plan, after, with_aims=False, portfolio=changed)
        for sentence in more_to_come_words(after, changed, say):
            st.warning(sentence)
    else:
        no_plan(view, after)
    corrects, may_save = _correction(view, report)
    if waiting.clicked(
        st.button,
        say("report.save"),
        f"save report {report.project}",
        icon=":material/save:",
        type="primary",
        disabled=not may_save,
    ):
        try:
            saved = report_status(
                view.office.workspace, report, actor=local_user(), seen=seen, corrects=corrects
            )
        except Conflict as conflict:
            st.session_state[_CONFLICT] = conflict.theirs
        else:
            begin_from(report.project, saved.number)
            undoing.say_saved(say("report.saved"), view)
        st.rerun()


def _correction(view: View, report: StatusReport) -> tuple[bool, bool]:
    """Ask whether a report on a year that was closed is meant to correct it.

    Returns:
        Whether it is, and whether the report may be saved.
    """
    say, years = view.say, years_reopened(view.office.workspace, report)
    if not years:
        return False, True
    told = say.listed([say.year(year) for year in years])
    st.warning(say("report.closed_year", years=told), icon=":material/lock:")
    corrects = st.checkbox(say("report.corrects", years=told), key=f"corrects {report.project}")
    if corrects and not report.note:
        inputs.fault(say("report.correction_note"))
    return corrects, corrects and bool(report.note)


def begin_from(project: str, number: int) -> None:
    """Begin the form anew, from this report."""
    st.session_state["seen"] = (project, number)
    st.session_state[_PREVIEWED] = None
    st.session_state.pop(_CONFLICT, None)


def _conflict(view: View, mine: StatusReport, theirs: Recorded[StatusReport]) -> None:
    """Show both reports side by side; nothing has been overwritten."""
    say = view.say
    st.warning(say("report.conflict", by=theirs.by, at=moment(theirs.at, say)), icon=":material/call_split:")
    own, other = (reports.fields_of(report, say) for report in (mine, theirs.item))
    rows = [
        (name, [own.get(name, "—"), other.get(name, "—")], "" if own.get(name) == other.get(name) else "bad")
        for name in {**own, **other}
    ]
    figures(rows, [say("report.field"), say("keep.mine"), say("keep.theirs")])
    if st.button(say("report.take_theirs"), icon=":material/download_done:"):
        begin_from(mine.project, theirs.number)
        st.rerun()

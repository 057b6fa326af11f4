"""Closing a year: what is reported of it, the adjustment beforehand, recording it, and approving it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from portfolio.domain.closing import YearEnd, under_way, year_end
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Conflict, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Topic
from portfolio.planning.answers.adjusting import Adjustment, adjusted_case, adjustment, fewest_moves
from portfolio.planning.records.closing import record_adjustment, waiting_adjustment
from portfolio.planning.records.people import local_user
from portfolio.planning.runs.run import Question
from portfolio.ui.components import answers_job, filing, inputs, keeping, waiting
from portfolio.ui.components.blocks import heading, words
from portfolio.ui.components.frame import View
from portfolio.ui.components.paging import page_of
from portfolio.ui.components.undoing import say_saved
from portfolio.ui.navigation import DATA
from portfolio.wording.adjustment_tables import adjustment_table
from portfolio.wording.closing import reported_rows, standing
from portfolio.wording.faults import line
from portfolio.wording.times import moment

_KINDS = ("closing", "running")
_NOTE, _FAULT = "adjustment note", "closing fault"
_ROWS = 20
_MOST_YEARS = 10
"""How much longer the schedule can be made in one go here."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the reader wants: to close a year or to adjust within it, on which data, and why."""

    opened: Recorded[Portfolio]
    baseline: Recorded[Plan]
    year: int
    closes: bool
    extend: int
    reason: str


def draw(view: View) -> None:
    """Draw the adjustment that waits for its approval, and the form that makes another one."""
    say = view.say
    heading(say("closing.title"), say("closing.title_note"))
    if view.baseline is None:
        st.info(say("closing.no_baseline"))
        return
    _waiting(view)
    asked = _choice(view, view.baseline)
    end = _reported(view, asked) if asked.closes else YearEnd(asked.opened.item)
    if end is None:
        return
    found = _preview(view, asked, end)
    if found is not None:
        _record(view, asked, end, found)


def lead_here(view: View) -> None:
    """Draw the button that leads here from another page."""
    if st.button(view.say("closing.open"), icon=":material/event_available:", key="open closing"):
        st.session_state["tab"] = "closing"
        st.switch_page(DATA)


def _choice(view: View, baseline: Recorded[Plan]) -> _Asked:
    """Draw the choice of what is to be done with which year."""
    say, opened = view.say, view.office.workspace.portfolio()
    kind = st.segmented_control(
        say("closing.kind"),
        _KINDS,
        default=_KINDS[0],
        format_func=lambda name: say(f"closing.kind.{name}"),
        key="closing kind",
        required=True,
    )
    closes, data = kind == _KINDS[0], opened.item
    first = data.calendar.first_year if data.data_date is None else data.data_date.year
    # Fields are named by the first year that is open: once it is closed, they begin anew.
    years = [year for year in data.calendar.years if year >= first]
    left, right, wide = st.columns([1, 1, 2], gap="medium")
    with left:
        year: int = st.selectbox(say("filed.year"), years, format_func=say.year, key=f"closing year {first}")
    extend = 0
    if closes:
        with right:
            extend = st.number_input(
                say("closing.extend"),
                0,
                _MOST_YEARS,
                key=f"closing extend {first}",
                help=say("closing.extend_help"),
            )
    with wide:
        reason = st.text_input(
            say("assume.reason"),
            key=f"closing why {first}",
            max_chars=inputs.LONGEST,
            persist_state="session",
        )
    return _Asked(opened, baseline, year, closes, extend, reason.strip())


def _reported(view: View, asked: _Asked) -> YearEnd | None:
    """Draw who has reported to the year's end and who has not; None where that keeps it from being closed."""
    say, data, baseline = view.say, asked.opened.item, asked.baseline.item
    try:
        end = year_end(
            data,
            baseline,
            asked.year,
            note=say("adjust.note"),
            extend=asked.extend,
            reason=asked.reason,
        )
    except BadInput as error:
        for fault in error.faults:
            inputs.fault(line(fault, say))
        return None
    every = [project for project, _ in under_way(data, baseline, asked.year)]
    st.markdown(standing(every, end.missing, asked.year, say))
    rows = page_of(reported_rows(every, end.missing, asked.year, say), _ROWS, "closing rows", say)
    if rows:
        heads = [say("column.name"), say("closing.reported")]
        words([cells for cells, _ in rows], heads, flagged=[is_missing for _, is_missing in rows])
    if end.missing and not st.checkbox(say("closing.assume"), key=f"closing assume {asked.year}"):
        st.info(say("closing.report_first"), icon=":material/edit_note:")
        return None
    return end


def _preview(view: View, asked: _Asked, end: YearEnd) -> Adjustment | None:
    """Draw the button that works the adjustment out, and the table that comes of it; nothing is recorded."""
    say, year = view.say, asked.year
    case = adjusted_case(view.case, end.wanted, extend=asked.extend)
    answer = answers_job.answered(
        view,
        Question(Topic.REPLAN, case, detail="fewest"),
        lambda solve, _: fewest_moves(case, solve=solve),
        say("closing.preview"),
        primary=True,
    )
    if answer is None or not answer.is_whole:
        return None
    found = adjustment(end.wanted, asked.baseline.item, answer.found.plan, year)
    heading(say("closing.preview_of", year=year), say("closing.nothing_recorded"))
    _table(view, found, end.wanted, asked.closes, "closing download")
    return found


def _table(view: View, found: Adjustment, data: Portfolio, closes: bool, key: str) -> None:
    filed = adjustment_table(found, data, view.say, is_closing=closes)
    filing.draw(filed, f"adjustment-{found.year}.xlsx", key, view.say, height=None)


def _record(view: View, asked: _Asked, end: YearEnd, found: Adjustment) -> None:
    """Draw the button that records what was seen beforehand: the closing, and the plan to be approved."""
    say, place = view.say, st.container()
    if waiting.clicked(
        st.button,
        say("closing.close" if asked.closes else "closing.adjust", year=asked.year),
        f"record {asked.year} {asked.closes}",
        type="primary",
        icon=":material/event_available:",
    ):
        fault = say("assume.no_reason") if not asked.reason else inputs.text_fault(asked.reason, say)
        if fault is None:
            fault = _recorded(view, asked, end, found)
        with place:
            inputs.fault(fault)


def _recorded(view: View, asked: _Asked, end: YearEnd, found: Adjustment) -> str | None:
    """Record it, and return what keeps it from being recorded."""
    say = view.say
    try:
        record_adjustment(
            view.office.workspace,
            asked.opened,
            end.wanted,
            found.plan,
            baseline=asked.baseline,
            year=asked.year,
            assumed=end.assumed,
            closes=asked.closes,
            actor=local_user(),
            reason=asked.reason,
        )
    except Conflict as conflict:
        return say("assume.conflict", by=conflict.theirs.by, at=moment(conflict.theirs.at, say))
    done = "closing.closed" if asked.closes else "closing.adjusted"
    say_saved(say(done, year=asked.year), view)
    return st.rerun()


def _waiting(view: View) -> None:
    """Draw the adjustment that was recorded last, as long as it is not approved."""
    say, workspace = view.say, view.office.workspace
    waits = waiting_adjustment(workspace)
    if waits is None:
        return
    with st.container(border=True, key="waiting-adjustment"):
        by, at = waits.line.by, moment(waits.line.at, say)
        heading(say("closing.waiting", year=waits.year), say("closing.recorded_by", by=by, at=at))
        found = adjustment(view.portfolio, waits.baseline, waits.plan, waits.year)
        _table(view, found, view.portfolio, waits.is_closing, "waiting download")
        st.text_input(say("approve.why"), key=_NOTE, max_chars=inputs.LONGEST, persist_state="session")
        place = st.container()
        # What is approved is the plan that is shown here, whatever the page finds when it runs again.
        st.button(
            say("closing.approve"),
            icon=":material/verified:",
            key="approve adjustment",
            on_click=_approve,
            args=(view, waits.plan),
        )
        with place:
            inputs.fault(st.session_state.pop(_FAULT, None))


def _approve(view: View, plan: Plan) -> None:
    fault = keeping.approved(view, plan, st.session_state[_NOTE])
    if fault is not None:
        st.session_state[_FAULT] = fault
        return
    st.session_state[_NOTE] = ""
    say_saved(view.say("approve.done"), view)

"""The list of a scenario's changes with a button to take each away, and the form that adds one."""

from __future__ import annotations

from html import escape

import streamlit as st

from portfolio.domain.allowances import allowances_of
from portfolio.domain.assumptions import OPEN, TOTAL
from portfolio.domain.bands import MOST_PERIODS_MOVED, Band
from portfolio.domain.changes import (
    BETWEEN_STAGES,
    LOCKED,
    NOT_TYPED,
    OF_CONDITIONS,
    OF_PROJECTS,
    UNLIMITED,
    Aims,
    ChangeKind,
    Duty,
    FloorRule,
    Slot,
    Value,
    changes_of,
    lock_of,
)
from portfolio.domain.gates import stages_in
from portfolio.ui import draft
from portfolio.ui.address import capped_of, payers_of
from portfolio.ui.components import bond_form, condition_form, inputs, waiting
from portfolio.ui.components.blocks import heading
from portfolio.ui.components.frame import View
from portfolio.ui.components.names import linked
from portfolio.ui.components.share_form import share_bounds
from portfolio.ui.links import modes_of, payers_open_to
from portfolio.wording import freedom, money
from portfolio.wording.changes import in_words, is_shared, mode_name, moves_within_band
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import choice_name, payer_name

_MOST_YEARS = 20
"""How far a scenario may let the schedule run past the programme."""

_TYPED_INTO = {
    ChangeKind.CEILING: "change ceiling",
    ChangeKind.CARRY: "change share",
    ChangeKind.OVERRUN: f"change {ChangeKind.OVERRUN}",
    ChangeKind.MOVES: f"change {ChangeKind.MOVES}",
    ChangeKind.FLOOR: "change floor",
    ChangeKind.MAXIMUM: "change maximum",
}
"""The field of each kind of change that is blank until somebody types into it; of a project, its choice."""

Filled = tuple[Slot, Value, str | None]
"""What the form says: the slot, its value, and what is wrong with it."""


def listed(view: View) -> None:
    """Draw what the scenario changes, and what it no longer does."""
    say, work = view.say, view.draft
    changes, base = changes_of(view.scenario), changes_of(work.base)
    # A lock stands on the line of what it locks; only one of something else has a line of its own.
    on_lines = {lock_of(slot) for slot in changes}
    changes, base = (
        {slot: value for slot, value in side.items() if slot not in on_lines} for side in (changes, base)
    )
    heading(say("what_if.changes"), say.counted("what_if.count", len(changes)))
    if not changes:
        st.caption(say("what_if.no_changes"))
    allowances = (
        allowances_of(view.portfolio, view.scenario)
        if any(slot.kind in freedom.LOOSENING for slot in changes)
        else ()
    )
    for slot, value in changes.items():
        remark = "what_if.unsaved" if work.is_saved and slot in work.edits else None
        _line(view, slot, value, remark, taken_away=False)
        for allowance in freedom.of_slot(slot, allowances):
            st.caption(freedom.allowed(allowance, view.portfolio, say))
    for slot, value in base.items():
        if slot not in changes:
            _line(view, slot, value, "what_if.taken_away", taken_away=True)


def _line(view: View, slot: Slot, value: Value, remark: str | None, *, taken_away: bool) -> None:
    say = view.say
    words = linked(in_words(slot, value, view.portfolio, say))
    beside = "" if remark is None else f" <small>{escape(say(remark))}</small>"
    key = f"line-{slot.kind}-{slot.subject}-{slot.year}-{slot.source}"
    with st.container(horizontal=True, vertical_alignment="center", key=key, gap="small"):
        st.html(f"<p class='change {'gone' if taken_away else ''}'><span>{words}</span>{beside}</p>")
        lock = None if taken_away else lock_of(slot)
        if lock is not None:
            is_locked = lock in changes_of(view.scenario)
            st.button(
                say("what_if.locked" if is_locked else "what_if.lock"),
                key=f"lock {key}",
                type="tertiary",
                icon=":material/lock:" if is_locked else ":material/lock_open:",
                help=say("what_if.lock_help"),
                on_click=draft.put,
                args=(view.draft, lock, None if is_locked else LOCKED),
            )
        st.button(
            say("what_if.put_back" if taken_away else "what_if.remove"),
            key=f"button {key}",
            type="tertiary",
            icon=":material/undo:" if taken_away else ":material/close:",
            on_click=draft.put,
            args=(view.draft, slot, value if taken_away else None),
        )


def add(view: View) -> None:
    """Draw the form that adds a change; what cannot be used gets a message under its field."""
    say = view.say
    heading(say("what_if.add"))
    kind = ChangeKind(
        st.selectbox(
            say("what_if.kind"),
            [str(kind) for kind in ChangeKind if kind not in _untyped(view)],
            format_func=lambda kind: say(f"what_if.kind.{kind}"),
            key="change kind",
            persist_state="session",
        )
    )
    slot, value, fault = _filled(kind, view)
    place = st.container()
    if waiting.clicked(
        st.button, say("what_if.add_button"), "add change", type="primary", icon=":material/add:"
    ):
        if fault is None:
            draft.put(view.draft, slot, value)
            st.rerun()
        with place:
            inputs.fault(fault)
    elif _is_pending(view, kind, slot, value):
        st.caption(say("what_if.pending"))


def preset(view: View) -> None:
    """Draw the button that has all open as early as it can, whatever years are printed."""
    slot = Slot(ChangeKind.AIMS, TOTAL)
    if changes_of(view.scenario).get(slot) == Aims.OPEN_EARLY:
        return
    st.button(
        view.say("what_if.open_early"),
        key="open early",
        icon=":material/fast_forward:",
        help=view.say("what_if.open_early_help"),
        on_click=draft.put,
        args=(view.draft, slot, str(Aims.OPEN_EARLY)),
    )


def _is_pending(view: View, kind: ChangeKind, slot: Slot, value: Value) -> bool:
    """Tell whether something has been typed that the scenario does not hold yet."""
    field = "change project" if kind in OF_PROJECTS else _TYPED_INTO.get(kind)
    is_typed = field is not None and st.session_state.get(field) is not None
    return is_typed and (value is None or changes_of(view.scenario).get(slot) != value)


def _untyped(view: View) -> tuple[ChangeKind, ...]:
    """Return the kinds that nothing can be typed for: no baseline to stay close to, or no gate to waive."""
    moves = () if view.baseline is not None else (ChangeKind.MOVES,)
    gates = () if view.portfolio.assumptions.gates else (ChangeKind.GATE,)
    bonds = () if view.portfolio.assumptions.bonds else (ChangeKind.BOND,)
    return (*NOT_TYPED, *moves, *gates, *bonds)


def _filled(kind: ChangeKind, view: View) -> Filled:
    """Draw the fields of a kind of change."""
    if kind in OF_PROJECTS:
        return _of_project(kind, view)
    if kind in OF_CONDITIONS:
        return condition_form.filled(kind, view)
    say = view.say
    match kind:
        case ChangeKind.CEILING:
            left, right = st.columns(2)
            with left:
                payer = _payer(view, capped_of(view.portfolio))
            with right:
                year = st.selectbox(
                    say("what_if.year"),
                    list(view.portfolio.calendar.years),
                    format_func=say.year,
                    key="change year",
                    persist_state="session",
                )
            value, fault = inputs.amount_of(inputs.amount(say("line.ceiling"), "change ceiling", say), say)
            return Slot(kind, payer, year), value, fault
        case ChangeKind.CARRY:
            payer = _payer(view, payers_of(view.portfolio))
            share = st.number_input(
                say("what_if.share"),
                value=None,
                step=1,
                key="change share",
                persist_state="session",
                placeholder=say("field.blank"),
            )
            fits = share is not None and 0 <= share <= 100
            return Slot(kind, payer), share, None if fits else say("field.percent_fault")
        case ChangeKind.BOND:
            return bond_form.filled(view)
        case ChangeKind.OVERRUN | ChangeKind.MOVES:
            most = _MOST_YEARS if kind is ChangeKind.OVERRUN else len(view.portfolio.projects)
            number = st.number_input(
                say(f"what_if.kind.{kind}"),
                value=None,
                step=1,
                key=f"change {kind}",
                persist_state="session",
                placeholder=say("field.blank"),
            )
            fits = number is not None and 0 <= number <= most
            return Slot(kind), number, None if fits else say("field.range_fault", low=0, high=most)
        case ChangeKind.BANDS:
            return _band(Slot(kind), say)
        case ChangeKind.FLOOR:
            value, fault = inputs.amount_of(inputs.amount(say("what_if.floor"), "change floor", say), say)
            return Slot(kind), value, fault
        case ChangeKind.MAXIMUM:
            if st.checkbox(say("what_if.unlimited"), key="change unlimited", persist_state="session"):
                return Slot(kind), UNLIMITED, None
            typed = inputs.amount(say("what_if.maximum"), "change maximum", say)
            value, fault = inputs.amount_of(typed, say)
            return Slot(kind), value, fault
        case _:
            rule = st.radio(
                say("what_if.floor_rule"),
                [str(rule) for rule in FloorRule],
                format_func=lambda rule: say(f"what_if.floor_rule.{rule}"),
                key="change floor rule",
                persist_state="session",
            )
            return Slot(kind), rule, None


def _band(slot: Slot, say: Wording) -> Filled:
    """Draw how many periods money may run ahead of its curve and behind it, and in which steps."""
    early, late = (
        st.number_input(
            say(f"what_if.band.{name}"), 0, MOST_PERIODS_MOVED, key=f"band {name}", persist_state="session"
        )
        for name in ("early", "late")
    )
    typed = inputs.amount(say("what_if.band.step"), "band step", say)
    step, fault = (1, None) if typed is None else inputs.amount_of(typed, say)
    return slot, None if fault else Band(early=early, late=late, step=max(1, step or 1)).as_text, fault


def _payer(view: View, names: list[str]) -> str:
    payer: str = st.selectbox(
        view.say("column.payer"),
        names,
        format_func=lambda payer: payer_name(payer, view.portfolio, view.say),
        key="change payer",
        persist_state="session",
    )
    return payer


def _payer_of(slot: Slot, view: View) -> Filled:
    """Draw who may pay for a project, where that is undecided."""
    say, portfolio = view.say, view.portfolio
    choices = payers_open_to(slot.subject, portfolio)
    if not choices:
        st.caption(say("what_if.funding_decided"))
        return slot, None, say("what_if.funding_decided")
    payer = st.radio(
        say("what_if.funding"),
        choices,
        format_func=lambda choice: (
            say("what_if.funding.open") if choice == OPEN else choice_name(choice, portfolio, say)
        ),
        key="change funding",
        persist_state="session",
    )
    return slot, payer, None


def _allocation(project: str, view: View) -> Filled:
    """Draw what is pinned of a project in a year, and how the other amounts give way."""
    say, portfolio = view.say, view.portfolio
    left, right = st.columns(2)
    with left:
        source = st.selectbox(
            say("column.payer"),
            portfolio.sources,
            format_func=lambda source: payer_name(source, portfolio, say),
            key="change source",
            persist_state="session",
        )
    with right:
        year = st.selectbox(
            say("what_if.year"),
            list(portfolio.calendar.years),
            format_func=say.year,
            key="change year",
            persist_state="session",
        )
    typed = inputs.amount(say("what_if.allocation"), "change allocation", say)
    share = view.scenario.project(project).flexibility
    key = "what_if.allocation_note"
    if moves_within_band(project, view.scenario, portfolio):
        key = "what_if.allocation_band"
    elif is_shared(project, view.scenario, portfolio):
        key = "what_if.allocation_shared"
    st.caption(say(key, percent=freedom.percent(share)))
    value, fault = inputs.amount_of(typed, say)
    if fault is None and portfolio.reports_of(project):
        fault = say("what_if.allocation_reported")
    elif fault is None and portfolio.project(project).cost is None:
        fault = say("what_if.allocation_unpriced")
    return Slot(ChangeKind.ALLOCATION, project, year, source), value, fault


def _of_project(kind: ChangeKind, view: View) -> Filled:
    say, portfolio = view.say, view.portfolio
    known = {p.id: p for p in portfolio.projects if portfolio.status_of(p).has_works}
    project = st.selectbox(
        say("column.name"),
        list(known),
        format_func=lambda project: say.full_name(known[project]),
        index=None,
        key="change project",
        persist_state="session",
        placeholder=say("what_if.choose_project"),
    )
    if project is None:
        return Slot(kind), None, say("what_if.no_project")
    slot = Slot(kind, project)
    match kind:
        case ChangeKind.COST:
            known_cost = known[project].cost
            stands = say("not_priced") if known_cost is None else money.amount(known_cost, say)
            typed = inputs.amount(say("column.cost"), "change cost", say)
            st.caption(say("what_if.in_source", value=stands))
            value, fault = inputs.amount_of(typed, say)
            return slot, value, fault
        case ChangeKind.DELAY:
            delay = st.number_input(
                say("what_if.delay"), value=None, step=1, key="change delay", persist_state="session"
            )
            fits = delay is not None and 1 <= delay <= 400
            return slot, delay, None if fits else say("field.delay_fault")
        case ChangeKind.DUTY:
            duty = st.radio(
                say("what_if.duty"),
                [str(duty) for duty in Duty],
                format_func=lambda duty: say(f"what_if.duty.{duty}"),
                key="change duty",
                persist_state="session",
            )
            return slot, duty, None
        case ChangeKind.ALLOCATION:
            return _allocation(project, view)
        case ChangeKind.BAND:
            return _band(slot, say)
        case ChangeKind.GATE:
            waived = st.multiselect(
                say("what_if.gate"),
                [str(stage) for stage in stages_in(portfolio.assumptions.gates)],
                format_func=lambda stage: say(f"stage.{stage}"),
                key="change gate",
                persist_state="session",
            )
            return slot, BETWEEN_STAGES.join(waived), None if waived else say("what_if.no_gate")
        case ChangeKind.FUNDING | ChangeKind.SHARE:
            is_share = kind is ChangeKind.SHARE
            return share_bounds(project, view) if is_share else _payer_of(slot, view)
        case ChangeKind.START:
            start = inputs.quarter(say("what_if.start"), portfolio.calendar, "change start", say)
            return slot, None if start is None else start.stored, None
        case _:
            mode = st.selectbox(
                say("what_if.mode"),
                modes_of(project, portfolio),
                format_func=lambda mode: mode_name(project, mode, portfolio, say),
                key="change mode",
                persist_state="session",
            )
            return slot, mode, None

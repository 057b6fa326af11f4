"""Forms for assumptions: each rule with its reason; a change needs a reason, and the plan follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from html import escape
from typing import Any

import streamlit as st
from pydantic import ValidationError

from portfolio.domain.assumptions import FundingRule
from portfolio.domain.errors import BadInput
from portfolio.domain.history import Conflict
from portfolio.domain.rules import Rule
from portfolio.planning.records.assumptions import change_assumptions
from portfolio.planning.records.people import local_user
from portfolio.ui.assumption_edits import Path, differs, edited
from portfolio.ui.components import assumption_dates, history, inputs, undoing
from portfolio.ui.components.frame import View
from portfolio.ui.components.names import linked
from portfolio.wording import assumption_rules
from portfolio.wording.changes import mode_word
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name, undecided_text
from portfolio.wording.times import moment

SECTIONS = ("delivery", "starts", "funding", "priorities", "profiles", "dates", "general")
_OPENED = "assumptions opened"
_MOST_QUARTERS, _MOST_WEIGHT, _MOST_YEARS = 800, 1000, 20

Typed = dict[Path, Any]
"""Where a value stands -> what was typed."""
Read = Callable[[View, str], tuple[Typed, bool]]
"""Draws a section's fields; returns what was typed and whether all of it can be used."""


def draw(view: View) -> None:
    """Draw every section in a tab of its own."""
    say = view.say
    opened = st.session_state.setdefault(_OPENED, view.version)
    if opened != view.version:
        _changed_since(view)
    for tab, section in zip(st.tabs([say(f"assume.{name}") for name in SECTIONS]), SECTIONS, strict=True):
        with tab:
            _section(section, view, opened)


def _section(section: str, view: View, opened: int) -> None:
    say = view.say
    st.caption(say(f"assume.{section}.note"))
    with st.form(f"assume {section} {opened}", border=True):
        typed, is_usable = _READ[section](view, f"{section} {opened}")
        reason = str(st.text_input(say("assume.reason"), key=f"why {section} {opened}"))
        place = st.container()
        asked = st.form_submit_button(say("assume.change"), icon=":material/check:", type="primary")
    if not asked or not is_usable:
        return
    fault = say("assume.no_reason") if not reason.strip() else inputs.text_fault(reason, say)
    if fault is None and not differs(view.portfolio.assumptions, typed):
        fault = say("assume.no_change")
    if fault is None:
        fault = _change(view, typed, reason.strip(), opened, section)
    with place:
        inputs.fault(fault)


def _change(view: View, typed: Typed, reason: str, opened: int, section: str) -> str | None:
    """Put the change in force and run the page again, or return what is wrong with it."""
    workspace, say = view.office.workspace, view.say
    try:
        assumptions = edited(view.portfolio.assumptions, typed, reason)
        change_assumptions(workspace, assumptions, actor=local_user(), reason=reason, opened=opened)
    except (ValidationError, BadInput):
        return say(f"assume.fault.{section}", years=_MOST_YEARS)
    except Conflict as conflict:
        return say("assume.conflict", by=conflict.theirs.by, at=moment(conflict.theirs.at, say))
    st.session_state.pop(_OPENED)
    undoing.say_saved(say("assume.changed"), view)
    return st.rerun()


def _changed_since(view: View) -> None:
    """Tell that somebody else has changed the portfolio since the forms were opened, and what."""
    say = view.say
    st.warning(say("assume.changed_since"), icon=":material/call_split:")
    lines = view.office.workspace.history("assumptions", most=1)
    history.show(lines, view.portfolio, say)
    if st.button(say("assume.take_theirs"), icon=":material/download_done:"):
        st.session_state.pop(_OPENED)
        st.rerun()


def _rule(rule: Rule, view: View) -> None:
    """Draw which projects a rule is for, and its reason."""
    say = view.say
    who = linked(assumption_rules.applies_to(rule.applies_to, view.portfolio, say))
    st.html(f"<p class='rule'><b>{who}</b><br><small>{escape(say.either(rule, 'reason'))}</small></p>")


def _whole(
    label: str, value: int, between: tuple[int, int], key: str, say: Wording
) -> tuple[int | None, bool]:
    """Draw a field for a whole number, with a message under it where it lies out of range."""
    typed = st.number_input(label, value=value, step=1, key=key)
    low, high = between
    fits = low <= typed <= high
    if not fits:
        inputs.fault(say("field.range_fault", low=low, high=high))
    return typed, fits


def _delivery(view: View, key: str) -> tuple[Typed, bool]:
    say, assumptions = view.say, view.portfolio.assumptions
    typed: Typed = {}
    usable = True
    names = list(assumptions.profiles)
    for number, rule in enumerate(assumptions.delivery):
        text, fields = st.columns([3, 4], gap="medium")
        with text:
            _rule(rule, view)
        for index, mode in enumerate(rule.modes):
            path: Path = ("delivery", number, "modes", index)
            with fields:
                left, right = st.columns(2)
            with left:
                label = say("assume.quarters", name=mode_word(mode.id, say))
                value, fits = _whole(
                    label, mode.quarters, (min(1, mode.quarters), _MOST_QUARTERS), f"{key} {path}", say
                )
                usable = usable and fits
            with right:
                profile = st.selectbox(
                    say("assume.profile"),
                    names,
                    index=names.index(mode.profile),
                    format_func=lambda name: assumption_rules.profile_name(name, say),
                    key=f"{key} {path} profile",
                )
            typed[*path, "quarters"], typed[*path, "profile"] = value, profile
    return typed, usable


def _starts(view: View, key: str) -> tuple[Typed, bool]:
    say, typed = view.say, Typed()
    quarters = inputs.quarters_of(view.portfolio.calendar)
    for number, rule in enumerate(view.portfolio.assumptions.starts):
        text, field = st.columns([3, 4], gap="medium")
        with text:
            _rule(rule, view)
        options = list(dict.fromkeys([*quarters, str(rule.earliest)]))
        with field:
            label = say("assume.starts_then" if rule.fixed else "assume.earliest")
            index = options.index(str(rule.earliest))
            path: Path = ("starts", number, "earliest")
            chosen = st.selectbox(
                label,
                options,
                index=index,
                format_func=partial(inputs.called, say=say),
                key=f"{key} {number}",
            )
            typed[path] = say.periods.parse(chosen).stored
    return typed, True


def _funding(view: View, key: str) -> tuple[Typed, bool]:
    say, portfolio = view.say, view.portfolio
    typed: Typed = {}
    usable = True
    for number, rule in enumerate(portfolio.assumptions.funding):
        text, fields = st.columns([3, 4], gap="medium")
        with text:
            _rule(rule, view)
            if rule.choices:
                st.caption(undecided_text(rule, portfolio, say))
        shares = {}
        with fields:
            columns = st.columns(len(portfolio.sources))
        for column, source in zip(columns, portfolio.sources, strict=True):
            with column:
                label = say("assume.share", name=payer_name(source, portfolio, say))
                share, percent = rule.shares.get(source), rule.percent.get(source, Decimal(0))
                held = f"{percent:f}" if share is None else str(share)
                shares[source] = str(st.text_input(label, value=held, key=f"{key} {number} {source}"))
        changed = _with_shares(rule, shares)
        if changed is None:
            with fields:
                inputs.fault(say("assume.fault.funding"))
        else:
            for name in ("percent", "shares"):
                typed["funding", number, name] = changed.model_dump(mode="json")[name]
        usable = usable and changed is not None
    return typed, usable


def _with_shares(rule: FundingRule, typed: Mapping[str, str]) -> FundingRule | None:
    """Return the rule with these shares, kept as fractions once one is typed as such; None: unusable."""
    texts = {source: text.strip() for source, text in typed.items()}
    named = {source: text for source, text in texts.items() if text != "0" or source in rule.of_one}
    if any("/" in text for text in named.values()):
        parts = {
            source: text if "/" in text else f"{text.removesuffix('%')}%" for source, text in named.items()
        }
        content = {"shares": parts}
    else:
        content = {"percent": named}
    kept = rule.model_dump(exclude={"percent", "shares"})
    try:
        return FundingRule.model_validate({**kept, **content})
    except ValidationError:
        return None


def _priorities(view: View, key: str) -> tuple[Typed, bool]:
    typed: Typed = {}
    usable = True
    for number, rule in enumerate(view.portfolio.assumptions.priorities):
        text, field = st.columns([3, 4], gap="medium")
        with text:
            _rule(rule, view)
        with field:
            label = view.say("assume.weight")
            value, fits = _whole(label, rule.weight, (0, _MOST_WEIGHT), f"{key} {number}", view.say)
        typed["priorities", number, "weight"] = value
        usable = usable and fits
    return typed, usable


def _profiles(view: View, key: str) -> tuple[Typed, bool]:
    say, typed = view.say, Typed()
    usable = True
    for name, profile in view.portfolio.assumptions.profiles.items():
        title = escape(assumption_rules.profile_name(name, say))
        st.html(
            f"<p class='rule'><b>{title}</b><br><small>{escape(say.either(profile, 'reason'))}</small></p>"
        )
        held = [str(point) for point in profile.cumulative_percent]
        text = st.text_input(
            say("assume.points"), value=" ".join(held), key=f"{key} {name}", label_visibility="collapsed"
        )
        points = _points(str(text))
        if points is None:
            inputs.fault(say("assume.fault.profiles"))
        usable = usable and points is not None
        typed["profiles", name, "cumulative_percent"] = points
    return typed, usable


def _points(text: str) -> list[str] | None:
    """Read percentages that never fall, from 0 to 100; None if they are anything else."""
    try:
        points = [Decimal(part) for part in text.replace(",", " ").replace("，", " ").split()]
    except InvalidOperation:
        return None
    fits = len(points) >= 2 and points[0] == 0 and points[-1] == 100 and points == sorted(points)
    return [str(point) for point in points] if fits else None


def _general(view: View, key: str) -> tuple[Typed, bool]:
    say, assumptions, horizon = view.say, view.portfolio.assumptions, view.portfolio.programme.horizon
    target, overrun, floor = (
        assumptions.default_target,
        assumptions.schedule_overrun,
        assumptions.envelope_floor,
    )
    columns = st.columns(3, gap="large")
    with columns[0]:
        label = say("assume.default_target")
        year, fits_year = _whole(
            label, target.year, (horizon.first_year, horizon.last_year), f"{key} target", say
        )
        if fits_year and year is not None and say.year(year) != str(year):
            # Typed in four digits, which need not be what the programme calls it.
            st.caption(say.year(year))
        st.caption(say.either(target, "reason"))
    with columns[1]:
        label = say("assume.schedule_overrun")
        years, fits_years = _whole(label, overrun.years, (0, _MOST_YEARS), f"{key} overrun", say)
        st.caption(say.either(overrun, "reason"))
    typed: Typed = {("default_target", "year"): year, ("schedule_overrun", "years"): years}
    with columns[2]:
        if floor is None:
            st.caption(say("assume.no_floor"))
        else:
            typed["envelope_floor", "soft"] = st.radio(
                say("assume.envelope_floor"),
                [True, False],
                index=0 if floor.soft else 1,
                format_func=lambda soft: say(
                    "what_if.floor_rule.soft" if soft else "what_if.floor_rule.hard"
                ),
                key=f"{key} floor",
            )
            st.caption(say.either(floor, "reason"))
    columns = st.columns(3, gap="large")
    with columns[0]:
        typed |= _discount(view, key)
    if view.portfolio.appropriations:
        with columns[1]:
            rule = assumptions.appropriations
            typed["appropriations", "fixed"] = st.radio(
                say("assume.appropriations"),
                [True, False],
                index=0 if rule.fixed else 1,
                format_func=lambda fixed: say(f"assume.appropriations.{'fixed' if fixed else 'moving'}"),
                key=f"{key} appropriations",
            )
    return typed, fits_year and fits_years


def _discount(view: View, key: str) -> Typed:
    """Draw what a later opening is worth less; return it where it is another rate than in force."""
    say, known = view.say, view.portfolio.assumptions.discount
    now = Decimal(0) if known is None else known.percent_per_year
    rate = st.number_input(
        say("assume.discount"), value=float(now), min_value=0.0, max_value=100.0, step=0.5, key=f"{key} rate"
    )
    if known is not None:
        st.caption(say.either(known, "reason"))
    chosen = Decimal(str(rate))
    return {} if chosen == now else {("discount",): {"percent_per_year": str(chosen)}}


_READ: dict[str, Read] = {
    "delivery": _delivery,
    "starts": _starts,
    "funding": _funding,
    "priorities": _priorities,
    "profiles": _profiles,
    "dates": assumption_dates.draw,
    "general": _general,
}

"""Rules of assumptions as tables: added, moved up and down, removed, and which projects each is then for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from portfolio.domain.coverage import ANY_RULE, Covered, covered
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rules import Rule
from portfolio.exchange.lists import PROFILES, RULES, Row, columns_of, place_of
from portfolio.planning.records.lists import ListEdit
from portfolio.ui.components import list_grid
from portfolio.ui.components.blocks import heading, words
from portfolio.ui.components.frame import View
from portfolio.ui.components.list_grid import Put
from portfolio.wording.assumption_rules import applies_to
from portfolio.wording.i18n import Wording
from portfolio.wording.list_items import choice_name, item_name, list_name

_KIND = "kind of rules"


def draw(view: View) -> None:
    """Draw the choice of a kind of rules, its table, and what typing into it would change."""
    say = view.say
    heading(say("rules.title"), say("rules.title_note"))
    name = st.selectbox(
        say("rules.which"),
        list(RULES),
        format_func=partial(list_name, say=say),
        key=_KIND,
        persist_state="session",
    )
    st.caption(say(f"rules.note.{name}"))
    _in_force(view, name)
    list_grid.table(view, name, order=_order, tell=_coverage)


def _in_force(view: View, name: str) -> None:
    """Tell which projects the rules are for as they are, as a table of rules alone does not show that."""
    if name == PROFILES:
        return
    say, portfolio, field = view.say, view.portfolio, place_of(name)[-1]
    rules: Sequence[Rule] = getattr(portfolio.assumptions, field)
    table = [
        [
            _rule_name(one.number, rules, portfolio, say),
            say.counted("rules.projects", len(one.projects)),
            say.either(rules[one.number], "reason"),
        ]
        for one in covered(portfolio, portfolio, field, range(len(rules)))
    ]
    if table:
        words(table, [say("rules.rule"), say("rules.is_for"), say("history.why")])


def _order(view: View, name: str, rows: Sequence[Row], put: Put) -> None:
    """Draw what moves a rule up or down."""
    if name in {PROFILES, ANY_RULE} or len(rows) < 2:
        return
    say = view.say
    key = f"rule to move {name} {len(rows)}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            say("rules.move"),
            range(len(rows)),
            format_func=lambda place: _row_name(name, rows[place], view),
            key=key,
            width=360,
        )
        for way, by, last in (("up", -1, 0), ("down", 1, len(rows) - 1)):
            st.button(
                say(f"rules.{way}"),
                icon=f":material/arrow_{way}ward:",
                key=f"rule {way} {name}",
                disabled=chosen == last,
                on_click=_move,
                args=(rows, chosen, chosen + by, key, put),
            )


def _row_name(name: str, row: Row, view: View) -> str:
    """Return what a row is called: its number, and what the projects are that it is for."""
    conditions = [
        choice_name(name, column.path, value, view.say)
        if column.of is None
        else item_name(column.of, value, view.portfolio, view.say)
        for column in columns_of(name, view.portfolio)
        for value in _texts(row.cells.get(column.path))
        if column.path.startswith("applies_to.")
    ]
    who = view.say.few(conditions) if conditions else view.say("rule.all_others")
    return view.say("history.numbered", number=row.number, what=who)


def _texts(value: object) -> list[str]:
    """Return the values in a cell that may hold several; amounts are not among them."""
    return value if isinstance(value, list) else []


def _move(rows: Sequence[Row], place: int, to: int, key: str, put: Put) -> None:
    moved = list(rows)
    moved.insert(to, moved.pop(place))
    put([replace(row, number=number) for number, row in enumerate(moved, start=1)])
    st.session_state[key] = to


def _coverage(view: View, name: str, edit: ListEdit, rows: Sequence[Row]) -> None:
    """Tell which projects each rule is then for, and which rule was before."""
    if name == PROFILES:
        return
    say, field = view.say, place_of(name)[-1]
    origins = [row.origin for row in rows if any(row.cells.values())]
    old: Sequence[Rule] = getattr(view.portfolio.assumptions, field)
    new: Sequence[Rule] = getattr(edit.portfolio.assumptions, field)
    found = covered(view.portfolio, edit.portfolio, field, origins)
    table = [
        [
            _rule_name(one.number, new, edit.portfolio, say),
            say.counted("rules.projects", len(one.projects)),
            say.listed(_before(one, old, view.portfolio, say)) or say("field.blank"),
        ]
        for one in found
    ]
    words(table, [say("rules.rule"), say("rules.covers"), say("rules.before")])


def _rule_name(number: int, rules: Sequence[Rule], portfolio: Portfolio, say: Wording) -> str:
    who = applies_to(rules[number].applies_to, portfolio, say)
    return say("history.numbered", number=number + 1, what=who)


def _before(one: Covered, old: Sequence[Rule], portfolio: Portfolio, say: Wording) -> list[str]:
    told = [
        say("rules.were_of", n=count, rule=_rule_name(number, old, portfolio, say))
        for number, count in one.before.items()
    ]
    return [*told, say("rules.were_of_none", n=one.new)] if one.new else told

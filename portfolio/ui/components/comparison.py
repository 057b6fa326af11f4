"""Two plans side by side: what it comes to, money by year and source, who moved, and the aims."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.comparing import Comparison, compare
from portfolio.ui import frames
from portfolio.ui.components.blocks import answer, cards, figures, heading, listed, words
from portfolio.ui.components.frame import View
from portfolio.wording import comparisons, differences, freedom, money, targets
from portfolio.wording.i18n import Wording

_NOTHING = "—"
_AT_ONCE = 10
"""Projects shown before the rest is folded away."""


def show(
    view: View, before: Plan, after: Plan, *, with_aims: bool = True, portfolio: Portfolio | None = None
) -> None:
    """Draw what is different in the second plan, made from this portfolio or from the one in force."""
    say, portfolio = view.say, portfolio or view.portfolio
    difference = compare(before, after)
    answer(*comparisons.summary(before, after, portfolio, say))
    if difference.is_empty:
        return
    cards(comparisons.cards(before, after, portfolio, say))
    _allowed(before, after, portfolio, say)
    if not difference.keeps_dates_and_money:
        years = frames.shown_years(before, after, portfolio=portfolio)
        moved(view, before, after, difference, portfolio)
        _targets(before, after, portfolio, say)
        heading(say("compare.money"), money.table_unit(say))
        rows = differences.money_rows(after, difference.money, portfolio, years, say)
        figures(rows, [say("column.payer"), say("total"), *map(say.year, years)])
    if with_aims:
        heading(say("compare.aims"))
        heads = [say("provenance.aim"), say("moves.before"), say("moves.after")]
        figures(differences.aim_rows(before, after, portfolio, say), heads)


def _allowed(before: Plan, after: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Draw what one plan was allowed and the other was not; nothing where that is the same."""
    sentences = freedom.told(before, after, portfolio, say)
    if sentences:
        heading(say("freedom.title"))
        listed(sentences)


def _targets(before: Plan, after: Plan, portfolio: Portfolio, say: Wording) -> None:
    """Draw the programme's targets that the plans reach differently; nothing where there are none."""
    rows = [
        (
            new.name,
            [new.promised, old.planned or _NOTHING, new.planned or _NOTHING, new.verdict],
            "bad" if new.is_missed else "",
        )
        for old, new in targets.changed(before, after, portfolio, say)
    ]
    if rows:
        heading(say("compare.targets"))
        heads = ("promise.name", "promise.promised", "moves.before", "moves.after", "promise.verdict")
        figures(rows, [say(head) for head in heads])
    unknown = targets.uncounted(before, after, portfolio)
    if unknown:
        st.caption(say("target.uncounted", names=say.few(unknown)))


def moved(
    view: View, before: Plan, after: Plan, difference: Comparison, portfolio: Portfolio | None = None
) -> None:
    """Draw who moved, with the reason where one can be shown."""
    say, portfolio = view.say, portfolio or view.portfolio
    why = differences.reasons_in_words(before, after, difference, portfolio, say)
    rows = differences.moved_rows(difference, portfolio, say, why)
    heading(say("moves.title"), say.counted("moves.count", len(rows)))
    nobody = differences.moves_note(difference, say)
    if nobody is not None:
        st.caption(nobody)
        return
    heads = [
        say(head)
        for head in (
            "column.name", "moves.before", "moves.after", "moves.change", "column.timing", "moves.why",
        )
    ]  # fmt: skip
    table = [[name, *cells] for name, cells, _ in rows]
    words(table[:_AT_ONCE], heads)
    if len(rows) > _AT_ONCE:
        with st.expander(say.counted("moves.more", len(rows) - _AT_ONCE)):
            words(table[_AT_ONCE:], heads)

"""Two plans side by side: what it comes to, money by year and source, who moved, and the aims."""

from __future__ import annotations

import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.comparing import Comparison, compare
from portfolio.ui import differences, frames, money, verdicts
from portfolio.ui.components.blocks import Tone, answer, cards, figures, heading, words
from portfolio.ui.components.frame import View

_AT_ONCE = 10
"""Projects shown before the rest is folded away."""


def show(
    view: View, before: Plan, after: Plan, *, with_aims: bool = True, portfolio: Portfolio | None = None
) -> None:
    """Draw what is different in the second plan, made from this portfolio or from the one in force."""
    say, portfolio = view.say, portfolio or view.portfolio
    difference = compare(before, after)
    answer(*summary(view, difference))
    if difference.is_empty:
        return
    cards(verdicts.compared(before, after, portfolio, say))
    years = frames.shown_years(before, after, portfolio=portfolio)
    moved(view, before, after, difference, portfolio)
    heading(say("compare.money"), say("unit.table"))
    rows = differences.money_rows(after, difference.money, portfolio, years, say)
    figures(rows, [say("column.payer"), say("total"), *map(str, years)])
    if with_aims:
        heading(say("compare.aims"))
        heads = [say("provenance.aim"), say("moves.before"), say("moves.after")]
        figures(differences.aim_rows(before, after, portfolio, say), heads)


def summary(view: View, difference: Comparison) -> tuple[str, Tone]:
    """Return in a sentence what a change comes to, and how it reads."""
    say = view.say
    if difference.is_empty:
        return say("compare.same"), Tone.PLAIN
    moved_by = say.counted("compare.moved", len(difference.moved))
    late = difference.late_after - difference.late_before
    parts = [moved_by]
    if late:
        parts.append(say.counted("compare.more_late" if late > 0 else "compare.fewer_late", abs(late)))
    if difference.shortfall:
        key = "compare.shortfall_grows" if difference.shortfall > 0 else "compare.shortfall_shrinks"
        parts.append(say(key, amount=money.amount(abs(difference.shortfall), say.language)))
    if not late and not difference.shortfall:
        parts.append(say("compare.no_harm"))
    worse = late > 0 or difference.shortfall > 0
    better = not worse and (late < 0 or difference.shortfall < 0)
    tone = Tone.BAD if worse else Tone.GOOD if better else Tone.PLAIN
    return (" " if say.language == "en" else "").join(parts), tone


def moved(
    view: View, before: Plan, after: Plan, difference: Comparison, portfolio: Portfolio | None = None
) -> None:
    """Draw who moved, with the reason where one can be shown."""
    say, portfolio = view.say, portfolio or view.portfolio
    why = differences.reasons_in_words(before, after, difference, portfolio, say)
    rows = differences.moved_rows(difference, portfolio, say, why)
    heading(say("moves.title"), say.counted("moves.count", len(rows)))
    if not rows:
        st.caption(say("moves.none"))
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

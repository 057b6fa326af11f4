"""All that a programme promises, group by group: promised, planned, reported, by year and place."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st

from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.promises import Group, Promise, promises
from portfolio.ui.components.blocks import download, heading, words
from portfolio.wording import promises as wording
from portfolio.wording.columns import column_label
from portfolio.wording.i18n import Wording


def show(portfolio: Portfolio, plan: Plan | None, say: Wording) -> None:
    """Draw everything that is promised, a table for each group; or that nothing is.

    Args:
        portfolio: Whose.
        plan: The one in force, from which facilities and money are; None where nothing is planned here.
        say: The reader's words.
    """
    found = promises(portfolio, plan)
    if not found:
        st.info(say("promise.nothing"))
    for group in Group:
        held = [promise for promise in found if promise.group is group]
        if held:
            _group(group, held, portfolio, say)
    _years(found, say)
    _readings(found, portfolio, say)


def _group(group: Group, held: Sequence[Promise], portfolio: Portfolio, say: Wording) -> None:
    measured = group is Group.INDICATORS
    heads = [say("promise.name"), *([say("promise.kind"), say("promise.baseline")] if measured else [])]
    heads += [say(f"promise.{part}") for part in ("promised", "by_when", "planned", "reported", "verdict")]
    heads.append(say("data.place"))
    heading(say("promise.of", group=say(f"promise.group.{group}")))
    rows = [_row(promise, portfolio, say, measured=measured) for promise in held]
    words(rows, heads)
    download(pd.DataFrame(rows, columns=heads), f"{group}.csv", say)


def _row(promise: Promise, portfolio: Portfolio, say: Wording, *, measured: bool) -> list[str]:
    item = promise.item
    return [
        say.either(item, "name"),
        *([wording.kind_words(item, say), wording.baseline_words(item, say)] if measured else []),
        "; ".join(wording.milestone_words(one, promise, say) for one in promise.milestones)
        or say("promise.no_target"),
        "; ".join(wording.when_words(one, say) for one in promise.milestones),
        wording.kept_words(promise.planned, promise, say),
        wording.reported_words(promise, say),
        wording.verdict_words(promise, portfolio, say),
        wording.place_words(promise.source, portfolio, say),
    ]


def _years(found: Sequence[Promise], say: Wording) -> None:
    """Draw what is planned and reported of each promise in each year, and at which place."""
    rows = []
    for promise in found:
        planned = dict(promise.planned_by_year)
        if promise.outcome is not None:
            planned = {year: Decimal(number) for year, number in promise.outcome.by_year.items()}
        years = [("", year) for year in sorted({*planned, *promise.reported_by_year})]
        years += [(place, year) for place, told in promise.reported_by_place.items() for year in told]
        for place, year in years:
            reported = promise.reported_by_place[place] if place else promise.reported_by_year
            told = [None if place else planned.get(year), reported.get(year)]
            words_told = [wording.kept_words(value, promise, say) for value in told]
            rows.append([say.either(promise.item, "name"), place, say.year(year), *words_told])
    if rows:
        heads = [say("promise.name"), column_label("readings", "area", say), say("promise.year")]
        heads += [say("promise.planned"), say("promise.reported")]
        with st.expander(say("target.by_year")):
            words(rows, heads)


def _readings(found: Sequence[Promise], portfolio: Portfolio, say: Wording) -> None:
    """Draw who has reported or planned what, when and from which source, oldest first."""
    titles = {one.id: say.either(one, "title") for one in portfolio.programme.documents}
    rows = [
        [
            say.either(promise.item, "name"),
            say(f"promise.{one.kind}"),
            wording.kept_words(one.value, promise, say),
            one.as_of,
            one.area or "",
            one.by or titles.get(one.document or "", one.document or ""),
            one.place or "",
            one.quote or one.note or "",
        ]
        for promise in found
        for one in promise.readings
    ]
    if rows:
        fields = ("target", "kind", "value", "as_of", "area", "by", "place", "quote")
        with st.expander(column_label("portfolio", "readings", say)):
            words(rows, [column_label("readings", field, say) for field in fields])

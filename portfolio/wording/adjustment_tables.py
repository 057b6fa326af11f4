"""The adjustment of an approved plan as it is filed: original, adjusted, difference and reason."""

from __future__ import annotations

from portfolio.domain.plan import PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.adjusting import (
    Adjusted,
    AdjustedProject,
    Adjustment,
    AdjustmentKind,
    together,
)
from portfolio.wording import money
from portfolio.wording.changes import scenario_title
from portfolio.wording.differences import reason_words
from portfolio.wording.i18n import Wording
from portfolio.wording.investment_tables import Cells, FiledSection, FiledTable
from portfolio.wording.payers import payer_name

_NAME, _FIRST_AMOUNT = 1, 4
"""Columns, counted from 0."""


def adjustment_table(
    found: Adjustment, portfolio: Portfolio, say: Wording, *, is_closing: bool
) -> FiledTable:
    """Return an adjustment as it is filed: the projects by what happens to them, those that stay last."""
    years = sorted({year for entry in found.projects for year in entry.amounts.by_year})
    sources = [s for s in portfolio.sources if any(s in e.amounts.by_source for e in found.projects)]
    heads = (
        say("filed.number"),
        say("filed.name"),
        say("adjust.dates_original"),
        say("adjust.dates_adjusted"),
        say("adjust.original"),
        say("adjust.adjusted"),
        say("adjust.difference"),
        *(say("adjust.difference_in", year=year) for year in years),
        *(say("adjust.difference_of", source=payer_name(source, portfolio, say)) for source in sources),
        say("adjust.reason"),
    )

    def amounts(of: Adjusted) -> Cells:
        every = (
            *(of.original, of.adjusted, of.difference),
            *(of.by_year.get(year, 0) for year in years),
            *(of.by_source.get(source, 0) for source in sources),
        )
        return tuple(money.of(say).number(amount) for amount in every)

    def sums(caption: str, of: Adjusted, *, number: int | None = None) -> Cells:
        return (number, caption, None, None, *amounts(of), None)

    sections, number = [], 0
    for kind in AdjustmentKind:
        entries = found.of_kind(kind)
        if not entries:
            continue
        rows: list[Cells] = []
        for entry in entries:
            number += 1
            moved = entry.moved
            dates = (_dates(moved.before, say), _dates(moved.after, say))
            why = reason_words(entry.why, portfolio, say)
            rows.append((number, _name(entry, portfolio, say), *dates, *amounts(entry.amounts), why))
        subtotal = sums(say("filed.subtotal"), together([entry.amounts for entry in entries]))
        title = say("filed.group", name=say(f"adjust.kind.{kind}"), n=len(entries))
        sections.append(FiledSection(title, tuple(rows), subtotal))
    if found.kept:
        title = say("filed.group", name=say("adjust.kind.unchanged"), n=found.kept)
        row = sums(say("adjust.all_unchanged"), found.unchanged)
        sections.append(FiledSection(title, (row,), sums(say("filed.subtotal"), found.unchanged)))
    unit = money.unit_name(money.of(say), say.language)
    last = len(heads) - 1
    return FiledTable(
        title=say(
            "adjust.title_closing" if is_closing else "adjust.title_running",
            name=say.either(portfolio.programme, "name"),
            year=found.year,
        ),
        notes=(
            say("filed.unit", unit=unit),
            say("filed.of_plan", name=scenario_title(found.plan.scenario.name, say)),
            say("adjust.moves", n=found.plan.scenario.most_moves or 0),
            *carried_words(found, portfolio, say),
        ),
        heads=heads,
        core=(_NAME, last, *range(_FIRST_AMOUNT, _FIRST_AMOUNT + 3 + len(years))),
        amounts=tuple(range(_FIRST_AMOUNT, last)),
        sections=tuple(sections),
        total=sums(say("filed.total_of_all"), found.total),
    )


def carried_words(found: Adjustment, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return for each ceiling of the year what is left below it, and what of that is carried over."""
    lines = []
    for entry in found.carried:
        values = {
            "payer": payer_name(entry.payer, portfolio, say),
            "year": found.year,
            "room": money.amount(entry.room, say),
            "next_year": found.year + 1,
        }
        if entry.carried is None:
            lines.append(say("adjust.not_carried", **values))
        else:
            lines.append(say("adjust.carried", **values, amount=money.amount(entry.carried, say)))
    return lines


def _name(entry: AdjustedProject, portfolio: Portfolio, say: Wording) -> str:
    known = next((project for project in portfolio.projects if project.id == entry.moved.project), None)
    return entry.moved.project if known is None else say.full_name(known)


def _dates(planned: PlannedProject | None, say: Wording) -> str:
    if planned is None or planned.start is None or planned.finish is None:
        return say("filed.undated")
    return say("adjust.span", start=say.quarter(planned.start), finish=say.quarter(planned.finish))

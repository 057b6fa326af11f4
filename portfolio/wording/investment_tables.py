"""The annual and the rolling investment plan as they are filed: heads, rows and sums, in either language.

The columns are those that local rules on government investment ask for, in the order in which they are
usually filed. What the product does not know of a project is read from a column of the source's own with the
same head, and is said to be not provided where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolio.domain.calendar import QUARTERS, Period
from portfolio.domain.investment_table import Investment, InvestmentGroup, InvestmentRow, InvestmentTable
from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.wording import gates, money
from portfolio.wording.changes import scenario_title
from portfolio.wording.classes import class_name, ownership_text, places_text, type_text
from portfolio.wording.i18n import Language, Wording, wording
from portfolio.wording.payers import payer_name

Cell = str | int | Decimal | None
"""Words, or a number; an amount is one of the programme's own unit. None is an empty cell."""
Cells = tuple[Cell, ...]
Section = tuple[str, Sequence[Cells], Cells]
"""A title, the rows below it, and what they come to."""


@dataclass(frozen=True, slots=True)
class FiledSection:
    """The rows of a group below its title, and what they come to."""

    title: str
    rows: tuple[Cells, ...]
    subtotal: Cells


@dataclass(frozen=True, slots=True)
class FiledTable:
    """A table as it is filed.

    Attributes:
        notes: What stands above it: the plan it is of and the unit of its amounts.
        core: The columns, counted from 0, that stay where there is no room for all: names, years and sums.
        amounts: The columns that hold amounts.
        total: What all sections come to, its last row.
    """

    title: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    core: tuple[int, ...]
    amounts: tuple[int, ...]
    sections: tuple[FiledSection, ...]
    total: Cells


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its head, a row's cell, and what stands there for the sum of several rows.

    Attributes:
        is_core: Whether it stays where there is no room for all columns.
        is_amount: Whether it holds amounts.
    """

    head: str
    of_row: Callable[[InvestmentRow], Cell]
    of_sum: Callable[[Investment], Cell] = lambda _: None
    is_core: bool = False
    is_amount: bool = False


def as_content(filed: FiledTable) -> tuple[str, Sequence[str], Sequence[str], Sequence[Section], Cells]:
    """Return a table as what a workbook is made of."""
    sections = [(section.title, section.rows, section.subtotal) for section in filed.sections]
    return filed.title, filed.notes, filed.heads, sections, filed.total


def own_language(portfolio: Portfolio) -> Language:
    """Return the language in which a programme files: Chinese where its own name is."""
    programme = portfolio.programme
    name = programme.name_zh or programme.name or ""
    return Language.ZH if any("\u4e00" <= letter <= "\u9fff" for letter in name) else Language.EN


def annual_table(table: InvestmentTable, plan: Plan, portfolio: Portfolio, say: Wording) -> FiledTable:
    """Return the annual investment plan as it is filed."""
    year = table.years[0]
    columns = [
        _stated("code", say),
        _named(say),
        _stated("nature", say),
        _Column(say("filed.place"), lambda row: places_text(row.project, portfolio, say)),
        _Column(say("filed.scale"), lambda row: _scale(row.project, portfolio, say)),
        _years_of_works(say),
        _amount(say("filed.total"), lambda invested: invested.total, say),
        *_by_source("filed.total_of", lambda invested: invested.total_by_source, table, portfolio, say),
        _amount(say("filed.invested_before"), lambda invested: invested.before, say),
        _amount(say("filed.paid_before"), lambda invested: invested.paid_before, say, is_core=False),
        _amount(say("filed.invested_in", year=year), lambda invested: invested.within, say),
        *_by_source("filed.year_of", lambda invested: invested.by_source, table, portfolio, say),
        *_progress(year, say),
        _amount(say("filed.later"), lambda invested: invested.later, say),
        _Column(say("filed.responsible"), lambda row: _responsible(row.project, portfolio, say)),
        _stated("builder", say),
        _stated("basis", say, lambda row: gates.approved_by(row.project, portfolio, say)),
        _Column(say("filed.note"), lambda row: _note(row, say)),
    ]
    title = say("filed.annual", year=year, name=say.either(portfolio.programme, "name"))
    return _filed(title, columns, table, plan, say)


def rolling_table(table: InvestmentTable, plan: Plan, portfolio: Portfolio, say: Wording) -> FiledTable:
    """Return the rolling investment plan as it is filed."""
    kinds = {row.project.id: group.kind for group in table.groups for row in group.rows}
    columns = [
        _Column(say("filed.category"), lambda row: say(f"filed.kind.{kinds[row.project.id]}")),
        _named(say),
        _stated("nature", say),
        _Column(say("filed.scale"), lambda row: _scale(row.project, portfolio, say)),
        _years_of_works(say),
        _amount(say("filed.total"), lambda invested: invested.total, say),
        _amount(say("filed.invested_before_span"), lambda invested: invested.before, say),
        *(_amount(say("filed.planned_in", year=year), _in_year(year), say) for year in table.years),
        _amount(say("filed.after_span"), lambda invested: invested.later, say),
        *_by_source("filed.total_of", lambda invested: invested.total_by_source, table, portfolio, say),
        _Column(say("filed.site"), lambda row: _site(row.project, say)),
        _stated("preparation", say, lambda row: gates.prepared(row.project, portfolio, say)),
        _Column(say("filed.responsible"), lambda row: _responsible(row.project, portfolio, say)),
        _Column(say("filed.note"), lambda row: _note(row, say)),
    ]
    name, last = say.either(portfolio.programme, "name"), say.year(table.years[-1])
    title = say("filed.rolling", first=say.year(table.years[0]), last=last, name=name)
    return _filed(title, columns, table, plan, say)


def _filed(
    title: str, columns: Sequence[_Column], table: InvestmentTable, plan: Plan, say: Wording
) -> FiledTable:
    place = next(n for n, column in enumerate(columns, start=1) if column.head == say("filed.name"))

    def sums(caption: str, invested: Investment) -> Cells:
        cells: list[Cell] = [None, *(column.of_sum(invested) for column in columns)]
        cells[place] = caption
        return tuple(cells)

    sections, number = [], 0
    for group in table.groups:
        rows = []
        for row in group.rows:
            number += 1
            rows.append((number, *(column.of_row(row) for column in columns)))
        caption = _caption("filed.subtotal", group.rows, say)
        sections.append(FiledSection(_title(group, say), tuple(rows), sums(caption, group.subtotal)))
    every = [row for group in table.groups for row in group.rows]
    unit = money.unit_name(money.of(say), say.language)
    return FiledTable(
        title=title,
        notes=(
            say("filed.unit", unit=unit),
            say("filed.of_plan", name=scenario_title(plan.scenario.name, say)),
        ),
        heads=(say("filed.number"), *(column.head for column in columns)),
        core=tuple(n for n, column in enumerate(columns, start=1) if column.is_core),
        amounts=tuple(n for n, column in enumerate(columns, start=1) if column.is_amount),
        sections=tuple(sections),
        total=sums(_caption("filed.total_of_all", every, say), table.total),
    )


def _title(group: InvestmentGroup, say: Wording) -> str:
    return say("filed.group", name=say(f"filed.kind.{group.kind}"), n=len(group.rows))


def _caption(key: str, rows: Sequence[InvestmentRow], say: Wording) -> str:
    """Return what a row of sums is called, and how many rows it cannot count."""
    unpriced = sum(row.investment.total is None for row in rows)
    caption = say(key)
    return say("filed.but_unpriced", caption=caption, n=unpriced) if unpriced else caption


# --- Columns ----------------------------------------------------------------------------------------------


def _named(say: Wording) -> _Column:
    return _Column(say("filed.name"), lambda row: say.full_name(row.project), is_core=True)


def _years_of_works(say: Wording) -> _Column:
    return _Column(say("filed.span"), lambda row: _span(row.planned, say), is_core=True)


def _amount(
    head: str, of: Callable[[Investment], int | None], say: Wording, *, is_core: bool = True
) -> _Column:
    def cell(invested: Investment) -> Cell:
        amount = of(invested)
        return say("not_priced") if amount is None else money.of(say).number(amount)

    return _Column(head, lambda row: cell(row.investment), cell, is_core, is_amount=True)


def _in_year(year: int) -> Callable[[Investment], int | None]:
    return lambda invested: None if invested.by_year is None else invested.by_year[year]


def _by_source(
    key: str,
    of: Callable[[Investment], dict[str, int] | None],
    table: InvestmentTable,
    portfolio: Portfolio,
    say: Wording,
) -> Iterator[_Column]:
    """Yield a column for each source that pays anything of what the table holds."""

    def of_source(source: str) -> Callable[[Investment], int | None]:
        def amount(invested: Investment) -> int | None:
            by_source = of(invested)
            return None if by_source is None else by_source.get(source, 0)

        return amount

    paying = table.total.total_by_source or {}
    for source in portfolio.sources:
        if source in paying:
            head = say(key, source=payer_name(source, portfolio, say))
            yield _amount(head, of_source(source), say, is_core=False)


def _progress(year: int, say: Wording) -> Iterator[_Column]:
    """Yield a column for each quarter: whether works begin, go on or are completed in it."""
    for number in range(1, QUARTERS.per_year + 1):
        quarter = Period(year, number)
        first, after = say.fiscal_year.first_day(quarter), say.fiscal_year.day_after(quarter)

        def cell(row: InvestmentRow, first: date = first, after: date = after) -> Cell:
            return _stage(row.planned, first, after, say)

        yield _Column(say("filed.quarter", quarter=say.quarter(quarter)), cell)


def _stage(planned: PlannedProject, first: date, after: date, say: Wording) -> str | None:
    if planned.start is None or planned.finish is None or not planned.opens:
        return None
    begins, ends = say.fiscal_year.first_day(planned.start), say.fiscal_year.day_after(planned.finish)
    starts, finishes = first <= begins < after, first < ends <= after
    if starts and finishes:
        return say("filed.start_and_finish")
    if starts or finishes:
        return say("filed.start" if starts else "filed.finish")
    return say("filed.under_way") if begins < first and ends > after else None


def _unknown(_: InvestmentRow) -> str | None:
    return None


def _stated(key: str, say: Wording, known: Callable[[InvestmentRow], str | None] = _unknown) -> _Column:
    """Return a column of what is known, or else of what the source has under this head in either language."""
    heads = {wording(language)(f"filed.{key}").casefold() for language in Language}

    def cell(row: InvestmentRow) -> Cell:
        found = (text for name, text in row.project.extra.items() if name.strip().casefold() in heads)
        return known(row) or next(found, say("filed.not_provided"))

    return _Column(say(f"filed.{key}"), cell)


def _scale(project: Project, portfolio: Portfolio, say: Wording) -> str:
    parts = [type_text(project, portfolio, say)]
    if project.units > 1:
        parts.append(say("filed.units", n=project.units))
    low, high = project.floor_area_min_m2, project.floor_area_max_m2
    if low is not None and high is not None:
        area = f"{low:,}" if low == high else f"{low:,}-{high:,}"
        parts.append(say("filed.floor", area=area))
    if project.land_area_m2 is not None:
        parts.append(say("filed.land", area=f"{project.land_area_m2:,}"))
    return say("clause.separator").join(parts)


def _site(project: Project, say: Wording) -> str:
    area = project.land_area_m2
    return say("filed.not_provided") if area is None else say("filed.land", area=f"{area:,}")


def _span(planned: PlannedProject, say: Wording) -> str:
    if planned.start is None or planned.finish is None:
        return say("filed.undated")
    first, last = say.year(planned.start.year), say.year(planned.finish.year)
    return first if first == last else f"{first}-{last}"


def _responsible(project: Project, portfolio: Portfolio, say: Wording) -> str:
    if project.agency is not None:
        return class_name("agencies", project.agency, portfolio, say)
    return ownership_text(project, portfolio, say)


def _note(row: InvestmentRow, say: Wording) -> str | None:
    """Return what of a row is assumed or forecast and by nobody reported, and the source's own remark."""
    planned = row.planned
    parts = [row.project.remark] if row.project.remark else []
    if planned.before is not None and planned.before.assumed:
        parts.append(say("filed.before_assumed"))
    parts += [say("filed.history_assumed", year=say.year(year)) for year in planned.assumed]
    if planned.more_to_come is not None:
        parts.append(say("filed.more_to_come"))
    if planned.scheduled and not planned.priced:
        parts.append(say("filed.dates_only"))
    if not planned.scheduled and row.investment.total is not None:
        parts.append(say("filed.no_room"))
    return say("clause.separator").join(parts) or None

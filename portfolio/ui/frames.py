"""Plan and portfolio -> data frames: what charts and tables draw, in the words of one language.

Amounts stay whole numbers of 10k CNY here; units of tables and axes are applied where they are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.spending import Spending, spending_of
from portfolio.ui.openings import places_of
from portfolio.ui.source_rows import own_columns
from portfolio.wording import money
from portfolio.wording.classes import (
    class_name,
    ownership_text,
    place_head,
    place_name,
    places_text,
    sorted_by,
    type_name,
)
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name, payers_in_order
from portfolio.wording.plans import (
    cost_text,
    money_text,
    place_text,
    target_text,
    timing_text,
)

BEYOND = "beyond"
"""The column of what is paid after the schedule."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader wants to see; an empty tuple means everything.

    Attributes:
        streets: Areas, each with all that are parts of it, or streets as the source prints them; "" stands
            for rows that give neither.
        agencies: Each with all that are parts of it.
        words: Each must stand in what the source says of a project, its own columns included, or in the name
            of something it is sorted by; capitals do not matter.
    """

    streets: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    ownerships: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    words: str = ""

    def shows(self, portfolio: Portfolio, project: Project) -> bool:
        """Tell whether the project is wanted."""
        classes = portfolio.classes
        places = classes.within("areas", self.streets)
        return (
            (not self.streets or not places.isdisjoint(project.places or ("",)))
            and (not self.agencies or project.agency in classes.within("agencies", self.agencies))
            and (not self.priorities or project.priority in self.priorities)
            and (not self.tags or not set(self.tags).isdisjoint(project.tags))
            and (not self.types or project.facility_type in self.types)
            and (not self.ownerships or portfolio.assumptions.owner_of(project) in self.ownerships)
            and (not self.words or self._finds(portfolio, project))
        )

    def _finds(self, portfolio: Portfolio, project: Project) -> bool:
        named = [portfolio.classes.find(kind, class_id) for _, kind, class_id in project.classes]
        said = [project.id, project.street, project.facility_type_zh, project.remark, *project.extra.values()]
        said += [text for one in (project, *named) if one for text in (one.name, one.name_zh, one.name_en)]
        searched = "\n".join(filter(None, said)).casefold()
        return all(word in searched for word in self.words.casefold().split())

    def of(self, portfolio: Portfolio) -> tuple[Project, ...]:
        """Return the wanted projects."""
        return tuple(project for project in portfolio.projects if self.shows(portfolio, project))


class Grouping(StrEnum):
    """What the rows of a schedule are gathered by."""

    TYPE = "type"
    STREET = "street"
    STATUS = "status"
    OWNERSHIP = "ownership"
    AGENCY = "agency"
    PRIORITY = "priority"
    TAG = "tag"


def works(
    plan: Plan, portfolio: Portfolio, projects: Iterable[Project], grouping: Grouping, say: Wording
) -> pd.DataFrame:
    """Return one row a project that the plan gives dates, gathered by group and then by start.

    By tags, a project has a row under each of its tags.

    Columns: id, name, full_name, group (its name), order (of the groups), status (code), status_name, start
    and end (days; the end is the day after, or the start of a milestone), start_quarter, finish_quarter,
    target (the day after the target year), target_text, tardiness (periods), timing (in words), cost_text,
    progress (percent as reported last; None where nobody has).
    """
    calendar = portfolio.programme.fiscal_year
    places, rows = places_of(portfolio), []
    for project in projects:
        planned = plan.project(project.id)
        if planned.start is None or planned.finish is None:
            continue
        status = portfolio.status_of(project)
        groups = _groups(project, portfolio, grouping, places, say)
        reports = portfolio.reports_of(project.id)
        row = {
            "id": project.id,
            "name": say.name(project),
            "full_name": say.full_name(project),
            "status": str(status),
            "status_name": say(f"status.{status}"),
            "start": calendar.first_day(planned.start),
            "end": calendar.first_day(planned.start)
            if portfolio.assumptions.is_milestone(project)
            else calendar.day_after(planned.finish),
            "start_quarter": say.quarter(planned.start),
            "finish_quarter": say.quarter(planned.finish),
            "target": calendar.first_day_of(planned.target_year + 1),
            "target_text": target_text(project, planned, say),
            "tardiness": planned.tardiness_periods or 0,
            "timing": timing_text(project, planned, say),
            "cost_text": money_text(planned, say),
            "progress": reports[-1].physical_progress if reports else None,
        }
        rows += [{**row, "order": order, "group": group} for order, group in groups]
    return pd.DataFrame(rows, columns=_WORKS).sort_values(["order", "start", "end", "id"], ignore_index=True)


_WORKS = [
    "id", "name", "full_name", "group", "order", "status", "status_name", "start", "end",
    "start_quarter", "finish_quarter", "target", "target_text", "tardiness", "timing", "cost_text",
    "progress",
]  # fmt: skip


def _groups(
    project: Project, portfolio: Portfolio, grouping: Grouping, places: dict[str, int], say: Wording
) -> list[tuple[int, str]]:
    """Return the place of a project's group among the groups, and its name; what has none comes last.

    There are several where it is in several: under each of its tags.
    """
    if grouping is Grouping.STATUS:
        status = portfolio.status_of(project)
        return [(list(Status).index(status), say(f"status.{status}"))]
    if grouping is Grouping.STREET:
        place = project.place
        return [(len(places) if place is None else places[place], place_name(place, portfolio, say))]
    kind = _GROUPED[grouping]
    ids = portfolio.classes.ids(kind)
    codes: list[str | None]
    match grouping:
        case Grouping.TAG:
            codes = [*project.tags]
        case Grouping.OWNERSHIP:
            codes = [portfolio.assumptions.owner_of(project)]
        case Grouping.TYPE:
            codes = [project.facility_type]
        case Grouping.AGENCY:
            codes = [project.agency]
        case _:
            codes = [project.priority]
    named = [(ids.index(code), class_name(kind, code, portfolio, say)) for code in codes if code is not None]
    nothing = say("by_class.no_tag") if grouping is Grouping.TAG else say("project.not_stated")
    return named or [(len(ids), nothing)]


_GROUPED = {
    Grouping.TYPE: "facility_types",
    Grouping.OWNERSHIP: "owners",
    Grouping.AGENCY: "agencies",
    Grouping.PRIORITY: "priorities",
    Grouping.TAG: "tags",
}
"""Grouping -> the kind of class that decides."""


def project_table(
    plan: Plan, portfolio: Portfolio, projects: Iterable[Project], years: list[int], say: Wording
) -> pd.DataFrame:
    """Return one row a project for reading and download, headed in the reader's language, amounts in 10k CNY.

    The last columns are the fiscal years, and what is paid beyond them where anything is; a project without
    money of its own has blanks there, never 0.
    """
    rows, listed = [], list(projects)
    for project in listed:
        planned = plan.project(project.id)
        row: dict[str, object] = _identity(project, portfolio, say)
        row[say("column.start")] = "" if planned.start is None else say.quarter(planned.start)
        row[say("column.finish")] = "" if planned.finish is None else say.quarter(planned.finish)
        row[say("column.target")] = target_text(project, planned, say)
        row[say("column.timing")] = timing_text(project, planned, say)
        row[say("column.cost")] = cost_text(project, planned, say)
        row[TOTAL] = planned.paid_in_all if planned.priced else pd.NA
        for year in years:
            row[str(year)] = planned.expenditure.get(year, 0) if planned.priced else pd.NA
        if plan.beyond:
            row[BEYOND] = planned.beyond if planned.priced else pd.NA
        rows.append(row)
    frame = pd.DataFrame(with_own_columns(rows, listed, portfolio, say))
    amounts = [TOTAL, *(str(year) for year in years), *([BEYOND] if plan.beyond else [])]
    return frame.astype(dict.fromkeys(amounts, "Int64")) if rows else frame


def with_own_columns(
    rows: Sequence[Mapping[str, object]], projects: Sequence[Project], portfolio: Portfolio, say: Wording
) -> list[dict[str, object]]:
    """Return the rows of projects with what else they are sorted by, then the columns only this list has."""
    sorted_ = [dict(sorted_by(project, portfolio, say)) for project in projects]
    years = (name for project in projects for name in project.extra if name.isdigit())
    taken = {TOTAL, BEYOND, *(rows[0] if rows else ()), *_heads_in(sorted_), *years}
    own = [own_columns(project, taken, say) for project in projects]
    heads = dict.fromkeys([*_heads_in(sorted_), *_heads_in(own)], "")
    return [{**row, **heads, **more, **cells} for row, more, cells in zip(rows, sorted_, own, strict=True)]


def _heads_in(rows: Iterable[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(head for row in rows for head in row))


def _identity(project: Project, portfolio: Portfolio, say: Wording) -> dict[str, object]:
    row: dict[str, object] = {say("column.place"): place_text(project, say)}
    row[say("column.name")] = say.name(project)
    if say.name(project) != project.own_name:
        row[say("column.name_source")] = project.own_name
    row[place_head(portfolio, say)] = places_text(project, portfolio, say)
    row[say("column.type")] = type_name(project.facility_type, portfolio, say)
    row[say("column.ownership")] = ownership_text(project, portfolio, say)
    row[say("column.status")] = say(f"status.{portfolio.status_of(project)}")
    return row


def paying_years(*plans: Plan, portfolio: Portfolio) -> list[int]:
    """Return the shown years, and later ones up to the last in which any of the plans pays."""
    years = shown_years(*plans, portfolio=portfolio)
    paid = [year for plan in plans for year, amount in plan.payments.items() if amount]
    return list(range(years[0], max([years[-1], *paid]) + 1))


def shown_years(*plans: Plan, portfolio: Portfolio) -> list[int]:
    """Return the programme's years, and later ones up to the last in which any of the plans builds."""
    last = portfolio.calendar.last_year
    for plan in plans:
        last = max([last, *(year for year, amount in plan.annual_expenditure.items() if amount)])
        # What runs on past the schedule opens then, with no years of its own here.
        finishes = [p.finish.year for p in plan.projects if p.finish is not None and not p.runs_on]
        last = max([last, *finishes])
    return list(range(portfolio.calendar.first_year, last + 1))


def payments_by_year(plan: Plan, years: list[int]) -> pd.DataFrame:
    """Return fiscal year x source: what is paid, 10k CNY, which is what ceilings count."""
    return _by_year(plan.payments_by_source, years, list(plan.by_funding_source))


def money_by_year(plan: Plan, years: list[int], projects: Iterable[Project] | None = None) -> pd.DataFrame:
    """Return fiscal year x source: investment completed, 10k CNY; of these projects only, or of all."""
    chosen = plan.projects if projects is None else [plan.project(project.id) for project in projects]
    sources = list(plan.by_funding_source)
    return _by_year(spending_of(chosen, sources), years, sources)


def _by_year(spending: Spending, years: list[int], sources: list[str]) -> pd.DataFrame:
    rows = [[spending.get(source, {}).get(year, 0) for source in sources] for year in years]
    return pd.DataFrame(rows, index=pd.Index(years, name="year"), columns=sources, dtype="int64")


def payer_table(plan: Plan, portfolio: Portfolio, years: list[int], say: Wording) -> pd.DataFrame:
    """Return payer x (completed, paid, ceiling, room left) x fiscal year in 10k CNY; no ceiling is <NA>.

    What is paid has a line of its own where it is not as completed.

    Columns: payer, line (code), line_name, total, then the years.
    """
    ceilings = {(use.payer, use.year): use for use in plan.ceilings}
    rows: list[dict[str, object]] = []
    for payer, members in payers_in_order(portfolio).items():
        spent = {y: sum(plan.by_funding_source[s].get(y, 0) for s in members) for y in years}
        name = payer_name(payer, portfolio, say)
        rows.append(
            {"payer": name, "line": "planned", "total": sum(spent.values())}
            | {str(year): amount for year, amount in spent.items()}
        )
        if plan.has_two_series:
            paid = {y: sum(plan.payments_by_source.get(s, {}).get(y, 0) for s in members) for y in years}
            later = sum(plan.payments_beyond_by_source.get(s, 0) for s in members)
            later += sum(
                amount
                for s in members
                for year, amount in plan.payments_by_source.get(s, {}).items()
                if year not in years
            )
            rows.append(
                {"payer": name, "line": "paid", "total": sum(paid.values()) + later}
                | {str(year): amount for year, amount in paid.items()}
            )
        if any(capped == payer for capped, _ in ceilings):
            used = {year: ceilings.get((payer, year)) for year in years}
            rows.append(
                {"payer": name, "line": "ceiling", "total": pd.NA}
                | {str(y): pd.NA if use is None else use.room + use.reserve for y, use in used.items()}
            )
            if any(use is not None and use.reserve for use in used.values()):
                rows.append(
                    {"payer": name, "line": "reserve", "total": pd.NA}
                    | {str(y): pd.NA if use is None else use.reserve for y, use in used.items()}
                )
            rows.append(
                {"payer": name, "line": "slack", "total": pd.NA}
                | {str(y): pd.NA if use is None else use.slack for y, use in used.items()}
            )
    frame = pd.DataFrame(rows)
    frame.insert(2, "line_name", [say(f"line.{line}") for line in frame["line"]])
    return frame.astype(dict.fromkeys(["total", *map(str, years)], "Int64"))


def for_file(table: pd.DataFrame, say: Wording) -> pd.DataFrame:
    """Return a project table as it is downloaded: amounts in the programme's unit, which their heads name."""
    called = {TOTAL: say("total"), BEYOND: say("column.beyond")}
    amounts = [column for column in table.columns if column.isdigit() or column in called]
    if money.of(say).decimals:
        table = table.astype(dict.fromkeys(amounts, "Float64"))
        table[amounts] = table[amounts] / money.of(say).kept_in_one
    names = {column: called.get(column) or say.year(int(column)) for column in amounts}
    return table.rename(columns={column: money.file_head(name, say) for column, name in names.items()})


def shown_amount(amount: int, say: Wording) -> int | float | None:
    """Return an amount in the unit of tables, as a number a table can sort; blank where there is none."""
    if pd.isna(amount):
        return None
    return money.table_number(int(amount), say)


def table_amount(amount: int, say: Wording) -> str:
    """Return an amount in the unit of tables as text; a dash where there is none."""
    return money.table_amount(None if pd.isna(amount) else int(amount), say)

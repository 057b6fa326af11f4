"""The tables that public bodies file of a plan: the annual investment plan, and the rolling one.

Each row is a project's investment: before a span of years, in it by year and source, and later; the three add
up to its total. The annual plan is the span of one year. What is not priced has no amounts: None, never 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import Plan, PlannedProject, YearlyAmounts
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.spending import add

ROLLING_YEARS = 5
"""How many years a rolling plan looks at."""


class AnnualGroup(StrEnum):
    """How a project stands in the plan of one year, in the order in which they are filed.

    续建, 新开工, 预备 and 前期: begun before the year; begun in it; to begin later; without a date to begin
    at, or only proposed.
    """

    CONTINUED = "continued"
    NEW = "new"
    RESERVE = "reserve"
    PREPARATION = "preparation"


class RollingGroup(StrEnum):
    """How a project stands in a rolling plan, in the order in which they are filed.

    实施, 储备 and 谋划: under way within its years; to begin after them; without a date, or only proposed.
    """

    IMPLEMENTED = "implemented"
    RESERVE = "reserve"
    CONCEIVED = "conceived"


@dataclass(frozen=True, slots=True)
class Investment:
    """What is invested before a span of years, in it, and later; None where it is not known.

    Attributes:
        total: before + within + later.
        by_year: Every year of the span -> amount.
        by_source: Source -> amount within the span; sources that pay nothing in it are absent.
        paid_before: What has been paid before the span.
        total_by_source: Source -> its part of the total, as far as the plan says who pays.
    """

    total: int | None = None
    before: int | None = None
    by_year: YearlyAmounts | None = None
    by_source: dict[str, int] | None = None
    later: int | None = None
    total_by_source: dict[str, int] | None = None
    paid_before: int | None = None

    @property
    def within(self) -> int | None:
        """What is invested within the span."""
        return None if self.by_year is None else sum(self.by_year.values())


@dataclass(frozen=True, slots=True)
class InvestmentRow:
    """One project in such a table.

    Attributes:
        planned: What the plan says of it.
    """

    project: Project
    planned: PlannedProject
    investment: Investment


@dataclass(frozen=True, slots=True)
class InvestmentGroup:
    """Rows of one kind, and what they come to.

    Attributes:
        subtotal: Of the rows whose amounts are known; unknown itself where no row has any.
    """

    kind: str
    rows: tuple[InvestmentRow, ...]
    subtotal: Investment


@dataclass(frozen=True, slots=True)
class InvestmentTable:
    """An annual or rolling investment plan.

    Attributes:
        years: The span.
        groups: Every kind in the order of filing, those without rows included.
        completed: What was completed and paid before the span, which is not filed any more.
    """

    years: tuple[int, ...]
    groups: tuple[InvestmentGroup, ...]
    total: Investment
    completed: InvestmentGroup


def annual_plan(portfolio: Portfolio, plan: Plan, year: int) -> InvestmentTable:
    """Return a plan's investment in one year of the programme.

    Raises:
        BadInput: The programme has no such year.
    """
    return _table(portfolio, plan, (year_of_programme(portfolio, year),), AnnualGroup, _annual)


def rolling_plan(portfolio: Portfolio, plan: Plan, first_year: int) -> InvestmentTable:
    """Return a plan's investment in the five years from a year of the programme on.

    Raises:
        BadInput: The programme has no such year.
    """
    first = year_of_programme(portfolio, first_year)
    return _table(portfolio, plan, tuple(range(first, first + ROLLING_YEARS)), RollingGroup, _rolling)


def year_of_programme(portfolio: Portfolio, year: int) -> int:
    """Return a year of the programme.

    Raises:
        BadInput: The programme has no such year.
    """
    horizon = portfolio.programme.horizon
    if not horizon.first_year <= year <= horizon.last_year:
        years = {"first": horizon.first_year, "last": horizon.last_year}
        raise BadInput(
            [
                Fault(
                    Form.INVESTMENT_TABLE, Expected.YEAR_BETWEEN, column="year", value=str(year), values=years
                )
            ]
        )
    return year


_Kind = Callable[[int | None, Sequence[int]], str]
"""From the year in which works begin, None without a date, and the span, to the kind of group."""


def _begins(project: Project, planned: PlannedProject) -> int | None:
    """Return the year in which works begin: before the schedule where the source has them under way by then.

    Where nobody says when they did, the plan has them from its first period on.
    """
    if planned.start is None:
        return None
    is_assumed = project.status in {Status.UNDER_CONSTRUCTION, Status.SUSPENDED} and project.began is None
    return planned.start.year - is_assumed


def _annual(begins: int | None, years: Sequence[int]) -> str:
    if begins is None:
        return AnnualGroup.PREPARATION
    if begins > years[0]:
        return AnnualGroup.RESERVE
    return AnnualGroup.NEW if begins == years[0] else AnnualGroup.CONTINUED


def _rolling(begins: int | None, years: Sequence[int]) -> str:
    if begins is None:
        return RollingGroup.CONCEIVED
    return RollingGroup.RESERVE if begins > years[-1] else RollingGroup.IMPLEMENTED


def _table(
    portfolio: Portfolio,
    plan: Plan,
    years: tuple[int, ...],
    kinds: type[AnnualGroup | RollingGroup],
    kind_of: _Kind,
) -> InvestmentTable:
    undated = list(kinds)[-1]
    projects = {project.id: project for project in portfolio.projects}
    groups: dict[str, list[InvestmentRow]] = {kind: [] for kind in kinds}
    completed = []
    for planned in plan.projects:
        project = projects.get(planned.id)
        if project is None or not (project.status.has_works or planned.scheduled):
            continue
        row = InvestmentRow(project, planned, _invested(project, planned, years))
        if _is_over(planned, row.investment, years):
            completed.append(row)
        elif portfolio.status_of(project) is Status.PROPOSED:
            groups[undated].append(row)
        else:
            groups[kind_of(_begins(project, planned), years)].append(row)
    every = [row for rows in groups.values() for row in rows]
    return InvestmentTable(
        years=years,
        groups=tuple(_group(kind, rows, years) for kind, rows in groups.items()),
        total=_sum((row.investment for row in every), years),
        completed=_group("completed", completed, years),
    )


def _is_over(planned: PlannedProject, investment: Investment, years: Sequence[int]) -> bool:
    """Whether nothing is left to do and to pay when the span begins; so is what was cancelled before it."""
    due = any(year >= years[0] for year, amount in planned.payments.items() if amount)
    is_paid = not (investment.within or investment.later or due or planned.payments_beyond_by_source)
    is_done = planned.cancelled or (planned.finish is not None and planned.finish.year < years[0])
    return is_paid and is_done


def _invested(project: Project, planned: PlannedProject, years: Sequence[int]) -> Investment:
    if not planned.priced:
        return Investment()
    before = 0 if planned.before is None else planned.before.amount
    before += sum(amount for year, amount in planned.expenditure.items() if year < years[0])
    later = planned.beyond + sum(amount for year, amount in planned.expenditure.items() if year > years[-1])
    by_source, total_by_source = Counter[str](), Counter[str]()
    for source, amounts in planned.by_source.items():
        by_source[source] = sum(amounts.get(year, 0) for year in years)
        total_by_source[source] = sum(amounts.values())
    for source, amounts in ({} if planned.before is None else planned.before.by_source).items():
        total_by_source[source] += sum(amounts.values())
    total_by_source.update(planned.beyond_by_source)
    within = {year: planned.expenditure.get(year, 0) for year in years}
    if not planned.scheduled:
        # The plan has no room for it: all that is left of its price is for a later decision.
        later = max(0, (project.cost or 0) - before - sum(within.values()))
    return Investment(
        before + sum(within.values()) + later,
        before,
        within,
        _but_nothing(by_source),
        later,
        _but_nothing(total_by_source),
        _paid_before(planned, years[0]),
    )


def _paid_before(planned: PlannedProject, year: int) -> int:
    """Return what has been paid before a year: all that is, but for what the plan pays from then on."""
    earlier = 0 if planned.before is None else planned.before.amount
    from_then_on = sum(amount for paid_in, amount in planned.payments.items() if paid_in >= year)
    return planned.paid_in_all + earlier - from_then_on - sum(planned.payments_beyond_by_source.values())


def _but_nothing(by_source: Mapping[str, int]) -> dict[str, int]:
    return {source: amount for source, amount in by_source.items() if amount}


def _group(kind: str, rows: Iterable[InvestmentRow], years: Sequence[int]) -> InvestmentGroup:
    found = tuple(rows)
    return InvestmentGroup(str(kind), found, _sum((row.investment for row in found), years))


def _sum(investments: Iterable[Investment], years: Sequence[int]) -> Investment:
    every = list(investments)
    known = [invested for invested in every if invested.total is not None]
    if every and not known:
        return Investment()
    by_year: YearlyAmounts = dict.fromkeys(years, 0)
    by_source, total_by_source = Counter[str](), Counter[str]()
    for invested in known:
        add(by_year, invested.by_year or {})
        by_source.update(invested.by_source or {})
        total_by_source.update(invested.total_by_source or {})
    before = sum(invested.before or 0 for invested in known)
    later = sum(invested.later or 0 for invested in known)
    total = before + sum(by_year.values()) + later
    paid = sum(invested.paid_before or 0 for invested in known)
    return Investment(total, before, by_year, dict(by_source), later, dict(total_by_source), paid)

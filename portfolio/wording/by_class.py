"""Money by area, agency, tag and the like in words: heads, rows with subtotals, and how to read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portfolio.domain.by import KINDS, By
from portfolio.domain.by_class import money_by
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import money
from portfolio.wording.classes import class_name, place_name
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of money.

    Attributes:
        level: How many rows of subtotals stand above it.
        projects: How many projects it counts.
        amounts: By year, then beyond where anything is, then in all; None: nothing has a price.
        style: "total", "minor" for what is in no part of the row above, or "".
    """

    name: str
    level: int
    projects: int
    amounts: tuple[int | None, ...]
    style: str

    @property
    def indented(self) -> str:
        """The name, moved in below what it is a part of."""
        return "\u2003" * self.level + self.name


def title(by: By, portfolio: Portfolio, say: Wording) -> str:
    """Return the title of a table of money by this."""
    return say(f"by_class.title.{'street' if by is By.AREA and not portfolio.classes.areas else by}")


def label(by: By, portfolio: Portfolio, say: Wording) -> str:
    """Return what money is gathered by, in a word."""
    return say(f"by_class.{'street' if by is By.AREA and not portfolio.classes.areas else by}")


def name_of(class_id: str | None, by: By, portfolio: Portfolio, say: Wording) -> str:
    """Return what a class is called, or that nothing is said."""
    if by is By.AREA:
        return place_name(class_id, portfolio, say)
    if class_id is None:
        return say("by_class.no_tag" if by is By.TAG else "project.not_stated")
    if by is By.FUNDING:
        return payer_name(class_id, portfolio, say)
    return class_name(KINDS[by], class_id, portfolio, say)


def heads(plan: Plan, years: Iterable[int], say: Wording) -> list[str]:
    """Return the heads of the columns of amounts: years, beyond where anything is paid then, the total."""
    return [*map(say.year, years), *([say("column.beyond")] if plan.beyond else []), say("total")]


def lines(plan: Plan, portfolio: Portfolio, by: By, years: Sequence[int], say: Wording) -> list[Line]:
    """Return the rows, parts below what they are parts of; the last is the total, but for tags."""
    found: list[Line] = []
    for group in money_by(plan, portfolio, by):
        name = name_of(group.id, by, portfolio, say)
        amounts = _amounts(group.by_year, group.beyond, plan, years)
        known = amounts if group.priced else (None,) * len(amounts)
        found.append(Line(name, group.level, group.projects, known, ""))
        if group.has_parts and group.own_projects:
            own = _amounts(group.own_by_year, group.own_beyond, plan, years)
            itself = say("by_class.itself", name=name)
            found.append(Line(itself, group.level + 1, group.own_projects, own, "minor"))
    if by is By.TAG:
        return found
    counted = sum(planned.scheduled or bool(planned.paid_in_all) for planned in plan.projects)
    total = _amounts(plan.annual_expenditure, plan.beyond, plan, years)
    return [*found, Line(say("total"), 0, counted, total, "total")]


def _amounts(
    by_year: dict[int, int], beyond: int, plan: Plan, years: Sequence[int]
) -> tuple[int | None, ...]:
    within = [by_year.get(year, 0) for year in years]
    return (*within, *([beyond] if plan.beyond else []), sum(by_year.values()) + beyond)


def cells(line: Line, say: Wording) -> list[str]:
    """Return the cells of a row in the unit of tables: how many projects, then the amounts."""
    *within, total = line.amounts
    in_all = say("not_priced") if total is None else money.table_amount(total, say)
    return [f"{line.projects:,}", *(money.table_amount(amount, say) for amount in within), in_all]


def note(by: By, portfolio: Portfolio, say: Wording) -> str | None:
    """Return how projects that are in several classes are counted; None where none can be."""
    if by is By.TAG:
        return say("by_class.note.tag")
    if by is By.AREA and any(len(project.areas) > 1 for project in portfolio.projects):
        return say("by_class.note.area")
    return None

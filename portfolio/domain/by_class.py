"""A plan's money by what projects are sorted by: exact to the last unit, with subtotals up every tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import ClassVar

from portfolio.domain.by import KINDS, By
from portfolio.domain.classes import in_order
from portfolio.domain.plan import Plan, PlannedProject, YearlyAmounts
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.spending import add, every_year


@dataclass(frozen=True, slots=True)
class Group:
    """The money of one class, what is a part of it included.

    Attributes:
        id: The class, or the street as printed; None: of what says nothing.
        parent: What it is a part of; None: of nothing.
        level: How many stand above it.
        projects: How many of the plan's projects are in it with dates or money.
        priced: How many of them have a price; where that is none, nothing is known of the money.
        by_year: Fiscal year -> amount, for every year of the plan.
        beyond: What is paid after the last year of the schedule.
        own_projects: How many of them are in no part of it; `own_by_year` and `own_beyond` likewise.
        has_parts: Whether any of them is in a part of it.
    """

    in_money: ClassVar[tuple[str, ...]] = ("by_year", "beyond", "own_by_year", "own_beyond")

    id: str | None
    parent: str | None
    level: int
    projects: int
    priced: int
    by_year: YearlyAmounts
    beyond: int
    own_projects: int
    own_by_year: YearlyAmounts
    own_beyond: int
    has_parts: bool

    @property
    def total(self) -> int:
        """All that it pays, within the schedule and beyond."""
        return sum(self.by_year.values()) + self.beyond

    @property
    def own_total(self) -> int:
        """What of the total is in no part of it."""
        return sum(self.own_by_year.values()) + self.own_beyond


def offered(portfolio: Portfolio) -> tuple[By, ...]:
    """Return what money can be gathered by here: what a portfolio has no classes of is left out."""
    return tuple(by for by in By if _has(portfolio, by))


def _has(portfolio: Portfolio, by: By) -> bool:
    return by is By.FUNDING or any(None not in _shares(p, portfolio, by) for p in portfolio.projects)


def _shares(project: Project, portfolio: Portfolio, by: By) -> dict[str | None, Fraction]:
    """Return class -> the share of a project that counts in it: all in each of its tags; None: no class."""
    found: list[str | None] = []
    match by:
        case By.AREA if project.areas:
            return {part.area: Fraction(part.share) for part in project.areas}
        case By.AREA:
            found.append(project.street)
        case By.AGENCY:
            found.append(project.agency)
        case By.OWNER:
            found.append(portfolio.assumptions.owner_of(project))
        case By.TYPE:
            found.append(project.facility_type)
        case By.PRIORITY:
            found.append(project.priority)
        case _:
            found += project.tags
    return dict.fromkeys(found or [None], Fraction(1))


@dataclass(slots=True)
class _Money:
    """What is counted in a class while it is being gathered."""

    by_year: YearlyAmounts = field(default_factory=dict)
    beyond: int = 0
    projects: set[str] = field(default_factory=set)
    priced: set[str] = field(default_factory=set)

    def take(self, planned: PlannedProject, by_year: Mapping[int, int], beyond: int) -> None:
        add(self.by_year, by_year)
        self.beyond += beyond
        self.projects.add(planned.id)
        if planned.priced:
            self.priced.add(planned.id)

    def and_of(self, other: _Money) -> None:
        add(self.by_year, other.by_year)
        self.beyond += other.beyond
        self.projects |= other.projects
        self.priced |= other.priced


def money_by(plan: Plan, portfolio: Portfolio, by: By) -> tuple[Group, ...]:
    """Return the money of every class in which the plan has anything, parts behind what they are parts of.

    What says nothing comes last. But for tags, what is counted in each class and in no part of it adds up to
    the plan's totals: a project with two tags counts with all its money in both. The money of a project in
    several areas is divided by its shares, to the last unit, in every year.
    """
    own = _by_source(plan) if by is By.FUNDING else _by_class(plan, portfolio, by)
    parents = _parents(portfolio, by)
    in_all: dict[str | None, _Money] = {}
    for name, money in own.items():
        for above in (name, *_above(name, parents)):
            in_all.setdefault(above, _Money()).and_of(money)
    named = [name for name in dict.fromkeys([*parents, *own]) if name in in_all and name is not None]
    ordered = [name for name, _ in in_order({name: parents.get(name) for name in named})]
    with_parts = {parents.get(name) for name in named}
    return tuple(
        _group(
            name,
            _above(name, parents),
            own.get(name, _Money()),
            in_all[name],
            plan,
            has_parts=name is not None and name in with_parts,
        )
        for name in [*ordered, *([None] if None in own else [])]
    )


def _above(name: str | None, parents: Mapping[str, str | None]) -> list[str]:
    """Return what a class is a part of, the nearest first."""
    found: list[str] = []
    above = None if name is None else parents.get(name)
    while above is not None:
        found.append(above)
        above = parents.get(above)
    return found


def _group(
    name: str | None, above: Sequence[str], own: _Money, in_all: _Money, plan: Plan, *, has_parts: bool
) -> Group:
    return Group(
        id=name,
        parent=above[0] if above else None,
        level=len(above),
        projects=len(in_all.projects),
        priced=len(in_all.priced),
        by_year=every_year(in_all.by_year, plan.years),
        beyond=in_all.beyond,
        own_projects=len(own.projects),
        own_by_year=every_year(own.by_year, plan.years),
        own_beyond=own.beyond,
        has_parts=has_parts,
    )


def _by_class(plan: Plan, portfolio: Portfolio, by: By) -> dict[str | None, _Money]:
    known = {project.id: project for project in portfolio.projects}
    own: dict[str | None, _Money] = {}
    for planned in plan.projects:
        if not planned.scheduled and not planned.expenditure and not planned.beyond:
            continue
        project = known.get(planned.id)
        whole: dict[str | None, Fraction] = {None: Fraction(1)}
        shares = whole if project is None else _shares(project, portfolio, by)
        for name, (by_year, beyond) in _divided(planned, shares, whole=by is By.TAG).items():
            own.setdefault(name, _Money()).take(planned, by_year, beyond)
    return own


def _divided(
    planned: PlannedProject, shares: Mapping[str | None, Fraction], *, whole: bool
) -> dict[str | None, tuple[YearlyAmounts, int]]:
    """Return class -> what of a project's money counts in it, by year, and beyond; all of it, if whole."""
    if whole or len(shares) == 1:
        return dict.fromkeys(shares, (planned.expenditure, planned.beyond))
    years = sorted(planned.expenditure)
    rows = divided([*(planned.expenditure[year] for year in years), planned.beyond], list(shares.values()))
    return {
        name: (dict(zip(years, row, strict=False)), row[-1]) for name, row in zip(shares, rows, strict=True)
    }


def divided(amounts: Sequence[int], shares: Sequence[Fraction]) -> list[list[int]]:
    """Return for each share its part of each of these amounts, which follow each other in time.

    The parts of an amount add up to it and have its sign. What rounding has kept from a part so far is made
    up for as soon as it comes to a unit, so that a part's sum is what its share of all amounts comes to,
    too, but for a unit or two.

    Args:
        amounts: Whole numbers of the smallest kept unit.
        shares: Of one; they add up to it.
    """
    rows: list[list[int]] = [[] for _ in shares]
    due = [Fraction(0)] * len(shares)
    for amount in amounts:
        due = [owed + share * amount for owed, share in zip(due, shares, strict=True)]
        sign = -1 if amount < 0 else 1
        given = _nearest([owed * sign for owed in due], abs(amount))
        due = [owed - sign * part for owed, part in zip(due, given, strict=True)]
        for row, part in zip(rows, given, strict=True):
            row.append(sign * part)
    return rows


def _nearest(due: Sequence[Fraction], amount: int) -> list[int]:
    """Return whole numbers, none below zero, that add up to an amount and are as near as can be to these."""
    given = [max(0, floor(owed)) for owed in due]
    while sum(given) < amount:
        most = max(range(len(due)), key=lambda n: due[n] - given[n])
        given[most] += 1
    while sum(given) > amount:
        least = min((n for n in range(len(due)) if given[n]), key=lambda n: due[n] - given[n])
        given[least] -= 1
    return given


def _by_source(plan: Plan) -> dict[str | None, _Money]:
    own: dict[str | None, _Money] = {}
    for planned in plan.projects:
        for source in [*dict.fromkeys([*planned.by_source, *planned.beyond_by_source])]:
            by_year = planned.by_source.get(source, {})
            beyond = planned.beyond_by_source.get(source, 0)
            if beyond or any(by_year.values()):
                own.setdefault(source, _Money()).take(planned, by_year, beyond)
    return own


def _parents(portfolio: Portfolio, by: By) -> dict[str, str | None]:
    """Return class -> what it is a part of, all of a kind in the order in which reports list them."""
    if by is By.FUNDING:
        sources = {source.id: source.group for source in portfolio.assumptions.funding_sources}
        return {**dict.fromkeys(portfolio.groups), **sources}
    kind = KINDS[by]
    classes = portfolio.classes
    found = ((name, classes.find(kind, name)) for name in classes.ids(kind))
    return {name: getattr(one, "parent", None) for name, one in found}


@dataclass(frozen=True, slots=True)
class Part:
    """A group beside others; `is_itself`: without what its own parts have, which stand beside it."""

    group: Group
    amount: int
    is_itself: bool


def side_by_side(groups: Sequence[Group]) -> list[Part]:
    """Return groups of which none is counted in another; together they have all the money.

    They are those that are no part of anything; where that is a single one, what it is divided into, and what
    is in no part of it; and so on down.
    """
    found = [group for group in groups if group.parent is None]
    alone: list[Part] = []
    while sum(group.id is not None for group in found) == 1 and any(group.has_parts for group in found):
        whole = next(group for group in found if group.id is not None)
        alone += [Part(group, group.total, is_itself=False) for group in found if group is not whole]
        alone += [Part(whole, whole.own_total, is_itself=True)] if whole.own_projects else []
        found = [group for group in groups if group.parent == whole.id]
    return [*(Part(group, group.total, is_itself=False) for group in found), *alone]

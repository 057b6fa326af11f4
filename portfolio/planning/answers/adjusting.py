"""The adjustment of an approved plan: what is added, removed, shifted or changed, by how much and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.spending import add
from portfolio.planning.answers.comparing import Moved, compare
from portfolio.planning.answers.reasons import Reason, reasons
from portfolio.planning.answers.replanning import Point, Replanning
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import Solve


class AdjustmentKind(StrEnum):
    """What an adjustment does to a project, in the order in which it is told."""

    ADDED = "added"
    REMOVED = "removed"
    SHIFTED = "shifted"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Amounts before and after; investment completed, in the smallest kept unit.

    Attributes:
        original: In all, before the schedule's first year left out.
        adjusted: Likewise, as it is to be.
        by_year: Fiscal year -> by how much more; years that stay as they are are absent.
        by_source: Source -> by how much more in all its years; likewise.
        by_source_and_year: Source -> fiscal year -> by how much more; likewise.
    """

    original: int
    adjusted: int
    by_source_and_year: dict[str, dict[int, int]]

    @property
    def difference(self) -> int:
        """By how much more is invested in all."""
        return self.adjusted - self.original

    @property
    def by_year(self) -> dict[int, int]:
        """Fiscal year -> by how much more is invested."""
        total: dict[int, int] = {}
        for amounts in self.by_source_and_year.values():
            add(total, amounts)
        return {year: amount for year, amount in sorted(total.items()) if amount}

    @property
    def by_source(self) -> dict[str, int]:
        """Source -> by how much more it invests within the schedule."""
        total = {source: sum(amounts.values()) for source, amounts in self.by_source_and_year.items()}
        return {source: amount for source, amount in total.items() if amount}


@dataclass(frozen=True, slots=True)
class AdjustedProject:
    """One project that is adjusted, and why."""

    kind: AdjustmentKind
    moved: Moved
    amounts: Adjusted
    why: tuple[Reason, ...]

    @property
    def is_adjusted(self) -> bool:
        """Whether dates or amounts are others: what is finished as planned is told otherwise, and is not."""
        is_same = self.kind is AdjustmentKind.CHANGED
        return not is_same or bool(self.amounts.difference or self.amounts.by_source_and_year)


@dataclass(frozen=True, slots=True)
class Carried:
    """What is left below a ceiling of a year, and what of it the next year may use.

    Attributes:
        share: Of the room that is left, by the scenario's rule.
        carried: Into the next year; None where that has no ceiling to add it to.
    """

    payer: str
    maximum: int
    used: int
    room: int
    share: float
    carried: int | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An approved plan against the one that is to take its place.

    Attributes:
        year: The one that was closed, or that is running.
        unchanged: What all projects that stay as they are come to, and how many these are.
        total: Of all projects: what the plans come to.
    """

    year: int
    baseline: Plan
    plan: Plan
    projects: tuple[AdjustedProject, ...]
    unchanged: Adjusted
    kept: int
    total: Adjusted
    carried: tuple[Carried, ...]

    def of_kind(self, kind: AdjustmentKind) -> tuple[AdjustedProject, ...]:
        """Return the projects that are adjusted in this way."""
        return tuple(entry for entry in self.projects if entry.kind is kind)


def adjusted_case(case: Case, portfolio: Portfolio, *, extend: int = 0) -> Case:
    """Return a case on the portfolio as it is to be, a scenario's own length of the schedule longer too."""
    scenario: Scenario = case.scenario
    if extend and scenario.overrun_years is not None:
        scenario = scenario.changed(overrun_years=scenario.overrun_years + extend)
    return Case(portfolio, scenario, case.baseline, case.address, case.time_limit, case.seed)


def fewest_moves(case: Case, *, solve: Solve) -> Point:
    """Return the best plan of a case among those that leave its baseline in the fewest projects.

    Raises:
        BadInput: There is no baseline, or the scenario has no plan.
    """
    return Replanning(case, solve=solve).fewest()


def adjustment(portfolio: Portfolio, baseline: Plan, plan: Plan, year: int) -> Adjustment:
    """Return what a plan adjusts of the baseline.

    Args:
        portfolio: What the plan was made from.
        baseline: The plan in force.
        plan: The one that is to be approved.
        year: The year that was closed, or that is running.
    """
    comparison = compare(baseline, plan)
    why = reasons(portfolio, baseline, plan, comparison)
    every = (
        AdjustedProject(_kind(moved), moved, _amounts(moved.before, moved.after), tuple(why[moved.project]))
        for moved in comparison.moved
    )
    projects = tuple(entry for entry in every if entry.is_adjusted)
    moved_ids = {entry.moved.project for entry in projects}
    kept = [planned for planned in plan.projects if planned.id not in moved_ids]
    same = sum(planned.paid_in_all for planned in kept)
    unchanged = Adjusted(same, same, {})
    return Adjustment(
        year=year,
        baseline=baseline,
        plan=plan,
        projects=projects,
        unchanged=unchanged,
        kept=len(kept),
        total=together([unchanged, *(entry.amounts for entry in projects)]),
        carried=tuple(_carried(plan, year)),
    )


def together(every: Iterable[Adjusted]) -> Adjusted:
    """Return what several come to."""
    original = adjusted = 0
    by_source: dict[str, dict[int, int]] = {}
    for amounts in every:
        original, adjusted = original + amounts.original, adjusted + amounts.adjusted
        for source, years in amounts.by_source_and_year.items():
            add(by_source.setdefault(source, {}), years)
    known = {source: _but_nothing(years) for source, years in by_source.items()}
    return Adjusted(original, adjusted, known)


def _kind(moved: Moved) -> AdjustmentKind:
    if moved.appears:
        return AdjustmentKind.ADDED
    if moved.disappears:
        return AdjustmentKind.REMOVED
    return AdjustmentKind.SHIFTED if moved.start_shift or moved.finish_shift else AdjustmentKind.CHANGED


def _amounts(before: PlannedProject | None, after: PlannedProject | None) -> Adjusted:
    old, new = ({} if one is None else one.by_source for one in (before, after))
    differences = {}
    for source in {**old, **new}:
        years: dict[int, int] = dict(new.get(source, {}))
        add(years, {year: -amount for year, amount in old.get(source, {}).items()})
        differences[source] = _but_nothing(years)
    totals = [0 if one is None else one.paid_in_all for one in (before, after)]
    return Adjusted(totals[0], totals[1], {source: years for source, years in differences.items() if years})


def _but_nothing(years: dict[int, int]) -> dict[int, int]:
    return {year: amount for year, amount in sorted(years.items()) if amount}


def _carried(plan: Plan, year: int) -> list[Carried]:
    following = {use.payer: use.carried_in for use in plan.ceilings if use.year == year + 1}
    return [
        Carried(
            payer=use.payer,
            maximum=use.room,
            used=use.used,
            room=use.slack,
            share=float(plan.scenario.carry_over.get(use.payer, 0)),
            carried=following.get(use.payer),
        )
        for use in plan.ceilings
        if use.year == year
    ]

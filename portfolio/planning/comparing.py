"""Two plans side by side: money by year and source, dates, who moved, and what the objective came to."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.calendar import Quarter
from portfolio.domain.plan import ObjectiveOutcome, Plan, PlannedProject


@dataclass(frozen=True, slots=True)
class Moved:
    """A project that two plans treat differently.

    Attributes:
        start_shift: Quarters by which it starts later (negative: earlier); None when only one plan has it.
        finish_shift: Likewise for its finish.
        cost_change: 10k CNY by which it costs more (negative: less) within the schedule.
        tardiness_change: Quarters by which it is later against its target; None when only one plan has it.
    """

    project: str
    before: PlannedProject
    after: PlannedProject
    start_shift: int | None
    finish_shift: int | None
    cost_change: int
    tardiness_change: int | None

    @property
    def appears(self) -> bool:
        """Whether only the later plan carries it out."""
        return self.after.scheduled and not self.before.scheduled

    @property
    def disappears(self) -> bool:
        """Whether only the earlier plan carries it out."""
        return self.before.scheduled and not self.after.scheduled


@dataclass(frozen=True, slots=True)
class ObjectiveChange:
    """One aim in two plans; None where a plan does not have the aim."""

    term: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different in one plan as against another; every difference is after minus before.

    Attributes:
        money: Source, group or "total" -> fiscal year -> difference in 10k CNY, for every year of both plans.
        planned: Difference in money within the programme's years.
        shortfall: Difference in what is missing to the envelope's floor.
        moved: The projects treated differently, in the portfolio's order.
        late_before: How many projects finish after their target year.
    """

    money: dict[str, dict[int, int]]
    planned: int
    shortfall: int
    moved: tuple[Moved, ...]
    late_before: int
    late_after: int
    objective: tuple[ObjectiveChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the plans are the same in dates and money."""
        return not self.moved and not any(any(years.values()) for years in self.money.values())


def compare(before: Plan, after: Plan) -> Comparison:
    """Return what is different in the second plan."""
    earlier = {planned.id: planned for planned in before.projects}
    pairs = [(earlier[planned.id], planned) for planned in after.projects if planned.id in earlier]
    moved = [_moved(old, new) for old, new in pairs]
    # Two tiers may aim for the same of different money, so that it takes the terms to tell them apart.
    aims, new_aims = (
        {outcome.terms: outcome for outcome in plan.provenance.objective} for plan in (before, after)
    )
    return Comparison(
        money=_money(before, after),
        planned=after.envelope.planned - before.envelope.planned,
        shortfall=after.envelope.shortfall - before.envelope.shortfall,
        moved=tuple(entry for entry in moved if entry is not None),
        late_before=_late(before),
        late_after=_late(after),
        objective=tuple(
            ObjectiveChange(outcome.term, _value(aims.get(terms)), _value(new_aims.get(terms)))
            for terms, outcome in {**aims, **new_aims}.items()
        ),
    )


def _moved(before: PlannedProject, after: PlannedProject) -> Moved | None:
    same = (before.start, before.finish, before.mode, before.by_source, before.scheduled)
    if same == (after.start, after.finish, after.mode, after.by_source, after.scheduled):
        return None
    both_late = before.tardiness_quarters, after.tardiness_quarters
    return Moved(
        project=after.id,
        before=before,
        after=after,
        start_shift=_shift(before.start, after.start),
        finish_shift=_shift(before.finish, after.finish),
        cost_change=sum(after.expenditure.values()) - sum(before.expenditure.values()),
        tardiness_change=None if None in both_late else (both_late[1] or 0) - (both_late[0] or 0),
    )


def _shift(before: Quarter | None, after: Quarter | None) -> int | None:
    return None if before is None or after is None else before.until(after)


def _value(outcome: ObjectiveOutcome | None) -> float | None:
    return None if outcome is None else outcome.value


def _late(plan: Plan) -> int:
    return sum(bool(planned.tardiness_quarters) for planned in plan.projects)


def _money(before: Plan, after: Plan) -> dict[str, dict[int, int]]:
    old, new = (
        {**plan.by_funding_source, **plan.by_source_group, TOTAL: plan.annual_expenditure}
        for plan in (before, after)
    )
    years = sorted({*before.years, *after.years})
    return {
        pool: {year: new.get(pool, {}).get(year, 0) - old.get(pool, {}).get(year, 0) for year in years}
        for pool in {**old, **new}
    }

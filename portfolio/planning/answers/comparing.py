"""Two plans side by side: money by year and source, dates, who moved, and what the objective came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import ClassVar

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.calendar import Period
from portfolio.domain.outcomes import EnvelopeOutcome
from portfolio.domain.plan import ObjectiveOutcome, Peak, Plan, PlannedProject
from portfolio.domain.scenario import Term, TermName
from portfolio.planning.answers.timing import late_in


@dataclass(frozen=True, slots=True)
class Moved:
    """A project that two plans treat differently.

    Attributes:
        before: What the earlier plan says of it; None when that was made without the project.
        after: Likewise for the later plan.
        start_shift: Periods by which it starts later (negative: earlier); None when only one plan has it.
        finish_shift: Likewise for its finish.
        cost_change: 10k CNY by which it costs more (negative: less) within the schedule.
        tardiness_change: Periods by which it is later against its target; None when only one plan has it.
    """

    in_money: ClassVar[tuple[str, ...]] = ("cost_change",)

    project: str
    before: PlannedProject | None
    after: PlannedProject | None
    start_shift: int | None
    finish_shift: int | None
    cost_change: int
    tardiness_change: int | None

    @property
    def appears(self) -> bool:
        """Whether only the later plan carries it out."""
        return _is_carried_out(self.after) and not _is_carried_out(self.before)

    @property
    def disappears(self) -> bool:
        """Whether only the earlier plan carries it out."""
        return _is_carried_out(self.before) and not _is_carried_out(self.after)


@dataclass(frozen=True, slots=True)
class ObjectiveChange:
    """One aim in two plans.

    Attributes:
        before: What it came to in the earlier plan; None where that is unknown, or the plan has no such aim.
        aimed_before: Whether the earlier plan has the aim.
        terms: All that the value adds up; `term` is these in short.
    """

    term: str
    before: float | None
    after: float | None
    aimed_before: bool
    aimed_after: bool
    terms: tuple[Term, ...]

    @property
    def is_changed(self) -> bool:
        """Whether only one plan has the aim, or it came to something else."""
        return self.aimed_before != self.aimed_after or self.before != self.after

    @property
    def in_money(self) -> tuple[str, ...]:
        """Fields that hold amounts: its values, where all that they add up is money."""
        return ("before", "after") if self.terms and all(term.is_money for term in self.terms) else ()


@dataclass(frozen=True, slots=True)
class PeakChange:
    """The dearest year of a source, a group or the total in two plans; None where that one spends nothing."""

    before: Peak | None
    after: Peak | None

    @property
    def rise(self) -> int:
        """10k CNY by which the dearest year takes more (negative: less)."""
        return (self.after.amount if self.after else 0) - (self.before.amount if self.before else 0)


@dataclass(frozen=True, slots=True)
class YearsChange:
    """Years on end that all cost more, or all less.

    Attributes:
        amount: 10k CNY of all these years together; negative where they cost less.
    """

    in_money: ClassVar[tuple[str, ...]] = ("amount",)

    first: int
    last: int
    amount: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different in one plan as against another; every difference is after minus before.

    Attributes:
        money: Source, group or "total" -> fiscal year -> difference in 10k CNY, for every year of both plans.
        planned: Difference in money within the programme's years.
        shortfall: Difference in what is missing to the envelope's floor.
        moved: The projects treated differently, in the later plan's order, those it does not know last.
        late_before: How many projects finish after their target year.
        envelope_before: The earlier plan's floor, and what it comes to.
        newly_late: Ids of what is late in the later plan only, in its order; `late_no_more` the other way.
        peaks: Source, group or "total" -> its dearest year in both plans.
    """

    in_money: ClassVar[tuple[str, ...]] = (
        "money",
        "planned",
        "shortfall",
    )

    money: dict[str, dict[int, int]]
    planned: int
    shortfall: int
    moved: tuple[Moved, ...]
    late_before: int
    late_after: int
    objective: tuple[ObjectiveChange, ...]
    envelope_before: EnvelopeOutcome | None = None
    envelope_after: EnvelopeOutcome | None = None
    newly_late: tuple[str, ...] = ()
    late_no_more: tuple[str, ...] = ()
    peaks: dict[str, PeakChange] = field(default_factory=dict)

    @property
    def given_up(self) -> tuple[str, ...]:
        """The projects that only the earlier plan carries out."""
        return tuple(entry.project for entry in self.moved if entry.disappears)

    @property
    def keeps_dates_and_money(self) -> bool:
        """Whether no project is treated differently and no year costs more or less."""
        return not self.moved and not any(any(years.values()) for years in self.money.values())

    @property
    def is_empty(self) -> bool:
        """Whether the plans are the same in dates and money, against the floor and in what they aim for.

        How close a plan stays to its baseline is left out: a plan made before there was one has no such aim.
        """
        aims = [change for change in self.objective if change.term != TermName.DISRUPTION]
        return (
            self.keeps_dates_and_money
            and self.envelope_before == self.envelope_after
            and not any(change.is_changed for change in aims)
        )


def compare(before: Plan, after: Plan) -> Comparison:
    """Return what is different in the second plan."""
    earlier, later = ({planned.id: planned for planned in plan.projects} for plan in (before, after))
    moved = [_moved(name, earlier.get(name), later.get(name)) for name in {**later, **earlier}]
    late, still_late = ([planned.id for planned in late_in(plan)] for plan in (before, after))
    # Two tiers may aim for the same of different money, so that it takes the terms to tell them apart.
    aims, new_aims = (
        {outcome.terms: outcome for outcome in plan.provenance.objective} for plan in (before, after)
    )
    return Comparison(
        money=_money(before, after),
        planned=after.envelope.planned - before.envelope.planned,
        shortfall=after.envelope.shortfall - before.envelope.shortfall,
        moved=tuple(entry for entry in moved if entry is not None),
        late_before=len(late),
        late_after=len(still_late),
        objective=tuple(
            ObjectiveChange(
                term=outcome.term,
                before=_value(aims.get(terms)),
                after=_value(new_aims.get(terms)),
                aimed_before=terms in aims,
                aimed_after=terms in new_aims,
                terms=terms,
            )
            for terms, outcome in {**aims, **new_aims}.items()
        ),
        envelope_before=before.envelope,
        envelope_after=after.envelope,
        newly_late=tuple(name for name in still_late if name not in late),
        late_no_more=tuple(name for name in late if name not in still_late),
        peaks={
            payer: PeakChange(before.peaks.get(payer), after.peaks.get(payer))
            for payer in {**before.peaks, **after.peaks}
        },
    )


def by_sign(by_year: dict[int, int]) -> list[YearsChange]:
    """Gather yearly differences into runs of years on end with the same sign; zeros are left out."""
    found = []
    for sign, run in groupby(sorted(by_year.items()), lambda entry: (entry[1] > 0) - (entry[1] < 0)):
        years, amounts = zip(*run, strict=True)
        if sign:
            found.append(YearsChange(years[0], years[-1], sum(amounts)))
    return found


def is_same_decision(one: Plan, other: Plan) -> bool:
    """Tell whether it makes no difference which is approved: the scenarios, but for names, and the plans."""
    renamed = one.scenario.model_copy(update={"name": other.scenario.name})
    return renamed == other.scenario and compare(one, other).is_empty


def _moved(project: str, before: PlannedProject | None, after: PlannedProject | None) -> Moved | None:
    if _treatment(before) == _treatment(after):
        return None
    start_shift = finish_shift = tardiness_change = None
    if before is not None and after is not None:
        start_shift = _shift(before.start, after.start)
        finish_shift = _shift(before.finish, after.finish)
        if before.tardiness_periods is not None and after.tardiness_periods is not None:
            tardiness_change = after.tardiness_periods - before.tardiness_periods
    return Moved(
        project=project,
        before=before,
        after=after,
        start_shift=start_shift,
        finish_shift=finish_shift,
        cost_change=_cost(after) - _cost(before),
        tardiness_change=tardiness_change,
    )


def _treatment(planned: PlannedProject | None) -> tuple[object, ...]:
    """Return what a plan decides for a project; one that it does not know is like one that it leaves out."""
    if planned is None:
        return None, None, None, {}, {}, False
    return (
        planned.start,
        planned.finish,
        planned.mode,
        planned.by_source,
        planned.beyond_by_source,
        planned.scheduled,
    )


def _is_carried_out(planned: PlannedProject | None) -> bool:
    return planned is not None and planned.opens


def _cost(planned: PlannedProject | None) -> int:
    return 0 if planned is None else planned.paid_in_all


def _shift(before: Period | None, after: Period | None) -> int | None:
    return None if before is None or after is None else before.until(after)


def _value(outcome: ObjectiveOutcome | None) -> float | None:
    return None if outcome is None else outcome.value


def _money(before: Plan, after: Plan) -> dict[str, dict[int, int]]:
    old, new = (
        {**plan.by_funding_source, **plan.by_source_group, TOTAL: plan.annual_expenditure}
        for plan in (before, after)
    )
    years = sorted({*before.years, *after.years})
    return {
        payer: {year: new.get(payer, {}).get(year, 0) - old.get(payer, {}).get(year, 0) for year in years}
        for payer in {**old, **new}
    }

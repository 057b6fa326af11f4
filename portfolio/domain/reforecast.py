"""What status reports make of a project: history stays as it was, the rest of the cost is phased anew.

Everything a report says becomes modes. A project under way can only go on from where it stands; one that is
suspended has a mode for each period in which it may resume; one that is finished has one mode, in the past.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio.domain.calendar import Calendar, Period
from portfolio.domain.cashflow import NOTHING, CashFlowProfile, over_one_denominator, split
from portfolio.domain.granted import Granted, StillGranted, amount_of, in_quarters
from portfolio.domain.project import Status
from portfolio.domain.requirement import (
    Mode,
    MoreToCome,
    Requirement,
    YearsBySource,
    in_years,
    together,
)
from portfolio.domain.shared_spending import shared_out
from portfolio.domain.status import NOT_BEGUN, Actual, StatusReport

CANCELLED_MODE = "cancelled"
"""The mode of what was cancelled after money had been spent on it."""


@dataclass(frozen=True, slots=True)
class Phasing:
    """How a project's money is spread.

    Attributes:
        profiles: Mode id -> its cash-flow profile.
        shares: Source -> exact share of every amount.
        actuals: What the source says was spent before the first year, and by whom.
        granted: What sources have granted by year, where that is fixed.
    """

    calendar: Calendar
    profiles: Mapping[str, CashFlowProfile]
    shares: Mapping[str, Fraction]
    actuals: Sequence[Actual] = ()
    granted: Granted | None = None

    def shares_in(self, year: int) -> Mapping[str, Fraction]:
        """Return the sources' shares of what is paid in a year."""
        return (self.granted and self.granted.shares_in(year)) or self.shares


def reforecast(
    requirement: Requirement, reports: Sequence[StatusReport], phasing: Phasing, *, delay: int
) -> Requirement | None:
    """Return what must be respected now; None when the project is cancelled and nothing was spent on it.

    Args:
        requirement: As if nothing had been reported.
        reports: At least one, in the order in which they take effect; the last one is in force.
        phasing: How money is spread over time and sources.
        delay: Periods by which a scenario moves whatever is still open.
    """
    if delay:  # is asked for by a person, and moves what is fixed too
        phasing = replace(phasing, granted=None)
    report = _with_all_spending(reports)
    begun = _begun(requirement, reports, report.actual_spending, phasing.calendar.first)
    standing = _Standing(requirement, report, tuple(reports), begun or report.effective, phasing)
    match report.status:
        case Status.UNDER_CONSTRUCTION | Status.SUSPENDED if requirement.is_milestone:
            # There is nothing of it that could be half done.
            return standing.not_begun(delay)
        case Status.UNDER_CONSTRUCTION:
            modes = standing.going_on(delay)
        case Status.SUSPENDED if begun is not None:
            modes = standing.resuming(delay)
        case Status.COMPLETED | Status.IN_OPERATION:
            standing, modes = _finished(standing, begun)
        case Status.CANCELLED:
            if not any(report.actual_spending.values()):
                return None
            modes = standing.cancelled()
        case _:
            return standing.not_begun(delay)
    cost = requirement.cost
    if report.actual_spending and cost is not None:
        still_open = report.status in {Status.UNDER_CONSTRUCTION, Status.SUSPENDED}
        cost = standing.cost_at_least(modes) if still_open else report.spent
    return replace(
        requirement,
        modes=modes,
        cost=cost,
        # Left out, what was spent on what has begun would be gone from the plan.
        mandatory=requirement.mandatory or any(mode.past for mode in modes),
        earliest=standing.begun,
        latest=standing.begun,
        # Works that resume or are over have modes of their own, whatever they are called; a person's choice
        # has gone into them.
        pinned_mode=requirement.pinned_mode
        if report.status is Status.UNDER_CONSTRUCTION
        and any(mode.id == requirement.pinned_mode for mode in modes)
        else None,
        opens=report.status is not Status.CANCELLED,
    )


def _with_all_spending(reports: Sequence[StatusReport]) -> StatusReport:
    """Return the report in force with every year's spending as it was reported last.

    A report that leaves a year out does not take back what was said of it.
    """
    spending = {year: amount for report in reports for year, amount in report.actual_spending.items()}
    return reports[-1].model_copy(update={"actual_spending": dict(sorted(spending.items()))})


def _begun(
    requirement: Requirement, reports: Sequence[StatusReport], spending: Mapping[int, int], first: Period
) -> Period | None:
    """Return the period in which works began, as far as source and reports tell; None: not, or unknown.

    Works that the source has under way began when it says. Else they began when they were first reported to
    be under way. Money that was spent in an earlier year has them begin in that year, unless they began
    before the schedule: what was paid earlier still, for land or plans, does not have them begin with it.
    Nor does what was paid before they were reported to have begun, of works that are carried out.
    """
    if requirement.elapsed(first):
        return requirement.latest
    under_way = {Status.UNDER_CONSTRUCTION, Status.SUSPENDED}
    quarters = [report.effective for report in reports if report.status in under_way]
    ahead = {
        year
        for report in reports
        if report.status in NOT_BEGUN and reports[-1].status is not Status.CANCELLED
        for year in report.actual_spending
    }
    paid = [first.periods.first(year) for year, amount in spending.items() if amount and year not in ahead]
    if requirement.latest is not None:
        quarters.append(requirement.earliest)
        paid = [quarter for quarter in paid if quarter.year < requirement.earliest.year]
    return min(quarters + paid) if quarters or paid else None


def _finished(standing: _Standing, begun: Period | None) -> tuple[_Standing, tuple[Mode, ...]]:
    """Return finished works: when they began, and their one mode.

    Nobody may have said when: then they took as long as usual. The money is what was reported as spent, or
    else the cost along the usual profile.
    """
    usual, report = standing.requirement.modes[0], standing.report
    finish = report.forecast_finish or report.effective
    if standing.requirement.is_milestone:
        return replace(standing, begun=finish), (Mode("finished", 0, NOTHING),)
    usually = max(standing.phasing.calendar.first, usual.start(finish))
    standing = replace(standing, begun=min(begun or usually, finish))
    quarters = standing.begun.until(finish) + 1
    if report.actual_spending:
        spent = standing.history()
    else:
        cost = {source: sum(paid) for source, paid in usual.spending.items()}
        spread = standing.phasing.profiles[usual.id].spread(cost, quarters)
        spent = in_years(spread.whole(), standing.begun)
    return standing, (Mode("finished", quarters, NOTHING, history=quarters, past=spent),)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a project stands: works that have begun, and the report in force.

    Attributes:
        report: The one in force, with all spending that is known.
        reports: All of them, in the order in which they take effect.
        begun: The period in which works began.
    """

    requirement: Requirement
    report: StatusReport
    reports: tuple[StatusReport, ...]
    begun: Period
    phasing: Phasing

    def not_begun(self, delay: int) -> Requirement:
        """Return works that start once the report has effect, and not so early that they beat the forecast.

        What has been paid ahead of them, for land or plans, is not paid again.
        """
        requirement, report, granted = self.requirement, self.report, self.phasing.granted
        earliest = max(requirement.earliest, report.effective)
        if granted is not None and report.spent < (requirement.cost or 0):
            past, (mode, *_) = self._reported(), requirement.modes
            finish = max(earliest, report.forecast_finish or mode.finish(requirement.earliest))
            left = granted.left(past, report.effective, has_begun=False)
            flow, quarters = in_quarters(left, earliest, finish), earliest.until(finish) + 1
            mode = replace(mode, quarters=quarters, flow=flow, past=past)
            fixed = replace(requirement, modes=(mode,), cost=mode.in_all)
            return replace(fixed, earliest=earliest, latest=earliest)
        if report.forecast_finish is not None:
            earliest = max(earliest, requirement.modes[0].start(report.forecast_finish))
        if any(report.actual_spending.values()):
            modes = tuple(self._paid_ahead(mode) for mode in requirement.modes)
            requirement = replace(requirement, modes=modes, cost=self.cost_at_least(modes))
        waiting = replace(requirement, earliest=earliest, latest=None)
        return waiting.delayed(delay, self.phasing.calendar.first)

    def _paid_ahead(self, mode: Mode) -> Mode:
        """Return the mode with what has been paid ahead of it, and the rest along its profile."""
        past, per = self._reported(), mode.flow.per
        left = {source: sum(amounts) for source, amounts in mode.flow.amounts.items()}
        budget = (2 * sum(left.values()) + per) // (2 * per)
        for source, by_year in past.items():
            left[source] = left.get(source, 0) - per * sum(by_year.values())
        in_all, more = max(0, sum(left.values())), None
        if budget and not in_all:
            more = MoreToCome(budget=budget, spent=self.report.spent, to_come=budget)
            left, per = split(budget, self.phasing.shares), 1
        elif any(amount < 0 for amount in left.values()):
            numerators, parts = over_one_denominator(self.phasing.shares)
            left = {source: in_all * numerator for source, numerator in numerators.items()}
            per *= parts
        rest = self.phasing.profiles[mode.id].spread(left, mode.quarters, per=per)
        return replace(mode, flow=rest, past=past, more_to_come=more)

    def cost_at_least(self, modes: Sequence[Mode]) -> int | None:
        """Return the cost, or what has been spent and is forecast to come where that is more.

        Where the years to come are fixed, it is what was spent and is still to be paid in them.
        """
        if self.phasing.granted is not None and modes and self.report.status not in NOT_BEGUN:
            return modes[0].in_all
        cost, forecast = self.requirement.cost, modes[0].more_to_come if modes else None
        more = 0 if forecast is None else forecast.to_come
        return None if cost is None else max(cost, self.report.spent + more)

    def going_on(self, delay: int) -> tuple[Mode, ...]:
        """Return each mode as it goes on from the report; a forecast finish leaves one, the one it is of."""
        effective, forecast = self.report.effective, self.report.forecast_finish
        if forecast is not None:
            return (self._continued(self._chosen(forecast), effective, forecast.plus(delay)),)
        return tuple(
            self._continued(mode, effective, effective.plus(self._quarters_left(mode) - 1 + delay))
            for mode in self.requirement.modes
        )

    def resuming(self, delay: int) -> tuple[Mode, ...]:
        """Return a mode for each period after the report in which suspended works may resume."""
        usual = self._chosen()
        left = self._quarters_left(usual)
        forecast, last = self.report.forecast_finish, self.phasing.calendar.last
        if self.requirement.runs_on:
            last = last.plus(left - 1)
        first = self.report.effective.plus(1 + delay)
        # Too late to finish within the schedule, the first one still stands: a plan can then say so.
        count = max(1, first.plus(left - 1).until(last) + 1)
        granted = self._granted(self.history())
        if granted:
            # Each year keeps its amount, so works have to go on within the first that has one, if they can.
            count = min(count, max(1, first.until(first.periods.last(min(granted))) + 1))
        resumes = (first.plus(k) for k in range(count))
        return tuple(
            replace(self._continued(usual, resume, finish), id=f"resume-{resume}")
            for resume in resumes
            if (finish := resume.plus(left - 1)) >= (forecast or finish)
        )

    def cancelled(self) -> tuple[Mode, ...]:
        """Return what remains of a cancelled project: the money already spent."""
        past = self.history()
        last = max((year for by_year in past.values() for year in by_year), default=self.begun.year)
        over = min(self.begun.periods.last(last), self.report.effective.plus(-1))
        quarters = max(0, self.begun.until(over)) + 1
        return (Mode(CANCELLED_MODE, quarters, NOTHING, history=quarters, past=past),)

    def history(self) -> YearsBySource:
        """Return what has been spent before the report takes effect, by source and fiscal year.

        Where nothing is reported, or nothing of the years before the first, what the usual mode would have
        spent by then is taken, and nothing for the time in which works were suspended.
        """
        first = self.phasing.calendar.first
        usual = self.requirement.modes[0].spending
        as_worked = in_years({source: self._as_worked(paid) for source, paid in usual.items()}, self.begun)
        if not self.report.actual_spending:
            return as_worked
        if min(self.report.actual_spending) >= first.year:
            # Nobody says what was spent before the first year: what the usual mode would have.
            earlier = {
                source: {year: amount for year, amount in by_year.items() if year < first.year}
                for source, by_year in as_worked.items()
            }
            return together(earlier, self._reported())
        return self._reported()

    def _reported(self) -> YearsBySource:
        """Return what has been reported as spent, by source and fiscal year."""
        spending = self.report.actual_spending
        return shared_out(spending, self.phasing.shares_in, {year: self._named_in(year) for year in spending})

    def _named_in(self, year: int) -> dict[str, int]:
        """Return source -> what it is said to have paid then, unless a report says something else in all."""
        actuals = [actual for actual in self.phasing.actuals if actual.year == year]
        if sum(actual.amount for actual in actuals) != self.report.actual_spending[year]:
            return {}
        named: Counter[str] = Counter()
        for actual in actuals:
            if actual.source is not None:
                named[actual.source] += actual.amount
        return dict(named)

    def _as_worked(self, amounts: Sequence[int]) -> tuple[int, ...]:
        """Return an amount for each period gone by, the next one for each in which works went on."""
        following = iter(amounts)
        return tuple(next(following, 0) if works_went_on else 0 for works_went_on in self._worked())

    def _worked(self) -> list[bool]:
        """Return for each period from the start to the report whether works went on: not while suspended."""
        quarters = (self.begun.plus(k) for k in range(self.begun.until(self.report.effective)))
        in_force = ([r.status for r in self.reports if r.effective <= quarter] for quarter in quarters)
        return [not said or said[-1] is not Status.SUSPENDED for said in in_force]

    def _continued(self, mode: Mode, resume: Period, finish: Period) -> Mode:
        """Return the mode with its history, nothing until it resumes, and the rest of the cost by the finish.

        The rest follows the mode's profile from the progress reached on.
        """
        history, wait = self.history(), self.begun.until(resume)
        quarters = resume.until(finish) + 1
        granted, more = self._granted(history), self._more_to_come(history, mode)
        if more is not None:
            left = split(math.ceil(more.to_come - amount_of(granted or {})), self.phasing.shares)
        else:
            left = self._left(history, mode) if granted is None else {}
        rest = self.phasing.profiles[mode.id].spread(left, quarters, self._share_done(mode))
        rest = rest.plus(in_quarters(granted or {}, resume, finish))
        done = self.begun.until(self.report.effective)
        flow = NOTHING.plus(rest, later=wait)
        return Mode(mode.id, wait + quarters, flow, mode.escalation, done, past=history, more_to_come=more)

    def _more_to_come(self, history: YearsBySource, mode: Mode) -> MoreToCome | None:
        """Return what is forecast where the money is gone while works are not done; None where it lasts.

        It is gone when nothing is left of it, or when there is less than half of what the budget has for the
        part that has been reported as not done. That part is then forecast to cost what it was to cost, or as
        much as has been granted for years to come.
        """
        if not self.report.actual_spending:
            return None
        spent = sum(sum(by_year.values()) for by_year in history.values())
        budget = sum(map(sum, mode.spending.values()))
        needed = budget * (1 - self.phasing.profiles[mode.id].share_spent(self._share_done(mode)))
        granted, is_stated = self._granted(history), self._progress_stated() is not None
        left = budget - spent if granted is None else amount_of(granted)
        if needed and (left <= 0 or spent >= budget or (is_stated and 2 * left < needed)):
            to_come = needed if granted is None else max(needed, left)
            return MoreToCome(budget=budget, spent=spent, to_come=math.ceil(to_come))
        return None

    def _granted(self, history: YearsBySource) -> StillGranted | None:
        """Return what is still to be paid as granted; None where the years to come are not fixed."""
        granted = self.phasing.granted
        return None if granted is None else granted.left(history, self.report.effective)

    def _left(self, history: YearsBySource, mode: Mode) -> dict[str, int]:
        """Return source -> what is still to be paid of the cost: nothing once the cost has been spent.

        Where a source has paid more than its share, the rest is shared anew: all of it, and no more.
        """
        left = {source: sum(amounts) for source, amounts in mode.spending.items()}
        for source, by_year in history.items():
            left[source] = left.get(source, 0) - sum(by_year.values())
        if any(amount < 0 for amount in left.values()):
            return split(max(0, sum(left.values())), self.phasing.shares)
        return left

    def _share_done(self, mode: Mode) -> Fraction:
        """Return the share of the works done: as reported last, and at the pace of the mode since then."""
        stated = self._progress_stated()
        done = Fraction(0) if stated is None else Fraction(stated.physical_progress or 0, 100)
        since = 0 if stated is None else max(0, self.begun.until(stated.effective))
        worked = sum(self._worked()[since:])
        # Where nobody says what was spent, works went on in the usual mode, as `history` has it.
        pace = mode if self.report.actual_spending else self.requirement.modes[0]
        return min(Fraction(1), done + Fraction(worked, pace.quarters))

    def _quarters_left(self, mode: Mode) -> int:
        """Return how many periods of works are left, at least one."""
        if self._progress_stated() is not None:
            return max(1, math.ceil(mode.quarters * (1 - self._share_done(mode))))
        return max(1, mode.quarters - sum(self._worked()))

    def _progress_stated(self) -> StatusReport | None:
        """Return the last report that says how far the works are; None when none does."""
        return next((r for r in reversed(self.reports) if r.physical_progress is not None), None)

    def _chosen(self, finish: Period | None = None) -> Mode:
        """Return the mode a person pinned, or else one that finishes then, or else the usual one."""
        pinned, modes = self.requirement.pinned_mode, self.requirement.modes
        fitting = next((mode for mode in modes if mode.finish(self.begun) == finish), modes[0])
        return (pinned and self.requirement.mode(pinned)) or fitting

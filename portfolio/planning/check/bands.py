"""Whether money that moved stayed within its band, by sums over years; it shares nothing with compiling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, product, zip_longest

from portfolio.domain.bands import Band
from portfolio.domain.brief import Brief
from portfolio.domain.plan import Plan, Violation
from portfolio.domain.requirement import Requirement
from portfolio.domain.rule_names import RuleName
from portfolio.planning.check.reading import differs, in_unit, money_differs, shown_amounts, walk, works_of


def bands(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """By the end of each year a source has completed what its curve lets it, no less and no more.

    So it is with each year's own amount: whole steps, the most and the least. What the plan tells of the
    curve, and of how much it moved from it, is counted again.
    """
    for place, planned, requirement in walk(brief, plan):
        works = works_of(planned, requirement)
        band = None if requirement is None else requirement.band
        if works is None or band is None:
            if planned.band is not None:
                path = f"{place}.band"
                yield Violation(rule=RuleName.BAND, path=path, found="a band", expected="none")
            continue
        need, mode, start = works
        along = brief.within(mode.by_year(start))
        is_shared = need.sharing_in(mode) is not None
        now, then = ({"": _in_all(years)} if is_shared else years for years in (planned.by_source, along))
        moved = sum(
            max(0, amount - then.get(source, {}).get(year, 0))
            for source, by_year in now.items()
            for year, amount in by_year.items()
        )
        told = planned.band
        path, found = f"{place}.band", None if told is None else (_shown(told.curve), told.moved)
        yield from money_differs(brief, RuleName.BAND, path, found, (along, moved))
        yield from differs(RuleName.BAND, f"{path}.within", None if told is None else told.within, band)
        begins = brief.calendar.first.until(start)
        sources = mode.spending.keys() | planned.by_source.keys()
        # Sources that share what they pay have one band together.
        for together in [sources] if is_shared else [{source} for source in sources]:
            rest = dict.fromkeys(brief.calendar.years, 0)
            for source, year in product(together, rest):
                rest[year] += planned.by_source.get(source, {}).get(year, 0)
                rest[year] -= need.spent.get(source, {}).get(year, 0)
            paid = [amounts for source, amounts in mode.paid(start).items() if source in together]
            curve = _curve(brief, tuple(map(sum, zip_longest(*paid, fillvalue=0))), begins)
            path = f"{place}.by_source" if is_shared else f"{place}.by_source.{next(iter(together))}"
            room = _Room(band, curve, max(0, begins), history_of(brief, need))
            yield from _of_source(brief, path, room, rest)


def _in_all(by_source: dict[str, dict[int, int]]) -> dict[int, int]:
    years = {year for amounts in by_source.values() for year in amounts}
    return {year: sum(amounts.get(year, 0) for amounts in by_source.values()) for year in sorted(years)}


def _shown(by_source: dict[str, dict[int, int]]) -> dict[str, dict[int, int]]:
    return {source: years for source, told in by_source.items() if (years := shown_amounts(told))}


def _curve(brief: Brief, amounts: tuple[int, ...], begins: int) -> list[int]:
    """Return what has been completed by the end of each period of the schedule, along the curve."""
    each = [0] * brief.calendar.number_of_periods
    for elapsed, amount in enumerate(amounts):
        if 0 <= begins + elapsed < len(each):
            each[begins + elapsed] += amount
    return list(accumulate(each))


def history_of(brief: Brief, need: Requirement) -> int:
    """Return how many periods of the schedule are over for works that are under way."""
    data_date, rule = brief.portfolio.data_date, brief.portfolio.assumptions.history
    assumed = 0 if rule is None else rule.last_year + 1 - brief.calendar.first_year
    known = 0 if data_date is None else brief.calendar.first.until(data_date)
    return 0 if need.latest is None else max(known, assumed * brief.calendar.periods.per_year)


@dataclass(frozen=True, slots=True)
class _Room:
    """What one source of a project may complete: within which band, of which curve, since when.

    Attributes:
        curve: What it has completed by the end of each period of the schedule.
        begins: Period of the schedule in which works start.
        history: How many periods are over.
    """

    band: Band
    curve: list[int]
    begins: int
    history: int


def _of_source(brief: Brief, path: str, room: _Room, rest: dict[int, int]) -> Iterator[Violation]:
    band, curve = room.band, room.curve
    per_year, whole = brief.calendar.periods.per_year, curve[-1]
    done = before = begun = 0
    for number, (year, amount) in enumerate(rest.items()):
        first, last = number * per_year, (number + 1) * per_year - 1
        done += amount
        is_history, so_far, along = first < room.history, f"{path} up to {year}", curve[last] - before
        before = curve[last]
        if is_history or last == len(curve) - 1:
            yield from money_differs(brief, RuleName.BAND, so_far, done, curve[last])
        else:
            behind = curve[last - band.late] if last >= band.late else 0
            ahead = curve[min(last + band.early, len(curve) - 1)]
            least = whole if behind >= whole else behind - (behind - begun) % band.step
            most = min(whole, ahead + (begun - ahead) % band.step) if room.begins <= last else 0
            if not least <= done <= most:
                words = f"{in_unit(brief, least)} to {in_unit(brief, most)}"
                yield from money_differs(brief, RuleName.BAND, so_far, done, words)
            if done != whole and (done - begun) % band.step:
                words = f"{in_unit(brief, begun)} and whole steps of {in_unit(brief, band.step)}"
                yield from money_differs(brief, RuleName.BAND, so_far, done, words)
        if is_history:
            begun = curve[last]
            continue
        least = max(0, min(band.minimum, along - along % band.step))
        if amount < least:
            words = f"at least {in_unit(brief, least)}"
            yield from money_differs(brief, RuleName.BAND, f"{path}.{year}", amount, words)
        if band.maximum is not None and amount > band.maximum:
            words = f"at most {in_unit(brief, band.maximum)}"
            yield from money_differs(brief, RuleName.BAND, f"{path}.{year}", amount, words)

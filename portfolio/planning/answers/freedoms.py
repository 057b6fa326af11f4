"""What a plan was allowed and another was not.

A plan that is proven optimal is so among all that it was allowed. Beside a better one, the difference in what
the two were allowed is what a reader has to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import inf

from portfolio.domain.bands import AS_THE_CURVE, Band
from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.expectations import Form
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Requirement
from portfolio.domain.scenario import default_objective
from portfolio.domain.sharing import Sharing


class FreedomKind(StrEnum):
    """What one plan was allowed and the other was not.

    `FLEXIBILITY`: a project's spending may move by a larger share of each period, as amounts of it are
    pinned. `BAND`: its money may move further from its curve. `SHARES`: sources may share it otherwise.
    `ALLOCATION`: an amount that the other has
    pinned is not, or is another one. `START`, `MODE`: a start or mode that the other has pinned is not, or is
    another one. `EARLIER`, `LATER`: works may start earlier, or later. `GATE`: a gate is waived. `OPTIONAL`:
    a project may be left out. `DROPPED`: it is dropped, and its money with it. `COST`: it costs less.
    `CEILING`: a ceiling is higher, or there is none. `CARRY_OVER`: more unused room moves on. `LAPSE`: it
    does for longer. `SOURCE_YEARS`: a source can pay in more years. `ELIGIBLE`: it may pay for every project.
    `FLOOR`: the floor is lower, or there is none. `SOFT_FLOOR`: it may be missed. `MAXIMUM`: more may be
    invested in all, or there is no limit. `SCHEDULE`: the schedule runs longer. `MOVES`: more projects
    may depart from the baseline.
    """

    FLEXIBILITY = "flexibility"
    BAND = "band"
    SHARES = "shares"
    ALLOCATION = "allocation"
    START = "start"
    MODE = "mode"
    EARLIER = "earlier"
    LATER = "later"
    GATE = "gate"
    OPTIONAL = "optional"
    DROPPED = "dropped"
    COST = "cost"
    CEILING = "ceiling"
    CARRY_OVER = "carry_over"
    LAPSE = "lapse"
    SOURCE_YEARS = "source_years"
    ELIGIBLE = "eligible"
    FLOOR = "floor"
    SOFT_FLOOR = "soft_floor"
    MAXIMUM = "maximum"
    SCHEDULE = "schedule"
    MOVES = "moves"


OF_MONEY = {
    FreedomKind.ALLOCATION,
    FreedomKind.COST,
    FreedomKind.CEILING,
    FreedomKind.FLOOR,
    FreedomKind.MAXIMUM,
}
"""Kinds whose values are amounts of money."""


class Apart(StrEnum):
    """What makes two plans answers to different questions, neither of them the freer one.

    `DATA`: they were made from different data. `BASELINE`: they keep close to different baselines. `AIMS`:
    they aim for different things, or give up a different share of one for the next.
    """

    DATA = "data"
    BASELINE = "baseline"
    AIMS = "aims"


@dataclass(frozen=True, slots=True)
class Freedom:
    """One thing that a plan was allowed and another was not.

    Attributes:
        own: What holds for the plan that was allowed more: 10k CNY, a period, a mode, a year, a count, or a
            share as text ("0.5"); None where there is no such limit.
        other: Likewise for the other plan.
    """

    kind: FreedomKind
    project: str | None = None
    payer: str | None = None
    year: int | None = None
    own: int | str | None = None
    other: int | str | None = None

    @property
    def in_money(self) -> tuple[str, ...]:
        """Fields that hold amounts: what was allowed, where that is money."""
        return ("own", "other") if self.kind in OF_MONEY else ()


@dataclass(frozen=True, slots=True)
class Freedoms:
    """What two plans were allowed.

    Attributes:
        before: What only the earlier plan was allowed.
        after: What only the later one was.
        apart: What cannot be put as more or less.
    """

    before: tuple[Freedom, ...]
    after: tuple[Freedom, ...]
    apart: tuple[Apart, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both were allowed the same."""
        return not (self.before or self.after or self.apart)


def freedoms(portfolio: Portfolio, before: Plan, after: Plan) -> Freedoms:
    """Return what each of two plans was allowed and the other was not, by their scenarios and baselines.

    Both scenarios are held against the portfolio given; what else differs between older data is not known
    here. Where one fits it no more, only that is told.
    """
    apart = list(_apart(portfolio, before, after))
    if any(plan.scenario.faults_against(portfolio, Form.SCENARIO) for plan in (before, after)):
        return Freedoms((), (), tuple(dict.fromkeys([Apart.DATA, *apart])))
    old, new = (brief_of(portfolio, plan.scenario, plan.kept_close_to) for plan in (before, after))
    return Freedoms(tuple(_more(old, new)), tuple(_more(new, old)), tuple(apart))


def _apart(portfolio: Portfolio, before: Plan, after: Plan) -> Iterator[Apart]:
    if before.provenance.data_hash != after.provenance.data_hash:
        yield Apart.DATA
    kept = [plan.kept_close_to for plan in (before, after)]
    if kept[0] != kept[1] and (None not in kept or before.scenario.most_moves or after.scenario.most_moves):
        yield Apart.BASELINE
    # Without the aim to stay close to a baseline, which takes nothing from those before it.
    usual = default_objective(portfolio, before.scenario)
    aims = [plan.scenario.objective or usual for plan in (before, after)]
    if aims[0] != aims[1]:
        yield Apart.AIMS


def _more(one: Brief, other: Brief) -> Iterator[Freedom]:
    """Yield what the first was allowed and the other was not."""
    yield from _more_money(one, other)
    if one.calendar.last_schedule_year > other.calendar.last_schedule_year:
        last = (one.calendar.last_schedule_year, other.calendar.last_schedule_year)
        yield Freedom(FreedomKind.SCHEDULE, own=last[0], other=last[1])
    if other.most_moves is not None and (one.most_moves is None or one.most_moves > other.most_moves):
        yield Freedom(FreedomKind.MOVES, own=one.most_moves, other=other.most_moves)
    for name, held in other.requirements.items():
        free = one.requirements.get(name)
        if free is None or held.opens > free.opens:
            yield Freedom(FreedomKind.DROPPED, name)
        else:
            yield from _more_of_project(free, held)
            waived = {*one.scenario.project(name).waived} - {*other.scenario.project(name).waived}
            if any(hold.stage in waived for hold in held.holds):
                yield Freedom(FreedomKind.GATE, name)


def _more_money(one: Brief, other: Brief) -> Iterator[Freedom]:
    for payer, by_year in other.ceilings.items():
        for year, maximum in by_year.items():
            own = one.ceilings.get(payer, {}).get(year)
            if own is None or own > maximum:
                yield Freedom(FreedomKind.CEILING, payer=payer, year=year, own=own, other=maximum)
        shares = [brief.carry_over.get(payer, 0) for brief in (one, other)]
        if one.ceilings.get(payer) and shares[0] > shares[1]:
            yield Freedom(FreedomKind.CARRY_OVER, payer=payer, own=f"{shares[0]}", other=f"{shares[1]}")
    yield from _more_of_sources(one, other)
    if (other.floor or 0) > (one.floor or 0):
        yield Freedom(FreedomKind.FLOOR, own=one.floor, other=other.floor)
    if one.floor and other.floor and one.floor_is_soft and not other.floor_is_soft:
        yield Freedom(FreedomKind.SOFT_FLOOR)
    if other.maximum is not None and (one.maximum is None or one.maximum > other.maximum):
        yield Freedom(FreedomKind.MAXIMUM, own=one.maximum, other=other.maximum)


def _more_of_sources(one: Brief, other: Brief) -> Iterator[Freedom]:
    """Yield the conditions on money that hold for the second and not, or not as strictly, for the first."""
    for payer, lapse in other.funds.lapses.items():
        own = one.funds.lapses.get(payer)
        if one.carry_over.get(payer) and one.ceilings.get(payer) and (own is None or own > lapse):
            yield Freedom(FreedomKind.LAPSE, payer=payer, own=own, other=lapse)
    for source, held in other.funds.years.items():
        span = one.funds.years.get(source, (None, None))
        is_longer = any(
            one.funds.is_open(source, year) and not other.funds.is_open(source, year)
            for year in one.calendar.years
        )
        if is_longer:
            texts = ("–".join(str(year or "") for year in years) for years in (span, held))
            own_years, other_years = texts
            told = None if span == (None, None) else own_years
            yield Freedom(FreedomKind.SOURCE_YEARS, payer=source, own=told, other=other_years)
    free = {s.id for s in one.portfolio.assumptions.funding_sources if s.is_for_every_project}
    for each in other.portfolio.assumptions.funding_sources:
        if not each.is_for_every_project and each.id in free:
            yield Freedom(FreedomKind.ELIGIBLE, payer=each.id)


def _more_of_project(one: Requirement, other: Requirement) -> Iterator[Freedom]:
    name = one.project
    if one.flexibility > other.flexibility:
        shares = (f"{one.flexibility}", f"{other.flexibility}")
        yield Freedom(FreedomKind.FLEXIBILITY, name, own=shares[0], other=shares[1])
    if _is_wider(one.band, other.band):
        yield Freedom(FreedomKind.BAND, name)
    if _shares_more(one.sharing, other.sharing):
        yield Freedom(FreedomKind.SHARES, name)
    for source, by_year in other.allocations.items():
        for year, amount in by_year.items():
            own = one.allocations.get(source, {}).get(year)
            if own != amount:
                yield Freedom(FreedomKind.ALLOCATION, name, source, year, own, amount)
    if other.pinned_start is not None and one.pinned_start != other.pinned_start:
        own_start, pinned = _text(one.pinned_start), _text(other.pinned_start)
        yield Freedom(FreedomKind.START, name, own=own_start, other=pinned)
    if other.pinned_mode is not None and one.pinned_mode != other.pinned_mode:
        yield Freedom(FreedomKind.MODE, name, own=one.pinned_mode, other=other.pinned_mode)
    if one.earliest < other.earliest:
        yield Freedom(FreedomKind.EARLIER, name, own=_text(one.earliest), other=_text(other.earliest))
    if other.latest is not None and (one.latest is None or one.latest > other.latest):
        yield Freedom(FreedomKind.LATER, name, own=_text(one.latest), other=_text(other.latest))
    if other.mandatory and not one.mandatory:
        yield Freedom(FreedomKind.OPTIONAL, name)
    if (inf if other.cost is None else other.cost) > (one.cost or 0) and one.cost is not None:
        yield Freedom(FreedomKind.COST, name, own=one.cost, other=other.cost)


def _is_wider(one: Band | None, other: Band | None) -> bool:
    """Tell whether a band lets something that another does not."""
    own, held = one or AS_THE_CURVE, other or AS_THE_CURVE
    if not own.moves:
        return False
    return not held.moves or (
        own.early > held.early
        or own.late > held.late
        or held.step % own.step != 0
        or own.step % held.step != 0
        or own.minimum < held.minimum
        or (held.maximum is not None and (own.maximum is None or own.maximum > held.maximum))
    )


def _shares_more(one: Sharing | None, other: Sharing | None) -> bool:
    """Tell whether bounds of shares or matches let something that others do not."""
    if one is None or other is None:
        return one is not None
    nothing = (Fraction(0), Fraction(0))
    own = {source: other.bounds.get(source, nothing) for source in one.bounds}
    wider = any(
        one.bounds[source][0] < low or one.bounds[source][1] > high for source, (low, high) in own.items()
    )
    ratios = {(match.source, match.against): match.ratio for match in one.matches}
    looser = (ratios.get((m.source, m.against), m.ratio + 1) > m.ratio for m in other.matches)
    return wider or any(looser)


def _text(quarter: Period | None) -> str | None:
    return None if quarter is None else str(quarter)

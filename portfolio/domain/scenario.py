"""A scenario: named changes on a portfolio. It never edits the data it is applied to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from portfolio.domain.assumptions import OPEN, TOTAL
from portfolio.domain.bands import OwnBand
from portfolio.domain.bonds import BondChange
from portfolio.domain.calendar import Period
from portfolio.domain.conditions import SourceChange
from portfolio.domain.counting import CountsPeriods
from portfolio.domain.dates import has_dearer_modes, has_printed_dates
from portfolio.domain.eligibility import barred_sources, paying, who_may_pay
from portfolio.domain.envelope import EnvelopeChange
from portfolio.domain.errors import Fault, Place, Unfit
from portfolio.domain.expectations import Expected
from portfolio.domain.follow_on import bonds_of, capped_names, with_bonds
from portfolio.domain.funds import with_sources
from portfolio.domain.numbers import Amount, Exact, Share, Whole
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.sharing import ShareBounds
from portfolio.domain.sharing_projects import share_faults
from portfolio.domain.stages import StageKind


def _four_digits(value: object) -> object:
    """Refuse other ways to write a year, so that no year can stand twice unnoticed."""
    if isinstance(value, str) and not re.fullmatch("[0-9]{4}", value):
        raise Unfit(Expected.FOUR_DIGITS)
    return value


Year = Annotated[int, BeforeValidator(_four_digits)]
"""A fiscal year."""


def _is_absent(value: object) -> bool:
    return value is None


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


DEFAULT_FLEXIBILITY = Decimal("0.5")
"""How far spending may move where a person has pinned a year's amount, unless the scenario says otherwise."""


FLOOR_LOCK = "floor"
"""What is locked when the floor is."""

MAXIMUM_LOCK = "maximum"
"""What is locked when the most that may be invested is."""

MOST_TOLERANCE = 1000
"""The largest share by which later tiers may worsen a tier: as good as any."""


class TermName(StrEnum):
    """What an objective can aim for; the optimizer's words."""

    VIOLATION = "violation"
    TARDINESS = "tardiness"
    EARLINESS = "earliness"
    EXTRA_COST = "extra_cost"
    PEAK = "peak"
    BENEFIT = "benefit"
    SELECTED = "selected"
    USAGE = "usage"
    MAKESPAN = "makespan"
    DISRUPTION = "disruption"


class Term(_Model):
    """One aim and its weight within a tier.

    Attributes:
        resource: Whose money, for the terms that are about money: a source, a group or "total".
        sense: For usage only: spend as little ("min") or as much ("max") as possible.
    """

    term: TermName
    resource: str | None = None
    weight: Annotated[Exact, Field(gt=0, le=10**6)] = Decimal(1)
    sense: Annotated[str, Field(pattern="^(min|max)$")] | None = None

    @property
    def is_money(self) -> bool:
        """Whether its value is an amount of money."""
        return self.term in {TermName.VIOLATION, TermName.PEAK, TermName.USAGE, TermName.EXTRA_COST}

    @property
    def is_maximised(self) -> bool:
        """Whether more is better."""
        return self.term in {TermName.BENEFIT, TermName.SELECTED} or (
            self.term is TermName.USAGE and self.sense == "max"
        )

    @model_validator(mode="after")
    def _names_money_where_it_must(self) -> Self:
        if self.term in {TermName.PEAK, TermName.USAGE} and self.resource is None:
            raise Unfit(Expected.TERM_RESOURCE, {"term": self.term})
        if self.sense is not None and self.term is not TermName.USAGE:
            raise Unfit(Expected.SENSE_OF_USAGE)
        return self


class Tier(_Model):
    """Aims that are weighed against each other; later tiers may worsen the sum by the tolerance (a share)."""

    terms: tuple[Term, ...] = Field(min_length=1)
    tolerance: Annotated[Share, Field(ge=0, le=MOST_TOLERANCE)] = Decimal(0)


class Pin(_Model):
    """A start or a mode fixed by a person."""

    start: Period | None = None
    mode: str | None = None


class ProjectChange(CountsPeriods, _Model):
    """What a scenario changes on one project.

    Attributes:
        cost: Another total investment, in 10k CNY.
        delay_quarters: Its earliest start moves this many periods later.
        mandated: False lets the plan leave it out; otherwise it must be carried out.
        excluded: It is dropped.
        allocations: Source -> fiscal year -> amount that it is to spend there, 10k CNY.
        flexibility: Share of each period's spending that may move to meet the allocations, where there is no
            band.
        band: How far its money may move from its curve, instead of what is assumed; 0: not at all.
        waived: Stages whose gates do not hold for it.
        funding: Who pays, where that is undecided: the name of a choice ("private"), or "open" where the
            optimizer chooses.
        shares: Source -> between which shares of it the source pays, instead of what is assumed.
    """

    cost: Amount | None = None
    delay_quarters: Annotated[
        Whole, Field(ge=0, le=400, validation_alias=AliasChoices("delay_quarters", "delay"))
    ] = 0
    mandated: bool | None = None
    excluded: bool = False
    pin: Pin | None = None
    allocations: dict[str, dict[Year, Amount]] = {}
    flexibility: Annotated[Share, Field(ge=0, le=1)] = DEFAULT_FLEXIBILITY
    band: Annotated[OwnBand | None, Field(exclude_if=_is_absent)] = None
    waived: Annotated[tuple[StageKind, ...], Field(exclude_if=lambda stages: not stages)] = ()
    funding: Annotated[str | None, Field(exclude_if=_is_absent)] = None
    shares: Annotated[dict[str, ShareBounds], Field(exclude_if=lambda shares: not shares)] = {}

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.mandated and self.excluded:
            raise Unfit(Expected.MANDATED_OR_EXCLUDED)
        return self


class Scenario(_Model):
    """Changes on a portfolio; what is absent stays as the portfolio has it.

    Attributes:
        ceilings: Source or group -> fiscal year -> most that may be spent (10k CNY); null lifts a ceiling.
        carry_over: Source or group -> share (0..1) of a year's unused room that the next year may use.
        objective: Tiers, most important first; absent, the default ones.
        overrun_years: How many years the schedule may run past the programme, instead of the assumption.
        most_moves: How many projects may depart from the baseline's decisions; null for any number.
        locked: What no way out may touch: "floor", "maximum", a ceiling ("public.2019"), or all of a payer's
            ("public").
        band: How far the money of works to come may move from its curve, instead of what is assumed; 0: not
            at all.
        sources: Source or group -> other conditions on its money.
        bonds: Source -> what is changed of its bond.
    """

    name: str = Field(min_length=1, max_length=120)
    ceilings: dict[str, dict[Year, Amount | None]] = {}
    carry_over: dict[str, Annotated[Share, Field(ge=0, le=1)]] = {}
    envelope: EnvelopeChange = EnvelopeChange()
    projects: dict[str, ProjectChange] = {}
    objective: tuple[Tier, ...] | None = None
    overrun_years: Annotated[Whole, Field(ge=0, le=20)] | None = None
    most_moves: Annotated[Whole, Field(ge=0)] | None = None
    locked: tuple[str, ...] = ()
    band: Annotated[OwnBand | None, Field(exclude_if=_is_absent)] = None
    sources: Annotated[dict[str, SourceChange], Field(exclude_if=lambda changes: not changes)] = {}
    bonds: Annotated[dict[str, BondChange], Field(exclude_if=lambda bonds: not bonds)] = {}

    def changed(self, **fields: object) -> Scenario:
        """Return the scenario with other values in these fields."""
        return Scenario.model_validate({**dict(self), **fields})

    def project(self, project_id: str) -> ProjectChange:
        """Return what it changes on a project."""
        return self.projects.get(project_id, ProjectChange())

    def is_locked(self, payer: str, year: int) -> bool:
        """Tell whether a person has said that this ceiling is not to be touched."""
        return payer in self.locked or f"{payer}.{year}" in self.locked

    @property
    def floor_is_locked(self) -> bool:
        """Whether a person has said that the floor is not to be touched."""
        return FLOOR_LOCK in self.locked

    def floor_of(self, portfolio: Portfolio) -> int | None:
        """Return the least that is to be invested within the programme's years; None: there is no floor."""
        changed = self.envelope.minimum
        return portfolio.programme.envelope.minimum if changed is None else changed

    @property
    def maximum_is_locked(self) -> bool:
        """Whether a person has said that the most that may be invested is not to be touched."""
        return MAXIMUM_LOCK in self.locked

    def maximum_of(self, portfolio: Portfolio) -> int | None:
        """Return the most that may be invested within the programme's years; None: there is no limit."""
        if self.envelope.unlimited:
            return None
        changed = self.envelope.maximum
        return portfolio.programme.envelope.maximum if changed is None else changed

    def scheduled(self, portfolio: Portfolio) -> Portfolio:
        """Return the portfolio with the schedule as long as the scenario lets it be."""
        if self.overrun_years is None:
            return portfolio
        assumptions = portfolio.assumptions
        overrun = assumptions.schedule_overrun.model_copy(update={"years": self.overrun_years})
        return portfolio.changed(assumptions=assumptions.model_copy(update={"schedule_overrun": overrun}))

    def in_force(self, portfolio: Portfolio) -> Portfolio:
        """Return the portfolio with schedule and sources as the scenario has them."""
        return with_bonds(with_sources(self.scheduled(portfolio), self), self)

    def faults_against(self, portfolio: Portfolio, file: Place) -> list[Fault]:
        """Return everything the scenario names that the portfolio does not have; empty if it fits."""
        return list(_faults(self, self.in_force(portfolio), file))


def default_objective(portfolio: Portfolio, scenario: Scenario) -> tuple[Tier, ...]:
    """Return the default aims: the floor, then everything on time, then low peak years, then early opening.

    Where there is no floor, nothing aims for it. Where printed years are dates, being done no sooner comes
    after being on time; where dearer modes are for need only, spending no more on them comes after that.

    With no ceilings known this is the levelled plan: its peak year per source is the least money that
    each source must be able to pay in a year if everything is to open on time.
    """
    floor = Tier(terms=(Term(term=TermName.VIOLATION, resource=TOTAL),))
    return (
        *(() if scenario.floor_of(portfolio) is None else (floor,)),
        Tier(terms=(Term(term=TermName.TARDINESS),)),
        *([Tier(terms=(Term(term=TermName.EARLINESS),))] if has_printed_dates(portfolio) else ()),
        *([Tier(terms=(Term(term=TermName.EXTRA_COST),))] if has_dearer_modes(portfolio) else ()),
        Tier(terms=tuple(Term(term=TermName.PEAK, resource=source) for source in portfolio.sources)),
        Tier(terms=(Term(term=TermName.BENEFIT),)),
    )


def _faults(scenario: Scenario, portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    yield from _money_faults(scenario, portfolio, file)
    known = {project.id: project for project in portfolio.projects}
    for project_id, change in scenario.projects.items():
        project = known.get(project_id)
        if project is None:
            yield Fault(file, Expected.PROJECT_HERE, None, "projects", project_id)
        elif not (project.status.has_works or portfolio.reports_of(project.id)):
            status = {"status": project.status}
            yield Fault(file, Expected.PROJECT_WITH_WORKS, None, "projects", project_id, values=status)
        else:
            if change.cost and portfolio.assumptions.is_milestone(project):
                place, subject = f"projects.{project_id}.cost", {"project": project_id}
                yield Fault(
                    file, Expected.MILESTONE_WITHOUT_COST, None, place, str(change.cost), values=subject
                )
            yield from _pin_faults(change.pin or Pin(), project, portfolio, file)
            yield from _allocation_faults(change, project, portfolio, file)
            yield from _funding_faults(change, project, portfolio, file)
            yield from share_faults(change.shares, project, portfolio, file)
    for number, tier in enumerate(scenario.objective or ()):
        for index, term in enumerate(tier.terms):
            if term.term is TermName.DISRUPTION:
                place = f"objective[{number}].terms[{index}].term"
                yield Fault(file, Expected.NO_DISRUPTION, None, place, term.term)
            if term.resource is not None and term.resource not in portfolio.payers:
                place = f"objective[{number}].terms[{index}].resource"
                names = {"names": tuple(portfolio.payers)}
                yield Fault(file, Expected.ONE_OF, None, place, term.resource, values=names)


def _money_faults(scenario: Scenario, portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    of_money = [name for name in portfolio.payers if name != TOTAL]
    payers, bonds = capped_names(portfolio), bonds_of(portfolio)
    yield from _unknown("ceilings", scenario.ceilings, payers, file)
    yield from _unknown("carry_over", scenario.carry_over, of_money, file)
    yield from _unknown("bonds", scenario.bonds, bonds, file)
    yield from _source_faults(scenario, portfolio, of_money, file)
    years = portfolio.calendar.years
    lockable = {FLOOR_LOCK, MAXIMUM_LOCK, *payers, *(f"{payer}.{year}" for payer in payers for year in years)}
    for number, name in enumerate(scenario.locked):
        if name not in lockable:
            yield Fault(file, Expected.LOCKABLE, None, f"locked[{number}]", name)
    for payer, by_year in scenario.ceilings.items():
        for year in by_year:
            if year not in years:
                span = {"first": years[0], "last": years[-1]}
                yield Fault(file, Expected.YEAR_BETWEEN, None, f"ceilings.{payer}", str(year), values=span)


def _unknown(section: str, named: Iterable[str], known: Collection[str], file: Place) -> Iterator[Fault]:
    code = Expected.BOND if section == "bonds" else Expected.PAYER
    unknown = (name for name in named if name not in known)
    yield from (Fault(file, code, None, section, each, values={"names": tuple(known)}) for each in unknown)


def _source_faults(
    scenario: Scenario, portfolio: Portfolio, payers: Sequence[str], file: Place
) -> Iterator[Fault]:
    for payer, change in scenario.sources.items():
        if payer not in payers:
            yield Fault(file, Expected.PAYER, None, "sources", payer, values={"names": tuple(payers)})
        for name in change.of_a_source if payer in portfolio.groups else ():
            yield Fault(file, Expected.OF_SOURCES_ONLY, None, f"sources.{payer}.{name}")
    for source in portfolio.assumptions.funding_sources:
        first, last = source.first_year, source.last_year
        if source.id in scenario.sources and first is not None and last is not None and first > last:
            place, least = f"sources.{source.id}.last_year", {"limit": first}
            yield Fault(file, Expected.AT_LEAST, None, place, str(last), values=least)


def _pin_faults(pin: Pin, project: Project, portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    place, calendar = f"projects.{project.id}.pin", portfolio.calendar
    rule = portfolio.delivery_of(project)
    modes = [] if rule is None else [mode.id for mode in rule.modes]
    if pin.mode is not None and pin.mode not in modes:
        yield Fault(file, Expected.MODE, None, f"{place}.mode", pin.mode, values={"names": tuple(modes)})
    is_begun = pin.start is not None and pin.start == portfolio.fixed_start_of(project)
    if pin.start is not None and pin.start.periods != calendar.periods:
        yield Fault(file, calendar.periods.expected, None, f"{place}.start", str(pin.start))
    elif pin.start is not None and not is_begun and not calendar.first <= pin.start <= calendar.last:
        span = {"first": calendar.first, "last": calendar.last}
        yield Fault(file, Expected.QUARTER_BETWEEN, None, f"{place}.start", str(pin.start), values=span)


def _funding_faults(
    change: ProjectChange, project: Project, portfolio: Portfolio, file: Place
) -> Iterator[Fault]:
    if change.funding is None:
        return
    rule, place = portfolio.funding_of(project), f"projects.{project.id}.funding"
    stated = portfolio.assumptions.funding_of(project)
    barred = barred_sources(portfolio.assumptions, project) if stated is not None else frozenset[str]()
    if stated is not None and barred.intersection(paying(stated.choices.get(change.funding, {}))):
        words = who_may_pay(portfolio.assumptions, project)
        yield Fault(file, words.code, None, place, change.funding, values=words.values)
    elif rule is None or not rule.choices:
        yield Fault(file, Expected.UNDECIDED_PAYER, None, place, change.funding)
    elif change.funding not in (*rule.choices, OPEN):
        names = {"names": (*rule.choices, OPEN)}
        yield Fault(file, Expected.ONE_OF, None, place, change.funding, values=names)


def _allocation_faults(
    change: ProjectChange, project: Project, portfolio: Portfolio, file: Place
) -> Iterator[Fault]:
    place, years = f"projects.{project.id}.allocations", portfolio.calendar.years
    barred = barred_sources(portfolio.assumptions, project) if change.allocations else ()
    if change.allocations and portfolio.reports_of(project.id):
        # Its history must not move to meet them.
        yield Fault(file, Expected.ALLOCATIONS_BEFORE_REPORTS, None, place)
    if change.allocations and project.cost is None and change.cost is None:
        yield Fault(file, Expected.ALLOCATIONS_WITH_PRICE, None, place)
    for source, by_year in change.allocations.items():
        if source not in portfolio.sources:
            names = {"names": tuple(portfolio.sources)}
            yield Fault(file, Expected.SOURCE, None, place, source, values=names)
        elif any(by_year.values()) and source in barred:
            words = who_may_pay(portfolio.assumptions, project)
            yield Fault(file, words.code, None, place, source, values=words.values)
        for year in by_year:
            if year not in years:
                span = {"first": years[0], "last": years[-1]}
                yield Fault(file, Expected.YEAR_BETWEEN, None, f"{place}.{source}", str(year), values=span)

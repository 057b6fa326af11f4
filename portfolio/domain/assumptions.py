"""What the source does not say and a plan needs: assumptions with reasons, apart from the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Protocol, Self, TypeVar

from pydantic import AliasChoices, Field, PrivateAttr, ValidationInfo, model_validator

from portfolio.domain.bands import BandRule
from portfolio.domain.bonds import DEBT_SERVICE, Bond, faults_of_bonds
from portfolio.domain.calendar import QUARTERS, Period, periods_in
from portfolio.domain.cashflow import CashFlowProfile
from portfolio.domain.classes import Classes
from portfolio.domain.conditions import Conditions, KeptBack
from portfolio.domain.counting import CountsPeriods
from portfolio.domain.dates import DearerModes, History, PrintedYears
from portfolio.domain.errors import Expectation, Unfit, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.gates import Gate
from portfolio.domain.links import Alternative, Capacity, Discount, Escalation, Prerequisite
from portfolio.domain.numbers import ExactPercent, ExactShare, Whole, WholePercent, percent_text
from portfolio.domain.payments import AS_COMPLETED, PaymentTerms, PaymentTermsRule
from portfolio.domain.programme_rules import AppropriationsRule, DefaultTarget, FloorRule, Overrun
from portfolio.domain.project import Project
from portfolio.domain.rules import NO_TREES, Identifier, Part, Rule, Selector
from portfolio.domain.running_costs import RUNNING_COSTS, Outlook, RunningCostRule
from portfolio.domain.running_on import MOST_PERIODS
from portfolio.domain.sharing import (
    AS_STATED,
    ShareBounds,
    Sharing,
    SharingRule,
    between,
    bounds_of,
    check_sharing,
)


class OwnershipRule(Rule):
    """Who is taken to own a facility whose source row does not say."""

    ownership: str


class StartRule(Rule):
    """The first period in which works may start.

    Attributes:
        fixed: The project starts then and not later: it is already under way.
    """

    earliest: Period
    fixed: bool = False


class ModeAssumption(CountsPeriods, Part):
    """One way to deliver a project.

    Attributes:
        quarters: Duration of the works; 0 for a milestone, which is reached and costs nothing.
        profile: Name of a cash-flow profile.
        cost_percent: What it costs in this mode, as a share of the project's cost: faster is often dearer.
    """

    id: str
    quarters: Whole = Field(ge=0, le=MOST_PERIODS, validation_alias=AliasChoices("quarters", "duration"))
    profile: str
    cost_percent: WholePercent = Field(default=100, ge=1, le=1000)


class DeliveryRule(Rule):
    """The modes in which projects can be delivered, the usual one first."""

    modes: tuple[ModeAssumption, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _modes_differ(self) -> Self:
        if len({mode.id for mode in self.modes}) != len(self.modes):
            raise Unfit(Expected.DIFFERENT_MODES)
        return self

    @model_validator(mode="after")
    def _works_or_milestone(self, info: ValidationInfo) -> Self:
        name = (periods_in(info.context) or QUARTERS).called("quarters")
        places = [f"modes[{n}].{name}" for n, mode in enumerate(self.modes) if mode.quarters == 0]
        if 0 < len(places) < len(self.modes):
            raise UnfitParts([(place, "0", Expectation(Expected.WORKS_OR_MILESTONE)) for place in places])
        return self

    @property
    def is_milestone(self) -> bool:
        """Whether it is no works but an event: of no duration in any mode."""
        return self.modes[0].quarters == 0


class FundingRule(SharingRule):
    """Which funding source pays what share of a project: all of them together exactly the whole of it.

    Bounds and matches leave shares to be chosen around those that are stated.

    Attributes:
        percent: Source -> its share in percent, with decimals where it has some.
        shares: Source -> its share of one, as a fraction: a third is no percentage that could be written.
            Either this or `percent` is given.
        or_else: Who pays instead, in percent, where that is undecided: all by one of these, never by parts of
            two. What `percent` or `shares` say is then what is assumed meanwhile.
    """

    percent: dict[str, ExactPercent] = Field(default={})
    shares: dict[str, ExactShare] = Field(default={})
    or_else: tuple[dict[str, ExactPercent], ...] = Field(
        default=(), validation_alias=AliasChoices("or_else", "or")
    )

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.percent and self.shares:
            raise Unfit(Expected.PERCENT_OR_SHARES)
        for of_one in map(list, (self.of_one.values(), *(each.values() for each in self._instead))):
            if any(share < 0 for share in of_one) or sum(of_one) != 1:
                terms, total = " + ".join(map(percent_text, of_one)), percent_text(sum(of_one, Fraction(0)))
                added = f"{terms} = {total}" if len(of_one) > 1 else total
                raise Unfit(Expected.SHARES_OF_A_HUNDRED, {"sum": added})
        return self

    @model_validator(mode="after")
    def _alternatives_differ(self) -> Self:
        if self.or_else and (len(self.choices) != 1 + len(self.or_else) or OPEN in self.choices):
            raise Unfit(Expected.DIFFERENT_PAYERS)
        return self

    @model_validator(mode="after")
    def _shares_within_bounds(self) -> Self:
        check_sharing(self, self.of_one, has_alternatives=bool(self.or_else))
        return self

    @property
    def sharing(self) -> Sharing | None:
        """Between which bounds shares are to be chosen; None where the stated ones are all there is."""
        bounds = bounds_of(self, self.of_one)
        return Sharing(bounds, self.matches) if len(bounds) > 1 else None

    def sharing_between(self, bounds: Mapping[str, ShareBounds]) -> FundingRule:
        """Return the rule with these bounds of shares over its own, and its stated shares within them."""
        return self.model_copy(update=between(self, self.of_one, bounds))

    @property
    def _instead(self) -> tuple[dict[str, Fraction], ...]:
        return tuple({s: Fraction(share) / 100 for s, share in each.items()} for each in self.or_else)

    @cached_property
    def choices(self) -> Mapping[str, Mapping[str, Fraction]]:
        """Name -> source -> share of one, of all who may pay where that is undecided, first who is assumed.

        Each is called after its sources. Empty where it is decided.
        """
        if not self.or_else:
            return {}
        return {_called(each): each for each in (self.of_one, *self._instead)}

    @property
    def assumed(self) -> str | None:
        """The name of the choice that is assumed; None where who pays is decided."""
        return _called(self.of_one) if self.or_else else None

    def taking(self, choice: str) -> FundingRule:
        """Return the rule that assumes this one of its choices; who pays stays undecided.

        Bounds are those of who is assumed in the first place.
        """
        bounds = {} if choice == self.assumed else AS_STATED
        return self.model_copy(update={"shares": dict(self.choices[choice]), "percent": {}, **bounds})

    def __copy__(self) -> Self:
        # A copy may be given other shares (`model_copy`), and then counts by those.
        copied = super().__copy__()
        for name in ("of_one", "choices"):
            copied.__dict__.pop(name, None)
        return copied

    @cached_property
    def of_one(self) -> Mapping[str, Fraction]:
        """Source -> its exact share of one."""
        return self.shares or {source: Fraction(share) / 100 for source, share in self.percent.items()}


def _called(shares: Mapping[str, Fraction]) -> str:
    return "+".join(source for source, share in shares.items() if share)


class PriorityRule(Rule):
    """How much a period of tardiness weighs."""

    weight: Whole = Field(ge=0, le=1000)


class _Payer(Part):
    id: Identifier
    name: str | None = None
    name_zh: str | None = None
    name_en: str | None = None


class _Source(_Payer):
    group: str | None = None


class FundingSource(Conditions, _Source):
    """Whose money it is, and what it is bound to.

    Attributes:
        group: Sources of one group are also counted together (district and municipal money are public).
    """


class SourceGroup(KeptBack, _Payer):
    """Sources counted together, and what is kept back of ceilings on all of them."""


class _HasSelector(Protocol):
    @property
    def applies_to(self) -> Selector: ...


_R = TypeVar("_R", bound=_HasSelector)


class Assumptions(Part):
    """All assumptions of a portfolio.

    Attributes:
        envelope_floor: None only where the programme has no floor.
    """

    default_target: DefaultTarget
    schedule_overrun: Overrun
    envelope_floor: FloorRule | None = None
    funding_sources: tuple[FundingSource, ...] = Field(min_length=1)
    source_groups: tuple[SourceGroup, ...] = ()
    ownership: tuple[OwnershipRule, ...] = ()
    starts: tuple[StartRule, ...]
    delivery: tuple[DeliveryRule, ...]
    profiles: dict[str, CashFlowProfile]
    funding: tuple[FundingRule, ...]
    priorities: tuple[PriorityRule, ...]
    prerequisites: tuple[Prerequisite, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    escalation: tuple[Escalation, ...] = ()
    discount: Discount | None = None
    appropriations: AppropriationsRule = AppropriationsRule()
    payment_terms: tuple[PaymentTermsRule, ...] = ()
    bands: tuple[BandRule, ...] = ()
    printed_years: PrintedYears | None = None
    history: History | None = None
    dearer_modes: DearerModes | None = None
    gates: tuple[Gate, ...] = ()
    bonds: tuple[Bond, ...] = ()
    running_costs: tuple[RunningCostRule, ...] = ()
    outlook: Outlook | None = None
    _classes: Classes = PrivateAttr(default=NO_TREES)

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        unknown = list(self._unknown_names())
        if unknown:
            raise UnfitParts(unknown)
        return self

    def _unknown_names(self) -> Iterator[tuple[str, str, Expectation]]:
        """Yield place, name and what was expected for every name that leads nowhere or stands twice."""
        sources = [source.id for source in self.funding_sources]
        groups = [group.id for group in self.source_groups]
        # What ceilings may be of besides payers is not to be mixed up with them, where there is such a thing.
        taken = {TOTAL, *[DEBT_SERVICE][: len(self.bonds)], *[RUNNING_COSTS][: len(self.running_costs)]}
        capacities = [capacity.id for capacity in self.capacities]
        tables = {"source_groups": groups, "funding_sources": sources, "capacities": capacities}
        for table, ids in tables.items():
            for number, name in enumerate(ids):
                if name in taken:
                    yield f"{table}[{number}].id", name, Expectation(Expected.DIFFERENT_IDS, {"total": TOTAL})
                taken.add(name)
        for number, source in enumerate(self.funding_sources):
            if source.group is not None and source.group not in groups:
                words = Expectation(Expected.GROUP_ID, {"names": tuple(groups)})
                yield f"funding_sources[{number}].group", source.group, words
        yield from faults_of_bonds(self.bonds, sources)
        for number, rule in enumerate(self.funding):
            own = "shares" if rule.shares else "percent"
            instead = [(f"or_else[{place}]", each) for place, each in enumerate(rule.or_else)]
            bounds = [("at_least", rule.at_least), ("at_most", rule.at_most)]
            matches = [
                (f"matches[{place}].{field}", {getattr(match, field): match.ratio})
                for place, match in enumerate(rule.matches)
                for field in ("source", "against")
            ]
            for field, shares in ((own, rule.of_one), *instead, *bounds, *matches):
                for name in shares:
                    if name not in sources:
                        words = Expectation(Expected.ONE_OF, {"names": tuple(sources)})
                        yield f"funding[{number}].{field}", name, words
        for number, delivery in enumerate(self.delivery):
            for index, mode in enumerate(delivery.modes):
                if mode.profile not in self.profiles:
                    place = f"delivery[{number}].modes[{index}].profile"
                    yield place, mode.profile, Expectation(Expected.ONE_OF, {"names": tuple(self.profiles)})

    @property
    def floor_is_soft(self) -> bool:
        """Whether a floor may be missed; so may one that only a scenario sets, unless that says otherwise."""
        return self.envelope_floor is None or self.envelope_floor.soft

    def owner_of(self, project: Project) -> str | None:
        """Return who owns the facility, by the source or else by assumption; None if neither says."""
        if project.ownership is not None:
            return project.ownership
        rule = self._first(self.ownership, project, None)
        return None if rule is None else rule.ownership

    def start_of(self, project: Project) -> StartRule | None:
        """Return the rule for the project's start, or None."""
        return self._first(self.starts, project, self.owner_of(project))

    def delivery_of(self, project: Project) -> DeliveryRule | None:
        """Return the rule for the project's modes, or None."""
        return self._first(self.delivery, project, self.owner_of(project))

    def is_milestone(self, project: Project) -> bool:
        """Tell whether the project is no works but an event: a permit, land handed over."""
        rule = self.delivery_of(project)
        return rule is not None and rule.is_milestone

    def funding_of(self, project: Project) -> FundingRule | None:
        """Return the rule for who pays, or None."""
        return self._first(self.funding, project, self.owner_of(project))

    def priority_of(self, project: Project) -> PriorityRule | None:
        """Return the rule for the project's priority, or None."""
        return self._first(self.priorities, project, self.owner_of(project))

    def escalation_of(self, project: Project) -> Escalation | None:
        """Return how the project's price rises, or None where prices stay as stated."""
        return self._first(self.escalation, project, self.owner_of(project))

    def payment_terms_of(self, project: Project) -> PaymentTerms:
        """Return by which terms the project is paid: as its works are completed where no rule says."""
        return self._first(self.payment_terms, project, self.owner_of(project)) or AS_COMPLETED

    def band_rule_of(self, project: Project) -> BandRule | None:
        """Return the rule for how far the project's money may move, or None."""
        return self._first(self.bands, project, self.owner_of(project))

    def running_cost_rule_of(self, project: Project) -> RunningCostRule | None:
        """Return the rule for what the facility costs to run, or None."""
        return self._first(self.running_costs, project, self.owner_of(project))

    def within(self, classes: Classes) -> Assumptions:
        """Return the same assumptions, their rules selecting by the trees of these classes."""
        copy = self.model_copy()
        copy._classes = classes
        return copy

    @property
    def classes(self) -> Classes:
        """By whose trees the rules select."""
        return self._classes

    def _first(self, rules: Iterable[_R], project: Project, ownership: str | None) -> _R | None:
        classes = self._classes  # once: a private attribute takes longer to find than most rules to hold
        return next((rule for rule in rules if rule.applies_to.selects(project, ownership, classes)), None)


OPEN = "open"
"""What a scenario says where the optimizer may choose who pays; no choice is called so."""

TOTAL = "total"
"""Name under which objectives and limits count all funding sources together."""

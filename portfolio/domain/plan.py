"""A plan: the outcome of solving a scenario. Immutable, stamped with what it was made from, checked."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FieldSerializationInfo,
    ValidationInfo,
    field_serializer,
    model_validator,
)

from portfolio.domain.allowance import Allowance
from portfolio.domain.bands import MovedWithin
from portfolio.domain.calendar import QUARTERS, Period, PeriodKind, Periods
from portfolio.domain.errors import Expectation
from portfolio.domain.explanation import Explanation
from portfolio.domain.money import TEN_THOUSAND_YUAN
from portfolio.domain.numbers import Balance, money_in
from portfolio.domain.outcomes import CeilingUse, EnvelopeOutcome
from portfolio.domain.reforecast import CANCELLED_MODE
from portfolio.domain.requirement import MoreToCome, Placement
from portfolio.domain.scenario import Scenario, Term
from portfolio.domain.sharing import SharedOut

YearlyAmounts = dict[int, Balance]
"""Fiscal year -> amount; a year without money may be absent."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlanStatus(StrEnum):
    """What is known about the plan; never merged: running out of time is not a proof of impossibility."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to look at."""
        return self in {PlanStatus.OPTIMAL, PlanStatus.FEASIBLE}


class SpentBefore(_Model):
    """What was paid before the first year of the schedule; no ceiling and no total counts it.

    Attributes:
        by_source: Source -> fiscal year -> amount; years and sources without money are absent.
        assumed: Whether nobody has reported it: it is what the cash-flow profile would have spent by then.
    """

    amount: Balance
    by_source: dict[str, YearlyAmounts]
    assumed: bool


_AS_COMPLETED = {
    "payments": "expenditure",
    "payments_by_source": "by_source",
    "payments_beyond_by_source": "beyond_by_source",
}
"""What is paid -> what is completed, which it was before terms of payment were noted."""


class PlannedProject(_Model):
    """One project in a plan.

    Attributes:
        selected: Whether the plan funds it: it is carried out with money of its own.
        scheduled: Whether the plan gives it dates; a project that is not priced is scheduled without money.
        cancelled: Whether only money that was spent already is left of it: its works were cancelled, or
            dropped after they had begun.
        expenditure, by_source: Fiscal year -> investment completed, of all sources and of each.
        before: What was paid before the schedule's first year; None where that is nothing.
        more_to_come: What is forecast above the budget; None while that lasts.
        runs_on: Whether it is finished only after the last year of the schedule.
        beyond, beyond_by_source: What is completed after that year; sources without any of it are absent.
        assumed: Year of history -> what of `expenditure` nobody has reported, and is assumed.
        payments, payments_by_source: Fiscal year -> what is paid by the terms of the project, likewise.
        payments_beyond_by_source: Source -> what it pays after the last year of the schedule.
        band: What was chosen within its band; None where its money follows its curve.
        funding: Who pays, where that is undecided in the portfolio (`funding_undecided`): one of the choices.
        sharing: What its sources were chosen to share of it; None where they pay as is stated.
        target_year_assumed: Whether the source row leaves the target year open.
        tardiness_quarters: As `tardiness_periods` where these are quarters; None where they are months.
        tardiness_periods: Periods after the end of the target year, or after the earliest one in which it
            could be finished where that lies beyond the schedule; None when it has no dates.
        debt_service: Fiscal year -> debt service of what bonds pay of it within the schedule, rounded for the
            project, so that all of them may differ from the plan's by units; None where no source is a bond.
        running_costs: Fiscal year -> what it costs to run once open, with the largest floor area of its row
            (`running_costs_lowest`: the smallest); None where nobody says, or where that is not known.
    """

    id: str
    selected: bool
    scheduled: bool
    cancelled: bool
    priced: bool
    mode: str | None
    start: Period | None
    finish: Period | None
    expenditure: YearlyAmounts
    by_source: dict[str, YearlyAmounts]
    before: SpentBefore | None = None
    more_to_come: MoreToCome | None = None
    target_year: int
    target_year_assumed: bool
    tardiness_quarters: int | None
    tardiness_periods: int | None = None
    runs_on: bool = False
    beyond: Balance = 0
    beyond_by_source: dict[str, Balance] = {}
    assumed: YearlyAmounts = {}
    payments: YearlyAmounts = {}
    payments_by_source: dict[str, YearlyAmounts] = {}
    payments_beyond_by_source: dict[str, Balance] = {}
    band: MovedWithin | None = None
    sharing: SharedOut | None = None
    funding: str | None = None
    funding_undecided: bool = False
    debt_service: YearlyAmounts | None = None
    running_costs: YearlyAmounts | None = None
    running_costs_lowest: YearlyAmounts | None = None
    running_costs_unknown: bool = False

    @model_validator(mode="before")
    @classmethod
    def _as_it_was_told_before(cls, content: object) -> object:
        """Read plans of before: the mode told what is cancelled, and what is completed was paid then."""
        if not isinstance(content, dict):
            return content
        of_before = {"cancelled": content.get("mode") == CANCELLED_MODE}
        if "tardiness_quarters" in content:
            of_before["tardiness_periods"] = content["tardiness_quarters"]
        if "payments_by_source" not in content:
            of_before |= {name: content.get(of, {}) for name, of in _AS_COMPLETED.items()}
        return of_before | content

    @property
    def opens(self) -> bool:
        """Whether its works end in a facility."""
        return self.scheduled and not self.cancelled

    @property
    def paid_in_all(self) -> int:
        """All that it pays, within the schedule and beyond."""
        return sum(self.expenditure.values()) + self.beyond


class ObjectiveOutcome(_Model):
    """What one tier of the objective came to.

    Attributes:
        term: The tier's terms in short ("peak", or "peak + usage" for a mixed tier).
        bound: Proven limit of the value for the whole problem; None where none was proven.
        gap: |value - bound| / max(1, |value|); None without a bound.
    """

    term: str
    terms: tuple[Term, ...]
    value: float | None
    bound: float | None
    gap: float | None

    @model_validator(mode="after")
    def _kept(self, info: ValidationInfo) -> Self:
        """Count the value of aims that are all about money in the smallest kept unit, as amounts are."""
        money = money_in(info.context)
        if money is None or not self.is_money:
            return self
        values = {"value": self.value, "bound": self.bound}
        scaled = {name: None if v is None else v * money.kept_in_one for name, v in values.items()}
        return self.model_copy(update=scaled)

    @field_serializer("value", "bound", when_used="json")
    def _printed(self, value: float | None, info: FieldSerializationInfo) -> float | None:
        money = money_in(info.context)
        return value if money is None or value is None or not self.is_money else value / money.kept_in_one

    @property
    def is_money(self) -> bool:
        """Whether the value is an amount of money."""
        return bool(self.terms) and all(term.is_money for term in self.terms)


class Peak(_Model):
    """The dearest fiscal year of a source, a group or the total."""

    year: int
    amount: Balance


class EarliestStarts(_Model):
    """The plan that starts everything as early as it may, whatever the ceilings, for comparison.

    Attributes:
        peaks: Source, group or "total" -> its dearest year; a source without spending is absent.
        over_ceiling: Sum over payers and years of what lies above the ceiling and what was carried into it.
    """

    peaks: dict[str, Peak]
    by_funding_source: dict[str, YearlyAmounts]
    over_ceiling: Balance


class Violation(_Model):
    """A rule that does not hold, with the place in the plan, what stands there and what should.

    Attributes:
        rule: The name of a hard rule, or of a statement of the plan; a file may hold any text.
        wording: What should stand there, where that has words in every language; `expected` is then its code.
    """

    rule: str
    path: str
    found: str
    expected: str
    wording: Expectation | None = Field(default=None, exclude=True)


class Provenance(_Model):
    """What a plan was made from and how.

    Attributes:
        data_hash: Of the portfolio as loaded.
        instance_hash: Of the instance that the optimizer was given.
        time_limit: Seconds allowed; None for no limit.
    """

    data_hash: str
    instance_hash: str | None
    solver: str
    seed: int
    time_limit: float | None
    objective: tuple[ObjectiveOutcome, ...]
    wall_seconds: float


class Counted(StrEnum):
    """Which of the two series of money ceilings and peaks count."""

    INVESTMENT = "investment"
    PAYMENTS = "payments"


_PAID_AS_COMPLETED = {
    "payments": "annual_expenditure",
    "payments_by_source": "by_funding_source",
    "payments_beyond_by_source": "beyond_by_source",
}


class Plan(_Model):
    """The outcome of solving a scenario, in the words and units of the source.

    Attributes:
        portfolio: Name of the bundled portfolio, or the folder it was read from.
        decimals: How many decimals of `unit` are kept; amounts in files are numbers of `unit`.
        period: What it is planned in.
        first_period: The first one of `years`; None in plans made before that was noted.
        years: Fiscal years of the schedule, those past the programme included.
        year_labels: Fiscal year -> what the programme calls it; None in plans made before that was noted.
        annual_expenditure: Fiscal year -> investment completed, for every year of `years`.
        by_funding_source: Source -> fiscal year -> investment completed.
        by_source_group: Group -> fiscal year -> investment completed.
        beyond: What is completed of all projects after the last year of the schedule; `beyond_by_source`
            tells of each source, those with nothing of it left out.
        assumed: Year of history -> what of `annual_expenditure` nobody has reported, and is assumed.
        payments: Fiscal year -> what is paid, which is what ceilings and peaks count.
        payments_by_source: Source -> fiscal year -> what it pays.
        payments_beyond_by_source: Source -> what it pays after the last year of the schedule, likewise.
        peaks: Source, group or "total" -> the year in which it pays most.
        ceilings_count: What the plan was held against ceilings with: plans of before payments were told apart
            counted investment completed.
        kept_close_to: The baseline's decisions, from which it departs no more than its other aims need; None
            when there was no baseline.
        explanation: Why there is no plan; empty when there is one.
        allowances: What the scenario allows beyond what it says; None in plans made before that was noted.
        debt_service: Fiscal year -> what is due of all that bonds pay within the schedule, years after it
            included; None where no source is a bond. `debt_service_by_source` tells of each bond.
        running_costs: Fiscal year -> what it costs to run all that has opened and of which that is known, as
            far as the assumptions look; None without a rule. `running_costs_unknown`: of which it is not.
    """

    portfolio: str
    scenario: Scenario
    status: PlanStatus
    unit: str = TEN_THOUSAND_YUAN.name
    decimals: int = 0
    period: PeriodKind = PeriodKind.QUARTER
    first_period: Period | None = None
    years: tuple[int, ...]
    annual_expenditure: YearlyAmounts
    by_funding_source: dict[str, YearlyAmounts]
    by_source_group: dict[str, YearlyAmounts]
    peaks: dict[str, Peak]
    envelope: EnvelopeOutcome
    ceilings: tuple[CeilingUse, ...]
    projects: tuple[PlannedProject, ...]
    kept_close_to: dict[str, Placement] | None
    earliest_starts: EarliestStarts | None
    violations: tuple[Violation, ...]
    explanation: tuple[Explanation, ...]
    provenance: Provenance
    allowances: tuple[Allowance, ...] | None = None
    year_labels: dict[int, str] | None = None
    beyond: Balance = 0
    beyond_by_source: dict[str, Balance] = {}
    assumed: YearlyAmounts = {}
    payments: YearlyAmounts = {}
    payments_by_source: dict[str, YearlyAmounts] = {}
    payments_beyond_by_source: dict[str, Balance] = {}
    ceilings_count: Counted = Counted.INVESTMENT
    debt_service: YearlyAmounts | None = None
    debt_service_by_source: dict[str, YearlyAmounts] = {}
    running_costs: YearlyAmounts | None = None
    running_costs_lowest: YearlyAmounts | None = None
    running_costs_unknown: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _as_it_was_paid_before(cls, content: object) -> object:
        """Read plans of before this was noted, in which what was completed was paid."""
        if not isinstance(content, dict) or "payments_by_source" in content:
            return content
        known = {name: content.get(of, {}) for name, of in _PAID_AS_COMPLETED.items()}
        return {**known, **content}

    @property
    def periods(self) -> Periods:
        """The periods that its dates are in."""
        return QUARTERS if self.first_period is None else self.first_period.periods

    @property
    def has_two_series(self) -> bool:
        """Whether anything is paid otherwise than as it is completed, so that the two are told apart."""
        paid = (self.payments_by_source, self.payments_beyond_by_source)
        return paid != (self.by_funding_source, self.beyond_by_source)

    def project(self, project_id: str) -> PlannedProject:
        """Return what the plan says of one project.

        Raises:
            KeyError: The plan has no such project.
        """
        return self._by_id[project_id]

    @cached_property
    def _by_id(self) -> dict[str, PlannedProject]:
        return {planned.id: planned for planned in self.projects}

    def __copy__(self) -> Self:
        # A copy may be given other projects (`model_copy`), and then finds those.
        copied = super().__copy__()
        copied.__dict__.pop("_by_id", None)
        return copied

    @property
    def decisions(self) -> dict[str, Placement]:
        """What was decided for every project that is carried out."""
        return {
            planned.id: Placement(mode=planned.mode, start=planned.start)
            for planned in self.projects
            if planned.mode is not None and planned.start is not None
        }

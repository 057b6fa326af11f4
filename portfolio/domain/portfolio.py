"""The portfolio: projects, programme, assumptions and findings of one programme."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from portfolio.domain import eligibility
from portfolio.domain.appropriations import MODE, Appropriated, Appropriation, total
from portfolio.domain.assumptions import TOTAL, Assumptions, DeliveryRule, FundingRule
from portfolio.domain.calendar import Calendar, Period
from portfolio.domain.cashflow import CashFlowProfile
from portfolio.domain.classes import Classes
from portfolio.domain.errors import Expectation, UnfitParts
from portfolio.domain.findings import Finding
from portfolio.domain.programme import Programme
from portfolio.domain.project import Project, Status
from portfolio.domain.promises import Body, Deliverable, Indicator, Phase, Reading
from portfolio.domain.stages import Stage, StageKind
from portfolio.domain.status import Actual, StatusReport
from portfolio.domain.unit_costs import UnitCost

_AS_APPROPRIATED = frozenset(
    {Status.PROPOSED, Status.PLANNED, Status.APPROVED, Status.TENDERING, Status.UNDER_CONSTRUCTION}
)
"""Where works stand whose money comes as it was appropriated."""
_ALWAYS_TOLD = (
    *("street", "ownership", "land_area_m2", "floor_area_min_m2", "floor_area_max_m2", "units"),
    *("cost", "target_year", "status", "remark"),
)
"""Fields of a project that every table had to give once: hashes of before hold them whatever their value."""

_COUNTED_BY_NO_PLAN = ("phases", "bodies", "deliverables", "indicators", "readings", "unit_costs")
"""Fields that no plan is computed from, so that a report of an indicator makes no plan out of date."""


class Portfolio(BaseModel):
    """Everything known and assumed about one programme of projects.

    Attributes:
        classes: What the projects are sorted by.
        status_reports: What project managers have reported, in the order in which they did.
        actuals: What was spent before the first year, as the source has it.
        data_date: Periods before it are history: what has not begun cannot start there. None: not set.
        appropriations: What sources have granted for projects by year, as adopted budgets have it.
        stages: Which stages projects have passed or are expected to pass, with approved amounts.
        phases: The dated parts of a programme that is no list of works.
        bodies: Who has a part in it.
        deliverables: What it counts rather than builds at a price.
        indicators: What it measures.
        readings: What was reported, or is planned to be reached, of targets, deliverables and indicators.
        unit_costs: What a square metre has cost elsewhere, to estimate by what has no price.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    projects: tuple[Project, ...]
    programme: Programme
    assumptions: Assumptions
    findings: tuple[Finding, ...] = ()
    classes: Classes = Classes()
    status_reports: tuple[StatusReport, ...] = ()
    data_date: Period | None = None
    actuals: tuple[Actual, ...] = ()
    appropriations: tuple[Appropriation, ...] = ()
    stages: tuple[Stage, ...] = ()
    phases: tuple[Phase, ...] = ()
    bodies: tuple[Body, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    readings: tuple[Reading, ...] = ()
    unit_costs: tuple[UnitCost, ...] = ()

    @model_validator(mode="after")
    def _appropriations_price(self) -> Self:
        """Take what is appropriated in all for the cost of a project of which nothing else says it."""
        if not self.appropriations:
            return self
        # The model is frozen for everybody else; this is part of making it.
        self.__dict__["projects"] = tuple(
            project.model_copy(update={"cost": total(self.appropriations_of(project.id))})
            if project.cost is None and not project.status.is_retained and self.appropriations_of(project.id)
            else project
            for project in self.projects
        )
        return self

    @model_validator(mode="after")
    def _is_dated_in_its_periods(self) -> Self:
        periods = self.programme.periods
        dates = [
            *(
                (f"assumptions.starts[{n}].earliest", r.earliest)
                for n, r in enumerate(self.assumptions.starts)
            ),
            *((f"projects[{n}].began", p.began) for n, p in enumerate(self.projects) if p.began is not None),
        ]
        words = Expectation(periods.expected)
        wrong = [(place, str(date), words) for place, date in dates if date.periods != periods]
        if wrong:
            raise UnfitParts(wrong)
        return self

    @model_validator(mode="after")
    def _is_sorted_by_its_classes(self) -> Self:
        unknown = [
            (f"projects[{number}].{field}", found, words)
            for number, project in enumerate(self.projects)
            for field, found, words in self.classes.unknown(project.classes)
        ]
        if unknown:
            raise UnfitParts(unknown)
        if self.assumptions.classes != self.classes:
            object.__setattr__(self, "assumptions", self.assumptions.within(self.classes))
        return self

    def changed(self, **fields: object) -> Portfolio:
        """Return a portfolio with other values in these fields and nothing computed from the old ones."""
        return Portfolio.model_validate(
            {**{name: getattr(self, name) for name in Portfolio.model_fields}, **fields}
        )

    @property
    def has_works(self) -> bool:
        """Whether there is anything to schedule: a project that does not just stay as it is."""
        return not all(project.status.is_retained for project in self.projects)

    @property
    def holds(self) -> dict[str, int]:
        """How many of what it holds, by what files call it."""
        kinds = ("projects", "deliverables", "indicators", "readings", "phases", "bodies", "findings")
        held = {kind: len(getattr(self, kind)) for kind in kinds}
        return {**held, "targets": len(self.programme.targets)}

    @property
    def is_pipeline(self) -> bool:
        """Whether its projects are only named so far: none has a price, and its programme calls it so."""
        return self.programme.pipeline and not any(project.is_priced for project in self.projects)

    @cached_property
    def calendar(self) -> Calendar:
        """Programme years, and the years the schedule may run on into."""
        horizon = self.programme.horizon
        return Calendar(
            first_year=horizon.first_year,
            last_year=horizon.last_year,
            last_schedule_year=horizon.last_year + self.assumptions.schedule_overrun.years,
            periods=self.programme.periods,
        )

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of the funding sources."""
        return tuple(source.id for source in self.assumptions.funding_sources)

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Group id -> ids of the sources counted together, groups without sources left out."""
        members = {
            group.id: tuple(s.id for s in self.assumptions.funding_sources if s.group == group.id)
            for group in self.assumptions.source_groups
        }
        return {group: sources for group, sources in members.items() if sources}

    @cached_property
    def payers(self) -> dict[str, tuple[str, ...]]:
        """Everything money can be counted by -> the sources in it: each source, each group, and the total."""
        return {**{s: (s,) for s in self.sources}, **self.groups, TOTAL: self.sources}

    def project(self, project_id: str) -> Project:
        """Return the project with this id.

        Raises:
            KeyError: There is none.
        """
        return self._by_id[project_id]

    @cached_property
    def _by_id(self) -> dict[str, Project]:
        return {project.id: project for project in self.projects}

    def reports_of(self, project_id: str) -> tuple[StatusReport, ...]:
        """Return what was reported of a project, by the period it takes effect; the last one is in force."""
        return self._reports.get(project_id, ())

    @cached_property
    def _reports(self) -> dict[str, tuple[StatusReport, ...]]:
        reports: dict[str, list[StatusReport]] = {}
        for report in sorted(self.status_reports, key=lambda report: report.effective):
            reports.setdefault(report.project, []).append(report)
        return {project: tuple(found) for project, found in reports.items()}

    def fixed_start_of(self, project: Project) -> Period | None:
        """Return when the project began, by the source or else by assumption; None if neither says it did."""
        appropriated = self.appropriated(project)
        if appropriated is not None and self.assumptions.appropriations.fixed:
            return appropriated.start
        return self._begun(project)

    def _begun(self, project: Project) -> Period | None:
        rule = self.assumptions.start_of(project)
        began = project.began or (rule.earliest if rule is not None and rule.fixed else None)
        if began is not None and self.assumptions.is_milestone(project):
            # It takes no time, so what is still to be reached cannot have begun before the schedule.
            return max(began, self.calendar.first)
        return began

    def appropriations_of(self, project_id: str) -> tuple[Appropriation, ...]:
        """Return what has been appropriated for a project, in the order of the table."""
        return self._appropriated.get(project_id, ())

    @cached_property
    def _appropriated(self) -> dict[str, tuple[Appropriation, ...]]:
        found: dict[str, list[Appropriation]] = {}
        for row in self.appropriations:
            found.setdefault(row.project, []).append(row)
        return {project: tuple(rows) for project, rows in found.items()}

    def appropriated(self, project: Project) -> Appropriated | None:
        """Return the works that a project's appropriations stand for; None where it has none."""
        rows = self.appropriations_of(project.id)
        return Appropriated(rows, self._begun(project), self.programme.periods) if rows else None

    def delivery_of(self, project: Project) -> DeliveryRule | None:
        """Return the project's modes, as appropriated or else as assumed."""
        works = self.appropriated(project)
        return self.assumptions.delivery_of(project) if works is None else works.delivery

    def funding_of(self, project: Project) -> FundingRule | None:
        """Return who pays, as appropriated or else as assumed, of those who may pay for it."""
        works = self.appropriated(project)
        if works is not None:
            return works.funding
        rule = self.assumptions.funding_of(project)
        return rule if rule is None else eligibility.payable(self.assumptions, rule, project)

    def profile_of(self, project: Project, name: str) -> CashFlowProfile:
        """Return the cash-flow profile of this name, which one of the project's modes has."""
        works = self.appropriated(project) if name == MODE else None
        return self.assumptions.profiles[name] if works is None else works.profile

    def follows_appropriations(self, project: Project) -> bool:
        """Whether nothing has been reported yet that departs from fixed appropriations."""
        reports = self.reports_of(project.id)
        return (
            self.assumptions.appropriations.fixed
            and bool(self.appropriations_of(project.id))
            and not self.actuals_of(project.id)
            and not any(r.spent or r.physical_progress is not None or r.forecast_finish for r in reports)
            and self.status_of(project) in _AS_APPROPRIATED
        )

    def reported_before(self, project_id: str) -> bool:
        """Whether what was spent on a project before the first year is known: told, or appropriated."""
        if self.follows_appropriations(self.project(project_id)):
            return True
        years = (year for report in self.reports_of(project_id) for year in report.actual_spending)
        told = any(year < self.calendar.first_year for year in years)
        return told or bool(self.actuals_of(project_id))

    def actuals_of(self, project_id: str) -> tuple[Actual, ...]:
        """Return what was spent on a project before the first year, as the source has it."""
        return self._actuals.get(project_id, ())

    @cached_property
    def _actuals(self) -> dict[str, tuple[Actual, ...]]:
        actuals: dict[str, list[Actual]] = {}
        for actual in self.actuals:
            actuals.setdefault(actual.project, []).append(actual)
        return {project: tuple(found) for project, found in actuals.items()}

    def stage_of(self, project_id: str, kind: StageKind) -> Stage | None:
        """Return what is known of a stage of a project; None where it is not on record."""
        return self._stages.get((project_id, kind))

    @cached_property
    def _stages(self) -> dict[tuple[str, StageKind], Stage]:
        return {(stage.project, stage.stage): stage for stage in self.stages}

    def readings_of(self, target_id: str) -> tuple[Reading, ...]:
        """Return what was reported or is planned of a target, a deliverable or an indicator, as written."""
        return tuple(reading for reading in self.readings if reading.target == target_id)

    def spent_before(self, project_id: str) -> dict[int, int]:
        """Return fiscal year -> what the source says was spent on a project then, from all sources."""
        spent: dict[int, int] = {}
        for actual in self.actuals_of(project_id):
            spent[actual.year] = spent.get(actual.year, 0) + actual.amount
        return dict(sorted(spent.items()))

    def reports_in_force(self, project: Project) -> tuple[StatusReport, ...]:
        """Return the reports, and the end of history as one more where works have not gone on by then.

        It says nothing new of a project but the quarter: what has not begun cannot begin before it. What the
        source says was spent before the first year counts as reported when that begins.
        """
        reports, status = self.reports_of(project.id), self.status_of(project)
        spent = self.spent_before(project.id)
        if spent and (reports or status.has_works):
            first = self.calendar.first
            told = StatusReport(
                project=project.id, status=project.status, effective=first, actual_spending=spent
            )
            reports = (told, *reports)
        until = self.history_until
        if until is None or not status.has_works:
            return reports
        if not reports:
            begun = self.fixed_start_of(project)
            if until != self.data_date and begun is not None and begun >= until:
                return ()  # begins later than what is assumed to be history
            return (StatusReport(project=project.id, status=status, effective=until),)
        if reports[-1].effective >= until or status is Status.UNDER_CONSTRUCTION:
            return reports
        return (*reports, reports[-1].model_copy(update={"effective": until}))

    def is_assumed_to_go_on(self, project: Project) -> bool:
        """Whether it is under way, and nobody but the assumption on history says what became of it."""
        rule, until = self.assumptions.history, self.history_until
        return (
            rule is not None
            and until is not None
            and until.year == rule.last_year + 1
            and self.status_of(project) is Status.UNDER_CONSTRUCTION
            and not self.reports_of(project.id)
            and not self.actuals_of(project.id)
            and not self.appropriations_of(project.id)
        )

    @cached_property
    def history_until(self) -> Period | None:
        """The period before which all is history, by the data date or else by assumption; None: not set."""
        assumed = self.assumptions.history
        if assumed is None:
            return self.data_date
        after = self.programme.periods.first(assumed.last_year + 1)
        return after if self.data_date is None else max(after, self.data_date)

    def status_of(self, project: Project) -> Status:
        """Return where a project stands: as reported last, or else as the source says."""
        reports = self.reports_of(project.id)
        return reports[-1].status if reports else project.status

    def target_year_of(self, project: Project) -> int:
        """Return the year by whose end the project is to be finished, by the source or else by assumption."""
        return project.target_year or self.assumptions.default_target.year

    def told_target_year_of(self, project: Project) -> int | None:
        """Return the target year as lists tell it: assumed only where its document gives years of others."""
        return self.target_year_of(project) if project.document in self._dated else None

    @cached_property
    def _dated(self) -> frozenset[str | None]:
        return frozenset(project.document for project in self.projects if project.target_year is not None)

    @cached_property
    def data_hash(self) -> str:
        """A hash of everything a plan is computed from; it changes when any value of the data does."""
        return self._hash_without({"name", *_COUNTED_BY_NO_PLAN})

    @cached_property
    def content_hash(self) -> str:
        """A hash of what the portfolio's files hold: everything but what has been reported since."""
        return self._hash_without({"name", "status_reports", "data_date"})

    def _hash_without(self, fields: set[str]) -> str:
        # Without defaults: a field that a later version adds makes no other data of what was recorded before.
        content = self.model_dump(mode="json", exclude=fields, exclude_defaults=True, by_alias=True)
        for project in content["projects"]:
            for name in _ALWAYS_TOLD:
                alias = Project.model_fields[name].serialization_alias or name
                project.setdefault(alias, Project.model_fields[name].default)
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()

"""The independent checker: recomputes a plan from the portfolio's data and its scenario.

It never sees an optimizer instance, so that an error in compiling is caught too. One function a rule; each
yields what does not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from portfolio.domain.allowances import allowances
from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.calendar import Quarter
from portfolio.domain.errors import Expectation
from portfolio.domain.expectations import Form
from portfolio.domain.plan import ObjectiveOutcome, Plan, PlannedProject, PlanStatus, Violation
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Requirement
from portfolio.domain.spending import ceiling_uses, every_year, peaks, spending_of, summed
from portfolio.domain.units import UNIT
from portfolio.planning.check.earliest import earliest_starts
from portfolio.planning.check.objective import tier_value
from portfolio.planning.check.paying import rounded_sums

PROVEN_GAP = 1e-6
"""The relative gap up to which a tier counts as proven optimal."""


def violations(portfolio: Portfolio, plan: Plan) -> tuple[Violation, ...]:
    """Return every rule the plan breaks; empty when the plan is sound.

    When the data have changed since the plan was made, or no longer fit its scenario, only that is reported:
    everything else would follow from it.
    """
    if plan.provenance.data_hash != portfolio.data_hash:
        found = plan.provenance.data_hash
        return (
            Violation(rule="data", path="provenance.data_hash", found=found, expected=portfolio.data_hash),
        )
    faults = plan.scenario.faults_against(portfolio, Form.SCENARIO)
    if faults:
        return tuple(
            Violation(
                rule="scenario",
                path=f"scenario.{f.column}",
                found=f.value or "",
                expected=f.code,
                wording=Expectation(f.code, f.values),
            )
            for f in faults
        )
    brief = brief_of(portfolio, plan.scenario, plan.kept_close_to)
    rules = FORM_RULES + (PLAN_RULES if plan.status.has_plan else NO_PLAN_RULES)
    return tuple(violation for rule in rules for violation in rule(brief, plan))


Rule = Callable[[Brief, Plan], Iterator[Violation]]


def _differs(rule: str, path: str, found: object, expected: object) -> Iterator[Violation]:
    if found != expected:
        yield Violation(rule=rule, path=path, found=str(found), expected=str(expected))


def _shown_amounts(amounts: Mapping[int, int]) -> dict[int, int]:
    """Return yearly amounts in one form, whether years without money are named or not."""
    return {year: amount for year, amount in sorted(amounts.items()) if amount}


# --- What every plan file must be --------------------------------------------------------------------------


def unit_and_years(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Amounts are 10k CNY, and the years are those of the schedule."""
    yield from _differs("unit", "unit", plan.unit, UNIT)
    yield from _differs("years", "years", plan.years, tuple(brief.calendar.years))


def every_project_once(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Every project of the portfolio appears once, in the portfolio's order, and no other does."""
    found = [planned.id for planned in plan.projects]
    yield from _differs("projects", "projects", found, [project.id for project in brief.portfolio.projects])


def nothing_left_to_report(_resolved: Brief, plan: Plan) -> Iterator[Violation]:
    """A plan that is shown has no violations noted in it."""
    yield from _differs("violations", "violations", len(plan.violations), 0)


def targets(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Target years are those of the data, and say whether they are assumed."""
    portfolio = brief.portfolio
    for place, planned, _ in _walk(brief, plan):
        project = portfolio.project(planned.id)
        year, assumed = portfolio.target_year_of(project), project.target_year is None
        yield from _differs("target", f"{place}.target_year", planned.target_year, year)
        yield from _differs("target", f"{place}.target_year_assumed", planned.target_year_assumed, assumed)


def allowed_beyond(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What the scenario allows beyond what it says is noted."""
    if plan.allowances is not None:
        yield from _differs("allowances", "allowances", plan.allowances, allowances(brief))


# --- The schedule ------------------------------------------------------------------------------------------


def carried_out(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Mandatory projects are scheduled, dropped and retained ones are not, and what is priced is funded."""
    for place, planned, requirement in _walk(brief, plan):
        if requirement is None:
            yield from _differs("dropped", f"{place}.scheduled", planned.scheduled, expected=False)
        elif requirement.mandatory:
            yield from _differs("mandatory", f"{place}.scheduled", planned.scheduled, expected=True)
        cost = brief.portfolio.project(planned.id).cost_10k_cny if requirement is None else requirement.cost
        yield from _differs("priced", f"{place}.priced", planned.priced, cost is not None)
        funded = planned.scheduled and cost is not None
        yield from _differs("selected", f"{place}.selected", planned.selected, funded)
        cancelled = planned.scheduled and requirement is not None and not requirement.opens
        yield from _differs("cancelled", f"{place}.cancelled", planned.cancelled, cancelled)


def dates(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """A scheduled project has a mode, a start that the mode allows, and the finish that follows from both."""
    for place, planned, requirement in _walk(brief, plan):
        if not planned.scheduled or requirement is None:
            found = (planned.mode, planned.start, planned.finish, planned.tardiness_quarters)
            yield from _differs("unscheduled", f"{place}.start", found, (None, None, None, None))
            continue
        mode = requirement.mode(planned.mode or "")
        if mode is None:
            modes = ", ".join(mode.id for mode in requirement.modes)
            yield Violation(rule="mode", path=f"{place}.mode", found=str(planned.mode), expected=modes)
            continue
        if planned.start is None:
            yield Violation(rule="start", path=f"{place}.start", found="None", expected="a quarter")
            continue
        starts = requirement.starts(mode, brief.calendar.last)
        if planned.start not in starts:
            words = f"{starts[0]} to {starts[-1]}" if starts else "no start in this mode"
            yield Violation(rule="start", path=f"{place}.start", found=str(planned.start), expected=words)
        finish = mode.finish(planned.start)
        yield from _differs("finish", f"{place}.finish", planned.finish, finish)
        tardiness = requirement.tardiness(finish)
        yield from _differs("tardiness", f"{place}.tardiness_quarters", planned.tardiness_quarters, tardiness)


def prerequisites(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """A project starts only once the one it needs is finished, and the lag has passed."""
    planned = {p.id: p for p in plan.projects if p.scheduled}
    for link in brief.prerequisites:
        before, after = planned.get(link.before), planned.get(link.after)
        if after is None or after.start is None:
            continue
        path = f"projects ({link.after}).start"
        if before is None or before.finish is None:
            words = f"{link.before} to be carried out"
            yield Violation(rule="prerequisite", path=path, found=str(after.start), expected=words)
        elif after.start < (earliest := before.finish.plus(1 + link.lag_quarters)):
            words = f"{earliest} or later, after {link.before}"
            yield Violation(rule="prerequisite", path=path, found=str(after.start), expected=words)


def alternatives(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Of alternative projects, at least and at most so many are carried out."""
    scheduled = {p.id for p in plan.projects if p.scheduled}
    for choice in brief.alternatives:
        count = len(scheduled.intersection(choice.projects))
        if not choice.at_least <= count <= choice.at_most:
            words = f"{choice.at_least} to {choice.at_most} of {', '.join(choice.projects)}"
            yield Violation(rule="alternatives", path="projects", found=str(count), expected=words)


def kept_decisions(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """No more projects depart from the baseline than the scenario lets."""
    if brief.baseline is None or brief.most_moves is None:
        return
    moved = [name for name, kept in brief.baseline.items() if plan.decisions.get(name) != kept]
    if len(moved) > brief.most_moves:
        words = f"at most {brief.most_moves} to depart from the baseline"
        yield Violation(
            rule="moves", path="projects", found=f"{len(moved)}: {', '.join(moved)}", expected=words
        )


def capacities(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """No more sites of a kind are under construction in a quarter than there is capacity for."""
    planned = {p.id: p for p in plan.projects if p.start is not None}
    for name, capacity in brief.capacities.items():
        sites: Counter[Quarter] = Counter()
        for project in planned.keys() & set(capacity.projects):
            mode = brief.requirements[project].mode(planned[project].mode or "")
            start = planned[project].start
            if mode is not None and start is not None:
                sites.update(mode.sites(start))
        for quarter, count in sorted(sites.items()):
            if count > capacity.maximum:
                words = f"at most {capacity.maximum} sites"
                path = f"projects: {name} in {quarter}"
                yield Violation(rule="capacity", path=path, found=str(count), expected=words)


# --- The money ---------------------------------------------------------------------------------------------


def cash_flow(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """A project spends its cost, no more and no less, from its sources, along its mode's profile.

    Where a person has fixed a year's amount, others may depart from the profile as far as flexibility lets.
    """
    for place, planned, requirement in _walk(brief, plan):
        expected: dict[str, dict[int, int]] = {}
        mode = requirement.mode(planned.mode or "") if requirement else None
        if requirement and mode and planned.start is not None and planned.scheduled:
            expected = {s: _shown_amounts(years) for s, years in mode.by_year(planned.start).items()}
            if requirement.flexibility:
                yield from _flexible(
                    place, planned, requirement, expected, requirement.room(mode, planned.start)
                )
                continue
        found = {s: _shown_amounts(years) for s, years in planned.by_source.items()}
        yield from _differs("cash_flow", f"{place}.by_source", found, expected)
    for place, planned, _ in _walk(brief, plan):
        total = summed(planned.by_source, planned.by_source)
        yield from _differs("cash_flow", f"{place}.expenditure", _shown_amounts(planned.expenditure), total)


def _flexible(
    place: str,
    planned: PlannedProject,
    requirement: Requirement,
    profile: Mapping[str, Mapping[int, int]],
    room: Mapping[str, Mapping[int, int]],
) -> Iterator[Violation]:
    """Check the spending of a project some of whose years are fixed by a person."""
    for source in {**profile, **planned.by_source}:
        along, spent = profile.get(source, {}), planned.by_source.get(source, {})
        path = f"{place}.by_source.{source}"
        yield from _differs("cash_flow", path, sum(spent.values()), sum(along.values()))
        for year in sorted({*along, *spent}):
            most = room.get(source, {}).get(year, 0)
            if abs(spent.get(year, 0) - along.get(year, 0)) > most:
                words = f"{along.get(year, 0)} give or take {most}"
                yield Violation(
                    rule="flexibility", path=f"{path}.{year}", found=str(spent.get(year, 0)), expected=words
                )
    for source, by_year in requirement.allocations.items():
        for year, amount in by_year.items():
            found = planned.by_source.get(source, {}).get(year, 0)
            yield from _differs("allocation", f"{place}.by_source.{source}.{year}", found, amount)


def totals(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Sums by year, source and group add up from the projects, and so do the peaks."""
    spending, years = _spending(brief, plan), brief.calendar.years
    by_source = {source: every_year(amounts, years) for source, amounts in spending.items()}
    by_group = {
        group: every_year(summed(spending, members), years)
        for group, members in brief.portfolio.groups.items()
    }
    total = every_year(summed(spending, spending), years)
    yield from _differs("totals", "annual_expenditure", plan.annual_expenditure, total)
    yield from _differs("totals", "by_funding_source", plan.by_funding_source, by_source)
    yield from _differs("totals", "by_source_group", plan.by_source_group, by_group)
    yield from _differs("peaks", "peaks", plan.peaks, peaks(spending, brief.payers))


def annual_ceilings(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """No payer spends more in a year than its ceiling and what was carried into it."""
    uses = ceiling_uses(_spending(brief, plan), brief.payers, brief.ceilings, brief.carry_over)
    for use in uses:
        if use.slack < 0:
            path = f"ceilings.{use.payer}.{use.year}"
            room = f"at most {use.maximum + use.carried_in}"
            yield Violation(rule="ceiling", path=path, found=str(use.used), expected=room)
    yield from _differs("ceilings", "ceilings", plan.ceilings, uses)


def envelope(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Money within the programme's years, held against the floor; a hard floor is reached."""
    total = summed(_spending(brief, plan), brief.portfolio.sources)
    planned = sum(total.get(year, 0) for year in brief.calendar.programme_years)
    shortfall = max(0, (brief.floor or 0) - planned)
    outcome = plan.envelope
    yield from _differs("envelope", "envelope.minimum", outcome.minimum, brief.floor)
    yield from _differs("envelope", "envelope.planned", outcome.planned, planned)
    yield from _differs("envelope", "envelope.shortfall", outcome.shortfall, shortfall)
    yield from _differs("envelope", "envelope.soft", outcome.soft, brief.floor_is_soft)
    if shortfall and not brief.floor_is_soft:
        words = f"at least {brief.floor}"
        yield Violation(rule="floor", path="envelope.planned", found=str(planned), expected=words)


# --- The objective -----------------------------------------------------------------------------------------


def objective(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Every tier's value is what the plan comes to, no better than its bound, and optimal only if proven."""
    outcomes = plan.provenance.objective
    yield from _differs("objective", "provenance.objective", len(outcomes), len(brief.objective))
    for number, (tier, outcome) in enumerate(zip(brief.objective, outcomes, strict=False)):
        path = f"provenance.objective[{number}]"
        yield from _differs("objective", f"{path}.terms", outcome.terms, tier.terms)
        value = tier_value(brief, plan, tier.terms)
        if outcome.value is None or not _is_held(Decimal(str(outcome.value)), value, tier.tolerance):
            found = str(outcome.value)
            yield Violation(rule="objective", path=f"{path}.value", found=found, expected=str(value))
        yield from _gap(plan.status, path, outcome, maximised=any(term.is_maximised for term in tier.terms))


def _is_held(reached: Decimal, value: Decimal, tolerance: Decimal) -> bool:
    """Whether a plan comes to what a tier reached when it was solved, but for its share of that."""
    slack = tolerance * abs(reached) + Decimal(str(PROVEN_GAP)) * max(Decimal(1), abs(reached))
    return abs(reached - value) <= slack


def _gap(status: PlanStatus, path: str, outcome: ObjectiveOutcome, *, maximised: bool) -> Iterator[Violation]:
    value, bound, gap = outcome.value, outcome.bound, outcome.gap
    if value is None or bound is None or gap is None:
        if status is PlanStatus.OPTIMAL or (bound is None) != (gap is None):
            yield Violation(rule="gap", path=f"{path}.bound", found=str(bound), expected="a proven bound")
        return
    room = PROVEN_GAP * max(1.0, abs(value))
    if (value > bound + room) if maximised else (value < bound - room):
        words = f"no better than the bound {bound}"
        yield Violation(rule="bound", path=f"{path}.value", found=str(value), expected=words)
    expected = abs(value - bound) / max(1.0, abs(value))
    if abs(gap - expected) > PROVEN_GAP:
        yield Violation(rule="gap", path=f"{path}.gap", found=str(gap), expected=str(expected))
    if status is PlanStatus.OPTIMAL and expected > PROVEN_GAP:
        words = f"a gap of at most {PROVEN_GAP} in an optimal plan"
        yield Violation(rule="gap", path=f"{path}.gap", found=str(expected), expected=words)


def comparison(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """The plan of earliest starts that is shown beside the optimum is what it says."""
    yield from _differs("earliest_starts", "earliest_starts", plan.earliest_starts, earliest_starts(brief))


# --- Where there is no plan --------------------------------------------------------------------------------


def shows_no_plan(_resolved: Brief, plan: Plan) -> Iterator[Violation]:
    """Without a plan there are no dates, no money and no objective values; the impossible is explained."""
    for number, planned in enumerate(plan.projects):
        if planned.scheduled or planned.selected or planned.expenditure or planned.start is not None:
            path = f"projects[{number}] ({planned.id})"
            yield Violation(rule="no_plan", path=path, found="dates or money", expected="neither")
    if any(plan.annual_expenditure.values()) or plan.envelope.planned or plan.provenance.objective:
        yield Violation(rule="no_plan", path="annual_expenditure", found="money", expected="none")
    if (plan.status is PlanStatus.INFEASIBLE) != bool(plan.explanation):
        words = "an explanation for what is infeasible, and for nothing else"
        yield Violation(rule="no_plan", path="explanation", found=str(len(plan.explanation)), expected=words)


FORM_RULES: tuple[Rule, ...] = (
    unit_and_years,
    every_project_once,
    nothing_left_to_report,
    targets,
    allowed_beyond,
)
PLAN_RULES: tuple[Rule, ...] = (
    carried_out,
    dates,
    prerequisites,
    alternatives,
    capacities,
    kept_decisions,
    cash_flow,
    rounded_sums,
    totals,
    annual_ceilings,
    envelope,
    objective,
    comparison,
)
NO_PLAN_RULES: tuple[Rule, ...] = (shows_no_plan,)


# --- Recomputing -------------------------------------------------------------------------------------------


def _walk(brief: Brief, plan: Plan) -> Iterator[tuple[str, PlannedProject, Requirement | None]]:
    """Yield every known project of the plan with its place and what it must respect."""
    known = {project.id for project in brief.portfolio.projects}
    for number, planned in enumerate(plan.projects):
        if planned.id in known:
            yield f"projects[{number}] ({planned.id})", planned, brief.requirements.get(planned.id)


def _spending(brief: Brief, plan: Plan) -> dict[str, dict[int, int]]:
    return spending_of(plan.projects, brief.portfolio.sources)

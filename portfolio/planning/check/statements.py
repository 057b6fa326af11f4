"""What a plan states of itself, counted again from the data and its scenario: one function a kind."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from portfolio.domain.allowances import allowances
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import PeriodKind
from portfolio.domain.plan import ObjectiveOutcome, Plan, PlanStatus, Violation
from portfolio.domain.rule_names import StatementName
from portfolio.domain.spending import ceiling_uses, every_year, peaks, summed
from portfolio.planning.check.dating import assumed_history, promised
from portfolio.planning.check.earliest import earliest_starts
from portfolio.planning.check.follow_on import capped
from portfolio.planning.check.objective import tier_value
from portfolio.planning.check.payers import payers_told
from portfolio.planning.check.paying import forecasts
from portfolio.planning.check.reading import Check, differs, money_differs, paid_out, spent, walk, works_of
from portfolio.planning.check.running_on import running_on

PROVEN_GAP = 1e-6
"""The relative gap up to which a tier counts as proven optimal."""

# --- What every plan file must be --------------------------------------------------------------------------


def unit_and_years(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Amounts are in the programme's unit, and the years those of the schedule, called what it calls them."""
    money = brief.portfolio.programme.money
    yield from differs(StatementName.UNIT, "unit", plan.unit, money.name)
    yield from differs(StatementName.UNIT, "decimals", plan.decimals, money.decimals)
    yield from differs(StatementName.YEARS, "years", plan.years, tuple(brief.calendar.years))
    period = brief.portfolio.programme.period
    yield from differs(StatementName.YEARS, "period", plan.period, period)
    if plan.first_period is not None:
        yield from differs(StatementName.YEARS, "first_period", plan.first_period, brief.calendar.first)
    if plan.year_labels is not None:
        labels = brief.portfolio.programme.fiscal_year.labels(brief.calendar.years)
        yield from differs(StatementName.YEARS, "year_labels", plan.year_labels, labels)


def every_project_once(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Every project of the portfolio appears once, in the portfolio's order, and no other does."""
    found = [planned.id for planned in plan.projects]
    yield from differs(
        StatementName.PROJECTS, "projects", found, [project.id for project in brief.portfolio.projects]
    )


def nothing_left_to_report(_brief: Brief, plan: Plan) -> Iterator[Violation]:
    """A plan that is shown has no violations noted in it."""
    yield from differs(StatementName.VIOLATIONS, "violations", len(plan.violations), 0)


def targets(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Target years are those of the data, and say whether they are assumed."""
    portfolio = brief.portfolio
    for place, planned, _ in walk(brief, plan):
        project = portfolio.project(planned.id)
        year, assumed = portfolio.target_year_of(project), project.target_year is None
        yield from differs(StatementName.TARGET, f"{place}.target_year", planned.target_year, year)
        yield from differs(
            StatementName.TARGET, f"{place}.target_year_assumed", planned.target_year_assumed, assumed
        )


def allowed_beyond(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What the scenario allows beyond what it says is noted."""
    if plan.allowances is not None:
        yield from differs(StatementName.ALLOWANCES, "allowances", plan.allowances, allowances(brief))


# --- Of a plan ---------------------------------------------------------------------------------------------


def carried_out(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What is priced is funded, what was cancelled is told, and what is not carried out has no dates."""
    for place, planned, requirement in walk(brief, plan):
        cost = brief.portfolio.project(planned.id).cost if requirement is None else requirement.cost
        yield from differs(StatementName.PRICED, f"{place}.priced", planned.priced, cost is not None)
        funded = planned.scheduled and cost is not None
        yield from differs(StatementName.SELECTED, f"{place}.selected", planned.selected, funded)
        cancelled = planned.scheduled and requirement is not None and not requirement.opens
        yield from differs(StatementName.CANCELLED, f"{place}.cancelled", planned.cancelled, cancelled)
        if not planned.scheduled or requirement is None:
            late = (planned.tardiness_quarters, planned.tardiness_periods)
            found = (planned.mode, planned.start, planned.finish, *late)
            yield from differs(StatementName.UNSCHEDULED, f"{place}.start", found, (None,) * len(found))


def finishes(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """The finish follows from mode and start, and the tardiness from the finish."""
    for place, planned, requirement in walk(brief, plan):
        works = works_of(planned, requirement)
        if works is None:
            continue
        need, mode, start = works
        finish = mode.finish(start)
        yield from differs(StatementName.FINISH, f"{place}.finish", planned.finish, finish)
        late = need.tardiness(finish)
        in_quarters = late if brief.portfolio.programme.period is PeriodKind.QUARTER else None
        for unit, expected in (("quarters", in_quarters), ("periods", late)):
            told = getattr(planned, f"tardiness_{unit}")
            yield from differs(StatementName.TARDINESS, f"{place}.tardiness_{unit}", told, expected)


def spent_before(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What was paid before the schedule adds up, and is called assumed unless it was reported or granted."""
    first = brief.calendar.first_year
    for place, planned, _ in walk(brief, plan):
        before = planned.before
        if before is None:
            continue
        added = sum(amount for by_year in before.by_source.values() for amount in by_year.values())
        yield from money_differs(brief, StatementName.TOTALS, f"{place}.before.amount", before.amount, added)
        reports = brief.portfolio.reports_of(planned.id)
        said = any(year < first for report in reports for year in report.actual_spending)
        said = said or any(actual.project == planned.id for actual in brief.portfolio.actuals)
        said = said or brief.portfolio.follows_appropriations(brief.portfolio.project(planned.id))
        yield from differs(StatementName.TOTALS, f"{place}.before.assumed", before.assumed, not said)


def totals(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Sums by year, source and group add up from the projects, and so do the peaks."""
    spending, years = spent(brief, plan), brief.calendar.years
    by_source = {source: every_year(amounts, years) for source, amounts in spending.items()}
    by_group = {
        group: every_year(summed(spending, members), years)
        for group, members in brief.portfolio.groups.items()
    }
    total = every_year(summed(spending, spending), years)
    paid = paid_out(brief, plan)
    paid_in_all = every_year(summed(paid, paid), years)
    paid_by_source = {source: every_year(amounts, years) for source, amounts in paid.items()}
    yield from money_differs(brief, StatementName.TOTALS, "payments", plan.payments, paid_in_all)
    yield from money_differs(
        brief, StatementName.TOTALS, "payments_by_source", plan.payments_by_source, paid_by_source
    )
    yield from money_differs(
        brief, StatementName.TOTALS, "annual_expenditure", plan.annual_expenditure, total
    )
    yield from money_differs(
        brief, StatementName.TOTALS, "by_funding_source", plan.by_funding_source, by_source
    )
    yield from money_differs(brief, StatementName.TOTALS, "by_source_group", plan.by_source_group, by_group)
    yield from money_differs(brief, StatementName.PEAKS, "peaks", plan.peaks, peaks(paid, brief.payers))


def ceilings(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What each ceiling is, what was carried into it, and what is used of it."""
    uses = ceiling_uses(*capped(brief, plan), brief.gross, brief.carry_over, brief.funds)
    yield from money_differs(brief, StatementName.CEILINGS, "ceilings", plan.ceilings, uses)


def envelope(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Money within the programme's years, held against the floor."""
    total = summed(spent(brief, plan), brief.portfolio.sources)
    planned = sum(total.get(year, 0) for year in brief.calendar.programme_years)
    counted, left_out = promised(brief, plan, planned)
    shortfall = max(0, (brief.floor or 0) - counted)
    outcome = plan.envelope
    # Plans of before say nothing of it.
    yield from money_differs(
        brief, StatementName.ENVELOPE, "envelope.extra_cost", outcome.extra_cost or 0, left_out or 0
    )
    yield from money_differs(brief, StatementName.ENVELOPE, "envelope.minimum", outcome.minimum, brief.floor)
    yield from money_differs(brief, StatementName.ENVELOPE, "envelope.planned", outcome.planned, planned)
    yield from money_differs(
        brief, StatementName.ENVELOPE, "envelope.shortfall", outcome.shortfall, shortfall
    )
    yield from money_differs(
        brief, StatementName.ENVELOPE, "envelope.maximum", outcome.maximum, brief.maximum
    )
    yield from differs(StatementName.ENVELOPE, "envelope.soft", outcome.soft, brief.floor_is_soft)


# --- The objective -----------------------------------------------------------------------------------------


def objective(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Every tier's value is what the plan comes to, no better than its bound, and optimal only if proven."""
    outcomes = plan.provenance.objective
    yield from differs(StatementName.OBJECTIVE, "provenance.objective", len(outcomes), len(brief.objective))
    for number, (tier, outcome) in enumerate(zip(brief.objective, outcomes, strict=False)):
        path = f"provenance.objective[{number}]"
        yield from differs(StatementName.OBJECTIVE, f"{path}.terms", outcome.terms, tier.terms)
        value = tier_value(brief, plan, tier.terms)
        if outcome.value is None or not _is_held(Decimal(str(outcome.value)), value, tier.tolerance):
            of_money = brief.portfolio.programme.money.kept_in_one if outcome.is_money else 1
            found, expected = (
                str(v if v is None or of_money == 1 else v / of_money) for v in (outcome.value, value)
            )
            yield Violation(
                rule=StatementName.OBJECTIVE, path=f"{path}.value", found=found, expected=expected
            )
        yield from _gap(plan.status, path, outcome, maximised=any(term.is_maximised for term in tier.terms))


def _is_held(reached: Decimal, value: Decimal, tolerance: Decimal) -> bool:
    """Whether a plan comes to what a tier reached when it was solved, but for its share of that."""
    slack = tolerance * abs(reached) + Decimal(str(PROVEN_GAP)) * max(Decimal(1), abs(reached))
    return abs(reached - value) <= slack


def _gap(status: PlanStatus, path: str, outcome: ObjectiveOutcome, *, maximised: bool) -> Iterator[Violation]:
    value, bound, gap = outcome.value, outcome.bound, outcome.gap
    if value is None or bound is None or gap is None:
        if status is PlanStatus.OPTIMAL or (bound is None) != (gap is None):
            yield Violation(
                rule=StatementName.GAP, path=f"{path}.bound", found=str(bound), expected="a proven bound"
            )
        return
    room = PROVEN_GAP * max(1.0, abs(value))
    if (value > bound + room) if maximised else (value < bound - room):
        words = f"no better than the bound {bound}"
        yield Violation(rule=StatementName.BOUND, path=f"{path}.value", found=str(value), expected=words)
    expected = abs(value - bound) / max(1.0, abs(value))
    if abs(gap - expected) > PROVEN_GAP:
        yield Violation(rule=StatementName.GAP, path=f"{path}.gap", found=str(gap), expected=str(expected))
    if status is PlanStatus.OPTIMAL and expected > PROVEN_GAP:
        words = f"a gap of at most {PROVEN_GAP} in an optimal plan"
        yield Violation(rule=StatementName.GAP, path=f"{path}.gap", found=str(expected), expected=words)


def comparison(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """The plan of earliest starts that is shown beside the optimum is what it says."""
    yield from money_differs(
        brief, StatementName.EARLIEST_STARTS, "earliest_starts", plan.earliest_starts, earliest_starts(brief)
    )


# --- Where there is no plan --------------------------------------------------------------------------------


def shows_no_plan(_brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Without a plan there are no dates, no money and no objective values; the impossible is explained."""
    for number, planned in enumerate(plan.projects):
        if planned.scheduled or planned.selected or planned.expenditure or planned.start is not None:
            path = f"projects[{number}] ({planned.id})"
            yield Violation(rule=StatementName.NO_PLAN, path=path, found="dates or money", expected="neither")
    if any(plan.annual_expenditure.values()) or plan.envelope.planned or plan.provenance.objective:
        yield Violation(rule=StatementName.NO_PLAN, path="annual_expenditure", found="money", expected="none")
    if (plan.status is PlanStatus.INFEASIBLE) != bool(plan.explanation):
        words = "an explanation for what is infeasible, and for nothing else"
        yield Violation(
            rule=StatementName.NO_PLAN, path="explanation", found=str(len(plan.explanation)), expected=words
        )


OF_EVERY_FILE: tuple[Check, ...] = (
    unit_and_years,
    every_project_once,
    nothing_left_to_report,
    targets,
    allowed_beyond,
    payers_told,
)
OF_A_PLAN: tuple[Check, ...] = (
    carried_out,
    finishes,
    spent_before,
    assumed_history,
    forecasts,
    running_on,
    totals,
    ceilings,
    envelope,
    objective,
    comparison,
)
OF_NO_PLAN: tuple[Check, ...] = (shows_no_plan,)

"""What projects have to pay by the end of each fiscal year, worked out again from the data for the checker.

It shares no arithmetic with `domain.cashflow`: every sum here is an exact fraction taken straight from the
rows, and held against the whole amounts of a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from portfolio.domain.assumptions import ModeAssumption
from portfolio.domain.brief import Brief
from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan, PlannedProject, Violation
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.requirement import MoreToCome
from portfolio.domain.rule_names import RuleName, StatementName
from portfolio.domain.status import StatusReport
from portfolio.planning.check.dates import periods_per_year, place_of
from portfolio.planning.check.granting import grants, shares_of, still_granted
from portfolio.planning.check.payers import shares_paid, works_mode
from portfolio.planning.check.reading import in_unit, money_differs, paid_by, walk

_NOT_BEGUN = {Status.PROPOSED, Status.PLANNED, Status.APPROVED, Status.TENDERING}
_UNDER_WAY = {Status.UNDER_CONSTRUCTION, Status.SUSPENDED}
_SIX_DECIMALS = 10**6

Due = dict[str, dict[int, Fraction]]
"""Source -> fiscal year -> all that it is to have paid by the end of it, 10k CNY, not rounded."""


def rounded_sums(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What has been paid by the end of each year is what is due then, half a unit rounded up, no more.

    Each source has paid its share of it to within less than one unit, or two where what was paid ahead of
    works, and what is left of their cost, were rounded each. Where a person has fixed a year's
    amount, that holds at the end alone. Of works under way it holds for the years that are history. What is
    paid once the schedule is over is paid by the end of the year after it.
    """
    for number, planned in enumerate(plan.projects):
        if planned.id not in brief.requirements or not planned.scheduled or not planned.priced:
            continue
        project = brief.portfolio.project(planned.id)
        due = {
            source: _until_it_is_over(brief, by_year)
            for source, by_year in _due(brief, project, planned).items()
        }
        # Money that moved is held against its curve elsewhere, and the curve that is told of here.
        told = planned.sharing or planned.band
        curve = None if told is None else {"by_source": told.curve}
        paid = paid_by(brief, planned if curve is None else planned.model_copy(update=curve))
        if brief.requirements[planned.id].flexibility:
            due = {source: dict([max(by_year.items())]) for source, by_year in due.items() if by_year}
        # Reports alone say nothing of what is assumed.
        if planned.before is not None and not (
            brief.portfolio.reports_of(planned.id) and planned.before.assumed
        ):
            earlier = planned.before.by_source
            paid = {s: {**earlier.get(s, {}), **paid.get(s, {})} for s in {**earlier, **paid}}
        reports = brief.portfolio.reports_in_force(project)
        roundings = 1 + (_is_paid_ahead(reports) or bool(grants(brief, project)))
        yield from _held(brief, f"projects[{number}] ({planned.id})", paid, due, roundings)


def _is_paid_ahead(reports: Sequence[StatusReport]) -> bool:
    return bool(reports) and reports[-1].status in _NOT_BEGUN and any(_spending(reports).values())


def _spending(reports: Sequence[StatusReport]) -> dict[int, int]:
    """Return fiscal year -> what was spent then, as it was reported last."""
    spending: dict[int, int] = {}
    for report in reports:
        spending.update(report.actual_spending)
    return spending


def _held(
    brief: Brief, place: str, paid: Mapping[str, Mapping[int, int]], due: Due, roundings: int
) -> Iterator[Violation]:
    """Hold what has been paid against what is due."""
    for year in sorted({year for by_year in due.values() for year in by_year}):
        exact = sum(by_year[year] for by_year in due.values())
        found = sum(_until(year, paid.get(source, {})) for source in {**due, **paid})
        expected = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
        path = f"{place}.expenditure up to {year}"
        yield from money_differs(brief, RuleName.ROUNDING, path, found, expected)
        for source, by_year in due.items():
            part = _until(year, paid.get(source, {}))
            if not -roundings < part - by_year[year] < roundings:
                money = brief.portfolio.programme.money
                due_then = f"{float(by_year[year] / money.kept_in_one):.{money.decimals + 3}f}"
                words = f"less than {in_unit(brief, roundings)} from {due_then}"
                path = f"{place}.by_source.{source} up to {year}"
                yield from money_differs(brief, RuleName.ROUNDING, path, part, words)


def _until_it_is_over(brief: Brief, due: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """Return what is due in each year of the schedule, and in the year after it all that is due later."""
    after = brief.calendar.last_schedule_year + 1
    found = {year: amount for year, amount in due.items() if year < after}
    return found if len(found) == len(due) else {**found, after: due[max(due)]}


def _until(year: int, by_year: Mapping[int, int]) -> int:
    return sum(amount for spent_in, amount in by_year.items() if spent_in <= year)


def _due(brief: Brief, project: Project, planned: PlannedProject) -> Due:
    portfolio = brief.portfolio
    awaits = _awaits_grants(brief, project)
    if portfolio.follows_appropriations(project) or (_moves_appropriations(brief, project) and not awaits):
        return _as_appropriated(brief, project, planned)
    shares = shares_paid(brief, project, planned)
    reports = portfolio.reports_in_force(project)
    if shares is None:
        return {}
    spent = _spending(reports)
    granted = grants(brief, project)
    shares_in = {year: shares_of(granted, year, shares) for year in spent}
    paid = _spent(portfolio, project, shares, shares_in, spent)
    if not awaits and (not reports or reports[-1].status in _NOT_BEGUN):
        return _ahead_and_of_works(brief, project, planned, shares, paid)
    now = _year(brief, reports[-1].effective)
    history = range(min([brief.calendar.first_year, *spent]), now) if spent else ()
    due = {source: {year: _reached(by_year, year) for year in history} for source, by_year in paid.items()}
    left = still_granted(brief, project, reports, now, spent)
    if (spent or awaits) and left and planned.more_to_come is None:
        resumed = _resumed(brief, planned)
        _add_granted(due, paid, left, range(now, max(*left, resumed) + 1), resumed)
    return due


def _add_granted(
    due: Due, paid: Due, left: Mapping[int, Mapping[str, Fraction]], years: range, resumed: int
) -> None:
    """Add what is due in the years to come: as granted for each, but those over before works have resumed."""
    for source, by_year in due.items():
        coming = Fraction(0)
        for year in years:
            coming += sum(
                (left[granted].get(source, Fraction(0)) for granted in left if max(granted, resumed) == year),
                Fraction(0),
            )
            by_year[year] = _reached(paid[source], year) + coming


def _resumed(brief: Brief, planned: PlannedProject) -> int:
    """Return the year in which suspended works go on, or others begin; the first of all where they go on."""
    if planned.start is not None and _awaits_grants(brief, brief.portfolio.project(planned.id)):
        return _year(brief, planned.start)
    works = works_mode(brief, planned) or ""
    told = works.removeprefix("resume-")
    return 0 if told == works else _year(brief, brief.calendar.first.periods.parse(told))


def _reached(cumulative: Mapping[int, Fraction], year: int) -> Fraction:
    """Return what a sum had come to by the end of a year."""
    return cumulative[max(told)] if (told := [each for each in cumulative if each <= year]) else Fraction(0)


def _spent(
    portfolio: Portfolio,
    project: Project,
    known: Iterable[str],
    shares_in: Mapping[int, Mapping[str, Fraction]],
    spent: Mapping[int, int],
) -> Due:
    """Return source -> year with spending -> all that it has paid by then, of what has been reported.

    What nobody is named for is shared; a refund that nobody is, in proportion to what each has paid.
    """
    named = _named(portfolio, project, spent)
    sources = [source for year in spent for source in shares_in[year]]
    now = dict.fromkeys([*known, *sources, *named], Fraction(0))
    paid: Due = {source: {} for source in now}
    for year in sorted(spent):
        own = {source: named.get(source, {}).get(year, 0) for source in now}
        open_to_all = spent[year] - sum(own.values())
        now = {source: amount + own[source] for source, amount in now.items()}
        pool = sum(now.values())
        parts = {source: shares_in[year].get(source, Fraction(0)) for source in now}
        if open_to_all < 0 and pool:
            parts = {source: amount / pool for source, amount in now.items()}
        for source in now:
            now[source] += open_to_all * parts[source]
            paid[source][year] = now[source]
    return paid


def _ahead_and_of_works(
    brief: Brief, project: Project, planned: PlannedProject, shares: Mapping[str, Fraction], paid: Due
) -> Due:
    """Return what has been paid ahead of works that have not begun, and the rest of their price with them."""
    price, along = _of_works(brief, project, planned)
    if not along:
        return {}
    ahead = {source: by_year[max(by_year)] if by_year else Fraction(0) for source, by_year in paid.items()}
    left = {source: price * shares.get(source, Fraction(0)) - amount for source, amount in ahead.items()}
    rest, whole = max(Fraction(0), sum(left.values(), Fraction(0))), int(price + Fraction(1, 2))
    if any(ahead.values()) and whole and not rest:
        left = {source: whole * share for source, share in shares.items()}
    elif min(left.values()) < 0:
        left = {source: rest * share for source, share in shares.items()}
    told = {year for by_year in paid.values() for year in by_year}
    years = range(min([*told, *along]), max([*told, *along]) + 1)
    return {
        source: {
            year: _reached(paid.get(source, {}), year) + left.get(source, Fraction(0)) * _reached(along, year)
            for year in years
        }
        for source in {**paid, **left}
    }


def _named(portfolio: Portfolio, project: Project, spent: Mapping[int, int]) -> dict[str, dict[int, int]]:
    """Return source -> year -> what it is said to have paid, for the years of which nobody says otherwise."""
    named: dict[str, dict[int, int]] = {}
    for actual in portfolio.actuals_of(project.id):
        told = portfolio.spent_before(project.id)[actual.year] == spent.get(actual.year)
        if told and actual.source is not None:
            by_year = named.setdefault(actual.source, {})
            by_year[actual.year] = by_year.get(actual.year, 0) + actual.amount
    return named


def _awaits_grants(brief: Brief, project: Project) -> bool:
    """Whether works have not begun, and what is reported of them departs from amounts that are fixed."""
    reports = brief.portfolio.reports_in_force(project)
    if not reports or reports[-1].status not in _NOT_BEGUN or brief.portfolio.follows_appropriations(project):
        return False
    granted = sum(sum(by_source.values()) for by_source in grants(brief, project).values())
    return sum(_spending(reports).values()) < granted


def _moves_appropriations(brief: Brief, project: Project) -> bool:
    """Whether the amounts may move as a whole, and works have not begun."""
    reports = brief.portfolio.reports_in_force(project)
    begun = bool(reports) and reports[-1].status not in _NOT_BEGUN
    granted = bool(brief.portfolio.appropriations_of(project.id))
    return granted and not begun and not _is_paid_ahead(reports)


def _as_appropriated(brief: Brief, project: Project, planned: PlannedProject) -> Due:
    """Return each source's amounts as granted, all as much later as the works are."""
    rows, works = brief.portfolio.appropriations_of(project.id), brief.portfolio.appropriated(project)
    change = brief.scenario.project(project.id)
    cost = project.cost if change.cost is None else change.cost
    granted = sum(row.amount for row in rows)
    if works is None or planned.start is None or planned.finish is None or not granted or cost is None:
        return {}
    begun, schedule, later = works.start, brief.calendar.first, works.start.until(planned.start)
    due: Due = {}
    per_year = periods_per_year(brief.portfolio.programme)
    years = range(_year(brief, planned.start), _year(brief, planned.finish) + 1)
    for row in rows:
        firsts = [Period(row.year, number, schedule.periods) for number in range(1, per_year + 1)]
        periods = [period for period in firsts if period >= begun]
        by_year = due.setdefault(row.source, dict.fromkeys(years, Fraction(0)))
        for period in periods:
            # What began before the schedule is delayed by a rest at its first period.
            rests = change.delay_quarters if begun < schedule <= period else 0
            paid_in = _year(brief, period.plus(later + rests))
            for year in by_year:
                if paid_in <= year and row.amount:
                    by_year[year] += Fraction(row.amount * cost, granted * len(periods))
    return due


def _year(brief: Brief, period: Period) -> int:
    return place_of(period, brief.portfolio.programme)[0]


def _of_works(
    brief: Brief, project: Project, planned: PlannedProject
) -> tuple[Fraction, dict[int, Fraction]]:
    """Return the price of works that have not begun, and fiscal year -> the part of it due by its end."""
    assumptions, change = brief.portfolio.assumptions, brief.scenario.project(project.id)
    cost = project.cost if change.cost is None else change.cost
    delivery, rise = brief.portfolio.delivery_of(project), assumptions.escalation_of(project)
    if brief.portfolio.appropriations_of(project.id):
        rise = None  # granted as it is paid
    modes = () if delivery is None else delivery.modes
    mode = next((mode for mode in modes if mode.id == works_mode(brief, planned)), None)
    if cost is None or mode is None or planned.start is None:
        return Fraction(0), {}
    price = Fraction(cost * mode.cost_percent, 100)
    per_year = periods_per_year(brief.portfolio.programme)
    begins, before = place_of(planned.start, brief.portfolio.programme)
    if mode.quarters == 0:
        return price, {begins: Fraction(1)}
    curve = _curve_of(brief, project, mode)
    # What began before the schedule is delayed by a rest at its first period.
    built = max(0, per_year * (brief.calendar.first_year - begins) - before)
    rest = change.delay_quarters if built else 0
    last_year = begins + (before + mode.quarters + rest - 1) // per_year
    due, total = {}, Fraction(0)
    for year in range(begins, last_year + 1):
        passed = [per_year * (y - begins) - before for y in (year, year + 1)]
        first, after = (p if p <= built else max(built, p - rest) for p in passed)
        share = _spent_by(curve, mode, after) - _spent_by(curve, mode, first)
        index = Fraction(1)
        if rise is not None and year > rise.base_year:
            yearly = (100 + Fraction(rise.percent_per_year)) / 100
            index = Fraction(round(yearly ** (year - rise.base_year) * _SIX_DECIMALS), _SIX_DECIMALS)
        total += share * index
        due[year] = total
    return price, due


def forecasts(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Works that have used up their money before they are done are told, with what they still take."""
    for place, planned, requirement in walk(brief, plan):
        expected = None if requirement is None else _more_to_come(brief, planned)
        found, path = planned.more_to_come, f"{place}.more_to_come"
        yield from money_differs(brief, StatementName.TOTALS, path, found, expected)
        if expected is not None:
            before = 0 if planned.before is None else planned.before.amount
            paid = before + sum(planned.expenditure.values()) + planned.beyond
            if paid < expected.spent + expected.to_come:
                words = f"at least {in_unit(brief, expected.spent + expected.to_come)}"
                yield from money_differs(brief, RuleName.CASH_FLOW, f"{place}.expenditure", paid, words)


def _more_to_come(brief: Brief, planned: PlannedProject) -> MoreToCome | None:
    project = brief.portfolio.project(planned.id)
    change, reports = brief.scenario.project(planned.id), brief.portfolio.reports_in_force(project)
    awaited = _UNDER_WAY | _NOT_BEGUN
    if not reports or reports[-1].status not in awaited or change.excluded or planned.start is None:
        return None
    spending = _spending(reports)
    delivery = brief.portfolio.delivery_of(project)
    cost = project.cost if change.cost is None else change.cost
    if not spending or delivery is None or cost is None:
        return None
    spent = sum(spending.values())
    if planned.before is not None and planned.before.assumed:
        spent += planned.before.amount
    pinned = None if change.pin is None else change.pin.mode
    by_id = {mode.id: mode for mode in delivery.modes}
    mode = by_id.get(works_mode(brief, planned) or "") or by_id.get(pinned or "") or delivery.modes[0]
    price = Fraction(cost * mode.cost_percent, 100)
    budget = int(price + Fraction(1, 2))
    if reports[-1].status in _NOT_BEGUN:
        gone = bool(budget and any(spending.values()) and price <= spent)
        return MoreToCome(budget=budget, spent=spent, to_come=budget) if gone else None
    stated = [report for report in reports if report.physical_progress is not None]
    since = stated[-1].effective if stated else planned.start
    quarters = max(0, since.until(reports[-1].effective))
    going = [since.plus(k) for k in range(quarters)]
    idle = sum(
        [report.status for report in reports if report.effective <= quarter][-1:] == [Status.SUSPENDED]
        for quarter in going
    )
    done = Fraction(stated[-1].physical_progress or 0, 100) if stated else Fraction(0)
    done = min(Fraction(1), done + Fraction(quarters - idle, delivery.modes[0].quarters))
    curve = _curve_of(brief, project, mode)
    needed = budget * (1 - _spent_by(curve, mode, done * mode.quarters))
    now = _year(brief, reports[-1].effective)
    granted = still_granted(brief, project, reports, now, spending)
    coming = [amount for by_source in (granted or {}).values() for amount in by_source.values()]
    left = Fraction(budget - spent) if granted is None else sum(coming, Fraction(0))
    if needed and (left <= 0 or spent >= budget or (stated and 2 * left < needed)):
        needed = max(needed, sum(coming, Fraction(0)))
        whole = -(-needed.numerator // needed.denominator)
        return MoreToCome(budget=budget, spent=spent, to_come=whole)
    return None


def _curve_of(brief: Brief, project: Project, mode: ModeAssumption) -> list[Fraction]:
    points = brief.portfolio.profile_of(project, mode.profile).cumulative_percent
    return [Fraction(point) / 100 for point in points]


def _spent_by(curve: list[Fraction], mode: ModeAssumption, quarters: Fraction | int) -> Fraction:
    """Return the share that is spent once so many periods have passed: straight lines between the points."""
    pieces = len(curve) - 1
    return sum(
        (
            (curve[piece + 1] - curve[piece])
            * min(Fraction(1), max(Fraction(0), Fraction(quarters) * pieces / mode.quarters - piece))
            for piece in range(pieces)
        ),
        Fraction(0),
    )

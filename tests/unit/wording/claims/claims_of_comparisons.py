"""What pages say of two plans: which years pay more, whose dearest year rises, who is late, what is short."""

from __future__ import annotations

from typing import Any

from claim import Cases, Claim, Telling, changed, floored, project, spending, without

from portfolio.domain.calendar import Period
from portfolio.domain.plan import Peak, Plan, PlanStatus
from portfolio.planning.answers.comparing import Moved, compare
from portfolio.wording import comparisons, differences
from portfolio.wording.i18n import Wording

ONE = "a1-07"


def _compared(make: Any, *, start: Any = None, tell: Any = comparisons.summary) -> Telling:
    """Return what is said of the plan that is made, against the plan on time or the one given."""

    def telling(cases: Cases, say: Wording) -> object:
        before = cases.plan if start is None else start(cases)
        return tell(before, make(cases), cases.portfolio, say)

    return telling


def _aims(make: Any) -> Telling:
    """Return what is said of the aims of the plan that is made, against those of the plan on time."""

    def telling(cases: Cases, say: Wording) -> object:
        return differences.changed_aims(compare(cases.plan, make(cases)), cases.portfolio, say)

    return telling


def _first_aim_only(cases: Cases) -> Plan:
    made = cases.plan.provenance
    return changed(cases.plan, provenance=made.model_copy(update={"objective": made.objective[:1]}))


def _same(cases: Cases) -> Plan:
    return cases.plan


def _squeezed(cases: Cases) -> Plan:
    return cases.squeezed


def _more(cases: Cases) -> Plan:
    return spending(cases.plan, "private", 2018, 500)


def _less(cases: Cases) -> Plan:
    return spending(cases.plan, "private", 2018, -500)


def _others_pay(cases: Cases) -> Plan:
    return spending(spending(cases.plan, "private", 2018, -500), "municipal", 2018, 500)


def _another_pace(cases: Cases) -> Plan:
    return project(cases.plan, ONE, mode="slow")


def _peak(amount: int | None) -> Any:
    def make(cases: Cases) -> Plan:
        peaks = {payer: peak for payer, peak in cases.plan.peaks.items() if payer != "private"}
        if amount is not None:
            peaks["private"] = Peak(year=2020, amount=amount)
        return changed(_more(cases), peaks=peaks)

    return make


def _unpaid(cases: Cases) -> Plan:
    return changed(cases.plan, peaks=_peak(None)(cases).peaks)


def _cheap_years(cases: Cases) -> Plan:
    return changed(_more(cases), peaks={payer: Peak(year=2019, amount=1) for payer in cases.plan.peaks})


def _dropped(cases: Cases) -> Plan:
    return without(cases.plan, [ONE])


def _late(quarters: int, name: str = ONE) -> Any:
    return lambda cases: project(cases.plan, name, tardiness_periods=quarters, finish=Period(2022, quarters))


def _short(missing: int) -> Any:
    return lambda cases: floored(_more(cases), cases.plan.envelope.planned + missing)


def _floor(minimum: int | None, *, soft: bool = True) -> Any:
    return lambda cases: floored(cases.plan, minimum, soft=soft)


def _cards(make: Any, start: Any = None) -> Telling:
    return _compared(make, start=start, tell=comparisons.cards)


def _nothing(status: PlanStatus) -> Telling:
    return lambda cases, say: comparisons.nothing_before("x", changed(cases.plan, status=status), say)


def _moved(**fields: Any) -> Telling:
    """Return what is said of a project of which the later plan says these things."""

    def telling(cases: Cases, say: Wording) -> str:
        comparison = compare(cases.plan, project(cases.plan, ONE, **fields))
        return differences.moved_words(comparison.moved[0], say)

    return telling


def _shifted(start: int | None, finish: int | None, cost: int = 0) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        planned = cases.plan.project(ONE)
        return differences.moved_words(Moved(ONE, planned, planned, start, finish, cost, 0), say)

    return telling


def _only(is_before: bool, is_after: bool) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        planned = cases.plan.project(ONE)
        one, other = (planned if is_there else None for is_there in (is_before, is_after))
        return differences.moved_words(Moved(ONE, one, other, None, None, 0, None), say)

    return telling


def _appears(start: bool) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        plans = (_dropped(cases), cases.plan)
        before, after = plans if start else plans[::-1]
        return differences.moved_words(compare(before, after).moved[0], say)

    return telling


def _rephased(cases: Cases, say: Wording) -> str:
    planned = cases.plan.project(ONE)
    source, by_year = next(iter(planned.by_source.items()))
    first, *rest = by_year
    shifted = {**by_year, first: by_year[first] - 1, rest[0]: by_year[rest[0]] + 1}
    fields = {
        "by_source": {**planned.by_source, source: shifted},
        "expenditure": {**planned.expenditure, first: 0},
    }
    other = planned.model_copy(update=fields)
    return differences.moved_words(Moved(ONE, planned, other, 0, 0, 0, 0), say)


def _repaid(cases: Cases, say: Wording) -> str:
    planned = cases.plan.project(ONE)
    other = planned.model_copy(update={"by_source": {"district": planned.expenditure}})
    return differences.moved_words(Moved(ONE, planned, other, 0, 0, 0, 0), say)


def _most(maximum: int) -> Any:
    def make(cases: Cases) -> Plan:
        envelope = cases.plan.envelope.model_copy(update={"maximum": maximum})
        return cases.plan.model_copy(update={"envelope": envelope})

    return make


def _variance(make: Any) -> Telling:
    return lambda cases, say: differences.variance_note(compare(cases.plan, make(cases)), say)


def _moves(make: Any) -> Telling:
    return lambda cases, say: differences.moves_note(compare(cases.plan, make(cases)), say)


CLAIMS = {
    "compare.same": Claim(_compared(_same), _compared(_more)),
    "compare.moved": Claim(_compared(_another_pace), _compared(_more)),
    "compare.money_years": Claim(_compared(_more), _compared(_others_pay)),
    "compare.years_more": Claim(_compared(_more), _compared(_less)),
    "compare.years_less": Claim(_compared(_less), _compared(_more)),
    "compare.money_payers": Claim(_compared(_others_pay), _compared(_more)),
    "compare.money_payer": Claim(_compared(_others_pay), _compared(_another_pace)),
    "compare.money_same": Claim(_compared(_another_pace), _compared(_others_pay)),
    "compare.peak_rises": Claim(_compared(_peak(200_000)), _compared(_peak(50_000))),
    "compare.peak_new": Claim(_compared(_peak(200_000), start=_unpaid), _compared(_peak(200_000))),
    "compare.no_spending": Claim(_cards(_peak(200_000), _peak(None)), _cards(_peak(200_000))),
    "compare.given_up": Claim(_compared(_dropped), _compared(_same, start=_dropped)),
    "compare.newly_late": Claim(_compared(_late(1)), _compared(_same, start=_late(1))),
    "compare.late_no_more": Claim(_compared(_same, start=_late(1)), _compared(_dropped, start=_late(1))),
    "compare.later_still": Claim(_compared(_late(4), start=_late(1)), _compared(_late(1), start=_late(4))),
    "compare.late_less": Claim(_compared(_late(1), start=_late(4)), _compared(_late(4), start=_late(1))),
    "compare.late_stay": Claim(
        _compared(_squeezed, start=lambda cases: spending(cases.squeezed, "private", 2018, 1)),
        _compared(_late(1, "a1-11"), start=_late(1)),
    ),
    "compare.none_late": Claim(_compared(_more), _compared(_late(1))),
    "compare.shortfall_grows": Claim(_compared(_short(5)), _compared(_same, start=_short(5))),
    "compare.shortfall_shrinks": Claim(
        _compared(_short(2), start=_short(5)), _compared(_short(0), start=_short(5))
    ),
    "compare.shortfall_gone": Claim(
        _compared(_short(0), start=_short(5)), _compared(_short(2), start=_short(5))
    ),
    "compare.shortfall_stays": Claim(_compared(_short(5), start=_floor(450_005)), _compared(_more)),
    "compare.floor": Claim(_compared(_floor(1)), _compared(_more)),
    "compare.floor.none": Claim(_compared(_floor(None)), _compared(_floor(1))),
    "compare.floor.soft": Claim(
        _compared(_floor(1)), _compared(_floor(1, soft=False), start=_floor(2, soft=False))
    ),
    "compare.floor.hard": Claim(_compared(_floor(1, soft=False)), _compared(_floor(1))),
    "compare.maximum": Claim(_compared(_most(1), start=_most(2)), _compared(_more)),
    "compare.maximum.none": Claim(
        _compared(_most(None), start=_most(1)), _compared(_most(1), start=_most(2))
    ),
    "compare.no_such_aim": Claim(_aims(_first_aim_only), _aims(lambda cases: cases.squeezed)),
    "compare.was": Claim(_cards(_more), _cards(_floor(None), start=_peak(50_000))),
    "compare.was_lower": Claim(_cards(_peak(200_000)), _cards(_more)),
    "compare.was_higher": Claim(
        _cards(_cheap_years),
        _cards(_peak(200_000)),
    ),
    "what_if.nothing_before.impossible": Claim(_nothing(PlanStatus.INFEASIBLE), _nothing(PlanStatus.UNKNOWN)),
    "what_if.nothing_before.unknown": Claim(_nothing(PlanStatus.UNKNOWN), _nothing(PlanStatus.INFEASIBLE)),
    "moved.added": Claim(_only(False, True), _only(True, False)),
    "moved.removed": Claim(_only(True, False), _only(False, True)),
    "moved.appears": Claim(_appears(True), _appears(False)),
    "moved.disappears": Claim(_appears(False), _appears(True)),
    "moved.later": Claim(_shifted(0, 1), _shifted(0, -1)),
    "moved.earlier": Claim(_shifted(0, -1), _shifted(0, 1)),
    "moved.starts_later": Claim(_shifted(1, 0), _shifted(-1, 0)),
    "moved.starts_earlier": Claim(_shifted(-1, 0), _shifted(1, 0)),
    "moved.cost": Claim(_shifted(0, 0, 5), _shifted(1, 0)),
    "moved.phasing": Claim(_rephased, _repaid),
    "moved.payers": Claim(_repaid, _moved(mode="slow")),
    "moved.pace": Claim(_moved(mode="slow"), _repaid),
    "moves.none": Claim(_moves(_same), _moves(_another_pace)),
    "variance.exact": Claim(_variance(_same), _variance(_others_pay)),
    "variance.note": Claim(_variance(_more), _variance(_same)),
}

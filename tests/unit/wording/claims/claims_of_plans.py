"""What pages say of one plan: on time, within its ceilings, above its floor, proven."""

from __future__ import annotations

from typing import Any

from claim import Cases, Claim, Telling, changed, empty, floored, project, tier, without

from portfolio.domain.plan import Peak, Plan, PlanStatus, SpentBefore
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.requirement import MoreToCome
from portfolio.domain.status import StatusReport
from portfolio.planning.records.reports import with_report
from portfolio.wording import costs, floors, proofs, summaries
from portfolio.wording.i18n import Wording
from portfolio.wording.plans import cost_text, timing_text

SOME = ("a1-07", "a1-11")


def _of(tell: Any, make: Any = lambda cases: cases.plan) -> Telling:
    return lambda cases, say: tell(make(cases), cases.portfolio, say)


def _status(make: Any) -> Telling:
    return _of(proofs.plan_status, make)


def _with_status(status: PlanStatus) -> Telling:
    return _status(lambda cases: changed(cases.plan, status=status))


def _open(gap: float | None) -> Telling:
    return _status(lambda cases: tier(changed(cases.plan, status=PlanStatus.FEASIBLE), 2, gap=gap))


def _squeezed(cases: Cases) -> Plan:
    return cases.squeezed


def _left_out(cases: Cases) -> Plan:
    return without(cases.plan, SOME)


def _empty(cases: Cases) -> Plan:
    return empty(cases.plan)


def _running_on(beyond: int) -> Any:
    return lambda cases: changed(project(cases.plan, "a1-07", runs_on=True, beyond=beyond), beyond=beyond)


def _suspended(cases: Cases) -> Portfolio:
    report = StatusReport(project="a1-08", status=Status.SUSPENDED, effective=cases.portfolio.calendar.first)
    return with_report(cases.portfolio, report)


def _while_suspended(tell: Any) -> Telling:
    return lambda cases, say: tell(cases.plan, _suspended(cases), say)


def _at_most(cases: Cases) -> Plan:
    envelope = cases.plan.envelope.model_copy(update={"maximum": 450_000})
    return changed(cases.plan, envelope=envelope)


def _unassumed(cases: Cases) -> Plan:
    given = [planned.model_copy(update={"target_year_assumed": False}) for planned in cases.plan.projects]
    return changed(cases.plan, projects=tuple(given))


def _floor(tell: Any, minimum: int | None, **how: Any) -> Telling:
    return lambda cases, say: tell(floored(cases.plan, minimum, **how).envelope, say)


def _stretched(minimum: int) -> Telling:
    """What is said of a plan whose works cost 10 more than in their cheapest modes."""

    def telling(cases: Cases, say: Wording) -> str:
        outcome = floored(cases.plan, minimum + 10).envelope
        floor = {"extra_cost": 10, "minimum": minimum}
        return floors.floor_words(outcome.model_copy(update=floor), say)

    return telling


def _note(floor: Any, say: Wording) -> str:
    return floors.floor_note(floor, say, is_planned=True)


def _unplanned(floor: Any, say: Wording) -> str:
    return floors.floor_note(floor, say, is_planned=False)


def _money_gone(cases: Cases) -> Plan:
    """Return a plan with works that have used up their money."""
    return project(cases.plan, SOME[0], more_to_come=MoreToCome(budget=9, spent=12, to_come=5))


def _begun_before(*, assumed: bool) -> Any:
    """Return a plan in which something was paid before its first year."""
    before = SpentBefore(amount=5, by_source={"district": {2015: 5}}, assumed=assumed)
    return lambda cases: project(cases.plan, SOME[0], before=before)


def _priced(cases: Cases) -> Plan:
    given = [planned.model_copy(update={"priced": True}) for planned in cases.plan.projects]
    return changed(cases.plan, projects=tuple(given))


def _unpriced_dropped(cases: Cases) -> Plan:
    return without(cases.plan, [p.id for p in cases.plan.projects if p.scheduled and not p.priced])


def _peaks(amount: int) -> Any:
    """Return a plan in which every dearest year takes so much."""
    return lambda cases: changed(
        cases.plan, peaks={payer: Peak(year=2019, amount=amount) for payer in cases.plan.peaks}
    )


def _as_at_once(cases: Cases) -> Plan:
    early = cases.plan.earliest_starts
    return changed(cases.plan, peaks={} if early is None else early.peaks)


def _alone(cases: Cases) -> Plan:
    return changed(cases.plan, earliest_starts=None)


def _cheaper(cases: Cases) -> Plan:
    return changed(cases.plan, annual_expenditure={2019: 1_000})


def _slack(slack: int) -> Any:
    def make(cases: Cases) -> Plan:
        uses = [use.model_copy(update={"slack": slack}) for use in cases.squeezed.ceilings]
        return changed(cases.squeezed, ceilings=tuple(uses))

    return make


def _shown(tell: Any, works: bool) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        rows = [p for p in cases.portfolio.projects if p.status.has_works or not works]
        return str(tell(tuple(rows), cases.plan, cases.portfolio, say))

    return telling


def _no_works(*names: str) -> Telling:
    return lambda cases, say: summaries.without_works(
        [cases.portfolio.project(name) for name in names], cases.portfolio, say
    )


def _reported(cases: Cases, say: Wording) -> object:
    return summaries.projects(cases.plan, _suspended(cases), say)


def _findings(count: int) -> Telling:
    return lambda cases, say: summaries.data(
        cases.portfolio.changed(findings=cases.portfolio.findings[:count]), say
    )


def _programme(minimum: int | None) -> Telling:
    def telling(cases: Cases, say: Wording) -> object:
        programme = cases.portfolio.programme
        envelope = programme.envelope.model_copy(update={"minimum": minimum})
        changed_programme = programme.model_copy(update={"envelope": envelope})
        return summaries.data(cases.portfolio.model_copy(update={"programme": changed_programme}), say)

    return telling


def _timing(name: str, **fields: Any) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        planned = project(cases.plan, name, **fields).project(name)
        return timing_text(cases.portfolio.project(name), planned, say)

    return telling


def _unpriced(**fields: Any) -> Telling:
    return lambda cases, say: costs.unpriced_text(
        cases.portfolio.project("a1-04").model_copy(update=fields), say
    )


def _totals(**fields: Any) -> Telling:
    def telling(cases: Cases, say: Wording) -> object:
        priced = cases.portfolio.project("a1-07")
        return costs.totals_words([priced, cases.portfolio.project("a1-04").model_copy(update=fields)], say)

    return telling


def _cost(name: str, tell: Any) -> Telling:
    return lambda cases, say: tell(cases.portfolio.project(name), cases.plan.project(name), say)


CLAIMS = {
    "plan.optimal": Claim(_of(proofs.plan_status), _with_status(PlanStatus.FEASIBLE)),
    "plan.feasible": Claim(_open(None), _status(lambda cases: cases.plan)),
    "plan.feasible_gap": Claim(_open(0.03), _open(None)),
    "plan.infeasible": Claim(_with_status(PlanStatus.INFEASIBLE), _with_status(PlanStatus.UNKNOWN)),
    "plan.unknown": Claim(_with_status(PlanStatus.UNKNOWN), _with_status(PlanStatus.INFEASIBLE)),
    "provenance.checked": Claim(
        lambda cases, say: proofs.stamp(cases.plan, say),
        lambda cases, say: proofs.stamp(changed(cases.plan, status=PlanStatus.UNKNOWN), say),
    ),
    "verdict.on_time": Claim(_of(summaries.overview), _of(summaries.overview, _left_out)),
    "verdict.on_time_rest": Claim(_of(summaries.overview, _left_out), _of(summaries.overview, _empty)),
    "verdict.late": Claim(_of(summaries.overview, _squeezed), _of(summaries.overview)),
    "verdict.nothing_built": Claim(_of(summaries.overview, _empty), _of(summaries.overview, _left_out)),
    "verdict.left_out": Claim(_of(summaries.overview, _left_out), _of(summaries.overview)),
    "verdict.suspended": Claim(_while_suspended(summaries.overview), _of(summaries.overview)),
    "verdict.runs_on": Claim(_of(summaries.overview, _running_on(0)), _of(summaries.overview)),
    "verdict.beyond": Claim(
        _of(summaries.overview, _running_on(800)), _of(summaries.overview, _running_on(0))
    ),
    "verdict.floor_exact": Claim(_of(summaries.overview), _floor(floors.floor_words, 449_999)),
    "verdict.floor_short": Claim(_of(summaries.overview, _squeezed), _of(summaries.overview)),
    "verdict.floor_above": Claim(_floor(floors.floor_words, 440_000), _floor(floors.floor_words, 450_000)),
    "verdict.floor_short_without": Claim(_stretched(450_000), _floor(floors.floor_words, 450_001)),
    "verdict.floor_met_without": Claim(_stretched(449_990), _floor(floors.floor_words, 449_990)),
    "verdict.maximum": Claim(_of(summaries.overview, _at_most), _of(summaries.overview)),
    "verdict.no_floor": Claim(_floor(floors.floor_words, None), _floor(floors.floor_words, 1)),
    "verdict.unpriced": Claim(_of(summaries.overview), _of(summaries.overview, _unpriced_dropped)),
    "verdict.more_to_come": Claim(_of(summaries.overview, _money_gone), _of(summaries.overview)),
    "verdict.before": Claim(_of(summaries.overview, _begun_before(assumed=False)), _of(summaries.overview)),
    "verdict.before_assumed": Claim(
        _of(summaries.overview, _begun_before(assumed=True)),
        _of(summaries.overview, _begun_before(assumed=False)),
    ),
    "card.on_time.all": Claim(_of(summaries.headline, _unassumed), _of(summaries.headline)),
    "card.on_time.assumed": Claim(_of(summaries.headline), _of(summaries.headline, _unassumed)),
    "card.on_time.nothing": Claim(_of(summaries.headline, _empty), _of(summaries.headline)),
    "card.on_time.left_out": Claim(_of(summaries.headline, _left_out), _of(summaries.headline, _empty)),
    "card.on_time.suspended": Claim(_while_suspended(summaries.headline), _of(summaries.headline)),
    "card.on_time.worst": Claim(_of(summaries.headline, _squeezed), _of(summaries.headline, _left_out)),
    "card.invested.no_floor": Claim(
        _of(summaries.headline, lambda cases: floored(cases.plan, None)), _of(summaries.headline)
    ),
    "card.invested.short": Claim(_of(summaries.headline, _squeezed), _of(summaries.headline)),
    "card.invested.exact": Claim(
        _of(summaries.headline), _of(summaries.headline, lambda cases: floored(cases.plan, 449_999))
    ),
    "card.invested.above": Claim(
        _of(summaries.headline, lambda cases: floored(cases.plan, 449_999)), _of(summaries.headline)
    ),
    "card.peak.alone": Claim(_of(summaries.headline, _alone), _of(summaries.headline)),
    "card.peak.lower": Claim(_of(summaries.headline), _of(summaries.headline, _as_at_once)),
    "card.peak.same": Claim(_of(summaries.headline, _as_at_once), _of(summaries.headline)),
    "card.peak.higher": Claim(_of(summaries.headline, _peaks(999_999)), _of(summaries.headline, _as_at_once)),
    "peak.against": Claim(_of(summaries.worth), _of(summaries.worth, _alone)),
    "peak.worth": Claim(_of(summaries.worth), _of(summaries.worth, _cheaper)),
    "peak.no_money": Claim(_of(summaries.worth, _empty), _of(summaries.worth)),
    "schedule.on_time": Claim(_of(summaries.schedule), _of(summaries.schedule, _squeezed)),
    "schedule.not_late": Claim(_of(summaries.schedule, _running_on(0)), _of(summaries.schedule)),
    "schedule.late": Claim(_of(summaries.schedule, _squeezed), _of(summaries.schedule)),
    "schedule.no_dates": Claim(_of(summaries.schedule, _empty), _of(summaries.schedule, _left_out)),
    "schedule.others_below": Claim(_shown(summaries.shown, False), _shown(summaries.shown, True)),
    "schedule.retained": Claim(_no_works("a1-01"), _no_works("a1-01", "a1-08")),
    "schedule.without_works": Claim(_no_works("a1-01", "a1-08"), _no_works("a1-01")),
    "projects.reported": Claim(_reported, _of(summaries.projects)),
    "projects.none_reported": Claim(_of(summaries.projects), _reported),
    "budget.peak": Claim(_of(summaries.budget), _of(summaries.budget, _empty)),
    "verdict.assumed": Claim(_of(summaries.assumed_words), _of(summaries.assumed_words, _unassumed)),
    "budget.no_ceilings": Claim(_of(summaries.budget), _of(summaries.budget, _squeezed)),
    "budget.levelled": Claim(_of(summaries.budget), _of(summaries.budget, _left_out)),
    "budget.ceilings_hold": Claim(_of(summaries.budget, _squeezed), _of(summaries.budget, _slack(-1))),
    "budget.ceilings_full": Claim(_of(summaries.budget, _slack(0)), _of(summaries.budget, _slack(1))),
    "budget.ceilings_passed": Claim(_of(summaries.budget, _slack(-1)), _of(summaries.budget, _slack(0))),
    "budget.unpriced_note": Claim(_of(summaries.payer_note), _of(summaries.payer_note, _priced)),
    "floor.met": Claim(_of(summaries.budget), _of(summaries.budget, _squeezed)),
    "floor.short": Claim(_of(summaries.budget, _squeezed), _of(summaries.budget)),
    "ceilings.floor": Claim(_floor(_unplanned, 450_000), _floor(_unplanned, None)),
    "ceilings.no_floor": Claim(_floor(_note, None), _floor(_note, 450_000)),
    "ceilings.floor_exact": Claim(_floor(_note, 450_000), _floor(_note, 450_000, soft=False)),
    "ceilings.floor_exact_hard": Claim(
        _floor(_note, 450_000, soft=False), _floor(_note, 449_999, soft=False)
    ),
    "ceilings.floor_above": Claim(_floor(_note, 449_999), _floor(_note, 450_000)),
    "ceilings.floor_short": Claim(_floor(_note, 450_001), _floor(_note, 450_000)),
    "data.answer_findings": Claim(_findings(1), _findings(0)),
    "data.answer_no_findings": Claim(_findings(0), _findings(1)),
    "data.no_floor": Claim(_programme(None), _programme(450_000)),
    "timing.on_time": Claim(_timing("a1-07"), _timing("a1-07", tardiness_periods=1)),
    "timing.late": Claim(_timing("a1-07", tardiness_periods=1), _timing("a1-07")),
    "timing.left_out": Claim(_timing("a1-07", tardiness_periods=None), _timing("a1-07")),
    "timing.runs_on": Claim(_timing("a1-07", runs_on=True), _timing("a1-07")),
    "timing.beyond": Claim(_timing("a1-07", runs_on=True, beyond=800), _timing("a1-07", runs_on=True)),
    "timing.retained": Claim(_timing("a1-01"), _timing("a1-07")),
    "not_priced.note": Claim(_unpriced(cost_note="?"), _unpriced()),
    "totals.estimated": Claim(_unpriced(estimate_low=7), _unpriced()),
    "totals.in_unit": Claim(_totals(estimate_low=7), _totals()),
    "totals.not_priced": Claim(_totals(estimate_low=7), _totals(cost=5)),
    "totals.without_price": Claim(_totals(estimate_low=7), _totals(cost=5)),
    "cost.none_asked": Claim(_cost("a1-01", cost_text), _cost("a1-07", cost_text)),
    "cost.priced": Claim(_cost("a1-07", cost_text), _cost("a1-04", cost_text)),
    "cost.not_priced": Claim(_cost("a1-04", cost_text), _cost("a1-07", cost_text)),
}

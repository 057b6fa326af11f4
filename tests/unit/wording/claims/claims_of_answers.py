"""What pages say of answers: ways out, reasons, what money is worth, re-planning, the frontier, targets."""

from __future__ import annotations

from typing import Any

from claim import Cases, Claim, Telling, changed, floored, without
from pydantic import TypeAdapter

from portfolio.domain.calendar import Period
from portfolio.domain.explanation import Explanation
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.programme import TargetComparison
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.frontier import FrontierPoint
from portfolio.planning.answers.replanning import Curve, Point
from portfolio.planning.answers.ways_out import Step, WayKind, WayOut
from portfolio.planning.answers.why import Forced, Standing, Verdict, Why
from portfolio.planning.answers.worth import Difference, LeftOut, Rescue, Worth
from portfolio.wording import answers, explanations, targets, ways
from portfolio.wording.i18n import Wording

ONE, YEAR = "a1-07", 2019
Q = Period(2018, 1)


def _plan(cases: Cases) -> Plan:
    return cases.plan


def _squeezed(cases: Cases) -> Plan:
    return cases.squeezed


# Why there is no plan


def _because(*parts: Explanation, status: PlanStatus = PlanStatus.INFEASIBLE, tell: Any) -> Telling:
    return lambda cases, say: tell(changed(cases.plan, status=status, explanation=parts), say)


USUAL: dict[str, dict[str, Any]] = {
    "ceiling": {"payer": "public", "year": YEAR, "needed": 5, "allowed": 3},
    "floor": {"needed": 5, "allowed": 3},
    "maximum": {"needed": 5, "allowed": 3},
    "moves": {"needed": 5, "allowed": 3},
    "prerequisite": {"projects": ("a1-07", "a1-11")},
    "alternatives": {"projects": ("a1-07", "a1-11"), "needed": 3, "allowed": 5},
    "allocation": {"project": ONE, "payer": "public", "year": YEAR, "needed": 5},
    "band": {"projects": ("a1-07", "a1-11")},
    "no_start": {"project": ONE, "detail": "pin"},
}


def _reason(kind: str, **fields: Any) -> Explanation:
    content = {"kind": kind, **USUAL.get(kind, {}), **fields}
    return TypeAdapter[Explanation](Explanation).validate_python(content)


def _part(kind: str, **fields: Any) -> Telling:
    return lambda cases, say: explanations.sentence(_reason(kind, **fields), cases.portfolio, say)


CEILING, FLOOR, STUCK = (_reason(kind) for kind in ("ceiling", "floor", "no_start"))
NOTES = explanations.notes

OF_REASONS = {
    "none.infeasible": Claim(
        _because(tell=explanations.verdict),
        _because(status=PlanStatus.UNKNOWN, tell=explanations.verdict),
    ),
    "none.unknown": Claim(
        _because(status=PlanStatus.UNKNOWN, tell=explanations.verdict),
        _because(tell=explanations.verdict),
    ),
    "none.how_read": Claim(
        _because(CEILING, tell=explanations.notes),
        _because(CEILING, STUCK, tell=explanations.notes),
    ),
    "none.either": Claim(
        _because(CEILING, FLOOR, tell=explanations.notes),
        _because(CEILING, tell=explanations.notes),
    ),
    **{
        f"none.{kind}{ending}": Claim(_part(kind, proven=proven), _part(kind, proven=not proven))
        for kind in ("ceiling", "floor", "maximum", "moves")
        for ending, proven in (("", True), ("_found", False))
    },
    "none.unavoidable": Claim(_part("ceiling", unavoidable=4), _part("ceiling", unavoidable=5)),
    "none.unavoidable_all": Claim(_part("ceiling", unavoidable=5), _part("ceiling", unavoidable=4)),
    "none.not_proven": Claim(_part("ceiling", proven=False), _part("ceiling")),
    "none.no_start.pin": Claim(_part("no_start", detail="pin"), _part("no_start", detail="schedule_end")),
    "none.no_start.needs_what_runs_on": Claim(
        _part("no_start", detail="needs_what_runs_on", needs="a1-11", until="2024Q4"),
        _part("no_start", detail="pin"),
    ),
    "none.no_start.schedule_end": Claim(
        _part("no_start", detail="schedule_end"), _part("no_start", detail="prerequisite")
    ),
    "none.no_start.prerequisite": Claim(
        _part("no_start", detail="prerequisite"), _part("no_start", detail="pin")
    ),
    "none.prerequisite": Claim(_part("prerequisite"), _part("alternatives")),
    "none.alternatives": Claim(_part("alternatives"), _part("alternatives", needed=1, allowed=1)),
    "none.alternatives_exactly": Claim(_part("alternatives", needed=1, allowed=1), _part("alternatives")),
    "none.bands": Claim(_part("band"), _part("allocation")),
    "none.allocation": Claim(_part("allocation"), _part("floor")),
    "none.together": Claim(_part("together"), _part("together", detail="all")),
    "none.together_all": Claim(_part("together", detail="all"), _part("together")),
    "none.undecided": Claim(_part("undecided"), _part("undecided", detail="rest")),
    "none.undecided_rest": Claim(_part("undecided", detail="rest"), _part("undecided")),
}

# Ways out


def _outcome(make: Any) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        way = WayOut(WayKind.DROP, (Step(),), 1, True, cases.squeezed.scenario, make(cases))
        return ways.outcome_words(way, cases.portfolio, say)

    return telling


def _none(*, locked: bool = False, is_whole: bool = True) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        scenario = cases.plan.scenario.changed(locked=("floor",) if locked else ())
        return ways.no_way_words(scenario, say, is_whole=is_whole)

    return telling


def _ways(*locked: str) -> Telling:
    return lambda cases, say: ways.ways_note(cases.plan.scenario.changed(locked=locked), say)


def _minimal(is_proven: bool) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        way = WayOut(WayKind.DROP, (Step(),), 1, is_proven, cases.plan.scenario, cases.plan)
        return ways.minimal_words(way, say)

    return telling


OF_WAYS = {
    "way.none": Claim(_none(), _none(is_whole=False)),
    "way.none_locked": Claim(_none(locked=True), _none()),
    "way.none_yet": Claim(_none(is_whole=False), _none()),
    "way.locked": Claim(_ways("floor"), _ways()),
    "way.minimal": Claim(_minimal(True), _minimal(False)),
    "way.not_minimal": Claim(_minimal(False), _minimal(True)),
}

# Why then?


def _why(standing: Standing = Standing.FUNDED, name: str = ONE, make: Any = _plan, **fields: Any) -> Telling:
    def telling(cases: Cases, say: Wording) -> list[str]:
        plan = make(cases)
        answer = Why(
            name, standing, plan.project(name), **{"earliest": Q, "latest_on_time": Q, **fields}, plan=plan
        )
        return answers.why_words(answer, plan, cases.portfolio, say)

    return telling


def _forced(verdict: Verdict, **fields: Any) -> Telling:
    def telling(cases: Cases, say: Wording) -> list[str]:
        planned = cases.squeezed if verdict is not Verdict.IMPOSSIBLE else changed(cases.plan, explanation=())
        start = fields.get("start", Q)
        forced = Forced(start, verdict, 1, planned, proven=fields.get("proven", True))
        answer = Why(ONE, Standing.FUNDED, cases.plan.project(ONE), Q, Q, forced=forced, plan=cases.plan)
        return answers.why_words(answer, cases.plan, cases.portfolio, say)

    return telling


def _undated(cases: Cases) -> Plan:
    return without(cases.plan, [ONE])


def _others(make: Any) -> Telling:
    return lambda cases, say: answers.others_words(compare(cases.plan, make(cases)), say)


OF_WHY = {
    "why.dates": Claim(_why(), _why(Standing.CANCELLED)),
    "why.fixed": Claim(_why(fixed=True), _why()),
    "why.pinned": Claim(_why(pinned=True), _why(fixed=True)),
    "why.earliest": Claim(_why(), _why(pinned=True)),
    "why.latest": Claim(_why(), _why(latest_on_time=Q.plus(-1))),
    "why.never_on_time": Claim(_why(latest_on_time=Q.plus(-1)), _why()),
    **{
        f"why.standing.{standing}": Claim(_why(standing), _why())
        for standing in Standing
        if standing is not Standing.FUNDED
    },
    "why.standing.finished_undated": Claim(_why(Standing.FINISHED, make=_undated), _why(Standing.FINISHED)),
    "why.no_earlier": Claim(_forced(Verdict.NO_EARLIER), _forced(Verdict.AS_GOOD)),
    **{
        f"why.verdict.{verdict}": Claim(
            _forced(verdict), _forced(Verdict.UNKNOWN if verdict is not Verdict.UNKNOWN else Verdict.WORSE)
        )
        for verdict in Verdict
        if verdict is not Verdict.NO_EARLIER
    },
    "why.not_proven": Claim(_forced(Verdict.WORSE, proven=False), _forced(Verdict.WORSE)),
    "why.nothing_else": Claim(_others(_plan), _others(_squeezed)),
    "why.would_move": Claim(_others(_squeezed), _others(_plan)),
    "why.started": Claim(_forced(Verdict.WORSE), _forced(Verdict.WORSE, start=None)),
    "why.carried_out": Claim(_forced(Verdict.WORSE, start=None), _forced(Verdict.WORSE)),
}

# What money is worth


def _moved(cases: Cases, change: float | None, status: PlanStatus, *, proven: bool) -> Difference:
    changes = tuple(change for _ in cases.squeezed.provenance.objective)
    return Difference("public", YEAR, 100, changed(cases.squeezed, status=status), changes, proven)


def _worth(change: float | None, status: PlanStatus = PlanStatus.OPTIMAL, *, proven: bool = True) -> Telling:
    def telling(cases: Cases, say: Wording) -> object:
        found = [_moved(cases, change, status, proven=proven)]
        rows = answers.worth_rows(found, cases.squeezed, cases.portfolio, say)
        return answers.nothing_worth(found, say), rows

    return telling


def _rescue(extra: dict[str, dict[int, int]] | None, *, proven: bool = True) -> Telling:
    return lambda cases, say: answers.rescue_rows([Rescue(ONE, extra, None, proven)], cases.portfolio, say)


def _left_out(**counts: int) -> Telling:
    return lambda cases, say: answers.left_out(Worth(cases.squeezed, (), left_out=LeftOut(**counts)), say)


OF_WORTH = {
    "worth.time_up": Claim(_left_out(rescues=1), _left_out()),
    "worth.left_differences": Claim(_left_out(differences=2), _left_out(rescues=1)),
    "worth.left_rescues": Claim(_left_out(rescues=2), _left_out(stairs=1)),
    "worth.left_stairs": Claim(_left_out(stairs=2), _left_out(differences=1)),
    "worth.nothing": Claim(_worth(0.0), _worth(0.0, proven=False)),
    "worth.nothing_found": Claim(_worth(0.0, proven=False), _worth(0.0)),
    "worth.only_impossible": Claim(_worth(None, PlanStatus.INFEASIBLE), _worth(0.0)),
    "worth.no_plan": Claim(_worth(None, PlanStatus.INFEASIBLE), _worth(1.0)),
    "worth.no_plan_found": Claim(_worth(None, PlanStatus.UNKNOWN), _worth(None, PlanStatus.INFEASIBLE)),
    "worth.better": Claim(_worth(-1.0), _worth(0.0)),
    "worth.worse": Claim(_worth(1.0), _worth(0.0)),
    "proven": Claim(_worth(1.0), _worth(1.0, proven=False)),
    "not_proven": Claim(_worth(1.0, proven=False), _worth(1.0)),
    "rescue.place": Claim(_rescue({"public": {YEAR: 5}}), _rescue(None)),
    "rescue.none": Claim(_rescue(None), _rescue(None, proven=False)),
    "rescue.unknown": Claim(_rescue(None, proven=False), _rescue(None)),
    "rescue.nothing": Claim(_rescue({}), _rescue({"public": {YEAR: 5}})),
}

# Re-planning


def _point(cases: Cases, moves: int, behind: float, status: PlanStatus = PlanStatus.OPTIMAL) -> Point:
    plan = changed(cases.plan, status=status)
    aims = len(plan.provenance.objective) - 1
    return Point(moves, plan, compare(plan, plan), (0.0,) * aims, (0.0, behind, 0.0)[:aims])


def _behind(behind: float) -> Telling:
    return lambda cases, say: answers.behind_words(_point(cases, 1, behind), cases.portfolio, say)


def _least(moves: int | None) -> Telling:
    return lambda _, say: answers.least_moves_words(Curve(moves, ()), say)


def _no_moves(moves: int, status: PlanStatus = PlanStatus.OPTIMAL) -> Telling:
    def telling(cases: Cases, say: Wording) -> object:
        curve = Curve(0, (_point(cases, moves, 0.0, status),))
        return answers.no_moves_words(curve, say, is_whole=True)

    return telling


OF_REPLANNING = {
    "replan.least": Claim(_least(2), _least(None)),
    "replan.least_none": Claim(_least(0), _least(2)),
    "replan.least_unknown": Claim(_least(None), _least(0)),
    "replan.no_moves": Claim(_no_moves(0), _no_moves(0, PlanStatus.FEASIBLE)),
    "replan.no_moves_found": Claim(_no_moves(0, PlanStatus.FEASIBLE), _no_moves(1, PlanStatus.FEASIBLE)),
    "replan.behind": Claim(_behind(1.0), _behind(-1.0)),
    "replan.ahead": Claim(_behind(-1.0), _behind(1.0)),
    "replan.best": Claim(_behind(0.0), _behind(1.0)),
}

# The frontier, and targets


def _frontier(*exact: bool) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        points = [FrontierPoint(1, 1, is_exact, cases.plan.scenario, cases.plan) for is_exact in exact]
        return answers.frontier_notes(points, "x", say)

    return telling


def _missing(minimum: int | None) -> Telling:
    def telling(cases: Cases, say: Wording) -> object:
        point = FrontierPoint(1, 1, True, cases.plan.scenario, floored(cases.plan, minimum))
        return answers.frontier_rows([point], say)

    return telling


def _target(name: str, make: Any, **promised: Any) -> Telling:
    """Return what is said of one target, changed as given."""

    def telling(cases: Cases, say: Wording) -> object:
        target = next(target for target in cases.portfolio.programme.targets if target.id == name)
        programme = cases.portfolio.programme.model_copy(
            update={"targets": (target.model_copy(update=promised),)}
        )
        return targets.held_against(
            make(cases), cases.portfolio.model_copy(update={"programme": programme}), say
        )

    return telling


OF_FRONTIER = {
    "frontier.exact": Claim(_frontier(True, True), _frontier(True, False)),
    "frontier.not_exact": Claim(_frontier(True, False), _frontier(True, True)),
    "frontier.between": Claim(_frontier(True, True), _frontier(True)),
    "floor.none": Claim(_missing(None), _missing(1)),
    "promise.kept": Claim(_target("investment", _plan), _target("investment", _squeezed)),
    "promise.missed": Claim(_target("investment", _squeezed), _target("investment", _plan)),
    "target.over": Claim(
        _target("clinics", _plan, comparison=TargetComparison.AT_MOST), _target("clinics", _plan)
    ),
    "target.not_decided": Claim(_target("nurses", _plan), _target("clinics", _plan)),
}

CLAIMS = {**OF_REASONS, **OF_WAYS, **OF_WHY, **OF_WORTH, **OF_REPLANNING, **OF_FRONTIER}

"""What pages say of runs, of the baseline, and of why a project moved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from claim import Cases, Claim, Telling

from portfolio.domain.calendar import Period
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.explanation import SitesExceeded, Undecided
from portfolio.domain.gates import GateKind, Hold, Reached
from portfolio.domain.history import HistoryLine, Recorded
from portfolio.domain.links import Capacity
from portfolio.domain.run import RunRecord, RunState, Topic
from portfolio.domain.stages import StageKind
from portfolio.planning.answers.reasons import Cause, Reason
from portfolio.planning.answers.replanning import Curve
from portfolio.planning.answers.ways_out import WayKind
from portfolio.planning.records.people import SETTING_UP
from portfolio.planning.runs.failing import kept
from portfolio.ui.components import answers_job, project
from portfolio.wording import answers, baselines, differences, explanations, history, runs, ways
from portfolio.wording.i18n import Wording

HOLD = Hold(kind=GateKind.NO_START_BEFORE, stage=StageKind.ESTIMATE, reached=Reached.UNKNOWN)
UNDECIDED = (
    "ceiling", "capacity", "floor", "maximum", "moves",
    "prerequisite", "alternatives", "allocation", "band", "fewest",
)  # fmt: skip
NO_PLAN = kept(BadInput([Fault(Form.WHY, Expected.SCENARIO_WITH_PLAN)]))
TOO_FEW = kept(BadInput([Fault(Form.REPLAN, Expected.MOVES_AT_LEAST, value="1", values={"least": 2})]))
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _baseline(by: str | None) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        return baselines.baseline_words(None if by is None else Recorded(1, NOW, by, cases.plan), say)

    return telling


def _run(state: RunState) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        record = RunRecord(Topic.PLAN, "", cases.plan.scenario, state, None, None, "", 0, ())
        return runs.outcome(record, say)

    return telling


def _waiting(state: RunState) -> Telling:
    return lambda _, say: runs.waiting(state, say)


def _failure(state: RunState, message: str = "") -> Telling:
    return lambda _, say: runs.failure(state, message, say)


def _reasons(*causes: Cause) -> Telling:
    only: dict[Cause, dict[str, Any]] = {
        Cause.DURATION: {"periods": 2},
        Cause.PREREQUISITE: {"project": "a1-07"},
        Cause.GATE: {"hold": HOLD},
        Cause.CAPACITY: {"capacity": "sites"},
    }

    def telling(cases: Cases, say: Wording) -> str:
        found = [
            Reason(cause, "public", 2019, 500, Period(2019, 1), **only.get(cause, {})) for cause in causes
        ]
        return differences.reason_words(found, _with_sites(cases), say)

    return telling


def _with_sites(cases: Cases) -> Any:
    """Return the portfolio as if it had a capacity to name."""
    names = {"name_zh": "工地", "name_en": "Sites"}
    sites = Capacity(id="sites", maximum=1, reason_en="a test", reason_zh="测试", **names)
    assumptions = cases.portfolio.assumptions.model_copy(update={"capacities": (sites,)})
    return cases.portfolio.model_copy(update={"assumptions": assumptions})


def _capacity(*, proven: bool) -> Telling:
    part = SitesExceeded(detail="sites", quarter=Period(2019, 1), needed=5, allowed=3, proven=proven)
    return lambda cases, say: explanations.sentence(part, _with_sites(cases), say)


def _undecided(what: str) -> Telling:
    part = Undecided(detail=what)
    return lambda cases, say: explanations.sentence(part, cases.portfolio, say)


def _assumed(name: str) -> Telling:
    return lambda cases, say: project.assumptions(cases.portfolio.project(name), cases.portfolio, say)


def _approval(**made_from: int) -> Telling:
    """Return what history says of an approval that noted this."""

    def telling(cases: Cases, say: Wording) -> object:
        content = {"scenario": "default", **made_from}
        line = HistoryLine(NOW, "somebody", "approve baseline", "baseline", None, content, "agreed")
        return history.told(line, cases.portfolio, say)

    return telling


CLAIMS = {
    "history.made_from": Claim(_approval(version=1, reports=0, changes_since=0), _approval()),
    "history.changed_since": Claim(
        _approval(version=1, reports=0, changes_since=2), _approval(version=1, reports=0, changes_since=0)
    ),
    "baseline.none": Claim(_baseline(None), _baseline("somebody")),
    "baseline.first": Claim(_baseline(SETTING_UP.name), _baseline("somebody")),
    "baseline.approved": Claim(_baseline("somebody"), _baseline(SETTING_UP.name)),
    **{
        f"run.state.{state}": Claim(
            _run(state), _run(RunState.FAILED if state is not RunState.FAILED else RunState.FINISHED)
        )
        for state in RunState
    },
    "answer.queued": Claim(
        lambda _, say: runs.answering(RunState.QUEUED, 0, say),
        lambda _, say: runs.answering(RunState.RUNNING, 0, say),
    ),
    "answer.no_plan": Claim(
        lambda _, say: answers_job.failure(RunState.FAILED, NO_PLAN, say),
        lambda _, say: answers_job.failure(RunState.FAILED, TOO_FEW, say),
    ),
    "run.list_empty": Claim(
        lambda _, say: runs.empty_list([], say), lambda _, say: runs.empty_list([1], say)
    ),
    "way.cannot_apply": Claim(
        lambda _, say: ways.cannot_apply_words(False, say),
        lambda _, say: ways.cannot_apply_words(True, say),
    ),
    "project.no_assumptions": Claim(_assumed("a1-01"), _assumed("a1-07")),
    **{f"none.undecided_{what}": Claim(_undecided(what), _undecided("rest")) for what in UNDECIDED},
    "run.starting": Claim(_waiting(RunState.RUNNING), _waiting(RunState.QUEUED)),
    "run.queued": Claim(_waiting(RunState.QUEUED), _waiting(RunState.RUNNING)),
    "run.stopped_empty": Claim(_failure(RunState.CANCELLED), _failure(RunState.FAILED)),
    "run.failed": Claim(_failure(RunState.FAILED), _failure(RunState.FAILED, "SolverDied: it did")),
    "run.bad_input": Claim(_failure(RunState.FAILED, TOO_FEW), _failure(RunState.FAILED)),
    "run.died": Claim(_failure(RunState.FAILED, "SolverDied: it did"), _failure(RunState.FAILED)),
    "plan.unchecked": Claim(_failure(RunState.FAILED, "UncheckedPlan: x"), _failure(RunState.FAILED)),
    **{
        f"reason.{cause}": Claim(
            _reasons(cause), _reasons(Cause.AIMS if cause is not Cause.AIMS else Cause.DATA)
        )
        for cause in Cause
    },
    "reason.more": Claim(_reasons(Cause.AIMS, Cause.DATA, Cause.ROOM), _reasons(Cause.AIMS, Cause.DATA)),
    "none.capacity": Claim(_capacity(proven=True), _capacity(proven=False)),
    "none.capacity_found": Claim(_capacity(proven=False), _capacity(proven=True)),
    "way.undecided": Claim(
        lambda _, say: ways.undecided_words([WayKind.DROP], say),
        lambda _, say: ways.undecided_words([], say),
    ),
    "replan.thinned": Claim(
        lambda _, say: answers.thinned_words(Curve(0, (), 2), say),
        lambda _, say: answers.thinned_words(Curve(0, (), 1), say),
    ),
}

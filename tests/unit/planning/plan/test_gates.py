"""Works wait for the stages that they must pass: planned, checked and explained, against every start."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.changes import ChangeKind, changes_of, edited
from portfolio.domain.explanation import NoStart, NoStartCause
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.freedoms import Freedom, FreedomKind, freedoms
from portfolio.planning.answers.reasons import Cause, reasons
from portfolio.planning.answers.ways_out import WayKind, ways_out
from portfolio.planning.answers.why import Verdict, why
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from portfolio.ui.links import changes_in, changes_out
from portfolio.wording.answers import why_words
from portfolio.wording.explanations import sentence
from portfolio.wording.i18n import Language, wording
from portfolio.wording.ways import step_words
from tests.conftest import WHY, PortfolioBuilder
from tests.examples import examples

MODES = {"usual": (4, 100), "quick": (2, 130)}
"""Mode -> its quarters, and its cost in percent of 100."""
EARLY = [{"terms": [{"term": "benefit"}]}]


def gated(*gates: dict[str, Any], stages: list[dict[str, Any]], **more: Any) -> Portfolio:
    portfolio = PortfolioBuilder().project("p", profile=more.pop("profile", "even")).portfolio()
    profile = portfolio.assumptions.delivery[0].modes[0].profile
    delivery = [
        {"id": mode, "quarters": quarters, "cost_percent": percent, "profile": profile}
        for mode, (quarters, percent) in MODES.items()
    ]
    content = portfolio.assumptions.model_dump(by_alias=True)
    content |= {"delivery": [{"modes": delivery, **WHY}], "gates": [{**gate, **WHY} for gate in gates]}
    rows = [{"project": "p", **stage} for stage in stages]
    return portfolio.changed(assumptions=content | more.pop("assuming", {}), stages=rows, **more)


def planned(portfolio: Portfolio, **scenario: Any) -> Plan:
    asked = Scenario.model_validate({"name": "test", "objective": EARLY, **scenario})
    return make_plan(Case(portfolio, asked))


def started(plan: Plan) -> tuple[str | None, str]:
    (project,) = plan.projects
    return project.mode, str(project.start)


def ordinal(text: str) -> int:
    """Return the quarters from the first of 2020 to the one a date lies in."""
    year = int(text[:4]) - 2020
    return year * 4 + (int(text[5]) - 1 if "Q" in text else (int(text[5:7]) - 1) // 3)


DATES = st.sampled_from(["2019-11-30", "2020-02", "2020-06-30", "2020Q3", "2020-10", "2021-03-31", "2021Q3"])
STAGE = st.fixed_dictionaries(
    {"stage": st.sampled_from(["feasibility", "estimate"])},
    optional={"date": DATES, "expected": DATES, "amount": st.sampled_from([90, 100, 118, 119, 130])},
)
GATE = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["no_money_before", "no_start_before"]),
            "stage": st.sampled_from(["feasibility", "estimate"]),
        },
        optional={"lead_quarters": st.integers(0, 4)},
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("amount_at_most"),
            "stage": st.sampled_from(["feasibility", "estimate"]),
            "tolerance_percent": st.sampled_from([0, 10]),
        }
    ),
)


def lets(gate: dict[str, Any], stage: dict[str, Any], placed: tuple[str, int, int], now: int) -> bool:
    """Tell whether a gate lets the works start, by the words of the data's description alone."""
    mode, start, lead = placed  # and how long works go on before there is any money of them
    if gate["kind"] == "amount_at_most":
        amount = stage.get("amount")
        return amount is None or 100 * MODES[mode][1] <= amount * (100 + gate["tolerance_percent"])
    at = start + lead if gate["kind"] == "no_money_before" else start
    if "date" in stage:
        return at >= ordinal(stage["date"])
    if "expected" in stage:
        return at >= max(now, ordinal(stage["expected"]))
    return "lead_quarters" in gate and at >= now + gate["lead_quarters"]


@given(
    gates=st.lists(GATE, max_size=3),
    stages=st.lists(STAGE, max_size=2, unique_by=lambda stage: stage["stage"]),
    now=st.sampled_from([None, "2020Q2", "2020Q4"]),
    profile=st.sampled_from(["even", "late"]),
)
@examples(40)
def test_the_plan_is_the_best_of_all_starts_that_the_gates_let_be(
    gates: list[dict[str, Any]], stages: list[dict[str, Any]], now: str | None, profile: str
) -> None:
    """The profile that begins with nothing lets works begin before their money may flow."""
    portfolio = gated(*gates, stages=stages, data_date=now, profile=profile)
    known = {stage["stage"]: stage for stage in stages}
    first = 0 if now is None else ordinal(now)
    allowed = [
        (8 - start - quarters, mode, start)
        for mode, (quarters, _) in MODES.items()
        for start in range(first, 9 - quarters)
        if all(
            lets(
                gate, known.get(gate["stage"], {}), (mode, start, quarters // 2 * (profile == "late")), first
            )
            for gate in gates
        )
    ]
    plan = planned(portfolio)
    assert plan.status is (PlanStatus.OPTIMAL if allowed else PlanStatus.INFEASIBLE)
    assert violations(portfolio, plan) == ()
    if allowed:
        (project,) = plan.projects
        assert project.finish is not None
        assert Period(2020, 1).until(project.finish) == 7 - max(free for free, _, _ in allowed)
    else:
        (why,) = plan.explanation
        assert isinstance(why, NoStart)
        assert why.detail is NoStartCause.GATE
    free = portfolio.changed(assumptions={**portfolio.assumptions.model_dump(by_alias=True), "gates": []})
    for mode in MODES:
        starts = {start for _, each, start in allowed if each == mode}
        pinned = planned(free, projects={"p": {"pin": {"mode": mode, "start": "2021Q1"}}})
        stamp = pinned.provenance.model_copy(update={"data_hash": portfolio.data_hash})
        told = {each.rule for each in violations(portfolio, pinned.model_copy(update={"provenance": stamp}))}
        assert (RuleName.GATE in told) == (4 not in starts)


def test_a_stage_opens_the_gate_in_the_very_quarter_in_which_it_is_passed() -> None:
    gate = {"kind": "no_start_before", "stage": "feasibility"}
    assert started(planned(gated(gate, stages=[{"stage": "feasibility", "date": "2020-06-30"}]))) == (
        "quick",
        "2020Q2",
    )


def test_what_is_not_known_to_be_passed_is_not_passed() -> None:
    gate = {"kind": "no_start_before", "stage": "feasibility"}
    plan = planned(gated(gate, stages=[]))
    assert plan.status is PlanStatus.INFEASIBLE
    (why,) = plan.explanation
    told = [sentence(why, gated(gate, stages=[]), wording(language)) for language in Language]
    assert "may not start before the approval of the feasibility study, of which no date" in " ".join(told)
    assert "可行性研究报告批复之前（日期未知），不得开工" in " ".join(told)
    assert started(planned(gated(gate | {"lead_quarters": 3}, stages=[]))) == ("quick", "2020Q4")
    waived = planned(gated(gate, stages=[]), projects={"p": {"waived": ["feasibility"]}})
    assert started(waived) == ("quick", "2020Q1")


def test_an_expected_date_that_has_gone_by_is_no_approval() -> None:
    gate = {"kind": "no_start_before", "stage": "estimate"}
    stages = [{"stage": "estimate", "expected": "2020-01-15"}]
    brief = brief_of(gated(gate, stages=stages, data_date="2020Q3"), Scenario(name="test"))
    assert brief.requirements["p"].holds == ()  # it may come at once, and works cannot begin earlier anyhow
    assert started(planned(gated(gate, stages=stages, data_date="2020Q3"))) == ("quick", "2020Q3")


@pytest.mark.parametrize(
    ("tolerance", "mode"), [(0, None), (5, None), (12, "usual"), (30, "usual"), (45, "quick")]
)
def test_an_estimate_that_is_exceeded_stops_the_start(tolerance: int, mode: str | None) -> None:
    gate = {"kind": "amount_at_most", "stage": "estimate", "tolerance_percent": tolerance}
    portfolio = gated(gate, stages=[{"stage": "estimate", "date": "2019-05", "amount": 90}])
    plan = planned(portfolio)
    if mode is not None:
        assert started(plan) == (mode, "2020Q1")
        return
    (why,) = plan.explanation
    told = sentence(why, portfolio, wording(Language.EN))
    assert "exceeded by CNY 0.1 million" in told


def test_prices_of_the_day_are_held_against_what_was_approved() -> None:
    gate = {"kind": "amount_at_most", "stage": "estimate"}
    rise = {"escalation": [{"percent_per_year": 10, "base_year": 2020, **WHY}]}
    portfolio = gated(gate, stages=[{"stage": "estimate", "amount": 100}], assuming=rise)
    plan = planned(portfolio, objective=[{"terms": [{"term": "usage", "resource": "total", "sense": "max"}]}])
    assert started(plan) == ("usual", "2020Q1")
    assert violations(portfolio, plan) == ()


def test_what_has_begun_waits_for_nothing() -> None:
    gate = {"kind": "no_start_before", "stage": "feasibility"}
    portfolio = gated(gate, stages=[])
    (project,) = portfolio.projects
    begun = project.model_copy(update={"began": Period(2020, 2), "status": Status.UNDER_CONSTRUCTION})
    assert started(planned(portfolio.changed(projects=[begun])))[1] == "2020Q2"


def test_data_without_gates_are_the_data_that_they_were() -> None:
    plain = PortfolioBuilder().project("p").portfolio()
    assert (
        "waived"
        not in Scenario.model_validate({"name": "x", "projects": {"p": {"cost": 1}}}).model_dump_json()
    )
    assert plain.changed(stages=()).data_hash == plain.data_hash
    staged = plain.changed(stages=[{"project": "p", "stage": "start"}])
    assert staged.data_hash != plain.data_hash


def test_waiving_the_gate_is_a_way_out_and_a_change_like_others() -> None:
    gates = [{"kind": "no_start_before", "stage": stage} for stage in ("feasibility", "estimate")]
    portfolio = gated(*gates, stages=[{"stage": "feasibility", "date": "2019-05"}])
    case = Case(portfolio, Scenario.model_validate({"name": "test", "objective": EARLY}))
    ways = {way.kind: way for way in ways_out(case, solve=in_process).found}
    way = ways[WayKind.WAIVE]
    assert [(step.project, step.stage) for step in way.steps] == [("p", "estimate")]
    assert (way.price, way.minimal, started(way.plan)) == (1, True, ("quick", "2020Q1"))
    assert violations(portfolio, way.plan) == ()
    assert step_words(way.kind, way.steps[0], portfolio, wording(Language.ZH)).endswith(
        "不等待初步设计及概算批复"
    )
    (slot,) = (slot for slot in changes_of(way.scenario) if slot.kind is ChangeKind.GATE)
    assert edited(case.scenario, {slot: "estimate"}).projects == way.scenario.projects
    assert edited(way.scenario, {slot: None}).projects == {}
    parameters = changes_out({slot: "estimate.start"})
    assert changes_in(lambda kind: list(parameters.get(kind) or []), portfolio) == {slot: "estimate.start"}


def test_why_not_earlier_names_the_gate_and_when_it_opens() -> None:
    gate = {"kind": "no_start_before", "stage": "feasibility"}
    portfolio = gated(gate, stages=[{"stage": "feasibility", "expected": "2020Q4"}])
    plan = planned(portfolio)
    answer = why(Case(portfolio, plan.scenario), plan, "p", solve=in_process)
    assert (str(answer.earliest), [hold.stage for hold in answer.gates]) == ("2020Q4", ["feasibility"])
    assert answer.forced is not None
    assert answer.forced.verdict is Verdict.NO_EARLIER
    told = " ".join(why_words(answer, plan, portfolio, wording(Language.EN)))
    assert "before the approval of the feasibility study (expected 2020Q4)." in told


def test_a_project_that_moved_as_its_study_came_later_says_so() -> None:
    gate = {"kind": "no_start_before", "stage": "feasibility"}
    before, after = (
        gated(gate, stages=[{"stage": "feasibility", "expected": date}]) for date in ("2020Q1", "2020Q3")
    )
    plans = [planned(before), planned(after)]
    found = reasons(after, *plans, compare(*plans))["p"]
    assert [reason.cause for reason in found] == [Cause.GATE]


def test_a_plan_whose_gate_was_waived_was_allowed_more() -> None:
    gate = {"kind": "no_start_before", "stage": "feasibility"}
    portfolio = gated(gate, stages=[{"stage": "feasibility", "expected": "2020Q3"}])
    waiting, waived = planned(portfolio), planned(portfolio, projects={"p": {"waived": ["feasibility"]}})
    found = freedoms(portfolio, waiting, waived)
    assert (found.before, found.after) == ((), (Freedom(FreedomKind.GATE, "p"),))

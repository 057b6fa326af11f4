"""Whatever the data call modes, payers and capacities: they are meant, and nothing is read out of a name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from assumed import assuming
from refusals import unfit

from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan, PlannedProject, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.answers.timing import late_in
from portfolio.planning.answers.ways_out import WayKind, ways_out
from portfolio.planning.answers.worth import rescues
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process
from portfolio.wording.i18n import Language, wording
from portfolio.wording.plans import capacity_name
from tests.cases import approved
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
MakeScenario = Callable[..., Scenario]
WHY = {"reason_en": "a test", "reason_zh": "测试"}
EARLY = [{"terms": [{"term": "benefit"}]}]


def paid_by(portfolio: Portfolio, source: str) -> Portfolio:
    """Return the portfolio with another name for the district's money."""
    text = portfolio.assumptions.model_dump_json().replace('"district"', json.dumps(source))
    return portfolio.changed(assumptions=type(portfolio.assumptions).model_validate_json(text))


def sites(portfolio: Portfolio, name: str, maximum: int = 1, **more: Any) -> Portfolio:
    """Return the portfolio with a capacity of this name."""
    capacity = {"id": name, "name_zh": "队", "name_en": "Sites", "maximum": maximum, **WHY, **more}
    return assuming(portfolio, capacities=[capacity])


def escalating(portfolio: Portfolio) -> Portfolio:
    """Return the portfolio with prices that rise, so that every mode is another one for each start."""
    return assuming(portfolio, escalation=[{"percent_per_year": 10, "base_year": 2020, **WHY}])


# --- Modes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["standard@2020Q2", "standard@2020Q2'", "@", "cancelled", "finished", ""])
@pytest.mark.parametrize("rising", [False, True])
def test_a_mode_keeps_its_name_in_the_plan(
    build: Build, scenario: MakeScenario, name: str, rising: bool
) -> None:
    portfolio = build().project("p", quarters={"standard": 4, "standard@2020Q2": 3, name: 2}).portfolio()
    portfolio = escalating(portfolio) if rising else portfolio
    plan = make_plan(Case(portfolio, scenario(objective=EARLY)))
    assert (plan.project("p").mode, str(plan.project("p").finish)) == (name, "2020Q2")
    pinned = make_plan(Case(portfolio, scenario(projects={"p": {"pin": {"mode": name, "start": "2020Q2"}}})))
    assert (pinned.project("p").mode, str(pinned.project("p").start)) == (name, "2020Q2")


def test_what_is_kept_to_a_baseline_is_the_mode_of_that_name(build: Build, scenario: MakeScenario) -> None:
    quarters = {"standard@2020Q2": 4, "standard": 4}
    portfolio = build().project("p", quarters=quarters).project("q", quarters=quarters).portfolio()
    pins = {"p": {"pin": {"mode": "standard", "start": "2020Q2"}}, "q": {"pin": {"mode": "standard@2020Q2"}}}
    baseline = make_plan(Case(portfolio, scenario(projects=pins)))
    again = make_plan(Case(portfolio, scenario(most_moves=0), approved(baseline)))
    assert again.decisions == baseline.decisions
    assert {planned.mode for planned in again.projects} == set(quarters)


@pytest.mark.parametrize("name", ["cancelled", "standard@2020Q2"])
def test_a_facility_opens_whatever_its_mode_is_called(
    build: Build, scenario: MakeScenario, name: str
) -> None:
    portfolio = build().project("p", quarters={name: 6}, target=2020).portfolio()
    plan = make_plan(Case(portfolio, scenario()))
    assert plan.project("p").opens
    assert [planned.id for planned in late_in(plan)] == ["p"]


def test_of_what_was_cancelled_only_money_is_left(build: Build, scenario: MakeScenario) -> None:
    report = {"project": "p", "status": "cancelled", "effective": "2020Q3", "actual_spending": {2020: 7}}
    portfolio = (
        build().project("p").portfolio().changed(status_reports=(StatusReport.model_validate(report),))
    )
    plan = make_plan(Case(portfolio, scenario()))
    planned = plan.project("p")
    assert (planned.scheduled, planned.cancelled, planned.opens) == (True, True, False)
    assert planned.expenditure == {2020: 7}
    claimed = json.loads(plan_json(plan))
    claimed["projects"][0]["cancelled"] = False
    assert {v.rule for v in violations(portfolio, Plan.model_validate(claimed))} == {"cancelled"}


@pytest.mark.parametrize(("mode", "opens"), [("standard", True), ("cancelled", False), (None, False)])
def test_plans_of_before_tell_by_the_mode_what_was_cancelled(
    build: Build, scenario: MakeScenario, mode: str | None, opens: bool
) -> None:
    planned = make_plan(Case(build().project("p").portfolio(), scenario())).project("p")
    content = planned.model_dump(exclude={"cancelled"}) | {"mode": mode, "scheduled": mode is not None}
    assert PlannedProject.model_validate(content).opens is opens


def test_suspended_works_resume_in_any_quarter_whatever_mode_was_pinned(
    build: Build, scenario: MakeScenario
) -> None:
    projects = build().project("p", quarters={"standard": 4, "resume-2021Q1": 4}, fixed=True)
    report = StatusReport.model_validate({"project": "p", "status": "suspended", "effective": "2020Q2"})
    portfolio = projects.portfolio().changed(status_reports=(report,))
    asked = scenario(projects={"p": {"pin": {"mode": "resume-2021Q1"}}}, objective=EARLY)
    assert make_plan(Case(portfolio, asked)).project("p").mode == "resume-2020Q3"


# --- Payers and capacities ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["2020", "total", "kept decisions"])
@pytest.mark.parametrize("rename", [paid_by, sites])
def test_no_payer_or_capacity_is_called_a_year_or_the_total(
    build: Build, name: str, rename: Callable[[Portfolio, str], Portfolio]
) -> None:
    with unfit("begins with a letter|with different ids"):
        rename(build().project("p").portfolio(), name)


@pytest.mark.parametrize("name", ["floor", "kept", "invested", "moves", "sites", "ceiling"])
def test_a_ceiling_is_told_as_one_whatever_its_payer_is_called(
    build: Build, scenario: MakeScenario, name: str
) -> None:
    portfolio = paid_by(build(years=1, overrun=1).project("p").project("q").portfolio(), name)
    changes: dict[str, Any] = {"envelope": {"minimum": 50, "soft": False}}
    asked = scenario(ceilings={name: {2020: 120, 2021: 0}}, **changes)
    plan = make_plan(Case(portfolio, asked))
    assert {(part.kind, part.payer) for part in plan.explanation} == {("ceiling", name)}
    found = {way.kind: way for way in ways_out(Case(portfolio, asked), solve=in_process).found}
    assert {WayKind.CEILINGS, WayKind.DROP} <= found.keys()
    assert {step.payer for step in found[WayKind.CEILINGS].steps} == {name}
    assert len(found[WayKind.DROP].steps) == 1


@pytest.mark.parametrize("name", ["floor", "invested"])
def test_a_late_project_is_brought_back_with_money_of_any_name(
    build: Build, scenario: MakeScenario, name: str
) -> None:
    portfolio = paid_by(build(years=1, overrun=1).project("p", target=2020).portfolio(), name)
    asked = scenario(ceilings={name: {2020: 60}})
    (rescue,) = rescues(Case(portfolio, asked), make_plan(Case(portfolio, asked)), solve=in_process)
    assert rescue.extra == {name: {2020: 40}}


@pytest.mark.parametrize("name", ["floor", "kept", "invested", "sites"])
def test_a_capacity_is_told_as_one_whatever_it_is_called(
    build: Build, scenario: MakeScenario, name: str
) -> None:
    portfolio = sites(build(years=1).project("a").project("b").portfolio(), name)
    plan = make_plan(Case(portfolio, scenario()))
    assert {(part.kind, part.detail) for part in plan.explanation} == {("capacity", name)}
    assert [part.quarter for part in plan.explanation] == [Period(2020, number) for number in (1, 2, 3, 4)]


def test_a_street_may_be_called_like_anything(build: Build, scenario: MakeScenario) -> None:
    """Its sites are counted as "kept decisions", which is no name that only the baseline's decisions have."""
    portfolio = sites(build().project("a").project("b").portfolio(), "kept", each_street=True)
    portfolio = portfolio.changed(
        projects=tuple(each.model_copy(update={"street": "decisions"}) for each in portfolio.projects)
    )
    baseline = make_plan(Case(portfolio, scenario()))
    assert baseline.status is PlanStatus.OPTIMAL
    kept = make_plan(Case(portfolio, scenario(most_moves=0), approved(baseline)))
    assert kept.decisions == baseline.decisions
    late = scenario(most_moves=0, projects={"a": {"delay_quarters": 4}, "b": {"delay_quarters": 4}})
    refused = make_plan(Case(portfolio, late, approved(baseline)))
    assert {part.kind for part in refused.explanation} == {"together", "moves", "capacity"}
    (crowded, *_) = (part for part in refused.explanation if part.kind == "capacity")
    assert "Sites, decisions" in capacity_name(crowded.detail, portfolio, wording(Language.EN))

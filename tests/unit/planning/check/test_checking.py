"""The checker, rule by rule: every one is broken on purpose and must say so by its name."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from portfolio.domain.brief import brief_of
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.check.rules import RULES, violations
from portfolio.planning.check.statements import OF_A_PLAN, OF_EVERY_FILE
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

Content = dict[str, Any]
Change = Callable[[Content], object]
PlanOf = Callable[[Portfolio, Scenario, dict[str, tuple[str, str]]], Plan]


@pytest.fixture(scope="module")
def portfolio(build: Callable[..., Any]) -> Portfolio:
    made: Portfolio = (
        build(years=2, overrun=1, floor=330)
        .project("open", cost=120, quarters={"standard": 4, "slow": 6}, fixed=True)
        .project("mixed", cost=200, percent={"district": 60, "private": 40}, target=2020, priority=3)
        .project("spare", cost=10, quarters=1)
        .project("dropped", cost=70)
        .project("unpriced", cost=None, quarters=2)
        .project("kept", cost=None, status="existing")
        .portfolio()
    )
    return made


@pytest.fixture(scope="module")
def good(portfolio: Portfolio, scenario: Callable[..., Scenario]) -> Plan:
    made = make_plan(
        Case(
            portfolio,
            scenario(
                ceilings={"public": {"2020": 180, "2021": 200}},
                carry_over={"public": 0.5},
                projects={
                    "dropped": {"excluded": True},
                    "spare": {"mandated": False, "pin": {"start": "2021Q2"}},
                    "mixed": {"delay_quarters": 1},
                },
            ),
        )
    )
    assert made.status == "optimal"
    return made


def project(content: Content, project_id: str) -> Content:
    (found,) = [project for project in content["projects"] if project["id"] == project_id]
    return found  # type: ignore[no-any-return]


def unscheduled(content: Content, project_id: str) -> None:
    project(content, project_id).update(
        selected=False,
        scheduled=False,
        mode=None,
        start=None,
        finish=None,
        expenditure={},
        by_source={},
        payments={},
        payments_by_source={},
        tardiness_quarters=None,
        tardiness_periods=None,
    )


def tier(content: Content, number: int) -> Content:
    return content["provenance"]["objective"][number]  # type: ignore[no-any-return]


CHECKS = {check.__name__: check for check in (*OF_EVERY_FILE, *RULES.values(), *OF_A_PLAN)}

# function, name of the violation, what is changed in a good plan
BROKEN: list[tuple[str, str, Change]] = [
    ("unit_and_years", "unit", lambda c: c.update(unit="CNY")),
    ("unit_and_years", "years", lambda c: c["years"].pop()),
    ("every_project_once", "projects", lambda c: c["projects"].pop()),
    ("every_project_once", "projects", lambda c: c["projects"].append(c["projects"][0])),
    ("every_project_once", "projects", lambda c: c["projects"].reverse()),
    ("every_project_once", "projects", lambda c: c["projects"][0].update(id="unknown")),
    (
        "nothing_left_to_report",
        "violations",
        lambda c: c["violations"].append({"rule": "r", "path": "p", "found": "f", "expected": "e"}),
    ),
    ("targets", "target", lambda c: project(c, "mixed").update(target_year=2021)),
    ("targets", "target", lambda c: project(c, "kept").update(target_year_assumed=False)),
    ("allowed_beyond", "allowances", lambda c: c["allowances"].append({"kind": "lateness"})),
    ("payers_told", "payer", lambda c: project(c, "mixed").update(funding="district")),
    ("payers_told", "payer", lambda c: project(c, "mixed").update(funding_undecided=True)),
    ("mandatory", "mandatory", lambda c: unscheduled(c, "mixed")),
    ("dropped", "dropped", lambda c: project(c, "dropped").update(scheduled=True)),
    ("dropped", "dropped", lambda c: project(c, "kept").update(scheduled=True)),
    ("carried_out", "priced", lambda c: project(c, "unpriced").update(priced=True)),
    ("carried_out", "selected", lambda c: project(c, "mixed").update(selected=False)),
    ("carried_out", "selected", lambda c: project(c, "unpriced").update(selected=True)),
    ("carried_out", "unscheduled", lambda c: project(c, "kept").update(start="2020Q1")),
    ("carried_out", "unscheduled", lambda c: project(c, "dropped").update(tardiness_quarters=0)),
    ("modes", "mode", lambda c: project(c, "mixed").update(mode="slow")),
    ("modes", "mode", lambda c: project(c, "mixed").update(mode=None)),
    ("starts", "start", lambda c: project(c, "mixed").update(start=None)),
    ("starts", "start", lambda c: project(c, "mixed").update(start="2020Q1")),
    ("starts", "start", lambda c: project(c, "open").update(start="2020Q2")),
    ("starts", "start", lambda c: project(c, "spare").update(start="2021Q3")),
    ("starts", "start", lambda c: project(c, "unpriced").update(start="2022Q4")),
    ("finishes", "finish", lambda c: project(c, "mixed").update(finish="2020Q4")),
    ("finishes", "finish", lambda c: project(c, "mixed").update(finish=None)),
    ("finishes", "tardiness", lambda c: project(c, "mixed").update(tardiness_quarters=0)),
    ("finishes", "tardiness", lambda c: project(c, "mixed").update(tardiness_periods=0)),
    ("cash_flow", "cash_flow", lambda c: project(c, "spare")["by_source"]["district"].update({"2021": 9})),
    ("cash_flow", "cash_flow", lambda c: project(c, "spare").update(by_source={"private": {"2021": 10}})),
    ("cash_flow", "cash_flow", lambda c: project(c, "spare")["expenditure"].update({"2022": 1})),
    ("cash_flow", "cash_flow", lambda c: project(c, "kept").update(by_source={"district": {"2020": 5}})),
    (
        "rounded_sums",
        "rounding",
        lambda c: project(c, "spare")["by_source"]["district"].update({"2021": 9}),
    ),
    (
        "rounded_sums",
        "rounding",
        lambda c: project(c, "mixed")["by_source"].update(
            dict(zip(["private", "district"], project(c, "mixed")["by_source"].values(), strict=True))
        ),
    ),
    (
        "payment",
        "payment",
        lambda c: project(c, "spare")["payments_by_source"].update({"private": {"2021": 1}}),
    ),
    ("payment", "payment", lambda c: project(c, "mixed")["payments"].update({"2020": 1})),
    ("payment", "payment", lambda c: project(c, "mixed").update(payments_beyond_by_source={"district": 1})),
    ("totals", "totals", lambda c: c["payments"].update({"2020": 1})),
    ("totals", "totals", lambda c: c["payments_by_source"].pop("municipal")),
    ("totals", "totals", lambda c: c["annual_expenditure"].update({"2020": 1})),
    ("totals", "totals", lambda c: c["annual_expenditure"].pop("2022")),
    ("totals", "totals", lambda c: c["by_funding_source"]["private"].update({"2021": 1})),
    ("totals", "totals", lambda c: c["by_funding_source"].pop("municipal")),
    ("totals", "totals", lambda c: c["by_source_group"]["public"].update({"2021": 1})),
    ("totals", "peaks", lambda c: c["peaks"]["total"].update(amount=1)),
    ("totals", "peaks", lambda c: c["peaks"].pop("public")),
    (
        "every_ceiling",
        "ceiling",
        lambda c: c["scenario"]["ceilings"]["public"].update({"2020": 100}),
    ),
    ("ceilings", "ceilings", lambda c: c["ceilings"][0].update(slack=1000)),
    ("ceilings", "ceilings", lambda c: c["ceilings"][1].update(carried_in=7)),
    ("ceilings", "ceilings", lambda c: c["ceilings"].pop()),
    ("envelope", "envelope", lambda c: c["envelope"].update(minimum=1)),
    ("envelope", "envelope", lambda c: c["envelope"].update(planned=450_000)),
    ("envelope", "envelope", lambda c: c["envelope"].update(shortfall=1)),
    ("envelope", "envelope", lambda c: c["envelope"].update(soft=False)),
    ("floor", "floor", lambda c: c["scenario"]["envelope"].update(minimum=500, soft=False)),
    ("objective", "objective", lambda c: tier(c, 1).update(value=0)),
    ("objective", "objective", lambda c: tier(c, 2).update(value=None)),
    ("objective", "objective", lambda c: c["provenance"]["objective"].pop()),
    ("objective", "objective", lambda c: tier(c, 0)["terms"][0].update(weight=2)),
    ("objective", "bound", lambda c: tier(c, 1).update(bound=100)),
    ("objective", "bound", lambda c: tier(c, 3).update(bound=1)),
    ("objective", "gap", lambda c: tier(c, 2).update(bound=None)),
    ("objective", "gap", lambda c: tier(c, 2).update(bound=None, gap=None)),
    ("objective", "gap", lambda c: tier(c, 2).update(gap=0.5)),
    ("objective", "gap", lambda c: tier(c, 2).update(bound=1)),
    ("comparison", "earliest_starts", lambda c: c.update(earliest_starts=None)),
    ("comparison", "earliest_starts", lambda c: c["earliest_starts"].update(over_ceiling=0)),
    ("comparison", "earliest_starts", lambda c: c["earliest_starts"]["peaks"]["total"].update(amount=1)),
]


def changed(plan: Plan, change: Change) -> Plan:
    content = json.loads(plan_json(plan))
    before = copy.deepcopy(content)
    change(content)
    assert content != before, "the change changes nothing"
    return Plan.model_validate(content)


def test_a_good_plan_breaks_no_rule(portfolio: Portfolio, good: Plan) -> None:
    assert violations(portfolio, good) == ()
    again = Plan.model_validate_json(plan_json(good))
    assert violations(portfolio, again) == ()


@pytest.mark.parametrize(
    ("function", "rule", "change"),
    [pytest.param(*case, id=f"{case[0]}-{n}") for n, case in enumerate(BROKEN)],
)
def test_every_rule_catches_what_breaks_it(
    portfolio: Portfolio, good: Plan, function: str, rule: str, change: Change
) -> None:
    broken = changed(good, change)
    assert rule in {violation.rule for violation in violations(portfolio, broken)}
    found = list(CHECKS[function](brief_of(portfolio, broken.scenario), broken))
    assert rule in {violation.rule for violation in found}
    assert all(violation.found != violation.expected and violation.path for violation in found)


def test_no_rule_is_left_unbroken() -> None:
    elsewhere = {
        "prerequisites",
        "alternatives",
        "capacities",
        "kept_decisions",
        "flexibility",
        "allocations",
        # test_whole_model breaks these; test_begun_before, test_money_gone and test_running_on these three
        "spent_before",
        "forecasts",
        "running_on",
        "maximum",  # test_faces_of_rules breaks it
        "bands",  # test_money_within_bands breaks it
        *("shares", "matches"),  # test_shares_between_bounds and test_faces_of_rules break these
        "assumed_history",  # test_dates_of_the_source breaks it
        "gates",  # test_gates breaks it
        "source_years",  # test_bound_money breaks it
        "eligible",  # test_eligible_sources breaks it
        *("debt_service", "running_costs"),  # test_faces_of_rules breaks these
    }
    assert CHECKS.keys() - elsewhere == {function for function, _, _ in BROKEN}


def test_data_that_have_changed_are_all_that_is_reported(portfolio: Portfolio, good: Plan) -> None:
    dearer = portfolio.projects[2].model_copy(update={"cost": 11})
    edited = portfolio.changed(
        projects=tuple(dearer if project.id == "spare" else project for project in portfolio.projects)
    )
    broken = changed(good, lambda c: c["annual_expenditure"].update({"2020": 1}))
    assert [violation.rule for violation in violations(edited, broken)] == ["data"]


def test_an_assumption_that_has_changed_counts_as_changed_data(portfolio: Portfolio, good: Plan) -> None:
    content = portfolio.assumptions.model_dump()
    content["priorities"][0]["weight"] = 9
    assert [v.rule for v in violations(portfolio.changed(assumptions=content), good)] == ["data"]


def test_a_scenario_that_does_not_fit_is_reported(portfolio: Portfolio, good: Plan) -> None:
    broken = changed(good, lambda c: c["scenario"]["projects"].update({"nobody": {}}))
    assert [(v.rule, v.found) for v in violations(portfolio, broken)] == [("scenario", "nobody")]


# --- Plans that add up and still break a rule ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "choice", "rule"),
    [
        ({"ceilings": {"district": {"2020": 99}}}, ("standard", "2020Q1"), "ceiling"),
        ({"ceilings": {"public": {"2021": 0}}}, ("standard", "2020Q4"), "ceiling"),
        (
            {"ceilings": {"public": {"2020": 50, "2021": 0}}, "carry_over": {"public": 0.49}},
            ("standard", "2020Q4"),
            "ceiling",
        ),
        ({"envelope": {"minimum": 101, "soft": False}}, ("standard", "2020Q1"), "floor"),
        ({"projects": {"p": {"pin": {"start": "2020Q2"}}}}, ("standard", "2020Q1"), "start"),
        ({"projects": {"p": {"pin": {"mode": "slow"}}}}, ("standard", "2020Q1"), "start"),
        ({"projects": {"p": {"delay_quarters": 1}}}, ("standard", "2020Q1"), "start"),
        ({}, ("standard", "2021Q2"), "start"),
    ],
)
def test_a_plan_that_adds_up_and_breaks_a_hard_rule(  # noqa: PLR0917 - fixtures and parameters
    build: Callable[..., Any],
    scenario: Callable[..., Scenario],
    plan_of: PlanOf,
    changes: Content,
    choice: tuple[str, str],
    rule: str,
) -> None:
    portfolio = build().project("p", quarters={"standard": 4, "slow": 6}).portfolio()
    plan = plan_of(portfolio, scenario(**changes), {"p": choice})
    # The plan claims no objective values, so nothing else may be wrong with it but that.
    assert {violation.rule for violation in violations(portfolio, plan)} == {rule, "objective"}


def test_a_mandatory_project_left_out_of_a_plan_that_adds_up(
    build: Callable[..., Any], scenario: Callable[..., Scenario], plan_of: PlanOf
) -> None:
    portfolio = build().project("p").project("q").portfolio()
    plan = plan_of(portfolio, scenario(), {"p": ("standard", "2020Q1")})
    assert {v.rule for v in violations(portfolio, plan)} == {"mandatory", "objective"}


# --- Files without a plan -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def impossible(portfolio: Portfolio, scenario: Callable[..., Scenario]) -> Plan:
    made = make_plan(Case(portfolio, scenario(ceilings={"district": {"2020": 0}})))
    assert made.status == "infeasible"
    return made


@pytest.mark.parametrize(
    "change",
    [
        lambda c: project(c, "mixed").update(scheduled=True),
        lambda c: project(c, "mixed").update(start="2020Q1"),
        lambda c: project(c, "mixed").update(expenditure={"2020": 5}),
        lambda c: c["annual_expenditure"].update({"2020": 5}),
        lambda c: c["envelope"].update(planned=5),
        lambda c: c.update(explanation=[]),
        lambda c: c.update(status="unknown"),
    ],
)
def test_where_there_is_no_plan_there_are_no_figures_and_an_explanation(
    portfolio: Portfolio, impossible: Plan, change: Change
) -> None:
    assert violations(portfolio, impossible) == ()
    broken = changed(impossible, change)
    assert "no_plan" in {violation.rule for violation in violations(portfolio, broken)}


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("unit", lambda c: c.update(unit="CNY")),
        ("projects", lambda c: c["projects"].pop()),
        ("target", lambda c: project(c, "mixed").update(target_year=2021)),
    ],
)
def test_the_form_is_checked_without_a_plan_too(
    portfolio: Portfolio, impossible: Plan, rule: str, change: Change
) -> None:
    assert rule in {v.rule for v in violations(portfolio, changed(impossible, change))}


def test_an_impossible_scenario_cannot_be_called_optimal(portfolio: Portfolio, impossible: Plan) -> None:
    broken = changed(impossible, lambda c: c.update(status="optimal", explanation=[]))
    rules = {violation.rule for violation in violations(portfolio, broken)}
    assert {"mandatory", "objective"} <= rules

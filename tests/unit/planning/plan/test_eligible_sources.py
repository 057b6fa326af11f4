"""Sources that are for some projects only: bad input, choices that are left, and what the check tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from assumed import assuming

from portfolio.domain.consistency import assumption_faults
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rule_names import RuleName
from portfolio.domain.scenario import Scenario
from portfolio.exchange.appropriations import appropriation_faults
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.conftest import PortfolioBuilder

Build = type[PortfolioBuilder]
Asked = Callable[..., Scenario]
WHY = {"reason_en": "a test", "reason_zh": "测试"}
NAMES = ("district", "municipal", "private")
Json = dict[str, Any]


def bound(portfolio: Portfolio, funding: Json | None = None, **conditions: Json) -> Portfolio:
    """Return the portfolio with conditions on sources, and one rule on who pays where it is given."""
    sources = [{"id": n, "name_en": n, "name_zh": n, **conditions.get(n, {})} for n in NAMES]
    rules = {} if funding is None else {"funding": [{**funding, **WHY}]}
    return assuming(portfolio, funding_sources=sources, source_groups=[], **rules)


def one(build: Build, **more: Any) -> Portfolio:
    return build(years=1).project("p", cost=100, **more).portfolio()


def faults(portfolio: Portfolio) -> list[tuple[str | None, str | None, str, object]]:
    found = assumption_faults(portfolio, "assumptions.toml")
    return [(fault.column, fault.value, fault.code, fault.values.get("names")) for fault in found]


@pytest.mark.parametrize(
    "condition",
    [
        {"not_for": {"projects": ["p"]}},
        {"not_for": {"facility_types": ["general_hospital"]}},
        {"not_for": {"ownership": ["public"], "statuses": ["planned"]}},
        {"pays_for": {"projects": ["q"]}},
        {"pays_for": {"facility_types": ["clinic"]}},
        {"pays_for": {"ownership": ["private"]}},
        {"pays_for": {"statuses": ["under_construction"]}},
        {"pays_for": {"cost_below": 100}},
        {"pays_for": {"projects": ["p"]}, "not_for": {"cost_from": 100}},
    ],
)
def test_a_share_sent_to_a_source_that_may_not_pay_is_bad_input(build: Build, condition: Json) -> None:
    two = build(years=1).project("p", cost=100).project("q", cost=1, percent={"private": 100}).portfolio()
    found = faults(bound(two, district=condition))
    assert found == [("funding[0].percent", "district", Expected.ELIGIBLE_SOURCE, ("municipal", "private"))]
    assert faults(two) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"pays_for": {"facility_types": ["general_hospital"]}},
        {"pays_for": {"projects": ["p"], "cost_from": 100}},
        {"not_for": {"projects": ["p"], "cost_from": 101}},
    ],
)
def test_a_source_pays_for_what_all_conditions_hold_of(build: Build, condition: Json) -> None:
    assert faults(bound(one(build), district=condition)) == []


def test_a_share_that_could_be_chosen_for_a_source_that_may_not_pay_is_bad_input(build: Build) -> None:
    funding = {"percent": {"district": 100}, "at_most": {"municipal": 40}}
    portfolio = bound(one(build), funding, municipal={"not_for": {"projects": ["p"]}})
    assert faults(portfolio) == [
        ("funding[0].at_most", "municipal", Expected.ELIGIBLE_SOURCE, ("district", "private"))
    ]


def test_what_is_appropriated_from_a_source_that_may_not_pay_is_bad_input_in_its_row(build: Build) -> None:
    portfolio = bound(one(build), district={"not_for": {"projects": ["p"]}}).changed(
        appropriations=[{"project": "p", "source": "district", "year": 2020, "amount": 100}]
    )
    assert faults(portfolio) == []
    (fault,) = appropriation_faults(portfolio, (2,), "appropriations.csv")
    assert (fault.line, fault.column, fault.value, fault.code) == (
        2,
        "source",
        "district",
        Expected.ELIGIBLE_SOURCE,
    )


def test_projects_and_classes_that_a_source_is_for_must_be_there(build: Build) -> None:
    portfolio = bound(one(build), municipal={"pays_for": {"projects": ["x"], "tags": ["t"]}})
    assert [(column, value) for column, value, *_ in faults(portfolio)] == [
        ("funding_sources[1].pays_for.projects", "x"),
        ("funding_sources[1].pays_for.tags[0]", "t"),
    ]


EITHER = {"percent": {"district": 100}, "or_else": [{"municipal": 100}, {"private": 100}]}


def test_a_choice_that_may_not_pay_is_none(build: Build, scenario: Asked) -> None:
    portfolio = bound(one(build), EITHER, municipal={"not_for": {"projects": ["p"]}})
    assert faults(portfolio) == []
    rule = portfolio.funding_of(portfolio.project("p"))
    assert rule is not None
    assert list(rule.choices) == ["district", "private"]
    (fault,) = scenario(projects={"p": {"funding": "municipal"}}).faults_against(portfolio, Form.SCENARIO)
    assert (fault.code, fault.value) == (Expected.ELIGIBLE_SOURCE, "municipal")
    assert fault.values["names"] == ("district", "private")
    left_open = scenario(projects={"p": {"funding": "open"}}, ceilings={"district": {"2020": 99}})
    plan = make_plan(Case(portfolio, left_open))
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.by_funding_source["private"] == {2020: 100}
    assert violations(portfolio, plan) == ()


def test_the_first_who_may_pay_is_assumed_and_the_last_one_left_is_decided(
    build: Build, scenario: Asked
) -> None:
    barred = {"not_for": {"projects": ["p"]}}
    portfolio = bound(one(build), EITHER, district=barred)
    plan = make_plan(Case(portfolio, scenario()))
    assert (plan.project("p").funding, plan.project("p").funding_undecided) == ("municipal", True)
    decided = bound(one(build), EITHER, district=barred, municipal=barred)
    plan = make_plan(Case(decided, scenario()))
    assert (plan.project("p").funding, plan.project("p").funding_undecided) == (None, False)
    assert plan.by_funding_source["private"] == {2020: 100}
    assert violations(decided, plan) == ()
    nobody = bound(one(build), EITHER, district=barred, municipal=barred, private=barred)
    assert [column for column, *_ in faults(nobody)] == ["funding[0].percent"]


def test_a_scenario_opens_a_source_to_every_project(build: Build, scenario: Asked) -> None:
    portfolio = bound(one(build), EITHER, municipal={"pays_for": {"cost_below": 10}})
    opened = scenario(sources={"municipal": {"open_to_all": True}}, projects={"p": {"funding": "municipal"}})
    assert opened.faults_against(portfolio, Form.SCENARIO) == []
    plan = make_plan(Case(portfolio, opened))
    assert plan.by_funding_source["municipal"] == {2020: 100}
    assert violations(portfolio, plan) == ()


def test_no_amount_is_pinned_on_a_source_that_may_not_pay(build: Build, scenario: Asked) -> None:
    portfolio = bound(one(build), municipal={"not_for": {"projects": ["p"]}})
    pinned = scenario(projects={"p": {"allocations": {"municipal": {"2020": 1}}}})
    (fault,) = pinned.faults_against(portfolio, Form.SCENARIO)
    assert (fault.code, fault.column) == (Expected.ELIGIBLE_SOURCE, "projects.p.allocations")


def test_the_check_tells_who_pays_for_what_it_is_not_for(build: Build, scenario: Asked) -> None:
    plain = bound(one(build))
    plan = make_plan(Case(plain, scenario()))
    held = bound(plain, district={"pays_for": {"cost_below": 100}})
    provenance = plan.provenance.model_copy(update={"data_hash": held.data_hash})
    stamped = plan.model_copy(update={"provenance": provenance})
    assert RuleName.ELIGIBLE in {broken.rule for broken in violations(held, stamped)}


def test_conditions_of_a_scenario_must_fit_what_they_are_of(build: Build, scenario: Asked) -> None:
    portfolio = one(build)
    changes = {"public": {"last_year": 2020}, "nobody": {"reserve_percent": 1}}
    years = {"district": {"first_year": 2021, "last_year": 2020}}
    found = scenario(sources={**changes, **years}).faults_against(portfolio, Form.SCENARIO)
    assert [(fault.column, fault.value, fault.code) for fault in found] == [
        ("sources.public.last_year", None, Expected.OF_SOURCES_ONLY),
        ("sources", "nobody", Expected.PAYER),
        ("sources.district.last_year", "2020", Expected.AT_LEAST),
    ]


def test_conditions_of_a_scenario_are_kept_as_they_are_written(scenario: Asked) -> None:
    said = {"district": {"last_year": None, "reserve_percent": 5}}
    asked = scenario(sources=said)
    assert Scenario.model_validate_json(asked.model_dump_json()) == asked
    assert asked.model_dump(mode="json")["sources"] == {"district": {"reserve_percent": 5, "last_year": None}}
    assert asked != scenario(sources={"district": {"reserve_percent": 5}})
    assert "sources" not in scenario().model_dump(mode="json")

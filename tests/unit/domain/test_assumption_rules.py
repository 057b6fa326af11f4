from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from refusals import unfit

from portfolio.domain.assumptions import DeliveryRule, FundingRule, OwnershipRule, Selector
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status

WHY = {"reason_en": "a test", "reason_zh": "测试"}


@pytest.fixture
def project(build: Callable[..., Any]) -> Project:
    made: Portfolio = build().project("p1", cost=1000).portfolio()
    return made.projects[0]


@pytest.mark.parametrize(
    ("conditions", "selected"),
    [
        ({}, True),
        ({"projects": ["p1"]}, True),
        ({"projects": ["p2"]}, False),
        ({"facility_types": ["clinic", "general_hospital"]}, True),
        ({"facility_types": ["clinic"]}, False),
        ({"statuses": ["planned"]}, True),
        ({"statuses": ["under_construction"]}, False),
        ({"ownership": ["public"]}, True),
        ({"ownership": ["private"]}, False),
        ({"cost_from": 1000}, True),
        ({"cost_from": 1001}, False),
        ({"cost_below": 1001}, True),
        ({"cost_below": 1000}, False),
        ({"projects": ["p1"], "statuses": ["under_construction"]}, False),
        ({"cost_from": 500, "cost_below": 2000, "statuses": ["planned"]}, True),
    ],
)
def test_a_selector_asks_for_all_its_conditions(
    project: Project, conditions: dict[str, Any], selected: bool
) -> None:
    assert Selector.model_validate(conditions).selects(project, "public") is selected


@pytest.mark.parametrize("conditions", [{"cost_from": 0}, {"cost_below": 10**9}])
def test_no_bound_on_cost_selects_what_is_not_priced(project: Project, conditions: dict[str, int]) -> None:
    unpriced = project.model_copy(update={"cost": None})
    assert not Selector.model_validate(conditions).selects(unpriced, None)


def test_the_first_rule_that_applies_decides(gongshu: Portfolio) -> None:
    funding = gongshu.assumptions.funding_of(gongshu.project("a1-08"))
    assert funding is not None
    assert funding.percent == {"municipal": 100}  # and not the later rule that has the district pay

    rules = list(gongshu.assumptions.funding)
    reordered = gongshu.assumptions.model_copy(update={"funding": tuple(reversed(rules))})
    funding = reordered.funding_of(gongshu.project("a1-08"))
    assert funding is not None
    assert funding.percent == {"district": 100}


def test_an_owner_the_source_names_is_not_overruled_by_an_assumption(gongshu: Portfolio) -> None:
    private = OwnershipRule(ownership="private", **WHY)
    assumptions = gongshu.assumptions.model_copy(update={"ownership": (private,)})
    assert assumptions.owner_of(gongshu.project("a1-08")) == "public"
    assert assumptions.owner_of(gongshu.project("a2-01")) == "private"


def test_without_a_rule_there_is_no_answer_rather_than_a_guess(gongshu: Portfolio) -> None:
    assumptions = gongshu.assumptions.model_copy(update={"starts": (), "ownership": ()})
    project = gongshu.project("a2-01")
    assert assumptions.start_of(project) is None
    assert assumptions.owner_of(project) is None


@pytest.mark.parametrize("percent", [{"a": 99}, {"a": 101}, {"a": 50, "b": 51}, {"a": 110, "b": -10}, {}])
def test_shares_that_do_not_add_up_to_100_are_refused(percent: dict[str, int]) -> None:
    with unfit("add up to 100"):
        FundingRule(percent=percent, **WHY)


def test_a_rule_without_a_reason_is_refused() -> None:
    with unfit("reason_zh"):
        FundingRule(percent={"a": 100}, reason_en="only here", reason_zh="")


@pytest.mark.parametrize(
    ("status", "works"),
    [
        ("existing", False),
        ("planned", True),
        ("approved", True),
        ("tendering", True),
        ("under_construction", True),
        ("suspended", True),
        ("completed", False),
        ("in_operation", False),
        ("cancelled", False),
    ],
)
def test_which_statuses_leave_something_to_schedule(status: str, works: bool) -> None:
    assert Status(status).has_works is works


def test_modes_of_a_rule_have_different_ids(gongshu: Portfolio) -> None:
    rule = gongshu.assumptions.delivery[0].model_dump()
    with unfit("different ids"):
        DeliveryRule.model_validate({**rule, "modes": [rule["modes"][0]] * 2})

"""Who pays what share of a project: kept exactly as it is written, and all of it together the whole."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import unfit

from portfolio.domain.assumptions import FundingRule
from portfolio.domain.brief import brief_of
from portfolio.domain.cashflow import split
from portfolio.domain.numbers import percent_text
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

Build = Callable[..., Any]
WHY = {"reason_en": "a test", "reason_zh": "测试"}
THIRDS = {"district": "1/3", "municipal": "1/3", "private": "1/3"}


def funded(portfolio: Portfolio, **rule: Any) -> Portfolio:
    """Return the portfolio with one rule for who pays."""
    content = portfolio.assumptions.model_dump(mode="json")
    content["funding"] = [{**rule, **WHY}]
    return portfolio.changed(assumptions=content)


def paid(portfolio: Portfolio, project: str) -> dict[str, int]:
    """Return what each source pays of a project, in all, by its usual mode."""
    mode = brief_of(portfolio, Scenario(name="s")).requirements[project].modes[0]
    return {source: sum(amounts) for source, amounts in mode.spending.items()}


def test_three_sources_pay_a_third_each(build: Build) -> None:
    portfolio = funded(
        build().project("p", cost=300_000, quarters=7, profile="s_curve").portfolio(), shares=THIRDS
    )
    assert paid(portfolio, "p") == {"district": 100_000, "municipal": 100_000, "private": 100_000}


def test_percentages_have_decimals(build: Build) -> None:
    percent = {"district": 33.33, "municipal": "33.33%", "private": 33.34}
    portfolio = funded(build().project("p", cost=300_000).portfolio(), percent=percent)
    assert paid(portfolio, "p") == {"district": 99_990, "municipal": 99_990, "private": 100_020}


def test_a_plan_with_thirds_passes_the_checker(build: Build) -> None:
    portfolio = funded(
        build().project("p", cost=100, quarters=3).project("q", cost=7).portfolio(), shares=THIRDS
    )
    plan = make_plan(Case(portfolio, Scenario(name="s")))
    assert violations(portfolio, plan) == ()
    total = {source: sum(years.values()) for source, years in plan.by_funding_source.items()}
    assert sum(total.values()) == 107
    other = funded(portfolio, shares={**THIRDS, "district": "2/3", "municipal": "0"})
    wrong = plan.model_copy(
        update={"provenance": plan.provenance.model_copy(update={"data_hash": other.data_hash})}
    )
    assert "rounding" in {violation.rule for violation in violations(other, wrong)}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"percent": {"a": 33.33, "b": 33.33, "c": 33.33}}, r"33\.33 \+ 33\.33 \+ 33\.33 = 99\.99"),
        ({"percent": {"a": 99}}, "not 99 "),
        ({"percent": {"a": 110, "b": -10}}, r"110 \+ -10 = 100"),
        ({"shares": {"a": "1/3", "b": "1/3"}}, r"33 1/3 \+ 33 1/3 = 66 2/3"),
        ({"shares": {"a": 0.5, "b": "25%", "c": "0.2"}}, r"50 \+ 25 \+ 20 = 95"),
        ({"percent": {"a": 50}, "shares": {"b": "1/2"}}, "either percent or shares"),
        ({}, "add up to 100%, not 0 "),
    ],
)
def test_shares_that_are_not_the_whole_are_told_with_their_sum(rule: dict[str, Any], told: str) -> None:
    with unfit(told):
        FundingRule.model_validate({**rule, **WHY})


@pytest.mark.parametrize(
    "text",
    ["1/0", "1//3", "-1/3", "1/3%", "⅓", "1／3", "", "third", "1.5/3", None, True, float("nan"), [1]],
)
def test_what_is_no_share_is_refused(text: Any) -> None:
    with unfit("a share|a number"):
        FundingRule.model_validate({"shares": {"a": text, "b": "2/3"}, **WHY})


def test_whole_percentages_are_stored_as_ever() -> None:
    """The hash of data of before does not move."""
    rule = FundingRule.model_validate({"percent": {"a": 30, "b": "70%"}, **WHY})
    assert rule.model_dump_json(include={"percent"}) == '{"percent":{"a":30,"b":70}}'
    assert "shares" not in rule.model_dump(exclude_defaults=True)


fractions = st.lists(st.integers(0, 10**6), min_size=1, max_size=5).filter(any)


@given(fractions)
def test_what_is_stored_is_read_again(numerators: list[int]) -> None:
    shares = {f"s{n}": Fraction(part, sum(numerators)) for n, part in enumerate(numerators)}
    rule = FundingRule.model_validate({"shares": {s: str(share) for s, share in shares.items()}, **WHY})
    assert dict(rule.of_one) == shares
    assert FundingRule.model_validate_json(rule.model_dump_json()) == rule


@given(fractions, st.integers(0, 10**10))
def test_parts_are_the_whole_and_each_is_less_than_one_off(numerators: list[int], amount: int) -> None:
    shares = {f"s{n}": Fraction(part, sum(numerators)) for n, part in enumerate(numerators)}
    parts = split(amount, shares)
    assert sum(parts.values()) == amount
    assert all(abs(parts[source] - amount * share) < 1 for source, share in shares.items())


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1), "100"),
        (Fraction(3333, 10_000), "33.33"),
        (Fraction(1, 3), "33 1/3"),
        (Fraction(1, 300), "1/3"),
        (Fraction(-1, 10), "-10"),
        (Fraction(0), "0"),
    ],
)
def test_a_share_in_percent_is_told_exactly(share: Fraction, text: str) -> None:
    assert percent_text(share) == text

"""Shares and percentages that files hold as text: read exactly where they are plain, otherwise refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from refusals import unfit

from portfolio.domain.assumptions import Assumptions, FundingRule, ModeAssumption
from portfolio.domain.cashflow import CashFlowProfile
from portfolio.domain.links import Escalation
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario

WHY = {"reason_en": "a test", "reason_zh": "测试"}
REFUSED = [
    "0,5",
    "1/3",
    "½",
    "５０%",
    "0.5 ％",
    "nan",
    "half",
    "-5%",
    "+0.5",
    ".5",
    "5e-1",
    " 0.5",
    "0.5\n",
    "",
    "% 5",
]

SHARES: list[Callable[[Any], Decimal]] = [
    lambda value: Scenario.model_validate({"name": "s", "carry_over": {"public": value}}).carry_over[
        "public"
    ],
    lambda value: (
        Scenario.model_validate({"name": "s", "projects": {"p": {"flexibility": value}}})
        .projects["p"]
        .flexibility
    ),
]
PERCENTAGES: list[Callable[[Any], Decimal | int]] = [
    lambda value: CashFlowProfile.model_validate(
        {"cumulative_percent": [0, value, 100], **WHY}
    ).cumulative_percent[1],
    lambda value: (
        Escalation.model_validate({"percent_per_year": value, "base_year": 2020, **WHY}).percent_per_year
    ),
]
FUNDING: list[Callable[[Any], Decimal | int]] = [
    lambda value: FundingRule.model_validate({"percent": {"a": value, "b": 67}, **WHY}).percent["a"],
]
WHOLE: list[Callable[[Any], Decimal | int]] = [
    lambda value: (
        ModeAssumption.model_validate(
            {"id": "m", "quarters": 1, "profile": "p", "cost_percent": value}
        ).cost_percent
    ),
]


@pytest.mark.parametrize("read", SHARES)
@pytest.mark.parametrize(
    ("text", "share"),
    [("0.5", "0.5"), ("50%", "0.5"), ("33 %", "0.33"), ("12.5%", "0.125"), ("1", "1"), ("0", "0")],
)
def test_a_share_of_one(read: Callable[[Any], Decimal], text: str, share: str) -> None:
    assert read(text) == Decimal(share)


@pytest.mark.parametrize("read", PERCENTAGES)
@pytest.mark.parametrize(("text", "percent"), [("33", "33"), ("33%", "33"), ("2.5 %", "2.5"), ("0.5", "0.5")])
def test_a_percentage(read: Callable[[Any], Any], text: str, percent: str) -> None:
    assert read(text) == Decimal(percent)


@pytest.mark.parametrize("read", [*WHOLE, *FUNDING])
@pytest.mark.parametrize("text", ["33", "33%", "33 %", "33.0%"])
def test_a_whole_percentage(read: Callable[[Any], Any], text: str) -> None:
    assert read(text) == 33


@pytest.mark.parametrize("read", [*SHARES, *PERCENTAGES, *WHOLE, *FUNDING])
@pytest.mark.parametrize("text", REFUSED)
def test_any_other_text_is_refused(read: Callable[[Any], Any], text: str) -> None:
    with unfit(r"a share|a percentage"):
        read(text)


@pytest.mark.parametrize("text", ["50", "101%", "1.01"])
def test_more_than_all_is_no_share(text: str) -> None:
    """Fifty is not taken for fifty percent."""
    for read in SHARES:
        with unfit("less than or equal to 1"):
            read(text)


def test_half_a_percent_of_a_whole_percentage_is_refused() -> None:
    for read in WHOLE:
        with unfit("fractional part"):
            read("33.5%")


@pytest.mark.parametrize("value", [True, False, None, [1]])
def test_what_is_neither_text_nor_number(value: Any) -> None:
    for read in [*SHARES, *PERCENTAGES, *WHOLE, *FUNDING]:
        with pytest.raises(ValidationError):
            read(value)


def test_a_share_as_text_is_the_same_scenario_and_the_same_data(gongshu: Portfolio) -> None:
    written = [{"name": "s", "carry_over": {"public": value}} for value in ("50%", "0.5", 0.5)]
    assert len({Scenario.model_validate(content).model_dump_json() for content in written}) == 1
    content = gongshu.assumptions.model_dump(mode="json")
    content["funding"][0]["percent"] = {"municipal": "100%"}
    assert Assumptions.model_validate(content) == gongshu.assumptions


def test_percentages_are_read_as_they_are_stored() -> None:
    """Decimal prints 1e2 as 1E+2."""
    stored = CashFlowProfile.model_validate(
        {"cumulative_percent": [0, Decimal("1e1"), Decimal("1e2")], **WHY}
    )
    assert CashFlowProfile.model_validate(stored.model_dump(mode="json")) == stored

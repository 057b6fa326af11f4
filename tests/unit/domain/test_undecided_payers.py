"""Who pays for a project where that is undecided: as rules say it, and as scenarios change it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from refusals import unfit

from portfolio.domain.assumptions import FundingRule
from portfolio.domain.brief import brief_of
from portfolio.domain.changes import ChangeKind, Slot, changes_of, edited
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.ui.links import changes_in, changes_out
from portfolio.wording.changes import in_words
from portfolio.wording.i18n import Language, wording

Build = Callable[..., Any]
WHY = {"reason_en": "a test", "reason_zh": "测试"}
EITHER = {"percent": {"district": 100}, "or": [{"private": 100}], **WHY}


@pytest.fixture
def either(build: Build) -> Portfolio:
    """Two projects; who pays for the first is undecided."""
    portfolio: Portfolio = build().project("p", cost=100).project("q", cost=50).portfolio()
    content = portfolio.assumptions.model_dump(mode="json")
    content["funding"][0]["or_else"] = [{"private": 100}]
    return portfolio.changed(assumptions=content)


def paid(portfolio: Portfolio, scenario: Scenario) -> dict[str, dict[str, int]]:
    """Return mode -> source -> what it pays of the first project."""
    modes = brief_of(portfolio, scenario).requirements["p"].modes
    return {mode.id: {s: sum(paid) for s, paid in mode.spending.items()} for mode in modes}


def test_the_first_is_assumed_and_the_others_have_names() -> None:
    rule = FundingRule.model_validate({**EITHER, "or": [{"private": 100}, {"district": 25, "municipal": 75}]})
    assert list(rule.choices) == ["district", "private", "district+municipal"]
    assert rule.choices["district+municipal"] == {"district": Fraction(1, 4), "municipal": Fraction(3, 4)}
    assert (rule.assumed, rule.taking("private").assumed) == ("district", "private")


def test_what_is_decided_has_no_choices() -> None:
    rule = FundingRule.model_validate({"percent": {"district": 100}, **WHY})
    assert (rule.choices, rule.assumed) == ({}, None)


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        ([{"private": 99}], "add up to 100%"),
        ([{"district": 100}], "alternatives that differ"),
        ([{"private": 100}, {"private": 100}], "alternatives that differ"),
        ([{"open": 100}], "alternatives that differ"),
    ],
)
def test_alternatives_are_whole_and_differ(instead: list[dict[str, int]], words: str) -> None:
    with unfit(words):
        FundingRule.model_validate({**EITHER, "or": instead})


def test_who_may_pay_instead_is_a_source(either: Portfolio) -> None:
    content = either.assumptions.model_dump(mode="json")
    content["funding"][0]["or_else"] = [{"nobody": 100}]
    with pytest.raises(ValueError, match=r"funding\[0\]\.or_else\[0\]"):
        either.changed(assumptions=content)


def test_the_plan_takes_who_is_assumed_or_whom_a_scenario_says(
    either: Portfolio, scenario: Callable[..., Scenario]
) -> None:
    assert paid(either, scenario()) == {"standard": {"district": 100}}
    said = scenario(projects={"p": {"funding": "private"}})
    assert paid(either, said) == {"standard": {"private": 100}}
    asked = scenario(projects={"p": {"funding": "open"}})
    assert paid(either, asked) == {
        "standard": {"district": 100},
        "standard/private": {"private": 100},
    }


def test_a_scenario_names_one_of_the_choices(either: Portfolio, scenario: Callable[..., Scenario]) -> None:
    faults = scenario(projects={"p": {"funding": "municipal"}}).faults_against(either, "s")
    assert [(fault.code, fault.values["names"]) for fault in faults] == [
        ("one_of", ("district", "private", "open"))
    ]
    faults = scenario(projects={"q": {"funding": "private"}}).faults_against(either, "s")
    assert [fault.code for fault in faults] == ["undecided_payer"]


@pytest.mark.parametrize("choice", ["private", "open"])
def test_it_is_a_change_that_a_link_holds(
    either: Portfolio, scenario: Callable[..., Scenario], choice: str
) -> None:
    slot = Slot(ChangeKind.FUNDING, "p")
    changed = edited(scenario(), {slot: choice})
    assert changes_of(changed) == {slot: choice}
    assert edited(changed, {slot: None}).projects == {}
    out = changes_out({slot: choice})
    assert changes_in(lambda name: list(out.get(name) or []), either) == {slot: choice}
    words = [in_words(slot, choice, either, wording(language)) for language in Language]
    assert all("change." not in text for text in words)
    assert len(set(words)) == len(words)


def test_nothing_is_another_where_everything_is_decided(build: Build) -> None:
    """Data without alternatives are the same data: plans and recorded versions keep their hashes."""
    portfolio: Portfolio = build().project("p").portfolio()
    content = portfolio.model_dump(mode="json", exclude_defaults=True)
    assert "or_else" not in str(content)

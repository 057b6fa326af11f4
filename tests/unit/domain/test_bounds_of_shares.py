"""Bounds of shares and match ratios: as rules say them, as scenarios change them, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from refusals import unfit

from portfolio.domain.assumptions import FundingRule
from portfolio.domain.brief import brief_of
from portfolio.domain.changes import ChangeKind, Slot, changes_of, edited
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import ProjectChange, Scenario
from portfolio.domain.undecided import with_payers
from portfolio.exchange.list_editing import with_rows
from portfolio.exchange.lists import Row, rows_of
from portfolio.ui.links import changes_in, changes_out
from portfolio.wording.changes import in_words
from portfolio.wording.i18n import Language, wording
from tests.conftest import WHY, PortfolioBuilder

HALVES: dict[str, Any] = {"percent": {"district": 50, "municipal": 50}, **WHY}
THIRD = Fraction(1, 3)


@pytest.fixture
def town() -> Portfolio:
    """Return two projects that a district and a municipality pay half each."""
    builder = PortfolioBuilder()
    return builder.project("p", percent=HALVES["percent"]).project("q", percent={"district": 100}).portfolio()


def scenario(**projects: Any) -> Scenario:
    return Scenario.model_validate({"name": "any", "projects": projects})


def shared(portfolio: Portfolio, **shares: Any) -> FundingRule:
    bounds = {source: {"at_least": low, "at_most": high} for source, (low, high) in shares.items()}
    made = with_payers(portfolio, scenario(p={"shares": bounds}))
    rule = made.funding_of(made.project("p"))
    assert rule is not None
    return rule


def test_who_has_no_bound_pays_anything() -> None:
    rule = FundingRule.model_validate(
        {**HALVES, "at_least": {"district": 30}, "at_most": {"district": "70%"}}
    )
    assert rule.sharing is not None
    assert rule.sharing.bounds == {"district": (Fraction(3, 10), Fraction(7, 10)), "municipal": (0, 1)}
    assert FundingRule.model_validate(HALVES).sharing is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"at_least": {"district": 51}}, "leaves room for the stated share, 50%"),
        ({"at_most": {"district": 49.99}}, "leaves room for the stated share, 50%"),
        ({"at_most": {"district": 101}}, "a bound of 0 to 100%"),
        ({"at_least": {"private": 1}}, "leaves room for the stated share, 0%"),
        ({"matches": [{"source": "district", "against": "municipal", "ratio": 0.9}]}, "50% against 50%"),
        ({"matches": [{"source": "district", "against": "district", "ratio": 1}]}, "two sources"),
        ({"matches": [{"source": "district", "against": "municipal", "ratio": 0}]}, "greater than 0"),
        (
            {
                "or_else": [{"private": 100}],
                "matches": [{"source": "district", "against": "municipal", "ratio": 1}],
            },
            "not beside alternatives",
        ),
    ],
)
def test_the_stated_shares_keep_bounds_and_matches(said: dict[str, Any], words: str) -> None:
    with unfit(words):
        FundingRule.model_validate({**HALVES, **said})


@pytest.mark.parametrize("field", ["at_least", "at_most", "matches"])
def test_whose_share_it_is_is_a_source(town: Portfolio, field: str) -> None:
    content = town.assumptions.model_dump(mode="json")
    said = {"at_least": {"nobody": 0}, "at_most": {"nobody": 9}}
    match = [{"source": "nobody", "against": "district", "ratio": 1}]
    content["funding"][0][field] = said.get(field, match)
    with pytest.raises(ValueError, match=rf"funding\[0\]\.{field}"):
        town.changed(assumptions=content)


@pytest.mark.parametrize(
    ("bounds", "stated"),
    [
        ({"district": (20, 60)}, {"district": 50, "municipal": 50}),
        ({"district": (0, 40)}, {"district": 40, "municipal": 60}),
        ({"district": (75, 100)}, {"district": 75, "municipal": 25}),
        ({"private": (20, 30)}, {"district": 40, "municipal": 40, "private": 20}),
        (
            {"private": (20, 30), "district": (10, 10)},
            {"district": 10, "municipal": 200 * THIRD, "private": 70 * THIRD},
        ),
    ],
)
def test_a_scenario_says_other_bounds_and_the_stated_shares_follow(
    town: Portfolio, bounds: dict[str, tuple[int, int]], stated: dict[str, Fraction]
) -> None:
    rule = shared(town, **bounds)
    assert {source: share * 100 for source, share in rule.of_one.items() if share} == stated
    assert rule.sharing is not None
    for source, (low, high) in bounds.items():
        assert rule.sharing.bounds[source] == (Fraction(low, 100), Fraction(high, 100))


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ({"nobody": {"at_most": 5}}, "source"),
        ({"district": {"at_most": 40}, "municipal": {"at_most": 40}}, "shares_that_add_up"),
        ({"district": {"at_least": 60}, "municipal": {"at_least": 60}}, "shares_that_add_up"),
    ],
)
def test_bounds_that_fit_nothing_are_refused(town: Portfolio, shares: dict[str, Any], code: str) -> None:
    faults = scenario(p={"shares": shares}).faults_against(town, "s")
    assert [fault.code for fault in faults] == [code]
    with unfit("at_least no larger than at_most"):
        ProjectChange.model_validate({"shares": {"district": {"at_least": 60, "at_most": 50}}})


def test_matches_that_other_bounds_leave_no_room_for_are_refused(town: Portfolio) -> None:
    content = town.assumptions.model_dump(mode="json")
    content["funding"][0]["matches"] = [{"source": "municipal", "against": "district", "ratio": 1}]
    matched = town.changed(assumptions=content)
    faults = scenario(p={"shares": {"municipal": {"at_least": 60}}}).faults_against(matched, "s")
    assert [fault.code for fault in faults] == ["shares_that_add_up"]


@pytest.mark.parametrize("value", ["20-60", "12.5-100"])
def test_it_is_a_change_that_a_link_holds(town: Portfolio, value: str) -> None:
    slot = Slot(ChangeKind.SHARE, "p", source="municipal")
    changed = edited(scenario(), {slot: value})
    assert changes_of(changed) == {slot: value}
    assert edited(changed, {slot: None}).projects == {}
    out = changes_out({slot: value})
    assert changes_in(lambda name: list(out.get(name) or []), town) == {slot: value}
    words = [in_words(slot, value, town, wording(language)) for language in Language]
    assert all("change." not in text and value.split("-", maxsplit=1)[0] in text for text in words)


def test_lists_hold_bounds_and_matches_and_keep_what_they_do_not(town: Portfolio) -> None:
    content = town.assumptions.model_dump(mode="json")
    content["funding"][1]["or_else"] = [{"private": 100}]
    town = town.changed(assumptions=content)
    first, second = rows_of("funding_rules", town)
    typed = {
        "at_least.district": "30",
        "at_most.district": "70 %",
        "matches[0].source": "municipal",
        "matches[0].against": "district",
        "matches[0].ratio": Decimal("1.5"),
    }
    told = {"reason_en": "another"}
    rows = [Row(1, first.origin, {**first.cells, **typed}), Row(2, second.origin, {**second.cells, **told})]
    made = with_rows("funding_rules", rows, town).portfolio
    rule, other = made.assumptions.funding
    assert (rule.at_least, rule.at_most) == ({"district": 30}, {"district": 70})
    assert [match.model_dump() for match in rule.matches] == [
        {"source": "municipal", "against": "district", "ratio": Decimal("1.5")}
    ]
    assert (other.reason_en, list(other.choices)) == ("another", ["district", "private"])
    assert with_rows("funding_rules", rows_of("funding_rules", made), made).portfolio == made


def test_a_source_is_renamed_in_bounds_too(town: Portfolio) -> None:
    content = town.assumptions.model_dump(mode="json")
    content["funding"][0]["at_least"] = {"municipal": 20}
    content["funding"][1]["or_else"] = [{"municipal": 100}]
    town = town.changed(assumptions=content)
    rows = [
        Row(
            row.number,
            row.origin,
            {**row.cells, "id": "city"} if row.cells["id"] == "municipal" else row.cells,
        )
        for row in rows_of("funding_sources", town)
    ]
    rule, other = with_rows("funding_sources", rows, town).portfolio.assumptions.funding
    assert (list(rule.at_least), list(other.or_else[0])) == (["city"], ["city"])


def test_who_may_not_pay_for_a_project_shares_nothing_of_it(town: Portfolio) -> None:
    content = town.assumptions.model_dump(mode="json")
    content["funding"][0]["at_most"] = {"private": 40}
    content["funding_sources"][2]["not_for"] = {"projects": ["p"]}
    barred = town.changed(assumptions=content)
    for portfolio, sources in (
        (barred, ["district", "municipal"]),
        (town, ["district", "municipal", "private"]),
    ):
        opened = scenario(p={"shares": {"municipal": {"at_most": 90}}})
        if portfolio is town:
            opened = scenario(p={"shares": {"private": {"at_most": 40}}})
        sharing = brief_of(portfolio, opened).requirements["p"].sharing
        assert sharing is not None
        assert list(sharing.bounds) == sources
    faults = scenario(p={"shares": {"private": {"at_most": 10}}}).faults_against(barred, "s")
    assert [fault.code for fault in faults] == ["eligible_source"]

"""Rules of assumptions edited as tables: added, ordered, removed, and nothing moves that nobody touched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from towns import a_town

from portfolio.domain.coverage import covered
from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.list_editing import with_rows
from portfolio.exchange.lists import PROFILES, RULES, Row, columns_of, rows_of

TOWN = a_town()
WHY = {"reason": "council"}
FIRST: dict[str, dict[str, Any]] = {
    "delivery_rules": {"modes[0].id": "quick", "modes[0].quarters": 2, "modes[0].profile": "s_curve"},
    "start_rules": {"earliest": "2025Q1"},
    "funding_rules": {"percent.rates": "1/3", "percent.grants": "2/3"},
    "priority_rules": {"weight": 7},
    "ownership_rules": {"ownership": "others"},
    "escalation_rules": {"percent_per_year": 3, "base_year": 2024},
    "band_rules": {"early": 1, "late": 2, "step": 10, "minimum": 20, "maximum": 500},
    "running_cost_rules": {"per_m2": 0.05},
    "payment_rules": {"advance": 10, "progress": 75, "retention": 15, "settled_after": 4},
}
"""List -> what stands in a rule that is new in it."""


def with_rule(name: str, **cells: Any) -> Portfolio:
    """Return the town with a rule before all others of a list."""
    added = Row(0, None, {**FIRST[name], **WHY, **cells})
    return with_rows(name, [added, *rows_of(name, TOWN)], TOWN).portfolio


@pytest.mark.parametrize("name", RULES)
def test_rules_that_nobody_has_touched_are_the_same_portfolio(name: str) -> None:
    same = with_rows(name, rows_of(name, TOWN), TOWN).portfolio
    assert (same, same.data_hash) == (TOWN, TOWN.data_hash)


@pytest.mark.parametrize("name", FIRST)
def test_a_rule_is_added_for_some_and_comes_first(name: str) -> None:
    field = RULES[name][1][-1]
    before = getattr(TOWN.assumptions, field)
    changed = with_rule(name, **{"applies_to.tags[]": ["urgent"]})
    first, *others = getattr(changed.assumptions, field)
    assert (first.applies_to.tags, first.reason, tuple(others)) == (("urgent",), "council", before)


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("facility_types[]", ["hall"]),
        ("areas[]", ["north"]),
        ("agencies[]", ["works"]),
        ("ownership[]", ["others"]),
        ("priorities[]", ["1"]),
        ("statuses[]", ["planned"]),
        ("projects[]", ["one"]),
        ("cost_from", 5),
    ],
)
def test_a_rule_selects_by_anything_that_projects_have(condition: str, value: Any) -> None:
    changed = with_rule("priority_rules", **{f"applies_to.{condition}": value})
    found = getattr(changed.assumptions.priorities[0].applies_to, condition.removesuffix("[]"))
    assert (list(found) if isinstance(value, list) else found) == value


def test_shares_are_percent_unless_one_of_them_is_a_fraction() -> None:
    rule = with_rule("funding_rules").assumptions.funding[0]
    assert rule.percent == {}
    assert list(map(str, rule.shares.values())) == ["1/3", "2/3"]
    percent = with_rule("funding_rules", **{"percent.rates": "33.3%", "percent.grants": "66.7"})
    assert list(map(str, percent.assumptions.funding[0].percent.values())) == ["33.3", "66.7"]
    with pytest.raises(BadInput) as refused:
        with_rule("funding_rules", **{"percent.rates": "50", "percent.grants": None})
    assert [fault.code for fault in refused.value.faults] == [Expected.SHARES_OF_A_HUNDRED]


def test_rules_stand_in_the_order_in_which_their_rows_do() -> None:
    first, second = rows_of("start_rules", TOWN)
    moved = with_rows("start_rules", [second, first], TOWN).portfolio
    assert moved.assumptions.starts == TOWN.assumptions.starts[::-1]


def test_whoever_is_left_without_a_rule_is_named() -> None:
    rows = [replace(row, cells={"applies_to.projects[]": ["one"]}) for row in rows_of("priority_rules", TOWN)]
    with pytest.raises(BadInput) as refused:
        with_rows("priority_rules", rows, TOWN)
    found = {(fault.code, fault.values["project"]) for fault in refused.value.faults}
    others = {project.id for project in TOWN.projects} - {"one"}
    assert found == {(Expected.RULE_THAT_APPLIES, project) for project in others}


def test_a_curve_is_added_and_one_that_is_renamed_is_called_so_by_the_rules() -> None:
    (row,) = rows_of(PROFILES, TOWN)
    points = {"id": "late", "cumulative_percent[]": ["0", "20", "100"], **WHY}
    rows = [replace(row, cells={"id": "usual"}), Row(2, None, points)]
    changed = with_rows(PROFILES, rows, TOWN).portfolio.assumptions
    assert list(changed.profiles) == ["usual", "late"]
    assert {mode.profile for rule in changed.delivery for mode in rule.modes} == {"usual"}
    for bad in ({**points, "id": "usual"}, {**points, "cumulative_percent[]": ["0", "120", "100"]}):
        with pytest.raises(BadInput) as refused:
            with_rows(PROFILES, [rows[0], Row(2, None, bad)], TOWN)
        assert {fault.line for fault in refused.value.faults} <= {1, 2}
    with pytest.raises(BadInput) as refused:
        with_rows(PROFILES, [rows[1]], TOWN)
    assert [fault.code for fault in refused.value.faults] == [Expected.NOT_IN_USE]


def test_it_is_told_which_projects_a_rule_takes_from_which_other() -> None:
    changed = with_rule("priority_rules", **{"applies_to.projects[]": ["one", "two"]})
    first, last = covered(TOWN, changed, "priorities", [None, 0])
    assert (first.projects, first.before, first.new) == (("one", "two"), {0: 2}, 0)
    assert (len(last.projects), last.before, last.new) == (len(TOWN.projects) - 2, {}, 0)


def test_who_owns_what_is_assumed_only_of_what_the_source_does_not_say() -> None:
    owned = {project.id for project in TOWN.projects if project.ownership is None}
    (one,) = covered(TOWN, TOWN, "ownership", [0])
    assert set(one.projects) == owned


def test_every_column_of_shares_is_of_a_source() -> None:
    paths = [column.path for column in columns_of("funding_rules", TOWN)]
    assert [path for path in paths if path.startswith("percent")] == ["percent.rates", "percent.grants"]

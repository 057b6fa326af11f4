"""One step taken back among later ones: what the step changed goes, what others changed beside it stays."""

from __future__ import annotations

from typing import Any

import pytest

from portfolio.domain.merging import Back, Clash

A, B, C = ({"id": name, "n": 1} for name in "abc")


def taken_back(was: Any, made: Any, now: Any) -> Any:
    back = Back()
    merged = back.merged(was, made, now)
    assert back.clashes == []
    return merged


def clashes(was: Any, made: Any, now: Any) -> list[Clash]:
    back = Back()
    back.merged(was, made, now)
    return back.clashes


@pytest.mark.parametrize(
    ("was", "made", "now", "expected"),
    [
        ({"x": 1, "y": 1}, {"x": 2, "y": 1}, {"x": 2, "y": 3}, {"x": 1, "y": 3}),
        ({"x": 1}, {"x": 1, "y": 2}, {"x": 5, "y": 2}, {"x": 5}),
        ({"x": 1, "y": 2}, {"x": 1}, {"x": 5}, {"x": 5, "y": 2}),
        ({"x": None}, {"x": 2}, {"x": 2}, {"x": None}),
        ({"x": 1}, {"x": 2}, {"x": 1}, {"x": 1}),
        ([A, B], [A, B, C], [{**A, "n": 9}, B, C], [{**A, "n": 9}, B]),
        ([A, B, C], [A, C], [{**A, "n": 9}, C], [{**A, "n": 9}, B, C]),
        ([A, B, C], [B, C], [{**B, "n": 9}, C], [A, {**B, "n": 9}, C]),
        ([A, B], [B, A], [B, {**A, "n": 9}], [{**A, "n": 9}, B]),
        ([A, B], [B, A], [C, B, A], [C, A, B]),
        ([A, B], [{**A, "n": 2}, B], [B, {**A, "n": 2}], [B, A]),
    ],
)
def test_only_what_the_step_changed_is_as_before(was: Any, made: Any, now: Any, expected: Any) -> None:
    assert taken_back(was, made, now) == expected


def test_rules_are_told_apart_by_the_projects_they_are_for() -> None:
    schools = {"applies_to": {"tags": ["school"]}, "weight": 3}
    rest = {"applies_to": {}, "weight": 1}
    assert taken_back([rest], [schools, rest], [schools, {**rest, "weight": 2}]) == [{**rest, "weight": 2}]


@pytest.mark.parametrize(
    ("was", "made", "now", "expected"),
    [
        ({"x": 1}, {"x": 2}, {"x": 3}, Clash(("x",), 2, 3)),
        ({}, {"x": 2}, {"x": 3}, Clash(("x",), 2, 3)),
        ({"x": 1}, {"x": 2}, {}, Clash(("x",), 2, None)),
        ([B], [A, B], [{**A, "n": 5}, B], Clash(("a", "n"), 1, 5)),
        ([A, B, C], [C, B, A], [B, A, C], Clash(("order",), ["c", "b", "a"], ["b", "a", "c"])),
        ([1], [1, 2], [1, 2, 3], Clash((), [1, 2], [1, 2, 3])),
    ],
)
def test_what_was_changed_again_is_a_clash_with_both_values(
    was: Any, made: Any, now: Any, expected: Clash
) -> None:
    assert clashes(was, made, now) == [expected]

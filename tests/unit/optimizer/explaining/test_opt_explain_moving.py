"""What gives way of bands, shares and matches, each at its smallest, and that nothing less would."""

import copy
import re
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from moving_cases import banded, matched, shared
from moving_instances import PERIODS, moving_instances
from opt_instances import Json
from test_opt_explain import _applied, _has_plan

from optimizer import Change, Instance, explain

BAND = "projects[0].modes[0].bands[0]"

CASES: dict[str, tuple[Json, str, list[tuple[str, Any, Any]], int]] = {
    "money would have to come later": (
        banded([10, 0, 0], 9, 0, 1, late=1) | {"periods": 3},
        "widen_band",
        [(f"{BAND}.late", 1, 2)],
        1,
    ),
    "money would have to come earlier": (
        banded([0, 0, 10], 1, 0, 9, early=1) | {"periods": 3},
        "widen_band",
        [(f"{BAND}.early", 1, 2)],
        1,
    ),
    "a window would have to get more": (
        banded([10], late=1, step=2, maximum=4),
        "raise_most",
        [(f"{BAND}.maximum", 4, 6)],
        2,
    ),
    "a window would have to get less": (
        banded([6, 6], 3, 9, late=1, step=3, minimum=6),
        "lower_least",
        [(f"{BAND}.minimum", 6, 3)],
        3,
    ),
    "a source would have to pay more": (
        shared(most=0.4, money=5),
        "widen_share",
        [(f"{BAND}.shares.loans.most", 0.4, 0.41)],
        1,
    ),
    "a source would have to pay less": (
        shared(least=0.4, loans=3),
        "widen_share",
        [(f"{BAND}.shares.loans.least", 0.4, 0.39)],
        1,
    ),
    "more would have to need no match": (
        matched(4),
        "allow_unmatched",
        [("matches[0].allowance", 0, 2)],
        2,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_smallest_that_gives_way_is_named_with_its_price(name: str) -> None:
    data, kind, changes, price = CASES[name]
    explanation = explain(Instance.parse(data), workers=1)
    assert explanation.status == "infeasible"
    found = {relaxation.kind: relaxation for relaxation in explanation.relaxations}
    assert [(c.path, c.before, c.after) for c in found[kind].changes] == changes  # type: ignore[index]
    assert found[kind].price == price  # type: ignore[index]
    assert found[kind].minimal  # type: ignore[index]


def _with_nothing_but(data: Json, conflict: list[str]) -> Instance:
    """A copy of complete JSON in which no band, share or match stands that is not in the conflict."""
    alone = copy.deepcopy(data)
    nothing = {"early": PERIODS, "late": PERIODS, "minimum": 0, "maximum": None}
    for p, project in enumerate(alone["projects"]):
        for m, mode in enumerate(project["modes"]):
            for b, band in enumerate(mode.get("bands", [])):
                path = f"projects[{p}].modes[{m}].bands[{b}]"
                if band["early"] or band["late"]:
                    band |= {key: most for key, most in nothing.items() if f"{path}.{key}" not in conflict}
                for name, share in band["shares"].items():
                    for key, most in (("least", 0), ("most", 1)):
                        if f"{path}.shares.{name}.{key}" not in conflict:
                            share[key] = most
    for k, match in enumerate(alone.get("matches", [])):
        if f"matches[{k}].allowance" not in conflict:
            match["allowance"] = 1000
    return Instance.parse(alone)


def _smaller(data: Json, change: Change) -> Any:
    """A change's value one smallest step nearer to what it was."""
    if isinstance(change.before, bool) or change.after is None or isinstance(change.before, str):
        return change.before
    assert isinstance(change.before, int | float)
    assert isinstance(change.after, int | float)
    step: float = 1
    if "shares" in change.path:
        step = 0.01
    elif found := re.match(r"projects\[(\d+)\]\.modes\[(\d+)\]\.bands\[(\d+)\]\.m", change.path):
        p, m, b = map(int, found.groups())
        step = data["projects"][p]["modes"][m]["bands"][b]["step"]
    return round(change.after + (step if change.after < change.before else -step), 9)


@examples(15)
@given(moving_instances(), st.integers(0, 3))
def test_relaxations_mend_and_nothing_smaller_does(data: Json, ceiling: int) -> None:
    for project in data["projects"]:
        project["mandatory"] = True
    for resource in data["resources"]:
        for limit in resource.get("limits", []):
            limit["soft"] = False
            if limit.get("maximum"):
                limit["maximum"] = min(ceiling, limit["maximum"])
    instance = Instance.parse(data | {"objective": []})
    explanation = explain(instance, workers=1)
    assert (explanation.status == "feasible") == _has_plan(instance)
    complete = instance.model_dump(mode="json")
    if explanation.status == "infeasible":
        assert explanation.relaxations
        assert explanation.conflict_minimal
        assert not _has_plan(_with_nothing_but(complete, explanation.conflict))
    for relaxation in explanation.relaxations:
        changes = [(change.path, change.after) for change in relaxation.changes]
        assert _has_plan(_applied(complete, changes))
        assert relaxation.minimal
        for k, change in enumerate(relaxation.changes):
            less = [*changes[:k], (change.path, _smaller(complete, change)), *changes[k + 1 :]]
            assert not _has_plan(_applied(complete, less))

"""Instances whose sums pass 2^31 and whose limits are soft, where OR-Tools 9.15 is known to lose plans."""

from __future__ import annotations

from typing import Any
from unittest import mock

from hypothesis import strategies as st
from opt_instances import Json, instances

# Money is multiplied by one of these.
FACTORS = (20_000_000, 40_000_003, 900_000_001)
# What OR-Tools 9.15 does by default, and goes wrong with.
AS_SHIPPED = mock.patch("optimizer.search.cp_sat._INCLUSION_WORK", 10**8)


def _project(name: str, modes: dict[str, dict[str, list[int]]], **more: Any) -> Json:
    built = [
        {"id": mode, "duration": max(map(len, usage.values())), "usage": usage}
        for mode, usage in modes.items()
    ]
    return {"id": name, "modes": built, **more}


def _limits(*maxima: int, soft: tuple[int, ...] = (), floor: int | None = None) -> list[Json]:
    """Ceilings of two halves of eight periods, and a soft floor over all of them."""
    limits: list[Json] = [
        {"first": 4 * k, "last": 4 * k + 3, "maximum": maximum, "soft": k in soft}
        for k, maximum in enumerate(maxima)
    ]
    if floor is not None:
        limits.append({"first": 0, "last": 7, "minimum": floor, "soft": True})
    return limits


_AIMS = [
    {"terms": [{"term": "violation"}]},
    {"terms": [{"term": "tardiness"}]},
    {"terms": [{"term": "peak", "resource": "g"}]},
    {"terms": [{"term": "selected"}]},
]

SIX_PROJECTS: Json = {
    "periods": 8,
    "resources": [
        {"id": "a", "limits": _limits(166, 243), "carry_over": {"share": 1}},
        {"id": "b", "limits": _limits(202, 240)},
        {"id": "g", "sum_of": ["a", "b"], "limits": _limits(259, 267, soft=(1,), floor=345)},
    ],
    "projects": [
        _project(
            "p0",
            {"m0": {"b": [29]}, "m1": {"a": [22], "b": [14]}},
            mandatory=True,
            due=6,
            tardiness_weight=3,
        ),
        _project("p1", {"m0": {"a": [1, 30, 15], "b": [2, 13, 5]}}, due=8, tardiness_weight=3),
        _project(
            "p2",
            {"m0": {"b": [13, 21, 11, 15, 15]}, "m1": {"b": [11, 22, 22, 19], "a": [4, 8, 6, 1]}},
            mandatory=True,
            due=5,
            tardiness_weight=2,
        ),
        _project(
            "p3",
            {"m0": {"b": [5, 25, 12, 14, 10], "a": [3, 3, 5, 26, 15]}},
            due=4,
            tardiness_weight=2,
            release=2,
        ),
        _project(
            "p4",
            {"m0": {"a": [10, 27, 3, 21, 25], "b": [23, 26, 16, 14, 28]}, "m1": {"b": [17, 17, 15, 30]}},
            mandatory=True,
            due=4,
            release=2,
        ),
        _project("p5", {"m0": {"b": [9, 20, 22, 18]}}, mandatory=True, due=6, release=2),
    ],
    "objective": _AIMS,
}
FIVE_PROJECTS: Json = {
    "periods": 8,
    "resources": [
        {"id": "a", "limits": _limits(144, 133)},
        {"id": "b", "limits": _limits(142, 118)},
        {"id": "g", "sum_of": ["a", "b"], "limits": _limits(203, 214, soft=(0, 1), floor=206)},
    ],
    "projects": [
        _project("p0", {"m0": {"a": [11]}, "m1": {"a": [29, 23]}}, due=8, tardiness_weight=3, release=2),
        _project("p1", {"m0": {"a": [5, 2, 25]}}, due=5, tardiness_weight=2, release=2),
        _project(
            "p2",
            {"m0": {"a": [24, 2, 24, 30]}, "m1": {"b": [20, 11, 4], "a": [29, 20, 8]}},
            mandatory=True,
            due=4,
            release=2,
        ),
        _project("p3", {"m0": {"b": [7, 2]}}, mandatory=True, due=8, release=2),
        _project(
            "p4",
            {"m0": {"b": [20, 9, 10, 29, 28], "a": [9, 29, 2, 15, 8]}, "m1": {"b": [6, 29, 13]}},
            mandatory=True,
            due=3,
            tardiness_weight=2,
        ),
    ],
    "groups": [{"projects": ["p1", "p4", "p3"], "at_least": 1, "at_most": 2}],
    "precedence": [{"before": "p0", "after": "p1", "lag": -1}],
    "objective": _AIMS,
}
# The value of every tier of the two, before any amount is multiplied.
SIX_BEST = [(0, "money"), (2, "periods"), (184, "money"), (4, "projects")]
FIVE_BEST = [(0, "money"), (2, "periods"), (203, "money"), (4, "projects")]


def times(data: Json, factor: int) -> Json:
    """The instance with every amount of a resource multiplied."""

    def multiplied(part: Json, *keys: str) -> Json:
        return part | {key: part[key] * factor for key in keys if part.get(key) is not None}

    def mode(part: Json) -> Json:
        usage = {name: [factor * amount for amount in amounts] for name, amounts in part["usage"].items()}
        return part | {"usage": usage}

    return data | {
        "resources": [
            resource | {"limits": [multiplied(limit, "maximum", "minimum") for limit in resource["limits"]]}
            for resource in data["resources"]
        ],
        "projects": [
            project | {"modes": [mode(m) for m in project["modes"]]} for project in data["projects"]
        ],
        "allocations": [multiplied(allocation, "amount") for allocation in data.get("allocations", [])],
    }


@st.composite
def large_instances(draw: st.DrawFn) -> Json:
    """Small instances with large amounts; without flexibility, so that all their plans can be enumerated."""
    data = draw(instances())
    for project in data["projects"]:
        project["flexibility"] = 0
    return times(data, draw(st.sampled_from(FACTORS)))

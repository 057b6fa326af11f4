"""Rules about money that may move, each at its smallest: just feasible, and made infeasible by one."""

from __future__ import annotations

from typing import Any

from opt_instances import Json
from small_instances import a_mode, a_project, an_instance, years


def banded(usage: list[int], *limits: int, start: int = 0, **band: Any) -> Json:
    """A project that spends money along a curve in two periods, from `start`, which a band moves."""
    mode = a_mode(1, usage, bands=[{"resources": ["money"]} | band])
    return an_instance(a_project(mode=mode, pin={"start": start}), limits=years(*limits))


def shared(least: float = 0, most: float = 1, **limits: int) -> Json:
    """A project of ten, of money by its curve, of which loans may take a share."""
    share = {"loans": {"least": least, "most": most}}
    mode = a_mode(1, [10], bands=[{"resources": ["money", "loans"], "shares": share}])
    data = an_instance(a_project(mode=mode), periods=1)
    data["resources"].append({"id": "loans"})
    for resource in data["resources"]:
        if resource["id"] in limits:
            resource["limits"] = years(limits[resource["id"]])
    return data


def paying(terms: Json, usage: list[int], limits: list[Json], periods: int = 2, **mode: Any) -> Json:
    """A project that uses money from the first period on and pays for it by terms."""
    built = a_project(mode=a_mode(1, usage, **mode), pin={"start": 0})
    data = an_instance(built, periods=periods)
    data["resources"].append({"id": "paid", "pays": {"resource": "money"} | terms, "limits": limits})
    return data


def matched(loans: int, **match: Any) -> Json:
    """A project that uses ten of money and so much of loans, of which money is to be a match."""
    mode = {"id": "m", "duration": 1, "usage": {"money": [10], "loans": [loans]}}
    data = an_instance(a_project(mode=mode), periods=1)
    data["resources"].append({"id": "loans"})
    return data | {"matches": [{"resource": "money", "against": "loans", "ratio": 2} | match]}


ADVANCE = {"advance": 0.3, "progress": 0.6, "retention": 0.1, "after": 1}
LATE = {"bands": [{"resources": ["money"], "late": 1}]}

MOVING: dict[str, tuple[Json, Json]] = {
    "a year's money may come a period later": (banded([10], 4, 6, late=1), banded([10], 4, 5, late=1)),
    "a year's money may come a period earlier": (
        banded([0, 10], 6, 4, early=1),
        banded([0, 10], 6, 3, early=1),
    ),
    "money comes no later than the band says": (
        banded([5, 5], 0, 10, late=1),
        banded([6, 4], 0, 9, late=1),
    ),
    "nothing is spent before the start": (
        banded([10], 0, 10, start=1, early=1),
        banded([10], 1, 9, start=1, early=1),
    ),
    "a band of nothing is the curve, whatever else it says": (
        banded([6, 4], 6, 4, step=10, minimum=10),
        banded([6, 4], 5, 5, step=10, minimum=10),
    ),
    "money comes in whole steps and a remainder": (
        banded([10], 4, 6, late=1, step=4),
        banded([10], 5, 5, late=1, step=4),
    ),
    "steps are counted from what history has used": (
        banded([1, 9], 1, 4, 5, late=1, first=1, step=4) | {"periods": 3},
        banded([1, 9], 1, 3, 6, late=1, first=1, step=4) | {"periods": 3},
    ),
    "a window has a most": (banded([10], late=1, maximum=5), banded([10], late=1, maximum=4)),
    "a window has a least where the curve has it": (
        banded([5, 5], 3, 7, late=1, minimum=3),
        banded([5, 5], 2, 8, late=1, minimum=3),
    ),
    "history is as the curve has it": (
        banded([5, 5], 5, 5, late=1, first=1),
        banded([5, 5], 4, 6, late=1, first=1),
    ),
    "a source pays its share at most": (shared(most=0.4, money=6), shared(most=0.4, money=5)),
    "a source pays its share at least": (shared(least=0.4, loans=4), shared(least=0.4, loans=3)),
    "a share that is no whole amount is widened to one": (
        shared(least=0.55, most=0.55, loans=5),
        shared(least=0.55, most=0.55, loans=4),
    ),
    "an advance and what is retained are paid at their time": (
        paying(ADVANCE, [10], years(9, 1)),
        paying(ADVANCE, [10], years(8, 2)),
    ),
    "what is paid is rounded half up": (
        paying({"advance": 0.5, "progress": 0.5}, [0, 1], years(1, 0)),
        paying({"advance": 0.5, "progress": 0.5}, [0, 1], years(0, 1)),
    ),
    "what is retained beyond the horizon is owed and no fault": (
        paying(ADVANCE | {"after": 9}, [10], [{"first": 0, "last": 1, "minimum": 9}]),
        paying(ADVANCE | {"after": 9}, [10], [{"first": 0, "last": 1, "minimum": 10}]),
    ),
    "what is paid follows money that moved": (
        paying({"advance": 0.3, "progress": 0.7}, [10], years(3, 7), **LATE),
        paying({"advance": 0.3, "progress": 0.7}, [10], years(2, 8), **LATE),
    ),
    "what was paid before the first period is not paid again": (
        paying(ADVANCE, [10], years(6, 2), used_before={"money": 10}),
        paying(ADVANCE, [10], years(5, 3), used_before={"money": 10}),
    ),
    "a match of two to one": (matched(5), matched(4)),
    "a match of one project": (matched(5, project="A"), matched(4, project="A")),
    "what needs no match": (matched(4, allowance=2), matched(4, allowance=1)),
    "a match is rounded down": (matched(7, ratio=1.43), matched(7, ratio=1.42)),
}

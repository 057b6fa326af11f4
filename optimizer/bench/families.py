"""Families of instances by name, size and seed: for benchmarks and tests, the same on every machine.

- knapsack: capital budgeting, one period and a ceiling a resource. The recipe of Chu and Beasley, "A genetic
  algorithm for the multidimensional knapsack problem", 1998.
- mrcpsp: activities in several modes on scarce crews and a budget, shortest makespan.
- ppssp: which projects to carry out and when, under budgets, with prerequisites and exclusions.
- district: mandatory facilities with yearly ceilings, carry-over and an envelope; lateness first, then peak.
- programme, selection: thousands of projects, see `optimizer.bench.programmes`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any, Final

from optimizer.bench.programmes import programme, selection
from optimizer.format.instance import Instance

Json = dict[str, Any]


def generate(family: str, size: str, seed: int) -> Instance:
    """An instance of a family.

    Args:
        family: one of `FAMILIES`.
        size: what the family takes, like `100x5`: see its function.
        seed: the same seed gives the same instance.

    Raises:
        ValueError: no such family, or no such size.
    """
    sizes = sizes_of(family, size)
    # One of them of a seed alone, so that its instances can be told elsewhere by three numbers.
    said = seed if family == "programme" else f"{family} {size} {seed}"
    chance = random.Random(said)  # noqa: S311 - a benchmark, not a secret
    return Instance.parse({"name": f"{family} {size} seed {seed}"} | FAMILIES[family](chance, *sizes))


def sizes_of(family: str, size: str) -> list[int]:
    """The numbers of a size, those that are not given as they are by default.

    Raises:
        ValueError: no such family, or no such size.
    """
    if family not in FAMILIES:
        raise ValueError(f"{family} is not one of {', '.join(FAMILIES)}")
    if not re.fullmatch(r"[1-9]\d{0,4}(x[1-9]\d{0,3})*", size):
        raise ValueError(f"{size} is not a size like 20 or 100x5")
    sizes = [int(part) for part in size.split("x")]
    default = DEFAULT_SIZES[family]
    if len(sizes) > len(default):
        raise ValueError(f"{size} has more numbers than {family} takes, {len(default)}")
    return [*sizes, *default[len(sizes) :]]


def knapsack(chance: random.Random, projects: int, resources: int, percent: int) -> Json:
    """Projects x resources x capacity in percent of what all projects need.

    Costs are uniform in 1..1000, benefits an average of the costs plus up to 500: the more a project is
    worth the more it costs, which is what makes choosing hard.
    """
    costs = [[chance.randint(1, 1000) for _ in range(projects)] for _ in range(resources)]
    gains = [sum(row[j] for row in costs) // resources + int(500 * chance.random()) for j in range(projects)]
    return {
        "periods": 1,
        "resources": [
            {"id": f"r{i}", "limits": [{"first": 0, "last": 0, "maximum": percent * sum(row) // 100}]}
            for i, row in enumerate(costs)
        ],
        "projects": [
            _project(f"p{j}", [_mode("m", 1, {f"r{i}": [row[j]] for i, row in enumerate(costs)}, [gain])])
            for j, gain in enumerate(gains)
        ],
        "objective": [{"terms": [{"term": "benefit"}]}],
    }


def mrcpsp(chance: random.Random, activities: int, modes: int) -> Json:
    """Activities x modes; the more crew a mode takes the faster it is, and it costs more."""
    projects = []
    for j in range(activities):
        options = []
        for m in range(modes):
            duration = chance.randint(1, 10)
            crews = {f"crew{k}": [chance.randint(1, 10)] * duration for k in range(2)}
            money = [chance.randint(1, 10) + 10 - duration]
            options.append(_mode(f"m{m}", duration, crews | {"money": money}))
        projects.append(_project(f"a{j}", options, mandatory=True))
    horizon = sum(max(mode["duration"] for mode in project["modes"]) for project in projects)
    budget = sum(sum(mode["usage"]["money"][0] for mode in project["modes"]) // modes for project in projects)
    every = range(horizon)
    return {
        "periods": horizon,
        "resources": [
            *(
                {"id": f"crew{k}", "limits": [{"first": t, "last": t, "maximum": 15} for t in every]}
                for k in range(2)
            ),
            {"id": "money", "limits": [{"first": 0, "last": horizon - 1, "maximum": budget}]},
        ],
        "projects": projects,
        "precedence": [
            {"before": f"a{before}", "after": f"a{j}"}
            for j in range(2, activities)
            for before in sorted(chance.sample(range(max(0, j - 6), j), chance.randint(1, 2)))
        ],
        "objective": [{"terms": [{"term": "makespan"}]}],
    }


def ppssp(chance: random.Random, projects: int, periods: int) -> Json:
    """Projects x periods; two budgets a period, some prerequisites and alternatives, discounted benefit."""
    built = []
    for j in range(projects):
        duration = chance.randint(1, max(1, min(4, periods // 3)))
        usage = {name: [chance.randint(5, 100) for _ in range(duration)] for name in ("money", "staff")}
        gain = sum(map(sum, usage.values())) // duration + chance.randint(1, 80)
        benefit = [0] * duration + [gain] * periods
        built.append(_project(f"p{j}", [_mode("m", duration, usage, benefit)]))
    resources = []
    for name in ("money", "staff"):
        total = sum(sum(project["modes"][0]["usage"][name]) for project in built)
        ceiling = max(100, total // (2 * periods))
        limits = [{"first": t, "last": t, "maximum": ceiling} for t in range(periods)]
        resources.append({"id": name, "limits": limits})
    pairs = [tuple(sorted(chance.sample(range(projects), 2))) for _ in range(projects // 5 * (projects > 1))]
    return {
        "periods": periods,
        "discount_rate": 0.05,
        "resources": resources,
        "projects": built,
        "precedence": [{"before": f"p{a}", "after": f"p{b}"} for a, b in pairs[::2]],
        "groups": [{"projects": [f"p{a}", f"p{b}"], "at_most": 1} for a, b in pairs[1::2]],
        "objective": [{"terms": [{"term": "benefit"}]}],
    }


def district(chance: random.Random, projects: int, periods: int) -> Json:
    """Projects x quarters; two ways to build each, yearly ceilings of which half the rest is carried over."""
    built = []
    for j in range(projects):
        duration = chance.randint(2, max(2, min(8, periods // 2)))
        cost = [chance.randint(10, 100) for _ in range(duration)]
        fast = [3 * (a + b) // 5 for a, b in zip(cost[::2], [*cost[1::2], 0], strict=False)]
        modes = [
            _mode("standard", duration, {"public": cost}),
            _mode("fast", len(fast), {"public": [2 * amount for amount in fast]}),
        ]
        dates = {"due": chance.randint(duration, periods - 1), "tardiness_weight": chance.randint(1, 5)}
        built.append(_project(f"f{j}", modes, mandatory=True, **dates))
    years = [(first, min(first + 3, periods - 1)) for first in range(0, periods, 4)]
    total = sum(sum(project["modes"][0]["usage"]["public"]) for project in built)
    ceiling = 5 * total // (4 * len(years)) + 200
    return {
        "periods": periods,
        "resources": [
            {
                "id": "public",
                "limits": [{"first": a, "last": b, "maximum": ceiling} for a, b in years],
                "carry_over": {"share": 0.5},
            }
        ],
        "projects": built,
        "objective": [
            {"terms": [{"term": "tardiness"}]},
            {"terms": [{"term": "peak", "resource": "public"}]},
        ],
    }


def _mode(name: str, duration: int, usage: dict[str, list[int]], benefit: list[int] | None = None) -> Json:
    return {"id": name, "duration": duration, "usage": usage, "benefit": benefit or []}


def _project(name: str, modes: list[Json], **more: Any) -> Json:
    return {"id": name, "modes": modes, **more}


FAMILIES: Final[dict[str, Callable[..., Json]]] = {
    family.__name__: family for family in (knapsack, mrcpsp, ppssp, district, programme, selection)
}
DEFAULT_SIZES: Final[dict[str, tuple[int, ...]]] = {
    "knapsack": (100, 5, 50),
    "mrcpsp": (10, 3),
    "ppssp": (100, 10),
    "district": (30, 20),
    "programme": (100, 10),
    "selection": (100, 10),
}

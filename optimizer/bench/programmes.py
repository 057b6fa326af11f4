"""Families of the size of whole programmes: lumpy costs, several budgets, much that hangs together."""

from __future__ import annotations

import math
import random
from typing import Any, Final

Json = dict[str, Any]

# Of all that projects cost, what there is money for within the horizon.
_TIGHT: Final = 0.6
_SOURCES: Final = 3
_STREAMS: Final = 8


def programme(chance: random.Random, projects: int, periods: int) -> Json:
    """Projects x periods: costs over four orders of magnitude, paid by three sources along an S-curve.

    A quarter of the projects waits for one of the fifty before it, and 3 % as many pairs exclude each other.
    What a project is worth lies between 0.6 and 1.8 times its cost and counts when it is complete.
    """
    built: list[Json] = []
    totals = [0] * _SOURCES
    for j in range(projects):
        cost = max(50, int(math.exp(chance.gauss(7, 1.6))))
        typical = round(math.log10(cost) * 1.2 - 1.5 + chance.gauss(0, 0.6))
        duration = min(max(typical, 1), 6, periods)
        release = chance.randrange(max(1, periods // 2))
        due = min(periods - 1, release + duration - 1 + chance.randrange(max(2, periods // 3)))
        weights = [chance.gammavariate(0.5, 1) + 1e-9 for _ in range(_SOURCES)]
        shares = [weight / sum(weights) for weight in weights]
        done = [3 * (k / duration) ** 2 - 2 * (k / duration) ** 3 for k in range(duration + 1)]
        usage = {}
        for source, share in enumerate(shares):
            flow = [round(cost * share * (done[k + 1] - done[k])) for k in range(duration)]
            if any(flow):
                usage[f"S{source}"] = flow
                totals[source] += sum(flow)
        gains = [0] * (duration - 1) + [int(cost * chance.uniform(0.6, 1.8)) + 20]
        built.append(
            {
                "id": f"P{j}",
                "release": release,
                "due": due,
                "tardiness_weight": 0,
                "modes": [
                    {
                        "id": "m",
                        "duration": duration,
                        "usage": usage,
                        "benefit": gains,
                    }
                ],
            }
        )
    waits = [
        {"before": f"P{chance.randrange(max(0, j - 50), j)}", "after": f"P{j}"}
        for j in range(1, projects)
        if chance.random() < 0.25
    ]
    pairs = [chance.sample(range(projects), 2) for _ in range(int(projects * 0.03))]
    return {
        "periods": periods,
        "discount_rate": 0.04,
        "resources": [
            {"id": f"S{source}", "unit": "money", "limits": _level(int(total * _TIGHT / periods), periods)}
            for source, total in enumerate(totals)
        ],
        "projects": built,
        "precedence": waits,
        "groups": [{"projects": [f"P{a}", f"P{b}"], "at_most": 1} for a, b in pairs],
        "objective": [{"terms": [{"term": "benefit"}]}],
    }


def selection(chance: random.Random, projects: int, starts: int) -> Json:
    """Projects x starts, of the shape of published selection problems: 1000x25 has 194 limits.

    Half of the projects have a prerequisite, a tenth excludes another. Works may last one and a half times as
    long as projects may start, and be worth something all the while. In every period there is a budget, one
    for what begins in it and one for what goes on; each of eight streams has its own for all starts together.
    """
    longest = max(1, 3 * starts // 2)
    periods = starts + longest
    built: list[Json] = []
    budget, streams = 0, [0] * _STREAMS
    for j in range(projects):
        duration = min(longest, max(1, round(math.exp(chance.gauss(1.9, 0.7)))))
        cost = max(duration, int(math.exp(chance.gauss(4.5, 0.8)) * duration**0.7))
        # More in the middle, as works are, and every project with its own.
        weights = [(k + 1) * (duration - k) * chance.uniform(0.7, 1.3) for k in range(duration)]
        flow = [max(1, round(cost * weight / sum(weights))) for weight in weights]
        gains = [round(cost * weight * chance.uniform(0.5, 2.5) / sum(weights)) for weight in weights]
        stream = chance.randrange(_STREAMS)
        usage = {"total": flow, "initiation": flow[:1], f"stream{stream}": flow}
        if duration > 1:
            usage["ongoing"] = [0, *flow[1:]]
        built.append(
            {
                "id": f"P{j}",
                "deadline": starts + duration - 2,
                "modes": [{"id": "m", "duration": duration, "usage": usage, "benefit": gains}],
            }
        )
        budget += sum(flow)
        streams[stream] += sum(flow)
    waits = [
        {"before": f"P{chance.randrange(max(0, j - 100), j)}", "after": f"P{j}"}
        for j in range(1, projects)
        if chance.random() < 0.5
    ]
    pairs = [sorted(chance.sample(range(projects), 2)) for _ in range(projects // 20 * (projects > 1))]
    most = max(1, budget // (4 * starts))
    shares = [max(1, amount // 4) for amount in streams]
    while_starting = {"first": 0, "last": starts - 1}
    return {
        "periods": periods,
        "discount_rate": 0.01,
        "may_outlast_horizon": True,
        "resources": [
            {"id": "total", "limits": _level(most, periods)},
            {"id": "ongoing", "limits": _level(9 * most // 10, periods)},
            {"id": "initiation", "limits": _level(max(1, most // 5), periods)},
            *(
                {"id": f"stream{k}", "limits": [while_starting | {"maximum": share}]}
                for k, share in enumerate(shares)
            ),
        ],
        "projects": built,
        "precedence": waits,
        "groups": [{"projects": [f"P{a}", f"P{b}"], "at_most": 1} for a, b in pairs],
        "objective": [{"terms": [{"term": "benefit"}]}],
    }


def _level(most: int, periods: int) -> list[Json]:
    return [{"first": t, "last": t, "maximum": most} for t in range(periods)]

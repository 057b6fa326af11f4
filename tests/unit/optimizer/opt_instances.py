"""Small random instances and their true optima by enumeration; no solver is involved here."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from optimizer import Instance
from optimizer.checker.built import Built
from optimizer.checker.moving import ends, payments_of
from optimizer.checker.recount import Plan, maximised, tier_value
from optimizer.checker.rules import RULES
from optimizer.format.instance import Band

Json = dict[str, Any]


@st.composite
def windows(draw: st.DrawFn, periods: int) -> tuple[int, int]:
    first = draw(st.integers(0, periods - 1))
    return first, draw(st.integers(first, periods - 1))


@st.composite
def chains(draw: st.DrawFn, periods: int) -> list[Json]:
    """Consecutive windows with a maximum each, sometimes with a gap, sometimes one around them all."""
    limits: list[Json] = []
    first = draw(st.integers(0, 1))
    while first < periods:
        last = min(periods - 1, first + draw(st.integers(0, 1)))
        limit = {
            "first": first,
            "last": last,
            "maximum": draw(st.integers(0, 6)),
            "soft": draw(st.booleans()),
        }
        limits.append(limit | draw(st.sampled_from([{}, {}, {}, {"binding": False}, {"receives": 1}])))
        first = last + 1 + draw(st.sampled_from([0, 0, 0, 1]))
    if len(limits) > 1 and draw(st.booleans()):
        limits.append({"first": 0, "last": periods - 1, "maximum": draw(st.integers(4, 12)), "soft": False})
    if draw(st.booleans()):
        first, last = draw(windows(periods))
        minimum = draw(st.integers(0, 6))
        limits.append({"first": first, "last": last, "minimum": minimum, "soft": draw(st.booleans())})
    return draw(st.permutations(limits))


@st.composite
def resources(draw: st.DrawFn, periods: int, name: str) -> Json:
    resource: Json = {"id": name, "limits": draw(chains(periods))}
    if draw(st.booleans()):
        resource["carry_over"] = {"share": draw(st.sampled_from([0, 0.1, 0.3, 0.5, 0.75, 1]))}
    if name != "together" and draw(st.sampled_from([False, False, True])):
        resource["already"] = draw(st.lists(st.integers(-4, 4), max_size=periods))
    return resource


@st.composite
def modes(draw: st.DrawFn, name: str, names: list[str]) -> Json:
    duration = draw(st.integers(0, 2))
    usage = {
        resource: draw(st.lists(st.integers(0, 4), max_size=duration + 1))
        for resource in names
        if duration and draw(st.booleans())
    }
    benefit = draw(st.lists(st.sampled_from([0, 1, 2.5, 3, 0.1, -1]), max_size=3))
    mode: Json = {"id": name, "duration": duration, "usage": usage, "benefit": benefit}
    if draw(st.sampled_from([False, False, False, True])):
        mode |= {"first_start": draw(st.integers(0, 1)), "last_start": draw(st.integers(1, 2))}
    return mode


@st.composite
def projects(draw: st.DrawFn, name: str, periods: int, names: list[str]) -> Json:
    count = draw(st.integers(1, 2))
    project: Json = {
        "id": name,
        "modes": [draw(modes(f"m{k}", names)) for k in range(count)],
        "mandatory": draw(st.sampled_from([False, False, True])),
        "release": draw(st.sampled_from([0, 0, 1])),
        "weight": draw(st.sampled_from([1, 2, 0.5])),
        "tardiness_weight": draw(st.sampled_from([1, 3, 0.25])),
        "flexibility": draw(st.sampled_from([0, 0, 0.3, 0.5])),
    }
    if draw(st.booleans()):
        project["due"] = draw(st.integers(-1, periods - 1))
    if draw(st.sampled_from([False, False, True])):
        project["deadline"] = draw(st.integers(0, periods - 1))
    if draw(st.sampled_from([False, False, False, True])):
        mode = draw(st.sampled_from([None, "m0"]))
        project["pin"] = {"mode": mode, "start": draw(st.sampled_from([None, 0, 1]))}
    return project


@st.composite
def objectives(draw: st.DrawFn, names: list[str], *, baseline: bool) -> list[Json]:
    terms: list[Json] = [
        {"term": "benefit"},
        {"term": "selected"},
        {"term": "tardiness"},
        {"term": "makespan"},
        {"term": "violation"},
    ]
    for name in names:
        terms += [
            {"term": "usage", "resource": name},
            {"term": "usage", "resource": name, "sense": "max"},
            {"term": "peak", "resource": name},
            {"term": "violation", "resource": name},
        ]
    if baseline:
        terms.append({"term": "disruption"})
    tier = st.lists(st.sampled_from(terms), min_size=1, max_size=2, unique_by=str)
    weight = st.sampled_from([1, 1, 2, 0.3])
    tolerance = st.sampled_from([0, 0, 0.1, 0.5])
    return [
        {"terms": [term | {"weight": draw(weight)} for term in draw(tier)], "tolerance": draw(tolerance)}
        for _ in range(draw(st.integers(0, 3)))
    ]


@st.composite
def instances(draw: st.DrawFn) -> Json:
    """Instances of up to three projects and four periods, most of them feasible, as decoded JSON."""
    periods = draw(st.integers(1, 4))
    names = ["money", "crew"][: draw(st.integers(1, 2))]
    ids = ["A", "B", "C"][: draw(st.integers(1, 3))]
    instance: Json = {
        "periods": periods,
        "discount_rate": draw(st.sampled_from([0, 0, 0.05])),
        "may_outlast_horizon": draw(st.booleans()),
        "resources": [draw(resources(periods, name)) for name in names],
        "projects": [draw(projects(name, periods, names)) for name in ids],
    }
    if draw(st.booleans()):
        together = draw(resources(periods, "together"))
        parts: Json = {"sum_of": names}
        if len(names) > 1 and draw(st.booleans()):
            parts = {"sum_of": names[:1], "less": names[1:]}
        instance["resources"].insert(draw(st.integers(0, 1)), together | parts)
    pairs = list(itertools.combinations(ids, 2))
    if pairs:
        chosen = draw(st.lists(st.sampled_from(pairs), max_size=2))
        lags = st.integers(-1, 1)
        instance["precedence"] = [{"before": a, "after": b, "lag": draw(lags)} for a, b in chosen]
    if draw(st.booleans()):
        members = draw(st.lists(st.sampled_from(ids), unique=True))
        least = draw(st.integers(0, 1))
        instance["groups"] = [{"projects": members, "at_least": least, "at_most": draw(st.integers(1, 2))}]
    if draw(st.sampled_from([False, False, True])):
        first, last = draw(windows(periods))
        instance["allocations"] = [
            {
                "project": draw(st.sampled_from(ids)),
                "resource": draw(st.sampled_from(names)),
                "first": first,
                "last": last,
                "amount": draw(st.integers(0, 3)),
            }
        ]
    baseline = draw(st.booleans())
    if baseline:
        placed = draw(st.lists(st.sampled_from(ids), unique=True))
        instance["baseline"] = {name: {"mode": "m0", "start": draw(st.integers(-1, 3))} for name in placed}
    aimed = [resource["id"] for resource in instance["resources"]]
    instance["objective"] = draw(objectives(aimed, baseline=baseline))
    return instance


def every_plan(instance: Instance) -> Iterator[Plan]:
    """Every plan that the checker's rules allow: all modes, all starts, all deviations."""
    options: list[list[Built | None]] = []
    for project in instance.projects:
        built = [
            Built(project, mode, start, usage)
            for mode in project.modes
            for start in range(instance.periods + 1)
            for usage in _usages(instance, Built(project, mode, start, {}))
        ]
        alone = [b for b in built if _allowed(Plan(instance, {project.id: b}), _ALONE)]
        options.append([None, *alone])
    for choice in itertools.product(*options):
        plan = Plan(instance, {built.project.id: built for built in choice if built is not None})
        if _allowed(plan, RULES):
            yield plan


# Rules about one project alone; filtering by them first keeps the enumeration short.
_ALONE = {
    name: RULES[name]
    for name in ("release", "deadline", "horizon", "pin", "flexibility", "bands", "shares", "payments")
}


def _allowed(plan: Plan, rules: dict[str, Any]) -> bool:
    return all(next(rule(plan), None) is None for rule in rules.values())


def _usages(instance: Instance, built: Built) -> Iterator[dict[str, list[int]]]:
    """Every usage within the flexibility, period by period; the rule `flexibility` keeps the totals.

    Where a band leaves usage open, every usage by window that comes to what the curves do.
    """
    spreads = []
    plain = [resource for resource in instance.resources if not resource.sum_of and resource.pays is None]
    paying = [resource for resource in instance.resources if resource.pays is not None]
    sums = [resource for resource in instance.resources if resource.sum_of]
    for resource in plain:
        band = built.mode.band(resource.id)
        if band is not None:
            most = sum(sum(built.nominal(name, instance.periods)) for name in band.resources)
            least = most if len(band.resources) == 1 else 0
            spreads.append(list(_spreads(instance.periods, ends(instance, resource.id), least, most)))
            continue
        nominal = built.nominal(resource.id, instance.periods)
        moves = [int(built.project.flexibility * amount) for amount in nominal]
        ranges = [range(a - m, a + m + 1) for a, m in zip(nominal, moves, strict=True)]
        spreads.append([list(usage) for usage in itertools.product(*ranges)])
    names = [resource.id for resource in plain]
    for usages in itertools.product(*spreads):
        usage = dict(zip(names, usages, strict=True))
        if any(not _comes_to_the_curve(instance, built, usage, band) for band in built.mode.bands):
            continue
        for payer in paying:
            assert payer.pays is not None
            usage[payer.id], _ = payments_of(replace(built, usage=usage), payer.id, payer.pays)
        for resource in sums:
            parts = [usage[part] for part in resource.sum_of]
            parts += [[-amount for amount in usage[part]] for part in resource.less]
            usage[resource.id] = [sum(amounts) for amounts in zip(*parts, strict=True)]
        yield usage


def _comes_to_the_curve(instance: Instance, built: Built, usage: dict[str, list[int]], band: Band) -> bool:
    used = sum(sum(usage[name]) for name in band.resources)
    return used == sum(sum(built.nominal(name, instance.periods)) for name in band.resources)


def _spreads(periods: int, windows: list[tuple[int, int]], least: int, most: int) -> Iterator[list[int]]:
    """Every usage of so much in all, at the end of each window: no limit looks inside."""
    for amounts in itertools.product(range(most + 1), repeat=len(windows)):
        if least <= sum(amounts) <= most:
            by_end = {last: amount for (_, last), amount in zip(windows, amounts, strict=True)}
            yield [by_end.get(t, 0) for t in range(periods)]


def best_values(instance: Instance) -> list[Fraction] | None:
    """The value of every tier in the lexicographic optimum, None if no plan is feasible."""
    found = best_plans(instance)
    return None if found is None else found[0]


def best_plans(instance: Instance) -> tuple[list[Fraction], list[Plan]] | None:
    """The value of every tier in the lexicographic optimum and all plans that reach it."""
    plans = list(every_plan(instance))
    if not plans:
        return None
    values: list[Fraction] = []
    for tier in instance.objective:
        sign = 1 if maximised(tier) else -1
        worth = [(sign * tier_value(plan, tier), plan) for plan in plans]
        best = max(value for value, _ in worth)
        values.append(sign * best)
        kept = best - Fraction(tier.tolerance) * abs(best)
        # Discounted values are doubles in the checker: equal ones may differ in the last digit.
        plans = [plan for value, plan in worth if value >= kept - Fraction(1, 10**10)]
    return values, plans

"""The rule of a spreadsheet: the most worth for its money first, each as early as there is room."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from optimizer.format.instance import Instance, Limit, Mode, Placement, Project
from optimizer.format.result import Incumbent, Result, TierResult
from optimizer.model.columns import possible_starts
from optimizer.model.paying import paid_by_elapsed
from optimizer.search.budget import Budget
from optimizer.search.first import only
from optimizer.search.strategy import as_a_whole
from optimizer.search.tiers import TierSolver


def greedy(instance: Instance, budget: Budget) -> Result:
    """A plan by the rule, without looking back; it has no bound, and is `unknown` where it comes to no plan.

    Maxima, groups' `at_most` and precedence are looked at, each project by itself. Minimums, what is carried
    over, matches and fixed amounts are not: where a plan needs them the rule may have none.
    """
    placements = _Sheet(instance, budget).filled()
    found = budget.elapsed()
    # With nothing left to choose; what that comes to is counted as for every other solver.
    whole = TierSolver(only(instance, placements), Budget(workers=1), engine=as_a_whole, solver="greedy rule")
    result = whole.run()
    tiers = [TierResult(value=tier.value, bound=None, gap=None) for tier in result.tiers]
    first = [Incumbent(seconds=found, tier=0, value=tiers[0].value, bound=None)] if tiers else []
    return result.model_copy(
        update={
            "status": "feasible" if result.status in {"optimal", "feasible"} else "unknown",
            "tiers": tiers,
            "incumbents": first,
            "instance_hash": instance.digest(),
            "wall_seconds": budget.elapsed(),
        }
    )


class _Sheet:
    """What room is left, and who was placed where."""

    def __init__(self, instance: Instance, budget: Budget) -> None:
        self._instance = instance
        self._budget = budget
        self._resources = {resource.id: resource for resource in instance.resources}
        self._limits: dict[str, list[Limit]] = {}
        self._room: dict[str, list[int]] = {}
        self._covering: dict[str, list[list[int]]] = {}
        for resource in instance.resources:
            limits = [
                one for one in resource.limits if one.maximum is not None and one.binding and not one.soft
            ]
            already = [0, *accumulate([*resource.already, *([0] * instance.periods)])]
            self._limits[resource.id] = limits
            self._room[resource.id] = [
                (limit.maximum or 0) - already[limit.last + 1] + already[limit.first] for limit in limits
            ]
            covering: list[list[int]] = [[] for _ in range(instance.periods)]
            for position, limit in enumerate(limits):
                for period in range(limit.first, limit.last + 1):
                    covering[period].append(position)
            self._covering[resource.id] = covering
        self._groups: dict[str, list[int]] = {}
        self._left = [group.at_most for group in instance.groups]
        for g, group in enumerate(instance.groups):
            for name in group.projects:
                self._groups.setdefault(name, []).append(g)
        self._before: dict[str, list[tuple[str, int]]] = {}
        for link in instance.precedence:
            self._before.setdefault(link.after, []).append((link.before, link.lag))
        self._placed: dict[str, Placement] = {}
        self._complete: dict[str, int] = {}

    def filled(self) -> dict[str, Placement]:
        """Everybody in order, again and again as long as somebody's prerequisites were placed meanwhile."""
        waiting = sorted(self._instance.projects, key=self._rank)
        placed = -1
        while waiting and placed < len(self._placed) and not self._budget.is_spent():
            placed = len(self._placed)
            later = []
            for project in waiting:
                if all(name in self._complete for name, _ in self._before.get(project.id, [])):
                    self._place(project)
                else:
                    later.append(project)
            waiting = later
        return self._placed

    def _rank(self, project: Project) -> tuple[bool, float, float]:
        """Who must be first; then the most worth for what it takes of the whole; then who is due first."""
        worth = max((self._ratio(project, mode) for mode in project.modes), default=0.0)
        return (
            not project.mandatory,
            -worth,
            project.due if project.due is not None else self._instance.periods,
        )

    def _ratio(self, project: Project, mode: Mode) -> float:
        takes = sum(
            sum(flow) / max(1, sum(self._room[name]))
            for name, flow in self._flows(project, mode)
            if self._room[name]
        )
        gain = float(sum(mode.benefit)) if any(mode.benefit) else float(project.weight)
        return gain / (takes or 1e-9)

    def _flows(self, project: Project, mode: Mode) -> Iterator[tuple[str, list[int]]]:
        """What a mode uses of every resource by elapsed period, sums and payments included."""
        for resource in self._instance.resources:
            flow: list[int] = []
            for name in resource.sum_of or [resource.id]:
                pays = self._resources[name].pays
                used = mode.usage.get(name, [])
                if pays is not None:
                    terms = project.terms.get(name, pays)
                    used = list(paid_by_elapsed(mode, pays.resource, terms, self._instance.periods))
                longest = max(len(flow), len(used))
                flow = [
                    (flow[k] if k < len(flow) else 0) + (used[k] if k < len(used) else 0)
                    for k in range(longest)
                ]
            if any(flow):
                yield resource.id, flow

    def _place(self, project: Project) -> None:
        """At the earliest start of the first mode that has one, if any."""
        groups = self._groups.get(project.id, [])
        if any(self._left[g] == 0 for g in groups):
            return
        for mode in project.modes:
            totals = {name: [0, *accumulate(flow)] for name, flow in self._flows(project, mode)}
            for start in possible_starts(self._instance, project, mode):
                ready = all(
                    start >= self._complete[name] + lag for name, lag in self._before.get(project.id, [])
                )
                if ready and self._fits(totals, start):
                    self._take(project, mode, start, totals)
                    return

    def _taken(self, name: str, totals: list[int], start: int) -> Iterator[tuple[int, int]]:
        """Limits that a use begins to count in, and how much of it lies within each."""
        periods = range(start, min(start + len(totals) - 1, self._instance.periods))
        for position in {position for t in periods for position in self._covering[name][t]}:
            yield position, _inside(totals, start, self._limits[name][position])

    def _fits(self, totals: dict[str, list[int]], start: int) -> bool:
        return all(
            amount <= self._room[name][position]
            for name, flow in totals.items()
            for position, amount in self._taken(name, flow, start)
        )

    def _take(self, project: Project, mode: Mode, start: int, totals: dict[str, list[int]]) -> None:
        self._placed[project.id] = Placement(mode=mode.id, start=start)
        self._complete[project.id] = start + mode.duration
        for g in self._groups.get(project.id, []):
            left = self._left[g]
            self._left[g] = None if left is None else left - 1
        for name, flow in totals.items():
            for position, amount in self._taken(name, flow, start):
                self._room[name][position] -= amount


def _inside(totals: list[int], start: int, limit: Limit) -> int:
    """What lies within a limit's window, of sums by elapsed period."""
    end = len(totals) - 1
    return totals[min(max(limit.last + 1 - start, 0), end)] - totals[min(max(limit.first - start, 0), end)]

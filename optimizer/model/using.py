"""What columns use of resources, added up over all of them: linear in what there is to add."""

from __future__ import annotations

from collections.abc import Container, Mapping

from optimizer.model.program import Sum

# Of a project and mode: what is used in the first k elapsed periods; the variable of every start, ascending.
Totals = Mapping[tuple[int, int], list[int]]
Starts = Mapping[tuple[int, int], Mapping[int, int]]


class Using:
    """The use of every resource by columns whose use is as their modes have it, once all columns are open."""

    def __init__(
        self,
        totals: Mapping[str, Totals],
        starts: Starts,
        moved: Container[tuple[int, int, str]],
        periods: int,
    ) -> None:
        """Keep what is filled by whoever opens columns.

        Args:
            totals: by resource.
            starts: of every project and mode.
            moved: project, mode and resource where the use is decided beside the columns.
            periods: of the horizon.
        """
        self._totals = totals
        self._starts = starts
        self._moved = moved
        self._periods = periods
        self._fixed: dict[str, Totals] = {}
        self._by_period: dict[str, list[Sum]] = {}

    def within(self, resource: str, first: int, last: int) -> Sum:
        """What is used in periods first..last."""
        if resource not in self._fixed:
            totals = self._totals.get(resource, {})
            places = [place for place in totals if (*place, resource) not in self._moved]
            self._fixed[resource] = {place: totals[place] for place in places}
        fixed = self._fixed[resource]
        if first < last:
            return _within(fixed, self._starts, first, last)
        if resource not in self._by_period:
            self._by_period[resource] = _by_period(fixed, self._starts, self._periods)
        return self._by_period[resource][first]


def _by_period(totals: Totals, starts: Starts, periods: int) -> list[Sum]:
    """What is used in every single period, in one sweep over the columns."""
    used = [Sum() for _ in range(periods)]
    for place, flow in totals.items():
        amounts = [(k, flow[k + 1] - flow[k]) for k in range(len(flow) - 1) if flow[k + 1] != flow[k]]
        for start, variable in starts.get(place, {}).items():
            for k, amount in amounts:
                if start + k < periods:
                    used[start + k].variables.append(variable)
                    used[start + k].coefficients.append(amount)
    return used


def _within(totals: Totals, starts: Starts, first: int, last: int) -> Sum:
    """What is used in several periods; columns that lie outside are not looked at."""
    used = Sum()
    for place, flow in totals.items():
        variables = starts.get(place)
        if variables and flow[-1]:
            end = len(flow) - 1
            earliest = max(first - end + 1, next(iter(variables)))
            for start in range(earliest, min(last, next(reversed(variables))) + 1):
                if start in variables:
                    spent = flow[min(last + 1 - start, end)] - flow[max(first - start, 0)]
                    used.add(variables[start], spent)
    return used

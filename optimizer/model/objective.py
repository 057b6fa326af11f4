"""The aims: each term as an exact linear expression, and a tier as the weighted sum of its terms."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from optimizer.format.instance import Limit, Term, Tier
from optimizer.format.windows import peak_windows
from optimizer.model.columns import Column, Columns
from optimizer.model.moving import Curve, Moved
from optimizer.model.program import Program, Sum

# Powers of a discount rate have ever more digits. They are computed with sixty and used with thirty, so that
# nothing a double could show is lost.
_DISCOUNT_DIGITS = 60


@dataclass(slots=True)
class Aim:
    """An exact linear expression: products of variables and fractions, and a constant."""

    products: dict[int, Fraction]
    constant: Fraction = Fraction(0)

    def add(self, variable: int, coefficient: Fraction | int) -> None:
        """Add one product."""
        if coefficient:
            before = self.products.get(variable)
            # Making and adding fractions takes a while, and most variables come once.
            whole = coefficient if before is None else before + coefficient
            self.products[variable] = whole if isinstance(whole, Fraction) else Fraction(whole)

    def add_all(self, other: Aim, factor: Fraction | int) -> None:
        """Add factor times another aim."""
        if factor == 1 and not self.products:
            self.products = dict(other.products)
        else:
            for variable, coefficient in other.products.items():
                self.add(variable, factor * coefficient)
        self.constant += factor * other.constant

    def value(self, values: Sequence[int]) -> Fraction:
        """What the aim is worth where variable v has the value values[v]."""
        return sum((c * values[v] for v, c in self.products.items() if values[v]), start=self.constant)


def tier_aim(program: Program, columns: Columns, tier: Tier) -> Aim:
    """The value of a tier: max-terms minus min-terms where there are max-terms, else the min-terms' sum."""
    aim = Aim({})
    for term in tier.terms:
        sign = -1 if tier.maximised and not term.maximised else 1
        program.rule = term.term
        aim.add_all(TERMS[term.term](program, columns, term), sign * Fraction(term.weight))
    return aim


def benefit(_program: Program, columns: Columns, _term: Term) -> Aim:
    """The discounted benefits that fall inside the horizon, of everything selected."""
    instance = columns.instance
    factors, unit = discount_factors(Fraction(instance.discount_rate), instance.periods)
    gains = {
        (p, m): _over_common_denominator(mode.benefit)
        for p, project in enumerate(instance.projects)
        for m, mode in enumerate(project.modes)
    }
    aim = Aim({})
    for column in columns.all:
        numerators, denominator = gains[column.project, column.mode]
        counted = zip(numerators, factors[column.start :], strict=False)
        aim.add(column.variable, Fraction(sum(n * f for n, f in counted), denominator * unit))
    return aim


def _over_common_denominator(values: Sequence[Decimal]) -> tuple[list[int], int]:
    """Decimals as integers over one denominator; sums of integers are much faster than of fractions."""
    ratios = [value.as_integer_ratio() for value in values]
    common = math.lcm(*(denominator for _, denominator in ratios))
    return [numerator * (common // denominator) for numerator, denominator in ratios], common


def discount_factors(rate: Fraction, periods: int) -> tuple[list[int], int]:
    """1 / (1 + rate)^t for every period t as integers over a unit: exact without discounting."""
    if not rate:
        return [1] * periods, 1
    unit = 10**_DISCOUNT_DIGITS
    powers = [unit]
    for _ in range(periods - 1):
        powers.append(round(powers[-1] / (1 + rate)))
    coarse = 10 ** (_DISCOUNT_DIGITS // 2)
    return [round(Fraction(power, coarse)) for power in powers], coarse


def selected(_program: Program, columns: Columns, _term: Term) -> Aim:
    """The weights of the selected projects."""
    weights = [Fraction(project.weight) for project in columns.instance.projects]
    return _over_columns(columns, lambda column: weights[column.project])


def usage(_program: Program, columns: Columns, term: Term) -> Aim:
    """What is used of the resource over the whole horizon."""
    return _exactly(columns.usage(_resource(term), 0, columns.instance.periods - 1))


def tardiness(_program: Program, columns: Columns, _term: Term) -> Aim:
    """Periods by which projects finish after they are due, each by its weight."""
    projects = columns.instance.projects

    def lateness(column: Column) -> Fraction:
        project = projects[column.project]
        late = 0 if project.due is None else max(0, column.end - 1 - project.due)
        return Fraction(project.tardiness_weight) * late

    return _over_columns(columns, lateness)


def earliness(_program: Program, columns: Columns, _term: Term) -> Aim:
    """Periods by which projects finish before they are due from, each by its weight."""
    projects = columns.instance.projects

    def ahead(column: Column) -> Fraction:
        project = projects[column.project]
        early = 0 if project.due_from is None else max(0, project.due_from - (column.end - 1))
        return Fraction(project.tardiness_weight) * early

    return _over_columns(columns, ahead)


def peak(program: Program, columns: Columns, term: Term) -> Aim:
    """The largest usage of the resource over its windows, or over single periods if it has none."""
    resource = next(r for r in columns.instance.resources if r.id == term.resource)
    windows = peak_windows(resource.limits, columns.instance.periods)
    usages = [columns.usage(resource.id, first, last) for first, last in windows]
    return _exactly(Sum([program.at_least_all(usages)], [1]))


def makespan(program: Program, columns: Columns, _term: Term) -> Aim:
    """The period in which the last selected project is complete."""
    ends = []
    for p in range(len(columns.instance.projects)):
        end = Sum()
        for column in columns.of(p):
            end.add(column.variable, column.end)
        ends.append(end)
    return _exactly(Sum([program.at_least_all(ends)], [1]))


def violation(program: Program, columns: Columns, term: Term) -> Aim:
    """By how much soft limits are broken, of one resource or of all."""
    aim = Aim({})
    for resource in columns.instance.resources:
        if term.resource not in {None, resource.id}:
            continue
        for k, limit in enumerate(resource.limits):
            if limit.soft and limit.binding:
                for excess in _excesses(columns, resource.id, k, limit):
                    aim.add(program.at_least_all([excess]), 1)
    return aim


def _excesses(columns: Columns, resource: str, k: int, limit: Limit) -> Iterable[Sum]:
    """What is used above the maximum and what is missing to the minimum, where positive."""
    used = columns.usage(resource, limit.first, limit.last)
    if limit.maximum is not None:
        yield used.plus(columns.carried_in.get((resource, k), Sum()), -1).plus(Sum(constant=-limit.maximum))
    if limit.minimum is not None:
        yield Sum(constant=limit.minimum).plus(used, -1)


def disruption(_program: Program, columns: Columns, _term: Term) -> Aim:
    """Distance from the baseline: starts shifted, modes changed, projects dropped or added."""
    instance = columns.instance
    baseline = instance.baseline or {}
    aim = Aim({})
    for p, project in enumerate(instance.projects):
        weight = Fraction(project.weight)
        placed = baseline.get(project.id)
        absent = weight * instance.periods
        if placed is not None:
            aim.constant += absent
        for column in columns.of(p):
            if placed is None:
                aim.add(column.variable, absent)
            else:
                changed = columns.mode_of(column).id != placed.mode
                moved = abs(column.start - placed.start) + changed
                aim.add(column.variable, weight * moved - absent)
    return aim


def departure(program: Program, columns: Columns, _term: Term) -> Aim:
    """What resources that share use in other windows than their curves, or instead of one another."""
    aim = Aim({})
    for moved in columns.moved:
        weight = Fraction(columns.instance.projects[moved.project].weight)
        for name in moved.band.resources if len(moved.band.resources) > 1 else ():
            for k in range(len(moved.windows)):
                along = moved.per_curve(partial(_along, moved, k, name))
                more = moved.in_window(k, moved.used[name]).plus(along, -1)
                if not moved.is_history(k):
                    aim.add(program.at_least_all([more.merged()]), weight)
    return aim


def _along(moved: Moved, k: int, name: str, curve: Curve) -> int:
    return moved.until(curve, k, name) - moved.until(curve, k - 1, name)


def _resource(term: Term) -> str:
    if term.resource is None:
        raise AssertionError("validation lets no such term pass without a resource")
    return term.resource


def _over_columns(columns: Columns, worth: Callable[[Column], Fraction]) -> Aim:
    aim = Aim({})
    for column in columns.all:
        aim.add(column.variable, worth(column))
    return aim


def _exactly(expression: Sum) -> Aim:
    aim = Aim({}, Fraction(expression.constant))
    for c, v in zip(expression.coefficients, expression.variables, strict=True):
        aim.add(v, c)
    return aim


TERMS: dict[str, Callable[[Program, Columns, Term], Aim]] = {
    term.__name__: term
    for term in (
        benefit,
        selected,
        usage,
        tardiness,
        earliness,
        peak,
        makespan,
        violation,
        disruption,
        departure,
    )
}

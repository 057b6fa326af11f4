"""A way out by other shares: the fewest bounds that have to give way, each by as few percent as will do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from portfolio.domain.scenario import Scenario
from portfolio.domain.sharing import BoundSide, ShareBounds
from portfolio.planning.answers.relaxations import Candidate, Search, Step

_Bound = tuple[str, str, BoundSide]
"""A project, a source that pays of it, and which of the bounds of its share."""
_Bounds = Mapping[_Bound, Fraction]
"""Bound -> where it is, as a share of one."""


def widen(search: Search) -> Candidate | None:
    """Find bounds of shares that have to give way, none of which could be spared or give way by less.

    Wider bounds never take a plan away: so what is spared once, parts of it tried from large to small, need
    not be tried again, and how far each has to go is found by halving, in whole percent.
    """
    held = _held(search)
    opened: dict[_Bound, Fraction] = {bound: Fraction(bound[2] is BoundSide.MOST) for bound in held}
    if not held or not search.possible(_with(search, opened)):
        return None
    size = (len(opened) + 1) // 2
    while size and len(opened) > 1:
        start = 0
        while start < len(opened):
            names = list(opened)
            fewer = {bound: opened[bound] for bound in (*names[:start], *names[start + size :])}
            if fewer and search.possible(_with(search, fewer)):
                opened = fewer
            else:
                start += size
        size //= 2
    for bound in list(opened):
        opened[bound] = _nearest(search, opened, bound, held[bound])
    steps = tuple(
        Step(payer=bound[1], project=bound[0], before=_percent(held[bound], bound), after=int(100 * share))
        for bound, share in opened.items()
    )
    price = sum(abs((step.after or 0) - (step.before or 0)) for step in steps)
    return Candidate(_with(search, opened), steps, price, minimal=not search.unanswered)


def _held(search: Search) -> dict[_Bound, Fraction]:
    """Return all bounds that keep some share from being chosen, those of the cheapest works first.

    They are spared first: of dear works a few percent are as much money as many are of cheap ones.
    """
    found = {}
    for name, need in sorted(search.brief.requirements.items(), key=lambda each: each[1].cost or 0):
        for source, (low, high) in need.sharing.bounds.items() if need.sharing else ():
            if low > 0:
                found[name, source, BoundSide.LEAST] = low
            if high < 1:
                found[name, source, BoundSide.MOST] = high
    return found


def _percent(share: Fraction, bound: _Bound) -> int:
    """Return a bound in whole percent, on the side from which it gives way."""
    return floor(100 * share) if bound[2] is BoundSide.MOST else ceil(100 * share)


def _nearest(search: Search, opened: _Bounds, bound: _Bound, held: Fraction) -> Fraction:
    """Return where a bound has to be at least, in whole percent, with the others where they are."""
    near, far = _percent(held, bound), int(100 * opened[bound])
    while abs(far - near) > 1:
        middle = (near + far) // 2
        if search.possible(_with(search, {**opened, bound: Fraction(middle, 100)})):
            far = middle
        else:
            near = middle
    return Fraction(far, 100)


def _with(search: Search, bounds: _Bounds) -> Scenario:
    """Return the scenario with these bounds too; the other bound of a share stays where it is."""
    projects = dict(search.scenario.projects)
    for (project, source, side), share in bounds.items():
        change = projects.get(project) or search.scenario.project(project)
        sharing = search.brief.requirements[project].sharing
        low, high = (Fraction(0), Fraction(1)) if sharing is None else sharing.bounds[source]
        usual = ShareBounds(at_least=_decimal(low), at_most=_decimal(high))
        kept = change.shares.get(source, usual)
        moved = kept.model_copy(update={side.value: _decimal(share)})
        projects[project] = change.model_copy(update={"shares": {**change.shares, source: moved}})
    return search.scenario.changed(projects=projects)


def _decimal(share: Fraction) -> Decimal:
    return Decimal(100 * share.numerator) / Decimal(share.denominator)

"""Ceilings as decisions: an instance that chooses a payer's yearly ceilings together with the plan.

Every ceiling stands as high as it may, and a project of its own holds back as much of it as the plan does
without. It uses a resource that only the ceilings count: no aim, no floor and nobody else sees it. What is
held back leaves no room to carry over either, so that it is in all just as if the ceiling were lower.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.format.instance import (
    Band,
    Instance,
    Limit,
    Mode,
    Pin,
    Placement,
    Project,
    Resource,
    Term,
    Tier,
)
from optimizer.format.parts import Window
from optimizer.format.result import Result
from portfolio.domain.brief import Brief
from portfolio.planning.plan.compiled import Compiled, unused
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.resources import ids_of
from portfolio.planning.plan.windows import window_of


@dataclass(frozen=True, slots=True)
class Range:
    """Between which amounts a ceiling is decided, both included."""

    least: int
    most: int


Ranges = Mapping[int, Range]
"""Fiscal year -> between which amounts its ceiling is decided; other years keep theirs."""


@dataclass(frozen=True, slots=True)
class OpenCeilings:
    """An instance that decides the ceilings of one payer.

    Attributes:
        compiled: The brief without that.
        highest: Fiscal year -> the most that its ceiling may be.
        held: The resource that is held back, which adds up its parts.
        parts: What is decided of it, and what is held back anyway.
        holder: The project that holds it back.
    """

    brief: Brief
    compiled: Compiled
    instance: Instance
    highest: Mapping[int, int]
    held: str
    parts: tuple[str, str]
    holder: str

    @property
    def aims(self) -> list[Tier]:
        """The aims of the brief, none of which a later one may worsen."""
        return [tier.model_copy(update={"tolerance": Decimal(0)}) for tier in self.instance.objective]

    @property
    def lowest(self) -> Tier:
        """The aim for ceilings as low as can be."""
        return Tier(terms=[Term(term="usage", resource=self.held, sense="max")])

    @property
    def nearest(self) -> Tier:
        """The aim for as little money as can be above the ceilings that were told as present."""
        return Tier(terms=[Term(term="violation", resource=self.held)])

    def asking(self, objective: Sequence[Tier]) -> Instance:
        """Return the instance with these aims."""
        return self.instance.model_copy(update={"objective": list(objective)})

    def ceilings(self, result: Result) -> dict[int, int]:
        """Return fiscal year -> the ceiling that a result with a plan has decided on."""
        usage = result.projects[self.holder].usage
        kept = [usage.get(name, []) for name in self.parts]
        found = {}
        for year, highest in self.highest.items():
            first, last = window_of(self.brief.calendar, year)
            found[year] = highest - sum(sum(amounts[first : last + 1]) for amounts in kept)
        return found


def with_open_ceilings(
    brief: Brief,
    payer: str,
    choices: Sequence[Ranges],
    *,
    total: int | None = None,
    present: Mapping[int, int] | None = None,
) -> OpenCeilings:
    """Compile a brief so that the ceilings of a payer are decided with the plan.

    Args:
        brief: What to compile.
        payer: A source or a group of sources.
        choices: Within one of these the ceilings lie; all are of the same years.
        total: What the ceilings come to together; None for any amount.
        present: Fiscal year -> the ceiling that `nearest` counts from.
    """
    compiled = compile_brief(brief)
    instance = compiled.instance
    highest = {year: max(ranges[year].most for ranges in choices) for year in choices[0]}
    taken = {resource.id for resource in instance.resources}
    ids = []
    for name in ("held back", "held back openly", "held back anyway", "let go", "ceilings of the payer"):
        ids.append(unused(name, taken))
        taken.add(ids[-1])
    held, openly, anyway, free, ceilings = ids
    holder = unused("holds back", {project.id for project in instance.projects})
    windows = {year: window_of(brief.calendar, year) for year in highest}

    limits = []
    if total is not None:
        amount = sum(highest.values()) - total
        limits.append(Limit(first=0, last=instance.periods - 1, minimum=amount, maximum=amount))
    for year, ceiling in (present or {}).items():
        first, last = windows[year]
        limits.append(Limit(first=first, last=last, minimum=highest[year] - ceiling, soft=True))
    modes = [
        _mode(str(number), ranges, highest, windows, (openly, anyway, free))
        for number, ranges in enumerate(choices)
    ]
    paid = ids_of(brief).paid.get(payer, payer)
    paying = next(resource for resource in instance.resources if resource.id == paid)
    counted = Resource(
        id=ceilings,
        sum_of=[*(paying.sum_of or [paying.id]), openly, anyway],
        limits=_ceilings(paying, windows, highest),
        carry_over=paying.carry_over,
    )
    reporting = [limit.model_copy(update={"maximum": None}) for limit in paying.limits]
    decided = [Window(first=first, last=last) for first, last in sorted(windows.values())]
    without = paying.model_copy(update={"limits": reporting, "carry_over": None})
    resources = [without if resource is paying else resource for resource in instance.resources]
    opened = instance.model_copy(
        update={
            "resources": [
                *resources,
                *(Resource(id=name, windows=decided) for name in (openly, free)),
                Resource(id=anyway),
                Resource(id=held, sum_of=[openly, anyway], limits=limits),
                counted,
            ],
            "projects": [
                *instance.projects,
                Project(id=holder, modes=modes, mandatory=True, weight=Decimal(0), pin=Pin(start=0)),
            ],
            "baseline": None
            if instance.baseline is None
            else {**instance.baseline, holder: Placement(mode="0", start=0)},
        }
    )
    return OpenCeilings(brief, compiled, opened, highest, held, (openly, anyway), holder)


def _ceilings(
    paying: Resource, windows: Mapping[int, tuple[int, int]], highest: Mapping[int, int]
) -> list[Limit]:
    """Return the payer's ceilings, each that is decided as high as it may be."""
    decided = {windows[year]: amount for year, amount in highest.items()}
    return [
        limit.model_copy(update={"maximum": decided.get((limit.first, limit.last), limit.maximum)})
        for limit in paying.limits
    ]


def _mode(
    name: str,
    ranges: Ranges,
    highest: Mapping[int, int],
    windows: Mapping[int, tuple[int, int]],
    resources: tuple[str, str, str],
) -> Mode:
    """Return the mode that holds back so much that every ceiling lies within its range."""
    openly, anyway, free = resources
    end = max(first for first, _ in windows.values()) + 1
    usage: dict[str, list[int]] = {openly: [0] * end, anyway: [0] * end}
    for year, decided in ranges.items():
        first = windows[year][0]
        usage[openly][first] = decided.most - decided.least
        usage[anyway][first] = highest[year] - decided.most
    # Of both together a year uses what is open, and which of them is decided year by year.
    return Mode(id=name, duration=1, usage={**usage, free: [0]}, bands=[Band(resources=[openly, free])])

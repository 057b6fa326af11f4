"""What a plan carries out, and whether in time: counted once, for every face that says so."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status


@dataclass(frozen=True, slots=True)
class Timing:
    """The projects of a plan, by whether they finish by their target years.

    What is retained as it is has nothing to finish, and of what was cancelled only money is left: neither
    counts.

    Attributes:
        late: Finish after their target year, latest first.
        on_time: Finish by it.
        left_out: Ids of the projects that still have works and get no dates.
        suspended: Ids of those with dates whose works stand still now: the dates are those of going on.
        assumed: How many of those with dates are held against a target year that the source does not give.
    """

    late: tuple[PlannedProject, ...]
    on_time: tuple[PlannedProject, ...]
    left_out: tuple[str, ...]
    suspended: tuple[str, ...]
    assumed: int

    @property
    def carried_out(self) -> int:
        """How many projects get dates."""
        return len(self.late) + len(self.on_time)

    @property
    def is_all_on_time(self) -> bool:
        """Whether there is something to carry out, all of it gets dates, and nothing is late."""
        return bool(self.on_time) and not self.late and not self.left_out


def timing_of(plan: Plan, portfolio: Portfolio) -> Timing:
    """Count what a plan carries out; what the portfolio no longer has counts as the plan has it."""
    statuses = {project.id: portfolio.status_of(project) for project in portfolio.projects}
    carried_out = [planned for planned in plan.projects if planned.opens]
    ids = {planned.id for planned in carried_out}
    late = sorted(late_in(plan), key=lambda planned: -(planned.tardiness_periods or 0))
    return Timing(
        late=tuple(late),
        on_time=tuple(planned for planned in carried_out if not planned.tardiness_periods),
        left_out=tuple(name for name, status in statuses.items() if status.has_works and name not in ids),
        suspended=tuple(name for name in ids if statuses.get(name) is Status.SUSPENDED),
        assumed=sum(planned.target_year_assumed for planned in carried_out),
    )


def late_in(plan: Plan) -> tuple[PlannedProject, ...]:
    """Return what a plan carries out after its target year, in the plan's order."""
    return tuple(planned for planned in plan.projects if planned.tardiness_periods and planned.opens)

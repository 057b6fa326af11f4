"""Solving the tiers in order: each is optimised, recorded, held within its tolerance, and hints the next."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from importlib.metadata import version

from optimizer.format.instance import Instance, Placement, Tier
from optimizer.format.numbers import plain
from optimizer.format.result import Incumbent, ResourceResult, Result, Scheduled, Status, TierResult
from optimizer.model.columns import Columns
from optimizer.model.contents import build
from optimizer.model.objective import Aim, tier_aim
from optimizer.model.program import Program, Sum
from optimizer.model.report import limits_met, scheduled
from optimizer.model.scaling import GapLimit, Scaled, scaled
from optimizer.search.budget import Budget, OutOfTime
from optimizer.search.cp_sat import NOTHING_KNOWN, OnSolution, Outcome, worth
from optimizer.search.first import First, only
from optimizer.search.intervals import shortest
from optimizer.search.known import baseline_plan, held_against, placed_plan
from optimizer.search.strategy import best_known
from optimizer.search.task import Engine, Task

# A tier counts as proven when its gap is at most this.
PROVEN = 1e-6
# Of what earlier tiers took, at least so much counts, in CP-SAT's units: presolve may leave them nothing.
_LEAST_WORK = 0.1


@dataclass(slots=True)
class _Tier:
    """A tier that was solved: its aim, value as held, bound, and the best value of any plan found since."""

    tier: Tier
    aim: Aim
    value: Fraction
    bound: Fraction | None
    best: Fraction

    def consider(self, value: Fraction) -> None:
        """What a later plan is worth here; a bound that it beats is none."""
        self.best = _better(self.best, value, maximise=self.tier.maximised)
        if self.bound is not None and self.beats(self.bound):
            self.bound = None

    def beats(self, bound: Fraction) -> bool:
        """Whether some plan is better than a bound."""
        return self.best > bound if self.tier.maximised else self.best < bound

    def result(self) -> TierResult:
        """As the result reports it."""
        if self.bound is None:
            return TierResult(value=plain(self.value), bound=None, gap=None)
        gap = abs(self.value - self.bound) / max(Fraction(1), abs(self.value))
        return TierResult(value=plain(self.value), bound=plain(self.bound), gap=plain(gap))


@dataclass(slots=True)
class TierSolver:
    """One solve of one instance: what was built, what was found so far, what may still be spent.

    Attributes:
        budget: what it may spend, from before it began to build.
        on_progress: called with every better plan, from a thread of the solver.
        engine: searches a tier; others than the best known are for comparison, and get no other help.
        solver: the engine's name in the result.
        start: a plan to begin with, if it breaks no rule.
        building: seconds that building the program took.
        first: what is known of the first tier beforehand; where it has a plan, that tier is settled.
    """

    instance: Instance
    budget: Budget
    on_progress: Callable[[Incumbent], None] | None = None
    engine: Engine = best_known
    solver: str = "CP-SAT"
    values: list[int] | None = None
    baseline: list[int] | None = None
    first: First | None = None
    start: dict[str, Placement] | None = None
    proven_infeasible: bool = False
    building: float = 0.0
    incumbents: list[Incumbent] = field(default_factory=list)
    solved: list[_Tier] = field(default_factory=list)

    def run(self) -> Result:
        """Solve every tier and report."""
        placements = None if self.first is None else self.first.placements
        began = self.budget.elapsed()
        built = None
        if placements is None or len(self.instance.objective) > 1:
            with suppress(OutOfTime):
                built = build(self.instance, self.budget.check)
        if built is None and placements is None:
            return self._report({}, {})
        # Where nothing else is to be chosen, or time is over, a plan alone takes a moment to build.
        program, columns = built or build(only(self.instance, placements or {}))
        self.building = self.budget.elapsed() - began
        self.baseline = baseline_plan(program, columns)
        self.values = placed_plan(program, columns, placements or self._start())
        for position, tier in enumerate(self.instance.objective or [Tier()]):
            if self.values is None and self.budget.is_spent():
                break
            aim = tier_aim(program, columns, tier)
            outcome, goal = self._solve_tier(program, columns, position, aim)
            if outcome.values is not None:
                self.values = outcome.values
            if self.values is None:
                self.proven_infeasible = outcome.proven
                break
            values = program.completed(self.values)
            value = aim.value(values)
            bound = None if outcome.bound is None else goal.bound(outcome.bound, maximise=tier.maximised)
            self.solved.append(_Tier(tier, aim, value, bound, value))
            for done in self.solved:
                done.consider(done.aim.value(values))
            _hold(program, goal, tier, self.values)
        return self._result(program, columns)

    def _start(self) -> dict[str, Placement] | None:
        """The plan to begin with, but for projects that there are no more."""
        known = {project.id for project in self.instance.projects}
        return self.start and {name: placed for name, placed in self.start.items() if name in known}

    def _tell(self, incumbent: Incumbent) -> None:
        self.incumbents.append(incumbent)
        if self.on_progress is not None:
            self.on_progress(incumbent)

    def _solve_tier(
        self, program: Program, columns: Columns, position: int, aim: Aim
    ) -> tuple[Outcome, Scaled]:
        """Search one tier, and once more with everything that is left if its share brought no plan."""
        goal = scaled(aim, program)
        tiers = self.instance.objective or [Tier()]
        tier, tiers_left = tiers[position], len(tiers) - position

        told: list[int] = []

        def improved(value: int, bound: int | None) -> None:
            told.append(value)
            best = None if bound is None else plain(goal.bound(bound, maximise=tier.maximised))
            incumbent = Incumbent(
                seconds=self.budget.elapsed(),
                tier=position,
                value=plain(goal.value(value)),
                bound=best,
            )
            self._tell(incumbent)

        gap = None
        if self.budget.gap is not None:
            gap = GapLimit(Fraction(self.budget.gap), goal, tier.maximised)
        known = self._bound_known(goal, position)
        outcome = NOTHING_KNOWN if known is None else Outcome(False, self.values, known)
        views = self.engine is best_known and position == 0
        if views and [term.term for term in tier.terms] == ["makespan"] and goal.products:
            outcome = self._shortest(program, columns, goal, gap, improved)
        for share in (1 / tiers_left, 1):
            is_settled = position == 0 and self.first is not None and self.values is not None
            if is_settled or self.budget.is_spent() or _is_enough(outcome, goal, gap):
                break
            bound = outcome.bound
            hint = next(self._known(program), None)
            # Without a plan there is nothing to hand on, so the first tier may take all the time it needs.
            budget = self.budget.part(share, patient=self.values is None, most_work=self._most_work(tier))
            task = Task(program, columns, goal.products, tier.maximised, hint, budget, improved, gap, known)
            outcome = self.engine(task)
            if outcome.bound is None and not outcome.proven:
                outcome = replace(outcome, bound=bound)
            outcome = held_against(
                outcome, self._known(program), program, goal.products, maximise=tier.maximised
            )
            if outcome.values is not None:
                break
        outcome = outcome.within(known, maximise=tier.maximised)
        if any(outcome.disproven_by(value, maximise=tier.maximised) for value in told):
            outcome = replace(outcome, proven=False, bound=None)
        if outcome.values is not None and not told:
            # What presolve settles, or a plan in hand, no search tells of: whoever waits hears of it here.
            improved(sum(weight * outcome.values[v] for v, weight in goal.products.items()), outcome.bound)
        return outcome, goal

    def _most_work(self, tier: Tier) -> float | None:
        """What a tier may be searched with that is worth only so much beside those before it."""
        return None if tier.effort is None else float(tier.effort) * max(_LEAST_WORK, self.budget.worked())

    def _bound_known(self, goal: Scaled, position: int) -> int | None:
        """What prices proved of the first tier, as a bound of the scaled aim."""
        if position or self.first is None or self.first.bound is None:
            return None
        distance = (self.first.bound - goal.constant) * goal.scale
        give = goal.slack * goal.scale
        tier = self.instance.objective[0]
        return math.floor(distance + give) if tier.maximised else math.ceil(distance - give)

    def _known(self, program: Program) -> Iterator[list[int]]:
        """Plans that are known, the one in hand first; the baseline may break an earlier tier's row."""
        for values in (self.values, self.baseline):
            if values is not None:
                yield program.completed(values)

    def _shortest(
        self, program: Program, columns: Columns, goal: Scaled, gap: GapLimit | None, improved: OnSolution
    ) -> Outcome:
        """Try the view by intervals first; its bound stays in the program even if its plan does not count."""
        if self.budget.is_spent():
            return NOTHING_KNOWN
        ((makespan, weight),) = goal.products.items()
        if gap is not None:
            # The view's aim is the makespan itself.
            gap = replace(gap, goal=replace(goal, products={makespan: 1}, scale=goal.scale / weight))
        found = shortest(program, columns, self.budget.part(1 / 2), gap)
        bound = None if found.infeasible else max(program.lower[makespan], found.bound or 0)
        outcome = Outcome(found.infeasible, found.values, bound)
        outcome = held_against(outcome, self._known(program), program, {makespan: 1}, maximise=False)
        if outcome.bound is None:
            return outcome
        program.lower[makespan] = outcome.bound
        bound = weight * outcome.bound
        if found.values is not None and outcome.values is not None:
            self.values = outcome.values
            improved(weight * outcome.values[makespan], bound)
        proven = outcome.values is not None and outcome.values[makespan] == outcome.bound
        return replace(outcome, proven=proven, bound=bound)

    def _result(self, program: Program, columns: Columns) -> Result:
        if self.values is None:
            plan = {}
        else:
            values = program.completed(self.values)
            plan = scheduled(columns, values)
            for done in self.solved:
                done.value = _better(done.value, done.aim.value(values), maximise=done.tier.maximised)
        return self._report(plan, {} if self.values is None else limits_met(columns, plan))

    def _report(self, plan: dict[str, Scheduled], resources: dict[str, ResourceResult]) -> Result:
        tiers = [done.result() for done in self.solved] if self.instance.objective else []
        return Result(
            status=self._status(tiers),
            tiers=tiers,
            projects=plan,
            resources=resources,
            incumbents=[self._believed(incumbent) for incumbent in self.incumbents if tiers],
            wall_seconds=self.budget.elapsed(),
            seed=self.budget.seed,
            workers=self.budget.workers,
            solver=f"OR-Tools {version('ortools')} {self.solver}",
            instance_hash=self.instance.digest(),
            failures=list(self.first.failures) if self.first is not None else [],
        )

    def _believed(self, incumbent: Incumbent) -> Incumbent:
        """An incumbent as it was told of, without the bound if that turned out to be none."""
        if incumbent.bound is None or incumbent.tier >= len(self.solved):
            return incumbent
        bound, tier = Fraction(incumbent.bound), self.solved[incumbent.tier]
        # What was told of is rounded to what a double can hold.
        give = Fraction(PROVEN) * max(Fraction(1), abs(bound))
        beaten = tier.beats(bound + give if tier.tier.maximised else bound - give)
        return incumbent.model_copy(update={"bound": None}) if beaten else incumbent

    def _status(self, tiers: list[TierResult]) -> Status:
        if self.values is None:
            return "infeasible" if self.proven_infeasible else "unknown"
        proven = all(tier.gap is not None and tier.gap <= PROVEN for tier in tiers)
        return "optimal" if proven else "feasible"


def _is_enough(outcome: Outcome, goal: Scaled, gap: GapLimit | None) -> bool:
    """Whether nothing is left to search: it is proven, or close enough to it."""
    if outcome.proven or gap is None or outcome.values is None:
        return outcome.proven
    return gap.reached(worth(goal.products, outcome.values), outcome.bound)


def _better(one: Fraction, other: Fraction, *, maximise: bool) -> Fraction:
    return max(one, other) if maximise else min(one, other)


def _hold(program: Program, goal: Scaled, tier: Tier, values: list[int]) -> None:
    """Keep a tier's value, give or take its tolerance, as a row for the tiers that follow."""
    full = program.completed(values)
    reached = sum(c * full[v] for v, c in goal.products.items())
    give = math.floor(Fraction(tier.tolerance) * abs(goal.value(reached)) * goal.scale)
    kept = Sum(list(goal.products), list(goal.products.values()))
    program.rule = "tier"
    if tier.maximised:
        program.require(kept, low=reached - give)
    else:
        program.require(kept, high=reached + give)

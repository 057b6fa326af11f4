"""The value of a ceiling as a whole curve: what each aim comes to for every amount of it, kink by kink.

More money is never worse, so the curve is a staircase. At a ceiling the aims are solved one after the other,
and then the least ceiling that allows the very same values: from there up to where it was asked the curve is
flat, and below there it is worse, all of it proven. Every kink that is told was found so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from optimizer.format.instance import Instance, Mode
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.numbers import MOST_AMOUNT
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.running_costs import RUNNING_COSTS
from portfolio.domain.scenario import Scenario, TermName
from portfolio.planning.answers.open_ceilings import OpenCeilings, Range, with_open_ceilings
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.making import make_plan, plan_of
from portfolio.planning.plan.solving import Keep, Solve, kept_by_nobody

MOST_STEPS = 14
"""Steps of a curve that are looked for unless it has fewer."""
_SLOPE = 3
"""So many units in a row that are steps of their own are taken for a slope."""
_LOOKS_UP = 19
"""How often is looked for the next kink above a ceiling: halving any amount comes to its end before."""


@dataclass(frozen=True, slots=True)
class Step:
    """Ceilings that are worth the same.

    Attributes:
        least: The lowest of them: with one unit less some aim is worse, or nothing is possible.
        most: The highest that is known to be worth no more; None for any amount and no ceiling at all.
        values: Aim by aim, up to the one that is asked about.
        plan: With the lowest of these ceilings, checked; only the aims that count are at their best in it.
        proven: Whether nothing better is possible up to `most`, and nothing as good below `least`.
    """

    in_money: ClassVar[tuple[str, ...]] = ("least", "most")
    by_aim: ClassVar[tuple[str, ...]] = ("values",)

    least: int
    most: int | None
    values: tuple[float | None, ...]
    plan: Plan
    proven: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Ceilings that were not looked at: from the first to the last, both included."""

    in_money: ClassVar[tuple[str, ...]] = ("first", "last")

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Staircase:
    """What a ceiling is worth at every amount.

    Attributes:
        year: Fiscal year of the ceiling.
        present: What it is now; None where there is none.
        aims: How many of the aims are held at their best, one after the other; the last is asked about.
        steps: From the highest ceilings to the lowest.
        impossible: Up to this ceiling there is no plan, which is proven; None where none is known of.
    """

    in_money: ClassVar[tuple[str, ...]] = ("present", "impossible")

    payer: str
    year: int
    present: int | None
    aims: int
    steps: tuple[Step, ...] = ()
    impossible: int | None = None

    @property
    def here(self) -> Step | None:
        """The step on which the ceiling is now; None where that was not found out."""
        if self.present is None:
            return next((step for step in self.steps if step.most is None), None)
        return next((step for step in self.steps if _has(step, self.present)), None)

    @property
    def below(self) -> Step | None:
        """The next step down; None where it was not found out, or there is none."""
        here = self.here
        return next((step for step in self.steps if here is not None and step.most == here.least - 1), None)

    @property
    def above(self) -> Step | None:
        """The lowest step above that is known; there may be others below it: see `unknown_above`."""
        here = self.here
        higher = [step for step in self.steps if here is not None and step.least > here.least]
        return higher[-1] if higher else None

    @property
    def lowest(self) -> int:
        """The lowest ceiling that may be possible."""
        return 0 if self.impossible is None else self.impossible + 1

    @property
    def looked_up_to(self) -> int | None:
        """The highest ceiling that was looked at; None where it is known of all above it too."""
        return self.steps[0].most if self.steps else None

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """The ceilings below the highest that was looked at that were not, the highest first."""
        below = [*(step.most for step in self.steps[1:]), self.lowest - 1]
        return tuple(
            Unknown(most + 1, step.least - 1)
            for step, most in zip(self.steps, below, strict=True)
            if most is not None and most < step.least - 1
        )

    @property
    def unknown_above(self) -> Unknown | None:
        """The ceilings right above the step of the present one that were not looked at, if any."""
        most = None if self.here is None else self.here.most
        return next((gap for gap in self.unknown if most is not None and gap.first == most + 1), None)

    def with_step(self, step: Step) -> Staircase:
        """Return the curve with a step that was found; it may be one that is known already."""
        known = [other for other in self.steps if other.least == step.least]
        if known:
            higher = known[0].most is None or (step.most is not None and known[0].most >= step.most)
            step = replace(known[0], most=known[0].most if higher else step.most)
        others = [other for other in self.steps if other.least != step.least]
        return replace(self, steps=tuple(sorted([*others, step], key=lambda one: -one.least)))


def _has(step: Step, ceiling: int) -> bool:
    return step.least <= ceiling and (step.most is None or ceiling <= step.most)


def number_of_aims(plan: Plan) -> int:
    """Return how many aims a plan has beside that of keeping close to its baseline."""
    return sum(outcome.term != TermName.DISRUPTION for outcome in plan.provenance.objective)


def usual_aim(plan: Plan) -> int:
    """Return the number, from 1, of the aim to ask about: lateness, or else the last one."""
    terms = [outcome.term for outcome in plan.provenance.objective]
    return terms.index(TermName.TARDINESS) + 1 if TermName.TARDINESS in terms else number_of_aims(plan)


def ceilings_to_ask_about(
    case: Case, plan: Plan, payer: str | None, year: int | None
) -> list[tuple[str, int]]:
    """Return payer and year of the ceilings that a curve is drawn of.

    Without a choice those that the scenario has; where it has none, the dearest year of whoever may have one.
    Where room that is carried over lapses, a ceiling is worth something in years after it too, of which
    there is no curve.

    Raises:
        BadInput: There is no such payer, its room lapses, or nothing can be decided of such a year any more.
    """
    brief = case.brief()
    payers = [*(name for name in brief.payers if name != TOTAL), *brief.follow_on]
    years = [known for known in brief.calendar.years if not brief.is_past(known)]
    if payer is not None and payer not in payers:
        values = {"names": tuple(payers)}
        raise BadInput([Fault(Form.VALUE, Expected.ONE_OF, None, "payer", payer, values=values)])
    if year is not None and year not in years:
        names = {"names": tuple(map(str, years))}
        raise BadInput([Fault(Form.VALUE, Expected.ONE_OF, None, "year", str(year), values=names)])
    if payer is not None and brief.room_lapses(payer):
        raise BadInput([Fault(Form.VALUE, Expected.ROOM_THAT_STAYS, None, "payer", payer)])
    asked = [name for name in payers if payer in {None, name} and not brief.room_lapses(name)]
    if payer is not None and year is not None:
        return [(payer, year)]
    there = [
        (name, known)
        for name in asked
        for known in brief.ceilings.get(name, {})
        if known in years and year in {None, known}
    ]
    if there:
        return there
    if year is not None:
        return [(name, year) for name in asked]
    return [(name, peak.year) for name in asked if (peak := plan.peaks.get(name)) and peak.year in years]


def staircase(
    case: Case,
    payer: str,
    year: int,
    aims: int,
    *,
    solve: Solve,
    keep: Keep[Staircase] = kept_by_nobody,
    most: int = MOST_STEPS,
) -> Staircase:
    """Return what the ceiling of a payer and year is worth at every amount, as far as that is found.

    First the ceiling as it is and the step below it, then the next kink above, then downwards, and for the
    last third of the steps where most is left open.

    Args:
        case: What the plan is made from.
        payer: A source or a group of sources.
        year: A fiscal year that is not over.
        aims: How many aims count.
        solve: Whoever solves.
        keep: Takes the curve as far as it is found.
        most: How many steps are looked for.
    """
    climb = _Climb(strict(case), payer, year, aims, solve, keep)
    climb.around()
    climb.downwards(most - most // 3)
    climb.where_most_is_open(most)
    return climb.found


def neighbours(
    case: Case, payer: str, year: int, aims: int, *, solve: Solve, keep: Keep[Staircase] = kept_by_nobody
) -> Staircase:
    """Return of the same curve no more than the step of the ceiling as it is and the two beside it."""
    climb = _Climb(strict(case), payer, year, aims, solve, keep)
    climb.around()
    return climb.found


def strict(case: Case) -> Case:
    """Return the case with no aim that a later one may worsen: else more money could be worse."""
    tiers = case.scenario.objective
    if tiers is None:
        return case
    return case.changed(objective=tuple(tier.model_copy(update={"tolerance": 0}) for tier in tiers))


@dataclass
class _Climb:
    """The search for the steps of a curve.

    Attributes:
        is_over: Whether something was not found out in time: what leads on from it is no proof.
    """

    case: Case
    payer: str
    year: int
    aims: int
    solve: Solve
    keep: Keep[Staircase]
    is_over: bool = False
    found: Staircase = field(init=False)
    brief: Brief = field(init=False)
    top: int = field(init=False)

    def __post_init__(self) -> None:
        self.brief = self.case.brief()
        present = self.brief.ceilings.get(self.payer, {}).get(self.year)
        self.top = max(present or 0, min(MOST_AMOUNT, self._most_that_counts()))
        self.found = Staircase(self.payer, self.year, present, self.aims)

    def around(self) -> None:
        """Look at the ceiling as it is, at one less than its step needs, and for the next step up."""
        present = self.found.present
        self._look_for_the_bottom()
        self._look(self.top if present is None else present)
        here = self.found.here or (self.found.steps[0] if self.found.steps else None)
        if here is None:
            return
        if here.least > self.found.lowest:
            self._look(here.least - 1)
        if present is not None and not self.is_over:
            self._upwards()

    def downwards(self, most: int) -> None:
        """Follow the highest ceilings that were not looked at, until so many steps are known.

        Where every unit is worth something that leads nowhere: steps further down tell more.
        """
        while not self.is_over and self.found.unknown and len(self.found.steps) < most:
            place = self.found.unknown[0].last
            if self._is_slope_above(place):
                return
            self._look(place)

    def _is_slope_above(self, ceiling: int) -> bool:
        """Whether the units right above a ceiling are steps of their own, several in a row."""
        above = {step.least for step in self.found.steps if step.least == step.most}
        return all(ceiling + unit in above for unit in range(1, _SLOPE + 1))

    def where_most_is_open(self, most: int) -> None:
        """Look in the middle of what is left, until so many steps are known."""
        while not self.is_over and self.found.unknown and len(self.found.steps) < most:
            widest = max(self.found.unknown, key=lambda gap: gap.last - gap.first)
            self._look((widest.first + widest.last) // 2)

    def _upwards(self) -> None:
        """Look for the next step above the ceiling: at the top, right above, then ever closer."""
        self._look(self.top)
        for number in range(_LOOKS_UP):
            gap = self.found.unknown_above
            if gap is None or self.is_over:
                return
            # Where every unit is worth something the next step is one unit up, and many lie between.
            self._look({0: gap.first, 1: gap.last}.get(number, (gap.first + gap.last) // 2))

    def _look_for_the_bottom(self) -> None:
        """Find the lowest ceiling with which there is any plan."""
        opened = with_open_ceilings(self.brief, self.payer, [{self.year: Range(0, self.top)}])
        result = self._solved(opened.asking([opened.lowest]))
        if result.status == "optimal" and _is_proven(result):
            lowest = opened.ceilings(result)[self.year]
            self.found = replace(self.found, impossible=lowest - 1 if lowest else None)
        self.is_over = result.status == "unknown"

    def _solved(self, instance: Instance) -> Result:
        return self.solve(instance, SolveOptions(self.case.time_limit, seed=self.case.seed))

    def _look(self, ceiling: int) -> None:
        """Solve with the ceiling, and find the lowest that is worth as much."""
        opened = with_open_ceilings(self.brief, self.payer, [{self.year: Range(0, ceiling)}])
        tiers = [*opened.aims[: self.aims], opened.lowest]
        result = self._solved(opened.asking(tiers))
        if PlanStatus(result.status).has_plan:
            self._note(ceiling, opened, result)
        else:
            self.is_over = True
        self.keep(self.found)

    def _note(self, ceiling: int, opened: OpenCeilings, result: Result) -> None:
        """Take down a step."""
        least = opened.ceilings(result)[self.year]
        known = next((step for step in self.found.steps if step.least == least), None)
        plan = known.plan if known else self._planned(least, opened, result)
        if not plan.status.has_plan:
            self.is_over = True
            return
        proven = _is_proven(result) and plan.status is PlanStatus.OPTIMAL
        self.is_over = not proven
        values = tuple(outcome.value for outcome in plan.provenance.objective[: self.aims])
        is_top = ceiling == self.top and not self.brief.carry_over.get(self.payer)
        self.found = self.found.with_step(Step(least, None if is_top else ceiling, values, plan, proven))

    def _planned(self, ceiling: int, opened: OpenCeilings, result: Result) -> Plan:
        """Return the plan that a ceiling was found with, as one of a scenario that has it.

        Beside a baseline a plan has one aim more than was asked for, so it is made anew.
        """
        case = self.case.with_scenario(self._at(ceiling))
        if case.baseline is not None:
            return make_plan(case, solve=self.solve)
        case = case.changed(objective=self.brief.objective[: self.aims])
        tiers = result.tiers[: self.aims]
        return plan_of(case, case.brief(), opened.compiled, result.model_copy(update={"tiers": tiers}))

    def _at(self, ceiling: int) -> Scenario:
        return with_ceiling(self.brief, self.payer, self.year, ceiling)

    def _most_that_counts(self) -> int:
        """Return a ceiling that no plan reaches; with carry-over, one that no later year needs room of."""
        instance, sources = compile_brief(self.brief).instance, self.brief.portfolio.sources
        counted = (RUNNING_COSTS,) if self.payer == RUNNING_COSTS else sources

        def used_by(mode: Mode) -> int:
            return sum(sum(mode.usage.get(name, [])) + mode.used_before.get(name, 0) for name in counted)

        used = sum(max(map(used_by, project.modes), default=0) for project in instance.projects)
        already = sum(sum(map(abs, resource.already)) for resource in instance.resources)
        # What is carried over comes to as much once more; of a debt no more is due in a year than twice all.
        twice = self.brief.carry_over.get(self.payer) or self.payer in self.brief.follow_on
        return (used + already) * (2 if twice else 1)


def with_ceiling(
    brief: Brief, payer: str, year: int, amount: int, scenario: Scenario | None = None
) -> Scenario:
    """Return a brief's scenario, or another, with a ceiling that leaves so much, its reserve kept back."""
    scenario = scenario or brief.scenario
    by_year = {**scenario.ceilings.get(payer, {}), year: brief.funds.gross(payer, amount)}
    return scenario.changed(ceilings={**scenario.ceilings, payer: by_year})


def _is_proven(result: Result) -> bool:
    """Whether the ceiling is the lowest: proven to the unit, not only to a share of the amount."""
    lowest = result.tiers[-1]
    return result.status == "optimal" and lowest.bound is not None and abs(lowest.value - lowest.bound) < 1

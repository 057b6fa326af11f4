"""The best spread: the same money over the years, split into yearly ceilings as the plan is best served.

Every ceiling of a payer may move by a chosen amount while their sum stays. The ceilings are decided together
with the plan, so the best spread is one solve, proven as every plan is; of equally good spreads it is the one
that moves least money. The second best is the best of those that differ from it by a clear amount in some
year, or else two spreads a unit apart would be the two best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.open_ceilings import (
    OpenCeilings,
    Range,
    Ranges,
    with_open_ceilings,
)
from portfolio.planning.answers.staircase import strict
from portfolio.planning.answers.worth import aim_differences
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import Keep, Solve, kept_by_nobody


@dataclass(frozen=True, slots=True)
class Split:
    """Yearly ceilings of one payer.

    Attributes:
        ceilings: Fiscal year -> amount.
        moved: What lies above the present ceilings, which is as much as lies below.
        objective: Aim by aim, what the plan comes to less what it comes to with the present ceilings.
        scenario: With these ceilings.
        plan: Its plan, checked.
        proven: Whether no other split that was allowed is better, nor as good with less money moved.
    """

    in_money: ClassVar[tuple[str, ...]] = ("ceilings", "moved")
    by_aim: ClassVar[tuple[str, ...]] = ("objective",)

    ceilings: dict[int, int]
    moved: int
    objective: tuple[float | None, ...]
    scenario: Scenario
    plan: Plan
    proven: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """The two best splits of what a payer may spend in all.

    Attributes:
        present: Fiscal year -> the ceiling as it is, or, where the payer has none, what the plan pays.
        of_plan: Whether it is what the plan pays.
        shift: By how much each may move.
        apart: By how much at least the second best differs from the best in some year.
        plan: With the present ceilings; it may be a proven impossibility.
        splits: The best one first; fewer than two where no more are possible, or none was found in time.
        exhausted: Whether it is proven that there are no more.
    """

    in_money: ClassVar[tuple[str, ...]] = ("present", "shift", "apart")

    payer: str
    present: dict[int, int]
    of_plan: bool
    shift: int
    apart: int
    plan: Plan
    splits: tuple[Split, ...] = ()
    exhausted: bool = False

    @property
    def years(self) -> list[int]:
        """The years whose ceilings may move."""
        return list(self.present)


def spread(
    case: Case, plan: Plan, payer: str, shift: int, *, solve: Solve, keep: Keep[Spread] = kept_by_nobody
) -> Spread:
    """Return the two best splits of a payer's ceilings, each within a shift of what it is now.

    Args:
        case: What the plan is made from. What is locked stays, and what is over.
        plan: Its plan.
        payer: A source or a group of sources.
        shift: In the smallest kept unit of money; at least 1.
        solve: Whoever solves.
        keep: Takes what is found so far.

    Raises:
        BadInput: There is no such payer, or fewer than two of its years may move.
    """
    present, of_plan = what_may_move(case, plan, payer)
    case = strict(case)
    if of_plan:
        case = case.with_scenario(_with(case.brief(), payer, present))
        plan = make_plan(case, solve=solve)
    found = Spread(payer, present, of_plan, shift, -(-shift // 2), plan)
    keep(found)
    search = _Search(case, case.brief(), found, solve)
    anywhere = {year: Range(max(0, now - shift), now + shift) for year, now in present.items()}
    choices: list[Ranges] = [anywhere]
    for _ in range(2):
        split, none_left = search.best(choices)
        if split is None:
            return replace(found, exhausted=none_left)
        found = replace(found, splits=(*found.splits, split))
        keep(found)
        choices = _apart(anywhere, split.ceilings, found.apart)
    return found


def what_may_move(case: Case, plan: Plan, payer: str) -> tuple[dict[int, int], bool]:
    """Return the yearly amounts that may move, and whether they are what the plan pays, for want of ceilings.

    Raises:
        BadInput: There is no such payer, its room lapses, or fewer than two of its years may move.
    """
    brief = case.brief()
    payers = tuple(name for name in brief.payers if name != TOTAL)
    if payer not in payers:
        raise BadInput([Fault(Form.SPREAD, Expected.ONE_OF, None, "payer", payer, values={"names": payers})])
    if brief.room_lapses(payer):
        raise BadInput([Fault(Form.SPREAD, Expected.ROOM_THAT_STAYS, None, "payer", payer)])
    ceilings = brief.ceilings.get(payer, {})
    amounts = ceilings or _paid(brief, plan, payer)
    present = {
        year: amount
        for year, amount in amounts.items()
        if not brief.is_past(year) and not case.scenario.is_locked(payer, year)
    }
    if len(present) < 2:
        raise BadInput([Fault(Form.SPREAD, Expected.TWO_YEARS_TO_MOVE, None, "payer", payer)])
    return present, not ceilings


def payer_to_spread(case: Case) -> str:
    """Return whose ceilings to ask about without a choice: who has most of them, groups before sources."""
    brief = case.brief()
    payers = [*case.portfolio.groups, *case.portfolio.sources]
    return max(payers, key=lambda payer: (not brief.room_lapses(payer), len(brief.ceilings.get(payer, {}))))


def usual_shift(present: Mapping[int, int], million: int) -> int:
    """Return by how much ceilings may move without a choice: a tenth of their average, in whole millions."""
    average = sum(present.values()) // len(present)
    return max(1, average // 10 // million) * million


def _paid(brief: Brief, plan: Plan, payer: str) -> dict[int, int]:
    """Return year -> what a plan pays, in all years up to the last in which it pays anything."""
    by_year = {
        year: sum(plan.payments_by_source.get(source, {}).get(year, 0) for source in brief.payers[payer])
        for year in brief.calendar.years
    }
    last = max((year for year, amount in by_year.items() if amount), default=brief.calendar.last_year)
    return {year: max(0, amount) for year, amount in by_year.items() if year <= last}


def _with(brief: Brief, payer: str, ceilings: Mapping[int, int]) -> Scenario:
    """Return the brief's scenario with ceilings that leave so much when their reserves are kept back."""
    scenario = brief.scenario
    gross = {year: brief.funds.gross(payer, amount) for year, amount in ceilings.items()}
    by_year = {**scenario.ceilings.get(payer, {}), **gross}
    return scenario.changed(ceilings={**scenario.ceilings, payer: by_year})


def _apart(anywhere: Ranges, ceilings: Mapping[int, int], apart: int) -> list[Ranges]:
    """Return ranges for ceilings of which one at least differs by so much, one year and direction each."""
    found: list[Ranges] = []
    for year, whole in anywhere.items():
        lower = Range(whole.least, ceilings[year] - apart)
        higher = Range(ceilings[year] + apart, whole.most)
        found += [{**anywhere, year: part} for part in (lower, higher) if part.least <= part.most]
    return found


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for one split after the other."""

    case: Case
    brief: Brief
    found: Spread
    solve: Solve

    def best(self, choices: Sequence[Ranges]) -> tuple[Split | None, bool]:
        """Return the best split within any of these ranges; or None, and whether there provably is none."""
        present = self.found.present
        if not choices:
            return None, True
        opened = with_open_ceilings(
            self.brief, self.found.payer, choices, total=sum(present.values()), present=present
        )
        tiers = [*opened.aims, opened.nearest]
        result = self.solve(opened.asking(tiers), SolveOptions(self.case.time_limit, seed=self.case.seed))
        if not PlanStatus(result.status).has_plan:
            return None, result.status == "infeasible"
        return self._split(opened, result), False

    def _split(self, opened: OpenCeilings, result: Result) -> Split | None:
        ceilings = opened.ceilings(result)
        scenario = _with(self.brief, self.found.payer, ceilings)
        plan = make_plan(self.case.with_scenario(scenario), solve=self.solve)
        if not plan.status.has_plan:
            return None
        return Split(
            ceilings=ceilings,
            moved=sum(max(0, amount - self.found.present[year]) for year, amount in ceilings.items()),
            objective=self._differences(plan),
            scenario=scenario,
            plan=plan,
            proven=result.status == "optimal" and plan.status is PlanStatus.OPTIMAL,
        )

    def _differences(self, plan: Plan) -> tuple[float | None, ...]:
        if not self.found.plan.status.has_plan:
            return (None,) * len(plan.provenance.objective)
        return aim_differences(self.found.plan, plan)

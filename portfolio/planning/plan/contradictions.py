"""Which of many rules cannot be kept together: found by solving again without some of them, within limits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from optimizer.format.result import Result
from optimizer.search.budget import Budget
from optimizer.search.options import SolveOptions
from portfolio.domain.bands import AS_FREE_AS_CAN_BE
from portfolio.domain.brief import Brief
from portfolio.domain.explanation import (
    AllocationInTheWay,
    AlternativesInTheWay,
    BandsInTheWay,
    Explanation,
    GateInTheWay,
    MatchesInTheWay,
    PrerequisiteInTheWay,
    SharesInTheWay,
    SourceYearsInTheWay,
)
from portfolio.domain.gates import Hold
from portfolio.domain.links import Prerequisite
from portfolio.domain.requirement import Requirement
from portfolio.domain.rule_names import RuleName
from portfolio.domain.sharing import BoundSide
from portfolio.domain.together import Alternatives
from portfolio.planning.plan.compiled import Compiled
from portfolio.planning.plan.solving import Solve

MOST_SOLVES = 60
"""How many times one explanation solves at most."""


class Attempts:
    """Solves again within a limit of time and number.

    Attributes:
        unanswered: How many of them ended without an answer, or were not begun because nothing was left.
    """

    def __init__(self, solve: Solve, budget: Budget, *, seed: int, most: int = MOST_SOLVES) -> None:
        self.unanswered = 0
        self._solve = solve
        self._budget = budget
        self._seed = seed
        self._left = most

    @property
    def cut_short(self) -> bool:
        """Whether any of them ended without an answer."""
        return self.unanswered > 0

    def solved(self, build: Callable[[], Compiled], *, share: int = 4) -> tuple[Compiled, Result] | None:
        """Return an instance and what the solver makes of it in such a part of the time left.

        None for no answer. Where nothing is left, the instance is not even built.
        """
        if self._left > 0 and not self._budget.is_spent():
            self._left -= 1
            compiled = build()
            limit = self._budget.part(1 / share).seconds
            if limit != 0:
                result = self._solve(compiled.instance, SolveOptions(limit, seed=self._seed))
                if result.status != "unknown":
                    return compiled, result
        self.unanswered += 1
        return None

    def is_possible(self, build: Callable[[], Compiled], *, share: int = 4) -> bool | None:
        """Tell whether an instance has a plan; None where that was not found out in time."""
        solved = self.solved(lambda: build().asking(), share=share)
        return None if solved is None else solved[1].status != "infeasible"


@dataclass(frozen=True, slots=True)
class PrerequisiteRule:
    """That one project comes before another."""

    before: str
    after: str
    name: ClassVar[RuleName] = RuleName.PREREQUISITE

    @property
    def in_the_way(self) -> Explanation:
        """What is said of it when it cannot be kept."""
        return PrerequisiteInTheWay(projects=(self.before, self.after))


@dataclass(frozen=True, slots=True)
class AlternativesRule:
    """That at least and at most so many of these projects are carried out."""

    projects: tuple[str, ...]
    at_least: int
    at_most: int
    name: ClassVar[RuleName] = RuleName.ALTERNATIVES

    @property
    def in_the_way(self) -> Explanation:
        """What is said of it when it cannot be kept."""
        return AlternativesInTheWay(projects=self.projects, needed=self.at_least, allowed=self.at_most)


@dataclass(frozen=True, slots=True)
class AllocationRule:
    """That a project spends this amount of a source in a fiscal year."""

    project: str
    source: str
    year: int
    amount: int
    name: ClassVar[RuleName] = RuleName.ALLOCATION

    @property
    def in_the_way(self) -> Explanation:
        """What is said of it when it cannot be kept."""
        return AllocationInTheWay(project=self.project, payer=self.source, year=self.year, needed=self.amount)


@dataclass(frozen=True, slots=True)
class BandsRule:
    """That the money of these projects stays within their bands."""

    projects: tuple[str, ...]
    name: ClassVar[RuleName] = RuleName.BAND

    @property
    def in_the_way(self) -> Explanation:
        """What is said of it when it cannot be kept."""
        return BandsInTheWay(projects=self.projects)


@dataclass(frozen=True, slots=True)
class SharesRule:
    """That a source pays no less, or no more, than a bound of its share of these projects."""

    source: str
    side: BoundSide
    projects: tuple[str, ...]
    name: ClassVar[RuleName] = RuleName.SHARE

    @property
    def in_the_way(self) -> Explanation:
        """What is said of it when it cannot be kept."""
        return SharesInTheWay(payer=self.source, detail=self.side, projects=self.projects)


@dataclass(frozen=True, slots=True)
class MatchesRule:
    """That a source pays no more of these projects than it matches of what another pays."""

    source: str
    against: str
    projects: tuple[str, ...]
    name: ClassVar[RuleName] = RuleName.MATCH

    @property
    def in_the_way(self) -> Explanation:
        """What is said of it when it cannot be kept."""
        return MatchesInTheWay(payer=self.source, against=self.against, projects=self.projects)


@dataclass(frozen=True, slots=True)
class GateRule:
    """That a project starts only when one of its gates lets it."""

    project: str
    hold: Hold
    name: ClassVar[RuleName] = RuleName.GATE

    @property
    def in_the_way(self) -> Explanation:
        """What is said of it when it cannot be kept."""
        return GateInTheWay(project=self.project, hold=self.hold)


@dataclass(frozen=True, slots=True)
class SourceYearsRule:
    """That a source pays in its years only."""

    source: str
    first: int | None
    last: int | None
    name: ClassVar[RuleName] = RuleName.SOURCE_YEARS

    @property
    def in_the_way(self) -> Explanation:
        """What is said of it when it cannot be kept."""
        return SourceYearsInTheWay(payer=self.source, first=self.first, last=self.last)


Rule = (
    PrerequisiteRule
    | AlternativesRule
    | AllocationRule
    | BandsRule
    | SharesRule
    | MatchesRule
    | GateRule
    | SourceYearsRule
)
"""A rule that can be left out."""
Rules = Sequence[Rule]


def links_of(brief: Brief) -> dict[RuleName, Rules]:
    """Return the rules that can be left out one by one, by kind; kinds without any are absent."""
    found: dict[RuleName, Rules] = {
        RuleName.PREREQUISITE: [_of_prerequisite(link) for link in brief.prerequisites],
        RuleName.ALTERNATIVES: [_of_alternatives(choice) for choice in brief.alternatives],
        RuleName.ALLOCATION: [rule for need in brief.requirements.values() for rule in _of_allocations(need)],
        RuleName.BAND: _of_bands(brief),
        RuleName.SHARE: _of_shares(brief),
        RuleName.MATCH: _of_matches(brief),
        RuleName.GATE: [rule for need in brief.requirements.values() for rule in _of_gates(need)],
        RuleName.SOURCE_YEARS: [SourceYearsRule(source, *span) for source, span in brief.funds.years.items()],
    }
    return {kind: rules for kind, rules in found.items() if rules}


def without(brief: Brief, rules: Collection[Rule]) -> Brief:
    """Return the brief less these rules."""
    if not rules:
        return brief
    # There may be hundreds, and every rule of the brief is looked up among them.
    out = frozenset(rules)
    return replace(
        brief,
        prerequisites=tuple(link for link in brief.prerequisites if _of_prerequisite(link) not in out),
        alternatives=tuple(c for c in brief.alternatives if _of_alternatives(c) not in out),
        requirements={name: _opened(_less(need, out), out) for name, need in brief.requirements.items()},
        funds=replace(
            brief.funds,
            years={s: span for s, span in brief.funds.years.items() if SourceYearsRule(s, *span) not in out},
        ),
    )


def in_the_way(rules: Rules, is_possible: Callable[[Rules], bool | None]) -> Rules:
    """Return the rules that cannot all be kept: several conflicts, where they have no rule in common.

    Args:
        rules: Proven to leave no plan; without all of them there is one.
        is_possible: Tells whether there is a plan that keeps to some of them; None: not found out.
    """
    named: list[Rule] = []
    left = rules
    while True:
        conflict = _smallest(left, is_possible)
        named += conflict
        left = less(left, conflict)
        if not left or is_possible(left) is not False:
            return named


def less(rules: Rules, others: Collection[Rule]) -> Rules:
    """Return these rules without others."""
    out = frozenset(others)
    return [rule for rule in rules if rule not in out]


def _smallest(rules: Rules, is_possible: Callable[[Rules], bool | None]) -> Rules:
    """Return some of these rules that leave no plan either: none of them could be spared, if time allows."""
    size = (len(rules) + 1) // 2
    while size and len(rules) > 1:
        start = 0
        while start < len(rules):
            rest = [*rules[:start], *rules[start + size :]]
            if rest and is_possible(rest) is False:
                rules = rest
            else:
                start += size
        size //= 2
    return rules


def _of_prerequisite(link: Prerequisite) -> Rule:
    return PrerequisiteRule(link.before, link.after)


def _of_alternatives(choice: Alternatives) -> Rule:
    return AlternativesRule(choice.rule.projects, choice.rule.at_least, choice.rule.at_most)


def _of_allocations(requirement: Requirement) -> list[AllocationRule]:
    return [
        AllocationRule(requirement.project, source, year, amount)
        for source, by_year in requirement.allocations.items()
        for year, amount in by_year.items()
    ]


def _of_bands(brief: Brief) -> list[BandsRule]:
    """Return the bands as one rule: which of them would do is for whoever widens them to choose."""
    moving = tuple(name for name, need in brief.requirements.items() if need.band is not None)
    return [BandsRule(moving)] if moving else []


def _of_shares(brief: Brief) -> list[SharesRule]:
    """Return one rule for each bound of each source: in which project is for whoever changes it to choose."""
    held: dict[tuple[str, BoundSide], list[str]] = {}
    for name, need in brief.requirements.items():
        for source, (low, high) in need.sharing.bounds.items() if need.sharing else ():
            if low > 0:
                held.setdefault((source, BoundSide.LEAST), []).append(name)
            if high < 1:
                held.setdefault((source, BoundSide.MOST), []).append(name)
    return [SharesRule(source, side, tuple(projects)) for (source, side), projects in held.items()]


def _of_matches(brief: Brief) -> list[MatchesRule]:
    held: dict[tuple[str, str], list[str]] = {}
    for name, need in brief.requirements.items():
        for match in need.sharing.matches if need.sharing else ():
            held.setdefault((match.source, match.against), []).append(name)
    return [MatchesRule(source, against, tuple(projects)) for (source, against), projects in held.items()]


def _sharing_less(requirement: Requirement, rules: Set[Rule]) -> Requirement:
    """Return the requirement less these bounds of shares and matches."""
    sharing = requirement.sharing
    if sharing is None:
        return requirement
    for rule in rules:
        if isinstance(rule, SharesRule) and requirement.project in rule.projects:
            sharing = sharing.without(rule.source, rule.side)
        if isinstance(rule, MatchesRule) and requirement.project in rule.projects:
            sharing = sharing.unmatching(rule.source, rule.against)
    return replace(requirement, sharing=sharing)


def _moving(rule: Rule) -> tuple[str, ...]:
    return rule.projects if isinstance(rule, BandsRule) else ()


def _of_gates(requirement: Requirement) -> list[GateRule]:
    return [GateRule(requirement.project, hold) for hold in requirement.holds]


def _opened(requirement: Requirement, rules: Set[Rule]) -> Requirement:
    """Return the requirement less these gates."""
    kept = tuple(rule.hold for rule in _of_gates(requirement) if rule not in rules)
    return requirement if kept == requirement.holds else replace(requirement, holds=kept)


def _less(requirement: Requirement, rules: Set[Rule]) -> Requirement:
    """Return the requirement less these allocations, bands and shares; without amounts, nothing flexes."""
    requirement = _sharing_less(requirement, rules)
    if requirement.band is not None and any(requirement.project in _moving(rule) for rule in rules):
        requirement = replace(requirement, band=AS_FREE_AS_CAN_BE)
    own = _of_allocations(requirement)
    left = [rule for rule in own if rule not in rules]
    if left == own:
        return requirement
    kept: dict[str, dict[int, int]] = {}
    for rule in left:
        kept.setdefault(rule.source, {})[rule.year] = rule.amount
    flexibility = requirement.flexibility if kept else Decimal(0)
    return replace(requirement, allocations=kept, flexibility=flexibility)

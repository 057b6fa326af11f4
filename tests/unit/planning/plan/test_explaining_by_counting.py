"""What is said of the impossible holds for every plan there is, counted out in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

import pytest
from assumed import assuming
from explained import needing, one_site

from portfolio.cli.words import SAY
from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.changes import edited
from portfolio.domain.explanation import Explanation, Together
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.requirement import Placement
from portfolio.domain.scenario import Scenario
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording.explanations import sentence
from portfolio.wording.i18n import Language, wording
from portfolio.wording.loosening import loosenings
from tests.cases import approved

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]
WHY = {"reason_en": "a test", "reason_zh": "测试"}


@dataclass(frozen=True)
class Counted:
    """One start for every project, and what it breaks, counted out in plain Python."""

    over: dict[tuple[str, int], int]
    short: int
    crowded: dict[int, int]
    unordered: frozenset[tuple[str, str]]
    moved: int
    moves_over: int
    wrong_choice: bool

    @property
    def broken(self) -> frozenset[str]:
        kinds = {
            "ceiling": self.over,
            "floor": self.short,
            "capacity": self.crowded,
            "prerequisite": self.unordered,
            "moves": self.moves_over,
            "alternatives": self.wrong_choice,
        }
        return frozenset(kind for kind, broken in kinds.items() if broken)


def every_plan(brief: Brief) -> Iterator[Counted]:
    first, quarters = brief.calendar.first, 4 * len(brief.calendar.years)
    options: list[list[tuple[str, int, int] | None]] = []
    for name, need in brief.requirements.items():
        (mode,) = need.modes
        starts = range(first.until(need.earliest), quarters - mode.quarters + 1)
        options.append([None] * (not need.mandatory) + [(name, s, s + mode.quarters) for s in starts])
    for choices in product(*options):
        placed = {choice[0]: choice[1:] for choice in choices if choice is not None}
        spent: Counter[int] = Counter()
        sites: Counter[int] = Counter()
        for name, (start, end) in placed.items():
            for quarter, amount in enumerate(brief.requirements[name].modes[0].spending["district"]):
                spent[brief.calendar.years[(start + quarter) // 4]] += amount
            sites.update(range(start, end))
        within = sum(spent[year] for year in brief.calendar.programme_years)
        kept = {name: Placement(mode="standard", start=first.plus(s)) for name, (s, _) in placed.items()}
        moved = sum(kept.get(name) != was for name, was in (brief.baseline or {}).items())
        most = brief.most_moves
        yield Counted(
            over={
                ("district", year): spent[year] - most_spent
                for year, most_spent in brief.ceilings.get("district", {}).items()
                if spent[year] > most_spent
            },
            short=0 if brief.floor_is_soft else max(0, (brief.floor or 0) - within),
            crowded={q: n - 1 for q, n in sites.items() if n > 1} if brief.capacities else {},
            unordered=frozenset(
                (link.before, link.after)
                for link in brief.prerequisites
                if link.after in placed
                and (link.before not in placed or placed[link.after][0] < placed[link.before][1])
            ),
            moved=moved,
            moves_over=0 if most is None else max(0, moved - most),
            wrong_choice=any(
                not each.rule.at_least <= len(placed.keys() & set(each.rule.projects)) <= each.rule.at_most
                for each in brief.alternatives
            ),
        )


def is_least(parts: list[Explanation], plans: list[Counted], links: frozenset[tuple[str, str]]) -> None:
    """Assert that what is said of one kind that alone is enough holds for every plan there is."""
    match parts[0].kind:
        case "ceiling":
            said = sum((part.needed or 0) - (part.allowed or 0) for part in parts)
            assert said == min(sum(plan.over.values()) for plan in plans)
        case "capacity":
            said = sum((part.needed or 0) - (part.allowed or 0) for part in parts)
            assert said == min(sum(plan.crowded.values()) for plan in plans)
        case "floor":
            assert (parts[0].needed or 0) - (parts[0].allowed or 0) == min(plan.short for plan in plans)
        case "moves":
            assert parts[0].needed == min(plan.moved for plan in plans)
        case "prerequisite":
            named = {part.projects for part in parts}
            assert any(plan.unordered <= named for plan in plans)
            assert all(plan.unordered & named for plan in plans)
            assert named <= links


def can_be_said_and_mended(portfolio: Portfolio, plan: Plan, baseline: Plan) -> None:
    """Assert that every face has words for the reasons, and that each of its buttons leads to a plan."""
    for part in plan.explanation:
        assert sentence(part, portfolio, SAY)
        assert all(sentence(part, portfolio, wording(language)) for language in Language)
    for _, changes in loosenings(plan, plan.scenario, wording(Language.EN)):
        assert make_plan(Case(portfolio, edited(plan.scenario, changes), approved(baseline))).status.has_plan


@pytest.mark.parametrize("seed", range(60))
def test_what_is_said_holds_for_every_plan_there_is(build: Build, scenario: MakeScenario, seed: int) -> None:
    draw = Random(seed)
    builder = build(years=1, overrun=1)
    for name in "abc":
        builder.project(name, cost=draw.randint(2, 9) * 10, quarters=draw.randint(2, 4))
    portfolio = builder.portfolio()
    baseline = make_plan(Case(portfolio, scenario()))
    if draw.random() < 0.6:
        portfolio = needing(portfolio, *draw.sample([("a", "b"), ("b", "c"), ("a", "c")], draw.randint(1, 2)))
    if draw.random() < 0.3:
        portfolio = one_site(portfolio)
    changes: dict[str, Any] = {}
    if draw.random() < 0.3:
        portfolio = assuming(portfolio, alternatives=[{"projects": ["a", "b"], **WHY}])
        changes["projects"] = {"a": {"mandated": True}, "b": {"mandated": draw.random() < 0.5}}
    if draw.random() < 0.8:
        changes["ceilings"] = {"district": {year: draw.randint(0, 12) * 10 for year in (2020, 2021)}}
    if draw.random() < 0.5:
        changes["envelope"] = {"minimum": draw.randint(5, 20) * 10, "soft": False}
    if draw.random() < 0.5:
        changes["most_moves"] = draw.randint(0, 2)
    asked = scenario(**changes)
    brief = brief_of(portfolio, asked, baseline.decisions)
    plans = list(every_plan(brief))
    plan = make_plan(Case(portfolio, asked, approved(baseline)))
    assert plan.status.has_plan == any(not each.broken for each in plans)
    if plan.status.has_plan:
        return
    can_be_said_and_mended(portfolio, plan, baseline)
    links = frozenset((link.before, link.after) for link in brief.prerequisites)
    by_kind: dict[str, list[Explanation]] = {}
    for part in plan.explanation:
        by_kind.setdefault(part.kind, []).append(part)
    alone = {kind for each in plans for kind in each.broken if len(each.broken) == 1}
    if alone:
        assert by_kind.keys() == alone
        for kind, parts in by_kind.items():
            is_least(parts, [each for each in plans if each.broken == {kind}], links)
        return
    assert by_kind.pop("together") == [Together(detail="all")]
    for kind in by_kind:
        assert not any(each.broken <= by_kind.keys() - {kind} for each in plans)
    named = {part.projects for part in by_kind.get("prerequisite", [])}
    left = [each for each in plans if each.broken <= by_kind.keys() and each.unordered <= named]
    assert tuple(
        sum(abs((part.needed or 0) - (part.allowed or 0)) for part in by_kind.get(kind, []))
        for kind in ("moves", "capacity", "floor", "ceiling")
    ) == min(
        (each.moves_over, sum(each.crowded.values()), each.short, sum(each.over.values())) for each in left
    )

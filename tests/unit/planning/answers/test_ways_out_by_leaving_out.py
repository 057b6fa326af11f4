"""Ways out that leave projects out or take changes back: minimal by counting, and never what is locked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from assumed import assuming
from counted_ways import found, found_without_counting, least_dropped

from optimizer.format.instance import Instance
from optimizer.format.result import Result
from optimizer.search.options import SolveOptions
from portfolio.domain.brief import brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.numbers import MOST_AMOUNT
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.planning.answers.dropping import drop
from portfolio.planning.answers.relaxations import Search
from portfolio.planning.answers.ways_out import WayKind
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.plan.solving import in_process

Build = Callable[..., Any]
MakeScenario = Callable[..., Scenario]
WHY = {"reason_en": "a test", "reason_zh": "测试"}


class TestDrops:
    def test_the_least_investment_goes(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build(years=1).project("a").project("b", cost=60).project("c", cost=50).portfolio()
        asked = scenario(ceilings={"district": {2020: 150}})
        way = found(portfolio, asked)[WayKind.DROP]
        assert way.price == least_dropped(portfolio, asked) == 60
        assert [(step.project, step.before, step.after) for step in way.steps] == [("b", 60, None)]
        assert way.scenario.project("b").excluded

    def test_what_a_person_mandated_stays(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build(years=1).project("a").project("b", cost=60).portfolio()
        asked = scenario(ceilings={"district": {2020: 110}}, projects={"b": {"mandated": True}})
        way = found(portfolio, asked)[WayKind.DROP]
        assert [step.project for step in way.steps] == ["a"]

    def test_what_may_be_left_out_is_not_kept_at_anothers_cost(
        self, build: Build, scenario: MakeScenario
    ) -> None:
        builder = build(years=1).project("a").project("b", cost=90)
        portfolio = builder.project("optional", cost=150).portfolio()
        asked = scenario(ceilings={"district": {2020: 150}}, projects={"optional": {"mandated": False}})
        way = found(portfolio, asked)[WayKind.DROP]
        assert way.price == least_dropped(portfolio, asked) == 90
        assert [step.project for step in way.steps] == ["b"]

    def test_one_project_goes_rather_than_several_as_cheap(
        self, build: Build, scenario: MakeScenario
    ) -> None:
        builder = build(years=1).project("a", cost=40).project("b", cost=40).project("c", cost=80)
        asked = scenario(ceilings={"district": {2020: 80}})
        assert len(found(builder.portfolio(), asked)[WayKind.DROP].steps) == 1

    def test_what_has_been_spent_stays_spent(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build().project("a", cost=100).project("b", cost=60).portfolio()
        over = StatusReport(
            project="a", status="completed", effective=Period(2020, 4), actual_spending={2020: 120}
        )
        asked = scenario(ceilings={"district": {2020: 110}})
        ways = found_without_counting(portfolio.changed(status_reports=(over,)), asked)
        assert set(ways) == {WayKind.CEILINGS}
        assert ways[WayKind.CEILINGS].price == 10

    def test_dropping_works_under_way_saves_only_what_is_not_yet_spent(
        self, build: Build, scenario: MakeScenario
    ) -> None:
        builder = build().project("a", cost=100, quarters=8, fixed=True).project("b", cost=90, quarters=8)
        begun = StatusReport(
            project="a", status="under_construction", effective=Period(2020, 4), actual_spending={2020: 60}
        )
        portfolio = builder.portfolio().changed(status_reports=(begun,))
        # 2020 has paid 60 already, so dropping what is left of a, 40, is cheaper and helps only in 2021.
        asked = scenario(ceilings={"district": {2020: 90}})
        way = found_without_counting(portfolio, asked)[WayKind.DROP]
        assert ([step.project for step in way.steps], way.price) == (["b"], 90)
        asked = scenario(ceilings={"district": {2021: 50}})
        way = found_without_counting(portfolio, asked)[WayKind.DROP]
        assert ([step.project for step in way.steps], way.price) == (["a"], 40)
        assert way.plan.project("a").expenditure == {2020: 60}

    def test_what_money_is_allocated_to_may_be_dropped(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build(years=1).project("a", cost=10).project("b", cost=90).portfolio()
        allocated = {"a": {"allocations": {"district": {2020: 10}}}}
        asked = scenario(ceilings={"district": {2020: 95}}, projects=allocated)
        way = found(portfolio, asked)[WayKind.DROP]
        assert ([step.project for step in way.steps], way.price) == (["a"], 10)
        assert way.scenario.project("a").allocations == {}

    def test_what_is_allocated_to_others_stays(self, build: Build, scenario: MakeScenario) -> None:
        builder = build().project("a", cost=80).project("b", cost=100).project("c", cost=60)
        allocated = {
            "a": {"allocations": {"district": {2020: 50}}, "flexibility": 1},
            "b": {"allocations": {"district": {2021: 40}}, "flexibility": 1},
        }
        asked = scenario(ceilings={"public": {2020: 100, 2021: 70}}, projects=allocated)
        way = found_without_counting(builder.portfolio(), asked)[WayKind.DROP]
        # Without c, 2020 pays 50 + 60 and 2021 30 + 40: only without a or b do the amounts fit.
        assert ([step.project for step in way.steps], way.price) == (["a"], 80)
        assert way.plan.project("b").by_source["district"][2021] == 40

    def test_what_may_be_left_out_but_has_money_allocated_may_be_dropped(
        self, build: Build, scenario: MakeScenario
    ) -> None:
        portfolio = build(years=1).project("a", cost=10).project("b", cost=90).portfolio()
        allocated = {"a": {"allocations": {"district": {2020: 10}}, "mandated": False}}
        asked = scenario(ceilings={"district": {2020: 95}}, projects=allocated)
        way = found_without_counting(portfolio, asked)[WayKind.DROP]
        assert [step.project for step in way.steps] == ["a"]

    def test_what_is_dropped_has_not_moved(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build().project("a").project("b", cost=50).portfolio()
        pinned = {name: {"pin": {"start": "2020Q1"}} for name in "ab"}
        baseline = make_plan(Case(portfolio, scenario(projects=pinned)))
        asked = scenario(ceilings={"district": {2020: 120}}, most_moves=0)
        way = found_without_counting(portfolio, asked, baseline)[WayKind.DROP]
        assert [step.project for step in way.steps] == ["b"]

    def test_no_more_is_dropped_than_the_moves_allow(self, build: Build, scenario: MakeScenario) -> None:
        builder = build().project("a").project("b", cost=20).project("c", cost=10).project("d", cost=10)
        pinned = {name: {"pin": {"start": "2020Q1"}} for name in "abcd"}
        baseline = make_plan(Case(builder.portfolio(), scenario(projects=pinned)))
        ceilings = {"district": {2020: 20, 2021: 20}}
        asked = scenario(ceilings=ceilings, most_moves=2, projects={"b": pinned["b"]}, locked=["district"])
        way = found_without_counting(builder.portfolio(), asked, baseline)[WayKind.DROP]
        assert ([step.project for step in way.steps], way.price) == (["a"], 100)

    def test_nor_has_what_is_left_out_because_it_needs_that(
        self, build: Build, scenario: MakeScenario
    ) -> None:
        builder = build(years=3).project("a").project("b", cost=50)
        needs = [{"before": "a", "after": "b", **WHY}]
        portfolio = assuming(builder.portfolio(), prerequisites=needs)
        pins = {"a": {"pin": {"start": "2020Q1"}}, "b": {"pin": {"start": "2021Q1"}}}
        baseline = make_plan(Case(portfolio, scenario(projects=pins)))
        asked = scenario(ceilings={"district": {2020: 90}}, most_moves=0, projects={"b": {"mandated": False}})
        way = found_without_counting(portfolio, asked, baseline)[WayKind.DROP]
        assert [step.project for step in way.steps] == ["a"]
        assert way.plan.decisions == {}

    @pytest.mark.parametrize(
        ("start", "moves", "steps"), [("2020Q1", 0, ["a"]), ("2020Q2", 1, ["a"]), ("2020Q2", 0, None)]
    )
    def test_works_under_way_that_are_dropped_have_moved_if_they_began_at_another_time(
        self, build: Build, scenario: MakeScenario, start: str, moves: int, steps: list[str] | None
    ) -> None:
        builder = build(years=3).project("a", cost=100, quarters=8).project("b", cost=90)
        pins = {"a": {"pin": {"start": start}}, "b": {"pin": {"start": "2020Q1"}}}
        baseline = make_plan(Case(builder.portfolio(), scenario(projects=pins)))
        begun = StatusReport(
            project="a", status="under_construction", effective=Period(2020, 4), actual_spending={2020: 60}
        )
        portfolio = builder.portfolio().changed(status_reports=(begun,))
        asked = scenario(ceilings={"district": {2021: 30}}, most_moves=moves)
        way = found_without_counting(portfolio, asked, baseline).get(WayKind.DROP)
        assert (way and [step.project for step in way.steps]) == steps

    def test_however_large_the_amounts_are(self, build: Build, scenario: MakeScenario) -> None:
        builder = build(years=1)
        names = [f"p{number}" for number in range(120)]
        for name in names:
            builder.project(name, cost=1, quarters=3)
        asked = scenario(ceilings={"district": {2020: 119}}, projects={"p0": {"cost": MOST_AMOUNT}})

        def as_a_child_would(instance: Instance, options: SolveOptions) -> Result:
            return in_process(Instance.model_validate_json(instance.model_dump_json()), options)

        portfolio = builder.portfolio()
        brief = brief_of(portfolio, asked)
        way = drop(Search(Case(portfolio, asked), brief, as_a_child_would))
        assert way is not None
        assert [step.project for step in way.steps] == ["p0"]
        assert way.price == MOST_AMOUNT


class TestUndoing:
    def test_the_one_change_that_is_in_the_way(self, pair: Portfolio, scenario: MakeScenario) -> None:
        changes = {"a": {"cost": 90}, "b": {"delay_quarters": 9}}
        way = found(pair, scenario(projects=changes))[WayKind.UNDO]
        assert [step.project for step in way.steps] == ["b"]
        assert set(way.scenario.projects) == {"a"}

    def test_an_exclusion_stays_that_makes_the_room(self, pair: Portfolio, scenario: MakeScenario) -> None:
        changes = {"a": {"excluded": True}, "b": {"pin": {"start": "2021Q3"}}}
        asked = scenario(ceilings={"district": {2020: 60, 2021: 0}}, projects=changes)
        way = found(pair, asked)[WayKind.UNDO]
        assert [step.project for step in way.steps] == ["b"]

    def test_two_changes_of_which_each_is_too_much(self, build: Build, scenario: MakeScenario) -> None:
        portfolio = build().project("a").project("b").project("c").portfolio()
        late = {"delay_quarters": 9}
        asked = scenario(projects={"a": late, "b": {"cost": 90}, "c": late})
        way = found(portfolio, asked)[WayKind.UNDO]
        assert {step.project for step in way.steps} == {"a", "c"}
        assert way.price == 2

    def test_where_no_change_is_to_blame_there_is_nothing_to_undo(
        self, pair: Portfolio, scenario: MakeScenario
    ) -> None:
        asked = scenario(ceilings={"district": {2020: 70, 2021: 60}}, projects={"a": {"cost": 95}})
        assert WayKind.UNDO not in found(pair, asked)

    @pytest.mark.parametrize(
        "making_room", [{"excluded": True}, {"mandated": False}, {"cost": 5}], ids=lambda change: str(*change)
    )
    def test_two_changes_while_one_that_makes_room_stays(
        self, build: Build, scenario: MakeScenario, making_room: dict[str, Any]
    ) -> None:
        portfolio = build().project("a").project("b").project("c").portfolio()
        changes = {"a": making_room, "b": {"pin": {"start": "2021Q3"}}, "c": {"delay_quarters": 9}}
        asked = scenario(ceilings={"district": {2020: 110, 2021: 110}}, projects=changes)
        way = found(portfolio, asked)[WayKind.UNDO]
        assert {step.project for step in way.steps} == {"b", "c"}

    def test_of_many_changes_those_that_make_no_room_are_made_as_few_as_needed(
        self, build: Build, scenario: MakeScenario
    ) -> None:
        names = [f"p{number}" for number in range(10)]
        builder = build()
        for name in names:
            builder.project(name, cost=10)
        late, room = {"delay_quarters": 9}, {"excluded": True}
        changes = {name: late if name in names[:3] else room for name in names[:8]}
        changes |= {name: {"delay_quarters": 1} for name in names[8:]}
        asked = scenario(ceilings={"district": {2020: 25, 2021: 25}}, projects=changes)
        way = found_without_counting(builder.portfolio(), asked)[WayKind.UNDO]
        assert {step.project for step in way.steps} == set(names[:3])
        assert way.minimal

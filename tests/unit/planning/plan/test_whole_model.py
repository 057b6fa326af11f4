"""Rules beyond money and dates: prerequisites, alternatives, capacities, prices, pinned amounts, modes."""

from decimal import Decimal
from typing import Any

import pytest
from assumed import assuming
from refusals import refused

from portfolio.domain.errors import BadInput
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from tests.cases import approved

WHY = {"reason_en": "a test", "reason_zh": "测试"}


def planned(portfolio: Portfolio, **changes: Any) -> Plan:
    return make_plan(Case(portfolio, Scenario.model_validate({"name": "test", **changes})))


def reasons(plan: Plan) -> list[tuple[str, str | None, str | None]]:
    return [(e.kind, e.project, e.detail) for e in plan.explanation]


def broken(portfolio: Portfolio, plan: Plan) -> set[str]:
    """Rules that a plan made for another portfolio breaks, once it claims to have been made for this one."""
    content = plan.model_dump(mode="json")
    content["provenance"]["data_hash"] = portfolio.data_hash
    return {v.rule for v in violations(portfolio, Plan.model_validate(content))}


@pytest.fixture
def pair(build) -> Portfolio:
    return build().project("a", cost=100, quarters=2).project("b", cost=60, quarters=2).portfolio()


class TestPrerequisites:
    def needing(self, portfolio: Portfolio, lag: int = 0) -> Portfolio:
        link = {"before": "a", "after": "b", "lag_quarters": lag, **WHY}
        return assuming(portfolio, prerequisites=[link])

    def test_what_needs_another_starts_after_it_and_the_lag(self, pair):
        plan = planned(self.needing(pair, lag=1), objective=[{"terms": [{"term": "makespan"}]}])
        assert plan.status is PlanStatus.OPTIMAL
        assert [str(plan.project(p).start) for p in "ab"] == ["2020Q1", "2020Q4"]

    def test_the_schedule_can_be_too_short_for_it(self, pair):
        assert planned(self.needing(pair, lag=5)).status is PlanStatus.INFEASIBLE

    def test_dropping_what_is_needed_is_explained(self, pair):
        plan = planned(self.needing(pair), projects={"a": {"excluded": True}})
        assert reasons(plan) == [("no_start", "b", "prerequisite")]

    def test_what_the_source_has_as_finished_is_there(self, build):
        done = build().project("a", status="completed").project("b").portfolio()
        assert planned(self.needing(done)).decisions.keys() == {"b"}

    def test_the_checker_sees_one_that_starts_too_early(self, pair):
        free = planned(pair)
        assert broken(self.needing(pair, lag=6), free) >= {"prerequisite"}

    def test_circles_and_unknown_projects_are_bad_input(self, copied_folder):
        file = copied_folder / "assumptions.toml"
        link = '\n[[prerequisites]]\nbefore = "{}"\nafter = "{}"\nreason_en = "x"\nreason_zh = "x"\n'
        links = [link.format(*ends) for ends in (("a1-05", "a1-07"), ("a1-07", "a1-05"), ("a1-05", "zz"))]
        file.write_text(file.read_text(encoding="utf-8") + "".join(links), encoding="utf-8")
        with pytest.raises(BadInput) as caught:
            load_portfolio(copied_folder)
        assert {(f.column, f.value) for f in caught.value.faults} == {
            ("prerequisites[2].after", "zz"),
            ("prerequisites", None),
        }


class TestAlternatives:
    def either(self, portfolio: Portfolio) -> Portfolio:
        return assuming(portfolio, alternatives=[{"projects": ["a", "b"], **WHY}])

    def test_the_plan_carries_out_one_and_prefers_the_floor(self, pair):
        plan = planned(self.either(pair), envelope={"minimum": 100})
        assert [plan.project(p).scheduled for p in "ab"] == [True, False]
        assert plan.envelope.planned == 100

    def test_a_mandate_decides(self, pair):
        plan = planned(self.either(pair), projects={"b": {"mandated": True}})
        assert [plan.project(p).scheduled for p in "ab"] == [False, True]

    def test_two_mandates_are_impossible(self, pair):
        both = {"a": {"mandated": True}, "b": {"mandated": True}}
        assert planned(self.either(pair), projects=both).status is PlanStatus.INFEASIBLE

    def test_the_checker_counts_them(self, pair):
        assert "alternatives" in broken(self.either(pair), planned(pair))

    @pytest.mark.parametrize("at_most", [1, 2])
    def test_dropping_all_of_them_leaves_too_few(self, pair, at_most):
        portfolio = assuming(pair, alternatives=[{"projects": ["a", "b"], "at_most": at_most, **WHY}])
        one, both = {"a": {"excluded": True}}, {p: {"excluded": True} for p in "ab"}
        assert planned(portfolio, projects=one).decisions.keys() == {"b"}
        refused = planned(portfolio, projects=both)
        assert refused.status is PlanStatus.INFEASIBLE
        assert [(e.kind, e.projects, e.needed, e.allowed) for e in refused.explanation] == [
            ("alternatives", ("a", "b"), 1, at_most)
        ]
        assert "alternatives" in broken(portfolio, planned(pair, projects=both))

    @pytest.mark.parametrize("status", ["existing", "completed", "in_operation"])
    def test_what_stands_already_is_one_of_them(self, build, status):
        standing = build().project("a", cost=0, status=status).project("b").portfolio()
        plan = planned(self.either(standing))
        assert plan.decisions == {}
        assert planned(self.either(standing), projects={"b": {"excluded": True}}).status.has_plan
        assert not planned(self.either(standing), projects={"b": {"mandated": True}}).status.has_plan

    def test_what_has_been_finished_is_one_of_them_and_stays(self, pair):
        report = {"project": "a", "effective": "2020Q3", "status": "completed", "actual_spending": {2020: 90}}
        finished = pair.changed(status_reports=(StatusReport.model_validate(report),))
        # Leaving it out would be cheaper, and would undo what has happened.
        usage = [{"terms": [{"term": "usage", "resource": "total"}]}]
        plan = planned(self.either(finished), objective=usage)
        assert plan.project("a").expenditure == {2020: 90}
        assert not plan.project("b").scheduled

    def test_what_has_been_cancelled_is_none_of_them_and_its_spending_stays(self, pair):
        report = {"project": "a", "effective": "2020Q3", "status": "cancelled", "actual_spending": {2020: 30}}
        cancelled = self.either(pair.changed(status_reports=(StatusReport.model_validate(report),)))
        plan = planned(cancelled)
        assert plan.project("a").expenditure == {2020: 30}
        assert plan.project("b").scheduled
        neither = planned(cancelled, projects={"b": {"excluded": True}})
        assert [e.kind for e in neither.explanation] == ["alternatives"]


class TestCapacities:
    def one_site(self, portfolio: Portfolio, maximum: int = 1) -> Portfolio:
        crew = {"id": "crews", "name_zh": "队", "name_en": "Crews", "maximum": maximum, **WHY}
        return assuming(portfolio, capacities=[crew])

    def test_sites_take_turns(self, pair):
        plan = planned(self.one_site(pair), objective=[{"terms": [{"term": "makespan"}]}])
        first, second = sorted((plan.project(p) for p in "ab"), key=lambda p: str(p.start))
        assert first.finish is not None
        assert second.start == first.finish.plus(1)

    def test_no_capacity_is_explained_by_quarter(self, pair):
        plan = planned(self.one_site(pair, maximum=0))
        assert {e.kind for e in plan.explanation} == {"capacity"}
        assert {(e.needed, e.allowed) for e in plan.explanation} == {(2, 0)}

    def test_the_checker_counts_sites(self, pair):
        together = planned(pair, projects={p: {"pin": {"start": "2020Q2"}} for p in "ab"})
        assert "capacity" in broken(self.one_site(pair), together)


class TestPrices:
    def rising(self, portfolio: Portfolio, percent: str = "10") -> Portfolio:
        rise = {"percent_per_year": Decimal(percent), "base_year": 2020, **WHY}
        return assuming(portfolio, escalation=[rise])

    def test_what_is_paid_later_costs_more(self, pair):
        pins = {"a": {"pin": {"start": "2020Q1"}}, "b": {"pin": {"start": "2021Q1"}}}
        plan = planned(self.rising(pair), projects=pins)
        assert plan.project("a").expenditure == {2020: 100}
        assert plan.project("b").expenditure == {2021: 66}

    def test_the_cheapest_plan_is_the_earliest(self, pair):
        usage = {"term": "usage", "resource": "total"}
        plan = planned(self.rising(pair), objective=[{"terms": [usage]}])
        assert sum(plan.annual_expenditure.values()) == 160

    def test_a_plan_made_again_departs_from_nothing(self, pair):
        portfolio = self.rising(pair)
        first = planned(portfolio)
        again = make_plan(Case(portfolio, Scenario(name="test"), approved(first)))
        assert again.decisions == first.decisions
        assert again.provenance.objective[-1].value == 0

    def test_a_dearer_mode_costs_its_share_more(self, build):
        portfolio = build().project("a", cost=100, quarters={"standard": 4, "fast": 2}).portfolio()
        content = portfolio.assumptions.model_dump()
        content["delivery"][0]["modes"][1]["cost_percent"] = 125
        dearer = portfolio.changed(assumptions=type(portfolio.assumptions).model_validate(content))
        plan = planned(dearer, projects={"a": {"pin": {"mode": "fast"}}})
        assert sum(plan.project("a").expenditure.values()) == 125

    def test_discounting_makes_an_early_opening_worth_more(self, pair):
        discounted = assuming(pair, discount={"percent_per_year": Decimal(8), **WHY})
        aim = [{"terms": [{"term": "benefit"}]}]
        plain, less = planned(pair, objective=aim), planned(discounted, objective=aim)
        assert plain.provenance.objective[0].value == 12
        assert 10 < (less.provenance.objective[0].value or 0) < 12


class TestPinnedAmounts:
    def test_a_pinned_year_is_met_and_the_cost_kept(self, build):
        portfolio = build().project("a", cost=800, quarters=8, percent={"district": 100}).portfolio()
        pin = {"a": {"allocations": {"district": {2020: 450}}, "flexibility": 0.2}}
        plan = planned(portfolio, projects=pin)
        assert plan.project("a").expenditure == {2020: 450, 2021: 350}

    def test_it_cannot_move_further_than_flexibility_lets(self, build):
        portfolio = build().project("a", cost=800, quarters=8).portfolio()
        pin = {"a": {"allocations": {"district": {2020: 500}}, "flexibility": 0.2}}
        assert planned(portfolio, projects=pin).status is PlanStatus.INFEASIBLE

    def test_groups_of_payers_see_what_moved(self, build):
        portfolio = build().project("a", cost=800, quarters=8).portfolio()
        pin = {"a": {"allocations": {"district": {2020: 450}}}}
        allowed = planned(portfolio, projects=pin, ceilings={"public": {2020: 450}})
        assert allowed.status is PlanStatus.OPTIMAL
        refused = planned(portfolio, projects=pin, ceilings={"public": {2020: 449}})
        assert refused.status is PlanStatus.INFEASIBLE

    def test_the_checker_holds_the_amount_and_the_share_that_may_move(self, build):
        portfolio = build().project("a", cost=800, quarters=8).portfolio()
        good = planned(portfolio, projects={"a": {"allocations": {"district": {2020: 450}}}})
        content = good.model_dump(mode="json")
        for place in (content["projects"][0]["by_source"]["district"], content["projects"][0]["expenditure"]):
            place |= {"2020": 100, "2021": 700}
        rules = {v.rule for v in violations(portfolio, Plan.model_validate(content))}
        assert {"allocation", "flexibility"} <= rules

    def test_pinning_money_of_what_has_no_price_is_bad_input(self, build):
        portfolio = build().project("a", cost=None).portfolio()
        with refused("allocations only to a project with a price"):
            planned(portfolio, projects={"a": {"allocations": {"district": {2020: 1}}}})


class TestHistoryStays:
    def reported(self, portfolio: Portfolio, **report: Any) -> Portfolio:
        content = {"project": "a", "effective": "2020Q3", **report}
        return portfolio.changed(status_reports=(StatusReport.model_validate(content),))

    def test_dropping_what_has_begun_does_not_undo_its_spending(self, pair):
        begun = self.reported(pair, status="under_construction", actual_spending={2020: 30})
        plan = planned(begun, projects={"a": {"excluded": True}})
        assert plan.project("a").expenditure == {2020: 30}

    def test_dropping_what_was_only_planned_leaves_nothing(self, pair):
        plan = planned(self.reported(pair, status="approved"), projects={"a": {"excluded": True}})
        assert not plan.project("a").scheduled

    def test_a_scenario_on_a_project_that_has_finished_since_still_opens(self, pair):
        finished = self.reported(pair, status="completed")
        asked = {"a": {"excluded": True, "delay_quarters": 2}}
        assert planned(finished, projects=asked).decisions == planned(finished).decisions

    def test_pinned_amounts_do_not_move_history(self, pair):
        begun = self.reported(pair, status="under_construction", actual_spending={2020: 30})
        with refused("nothing is reported yet"):
            planned(begun, projects={"a": {"allocations": {"district": {2020: 1}}}})

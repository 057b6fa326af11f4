"""The default plan of the bundled portfolio, as people get it: what it promises holds, both series of it."""

from __future__ import annotations

from collections import Counter

import pytest

from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.domain.scenario import Scenario
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.scenarios import default_scenario
from portfolio.wording.i18n import Language, wording
from portfolio.wording.money import of
from portfolio.wording.summaries import two_series


@pytest.fixture(scope="module")
def default(shipped: Portfolio) -> Plan:
    return make_plan(Case(shipped, default_scenario()))


def test_every_aim_is_proven_and_the_promise_is_kept(shipped: Portfolio, default: Plan) -> None:
    assert default.status is PlanStatus.OPTIMAL
    assert violations(shipped, default) == ()
    assert all(aim.gap == 0 for aim in default.provenance.objective)
    assert (default.envelope.planned, default.envelope.shortfall) == (450_000, 0)
    late = [p.id for p in default.projects if p.priced and p.tardiness_periods]
    assert late == []


def test_rows_are_finished_in_the_years_that_the_annex_prints(shipped: Portfolio, default: Plan) -> None:
    stations: Counter[int] = Counter()
    for planned in default.projects:
        project = shipped.project(planned.id)
        if project.target_year and project.status is Status.PLANNED:
            assert planned.finish is not None
            assert planned.finish.year == project.target_year
            stations[project.target_year] += project.facility_type == "health_station"
    assert stations == {2018: 3, 2019: 4, 2020: 4, 2021: 4}


def test_2017_is_the_usual_course_of_five_sites_and_called_assumed(default: Plan) -> None:
    assumed = {planned.id: planned.assumed[2017] for planned in default.projects if planned.assumed}
    assert assumed == {"a1-08": 18293, "a1-12": 5000, "a2-17": 3750, "a2-23": 4500, "a2-24": 2500}
    assert default.assumed == {2017: default.annual_expenditure[2017]} == {2017: 34043}


def test_no_site_is_stretched_for_a_price(default: Plan) -> None:
    slow = [planned.id for planned in default.projects if planned.mode == "slow"]
    assert slow == []


def test_works_and_payments_are_two_series_of_the_same_money(shipped: Portfolio, default: Plan) -> None:
    assert default.has_two_series
    paid = sum(default.payments.values()) + sum(default.payments_beyond_by_source.values())
    assert paid == sum(default.annual_expenditure.values()) == 450_000
    for source in shipped.sources:
        assert default.peaks[source].amount == max(default.payments_by_source[source].values())
    assert max(default.payments.values()) < max(default.annual_expenditure.values())


def test_every_assumed_term_of_payment_has_its_reason(shipped: Portfolio) -> None:
    rules = shipped.assumptions.payment_terms
    assert rules
    assert all(rule.reason_zh and rule.reason_en for rule in rules)


@pytest.mark.parametrize("language", Language)
def test_both_series_are_told_apart(shipped: Portfolio, default: Plan, language: Language) -> None:
    say = wording(language).of(shipped)
    assert of(say).is_10k_cny
    words = {Language.ZH: ("完成投资", "资金拨付"), Language.EN: ("Investment completed", "payments")}
    assert all(word in two_series(default, say) for word in words[language])


def test_the_specialist_hospital_is_paid_by_one_and_called_undecided(
    shipped: Portfolio, default: Plan
) -> None:
    """Row 11 of annex 1 is public or private, to be decided: never half and half."""
    assert sum(default.by_source_group["public"].values()) == 265_250
    told = default.project("a1-11")
    assert (told.funding, told.funding_undecided) == ("district", True)
    assert sum(told.by_source["district"].values()) == 110_000
    assert [planned.id for planned in default.projects if planned.funding_undecided] == ["a1-11"]
    said = Scenario.model_validate({"name": "private", "projects": {"a1-11": {"funding": "private"}}})
    private = make_plan(Case(shipped, said))
    assert sum(private.by_source_group["public"].values()) == 155_250
    assert violations(shipped, private) == ()


def test_the_money_of_large_hospitals_levels_the_years_and_that_is_proven(
    shipped: Portfolio, default: Plan
) -> None:
    """Of works to come only the two of 50,000 and more may move from their course; what they do is told."""
    moved = {planned.id: planned.band for planned in default.projects if planned.band is not None}
    assert set(moved) == {"a1-07", "a1-11"}
    assert all((told.within.early, told.within.late) == (1, 2) for told in moved.values() if told)
    still = make_plan(Case(shipped, Scenario.model_validate({"name": "as the curve", "band": 0})))
    assert still.status is PlanStatus.OPTIMAL
    assert violations(shipped, still) == ()
    peaks = [
        next(aim for aim in plan.provenance.objective if aim.term == "peak") for plan in (still, default)
    ]
    assert [(aim.value, aim.bound) for aim in peaks] == [(126_211, 126_211), (107_449, 107_449)]
    (rule,) = shipped.assumptions.bands
    assert rule.reason_zh
    assert rule.reason_en

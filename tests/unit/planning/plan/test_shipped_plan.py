"""The default plan of the bundled portfolio, as people get it: what it promises holds, both series of it."""

from __future__ import annotations

import pytest

from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
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

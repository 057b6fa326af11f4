"""A tick is for what leaves nothing open: whatever stays late, short or dearer is never ticked green."""

from __future__ import annotations

import pytest
from claim import changed, empty, floored, project, without

from portfolio.domain.plan import Peak, Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.wording import comparisons, summaries
from portfolio.wording.i18n import Language, wording
from portfolio.wording.tones import Tone

EN = wording(Language.EN)


def tone(before: Plan, after: Plan, portfolio: Portfolio) -> Tone:
    return comparisons.summary(before, after, portfolio, EN)[1]


def with_peak(plan: Plan, amount: int) -> Plan:
    return changed(plan, peaks={**plan.peaks, "public": Peak(year=2018, amount=amount)})


def late(plan: Plan, *names: str) -> Plan:
    for name in names:
        plan = project(plan, name, tardiness_periods=2)
    return plan


def test_a_correction_that_leaves_a_shortfall_is_not_ticked(gongshu: Portfolio, plan: Plan) -> None:
    short, shorter = floored(plan, 450_500), floored(plan, 450_900)
    assert tone(shorter, short, gongshu) is Tone.WATCH
    card = comparisons.cards(shorter, short, gongshu, EN)[1]
    assert card.tone is Tone.WATCH
    assert tone(short, shorter, gongshu) is Tone.BAD
    # Nor is a floor met that was lowered until it was.
    assert tone(short, plan, gongshu) is Tone.PLAIN
    assert comparisons.cards(short, plan, gongshu, EN)[1].tone is Tone.PLAIN


def test_a_correction_that_leaves_projects_late_is_not_ticked(gongshu: Portfolio, plan: Plan) -> None:
    two, one = late(plan, "a1-07", "a1-11"), late(plan, "a1-07")
    one = project(one, "a1-11", mode="slow")
    assert tone(two, one, gongshu) is Tone.WATCH
    assert comparisons.cards(two, one, gongshu, EN)[0].tone is Tone.WATCH


def test_as_many_late_projects_that_are_others_are_worse(gongshu: Portfolio, plan: Plan) -> None:
    one, other = late(plan, "a1-07"), late(plan, "a1-11")
    told, how = comparisons.summary(one, project(other, "a1-07", mode="slow"), gongshu, EN)
    assert "1 project becomes late. 1 project is late no more." in told
    assert how is Tone.BAD


def test_who_is_given_up_is_not_on_time(gongshu: Portfolio, plan: Plan) -> None:
    before = late(plan, "a1-07")
    told, how = comparisons.summary(before, without(plan, ["a1-07"]), gongshu, EN)
    assert how is Tone.WATCH
    assert "Planned general hospital is no longer carried out." in told
    assert "late no more" not in told
    assert comparisons.cards(before, without(plan, ["a1-07"]), gongshu, EN)[0].tone is Tone.WATCH


def test_a_higher_dearest_year_warns_whatever_gets_better(gongshu: Portfolio, plan: Plan) -> None:
    before = project(late(plan, "a1-07"), "a1-07", mode="slow")
    told, how = comparisons.summary(before, with_peak(plan, 60_000), gongshu, EN)
    assert how is Tone.WATCH
    assert "The dearest year rises by 15%" in told
    assert tone(before, plan, gongshu) is Tone.GOOD


@pytest.mark.parametrize("make", [empty, lambda plan: without(plan, ["a1-07"])])
def test_a_plan_that_leaves_projects_out_is_not_ticked(gongshu: Portfolio, plan: Plan, make: object) -> None:
    assert callable(make)
    open_plan = make(plan)
    for tell in (summaries.overview, summaries.schedule, summaries.projects, summaries.budget):
        assert tell(open_plan, gongshu, EN)[1] is not Tone.GOOD
    assert summaries.headline(open_plan, gongshu, EN)[0].tone is Tone.WATCH


def test_ceilings_do_not_make_a_late_plan_good(gongshu: Portfolio, squeezed: Plan) -> None:
    assert summaries.budget(squeezed, gongshu, EN)[1] is Tone.BAD

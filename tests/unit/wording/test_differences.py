"""What is different between two plans, in words: who moved and why, the floor, and the targets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from portfolio.domain.calendar import Period
from portfolio.domain.gates import GateKind, Hold, Reached
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme, TargetComparison
from portfolio.domain.stages import StageKind
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.reasons import Cause, Reason
from portfolio.wording import comparisons, differences, targets
from portfolio.wording.i18n import Language, Wording, wording

EN, ZH = wording(Language.EN), wording(Language.ZH)
HOLD = Hold(
    kind=GateKind.NO_START_BEFORE, stage=StageKind.ESTIMATE, reached=Reached.EXPECTED, since=Period(2019, 1)
)
SAYS = pytest.mark.parametrize("say", [ZH, EN], ids=["zh", "en"])


def without(plan: Plan, project: str) -> Plan:
    """Return the plan as if it had been made without a project, money apart."""
    kept = tuple(planned for planned in plan.projects if planned.id != project)
    return plan.model_copy(update={"projects": kept})


@SAYS
@pytest.mark.parametrize("is_known", [True, False])
def test_what_only_one_plan_holds_has_words(
    gongshu: Portfolio, plan: Plan, say: Wording, is_known: bool
) -> None:
    gone = gongshu.project("a1-07")
    others = tuple(project for project in gongshu.projects if project.id != gone.id)
    portfolio = gongshu if is_known else gongshu.changed(projects=others)
    fewer = without(plan, gone.id)
    for before, after, code in ((plan, fewer, "removed"), (fewer, plan, "added")):
        difference = compare(before, after)
        why = differences.reasons_in_words(before, after, difference, portfolio, say)
        ((name, cells, _),) = differences.moved_rows(difference, portfolio, say, why)
        assert name == (say.full_name(gone) if is_known else gone.id)
        assert cells[code == "removed"] == "—"
        assert (cells[2], cells[4]) == (say(f"moved.{code}"), say(f"reason.{code}"))
        assert (cells[3] == "—") is (code == "removed" or not is_known)


def test_late_projects_that_the_portfolio_does_not_have_are_counted(
    gongshu: Portfolio, plan: Plan, squeezed: Plan
) -> None:
    late = {planned.id for planned in squeezed.projects if planned.tardiness_quarters}
    others = tuple(project for project in gongshu.projects if project.id not in late)
    cards = comparisons.cards(squeezed, plan, gongshu.changed(projects=others), EN)
    assert cards[0].value == f"{len(late)} → 0"


@SAYS
@pytest.mark.parametrize("cause", list(Cause))
def test_every_reason_reads(cause: Cause, say: Wording, gongshu: Portfolio) -> None:
    only: dict[Cause, dict[str, Any]] = {
        Cause.DURATION: {"periods": 2},
        Cause.PREREQUISITE: {"project": "a1-07"},
        Cause.GATE: {"hold": HOLD},
    }
    reason = Reason(cause, "public", 2019, 500, Period(2019, 1), **only.get(cause, {}))
    if cause is Cause.CAPACITY:
        return  # the bundled portfolio has none; test_wording asks for its words
    told = differences.reason_words([reason] * 3, gongshu, say)
    assert told.endswith(say.counted("reason.more", 1))
    assert not any(raw in told for raw in ("None", "{", "a1-07", "Cause", "public"))


@SAYS
def test_another_floor_is_told(plan: Plan, say: Wording) -> None:
    def floored(**floor: object) -> Plan:
        return plan.model_copy(update={"envelope": plan.envelope.model_copy(update=floor)})

    assert comparisons.floors(compare(plan, plan), say) is None
    told = [
        comparisons.floors(compare(plan, floored(**floor)), say) or ""
        for floor in ({"minimum": 500_000}, {"soft": False}, {"minimum": None})
    ]
    assert len(set(told)) == len(told)
    assert {Language.ZH: "50亿元", Language.EN: "CNY 5 billion"}[say.language] in told[0]
    assert say("compare.floor.none") in told[2]


@SAYS
def test_targets_that_two_plans_reach_differently(
    gongshu: Portfolio, plan: Plan, squeezed: Plan, say: Wording
) -> None:
    assert targets.changed(plan, plan, gongshu, say) == []
    changed = {
        new.name: (old.planned, new.planned) for old, new in targets.changed(plan, squeezed, gongshu, say)
    }
    centres = next(target for target in gongshu.programme.targets if target.id == "health-centres")
    before, after = changed[say.either(centres, "name")]
    assert before is not None
    assert before.startswith("5")
    assert after != before
    assert all(old != new for old, new in changed.values())


@SAYS
def test_aims_that_only_one_plan_has_stand_beside_nothing(
    gongshu: Portfolio, plan: Plan, say: Wording
) -> None:
    tiers = plan.provenance.objective
    fewer = plan.model_copy(
        update={"provenance": plan.provenance.model_copy(update={"objective": tiers[1:]})}
    )
    gone = differences.aim_rows(plan, fewer, gongshu, say)
    assert [name[:2] for name, _, _ in gone[:-1]] == ["1.", "2.", "3."]
    assert (gone[-1][1][1], gone[-1][2]) == ("—", "minor")
    new = differences.aim_rows(fewer, plan, gongshu, say)
    assert [cells[0] == "—" for _, cells, _ in new] == [True, False, False, False]


def test_what_no_target_counts_is_named(gongshu: Portfolio, plan: Plan) -> None:
    others = tuple(project for project in gongshu.projects if project.id != "a2-01")
    assert targets.uncounted(plan, plan, gongshu.changed(projects=others)) == ["a2-01"]
    assert targets.uncounted(plan, plan, gongshu) == []


@pytest.mark.parametrize(
    ("comparison", "quantity", "verdict"),
    [
        (TargetComparison.EXACTLY, 180_000, "Kept"),
        (TargetComparison.EXACTLY, 170_000, "CNY 100 million more than promised"),
        (TargetComparison.EXACTLY, 190_000, "CNY 100 million missing"),
        (TargetComparison.AT_MOST, 170_000, "CNY 100 million more than promised"),
    ],
)
def test_too_much_money_is_not_missing(
    gongshu: Portfolio, plan: Plan, comparison: TargetComparison, quantity: int, verdict: str
) -> None:
    promised = [
        target.model_copy(update={"comparison": comparison, "quantity": Decimal(quantity)})
        if target.id == "kangqiao-hospital"
        else target
        for target in gongshu.programme.targets
    ]
    content = gongshu.programme.model_dump() | {"targets": [target.model_dump() for target in promised]}
    portfolio = gongshu.changed(programme=Programme.model_validate(content))
    (held,) = (row for row in targets.held_against(plan, portfolio, EN) if "Kangqiao" in row.name)
    assert (held.verdict, held.is_missed) == (verdict, verdict != "Kept")

"""What plans were allowed: beyond what changes say, and beyond what the plan beside them was."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from portfolio.cli.tables import show_plan
from portfolio.cli.tables_of_comparisons import show_freedoms
from portfolio.domain.changes import ChangeKind, Slot
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.plan_file import plan_json
from portfolio.planning.answers.freedoms import Apart, Freedom, FreedomKind, Freedoms, freedoms
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.wording import freedom
from portfolio.wording.changes import in_full, in_words
from portfolio.wording.i18n import wording
from tests.cases import approved

K = FreedomKind
PEAK = {"term": "peak", "resource": "total"}


@pytest.fixture(scope="module")
def portfolio(build: Callable[..., Any]) -> Portfolio:
    """Two projects at fixed times: 100 in 2020, and 50 in each of 2020 and 2021; and one that may wait."""
    made: Portfolio = (
        build(years=3, overrun=1, floor=100)
        .project("early", cost=100, fixed=True)
        .project("across", cost=100, earliest="2020Q3", fixed=True)
        .project("free", cost=8, quarters={"standard": 4, "fast": 2}, percent={"private": 100})
        .portfolio()
    )
    return made


def asked(portfolio: Portfolio, baseline: Plan | None = None, **changes: Any) -> Plan:
    scenario = Scenario.model_validate({"name": "test", **changes})
    plan = make_plan(Case(portfolio, scenario, approved(baseline)))
    assert plan.status == "optimal"
    return plan


def of_project(name: str, **change: Any) -> dict[str, Any]:
    return {"projects": {name: change}}


PINNED = of_project("across", allocations={"district": {"2020": 26}})


def printed(portfolio: Portfolio, before: Plan, after: Plan) -> str:
    page = io.StringIO()
    show_freedoms(Console(file=page, width=300), portfolio, before, after)
    return page.getvalue()


def test_a_pinned_amount_that_beats_the_proven_optimum_is_explained(portfolio: Portfolio) -> None:
    before, after = asked(portfolio), asked(portfolio, **PINNED)
    assert (before.peaks["district"].amount, after.peaks["district"].amount) == (150, 126)

    found = freedoms(portfolio, before, after)
    moving = Freedom(K.FLEXIBILITY, "across", own="0.5", other="0")
    assert found == Freedoms((Freedom(K.ALLOCATION, "across", "district", 2020, None, 26),), (moving,), ())

    english = freedom.told(before, after, portfolio, wording("en"))
    assert "Only the plan after was allowed: Project across: spending may move by 50%" in " ".join(english)
    assert "does not contradict the proof that the plan before is optimal" in english[-1]
    chinese = freedom.told(before, after, portfolio, wording("zh"))
    assert "每季度支出可移动50%" in "".join(chinese)
    assert "更改后的计划即使更好" in chinese[-1]
    page = printed(portfolio, before, after)
    assert "Only the plan after was allowed: across Project across: spending may move by 50%" in page
    assert "does not contradict the proof that the plan before is optimal" in page


def test_no_proof_is_spoken_of_where_nothing_is_proven(portfolio: Portfolio) -> None:
    before, after = asked(portfolio), asked(portfolio, **PINNED)
    unproven = before.model_copy(update={"status": "feasible"})
    assert "proof that the plan before" not in " ".join(
        freedom.told(unproven, after, portfolio, wording("en"))
    )
    assert "proof that the plan before" not in printed(portfolio, unproven, after)


ENVELOPE = {"minimum": 150, "soft": False}
# A scenario, what the default was allowed and it was not, and what it was allowed and the default was not.
PAIRS: list[tuple[dict[str, Any], list[Freedom], list[Freedom]]] = [
    ({}, [], []),
    ({"locked": ["floor", "maximum"]}, [], []),
    ({"envelope": {"maximum": 400}}, [Freedom(K.MAXIMUM, other=400)], []),
    (
        {"ceilings": {"public": {"2020": 150, "2021": None}}},
        [Freedom(K.CEILING, payer="public", year=2020, other=150)],
        [],
    ),
    ({"envelope": {"minimum": 0}}, [], [Freedom(K.FLOOR, own=0, other=100)]),
    (
        {"envelope": ENVELOPE},
        [Freedom(K.FLOOR, own=100, other=150), Freedom(K.SOFT_FLOOR)],
        [],
    ),
    ({"overrun_years": 3}, [], [Freedom(K.SCHEDULE, own=2025, other=2023)]),
    (of_project("free", cost=6), [], [Freedom(K.COST, "free", own=6, other=8)]),
    (of_project("free", cost=9), [Freedom(K.COST, "free", own=8, other=9)], []),
    (of_project("free", mandated=False), [], [Freedom(K.OPTIONAL, "free")]),
    (of_project("free", mandated=True), [], []),
    (of_project("free", excluded=True), [], [Freedom(K.DROPPED, "free")]),
    (of_project("free", pin={"start": "2020Q2"}), [Freedom(K.START, "free", other="2020Q2")], []),
    (of_project("free", pin={"mode": "fast"}), [Freedom(K.MODE, "free", other="fast")], []),
    (
        of_project("free", delay_quarters=2),
        [Freedom(K.EARLIER, "free", own="2020Q1", other="2020Q3")],
        [],
    ),
    (
        of_project("early", delay_quarters=1),
        [Freedom(K.EARLIER, "early", own="2020Q1", other="2020Q2")],
        [Freedom(K.LATER, "early", own="2020Q2", other="2020Q1")],
    ),
    (
        of_project("early", allocations={"district": {"2020": 100}}, flexibility=0),
        [Freedom(K.ALLOCATION, "early", "district", 2020, None, 100)],
        [],
    ),
]


@pytest.mark.parametrize(("changes", "default_had", "scenario_had"), PAIRS)
def test_every_kind_of_freedom_is_seen_from_both_sides(
    portfolio: Portfolio, changes: dict[str, Any], default_had: list[Freedom], scenario_had: list[Freedom]
) -> None:
    default, other = asked(portfolio), asked(portfolio, **changes)
    assert freedoms(portfolio, default, other) == Freedoms(tuple(default_had), tuple(scenario_had), ())
    assert freedoms(portfolio, other, default) == Freedoms(tuple(scenario_had), tuple(default_had), ())
    for language in ("en", "zh"):
        told = freedom.told(default, other, portfolio, wording(language))
        assert bool(told) == bool(default_had or scenario_had)
        assert not any("None" in sentence or "{" in sentence for sentence in told)


def test_carried_over_room_counts_where_both_have_a_ceiling(portfolio: Portfolio) -> None:
    tight = {"ceilings": {"district": {"2020": 150, "2021": 60}}}
    before, after = asked(portfolio, **tight), asked(portfolio, **tight, carry_over={"district": 0.5})
    carried = Freedom(K.CARRY_OVER, payer="district", own="0.5", other="0")
    assert freedoms(portfolio, before, after) == Freedoms((), (carried,), ())


def test_two_pins_each_allow_what_the_other_does_not(portfolio: Portfolio) -> None:
    plans = [asked(portfolio, **of_project("free", pin={"start": start})) for start in ("2020Q2", "2020Q4")]
    found = freedoms(portfolio, *plans)
    assert found.before == (Freedom(K.START, "free", own="2020Q2", other="2020Q4"),)
    assert found.after == (Freedom(K.START, "free", own="2020Q4", other="2020Q2"),)


def test_fewer_moves_are_less_freedom_and_other_aims_or_data_are_another_question(
    portfolio: Portfolio,
) -> None:
    baseline = asked(portfolio)
    free, held = (asked(portfolio, baseline, most_moves=most) for most in (None, 1))
    assert freedoms(portfolio, free, held) == Freedoms((Freedom(K.MOVES, other=1),), (), ())
    assert freedoms(portfolio, baseline, free).is_empty
    elsewhere = asked(portfolio, **of_project("free", pin={"start": "2021Q1"}))
    assert freedoms(portfolio, free, asked(portfolio, elsewhere)).apart == (Apart.BASELINE,)
    tolerant = {"objective": [{"terms": [PEAK], "tolerance": 0.1}]}
    strict = {"objective": [{"terms": [PEAK]}]}
    assert freedoms(portfolio, *(asked(portfolio, **aims) for aims in (strict, tolerant))).apart == (
        Apart.AIMS,
    )
    rows = [p.model_copy(update={"cost": 101}) if p.id == "early" else p for p in portfolio.projects]
    dearer = portfolio.changed(projects=tuple(rows))
    assert freedoms(dearer, free, asked(dearer)).apart == (Apart.DATA,)
    gone = asked(portfolio, **of_project("free", cost=6))
    fewer = dearer.changed(projects=tuple(rows[:2]))
    assert freedoms(fewer, free, gone) == Freedoms((), (), (Apart.DATA,))


def test_what_changes_allow_beyond_what_they_say_stands_in_the_plan_and_beside_them(
    portfolio: Portfolio,
) -> None:
    plan = asked(portfolio, **PINNED)
    assert json.loads(plan_json(plan))["allowances"] == [
        {"kind": "flexibility", "project": "across", "share": 0.5, "years": []}
    ]
    assert asked(portfolio).allowances == ()
    page = io.StringIO()
    show_plan(Console(file=page, width=200), portfolio, plan)
    beyond = "Beyond what the changes say: up to 50% of what across Project across would spend in any quarter"
    assert beyond in page.getvalue()
    (allowance,) = freedom.of_slot(
        Slot(ChangeKind.ALLOCATION, "across", 2020, "district"), plan.allowances or ()
    )
    assert "50%" in freedom.allowed(allowance, portfolio, wording("zh"))
    assert freedom.of_slot(Slot(ChangeKind.ALLOCATION, "free", 2020, "private"), plan.allowances or ()) == []


def test_a_list_of_changes_says_with_a_pinned_amount_what_it_lets_move(portfolio: Portfolio) -> None:
    slot, say = Slot(ChangeKind.ALLOCATION, "across", 2020, "district"), wording("en")
    pinned = asked(portfolio, **PINNED).scenario
    assert in_full(slot, 26, pinned, portfolio, say).endswith(
        "; besides, up to 50% of its spending in any quarter may move"
    )
    rigid = of_project("across", allocations={"district": {"2020": 50}}, flexibility=0)
    assert "besides" not in in_full(slot, 50, asked(portfolio, **rigid).scenario, portfolio, say)
    dear = Slot(ChangeKind.COST, "across")
    assert in_full(dear, 7, pinned, portfolio, say) == in_words(dear, 7, portfolio, say)


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        (of_project("across", allocations={"district": {"2020": 50}}, flexibility=0), []),
        ({"objective": [{"terms": [PEAK]}]}, ["floor", "lateness"]),
        ({"objective": [{"terms": [PEAK]}], "envelope": {"soft": False}}, ["lateness"]),
        ({"objective": [{"terms": [{"term": "violation"}, {"term": "tardiness"}]}]}, []),
        ({"overrun_years": 2}, []),
        ({"overrun_years": 2, "ceilings": {"public": {"2020": 200}}}, ["years"]),
        ({"overrun_years": 0, "ceilings": {"public": {"2020": 200}}}, []),
    ],
)
def test_aims_and_longer_schedules_may_allow_more_than_they_say(
    portfolio: Portfolio, changes: dict[str, Any], kinds: list[str]
) -> None:
    plan = asked(portfolio, **changes)
    assert [allowance.kind for allowance in plan.allowances or ()] == kinds


def test_a_plan_that_hides_what_it_was_allowed_is_refused_and_one_from_before_is_not(
    portfolio: Portfolio,
) -> None:
    plan = asked(portfolio, **PINNED)
    hidden = plan.model_copy(update={"allowances": ()})
    assert {violation.rule for violation in violations(portfolio, hidden)} == {"allowances"}
    content = json.loads(plan_json(plan))
    del content["allowances"]
    assert violations(portfolio, Plan.model_validate(content)) == ()

"""Answers in words and pictures, on plans of the bundled portfolio and answers made by hand."""

from __future__ import annotations

import pytest

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.stages import StageKind
from portfolio.planning.answers.comparing import compare
from portfolio.planning.answers.frontier import FrontierPoint
from portfolio.planning.answers.replanning import Curve, Point
from portfolio.planning.answers.ways_out import Step, WayKind, WayOut
from portfolio.planning.answers.why import Forced, Standing, Verdict, Why
from portfolio.planning.answers.worth import Difference, Rescue
from portfolio.ui import answer_frames, theme
from portfolio.ui.charts import base, curves
from portfolio.wording import answers, ways
from portfolio.wording.i18n import Language, Wording, wording

EN, ZH = wording(Language.EN), wording(Language.ZH)
SAYS = pytest.mark.parametrize("say", [ZH, EN], ids=["zh", "en"])
STEPS = {
    WayKind.RESERVE: Step(payer="public", before=9_000, after=4_000),
    WayKind.CEILINGS: Step(payer="public", year=2017, before=9_000, after=19_432),
    WayKind.FLOOR: Step(before=450_000, after=440_000),
    WayKind.MAXIMUM: Step(before=450_000, after=460_000),
    WayKind.SLIP: Step(project="a1-08", before=1, after=5),
    WayKind.DROP: Step(project="a1-08", before=70_000),
    WayKind.CARRY_OVER: Step(payer="public", before=0, after=40),
    WayKind.SCHEDULE: Step(before=2, after=3),
    WayKind.SHARES: Step(project="a1-07", payer="municipal", before=40, after=55),
    WayKind.SOURCE_YEARS: Step(payer="district", before=2021, after=2022),
    WayKind.BAND: Step(project="a1-07", side="late", before=1, after=2),
    WayKind.WAIVE: Step(project="a1-07", stage=StageKind.ESTIMATE),
    WayKind.UNDO: Step(project="a1-07"),
}


def raw(text: str) -> bool:
    """Whether something slipped through that no reader should see."""
    return any(bad in text for bad in ("None", "a1-0", "WayKind.", "_", "{"))


@SAYS
@pytest.mark.parametrize("kind", list(WayKind))
def test_every_kind_of_way_out_has_words_and_a_price(
    kind: WayKind, say: Wording, gongshu: Portfolio, squeezed: Plan
) -> None:
    way = WayOut(kind, (STEPS[kind],), 4, True, squeezed.scenario, squeezed)
    told = [
        ways.step_words(kind, way.steps[0], gongshu, say),
        ways.price_words(way, say),
        ways.outcome_words(way, gongshu, say),
    ]
    assert all(told)
    assert not any(raw(text) for text in told)


def test_a_slip_is_what_is_added_to_it(gongshu: Portfolio) -> None:
    assert ways.step_words(WayKind.SLIP, STEPS[WayKind.SLIP], gongshu, EN).endswith("4 quarters later")


@SAYS
@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_answer_to_why_not_reads(
    verdict: Verdict, say: Wording, gongshu: Portfolio, plan: Plan, squeezed: Plan
) -> None:
    forced = Forced(Period(2018, 1), verdict, 1, squeezed, compare(plan, squeezed))
    for standing in Standing:
        dates = (Period(2018, 1), Period(2017, 2))
        found = Why("a1-07", standing, plan.project("a1-07"), *dates, forced=forced, plan=plan)
        assert not any(raw(text) for text in answers.why_words(found, plan, gongshu, say))


def differences_of(plan: Plan, other: Plan) -> list[Difference]:
    changes = tuple(
        (new.value or 0) - (old.value or 0)
        for old, new in zip(plan.provenance.objective, other.provenance.objective, strict=True)
    )
    nothing = tuple(0.0 for _ in changes)
    return [
        Difference("public", 2019, 100, plan, nothing, True),
        Difference("public", 2019, -100, other, changes, False),
    ]


@SAYS
def test_what_a_ceiling_is_worth_says_better_or_worse(
    say: Wording, gongshu: Portfolio, plan: Plan, squeezed: Plan
) -> None:
    found = differences_of(plan, squeezed)
    rows = answers.worth_rows(found, plan, gongshu, say)
    assert rows[0][1][:-1] == ["—"] * len(plan.provenance.objective)
    assert say("worth.worse", value="")[-2:] in rows[1][1][0]
    assert rows[1][1][-1] == say("not_proven")
    assert answers.changed_aims(found)[0] == 0
    table = answer_frames.worth_file(found, plan, gongshu, say)
    assert len(table) == 2
    assert len(table.columns) == len(plan.provenance.objective) + 4

    frame = answer_frames.worth_frame(found, 0, plan, gongshu, say)
    figure = curves.worth(frame, base.pen(gongshu, theme.LIGHT, say))
    more, less = figure.data
    assert list(more.x) == [0.0]
    assert less.x[0] > 0
    assert less.marker.pattern.shape == "/", "told apart without colour"
    assert say("worth.worse", value="")[-2:] in less.text[0]


@SAYS
def test_rescues_say_where_the_money_goes(say: Wording, gongshu: Portfolio, plan: Plan) -> None:
    found = [
        Rescue("a1-11", {"public": {2019: 7_666}}, plan, True),
        Rescue("a1-07", None, None, True),
        Rescue("a1-08", {}, plan, False),
    ]
    rows = answers.rescue_rows(found, gongshu, say)
    assert "2019" in rows[0][1][1]
    assert [row[1][0] for row in rows[1:]] == [say("rescue.none"), say("rescue.nothing")]


@SAYS
def test_the_curve_has_a_panel_for_each_aim_that_differs(
    say: Wording, gongshu: Portfolio, plan: Plan, squeezed: Plan
) -> None:
    difference = compare(plan, squeezed)
    points = (
        Point(3, squeezed, difference, (5_000.0, 2.0, 0.0, 9.0), (5_000.0, 2.0, 0.0, -3.0)),
        Point(5, squeezed, difference, (0.0, 0.0, 0.0, 12.0), (0.0, 0.0, 0.0, 0.0)),
    )
    curve = Curve(3, points)
    frame = answer_frames.curve_frame(curve, gongshu, say)
    assert list(dict.fromkeys(frame["aim"])) == [0, 1, 3]
    assert frame[frame["aim"] == 3]["value"].tolist() == [3.0, -0.0], "fewer points are worse"
    figure = curves.curve(frame, 3, base.pen(gongshu, theme.DARK, say))
    assert [len(trace.x) for trace in figure.data] == [2, 2, 2]
    assert list(figure.data[0].marker.symbol) == ["diamond", "circle"], "the pick has a shape of its own"
    assert answers.behind_words(points[1], gongshu, say) == say("replan.best")
    assert not any(raw(cell) for _, cells, _ in answers.curve_rows(curve, gongshu, say) for cell in cells)


@SAYS
def test_the_frontier_marks_what_is_not_proven(
    say: Wording, gongshu: Portfolio, plan: Plan, squeezed: Plan
) -> None:
    points = [
        FrontierPoint(49_200, 0, True, plan.scenario, plan),
        FrontierPoint(45_057, 7, False, squeezed.scenario, squeezed),
    ]
    figure = curves.frontier(points, 1, (58_454, 6), base.pen(gongshu, theme.LIGHT, say))
    assert list(figure.data[0].marker.symbol) == ["circle", "diamond-open"]
    assert list(figure.data[0].customdata) == [0, 1]
    assert figure.data[1].name == say("frontier.here")
    rows = answers.frontier_rows(points, say)
    assert [row[1][-1] for row in rows] == [say("proven"), say("not_proven")]
    assert TOTAL not in answers.frontier_words(points[0], say)

"""What money and single projects are worth, on pages: curves, splits, room and moves, each a click away."""

from __future__ import annotations

import pytest
from reader import click, opened, settled, text

TIGHT = "public-2019-25000"
FOUR = ["public-2018-60000", "public-2019-32000", "public-2020-50000", "public-2021-50000"]


def test_without_ceilings_there_is_an_answer_too() -> None:
    app = opened("budget", lang="en")
    said = text(app)
    assert "This scenario sets no ceilings. How low one could be set" in said
    assert "so how much room there is is unknown for every year" in said

    click(app, "Work it out")
    said = text(app)
    assert "How far the next change is" in said
    assert "there is no ceiling. Set anywhere down to" in said
    assert "worse" in said

    zh = text(opened("budget", lang="zh"))
    assert "该情景没有设上限，因此各年的余地都未知。" in zh
    assert "所计目标都不变。" in zh


def test_the_curve_of_a_ceiling_and_a_ceiling_taken_from_it() -> None:
    app = opened("budget", lang="en", ceiling=TIGHT)
    click(app, "Draw the curve")
    said = text(app)
    assert "the ceiling is CNY 250 million." in said
    assert "are worth nothing: no aim that counts here changes down to" in said
    assert "from CNY" in said
    steps = app.selectbox(key="stair take")
    assert len(steps.options) > 2

    settled(steps.set_value(app.session_state["stair take"]).run())
    settled(app.button(key="open stair").click().run())
    assert app.query_params["ceiling"].startswith("public-2019-")
    assert app.query_params["ceiling"] != TIGHT

    zh = opened("budget", lang="zh", ceiling=TIGHT)
    assert "现有上限为2.5亿元。" in text(zh)


def test_the_best_splits_stand_one_click_away() -> None:
    app = opened("budget", lang="en", ceiling=FOUR)
    click(app, "Find the two best splits")
    said = text(app)
    assert "Best split" in said
    assert "Second best" in said
    assert "The second best is the best of all that differ from it by" in said

    settled(app.button(key="open split 1").click().run())
    ceilings = dict(entry.rsplit("-", 1) for entry in app.query_params["ceiling"])
    assert sum(map(int, ceilings.values())) == 192_000
    assert sorted(ceilings) == [f"public-{year}" for year in range(2018, 2022)]


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "1 of 1 ceilings are tight within 5 %"), ("zh", "1项上限中有1项在5%以内视为紧张")],
)
def test_room_is_mapped_with_a_band_that_the_reader_chooses(lang: str, told: str) -> None:
    app = opened("budget", lang=lang, ceiling=TIGHT)
    assert told in text(app)
    settled(app.button_group(key="room band").set_value(0).run())
    assert told not in text(app)


def test_single_moves_are_ranked_and_taken_into_the_scenario() -> None:
    app = opened("what_if", lang="en", ceiling=TIGHT, duty="a2-05_dropped")
    click(app, "Try every single move")
    said = text(app)
    assert "something. The best:" in said
    options = app.selectbox(key="single pick").options
    assert "better" in options[0]
    assert "no plan possible" in options[-1]
    settled(app.button(key="open single move").click().run())
    assert "duty" in app.query_params or "start" in app.query_params

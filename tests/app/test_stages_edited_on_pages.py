"""Stages of a project are put on record where the project is edited, and taken back there."""

from __future__ import annotations

from reader import click, opened, settled, text

from portfolio.bootstrap import open_workspace
from portfolio.domain.stages import StageKind

PROJECT = "a1-07"
FORM = f"project.edit change {PROJECT} 1"


def test_a_stage_is_typed_refused_kept_shown_and_taken_back() -> None:
    app = opened("projects", lang="en", project=PROJECT)
    settled(app.selectbox(key=f"change {PROJECT} 1").set_value("project.edit").run())
    app.text_input(key=f"stages.feasibility.date {FORM}").set_value("spring")
    app.text_input(key=f"stages.feasibility.amount {FORM}").set_value("12000")
    app.text_input(key=f"why {FORM}").set_value("on file")
    click(app, "Edit its fields")
    (told,) = [error.value for error in app.error]
    assert "Date, approval of the feasibility study" in told
    assert "'spring'" in told
    assert open_workspace().portfolio().item.stages == ()

    app.text_input(key=f"stages.feasibility.date {FORM}").set_value("2018-03-15")
    click(app, "Edit its fields")
    assert not app.exception
    stage = open_workspace().portfolio().item.stage_of(PROJECT, StageKind.FEASIBILITY)
    assert stage is not None
    assert (stage.date, stage.amount) == ("2018-03-15", 12000)
    assert "Date, approval of the feasibility study: 2018-03-15" in text(app)
    table = next(t.value for t in opened("schedule", lang="en").dataframe if "Stages" in t.value.columns)
    assert "feasibility study approved 2018-03-15" in table["Stages"].tolist()
    click(app, "Undo")
    assert open_workspace().portfolio().item.stages == ()

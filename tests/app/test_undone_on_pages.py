"""What was saved on a page is taken back there, done again, or refused with what others have put there."""

from __future__ import annotations

from reader import click, opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_workspace
from portfolio.domain.history import Actor
from portfolio.planning.records.projects import add_project, edit_project, found
from portfolio.planning.records.undoing import steps_of

PROJECT = "a1-07"
CHOICE = f"change {PROJECT} 1"


def cost() -> int | None:
    return found(open_workspace().portfolio().item, PROJECT).cost


def edited(amount: str) -> AppTest:
    app = opened("projects", lang="en", project=PROJECT)
    settled(app.selectbox(key=CHOICE).set_value("project.edit").run())
    app.text_input(key=f"cost project.edit {CHOICE}").set_value(amount)
    app.text_input(key=f"why project.edit {CHOICE}").set_value("tender came in")
    return click(app, "Edit its fields")


def test_what_was_changed_again_is_told_with_both_values() -> None:
    before = cost()
    app = edited("12345")
    click(app, "Undo")
    assert not app.exception
    assert "Undone – Project changed" in text(app)
    assert cost() == before

    click(app, "Do it again")
    assert "Done again – Project changed" in text(app)
    assert cost() == 12345

    edit_project(open_workspace(), PROJECT, {"cost": "777"}, actor=Actor("Zhang Min"), reason="theirs")
    click(app, "Undo")
    told = "\n".join(error.value for error in app.error)
    assert "changed again since, last by Zhang Min" in told
    assert "this step left 12345; now it is 777" in told
    assert cost() == 777


def test_any_step_of_the_history_is_chosen_and_taken_back_with_a_reason() -> None:
    workspace, who = open_workspace(), Actor("李伟")
    add_project(workspace, "second", {}, copied=PROJECT, actor=who, reason="又一所")
    step = workspace.history()[0].number
    edit_project(workspace, PROJECT, {"remark": "看过"}, actor=who, reason="现场")
    app = opened("data", lang="zh", tab="history")
    key = steps_of(workspace.history())[0].number
    settled(app.selectbox(key=f"step of {key}").set_value(str(step)).run())
    settled(app.text_input(key=f"why back {key}").set_value("多录了一所").run())
    click(app, "撤回")
    assert not app.exception
    assert "已撤回：新增项目：" in text(app)
    assert "多录了一所" in text(app)
    data = workspace.portfolio().item
    assert "second" not in {project.id for project in data.projects}
    assert data.project(PROJECT).remark == "看过"

"""Projects added, copied, edited and retired on the page: each with a reason, and nothing overwritten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from reader import click, opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_workspace, store_to_write
from portfolio.domain.history import Actor
from portfolio.domain.project import Project
from portfolio.planning.records.projects import edit_project, found
from portfolio.planning.records.register import add_portfolio, empty_portfolio

PROJECT = "a1-07"
CHOICE = f"change {PROJECT} 1"


def kept(project: str = PROJECT) -> Project:
    return found(open_workspace().portfolio().item, project)


def form(done: str) -> AppTest:
    app = opened("projects", lang="en", project=PROJECT)
    return settled(app.selectbox(key=CHOICE).set_value(done).run())


def typed(app: AppTest, key: str, **cells: str) -> None:
    for name, cell in cells.items():
        app.text_input(key=f"{name} {key}").set_value(cell)


def test_an_edited_cost_is_kept_and_told_with_its_reason() -> None:
    app, before = form("project.edit"), kept()
    typed(app, f"project.edit {CHOICE}", cost="12345", why="tender came in")
    click(app, "Edit its fields")
    assert not app.exception
    assert "a1-07 is as wanted; the data are version 2." in text(app)
    assert "tender came in" in text(app)
    assert kept() == before.model_copy(update={"cost": 12345})


def test_a_refused_value_is_told_with_what_is_expected_and_stays_typed() -> None:
    app = form("project.edit")
    typed(app, f"project.edit {CHOICE}", cost="a lot", why="tender came in")
    click(app, "Edit its fields")
    (told,) = [error.value for error in app.error]
    assert "Cost" in told
    assert "'a lot'" in told
    assert "0 or more, or empty (not priced)" in told
    assert app.text_input(key=f"cost project.edit {CHOICE}").value == "a lot"

    typed(app, f"project.edit {CHOICE}", cost="12345", why="")
    click(app, "Edit its fields")
    (told,) = [error.value for error in app.error]
    assert "a reason for the change" in told
    assert open_workspace().portfolio().version == 1


@pytest.mark.usefixtures("busy")
def test_what_somebody_has_edited_meanwhile_is_a_conflict() -> None:
    app = form("project.edit")
    typed(app, f"project.edit {CHOICE}", cost="12345", why="tender came in")
    edit_project(open_workspace(), PROJECT, {"cost": "777"}, actor=Actor("somebody else"), reason="theirs")
    click(app, "Edit its fields")
    assert "somebody else has changed the portfolio" in text(app)
    assert kept().cost == 777

    click(app, "Start again from what is in force")
    settled(app.selectbox(key=f"change {PROJECT} 2").set_value("project.edit").run())
    assert app.text_input(key=f"cost project.edit change {PROJECT} 2").value == "777"


def test_a_project_is_added_from_the_list_and_shown() -> None:
    app = opened("projects", lang="en")
    typed(app, "add 1", id="new-clinic", name="New clinic", cost="500", why="council asked")
    click(app, "Add a project")
    assert not app.exception
    assert "new-clinic is added; the data are version 2." in text(app)
    assert "council asked" in text(app)
    assert (kept("new-clinic").name, kept("new-clinic").cost) == ("New clinic", 500)


def test_a_portfolio_without_projects_is_given_its_first_one_in_either_language() -> None:
    with store_to_write() as store:
        made = empty_portfolio("new", "A new one", 2026)
        add_portfolio(store, made, actor=Actor("Li"), reason="", at=datetime(2026, 1, 1, tzinfo=UTC))
    app = opened("projects", lang="zh", portfolio="new")
    typed(app, "add 1", id="first", name="第一所", why="需要")
    click(app, "新增项目")
    assert not app.exception
    assert "已新增first，数据为第2版。" in text(app)
    assert "第一所" in text(app)


def test_a_copy_is_like_it_but_for_its_place_in_the_source_and_what_was_changed() -> None:
    app = form("project.copy")
    typed(app, f"project.copy {CHOICE}", id="second", why="one more like it")
    click(app, "Copy it under another id")
    assert not app.exception
    nowhere = {"id": "second", "document": None, "annex": None, "row": None}
    assert kept("second") == kept().model_copy(update=nowhere)


def test_a_retired_project_stays_without_works() -> None:
    app = form("project.retire")
    typed(app, f"project.retire {CHOICE}", why="no longer wanted")
    click(app, "Retire it")
    assert not app.exception
    assert "a1-07 is retired; the data are version 2." in text(app)
    assert "no longer wanted" in text(app)
    assert not kept().status.has_works

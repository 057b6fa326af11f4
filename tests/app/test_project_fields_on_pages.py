"""The form of a project: fields and classes called by their names, areas with their shares in percent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from reader import opened, settled, text
from streamlit.testing.v1 import AppTest
from towns import a_town

from portfolio.bootstrap import open_workspace, store_to_write
from portfolio.domain.history import Actor
from portfolio.domain.project import Project
from portfolio.exchange.table import COLUMNS
from portfolio.planning.records.projects import found
from portfolio.planning.records.register import add_portfolio
from portfolio.ui.components.project_fields import areas_cell, parts_of

KEY = "project.edit change one 1"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Rows that stand in the table of areas instead of those that it begins with, once there are any."""
    with store_to_write() as store:
        add_portfolio(store, a_town(), actor=Actor("Li"), reason="", at=datetime(2026, 1, 1, tzinfo=UTC))
    rows: list[tuple[str, str]] = []

    def draw(frame: pd.DataFrame, **_: Any) -> pd.DataFrame:
        return pd.DataFrame(rows, columns=list(frame.columns)) if rows else frame

    monkeypatch.setattr(st, "data_editor", draw)
    return rows


def form(lang: str = "en") -> AppTest:
    app = opened("projects", lang=lang, portfolio="town", project="one")
    return settled(app.selectbox(key="change one 1").set_value("project.edit").run())


def saved(app: AppTest) -> Project:
    app.text_input(key=f"why {KEY}").set_value("a good reason")
    settled(next(button for button in app.button if button.label == "Edit its fields").click().run())
    assert not app.exception
    assert not app.error, [error.value for error in app.error]
    return found(open_workspace("town").portfolio().item, "one")


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_field_is_called_what_files_call_it(lang: str) -> None:
    app = form(lang)
    fields = [*app.text_input, *app.text_area, *app.selectbox, *app.multiselect]
    labels = {field.label for field in fields if str(field.key).endswith(KEY)}
    assert len(labels) > 25
    assert labels.isdisjoint({column for column in COLUMNS if lang == "zh" or "_" in column})


@pytest.mark.usefixtures("typed")
def test_tags_documents_and_years_are_chosen_and_not_typed() -> None:
    app = form()
    tags = app.multiselect(key=f"tags {KEY}")
    assert (list(tags.options), tags.value) == (["Urgent", "Green"], ["urgent", "green"])
    assert list(app.selectbox(key=f"document {KEY}").options) == ["The plan", "—"]
    assert list(app.selectbox(key=f"target_year {KEY}").options) == ["—", "2024", "2025", "2026"]
    tags.set_value(["green"])
    assert saved(app).tags == ("green",)


def test_areas_are_typed_with_shares_in_percent_or_as_fractions(typed: list[tuple[str, str]]) -> None:
    app = form()
    typed += [("n1", "33.5"), ("north", "66.5%")]
    shares = [(part.area, str(part.share)) for part in saved(app).areas]
    assert shares == [("n1", "67/200"), ("north", "133/200")]
    assert "Areas: n1: 67/200; north: 133/200" in text(app)


def test_shares_that_do_not_add_up_are_told_beside_the_areas(typed: list[tuple[str, str]]) -> None:
    app = form()
    typed += [("n1", "50"), ("north", "60")]
    app.text_input(key=f"why {KEY}").set_value("a good reason")
    settled(next(button for button in app.button if button.label == "Edit its fields").click().run())
    (error,) = app.error
    assert "Areas" in error.value
    assert open_workspace("town").portfolio().version == 1


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([], ""),
        ([("a", "")], "a: 1/1"),
        ([("a", ""), ("b", ""), ("c", "")], "a: 1/3; b: 1/3; c: 1/3"),
        ([("a", "1/3"), ("b", "2/3")], "a: 1/3; b: 2/3"),
        ([("a", "12.5"), ("b", "87.5 %")], "a: 12.5%; b: 87.5%"),
    ],
)
def test_areas_as_a_cell(rows: list[tuple[str, str]], cell: str) -> None:
    assert areas_cell(rows) == cell


def test_every_column_stands_in_one_part_of_the_form_and_unknown_ones_in_the_last() -> None:
    parts = parts_of([*COLUMNS, "Ward"])
    placed = [name for names in parts.values() for name in names]
    assert sorted(placed) == sorted([*COLUMNS, "Ward"])
    assert list(parts)[-1] == "source"
    assert parts["source"][-1] == "Ward"

"""Lists edited on the data page: looked at before they are saved, faults beside their rows, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from reader import click, opened, settled, text
from streamlit.testing.v1 import AppTest
from towns import a_town

from portfolio.bootstrap import open_workspace, store_to_write
from portfolio.domain.history import Actor
from portfolio.exchange.lists import LISTS, RULES, Row
from portfolio.planning.records.lists import edit_list
from portfolio.planning.records.register import add_portfolio
from portfolio.planning.records.workspace import Workspace

Typing = Callable[[pd.DataFrame], pd.DataFrame]


class Hands:
    """What somebody types into a table, which tests cannot: it stands there each time that table is drawn."""

    def __init__(self) -> None:
        self.typing: Typing | None = None
        self.drawn = self.table = ""
        self.heads: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}

    def draw(self, frame: pd.DataFrame, **options: Any) -> pd.DataFrame:
        config = {path: each for path, each in options["column_config"].items() if each is not None}
        self.heads = {path: each["label"] for path, each in config.items()}
        self.names = {path: _names(each) for path, each in config.items()}
        st.session_state[options["key"]] = "drawn"
        self.drawn = options["key"]
        return frame if self.typing is None or self.drawn != self.table else self.typing(frame.copy())

    def type(self, app: AppTest, typing: Typing) -> AppTest:
        self.typing, self.table = typing, self.drawn
        return app.run()


def _names(config: Any) -> list[str]:
    options = config["type_config"].get("options") or []
    return [option["label"] if isinstance(option, dict) else option for option in options]


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    with store_to_write() as store:
        add_portfolio(store, a_town(), actor=Actor("Li"), reason="", at=datetime(2026, 1, 1, tzinfo=UTC))
    found = Hands()
    monkeypatch.setattr(st, "data_editor", found.draw)
    return found


def town() -> Workspace:
    return open_workspace("town")


def lists(name: str, lang: str = "en") -> AppTest:
    app = opened("data", lang=lang, portfolio="town", tab="lists")
    return app.selectbox(key="list").set_value(name).run()


def put(column: str, row: int, value: object) -> Typing:
    def typing(frame: pd.DataFrame) -> pd.DataFrame:
        frame.at[row, column] = value
        return frame

    return typing


def add(**cells: object) -> Typing:
    def typing(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([frame, pd.DataFrame([cells], index=[len(frame) + 1])])

    return typing


def save(app: AppTest, name: str, reason: str = "a good one") -> AppTest:
    app.text_input(key=f"list reason town {name}").set_value(reason)
    return app.button(key=f"list save town {name}").click().run()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_list_opens_with_its_columns_called_by_names(hands: Hands, lang: str) -> None:
    app = opened("data", lang=lang, portfolio="town", tab="lists")
    for name in LISTS:
        app.selectbox(key="list").set_value(name).run()
        assert not app.exception
        assert not app.error
        assert [head for path, head in hands.heads.items() if head == path] == []


def test_ids_are_chosen_by_the_names_of_what_they_are_of(hands: Hands) -> None:
    lists("capacities")
    assert hands.names["applies_to.areas[]"] == ["North", "First ward"]
    assert hands.names["applies_to.projects[]"][0] == "Hall one (one)"
    assert "Under construction" in hands.names["applies_to.statuses[]"]


ADDED = [
    ("areas", {"id": "south", "name": "South", "parent": "North"}),
    ("agencies", {"id": "parks", "name": "Parks"}),
    ("funding_sources", {"id": "loans", "name": "Loans", "group": "own"}),
    ("source_groups", {"id": "others", "name": "Others"}),
    ("prerequisites", {"before": "two", "after": "three", "lag_quarters": -1.0, "reason": "site"}),
    ("alternatives", {"projects[]": ["one", "two"], "at_least": 1.0, "at_most": 1.0, "reason": "either"}),
    ("capacities", {"id": "wards", "name": "Wards", "maximum": 1.0, "each_area": True, "reason": "noise"}),
    ("appropriations", {"project": "two", "source": "rates", "year": 2026.0, "amount": 5.0}),
    ("stages", {"project": "two", "stage": "estimate", "expected": "2026-05", "amount": 5.0}),
    ("actuals", {"project": "three", "source": "grants", "year": 2022.0, "amount": 4.0}),
    ("documents", {"id": "law", "title": "The law"}),
    ("facility_types", {"id": "rink", "name": "Rink"}),
    ("owners", {"id": "club", "name": "Club"}),
    ("priorities", {"id": "3", "name": "Third"}),
    (
        "targets",
        {"id": "money", "kind": "investment", "name": "Money", "comparison": "at_least", "quantity": 100.0}
        | {"unit": "10k", "source.document": "plan", "source.place": "p. 2", "source.quote": "100"},
    ),
    (
        "findings",
        {"id": "g", "kind": "unknown", "title": "G", "detail": "d", "projects[]": ["one"]}
        | {"places[0].document": "plan", "places[0].place": "p. 3", "places[0].quote": "?"},
    ),
]


@pytest.mark.parametrize(("name", "cells"), ADDED, ids=[name for name, _ in ADDED])
def test_a_row_is_added_with_a_reason_and_stands_in_history(
    hands: Hands, name: str, cells: dict[str, object]
) -> None:
    app = hands.type(lists(name), add(**cells))
    assert not app.exception
    assert "What changes" in text(app)
    save(app, name)
    assert not app.exception
    assert "the data are version 2" in text(app)
    assert town().portfolio().version == 2
    assert town().history()[0].reason == "a good one"


def test_a_renamed_area_is_told_of_before_it_is_saved(hands: Hands) -> None:
    app = hands.type(lists("areas"), put("id", 1, "uptown"))
    assert "“north” will be called “uptown” wherever it is named." in text(app)
    save(app, "areas")
    assert town().portfolio().item.projects[0].areas[1].area == "uptown"


def test_a_fault_is_told_beside_its_row_and_column_and_nothing_is_saved(hands: Hands) -> None:
    app = hands.type(lists("funding_sources", "zh"), put("id", 2, "Two Words"))
    assert "Two Words" in text(app)
    assert "编号" in text(app)
    assert "2，Two Words" in text(app)
    assert not [button for button in app.button if button.label == "全部保存"]
    assert town().portfolio().version == 1


def test_what_is_taken_away_and_still_named_is_refused_with_who_names_it(hands: Hands) -> None:
    app = hands.type(lists("tags"), lambda frame: frame.drop(index=1))
    assert "project Hall one (one), project Old pool (three)" in text(app)
    assert "rule 1 of who pays, 1 more" in text(app)


def test_a_reason_is_asked_for(hands: Hands) -> None:
    app = hands.type(lists("tags"), put("name", 1, "Very urgent"))
    save(app, "tags", reason=" ")
    assert "Give a reason; it stands in the history." in text(app)
    assert town().portfolio().version == 1


def test_what_was_typed_outlasts_other_pages_and_what_others_save(hands: Hands) -> None:
    app = hands.type(lists("tags"), put("name", 1, "Very urgent"))
    theirs = [Row(1, 0, {}), Row(2, 1, {"name": "Theirs"})]
    edit_list(town(), "tags", theirs, actor=Actor("Wang"), reason="x", opened=1)
    settled(app.switch_page("portfolio/ui/pages/projects.py").run())
    hands.typing = None
    del app.session_state[hands.table]  # as the table itself does that is not on the page any more
    app.switch_page("portfolio/ui/pages/data.py").run()
    app.button_group(key="tab").set_value("lists").run()
    app.selectbox(key="list").set_value("tags").run()
    assert "Wang has changed this list" in text(app)
    assert "Tags: green: Name: Theirs" in text(app)
    rows = app.session_state["list typed town tags"]
    assert [row.cells["name"] for row in rows] == ["Very urgent", "Green"]

    click(app, "Start again from what is in force")
    assert "Nothing differs from what is in force." in text(app)
    assert [tag.name for tag in town().portfolio().item.classes.tags] == ["Urgent", "Theirs"]


def test_every_list_and_kind_of_rules_can_be_drawn_as_a_table() -> None:
    for tab, key, names in (("lists", "list", LISTS), ("assumptions", "kind of rules", tuple(RULES))):
        app = opened("data", lang="en", tab=tab)
        for name in names:
            app.selectbox(key=key).set_value(name).run()
            assert not app.exception, name
            assert "Nothing differs from what is in force." in text(app), name

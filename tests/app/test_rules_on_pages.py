"""Rules added, moved and removed on the data page: what each is for is told before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from reader import click, opened, settled, text

from portfolio.bootstrap import open_workspace

Typing = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> dict[str, Typing]:
    """Key of nothing -> what somebody types into the table of rules, which tests cannot."""
    found: dict[str, Typing] = {}

    def draw(frame: pd.DataFrame, **options: Any) -> pd.DataFrame:
        st.session_state[options["key"]] = "drawn"
        return found.get("now", lambda same: same)(frame.copy())

    monkeypatch.setattr(st, "data_editor", draw)
    return found


def _heavier(frame: pd.DataFrame) -> pd.DataFrame:
    """Add a rule at the end, unless it stands there: projects a1-07 and a1-08 weigh 9."""
    if 9.0 in set(frame["weight"].dropna()):
        return frame
    row = {**dict.fromkeys(frame.columns), "weight": 9.0, "reason_en": "the mayor", "reason_zh": "区长"}
    row["applies_to.projects[]"] = ["a1-07", "a1-08"]
    frame.loc[len(frame) + 1] = row
    return frame


def test_a_rule_is_added_moved_up_saved_and_undone(typing: dict[str, Typing]) -> None:
    before = open_workspace().portfolio().item.assumptions.priorities
    app = opened("data", lang="en", tab="assumptions")
    settled(app.selectbox(key="kind of rules").set_value("priority_rules").run())
    typing["now"] = _heavier
    app.run()
    assert not app.exception
    assert "Is for" in text(app)
    assert f"{len(before) + 1}. " in text(app)

    chosen = f"rule to move priority_rules {len(before) + 1}"
    settled(app.selectbox(key=chosen).set_value(len(before)).run())
    for _ in before:
        settled(app.button(key="rule up priority_rules").click().run())
    assert app.button(key="rule up priority_rules").disabled
    told = text(app)
    assert "2 projects" in told
    assert "under rule" in told

    (reason,) = [field for field in app.text_input if field.key and field.key.startswith("list reason")]
    reason.set_value("the mayor asked")
    click(app, "Save all of it")
    assert not app.exception
    after = open_workspace().portfolio().item.assumptions.priorities
    assert (after[0].weight, after[1:]) == (9, before)
    assert "version 2" in text(app)

    click(app, "Undo")
    assert open_workspace().portfolio().item.assumptions.priorities == before


def test_projects_that_are_left_without_a_rule_are_named(typing: dict[str, Typing]) -> None:
    app = opened("data", lang="zh", tab="assumptions")
    settled(app.selectbox(key="kind of rules").set_value("start_rules").run())
    typing["now"] = lambda frame: frame.iloc[:1]
    app.run()
    assert not app.exception
    assert "将没有规则适用的项目共" in text(app)

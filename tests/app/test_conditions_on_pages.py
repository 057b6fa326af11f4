"""What a payer's money is bound to, set on the what-if page and seen beside its ceilings."""

from __future__ import annotations

import pytest
from reader import click, opened, settled, text


@pytest.mark.parametrize(
    ("lang", "words", "told"),
    [
        ("en", "10% of each ceiling is kept back", "of which CNY 100 million reserve"),
        ("zh", "每年上限预留10%", "其中预留1亿元"),
    ],
)
def test_a_reserve_is_kept_back_and_shown_beside_the_ceiling(lang: str, words: str, told: str) -> None:
    app = opened("what_if", lang=lang, ceiling="public-2019-100000")
    settled(app.selectbox(key="change kind").set_value("reserve").run())
    settled(app.selectbox(key="change reserve payer").set_value("public").run())
    settled(app.number_input(key="change reserve").set_value(10).run())
    click(app, "Add and solve" if lang == "en" else "添加并求解")
    assert not app.exception
    assert words in text(app)
    assert app.query_params["reserve"] == "public-10"
    budget = opened("budget", lang=lang, ceiling="public-2019-100000", reserve="public-10")
    assert not budget.exception
    assert told in text(budget)


def test_the_last_year_of_a_source_is_set_and_lifted() -> None:
    app = opened("what_if", lang="en")
    settled(app.selectbox(key="change kind").set_value("last_year").run())
    settled(app.selectbox(key="change last_year payer").set_value("municipal").run())
    click(app, "Add and solve")
    assert "last_year" not in app.query_params
    settled(app.number_input(key="change last_year").set_value(2022).run())
    click(app, "Add and solve")
    assert not app.exception
    assert "can pay until 2022 only" in text(app)
    settled(app.checkbox(key="change last_year lifted").check().run())
    click(app, "Add and solve")
    assert "can pay without an end" in text(app)
    assert app.query_params["last_year"] == "municipal-lifted"

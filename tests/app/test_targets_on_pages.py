"""The Targets page: what is promised, planned and reported, of every bundled portfolio, in both languages."""

from __future__ import annotations

import pytest
from reader import click, opened, text

from tests.conftest import SHIPPED


@pytest.fixture(autouse=True)
def _shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.settings.DATA_FOLDER", SHIPPED)


@pytest.mark.parametrize(
    ("portfolio", "lang", "told"),
    [
        ("gongshu-2017-2021", "en", ["Promised: facilities", "Promised: money"]),
        ("hangzhou-2021-2025", "zh", ["承诺：指标与服务"]),
        ("jianggan-2019-2021", "en", ["Promised: deliverables", "Nothing reported"]),
        ("longhu-2016-2020", "zh", ["承诺：指标与服务", "基期已达到目标"]),
    ],
)
def test_what_is_promised_stands_there(portfolio: str, lang: str, told: list[str]) -> None:
    app = opened("targets", lang=lang, portfolio=portfolio)
    assert not app.exception
    for words in told:
        assert words in text(app)


def test_a_reported_value_shows_how_far_it_is_and_stays_in_history() -> None:
    app = opened("targets", lang="en", portfolio="longhu-2016-2020")
    held = next(box for box in app.selectbox if box.key == "reading target")
    held.select("primary-built-to-standard")
    app.text_input(key="reading value").input("80")
    app.text_input(key="reading as_of").input("2018")
    app = click(app, "Report a value")
    assert "21.6 % of the way" in text(app)
    assert "The value is recorded with its date; earlier ones stay." in text(app)
    assert "Readings" in text(app)


@pytest.mark.parametrize("portfolio", ["jianggan-2019-2021", "longhu-2016-2020"])
def test_a_programme_without_works_opens_on_what_it_promises(portfolio: str) -> None:
    said = text(opened("overview", lang="en", portfolio=portfolio))
    assert "Promised: " in said
    assert "Baseline " not in said.split("Promised: ")[0]


@pytest.mark.parametrize(
    ("name", "told"),
    [("budget", "no money in this"), ("schedule", "no works in this"), ("what_if", "no works in this")],
)
def test_a_page_of_plans_says_that_nothing_is_built(name: str, told: str) -> None:
    said = text(opened(name, lang="en", portfolio="jianggan-2019-2021"))
    assert told in said
    assert "proven optimal" not in said

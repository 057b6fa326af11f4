"""Debt service and running costs on pages: figures, ceilings of their own, terms changed, what is unknown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from reader import click, opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio import settings
from portfolio.bootstrap import open_workspace

ASSUMED = """
[[bonds]]
source = "district"
rate_percent = 3.5
term_years = 10
reason_en = "as the last issue"
reason_zh = "按上一期发行"

[[running_costs]]
per_m2 = 0.05
reason_en = "what such facilities cost"
reason_zh = "按同类设施"

[outlook]
until = 2026
reason_en = "five years"
reason_zh = "五年"
"""
UNKNOWN_AREA, OF_A_RANGE = "a1-08", "a2-01"


@pytest.fixture(autouse=True)
def _owed(tmp_path: Path, bundled_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / bundled_folder.name
    shutil.copytree(bundled_folder, folder)
    with (folder / "assumptions.toml").open("a", encoding="utf-8") as file:
        file.write(ASSUMED)
    monkeypatch.setattr(settings, "DATA_FOLDER", folder.parent)


@pytest.mark.parametrize(
    ("lang", "title", "running", "neither"),
    [
        ("en", "What it calls for later", "Running costs", "neither investment nor payments"),
        ("zh", "后续支出", "运行费用", "既不是投资也不是资金拨付"),
    ],
)
def test_the_budget_tells_what_it_calls_for_later_apart_from_all_other_money(
    lang: str, title: str, running: str, neither: str
) -> None:
    app = opened("budget", lang=lang)
    assert not app.exception
    said = text(app)
    reason = {"en": "as the last issue", "zh": "按上一期发行"}[lang]
    for words in (title, running, neither, "2026", "3.5%", reason):
        assert words in said


def _with_ceiling(subject: str) -> AppTest:
    return opened("budget", lang="en", ceiling=f"{subject}-2021-100000")


@pytest.mark.parametrize("subject", ["running_costs", "debt_service", "debt_service:district"])
def test_a_link_sets_a_ceiling_on_it(subject: str) -> None:
    app = _with_ceiling(subject)
    assert not app.exception
    assert app.query_params["ceiling"] == f"{subject}-2021-100000"
    assert "ceiling holds" in text(app)


def test_what_if_changes_the_terms_of_a_bond_and_a_ceiling_on_running_costs() -> None:
    app = opened("what_if", lang="en", overrun="0")
    settled(app.selectbox(key="change kind").set_value("bond").run())
    settled(app.number_input(key="bond rate district").set_value(2.0).run())
    click(app, "Add and solve")
    assert not app.exception
    assert "District: 2% interest a year, repaid in 10 years, interest only for 0 years" in text(app)
    assert app.query_params["bond"] == "district-2_10_0"
    settled(app.selectbox(key="change kind").set_value("ceiling").run())
    settled(app.selectbox(key="change payer").set_value("running_costs").run())
    assert not app.exception


def test_a_project_says_what_it_costs_to_run_and_why() -> None:
    said = text(opened("projects", lang="en", project="a1-11"))
    assert "Running costs a year" in said
    assert "what such facilities cost" in said


def test_terms_are_lists_that_people_edit_and_the_outlook_is_chosen() -> None:
    assert "Interest a year (%)" not in text(opened("data", lang="en", tab="sources"))
    app = opened("data", lang="en", tab="assumptions")
    app.selectbox(key="dates 1 outlook").set_value(2030)
    app.text_input(key="why dates 1").set_value("as far as leases go")
    button = [button for button in app.button if button.label == "Change it"][5]
    settled(button.click().run())
    assert not app.exception
    outlook = open_workspace().portfolio().item.assumptions.outlook
    assert outlook is not None
    assert outlook.until == 2030
    assert "Running costs are told until: 2030" in text(opened("data", lang="en", tab="history"))

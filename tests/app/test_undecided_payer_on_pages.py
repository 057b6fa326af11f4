"""Who pays for the specialist hospital is undecided: its page says so, and the other is a click away."""

from __future__ import annotations

import re

import pytest
from reader import opened, settled, shown, text
from streamlit.testing.v1 import AppTest

from portfolio import settings
from tests.conftest import SHIPPED

HOSPITAL = "a1-11"
PUBLIC = {"en": "Public (district + municipal)", "zh": "财政资金（区级＋市级）"}


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_FOLDER", SHIPPED)


def public(app: AppTest, lang: str) -> str:
    """What public sources pay in all, by the page's table of money."""
    shown(app, PUBLIC[lang])
    found = re.search(re.escape(PUBLIC[lang]) + r"\s+([0-9,.]+)", text(app))
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("lang", "assumed", "instead", "totals"),
    [
        (
            "en",
            "Undecided: the plan assumes District",
            "See the plan with Private paying",
            ("2,652.50", "1,552.50"),
        ),
        ("zh", "未定：计划假设由区级财政出资", "查看由社会资本出资的方案", ("265,250", "155,250")),
    ],
)
def test_a_click_shows_the_plan_with_the_other_payer(
    lang: str, assumed: str, instead: str, totals: tuple[str, str]
) -> None:
    assert public(opened("budget", lang=lang), lang) == totals[0]
    app = opened("projects", lang=lang, project=HOSPITAL)
    said = text(app)
    assert assumed in said
    assert instead in said
    settled(app.button(key="paid by private").click().run())
    assert not app.exception
    chosen = f"{HOSPITAL}_private"
    assert app.query_params["funding"] == chosen
    # Where its plan takes a while, a second look is one at the page that was opened first.
    assert public(opened("budget", lang=lang, funding=chosen), lang) == totals[1]


def test_on_what_if_the_other_payer_is_chosen_and_on_the_project_taken_back() -> None:
    app = opened("what_if", lang="en")
    settled(app.selectbox(key="change kind").set_value("funding").run())
    settled(app.selectbox(key="change project").set_value(HOSPITAL).run())
    settled(app.radio(key="change funding").set_value("private").run())
    settled(app.button(key="add change").click().run())
    assert app.query_params["funding"] == f"{HOSPITAL}_private"
    assert public(app, "en") == "1,552.50"

    there = opened("projects", lang="en", project=HOSPITAL, funding=f"{HOSPITAL}_private")
    assert "the plan assumes Private" in text(there)
    assert "the plan assumes District" not in text(there)
    settled(there.button(key="paid by district").click().run())
    assert "funding" not in there.query_params


def test_of_whom_it_is_decided_nothing_else_is_offered() -> None:
    assert "Undecided" not in text(opened("projects", lang="en", project="a1-07"))

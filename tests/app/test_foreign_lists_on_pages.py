"""A list with words of its own on the page: what the reader says of it is remembered with the portfolio."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from reader import opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_portfolio, store_to_write
from portfolio.domain.history import Actor
from portfolio.domain.project import Status
from portfolio.planning.records.register import add_portfolio, empty_portfolio

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
MAY = "Nummer;Bezeichnung;Status;Cost\nA-1;Café;im Bau;900\n"


@pytest.fixture
def town() -> str:
    """The name of a portfolio without projects that lives in the store."""
    with store_to_write() as store:
        add_portfolio(store, empty_portfolio("town", "Town", 2026), actor=Actor("Li"), reason="", at=NOW)
    return "town"


def uploaded(app: AppTest, content: str) -> AppTest:
    raw = content.encode("cp1252")
    return settled(app.file_uploader[0].set_value(("list.csv", raw, "text/csv")).run())


def test_what_is_said_of_a_list_on_the_page_is_remembered(town: str) -> None:
    app = uploaded(opened("data", lang="en", tab="exchange", portfolio=town), MAY)
    assert "Windows-1252" in text(app)
    app = settled(app.selectbox(key="import encoding").select("cp1252").run())
    app.selectbox(key="import column Nummer").select("id")
    app = settled(app.selectbox(key="import column Bezeichnung").select("name").run())
    assert "im Bau" in text(app)
    app = settled(app.selectbox(key="import word status im Bau").select("under_construction").run())
    assert not app.error
    assert "Read as CP1252" in text(app)
    app.text_input(key="import reason").set_value("May")
    app = settled(app.button(key="import").click().run())
    (cafe,) = open_portfolio(town).projects
    assert (cafe.id, cafe.name, cafe.cost, cafe.status) == ("a-1", "Café", 900, Status.UNDER_CONSTRUCTION)

    later = opened("data", lang="en", tab="exchange", portfolio=town)
    later = uploaded(later, MAY.replace("900", "950"))
    assert not later.exception
    assert "as was said when this portfolio was last imported" in text(later)
    later.text_input(key="import reason").set_value("June")
    settled(later.button(key="import").click().run())
    (cafe,) = open_portfolio(town).projects
    assert (cafe.cost, cafe.status) == (950, Status.UNDER_CONSTRUCTION)

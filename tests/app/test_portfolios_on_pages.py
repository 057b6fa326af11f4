"""Several portfolios in one app: chosen on the page, held by the link, and no other folder opened."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from reader import PAGES, opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_portfolio, store_to_write
from portfolio.domain.history import Actor
from portfolio.exchange.portfolio_file import read_portfolio
from portfolio.planning.records.register import add_portfolio, empty_portfolio

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TABLE = "id,name,facility_type,cost_10k_cny,target_year\nschool,School of Arts,health_centre,1200,2027\n"


@pytest.fixture
def town(tmp_path: Path) -> str:
    """The name of a portfolio of one project that lives in the store."""
    table = tmp_path / "projects.csv"
    table.write_text(TABLE, encoding="utf-8")
    with store_to_write() as store:
        portfolio = read_portfolio(table, "town", None, NOW.year)
        add_portfolio(store, portfolio, actor=Actor("Li"), reason="", at=NOW)
    return "town"


def choices(app: AppTest) -> list[str]:
    """What the choice of the portfolio offers; nothing where it is not drawn."""
    return next((list(box.options) for box in app.selectbox if box.key == "portfolio"), [])


def test_where_there_is_one_portfolio_there_is_nothing_to_choose() -> None:
    app = opened("projects", lang="en")
    assert choices(app) == []
    assert "portfolio" not in app.query_params


def test_another_portfolio_is_chosen_and_seen_on_every_page(town: str) -> None:
    app = opened("projects", lang="en", street="大关街道", ceiling="public-2018-90000")
    assert choices(app) == ["gongshu-2017-2021", town]
    app = settled(app.selectbox(key="portfolio").select(town).run())
    assert not app.exception
    assert app.query_params["portfolio"] == town
    # What was filtered and changed in the other portfolio is of no use here.
    assert {"street", "ceiling"}.isdisjoint(app.query_params)
    assert "town" in text(app)
    assert "Gongshu" not in text(app)
    app = settled(app.switch_page("portfolio/ui/pages/schedule.py").run())
    assert app.query_params["portfolio"] == town
    assert "Gongshu" not in text(app)
    app = settled(app.selectbox(key="portfolio").select("gongshu-2017-2021").run())
    assert "portfolio" not in app.query_params
    assert "Gongshu" in text(app)


@pytest.mark.parametrize("name", PAGES)
def test_a_link_opens_every_page_of_a_portfolio_kept_here(town: str, name: str) -> None:
    app = opened(name, lang="en", portfolio=town)
    assert not app.exception
    assert not app.error
    assert app.query_params["portfolio"] == town
    assert "Gongshu" not in text(app)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_before_there_is_any_project(name: str) -> None:
    with store_to_write() as store:
        add_portfolio(store, empty_portfolio("new", "A new one", 2026), actor=Actor("Li"), reason="", at=NOW)
    app = opened(name, lang="en", portfolio="new")
    assert not app.exception
    assert not app.error
    assert ("There is no project yet" in text(app)) == (name in {"budget", "data"})


def test_a_link_opens_no_folder_that_is_not_offered(bundled_folder: Path) -> None:
    app = opened("projects", lang="en", portfolio=str(bundled_folder))
    assert "gongshu-2017-2021" in text(app)
    assert app.error


def test_an_empty_portfolio_is_made_on_the_page_and_opened() -> None:
    app = opened("data", lang="en")
    for wrong in ("../up", "gongshu-2017-2021", ""):
        app.text_input(key="new portfolio name").set_value(wrong)
        app = settled(app.button(key="new portfolio").click().run())
        assert any("portfolio" in error.value for error in app.error)
        assert "portfolio" not in app.query_params
    app.text_input(key="new portfolio name").set_value("harbour")
    app.text_input(key="new portfolio title").set_value("The new harbour")
    app = settled(app.button(key="new portfolio").click().run())
    assert not app.exception
    assert app.query_params["portfolio"] == "harbour"
    assert "The new harbour" in text(app)
    assert choices(app) == ["gongshu-2017-2021", "harbour"]


def test_an_empty_portfolio_has_the_years_and_the_money_that_were_typed() -> None:
    app = opened("data", lang="en")
    app.text_input(key="new portfolio name").set_value("harbour")
    app.number_input(key="new portfolio first year").set_value(2027)
    app.number_input(key="new portfolio last year").set_value(2034)
    app.text_input(key="new portfolio currency").set_value("usd").run()
    assert "thousand USD" in app.selectbox(key="new portfolio unit").options
    app.selectbox(key="new portfolio unit").set_value(1000)
    app.number_input(key="new portfolio decimals").set_value(1)
    app = settled(app.button(key="new portfolio").click().run())
    assert not app.exception
    programme = open_portfolio("harbour").programme
    assert (programme.horizon.first_year, programme.horizon.last_year) == (2027, 2034)
    assert (programme.money.name, programme.money.decimals) == ("thousand USD", 1)


def test_what_cannot_be_the_money_or_the_years_is_told_and_nothing_is_made() -> None:
    app = opened("data", lang="en")
    app.text_input(key="new portfolio name").set_value("harbour")
    app.number_input(key="new portfolio last year").set_value(1990)
    app = settled(app.button(key="new portfolio").click().run())
    assert any("1990" in error.value or "year" in error.value for error in app.error)
    assert "portfolio" not in app.query_params


def test_the_workbook_that_was_filled_in_is_a_new_portfolio_in_one_place() -> None:
    app = opened("data", lang="zh")
    app = app.radio(key="new portfolio how").set_value("template").run()
    assert [button.label for button in app.get("download_button")][-1] == "下载空白模板"
    app.text_input(key="new portfolio name").set_value("gongshu-2017-2021")
    app = settled(app.file_uploader[0].set_value(("list.csv", TABLE.encode(), "text/csv")).run())
    assert not [button for button in app.button if button.key == "import"]
    app = app.text_input(key="new portfolio name").set_value("harbour").run()
    app.text_input(key="import reason").set_value("起步")
    app = settled(app.button(key="import").click().run())
    assert not app.exception
    assert app.query_params["portfolio"] == "harbour"
    assert [project.id for project in open_portfolio("harbour").projects] == ["school"]

"""The programme's own fields on the data page: what years are called is seen before it is saved."""

from __future__ import annotations

from reader import click, opened, settled, text

from portfolio.bootstrap import open_workspace


def test_a_fiscal_year_is_seen_before_it_is_saved_and_can_be_undone() -> None:
    app = opened("data", lang="en", tab="programme")
    assert "runs from January 1, 2017" in text(app)
    settled(app.selectbox(key="programme 1 fiscal_year.first_month").set_value(7).run())
    settled(app.text_input(key="programme 1 fiscal_year.label").set_value("{begins}/{ends2}").run())
    assert "The first year, 2016/17, runs from July 1, 2016" in text(app)

    click(app, "Change it")
    assert "reason" in "\n".join(error.value for error in app.error)
    app.text_input(key="programme why 1").set_value("as the county does")
    click(app, "Change it")
    assert not app.exception
    assert "The programme is as wanted; the data are version 2." in text(app)
    assert open_workspace().portfolio().item.programme.fiscal_year.first_month == 7

    click(app, "Undo")
    assert not app.exception
    assert open_workspace().portfolio().item.programme.fiscal_year.first_month == 1


def test_what_would_change_amounts_is_refused_with_the_reason() -> None:
    app = opened("data", lang="zh", tab="programme")
    settled(app.text_input(key="programme 1 money.currency").set_value("USD").run())
    app.text_input(key="programme why 1").set_value("改用美元")
    settled(app.button(key="save programme").click().run())
    assert not app.exception
    assert "使各项金额保持不变的口径" in text(app)
    assert open_workspace().portfolio().version == 1

"""Turning pages of a long list: every row is on one page, and a list that shrinks has a page to look at."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _listing() -> None:
    import streamlit as st

    from portfolio.ui.components.paging import page_of
    from portfolio.wording.i18n import Language, wording

    count = st.number_input("count", value=70, key="count")
    shown = page_of(range(count), 30, "page", wording(Language.EN))
    st.text(",".join(map(str, shown)))


def rows(app: AppTest) -> list[int]:
    assert not app.exception
    return [int(number) for number in app.text[0].value.split(",")]


def test_every_row_is_on_one_page() -> None:
    app = AppTest.from_function(_listing).run()
    seen = rows(app)
    assert app.caption[0].value == "1 to 30 of 70"
    for page in (2, 3):
        seen += rows(app.pagination[0].set_value(page).run())
    assert seen == list(range(70))
    assert app.caption[0].value == "61 to 70 of 70"


def test_a_list_that_a_filter_shrinks_shows_its_last_page_or_all_of_it() -> None:
    app = AppTest.from_function(_listing).run()
    app.pagination[0].set_value(3).run()
    assert rows(app.number_input[0].set_value(45).run()) == list(range(30, 45))
    assert rows(app.number_input[0].set_value(30).run()) == list(range(30))
    assert not app.pagination

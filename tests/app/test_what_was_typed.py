"""What a reader has typed and not applied yet is there again after another page, and is marked as such."""

from __future__ import annotations

import pytest
from reader import RELATIVE, opened, settled, text
from streamlit.testing.v1 import AppTest

PENDING = "Typed, not applied yet"
UNSAVED = "Not saved yet"


def there_and_back(app: AppTest, page: str) -> AppTest:
    settled(app.switch_page(RELATIVE.format("data")).run())
    return settled(app.switch_page(RELATIVE.format(page)).run())


def test_a_change_that_was_not_added_is_still_in_the_form() -> None:
    app = opened("what_if", lang="en")
    assert PENDING not in text(app)
    app.selectbox(key="change year").set_value(2019)
    app.number_input(key="change ceiling").set_value(250.0).run()
    assert PENDING in text(app)

    there_and_back(app, "what_if")

    assert app.number_input(key="change ceiling").value == 250
    assert app.selectbox(key="change year").value == 2019
    assert PENDING in text(app)
    assert "Nothing is changed yet" in text(app)

    app.get("button_group")[0].set_value("zh").run()
    assert app.number_input(key="change ceiling").value == 25_000  # the same amount in the other unit


def test_a_report_that_was_not_saved_is_still_in_the_form() -> None:
    app = opened("projects", lang="en", project="a1-07")
    assert UNSAVED not in text(app)
    app.selectbox(key="report a1-07 0 status").set_value("tendering")
    app.text_area(key="report a1-07 0 note").set_value("being looked into").run()

    there_and_back(app, "projects")

    assert app.selectbox(key="report a1-07 0 status").value == "tendering"
    assert app.text_area(key="report a1-07 0 note").value == "being looked into"
    assert UNSAVED in text(app)


@pytest.mark.parametrize(("language", "typed", "other"), [("en", 260.5, 26_050), ("zh", 26_000, 260.0)])
def test_ceilings_that_were_not_solved_are_still_in_the_table(
    language: str, typed: float, other: float
) -> None:
    app = opened("budget", lang=language)
    about, _, cells = app.session_state["ceilings typed"]
    assert cells == {}
    # The tests' reader cannot type into a grid; what it hands over is what the page keeps of it.
    app.session_state["ceilings typed"] = (about, app.session_state["lang"], {(0, "2019"): typed})

    there_and_back(app, "budget")
    assert app.session_state["table of ceilings as begun"].loc[0, "2019"] == typed
    solve = next(button for button in app.button if button.label.startswith(("Solve with", "按这些")))
    assert not solve.disabled

    app.get("button_group")[0].set_value("zh" if language == "en" else "en").run()
    assert app.session_state["table of ceilings as begun"].loc[0, "2019"] == other

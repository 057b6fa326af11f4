"""The data page's form for who pays: percentages with decimals, and fractions, that add up to the whole."""

from __future__ import annotations

from fractions import Fraction

from reader import opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_workspace


def changed(**shares: str) -> AppTest:
    """Submit these shares of the second rule's sources, with a reason."""
    app = opened("data", lang="en", tab="assumptions")
    for source, share in shares.items():
        app.text_input(key=f"funding 1 1 {source}").set_value(share)
    app.text_input(key="why funding 1").set_value("as agreed")
    button = [button for button in app.button if button.label == "Change it"][2]
    return settled(button.click().run())


def test_thirds_are_kept_as_thirds_and_told_as_such() -> None:
    app = changed(district="1/3", municipal="1/3", private="1/3")
    assert "Changed; from now on plans are made with it." in text(settled(app))
    rule = open_workspace().portfolio().item.assumptions.funding[1]
    assert dict(rule.of_one) == dict.fromkeys(("district", "municipal", "private"), Fraction(1, 3))
    assert "1/3" in text(opened("data", lang="en", tab="history"))


def test_what_is_not_the_whole_is_refused_beside_its_field() -> None:
    app = changed(district="33.33", municipal="33.33", private="33.33")
    assert "add up to 100%" in text(app)
    assert open_workspace().portfolio().version == 1

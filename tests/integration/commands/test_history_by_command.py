"""What was spent before the first year, and money that is gone before works are done, from a terminal."""

from __future__ import annotations

from terminal import BAD_INPUT, Terminal

REPORT = ("status", "report", "hospital", "--status", "under_construction", "--effective", "2020Q3")


def test_years_before_the_first_are_reported_with_their_refunds(terminal: Terminal) -> None:
    told = ("--spent", "2018=60", "--spent", "2019=-10", "--spent", "2020=5")
    reported = terminal.json(*REPORT, *told)
    assert reported["report"]["actual_spending"] == {"2018": 60, "2019": -10, "2020": 5}
    plan = terminal.json("plan")
    (hospital,) = (project for project in plan["projects"] if project["id"] == "hospital")
    assert hospital["before"]["amount"] == 50
    assert not hospital["before"]["assumed"]
    assert "50 10k CNY was paid by then" in terminal("plan")


def test_a_refund_of_more_than_was_spent_is_bad_input(terminal: Terminal) -> None:
    refused = terminal(*REPORT, "--spent", "2018=60", "--spent", "2019=-61", ends=BAD_INPUT)
    assert "-1" in refused


def test_money_that_is_gone_is_told_with_what_is_still_to_come(terminal: Terminal) -> None:
    text = terminal(*REPORT, "--progress", "50", "--spent", "2020=99999")
    assert "more is forecast to come" in text
    assert "more is forecast to come" in terminal("plan")
    assert "more is forecast to come" not in terminal(*REPORT, "--progress", "50", "--spent", "2020=1")

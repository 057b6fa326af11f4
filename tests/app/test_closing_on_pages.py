"""A year is closed on the page of data: what is reported, the adjustment beforehand, recorded, approved."""

from __future__ import annotations

import pytest
from reader import click, opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_workspace
from portfolio.domain.calendar import Period
from portfolio.domain.history import Actor
from portfolio.domain.project import Status
from portfolio.domain.status import StatusReport
from portfolio.planning.records.baselines import approved_baselines
from portfolio.planning.records.reports import report_status
from portfolio.planning.runs.office import Office

SITE = "a1-12"
"""Works under way from the first year on."""


def closing(lang: str = "en") -> AppTest:
    return opened("data", lang=lang, tab="closing")


def slower() -> None:
    """Report of one site that it finishes a year later."""
    report = StatusReport(
        project=SITE,
        status=Status.UNDER_CONSTRUCTION,
        effective=Period.parse("2018Q1"),
        actual_spending={2017: 1000},
        forecast_finish=Period.parse("2022Q4"),
        note="Piles",
    )
    report_status(open_workspace(), report, actor=Actor("Li Wei"))


def chosen(app: AppTest, *, kind: str = "closing", reason: str = "") -> AppTest:
    settled(app.segmented_control(key="closing kind").set_value(kind).run())
    return settled(app.text_input(key="closing why 2017").set_value(reason).run())


def adjusted(app: AppTest) -> list[str]:
    """Return the heads of the table of an adjustment; none where it is not drawn."""
    heads = [list(map(str, table.value.columns)) for table in app.dataframe]
    return next((names for names in heads if {"Difference", "增减"} & set(names)), [])


def test_a_year_is_closed_after_a_look_at_what_it_comes_to_and_then_approved() -> None:
    slower()
    app = closing()
    said = text(app)
    assert "works under way in 2017 are not reported to its end" in said
    assert "nobody has reported what was spent in 2017" in said
    assert "Work out the adjustment" not in said

    settled(app.checkbox(key="closing assume 2017").check().run())
    click(app, "Work out the adjustment")
    assert not app.exception
    assert {"Original plan", "Adjusted", "Difference", "Reason"} <= set(adjusted(app))
    assert "nothing is recorded" in text(app)
    assert open_workspace().portfolio().item.data_date is None

    click(app, "Close 2017")
    assert len(app.error) == 1
    assert open_workspace().portfolio().item.data_date is None

    chosen(app, reason="Accounts of 2017")
    click(app, "Close 2017")
    assert not app.exception
    said = text(app)
    assert app.text_input(key="closing why 2018").value == ""
    assert "2017 is closed." in said
    assert "Waiting for approval: adjustment of 2017" in said
    assert open_workspace().portfolio().item.data_date == Period.parse("2018Q1")
    assert len(approved_baselines(open_workspace())) == 1

    click(app, "Approve the adjusted plan")
    assert len(approved_baselines(open_workspace())) == 1
    settled(app.text_input(key="adjustment note").set_value("Adopted").run())
    click(app, "Approve the adjusted plan")
    assert len(approved_baselines(open_workspace())) == 2
    assert "Waiting for approval" not in text(app)


def test_within_a_running_year_nothing_is_frozen() -> None:
    app = chosen(closing("zh"), kind="running", reason="桩基")
    click(app, "试算调整方案")
    assert {"原计划", "调整后", "增减", "原因"} <= set(adjusted(app))
    click(app, "记录2017年调整方案")
    assert not app.exception
    said = text(app)
    assert "2017年调整方案已记录" in said
    assert "待批准：2017年调整方案" in said
    assert open_workspace().portfolio().item.data_date is None


def test_closing_is_taken_back_where_it_was_done() -> None:
    app = chosen(closing("zh"), reason="年终决算")
    settled(app.checkbox(key="closing assume 2017").check().run())
    click(app, "试算调整方案")
    click(app, "关闭2017年")
    assert "待批准" in text(app)
    click(app, "撤回")
    assert "待批准" not in text(app)
    assert open_workspace().portfolio().item.data_date is None


def test_without_an_approved_plan_there_is_nothing_to_adjust(monkeypatch: pytest.MonkeyPatch) -> None:
    app = closing()
    assert "no approved plan yet" not in text(app)
    monkeypatch.setattr(Office, "baseline", lambda _: None)
    assert "no approved plan yet" in text(app.run())


def test_the_last_year_is_closed_only_with_a_longer_schedule() -> None:
    app = closing()
    last = open_workspace().portfolio().item.calendar.years[-1]
    settled(app.selectbox(key="closing year 2017").set_value(last).run())
    assert f"2017 to {last - 1}" in " ".join(fault.value for fault in app.error)
    settled(app.number_input(key="closing extend 2017").set_value(1).run())
    assert not app.error


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_money_leads_to_it(lang: str) -> None:
    app = opened("budget", lang=lang)
    settled(app.button(key="open closing").click().run())
    assert not app.exception
    assert app.segmented_control(key="closing kind").value == "closing"

"""What pages say of themselves and of what was just done: only where it is so."""

from __future__ import annotations

import pytest
from reader import click, opened, settled, text

from portfolio.bootstrap import open_workspace
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.scenarios import save_scenario


def test_money_comes_first_and_a_higher_dearest_year_warns() -> None:
    """Two years that pay less are paid by two that pay more, in a year dearer than any before."""
    app = opened("what_if", lang="en", ceiling=["public-2019-46767", "public-2020-44471"])
    (answer,) = [e.proto.body for e in app.get("html") if "class='answer" in e.proto.body]
    assert "answer watch" in answer
    told = answer[answer.index("</span>") + len("</span>") :]
    assert told.startswith(
        "2017–2018 pay CNY 167.07 million more, 2019–2020 pay CNY 167.07 million less; in all ±0. "
        "The dearest year rises by 18%: Public (district + municipal), to CNY 616.24 million in 2018."
    )
    assert "18% higher than before: CNY 520.1 million in 2018" in text(app)

    zh = text(opened("what_if", lang="zh", ceiling=["public-2019-46767", "public-2020-44471"]))
    assert "2017–2018年多支出1.67亿元、2019–2020年少支出1.67亿元；合计±0。" in zh
    assert "财政资金（区级＋市级）的高峰年升高18%" in zh


def test_no_row_of_differences_is_summed_up_as_nothing() -> None:
    said = text(opened("budget", lang="en", ceiling=["public-2019-46767", "public-2020-44471"]))
    assert "Against the baseline" in said
    assert "as in the baseline" not in said
    assert "±0" in said


def test_the_floor_is_not_met_exactly_where_it_is_missed() -> None:
    said = text(opened("budget", lang="en", floor="500000"))
    assert "met exactly" not in said
    assert "is missed by CNY 500 million" in said


def test_a_plan_that_drops_a_project_does_not_have_all_of_them_on_time() -> None:
    said = text(opened("budget", lang="en", duty="a1-07_dropped"))
    assert "All 31 projects" not in said
    assert "Planned general hospital is not carried out." in said
    assert "with everything on time" not in said


def test_what_is_retained_is_no_project_with_works() -> None:
    app = opened("projects", lang="en", status=["existing"])
    assert "No project with works is among those shown." in text(app)
    assert "No project with works is among" not in text(opened("projects", lang="en"))


def test_only_a_change_of_a_saved_scenario_is_not_saved() -> None:
    held = Scenario(name="Tight", ceilings={"public": {2019: 46_767}})
    save_scenario(open_workspace(), held, actor=Actor("somebody"))
    assert "not saved" not in text(opened("what_if", lang="en", scenario="Tight")).splitlines()
    said = text(opened("what_if", lang="en", scenario="Tight", ceiling="public-2020-44471"))
    assert "not saved" in said


def test_a_plan_that_does_not_hold_is_not_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise BadInput([Fault(Form.PLAN, Expected.SCENARIO_WITH_PLAN)])

    monkeypatch.setattr("portfolio.ui.components.keeping.approve", refused)
    app = opened("what_if", lang="en", ceiling="public-2019-46767")
    app.text_input(key="approval note").set_value("Agreed")
    click(app, "Approve this plan")
    assert "This plan does not hold against the data" in text(app)
    assert "is the baseline now" not in text(app)


def test_the_data_date_says_that_plans_are_made_with_it() -> None:
    app = opened("data", lang="en", tab="assumptions")
    date = next(box for box in app.selectbox if box.label == "History ends before")
    why = [field for field in app.text_input if field.key and field.key.startswith("data date why")]
    date.set_value("2017Q2")
    why[0].set_value("as of now")
    button = [button for button in app.button if button.label == "Change it"][-1]
    said = text(settled(button.click().run()))
    assert "The data date is set; from now on plans are made with it." in said

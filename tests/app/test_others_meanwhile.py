"""What a reader is told where somebody else deleted, reported or changed something meanwhile."""

from __future__ import annotations

from reader import click, opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_workspace
from portfolio.domain.calendar import Period
from portfolio.domain.history import Actor
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.planning.records.assumptions import change_assumptions, set_data_date
from portfolio.planning.records.baselines import baseline_in_force
from portfolio.planning.records.reports import report_status
from portfolio.planning.records.scenarios import delete_scenario, save_scenario, saved_names, saved_scenario

SOMEBODY = Actor("somebody else")
CEILINGS = {"public": {2019: 25_000}}


def on_a_saved_scenario() -> AppTest:
    save_scenario(open_workspace(), Scenario(name="Tight", ceilings=CEILINGS), actor=SOMEBODY)
    return opened("what_if", lang="en", scenario="Tight", version="1", floor="440000")


def test_a_deleted_scenario_is_not_brought_back_by_saving_but_saved_as_new() -> None:
    app = on_a_saved_scenario()
    delete_scenario(open_workspace(), "Tight", actor=SOMEBODY)

    click(app, "Save scenario")
    assert not app.exception
    assert "“Tight” was deleted by somebody else" in text(app)
    assert saved_names(open_workspace()) == []
    # What the reader had is still there, as it was opened and as it was changed.
    assert "2019: at most CNY 250 million" in text(app)
    assert "4.4 billion" in text(app)

    click(app, "Save as a new scenario")
    assert "Saved as “Tight”, version 2." in text(app)
    kept = saved_scenario(open_workspace(), "Tight")
    assert kept is not None
    assert (kept.item.ceilings, kept.item.envelope.minimum) == (CEILINGS, 440_000)
    assert "was deleted" not in text(app)


def test_a_link_with_changes_on_a_deleted_scenario_still_opens() -> None:
    app = on_a_saved_scenario()
    address = {
        name: value[0] if isinstance(value, list) else value for name, value in app.query_params.items()
    }
    delete_scenario(open_workspace(), "Tight", actor=SOMEBODY)

    again = opened("what_if", **address)
    assert not again.exception
    assert "was deleted by somebody else" in text(again)
    again.text_input(key="name to save Tight").set_value("Tighter")
    click(again, "Save scenario")
    assert "Saved as “Tighter”, version 1." in text(again)
    assert [line.item for line in saved_names(open_workspace())] == ["Tighter"]


def test_what_was_deleted_and_made_anew_is_a_conflict() -> None:
    app = on_a_saved_scenario()
    delete_scenario(open_workspace(), "Tight", actor=SOMEBODY)
    save_scenario(open_workspace(), Scenario(name="Tight"), actor=SOMEBODY)

    click(app, "Save scenario")
    assert "“Tight” was saved by somebody else" in text(app)
    assert [(line.item, line.version) for line in saved_names(open_workspace())] == [("Tight", 2)]


def test_a_name_that_somebody_has_used_is_a_conflict_until_another_scenario_is_opened() -> None:
    save_scenario(open_workspace(), Scenario(name="Tight", ceilings=CEILINGS), actor=SOMEBODY)
    app = opened("what_if", lang="en", floor="440000")
    app.text_input(key="name to save default").set_value("Tight")
    click(app, "Save scenario")
    assert "“Tight” was saved by somebody else" in text(app)
    settled(app.selectbox(key="open from default").set_value("Tight").run())
    assert "was saved by somebody else" not in text(app)


def test_what_was_saved_meanwhile_is_not_deleted_unseen() -> None:
    app = on_a_saved_scenario()
    save_scenario(open_workspace(), Scenario(name="Tight"), actor=SOMEBODY, opened=1)
    click(app, "Delete")
    assert "“Tight” was saved by somebody else" in text(app)
    assert [line.version for line in saved_names(open_workspace())] == [2]

    delete_scenario(open_workspace(), "Tight", actor=SOMEBODY)
    click(app, "Delete")
    assert not app.exception
    assert "was deleted by somebody else" in text(app)


def test_the_plan_that_is_shown_is_approved_although_somebody_reported() -> None:
    app = opened("what_if", lang="en", ceiling="public-2019-25000")
    shown = open_workspace().portfolio().item
    report = StatusReport.model_validate(
        {"project": "a1-07", "status": "suspended", "effective": "2018Q1", "note": "halted"}
    )
    report_status(open_workspace(), report, actor=SOMEBODY)

    app.text_input(key="approval note").set_value("Agreed in the finance committee")
    click(app, "Approve this plan")
    assert not app.exception
    assert "The plan that was shown is the baseline now." in text(app)
    assert "Status report: Planned general hospital (somebody else" in text(app)
    held = baseline_in_force(open_workspace())
    assert held is not None
    assert held.item.scenario.ceilings == CEILINGS
    assert held.item.provenance.data_hash == shown.data_hash
    after = open_workspace().history("baseline", most=1)[0].after
    assert (after["version"], after["reports"], after["changes_since"]) == (1, 0, 1)
    told = text(opened("data", lang="en", tab="history"))
    assert "Made from version 1 of the data; status reports: 0" in told
    assert "Changes of the data from then to the approval: 1" in told


def test_assumptions_that_do_not_touch_each_other_are_both_kept() -> None:
    app = opened("data", lang="en", tab="assumptions")
    held = open_workspace().portfolio().item.assumptions
    longer = held.schedule_overrun.model_copy(update={"years": 3})
    theirs = held.model_copy(update={"schedule_overrun": longer})
    change_assumptions(open_workspace(), theirs, actor=SOMEBODY, reason="more room", opened=1)

    app.number_input(key="delivery 1 ('delivery', 2, 'modes', 0)").set_value(14)
    app.text_input(key="why delivery 1").set_value("slower")
    click(app, "Change it")
    known = open_workspace().portfolio().item.assumptions
    assert known.schedule_overrun.years == 3
    assert known.delivery != held.delivery


def test_a_data_date_set_meanwhile_is_said_and_not_overwritten() -> None:
    app = opened("data", lang="en", tab="assumptions")
    set_data_date(open_workspace(), Period(2017, 3), actor=SOMEBODY, reason="closed", opened=1)
    settled(app.run())
    assert "somebody else has changed the portfolio" in text(app)
    assert open_workspace().portfolio().version == 2
    settled(app.run())
    assert "somebody else has changed the portfolio" not in text(app)

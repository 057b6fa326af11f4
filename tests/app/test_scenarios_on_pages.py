"""Scenarios on the what-if page: changed, refused, saved, opened again, in conflict, approved."""

from __future__ import annotations

import pytest
from reader import click, opened, settled, text

from portfolio.bootstrap import open_workspace
from portfolio.domain.history import Actor
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.baselines import baseline_in_force
from portfolio.planning.records.scenarios import save_scenario, saved_names

SOMEBODY = Actor("somebody else")


def saved(name: str = "Tight", year: int = 2019, *, opened: int | None = None) -> None:
    ceilings = {"public": {year: 25_000}}
    save_scenario(open_workspace(), Scenario(name=name, ceilings=ceilings), actor=SOMEBODY, opened=opened)


def test_a_change_is_added_solved_and_taken_away() -> None:
    app = opened("what_if", lang="en")

    settled(app.selectbox(key="change kind").set_value("delay").run())
    settled(app.selectbox(key="change project").set_value("a1-07").run())
    app.number_input(key="change delay").set_value(6)
    click(app, "Add and solve")
    assert "Planned general hospital: starts 6 quarters later or more" in text(app)
    assert "1 project becomes late." in text(app)
    assert app.query_params["delay"] == "a1-07_6"

    click(app, "Remove")
    assert "Nothing is changed yet" in text(app)
    assert "delay" not in app.query_params


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("ceiling", {"change ceiling": -1.0}, "cannot be an amount"),
        ("ceiling", {}, "Give an amount."),
        ("carry", {"change share": 130}, "whole number from 0 to 100"),
        ("floor", {"change floor": -3.0}, "cannot be an amount"),
        ("delay", {}, "Choose a project."),
    ],
)
def test_what_cannot_be_a_change_is_refused_beside_its_field(
    kind: str, fields: dict[str, float], message: str
) -> None:
    app = opened("what_if", lang="en")

    settled(app.selectbox(key="change kind").set_value(kind).run())
    for key, value in fields.items():
        app.number_input(key=key).set_value(value)
    click(app, "Add and solve")

    assert message in text(app)
    assert "Nothing is changed yet" in text(app)


def test_a_scenario_is_saved_opened_by_its_link_and_deleted() -> None:
    app = opened("what_if", lang="en", ceiling="public-2019-25000")
    app.text_input(key="name to save default").set_value("Tight 2019")
    click(app, "Save scenario")
    assert "Saved as “Tight 2019”, version 1." in text(app)

    again = opened("budget", lang="en", scenario="Tight 2019")
    assert "Scenario  Tight 2019" in text(again)
    changed = opened("what_if", lang="en", scenario="Tight 2019", version="1", floor="440000")
    assert "Tight 2019, with Floor within the programme: CNY 4.4 billion" in text(changed)

    click(app, "Delete")
    assert "“Tight 2019” is deleted" in text(app)
    assert saved_names(open_workspace()) == []


@pytest.mark.parametrize("name", ["", "default", "<b>bold</b>"])
def test_a_name_that_cannot_be_kept_is_refused(name: str) -> None:
    app = opened("what_if", lang="en", ceiling="public-2019-25000")

    app.text_input(key="name to save default").set_value(name)
    click(app, "Save scenario")

    assert app.error
    assert saved_names(open_workspace()) == []


def test_who_saved_in_between_is_shown_and_nothing_is_overwritten() -> None:
    saved()
    app = opened("what_if", lang="en", scenario="Tight", floor="440000")
    saved(year=2020, opened=1)

    click(app, "Save scenario")
    said = text(app)
    assert "“Tight” was saved by somebody else" in said
    assert "2020: at most CNY 250 million" in said
    assert "2019: at most CNY 250 million" in said
    assert saved_names(open_workspace())[0].version == 2

    click(app, "Take what was saved meanwhile")
    assert "Public (district + municipal) 2020: at most CNY 250 million" in text(app)


def test_a_saved_scenario_that_names_a_project_that_is_gone_says_so() -> None:
    app = opened("what_if", lang="zh", delay="a9-99_3")

    assert "链接中的情景无法使用" in text(app)
    assert "a9-99_3" in text(app)


def test_a_plan_is_approved_with_a_reason_only() -> None:
    app = opened("what_if", lang="en", ceiling="public-2019-25000")

    click(app, "Approve this plan")
    assert "Say why" in text(app)

    app.text_input(key="approval note").set_value("Agreed in the finance committee")
    click(app, "Approve this plan")
    assert "The plan is the baseline now." in text(app)
    held = baseline_in_force(open_workspace())
    assert held is not None
    assert held.version == 2

    budget = opened("budget", lang="en")
    assert "over baseline" in text(budget) or "+" in text(budget)

    # The baseline before stays there to compare with.
    app = opened("what_if", lang="en")
    assert any(option.startswith("Baseline 1: ") for option in app.selectbox(key="against").options)
    before = text(app)
    settled(app.selectbox(key="against").set_value("baseline 1").run())
    assert not app.exception
    assert text(app) != before


def test_an_impossible_scenario_has_ways_out_on_every_page() -> None:
    app = opened("overview", lang="en", floor="460000", floor_rule="hard")
    assert "No plan is possible" in text(app)

    click(app, "Let the floor be missed, and solve")
    assert "short of the floor" in text(app)


def test_what_a_pinned_amount_allows_besides_stands_beside_it_and_between_the_plans() -> None:
    app = opened("what_if", lang="en", allocation="a1-08_municipal-2018-23000")
    told = text(app)
    assert "This allows more than it says: up to 50% of what" in told
    assert "What only one of the two plans was allowed" in told
    assert "Only the plan after was allowed:" in told
    assert "it is so among plans that are not allowed this." in told

    app = opened("what_if", lang="zh", allocation="a1-08_municipal-2018-23000")
    assert "该更改还放宽了一点" in text(app)
    assert "只有更改后的计划获准" in text(app)

"""Frames hold what the plan holds, in words and in money."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from portfolio.domain.calendar import Period
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.reports import with_report
from portfolio.planning.records.scenarios import default_scenario
from portfolio.ui import frames
from portfolio.ui.components import ceilings as editor
from portfolio.ui.frames import Grouping, Selection
from portfolio.ui.openings import openings
from portfolio.wording import targets
from portfolio.wording.i18n import Language, wording

EN, ZH = wording(Language.EN), wording(Language.ZH)
BOTH = pytest.mark.parametrize("say", [ZH, EN], ids=["zh", "en"])


def test_every_project_with_works_has_a_row_and_groups_hang_together(gongshu: Portfolio, plan: Plan) -> None:
    for grouping in Grouping:
        works = frames.works(plan, gongshu, gongshu.projects, grouping, EN)
        assert len(works) == 31
        changes = (works["group"] != works["group"].shift()).sum()
        assert changes == works["group"].nunique()


def test_bars_run_from_the_first_day_to_the_day_after_the_last(gongshu: Portfolio, plan: Plan) -> None:
    works = frames.works(plan, gongshu, gongshu.projects, Grouping.TYPE, EN).set_index("id")
    for project_id, row in works.iterrows():
        planned = plan.project(str(project_id))
        assert planned.start is not None
        assert planned.finish is not None
        assert (row["end"].year - row["start"].year) * 12 + row["end"].month - row["start"].month == 3 * (
            planned.start.until(planned.finish) + 1
        )


def test_what_is_not_priced_is_never_zero(gongshu: Portfolio, plan: Plan) -> None:
    works = frames.works(plan, gongshu, gongshu.projects, Grouping.TYPE, EN).set_index("id")
    assert works.loc["a1-04", "cost_text"] == "Not priced"

    years = frames.shown_years(plan, portfolio=gongshu)
    table = frames.project_table(plan, gongshu, [gongshu.project("a1-04")], years, EN)
    assert table[["total", *map(str, years)]].isna().all(axis=None)


def test_money_by_year_is_the_plans(gongshu: Portfolio, plan: Plan) -> None:
    by_year = frames.money_by_year(plan, list(plan.years))
    assert by_year.sum(axis=1).to_dict() == plan.annual_expenditure
    some = frames.money_by_year(plan, list(plan.years), Selection(types=("clinic",)).of(gongshu))
    assert some.sum().sum() == 1100 + 1300 + 1150 + 1200


def test_years_after_the_programme_show_only_if_used(gongshu: Portfolio, plan: Plan, squeezed: Plan) -> None:
    assert frames.shown_years(plan, portfolio=gongshu) == [2017, 2018, 2019, 2020, 2021]
    assert frames.shown_years(plan, squeezed, portfolio=gongshu)[-1] > 2021


@BOTH
def test_openings_count_every_facility_once(gongshu: Portfolio, plan: Plan, say: frames.Wording) -> None:
    matrix = openings(plan, gongshu, frames.shown_years(plan, portfolio=gongshu), say)
    words = [text for row in matrix.to_numpy().tolist() for cell in row for text in cell]
    counted = sum(int("".join(character for character in text if character.isdigit())) for text in words)
    assert counted == sum(project.units for project in gongshu.projects if project.status.has_works)
    assert matrix.index[-1] == say("street.none")


def test_what_was_cancelled_after_money_was_spent_on_it_does_not_open(gongshu: Portfolio) -> None:
    stopped = StatusReport(
        project="a2-01", status="cancelled", effective=Period(2018, 1), actual_spending={2017: 10}
    )
    known = with_report(gongshu, stopped)
    plan = make_plan(Case(known, default_scenario()))
    assert plan.project("a2-01").finish is not None, "what was spent is still in the plan"
    opened = [
        openings(made, portfolio, frames.shown_years(made, portfolio=portfolio), ZH)
        for made, portfolio in ((make_plan(Case(gongshu, default_scenario())), gongshu), (plan, known))
    ]
    before, after = (
        sum(map(int, re.findall("[0-9]+", str(matrix.to_numpy().tolist())))) for matrix in opened
    )
    assert after == before - 1


def test_tables_hold_the_same_totals(gongshu: Portfolio, plan: Plan) -> None:
    years = frames.shown_years(plan, portfolio=gongshu)
    payers = frames.payer_table(plan, gongshu, years, ZH).set_index("payer")
    projects = frames.project_table(plan, gongshu, gongshu.projects, years, ZH)
    assert payers.loc["合计", "total"] == projects["total"].sum() == 450_000
    for year in years:
        assert payers.loc["合计", str(year)] == projects[str(year)].sum()
    assert list(payers.index) == ["区级财政", "市级财政", "财政资金（区级＋市级）", "社会资本", "合计"]


def test_ceilings_and_room_stand_under_their_payer(gongshu: Portfolio, squeezed: Plan) -> None:
    years = frames.shown_years(squeezed, portfolio=gongshu)
    table = frames.payer_table(squeezed, gongshu, years, EN)
    public = table[table["payer"].str.startswith("Public")].set_index("line")
    assert public.loc["ceiling", "2019"] == 30_000
    assert public.loc["slack", "2019"] == 30_000 - public.loc["planned", "2019"]
    assert pd.isna(public.loc["ceiling", "2017"])


def test_files_carry_units_in_their_heads(gongshu: Portfolio, plan: Plan) -> None:
    table = frames.for_file(frames.project_table(plan, gongshu, gongshu.projects, [2018], ZH), ZH)
    assert {"合计（万元）", "2018（万元）"} <= set(table.columns)
    assert len(table) == 38


def test_selections_combine(gongshu: Portfolio) -> None:
    assert len(Selection().of(gongshu)) == 38
    assert len(Selection(streets=("",)).of(gongshu)) == 13
    assert len(Selection(ownerships=("private",), types=("clinic",)).of(gongshu)) == 4


@BOTH
def test_the_table_of_ceilings_is_read_back_as_it_was(
    gongshu: Portfolio, squeezed: Plan, say: frames.Wording
) -> None:
    table = editor.table_of(squeezed.scenario, gongshu, say)
    unchanged = editor.read(table, squeezed.scenario, gongshu, say)
    assert (unchanged.ceilings, unchanged.faults) == ({}, ())

    table.loc[0, "2019"] = None
    table.loc[3, "2018"] = 500
    changed = editor.read(table, squeezed.scenario, gongshu, say)
    assert changed.ceilings == {"public": {2019: None}, "private": {2018: 500 if say is ZH else 50_000}}


def test_a_ceiling_that_is_none_is_named_with_its_place(gongshu: Portfolio, plan: Plan) -> None:
    table = editor.table_of(plan.scenario, gongshu, EN)
    table.loc[1, "2020"] = -4
    typed = editor.read(table, plan.scenario, gongshu, EN)
    assert typed.ceilings == {}
    assert typed.faults[0].startswith("District 2020: “-4”")


def test_targets_are_held_against_what_opens_in_time(gongshu: Portfolio, plan: Plan, squeezed: Plan) -> None:
    missed = {row.name: row.is_missed for row in targets.held_against(plan, gongshu, EN)}
    assert missed["Community health centres built or extended"] is True
    assert missed["Community health stations"] is False
    assert missed["Nurses recruited in five years"] is False
    centres = next(row for row in targets.of_facilities(squeezed, gongshu, EN) if "centres built" in row.name)
    assert centres.planned is not None
    assert int(centres.planned.split()[0]) < 5

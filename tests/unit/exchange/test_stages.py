"""stages.csv: stages of projects are read, written, exported and edited with the portfolio."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.domain.calendar import FiscalYear, Period, PeriodKind
from portfolio.domain.differences import differences
from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Expected
from portfolio.domain.stages import Stage, StageKind, period_of_date
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder
from portfolio.exchange.list_editing import with_rows
from portfolio.exchange.lists import Row, rows_of
from portfolio.exchange.sheets.workbook import read_workbook
from portfolio.exchange.sheets.writing import write_workbook
from tests.conftest import WHY, PortfolioBuilder

HEAD = "project,stage,date,expected,amount,note"


@pytest.fixture
def folder(build: type[PortfolioBuilder], tmp_path: Path) -> Path:
    portfolio = build().project("a").project("b").portfolio()
    gates = [{"kind": "amount_at_most", "stage": "estimate", "tolerance_percent": 10, **WHY}]
    content = portfolio.assumptions.model_dump(by_alias=True) | {"gates": gates}
    write_folder(portfolio.changed(assumptions=content), tmp_path / "pf")
    return tmp_path / "pf"


def _with(folder: Path, *rows: str, head: str = HEAD) -> Path:
    (folder / "stages.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    return folder


def test_they_go_round_through_folder_and_workbook(folder: Path, tmp_path: Path) -> None:
    rows = ("a,feasibility,2018-03-15,,90,发改〔2018〕3号", "", "b,estimate,,2020Q3,,")
    portfolio = load_portfolio(_with(folder, *rows))
    assert portfolio.stages == (
        Stage(project="a", stage=StageKind.FEASIBILITY, date="2018-03-15", amount=90, note="发改〔2018〕3号"),
        Stage(project="b", stage=StageKind.ESTIMATE, expected="2020Q3"),
    )
    write_folder(portfolio, tmp_path / "again")
    assert load_portfolio(tmp_path / "again").data_hash == portfolio.data_hash
    write_workbook(portfolio, tmp_path / "all.xlsx", lambda said: said.code)
    assert read_workbook(tmp_path / "all.xlsx").data_hash == portfolio.data_hash


def test_columns_that_nobody_fills_in_may_be_absent(folder: Path) -> None:
    (stage,) = load_portfolio(_with(folder, "a,start", head="project,stage")).stages
    assert stage == Stage(project="a", stage=StageKind.START)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("c,start,,,,", "project", Expected.PROJECT_ID),
        ("a,planning,,,,", "stage", Expected.ONE_OF),
        ("a,start,2018,,,", "date", Expected.STAGE_DATE),
        ("a,start,2018-02-30,,,", "date", Expected.STAGE_DATE),
        ("a,start,,2018Q5,,", "expected", Expected.STAGE_DATE),
        ("a,start,,,-1,", "amount", Expected.AT_LEAST),
        ("b,completion,,,,", "stage", Expected.STAGE_ONCE),
    ],
)
def test_what_is_wrong_with_a_row_is_told_at_its_cell(
    folder: Path, row: str, column: str, code: Expected
) -> None:
    with pytest.raises(BadInput) as caught:
        load_portfolio(_with(folder, "b,completion,,,,", row))
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.column, fault.code) == ("stages.csv", 3, column, code)


def test_they_are_edited_as_a_list_and_what_differs_is_told_by_project_and_stage(folder: Path) -> None:
    before = load_portfolio(_with(folder, "a,feasibility,2018-03,,90,"))
    (held,) = rows_of("stages", before)
    more = Row(2, None, {"project": "b", "stage": "estimate", "expected": "2020-05", "amount": 80})
    after = with_rows("stages", [Row(1, 0, {**held.cells, "amount": 95}), more], before).portfolio
    assert [(stage.project, stage.amount) for stage in after.stages] == [("a", 95), ("b", 80)]
    told = {change.subject for change in differences(before, after)}
    assert told == {"stages a feasibility", "stages b estimate"}
    with pytest.raises(BadInput) as caught:
        with_rows("stages", [Row(1, 0, held.cells), Row(2, None, {**held.cells})], before)
    assert [(fault.line, fault.code) for fault in caught.value.faults] == [(2, Expected.STAGE_ONCE)]


def test_gates_are_edited_as_rules(folder: Path) -> None:
    before = load_portfolio(folder)
    (held,) = rows_of("gate_rules", before)
    gate = {"kind": "no_start_before", "stage": "feasibility", "lead_quarters": 2, "reason": "a test"}
    after = with_rows("gate_rules", [Row(1, 0, held.cells), Row(2, None, gate)], before).portfolio
    assert [gate.lead_quarters for gate in after.assumptions.gates] == [None, 2]
    idle = Row(2, None, gate | {"kind": "amount_at_most"})
    with pytest.raises(BadInput) as caught:
        with_rows("gate_rules", [Row(1, 0, held.cells), idle], before)
    assert [(f.line, f.column, f.code) for f in caught.value.faults] == [
        (2, "lead_quarters", Expected.OF_OTHER_GATES)
    ]


@pytest.mark.parametrize(
    ("text", "years", "kind", "period"),
    [
        ("2018-03-31", {}, PeriodKind.QUARTER, "2018Q1"),
        ("2018-04", {}, PeriodKind.QUARTER, "2018Q2"),
        ("2018-04", {"first_month": 4}, PeriodKind.QUARTER, "2019Q1"),
        ("2018-03", {"first_month": 4, "named": "begins"}, PeriodKind.QUARTER, "2017Q4"),
        ("2018-04-02", {"first_month": 4}, PeriodKind.MONTH, "2018-04"),
        ("2018Q1", {}, PeriodKind.MONTH, "2018-03"),
        ("2019Q1", {"first_month": 4}, PeriodKind.MONTH, "2018-06"),
    ],
)
def test_a_date_lies_in_the_period_of_the_fiscal_year(
    text: str, years: dict[str, object], kind: PeriodKind, period: str
) -> None:
    fiscal = FiscalYear.model_validate(years)
    found = period_of_date(text, fiscal, kind)
    assert str(found) == period
    assert isinstance(found, Period)

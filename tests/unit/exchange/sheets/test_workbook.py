"""A portfolio that is written as a workbook and read again is the same portfolio, whatever its texts hold."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import portfolios
import pytest
import refusals
from examples import examples
from hypothesis import given
from openpyxl.worksheet.worksheet import Worksheet

from portfolio.domain.calendar import Period
from portfolio.domain.errors import Aside, BadInput, Expectation
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.domain.status import StatusReport
from portfolio.exchange.sheets.reading import read_sheets, sheets_in
from portfolio.exchange.sheets.workbook import is_portfolio, portfolio_in, read_workbook
from portfolio.exchange.sheets.writing import workbook_of, write_template, write_workbook
from portfolio.exchange.table import COLUMNS
from portfolio.wording.faults import in_words
from portfolio.wording.i18n import Language, wording


def english(said: Expectation | Aside) -> str:
    return in_words(said, wording(Language.EN))


def chinese(said: Expectation | Aside) -> str:
    return in_words(said, wording(Language.ZH))


def again(portfolio: Portfolio) -> Portfolio:
    return portfolio_in(sheets_in(workbook_of(portfolio, english, "book.xlsx"), "book.xlsx"))


def edited(portfolio: Portfolio, edit: Callable[[openpyxl.Workbook], object]) -> bytes:
    """Return an exported workbook as somebody has changed it."""
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_of(portfolio, english, "book.xlsx")))
    edit(workbook)
    raw = io.BytesIO()
    workbook.save(raw)
    return raw.getvalue()


def columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1]}


def set_cell(workbook: openpyxl.Workbook, sheet: str, row: int, column: str, value: object) -> None:
    page = workbook[sheet]
    page.cell(row, columns(page)[column]).value = value


def test_the_bundled_portfolio_is_the_same_again(gongshu: Portfolio, tmp_path: Path) -> None:
    write_workbook(gongshu, tmp_path / "book.xlsx", chinese)
    read = read_workbook(tmp_path / "book.xlsx")
    assert read == gongshu
    assert read.data_hash == gongshu.data_hash
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_what_was_reported_and_columns_of_ones_own_are_written_too(gongshu: Portfolio) -> None:
    priced = next(project for project in gongshu.projects if project.cost)
    report = StatusReport(
        project=priced.id,
        status="under_construction",
        effective="2018Q3",
        physical_progress=20,
        actual_spending={2017: 100, 2018: 7},
        note='"in quotes"',
    )
    projects = [
        project.model_copy(update={"extra": {"GID": "007", "Ward": "=1+1"}}) for project in gongshu.projects
    ]
    more = gongshu.changed(projects=projects, status_reports=(report,), data_date=Period(2018, 3))
    assert again(more) == more
    assert again(more).data_hash == more.data_hash


def test_what_was_granted_by_year_is_written_too(build: Callable[..., Any]) -> None:
    granted = {"project": "a", "source": "district", "year": 2020, "amount": 100}
    portfolio = build().project("a", cost=100).portfolio().changed(appropriations=(granted,))
    assert again(portfolio) == portfolio
    assert again(portfolio).data_hash == portfolio.data_hash


@examples(15)
@given(portfolios.any_portfolio())
def test_any_portfolio_is_the_same_again(portfolio: Portfolio) -> None:
    read = again(portfolio)
    assert read == portfolio
    assert read.data_hash == portfolio.data_hash


@examples(5)
@given(portfolios.any_portfolio())
def test_what_a_spreadsheet_program_saves_of_it_is_the_same_too(portfolio: Portfolio) -> None:
    raw = edited(portfolio, lambda workbook: workbook.move_sheet("programme", 2))
    assert portfolio_in(sheets_in(raw, "book.xlsx")) == portfolio


def test_nothing_that_is_written_is_a_formula(gongshu: Portfolio) -> None:
    named = gongshu.changed(projects=[p.model_copy(update={"remark": "=1+1"}) for p in gongshu.projects])
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_of(named, english, "book.xlsx")))
    kinds = {cell.data_type for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "b"}
    assert again(named) == named


def test_amounts_are_numbers_that_a_spreadsheet_can_add_up(gongshu: Portfolio) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_of(gongshu, english, "book.xlsx")))
    page = workbook["projects"]
    column = columns(page)["cost"]
    costs = [page.cell(row, column).value for row in range(2, page.max_row + 1)]
    assert sum(cost for cost in costs if isinstance(cost, int)) == 450_000


def test_a_fault_names_sheet_row_and_column(gongshu: Portfolio) -> None:
    def edit(workbook: openpyxl.Workbook) -> None:
        set_cell(workbook, "projects", 3, "remark", "several\nlines")
        set_cell(workbook, "projects", 5, "units", "some")
        set_cell(workbook, "assumptions.priorities", 3, "weight", -1)
        set_cell(workbook, "programme", 2, "value", "")
        for row in workbook["programme"].iter_rows(min_row=2):
            if row[0].value == "horizon.first_year":
                row[1].value = 1800

    with pytest.raises(BadInput) as caught:
        portfolio_in(sheets_in(edited(gongshu, edit), "book.xlsx"))
    said = refusals.lines(caught.value)
    assert re.search(r"book.xlsx \[projects\]:5: [A-Z]+ units: found 'some'", said)
    assert "book.xlsx [assumptions.priorities]:3: weight: found '-1'" in said
    assert "horizon.first_year: found '1800'" in said
    assert "book.xlsx [programme]:" in said


def test_a_fault_without_a_cell_names_the_sheet(gongshu: Portfolio) -> None:
    def edit(workbook: openpyxl.Workbook) -> None:
        del workbook["assumptions.starts"]

    with refusals.refused(r"book.xlsx \[assumptions\]: starts: expected"):
        portfolio_in(sheets_in(edited(gongshu, edit), "book.xlsx"))


def test_a_key_that_is_none_is_a_fault(gongshu: Portfolio) -> None:
    with refusals.refused(r"book.xlsx \[programme\]:2: A: found 'a..b'"):
        portfolio_in(
            sheets_in(edited(gongshu, lambda w: set_cell(w, "programme", 2, "key", "a..b")), "book.xlsx")
        )


def test_numbers_typed_as_text_and_texts_typed_as_numbers_are_meant_as_their_column_is(
    gongshu: Portfolio,
) -> None:
    def edit(workbook: openpyxl.Workbook) -> None:
        set_cell(workbook, "assumptions.priorities", 2, "weight", "7")
        set_cell(workbook, "assumptions.priorities", 2, "reason_en", 2024)

    rule = portfolio_in(sheets_in(edited(gongshu, edit), "book.xlsx")).assumptions.priorities[0]
    assert (rule.weight, rule.reason_en) == (7, "2024")


def test_a_text_too_long_for_a_cell_is_a_fault_and_writes_nothing(gongshu: Portfolio, tmp_path: Path) -> None:
    long = [project.model_copy(update={"remark": "x" * 40_000}) for project in gongshu.projects]
    with refusals.refused(r"book.xlsx \[projects\]:2: remark: expected characters, at most 32767"):
        write_workbook(gongshu.changed(projects=long), tmp_path / "book.xlsx", english)
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_replaces_the_one_before(gongshu: Portfolio, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_text("before")
    write_workbook(gongshu, tmp_path / "book.xlsx", english)
    assert read_workbook(tmp_path / "book.xlsx") == gongshu
    with refusals.refused("a place that can be written to"):
        write_workbook(gongshu, tmp_path / "nowhere" / "book.xlsx", english)


@pytest.mark.parametrize("words", [english, chinese])
def test_a_dictionary_says_what_every_column_may_hold(
    gongshu: Portfolio, words: Callable[[Expectation | Aside], str]
) -> None:
    book = sheets_in(workbook_of(gongshu, words, "book.xlsx"), "book.xlsx")
    rows = next(sheet for sheet in book.sheets if sheet.name == "dictionary").rows
    meant = {(row[0], row[1]): row[2] for row in rows}
    assert {("projects", column) for column in COLUMNS} <= set(meant)
    status = next(
        words(said) for said in Project.model_fields["status"].metadata if isinstance(said, Expectation)
    )
    assert meant["projects", "status"] == status
    assert ("assumptions.funding_sources", "id") in meant
    assert ("programme", "horizon.first_year") in meant
    assert all(isinstance(text, str) and text for text in meant.values())


def test_choices_are_offered_as_lists(gongshu: Portfolio) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_of(gongshu, english, "book.xlsx")))
    page, lists = workbook["projects"], workbook["lists"]
    letter = page.cell(1, columns(page)["status"]).column_letter
    offered = next(v for v in page.data_validations.dataValidation if f"{letter}2" in str(v.sqref))
    number = columns(lists)["status"]
    names = [lists.cell(row, number).value for row in range(2, 2 + len(Status))]
    assert names == [status.value for status in Status]
    types = columns(lists)["facility_type"]
    assert lists.cell(2, types).value == gongshu.classes.facility_types[0].id
    assert offered.formula1 == f"lists!${lists.cell(1, number).column_letter}$2:" + (
        f"${lists.cell(1, number).column_letter}${1 + len(Status)}"
    )


def test_a_template_has_all_columns_and_no_rows(tmp_path: Path) -> None:
    write_template(tmp_path / "empty.xlsx", chinese)
    book = read_sheets(tmp_path / "empty.xlsx")
    projects = next(sheet for sheet in book.sheets if sheet.name == "projects")
    assert projects.rows == (tuple(COLUMNS),)
    assert not is_portfolio(book)  # until somebody fills the programme in


def test_a_list_of_ones_own_is_no_exported_portfolio() -> None:
    assert not is_portfolio(sheets_in(b"Name,Budget\nSchool,5\n", "list.csv"))

"""What a portfolio sorts its projects by, in a workbook: sheets, cells, and lists to choose from."""

from __future__ import annotations

import io

import openpyxl

from portfolio.domain.errors import Aside, Expectation
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.sheets.reading import sheets_in
from portfolio.exchange.sheets.workbook import portfolio_in
from portfolio.exchange.sheets.writing import workbook_of
from portfolio.wording.faults import in_words
from portfolio.wording.i18n import Language, wording


def english(said: Expectation | Aside) -> str:
    return in_words(said, wording(Language.EN))


def in_wards(gongshu: Portfolio) -> Portfolio:
    """The bundled portfolio, its first project in two wards, of an agency and with tags."""
    sorting = {"areas": "Ward 1: 1/3; Ward 2: 2/3", "agency": "7", "tags": "urgent; 新"}
    first = {**gongshu.projects[0].model_dump(), **sorting, "extra": {"№": "=1+1"}}
    declared = {
        "areas": [{"id": f"Ward {n}", "name": "?", "parent": "Ward 0" if n else None} for n in range(3)],
        "agencies": [{"id": "7", "name": "Seven"}],
        "tags": [{"id": "urgent", "name_zh": "急"}, {"id": "新", "name": "new"}],
    }
    return gongshu.changed(projects=(first, *gongshu.projects[1:]), classes=declared)


def test_classes_are_the_same_again(gongshu: Portfolio) -> None:
    portfolio = in_wards(gongshu)
    again = portfolio_in(sheets_in(workbook_of(portfolio, english, "book.xlsx"), "book.xlsx"))
    assert again == portfolio
    assert again.data_hash == portfolio.data_hash


def test_the_classes_declared_are_offered_as_lists(gongshu: Portfolio) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_of(in_wards(gongshu), english, "book.xlsx")))
    columns = [[cell.value for cell in column if cell.value] for column in workbook["lists"].columns]
    offered = {name: names for name, *names in columns}
    assert offered["agency"] == ["7"]
    assert offered["facility_type"][0] == "general_hospital"
    assert "priority" not in offered

"""Import and export on the data page: looked at first, then all of a file or nothing."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from reader import opened, settled, text
from streamlit.testing.v1 import AppTest

from portfolio.bootstrap import open_portfolio, open_workspace, store_to_write
from portfolio.domain.calendar import Period
from portfolio.domain.history import Actor
from portfolio.exchange.portfolio_file import read_portfolio
from portfolio.exchange.sheets.writing import workbook_of
from portfolio.planning.records.assumptions import set_data_date
from portfolio.planning.records.register import add_portfolio, kept_names

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
HEADER = "id,name,facility_type,cost_10k_cny,target_year\n"
SCHOOL = "school,School of Arts,health_centre,1200,2027\n"
HALL = "hall,Town Hall,health_centre,900,2027\n"


@pytest.fixture
def town(tmp_path: Path) -> str:
    """The name of a portfolio of one project that lives in the store."""
    table = tmp_path / "projects.csv"
    table.write_text(HEADER + SCHOOL, encoding="utf-8")
    with store_to_write() as store:
        portfolio = read_portfolio(table, "town", None, NOW.year)
        add_portfolio(store, portfolio, actor=Actor("Li"), reason="", at=NOW)
    return "town"


def uploaded(app: AppTest, content: str | bytes, file: str = "list.csv") -> AppTest:
    """Hand a file over on the page."""
    raw = content.encode() if isinstance(content, str) else content
    return settled(app.file_uploader[0].set_value((file, raw, "text/csv")).run())


def taken(app: AppTest, reason: str) -> AppTest:
    """Give a reason and take the file that is shown."""
    app.text_input(key="import reason").set_value(reason)
    return settled(app.button(key="import").click().run())


def saved(book: Workbook) -> bytes:
    """What a workbook is as a file."""
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def rows(app: AppTest) -> list[list[str]]:
    """The differences that are shown."""
    return [list(row) for row in app.dataframe[0].value.itertuples(index=False)]


def costs(name: str) -> dict[str, int | None]:
    return {project.id: project.cost for project in open_portfolio(name).projects}


def test_a_table_is_looked_at_before_it_is_taken(town: str) -> None:
    app = opened("data", lang="en", tab="exchange", portfolio=town)
    app = uploaded(app, HEADER + SCHOOL.replace("1200", "1300") + HALL)
    assert not app.exception
    hall = "Project: Town Hall, Type: health_centre, Facilities: 1, Cost: 900, Target year: 2027 and 1 more"
    assert rows(app) == [["Project school", "Cost", "1200", "1300"], ["Project hall", "new", "", hall]]
    assert costs(town) == {"school": 1200}
    app = taken(app, " ")
    assert "Give a reason" in text(app)
    assert costs(town) == {"school": 1200}
    app = taken(app, "The council's new list")
    assert not app.exception
    assert "version 2 is in force" in text(app)
    assert costs(town) == {"school": 1300, "hall": 900}
    last = open_workspace(town).history()[0]
    assert (last.action, last.reason) == ("import portfolio", "The council's new list")


def test_every_fault_of_a_file_is_shown_and_nothing_taken(town: str) -> None:
    app = opened("data", lang="en", tab="exchange", portfolio=town)
    app = uploaded(app, HEADER + SCHOOL.replace("1200", "much") + HALL.replace("2027", "soon"))
    shown = text(app)
    assert "“list.csv” cannot be imported" in shown
    for part in ("line 2", "much", "line 3", "soon"):
        assert part in shown
    assert not [button for button in app.button if button.key == "import"]
    assert costs(town) == {"school": 1200}


def test_faults_of_a_workbook_name_sheet_row_and_column_and_hidden_rows_are_told(town: str) -> None:
    portfolio = open_portfolio(town)
    book = load_workbook(io.BytesIO(workbook_of(portfolio, lambda said: said.code, "town.xlsx")))
    sheet = book["projects"]
    column = next(cell for cell in sheet[1] if cell.value == "target_year")
    app = opened("data", lang="en", tab="exchange", portfolio=town)
    sheet.cell(2, column.column).value = "soon"
    shown = text(uploaded(app, saved(book), "town.xlsx"))
    assert f"town.xlsx [projects], line 2 · {column.column_letter} target_year" in shown
    assert "soon" in shown
    sheet.cell(2, column.column).value = 2026
    sheet.row_dimensions[2].hidden = True
    app = uploaded(app, saved(book), "town.xlsx")
    assert "hidden rows were read too" in text(app)
    assert rows(app) == [["Project school", "Target year", "2027", "2026"]]


def test_what_others_changed_is_not_overwritten(town: str) -> None:
    app = opened("data", lang="en", tab="exchange", portfolio=town)
    app = uploaded(app, HEADER + SCHOOL + HALL)
    workspace = open_workspace(town)
    first = workspace.portfolio().item.calendar.first
    set_data_date(workspace, Period.parse(str(first)), actor=Actor("Wang"), reason="Told", opened=1)
    app = taken(app, "The council's new list")
    assert "Wang has changed the portfolio" in text(app)
    assert costs(town) == {"school": 1200}
    app = taken(app, "The council's new list")
    assert costs(town) == {"school": 1200, "hall": 900}
    assert open_portfolio(town).data_date == first


def test_under_a_new_name_it_is_a_new_portfolio(town: str) -> None:
    app = opened("data", lang="en", tab="exchange", portfolio=town)
    app.text_input(key="import name").set_value("gongshu-2017-2021")
    app = uploaded(app, HEADER + HALL)
    assert "a name that no portfolio has yet" in text(app)
    app = settled(app.text_input(key="import name").set_value("harbour").run())
    assert "“harbour” will be a new portfolio; projects: 1." in text(app)
    app = taken(app, "Begun")
    assert not app.exception
    assert app.query_params["portfolio"] == "harbour"
    assert costs("harbour") == {"hall": 900}
    assert costs(town) == {"school": 1200}


def test_the_workbook_offered_is_the_same_when_it_comes_back(town: str) -> None:
    app = opened("data", lang="zh", tab="exchange", portfolio=town)
    assert [button.label for button in app.get("download_button")] == ["下载组合工作簿", "下载空白模板"]
    content = workbook_of(open_portfolio(town), lambda said: said.code, "town.xlsx")
    app = uploaded(app, content, "town.xlsx")
    assert "与文件一致" in text(app)
    assert not [button for button in app.button if button.key == "import"]
    with store_to_write() as store:
        assert kept_names(store) == [town]


def test_columns_of_other_names_are_said_by_the_reader_and_never_guessed(town: str) -> None:
    header = "id;Name;facility_type;Budget;target yaer\n"
    foreign = f"The list of the council;;;;\n{header}hall;Town Hall;health_centre;900;2027\n"
    app = opened("data", lang="en", tab="exchange", portfolio=town)
    app = uploaded(app, foreign)
    assert app.number_input(key="import header row list.csv list.csv").value == 2
    boxes = {box.label: box for box in app.selectbox if (box.key or "").startswith("import column ")}
    assert {"Name", "Budget", "target yaer"} == set(boxes)
    assert boxes["target yaer"].proto.placeholder == "Perhaps Target year?"
    assert boxes["target yaer"].value is None
    assert (boxes["Name"].value, boxes["Budget"].value) == ("name", "cost")
    assert "did you mean" in text(app)
    for wrong in ("id", "name"):
        app.selectbox(key="import column Name").select("name")
        app = settled(app.selectbox(key="import column Budget").select(wrong).run())
        assert not app.exception
        assert "cannot be imported" in text(app)
    for label, field in (("Budget", "cost"), ("target yaer", "target_year")):
        app.selectbox(key=f"import column {label}").select(field)
    app = settled(app.run())
    assert not app.error
    app = taken(app, "The council's list")
    assert not app.exception
    assert costs(town) == {"hall": 900}
    assert open_portfolio(town).projects[0].target_year == 2027
    # The next list of the same shape finds the columns said already.
    app = settled(uploaded(app, foreign.replace("900", "950")))
    assert rows(app) == [["Project hall", "Cost", "900", "950"]]
    app = uploaded(app, HEADER.replace("\n", ""), "short.csv")
    assert not app.exception

"""Lists as other public bodies keep them load as they are, and it is told what was made of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import books
import pytest
import refusals

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Status
from portfolio.exchange.portfolio_file import read_portfolio
from portfolio.exchange.sheets import assuming, cleaning, listing
from portfolio.exchange.sheets.mapping import Mapping
from portfolio.exchange.sheets.units import decimal_sign
from portfolio.wording.faults import in_words
from portfolio.wording.i18n import wording

Edit = Callable[[books.Worksheet], object]


class Lists:
    """Reads lists, and keeps what was told of the last one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[str] = []

    def rows(self, rows: list[list[Any]], edit: Edit = lambda _: None, **options: Any) -> Portfolio:
        def fill(sheet: books.Worksheet) -> None:
            for row in rows:
                sheet.append(row)
            edit(sheet)

        return self.file(books.edited(fill), "list.xlsx", **options)

    def text(self, text: str, saved_in: str = "utf-8", **options: Any) -> Portfolio:
        return self.file(text.encode(saved_in), "list.csv", **options)

    def file(self, raw: bytes, name: str, known: Portfolio | None = None, **said: Any) -> Portfolio:
        path = self.folder / name
        path.write_bytes(raw)
        self.told = []

        def tell(aside: Any) -> None:
            self.told.append(in_words(aside, wording("en")))

        mapping = Mapping(**said) if said else None
        return read_portfolio(path, "town", known, 2026, mapping=mapping, tell=tell)


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    return Lists(tmp_path)


def granted(portfolio: Portfolio) -> dict[tuple[str, str, int], int]:
    return {(one.project, one.source, one.year): one.amount for one in portfolio.appropriations}


def test_a_list_of_projects_by_source_with_a_column_a_fiscal_year(lists: Lists) -> None:
    town = lists.rows(
        [
            ["Capital Improvement Program FY2026-2028"],
            ["(in thousands of dollars)"],
            [],
            ["Project ID", "Project Title", "Agency", "Fund Source", "FY2026", "FY2027", "FY2028", "Total"],
            ["117-022 ", "Main St Bridge ", "Transportation", "General Fund", 1000, 500, 0, 1500],
            ["117-022", "Main St Bridge", "Transportation", "Federal", "2,000", None, "-", 2000],
            ["457-001", "Centre", "Recreation & Parks", "GO Bonds", "$300", None, 100.5, 400.5],
            [None, "Total", None, None, 3300, 500, 100.5, 3900.5],
        ]
    )
    assert (town.programme.money.name, town.programme.money.decimals) == ("thousand USD", 1)
    assert [town.programme.fiscal_year.label_of(year) for year in (2026, 2028)] == ["FY2026", "FY2028"]
    assert (town.programme.horizon.first_year, town.programme.horizon.last_year) == (2026, 2028)
    assert [(p.id, p.name, p.cost, p.agency) for p in town.projects] == [
        ("117-022", "Main St Bridge", 35_000, "Transportation"),
        ("457-001", "Centre", 4_005, "Recreation & Parks"),
    ]
    assert [(s.id, s.name) for s in town.assumptions.funding_sources] == [
        ("general_fund", "General Fund"),
        ("federal", "Federal"),
        ("go_bonds", "GO Bonds"),
    ]
    assert granted(town) == {
        ("117-022", "general_fund", 2026): 10_000,
        ("117-022", "general_fund", 2027): 5_000,
        ("117-022", "federal", 2026): 20_000,
        ("457-001", "go_bonds", 2026): 3_000,
        ("457-001", "go_bonds", 2028): 1_005,
    }
    assert town.projects[0].extra == {"Total": "1500; 2000"}
    assert "Rows of totals and headings are left out (8)" in lists.told
    assert "The columns are named in row 4; what stands above is left out" in lists.told


def test_a_list_without_ids_in_pounds_with_dates_and_costs_not_known(lists: Lists) -> None:
    rows = [
        ["Project Name", "Department", "Project End Date", "Whole Life Cost (£m)", "Narrative"],
        ["Line 9", "DfT", date(2033, 3, 31), 44.25, "text"],
        ["Courts", "MoJ", "31/03/2030", "1,200.5", None],
        ["Rail", "DfT", datetime(2031, 5, 1), "TBC", None],
    ]
    town = lists.rows(rows)
    assert (town.programme.money.name, town.programme.money.decimals) == ("million GBP", 2)
    assert [(p.id, p.own_name, p.cost, p.target_year) for p in town.projects] == [
        ("p-1", "Line 9", 4_425, 2033),
        ("p-2", "Courts", 120_050, 2030),
        ("p-3", "Rail", None, 2031),
    ]
    assert town.projects[2].cost_note == "TBC"
    # The same list in another order finds its projects by their names.
    again = lists.rows([rows[0], *rows[:0:-1]], known=town)
    assert {p.own_name: p.id for p in again.projects} == {"Line 9": "p-1", "Courts": "p-2", "Rail": "p-3"}


def test_a_plan_of_government_investment_with_a_head_of_two_rows(lists: Lists) -> None:
    def merge(sheet: books.Worksheet) -> None:
        sheet.merge_cells("A1:H1")
        for column in "ABCDEH":
            sheet.merge_cells(f"{column}3:{column}4")
        sheet.merge_cells("F3:G3")

    town = lists.rows(
        [
            ["2026年度政府投资计划表"],
            ["单位：万元"],
            ["序号", "项目代码", "项目名称", "总投资", "资金来源", "年度计划", None, "备注"],
            [None, None, None, None, None, "2026年", "2027年", None],
            ["一", None, "续建项目"],
            [1, "2104-330105", "祥符医院", 3000, "区级财政", 1000, 2000, "x"],
            [2, "2105-330105", "桥西站", 500, "市级财政", 500, None, None],
            [None, None, "合计", 3500, None, 1500, 2000],
        ],
        merge,
    )
    assert town.programme.money.is_10k_cny
    assert [(p.id, p.name, p.cost, p.remark) for p in town.projects] == [
        ("2104-330105", "祥符医院", 3000, "x"),
        ("2105-330105", "桥西站", 500, ""),
    ]
    assert [source.name for source in town.assumptions.funding_sources] == ["区级财政", "市级财政"]
    assert sum(granted(town).values()) == 3500
    assert "Rows of totals and headings are left out (5, 8)" in lists.told


def test_amounts_by_row_source_and_year(lists: Lists) -> None:
    head = "id,name,source,year,amount\n"
    town = lists.text(head + "a1,Bridge,Bonds,2026,5\na1,Bridge,Grants,2027,6\nb2,Hall,Bonds,2026,7\n")
    assert [(p.id, p.cost) for p in town.projects] == [("a1", 11), ("b2", 7)]
    assert granted(town) == {("a1", "bonds", 2026): 5, ("a1", "grants", 2027): 6, ("b2", "bonds", 2026): 7}
    with refusals.refused(r"list.csv:3: name: found 'Hall': expected what row 2 says of the same project"):
        lists.text(head + "a1,Bridge,Bonds,2026,5\na1,Hall,Grants,2027,6\n")
    with refusals.refused("list.csv:2: year: found 'soon': expected"):
        lists.text(head + "a1,Bridge,Bonds,soon,5\n")


def test_years_of_two_halves_and_money_before_and_after_them(lists: Lists) -> None:
    town = lists.text(
        "id,name,2025/26 (£m),2026/27 (£m),Prior years (£m),Future years (£m)\na1,Bridge,5,6,1,2\n"
    )
    assert (town.programme.fiscal_year.first_month, town.programme.fiscal_year.label_of(2026)) == (
        4,
        "2025/26",
    )
    assert granted(town) == {
        ("a1", "budget", 2025): 1,
        ("a1", "budget", 2026): 5,
        ("a1", "budget", 2027): 6,
        ("a1", "budget", 2028): 2,
    }
    assert town.projects[0].cost == 14


@pytest.mark.parametrize(
    ("cost", "amount"),
    [
        ('"1,234"', 1234),
        ("1 234", 1234),
        ("$1234", 1234),
        ("USD 1234", 1234),
        ("1.234k", 1234),
        ("1234.0", 1234),
        (" 1234 ", 1234),
        ("–", None),
        ("n/a", None),
    ],
)
def test_amounts_as_people_write_them(lists: Lists, cost: str, amount: int | None) -> None:
    assert lists.text(f"id,name,Cost ($)\na1,Bridge,{cost}\n").projects[0].cost == amount


@pytest.mark.parametrize("cost", ["(1234)", "-1234", "€1234", "12%", "about 5", "1e3", "1_234"])
def test_what_is_no_amount_in_this_money_is_told_with_its_cell(lists: Lists, cost: str) -> None:
    with refusals.refused(rf"list.csv:2: cost: found {cost!r}".replace("(", r"\(").replace(")", r"\)")):
        lists.text(f"id,name,Cost ($)\na1,Bridge,{cost}\n")


def test_decimals_are_written_one_way_in_a_column(lists: Lists) -> None:
    town = lists.text("Ref;Name;Cost (EUR)\na1;Brücke;1.234,50\na2;Straße;12.000\n")
    assert [town.programme.money.number(p.cost or 0) for p in town.projects] == [1234.5, 12000]


def test_amounts_are_counted_in_the_unit_of_the_portfolio_they_come_to(lists: Lists) -> None:
    town = lists.text("id,name,Cost ($000)\na1,Bridge,1200\n")
    assert lists.text("id,name,Cost ($m)\na1,Bridge,1.5\n", known=town).projects[0].cost == 1500
    assert lists.text("id,name,Cost\na1,Bridge,1500\n", known=town).projects[0].cost == 1500
    with refusals.refused(r"list.csv:1: Cost \(€\): .* expected amounts in thousand USD"):
        lists.text("id,name,Cost (€)\na1,Bridge,1\n", known=town)


@pytest.mark.parametrize(
    ("separator", "encoding", "told"),
    [
        (",", "utf-8-sig", "UTF-8"),
        (";", "utf-8", "UTF-8"),
        ("\t", "utf-16", "UTF-16"),
        ("|", "gbk", "GB18030"),
        (",", "gb18030", "GB18030"),
    ],
)
def test_texts_in_any_encoding_and_separator(lists: Lists, separator: str, encoding: str, told: str) -> None:
    text = "编号|项目名称|总投资（亿元）|完工年份|状态\na1|拱墅区祥符街道社区卫生服务中心|1.25|2028年|在建\n"
    town = lists.text(text.replace("|", separator), encoding)
    assert [(p.name, p.cost, p.target_year, p.status) for p in town.projects] == [
        ("拱墅区祥符街道社区卫生服务中心", 125, 2028, Status.UNDER_CONSTRUCTION)
    ]
    assert town.programme.money.name == "100 million CNY"
    assert f"Read as {told}" in lists.told


def test_what_could_be_in_any_encoding_is_read_as_somebody_says(lists: Lists) -> None:
    text = "Ref,Name,Cost\na1,Café de la rue,12\n"
    with refusals.refused("list.csv:2: found 'Caf<E9> de la rue'"):
        lists.text(text, "cp1252")
    assert lists.text(text, "cp1252", encoding="cp1252").projects[0].name == "Café de la rue"


def test_a_slip_of_the_pen_is_asked_about_and_never_taken(lists: Lists) -> None:
    with refusals.refused("list.csv:1: Projct: found 'Projct': .*did you mean 'Project'?"):
        lists.text("id,Projct,cost\na1,Bridge,12\n")
    said = {"columns": {"Projct": "name"}}
    assert lists.text("id,Projct,cost\na1,Bridge,12\n", **said).projects[0].name == "Bridge"


@pytest.mark.parametrize(
    "header", ["PROJECT", "project ", "Project\nname", "项目", "项目名称", "Project_Name"]
)
def test_headers_are_known_whatever_their_case_spaces_and_signs(lists: Lists, header: str) -> None:
    town = lists.rows([["ID", header, "TARGET-YEAR"], ["a1", "Bridge", 2030]])
    assert (town.projects[0].name, town.projects[0].target_year) == ("Bridge", 2030)


def test_columns_that_may_both_be_one_of_ours_are_a_fault_and_others_of_one_name_are_kept(
    lists: Lists,
) -> None:
    with refusals.refused("list.csv:1: Total cost: .*'cost'; Budget, Total cost may all be"):
        lists.text("id,name,Budget,Total cost\na1,Bridge,12,13\n")
    town = lists.text("id,name,cost,Budget,Ward,Ward\na1,Bridge,12,13,x,y\n")
    assert (town.projects[0].cost, town.projects[0].extra) == (
        12,
        {"Budget": "13", "Ward": "x", "Ward (2)": "y"},
    )
    with refusals.refused(r"list.xlsx \[list\]:1: C: .*a name for every column"):
        lists.rows([["id", "name", None], ["a1", "Bridge", "x"]])


def test_ids_take_our_form_and_stay_beside(lists: Lists) -> None:
    town = lists.rows([["Project ID", "Name"], ["HBX 100", "Depot"], [7.0, "Hall"]])
    assert [(p.id, p.extra) for p in town.projects] == [("hbx-100", {"Project ID": "HBX 100"}), ("7", {})]
    with refusals.refused(r"list.xlsx \[list\]:3: A id: found 'a 1'"):
        lists.rows([["Project ID", "Name"], ["A-1", "Depot"], ["a 1", "Hall"]])


def test_columns_of_ones_own_stay_apart_from_ours_even_where_they_are_nearly_called_so(lists: Lists) -> None:
    said = {"columns": {"Unit": None}}
    town = lists.text("Project #,Project Description,Unit\nP 1,Bridge,north\n", **said)
    (bridge,) = town.projects
    assert (bridge.id, bridge.name) == ("p-1", "Bridge")
    assert bridge.extra == {"Unit (list)": "north", "Project #": "P 1"}
    with refusals.refused("list.csv:3: id: found 'a1': expected an id of its own"):
        lists.text("Ref,Name,Cost\na1,Bridge,1\na1,Hall,2\n")


def test_words_of_theirs_are_ours_where_somebody_says_so(lists: Lists) -> None:
    text = "Ref,Name,Status,Start of works\na1,Bridge,In progress,2024-08-01\n"
    with refusals.refused("list.csv:2: status: found 'In progress': expected one of"):
        lists.text(text)
    (bridge,) = lists.text(text, values={"status": {"in progress": "under_construction"}}).projects
    assert (bridge.status, str(bridge.began)) == (Status.UNDER_CONSTRUCTION, "2024Q3")


def test_a_long_list_is_not_gone_through_once_a_cell(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def counted(cells: Any) -> str | None:
        looks.append(1)
        return decimal_sign(cells)

    for module in (assuming, cleaning, listing):
        monkeypatch.setattr(module, "decimal_sign", counted)
    rows = "".join(f"P {n},Hall {n},{n},{n}\n" for n in range(1, 301))
    town = lists.text("Ref,Project,Cost ($),FY2026\n" + rows)
    assert len(town.projects) == 300
    assert len(looks) < 10


def test_years_in_cells_are_no_heads_of_columns(lists: Lists) -> None:
    town = lists.rows([["Project", "Remarks", "Start", "End", "Use"], ["Bridge", "x", 2026, 2027, 2028]])
    assert [(p.name, p.extra["End"]) for p in town.projects] == [("Bridge", "2027")]

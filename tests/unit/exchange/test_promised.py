"""Deliverables, indicators and readings are read, written, exported and edited with the portfolio."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from portfolio.domain.differences import differences
from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.promises import IndicatorKind, Reading
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder
from portfolio.exchange.list_editing import with_rows
from portfolio.exchange.lists import Row, rows_of
from portfolio.exchange.sheets.workbook import read_workbook
from portfolio.exchange.sheets.writing import write_workbook
from tests.conftest import PortfolioBuilder

PROGRAMME = """
name = "A scheme"
horizon = { first_year = 2019, last_year = 2021 }
[[documents]]
id = "doc"
title = "The scheme"
"""
SOURCE = 'source = { document = "doc", place = "one", quote = "so it stands" }'
DELIVERABLES = f"""
[[phases]]
id = "work"
name = "Work"
first = "2019-09"
last = "2021-12"
{SOURCE}
[[bodies]]
id = "bureau"
name = "Bureau"
{SOURCE}
[[deliverables]]
id = "houses"
name = "Houses"
quantity = 100
unit = "houses"
phase = "work"
due_latest = "2022-09"
bodies = ["bureau"]
{SOURCE}
"""
INDICATORS = f"""
[[indicators]]
id = "standard"
row = 3
category = "Services"
name = "To standard"
unit = "%"
baseline = 74.5
baseline_year = 2015
kind = "binding"
filled_down = ["kind"]
milestones = [
  {{ year = 2020, quantity = 95.5 }},
  {{ year = 2021, comparison = "range", quantity = 96, upper = 99 }},
]
bodies = ["bureau"]
{SOURCE}
[[indicators]]
id = "words"
name = "In words"
unit = "%"
milestones = [{{ comparison = "in_words", printed = "as asked" }}]
{SOURCE}
"""
READINGS = """target,value,as_of,kind,area,document,place,quote,by,note
houses,30,2020-06,,,doc,two,so many,,
houses,60,2021,planned,north,,,,Bureau,"a; b"
standard,80.25,2019Q4,,,,,,Bureau,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "scheme"
    place.mkdir()
    texts = {
        "programme.toml": PROGRAMME,
        "deliverables.toml": DELIVERABLES,
        "indicators.toml": INDICATORS,
        "readings.csv": READINGS,
    }
    for name, text in texts.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def test_a_portfolio_of_these_alone_needs_no_list_of_projects_and_nothing_assumed(folder: Path) -> None:
    scheme = load_portfolio(folder)
    assert (scheme.projects, scheme.has_works) == ((), False)
    (houses,), (standard, words) = scheme.deliverables, scheme.indicators
    assert (houses.quantity, houses.phase, scheme.phases[0].months) == (100, "work", 28)
    assert (standard.kind, standard.kind_filled_down) == (IndicatorKind.BINDING, True)
    assert [(m.year, m.quantity, m.upper) for m in standard.milestones] == [
        (2020, Decimal("95.5"), None),
        (2021, 96, 99),
    ]
    assert (words.kind, words.milestones[0].printed) == (IndicatorKind.UNKNOWN, "as asked")
    assert [reading.value for reading in scheme.readings_of("houses")] == [30, 60]


def test_a_folder_without_any_of_them_still_needs_its_projects(folder: Path) -> None:
    for name in ("deliverables.toml", "indicators.toml", "readings.csv"):
        (folder / name).unlink()
    with pytest.raises(BadInput):
        load_portfolio(folder)


def test_they_go_round_through_folder_and_workbook(folder: Path, tmp_path: Path) -> None:
    scheme = load_portfolio(folder)
    write_folder(scheme, tmp_path / "again")
    assert load_portfolio(tmp_path / "again").content_hash == scheme.content_hash
    write_workbook(scheme, tmp_path / "all.xlsx", lambda said: said.code)
    again = read_workbook(tmp_path / "all.xlsx")
    assert again == scheme
    assert again.content_hash == scheme.content_hash


def test_what_is_absent_leaves_no_file_and_no_trace_in_the_hash(
    build: type[PortfolioBuilder], tmp_path: Path
) -> None:
    town = build().project("a").portfolio()
    write_folder(town, tmp_path / "town")
    names = {path.name for path in (tmp_path / "town").iterdir()}
    assert names == {"projects.csv", "programme.toml", "assumptions.toml"}
    assert "indicators" not in town.model_dump(exclude_defaults=True)


def test_a_report_makes_no_plan_out_of_date(folder: Path) -> None:
    scheme = load_portfolio(folder)
    later = scheme.changed(readings=())
    assert later.data_hash == scheme.data_hash
    assert later.content_hash != scheme.content_hash


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        (
            "deliverables.toml",
            ('phase = "work"', 'phase = "rest"'),
            ("deliverables[0].phase", Expected.ONE_OF),
        ),
        ("deliverables.toml", ('["bureau"]', '["office"]'), ("deliverables[0].bodies", Expected.ONE_OF)),
        ("deliverables.toml", ('id = "houses"', 'id = "standard"'), ("indicators[0].id", Expected.OWN_ID)),
        ("deliverables.toml", ('"2019-09"', '"2019-13"'), ("phases[0].first", Expected.MONTH)),
        ("deliverables.toml", ('"2019-09"', '"2022-01"'), ("phases[0].last", Expected.LATER_MONTH)),
        ("indicators.toml", ('["bureau"]', '["office"]'), ("indicators[0].bodies", Expected.ONE_OF)),
        (
            "indicators.toml",
            ("upper = 99", "upper = 9"),
            ("indicators[0].milestones[1].upper", Expected.UPPER_END),
        ),
        (
            "indicators.toml",
            ('"doc", place', '"else", place'),
            ("indicators[0].source.document", Expected.ONE_OF),
        ),
        ("readings.csv", ("standard,80.25", "nothing,80.25"), ("target", Expected.OF_A_TARGET)),
        ("readings.csv", ("2019Q4", "last year"), ("as_of", Expected.READING_DATE)),
        ("readings.csv", ("doc,two", "else,two"), ("document", Expected.ONE_OF)),
        ("readings.csv", ("80.25", "eighty"), ("value", Expected.NUMBER)),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    folder: Path, file: str, change: tuple[str, str], told: tuple[str, Expected]
) -> None:
    old, new = change
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_portfolio(folder)
    found = [(fault.column, fault.code) for fault in refused.value.faults]
    assert told in found


def test_a_finding_names_what_it_is_about(folder: Path) -> None:
    finding = """
[[findings]]
id = "one"
kind = "ambiguity"
title = "One"
detail = "One"
places = [{ document = "doc", place = "one", quote = "so it stands" }]
targets = ["standard", "nothing"]
"""
    (folder / "findings.toml").write_text(finding, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_portfolio(folder)
    assert [(f.column, f.value) for f in refused.value.faults] == [("findings[0].targets", "nothing")]


def test_they_are_edited_as_lists_and_what_names_them_follows(folder: Path) -> None:
    scheme = load_portfolio(folder)
    rows = rows_of("indicators", scheme)
    edited = with_rows("indicators", [Row(1, 0, {"id": "to-standard", "milestones[0].quantity": 97})], scheme)
    assert len(rows) == 2
    assert edited.portfolio.indicators[0].milestones[0].quantity == 97
    assert [reading.target for reading in edited.portfolio.readings] == ["houses", "houses", "to-standard"]
    with pytest.raises(BadInput) as used:
        with_rows("phases", [], scheme)
    assert used.value.faults[0].code is Expected.NOT_IN_USE
    added = {"target": "words", "value": 7, "as_of": "2020"}
    one_more = with_rows("readings", [*rows_of("readings", scheme), Row(4, None, added)], scheme).portfolio
    assert one_more.readings[-1] == Reading(target="words", value=Decimal(7), as_of="2020")
    (change,) = differences(scheme, one_more)
    assert (change.subject, change.is_added) == ("readings words 2020 reported", True)
    with pytest.raises(BadInput) as nowhere:
        with_rows("readings", [Row(1, None, {**added, "target": "else"})], scheme)
    assert [(f.line, f.column, f.code) for f in nowhere.value.faults] == [(1, "target", Expected.OF_A_TARGET)]


def test_it_is_the_same_portfolio_as_json(folder: Path) -> None:
    scheme = load_portfolio(folder)
    assert Portfolio.model_validate_json(scheme.model_dump_json()) == scheme

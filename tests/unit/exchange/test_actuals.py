"""actuals.csv: what was spent before the first year is read with the portfolio, and every bad row named."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.domain.errors import BadInput
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import Actual
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder
from tests.conftest import PortfolioBuilder


@pytest.fixture
def folder(build: type[PortfolioBuilder], tmp_path: Path) -> Path:
    """A folder of 2020 and 2021: works under way, works that are cancelled, and works without a price."""
    portfolio: Portfolio = (
        build()
        .project("a", cost=100, quarters=12, earliest="2018Q1", fixed=True, status="under_construction")
        .project("cancelled", status="cancelled")
        .project("unpriced", cost=None, status="under_construction")
        .portfolio()
    )
    write_folder(portfolio, tmp_path / "pf")
    return tmp_path / "pf"


def _with(folder: Path, *rows: str) -> Path:
    (folder / "actuals.csv").write_text("\n".join(["project,source,year,amount", *rows]), encoding="utf-8")
    return folder


def test_it_is_read_and_written_the_same(folder: Path, tmp_path: Path) -> None:
    portfolio = load_portfolio(_with(folder, "a,district,2018,40", "", "a,,2019,-3"))
    assert portfolio.actuals == (
        Actual(project="a", source="district", year=2018, amount=40),
        Actual(project="a", year=2019, amount=-3),
    )
    write_folder(portfolio, tmp_path / "again")
    assert load_portfolio(tmp_path / "again").actuals == portfolio.actuals


def test_a_folder_without_it_is_the_data_that_it_was(folder: Path) -> None:
    plain = load_portfolio(folder)
    assert plain.actuals == ()
    assert load_portfolio(_with(folder, "a,,2018,40")).data_hash != plain.data_hash


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("b,,2018,1", "project", "b"),
        ("cancelled,,2018,1", "project", "cancelled"),
        ("unpriced,,2018,1", "project", "unpriced"),
        ("a,nobody,2018,1", "source", "nobody"),
        ("a,,2020,1", "year", "2020"),
        ("a,,1899,1", "year", "1899"),
        ("a,,last year,1", "year", "last year"),
        ("a,,2018,much", "amount", "much"),
        ("a,,2018,1.5", "amount", "1.5"),
        ("a,,2018,", "amount", ""),
        ("a,,2018,-1", "amount", "-1"),
        ("a,,2018,NaN", "amount", "NaN"),
        ("a,,2018", None, None),
    ],
)
def test_a_bad_row_is_named_with_its_line(
    folder: Path, row: str, column: str | None, value: str | None
) -> None:
    with pytest.raises(BadInput) as refused:
        load_portfolio(_with(folder, "a,,2019,5", row))
    (fault,) = refused.value.faults
    assert (fault.file, fault.line, fault.column, fault.value) == ("actuals.csv", 3, column, value)


def test_a_year_told_twice_and_a_refund_of_more_than_was_spent_are_refused(folder: Path) -> None:
    with pytest.raises(BadInput) as refused:
        load_portfolio(_with(folder, "a,,2018,5", "a,,2018,6", "a,district,2017,1", "a,district,2019,-2"))
    assert [(fault.line, fault.column, fault.value) for fault in refused.value.faults] == [
        (3, "year", "2018"),
        (5, "amount", "-2"),
    ]


@pytest.mark.parametrize("header", ["project,year,amount", "project,source,year,amount,note"])
def test_its_columns_are_those_four(folder: Path, header: str) -> None:
    (folder / "actuals.csv").write_text(header + "\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_portfolio(folder)
    assert [(fault.file, fault.line) for fault in refused.value.faults] == [("actuals.csv", 1)]

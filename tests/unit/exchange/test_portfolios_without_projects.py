"""A portfolio that has no projects yet is written and read as any other."""

from __future__ import annotations

from pathlib import Path

import pytest
import refusals

from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder
from portfolio.exchange.portfolio_file import read_portfolio
from portfolio.exchange.sheets.workbook import read_workbook
from portfolio.exchange.sheets.writing import write_workbook
from portfolio.planning.records.register import empty_portfolio
from portfolio.ui import links

DOLLARS = {"money": {"currency": "USD", "unit": 1000, "decimals": 2}}


def test_it_is_the_same_again_from_its_folder_and_from_its_workbook(tmp_path: Path) -> None:
    town = empty_portfolio("town", "Town", 2026, known=DOLLARS)
    write_folder(town, tmp_path / "town")
    assert load_portfolio(tmp_path / "town") == town
    assert read_portfolio(tmp_path / "town", "town", None, 2026) == town
    write_workbook(town, tmp_path / "town.xlsx", str)
    assert read_workbook(tmp_path / "town.xlsx") == town


@pytest.mark.parametrize("text", ["id,name\n", "id,name\n,\n", "Project,Cost\n"])
def test_a_list_of_no_projects_is_told_of(tmp_path: Path, text: str) -> None:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with refusals.refused("list.csv: expected at least one project"):
        read_portfolio(tmp_path / "list.csv", "town", None, 2026)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [("floor", "1.5", "0.01 thousand USD"), ("ceiling", "budget-2026-x", "0.01 thousand USD or none")],
)
def test_links_are_told_of_in_the_unit_that_they_count_in(kind: str, text: str, said: str) -> None:
    town = empty_portfolio("town", "Town", 2026, known=DOLLARS)
    with refusals.refused(said):
        links.changes_in(lambda name: [text] if name == kind else [], town)

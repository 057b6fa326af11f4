"""A programme's currency, unit and decimals: how its costs are read, and what does not fit them."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.domain.errors import BadInput
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder
from portfolio.wording.faults import line
from portfolio.wording.i18n import Language, wording


def put_money(folder: Path, money: str, column: str = "cost", *, decimals: str = "") -> None:
    """Give a copied folder money, another name for its column of costs, and one cost decimals."""
    programme, table = folder / "programme.toml", folder / "projects.csv"
    text = programme.read_text(encoding="utf-8").replace("[horizon]", f"[money]\n{money}\n\n[horizon]", 1)
    programme.write_text(text, encoding="utf-8")
    rows = table.read_text(encoding="utf-8").replace("cost_10k_cny", column, 1)
    table.write_text(rows.replace(",180000,", f",180000{decimals},", 1), encoding="utf-8")


def told(folder: Path, language: Language = Language.EN) -> list[str]:
    with pytest.raises(BadInput) as caught:
        load_portfolio(folder)
    return [line(fault, wording(language)) for fault in caught.value.faults]


def test_costs_are_kept_exactly_in_the_smallest_unit(copied_folder: Path, gongshu: Portfolio) -> None:
    put_money(copied_folder, 'currency = "USD"\nunit = 1000\ndecimals = 2', decimals=".25")
    loaded = load_portfolio(copied_folder)
    assert loaded.programme.money.name == "thousand USD"
    assert loaded.project("a1-07").cost == 18_000_025
    assert loaded.data_hash != gongshu.data_hash


def test_a_folder_that_is_written_keeps_money(copied_folder: Path, tmp_path: Path) -> None:
    put_money(copied_folder, 'currency = "EUR"\nunit = 1000000\ndecimals = 3', decimals=".125")
    loaded = load_portfolio(copied_folder)
    estimated = {"estimate_low": 1_250, "estimate_high": 2_001}
    projects = [p.model_copy(update=estimated) if p.id == "a1-04" else p for p in loaded.projects]
    loaded = loaded.changed(projects=projects)
    write_folder(loaded, tmp_path / "written")
    assert load_portfolio(tmp_path / "written") == loaded.changed(name="written")


def test_the_plain_column_and_the_one_of_before_are_the_same_data(
    copied_folder: Path, gongshu: Portfolio
) -> None:
    table = copied_folder / "projects.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("cost_10k_cny", "cost", 1), encoding="utf-8")
    assert load_portfolio(copied_folder).data_hash == gongshu.data_hash


def test_a_column_of_yuan_is_refused_elsewhere(copied_folder: Path) -> None:
    put_money(copied_folder, 'currency = "USD"\nunit = 1000', "cost_10k_cny")
    (fault,) = told(copied_folder)
    assert fault == (
        "projects.csv:1: cost_10k_cny: found 'cost_10k_cny': expected the column cost, as this programme's"
        " amounts are in thousand USD"
    )


def test_costs_stand_in_one_column(copied_folder: Path) -> None:
    table = copied_folder / "projects.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([f"{lines[0]},cost", *(f"{row},5" for row in lines[1:])]), encoding="utf-8")
    assert told(copied_folder) == [
        "projects.csv:1: cost_10k_cny: found 'cost_10k_cny': expected every column once"
    ]


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        ('currency = "USD"\nunit = 1000', "a whole number of thousand USD, 0 or more"),
        ("decimals = 1", "an amount in 10k CNY with no more than 1 decimals, 0 or more"),
    ],
)
def test_what_is_finer_than_the_programme_keeps_is_refused(
    copied_folder: Path, money: str, expected: str
) -> None:
    put_money(copied_folder, money, decimals=".25")
    (fault,) = told(copied_folder)
    assert "found '180000.25'" in fault
    assert expected in fault


@pytest.mark.parametrize(
    "money",
    ['currency = "dollars"', "unit = 12", "unit = true", "decimals = 5", 'unit = "1000"', "cents = 2"],
)
def test_no_money_of_a_programme(copied_folder: Path, money: str) -> None:
    put_money(copied_folder, money)
    assert any(fault.startswith("programme.toml: money.") for fault in told(copied_folder))
    assert told(copied_folder, Language.ZH)

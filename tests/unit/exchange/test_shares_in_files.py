"""Bounds of shares and match ratios in folders, workbooks and scenario files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portfolio.domain.errors import BadInput
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder
from portfolio.exchange.scenario_file import load_scenario
from portfolio.exchange.sheets.workbook import read_workbook
from portfolio.exchange.sheets.writing import write_workbook
from portfolio.wording.faults import in_words
from portfolio.wording.i18n import Language, wording
from tests.conftest import PortfolioBuilder

HALVES = {"district": 50, "municipal": 50}


@pytest.fixture
def town() -> Portfolio:
    """Return a project that two sources share, one of them matching the other, and one that is undecided."""
    portfolio = PortfolioBuilder().project("p", percent=HALVES).project("q", percent=HALVES).portfolio()
    content = portfolio.assumptions.model_dump(mode="json")
    first, second = content["funding"]
    first["at_least"], first["at_most"] = {"district": 33.25}, {"district": 70, "municipal": 60}
    first["matches"] = [{"source": "municipal", "against": "district", "ratio": 1.5}]
    second |= {"at_most": {"district": 55}, "or_else": [{"private": 100}]}
    return portfolio.changed(assumptions=content)


def test_a_folder_and_a_workbook_hold_them(town: Portfolio, tmp_path: Path) -> None:
    write_folder(town, tmp_path / "town")
    write_workbook(town, tmp_path / "town.xlsx", lambda said: in_words(said, wording(Language.ZH)))
    for read in (load_portfolio(tmp_path / "town"), read_workbook(tmp_path / "town.xlsx")):
        assert read.assumptions.funding == town.assumptions.funding
        assert read.data_hash == town.data_hash


def test_a_bound_that_cannot_be_kept_is_refused_with_its_place(town: Portfolio, tmp_path: Path) -> None:
    write_folder(town, tmp_path / "town")
    path = tmp_path / "town" / "assumptions.toml"
    text = path.read_text(encoding="utf-8")
    assert "33.25" in text
    path.write_text(text.replace("33.25", "66.5"), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_portfolio(tmp_path / "town")
    (fault,) = refused.value.faults
    assert (fault.column, fault.value) == ("funding[0].at_least.district", "66.5")
    assert (fault.code, fault.values) == (Expected.BOUND_AROUND_SHARE, {"share": "50"})


def test_a_scenario_file_holds_bounds(town: Portfolio, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    said = {"name": "s", "projects": {"p": {"shares": {"municipal": {"at_least": 12.5, "at_most": 40}}}}}
    path.write_text(json.dumps(said), encoding="utf-8")
    made = load_scenario(path, town)
    assert made.projects["p"].shares["municipal"].as_text == "12.5-40"
    assert json.loads(made.model_dump_json(exclude_defaults=True)) == said
    for wrong, column in (
        ({"nobody": {}}, "projects.p.shares"),
        ({"municipal": {"at_most": "many"}}, "projects.p.shares.municipal.at_most"),
        ({"municipal": {"at_least": 50, "at_most": 40}}, "projects.p.shares.municipal"),
        ({"municipal": {"at_most": 101}}, "projects.p.shares.municipal.at_most"),
    ):
        path.write_text(json.dumps({"name": "s", "projects": {"p": {"shares": wrong}}}), encoding="utf-8")
        with pytest.raises(BadInput) as refused:
            load_scenario(path, town)
        assert [fault.column for fault in refused.value.faults] == [column]

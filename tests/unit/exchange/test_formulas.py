"""No cell of a text file begins like a formula, and every cell comes back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import file_content, write_folder
from portfolio.exchange.formulas import as_meant, harmless
from portfolio.ui.components import blocks
from tests.examples import examples

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "'=x", "''@", "=", "--5"]
PLAIN = ["-5", "+5", "-12.5%", "'quoted'", "a=b", "", "平安桥", "1,200"]


def is_taken_for_a_formula(cell: str) -> bool:
    return cell[:1] in set("=+-@\t\r") and not cell.lstrip("+-").replace(".", "").replace("%", "").isdecimal()


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_begins_like_a_formula_is_quoted(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", PLAIN)
def test_numbers_and_words_are_left_alone(cell: str) -> None:
    assert harmless(cell) == cell


@examples(50)
@given(st.lists(st.text(st.sampled_from("'=+-@\t\r5a,. %"), max_size=6)))
def test_every_cell_comes_back_as_it_was(cells: list[str]) -> None:
    written = [harmless(cell) for cell in cells]
    assert as_meant(written) == cells
    assert not any(is_taken_for_a_formula(cell) for cell in written if not cell.lstrip("+-")[:1].isdecimal())


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_folder_holds_no_formula_and_brings_every_word_back(
    build: Callable[..., Any], tmp_path: Path, formula: str
) -> None:
    portfolio = build().project("a").portfolio()
    (project,) = portfolio.projects
    named = project.model_copy(update={"remark": formula.strip(), "extra": {"=architect": formula}})
    written = portfolio.changed(projects=[named])
    write_folder(written, tmp_path / "folder")
    for file in (tmp_path / "folder").glob("*.csv"):
        for row in csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")):
            assert not any(cell[:1] in set("=+-@\t\r") for cell in row), row
    assert load_portfolio(tmp_path / "folder").projects == (named,)


def test_what_pages_offer_as_text_holds_no_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[bytes] = []
    monkeypatch.setattr(blocks.st, "download_button", lambda _label, data, **_: offered.append(data))
    frame = pd.DataFrame({"=name": ["=1+1", "平安桥", None], "amount": [-5, 3, 0]})
    blocks.download(frame, "any.csv", lambda key, **_: key)  # type: ignore[arg-type] - says the key itself
    rows = list(csv.reader(io.StringIO(offered[0].decode("utf-8-sig"))))
    assert rows == [["'=name", "amount"], ["'=1+1", "-5"], ["平安桥", "3"], ["", "0"]]


def test_tables_of_files_are_text_too() -> None:
    rows = list(csv.reader(io.StringIO(file_content([["id"], ["=a"]]).decode("utf-8-sig"))))
    assert rows == [["id"], ["'=a"]]

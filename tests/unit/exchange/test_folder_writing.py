"""A portfolio that is written as a folder and read again is the same portfolio, whatever its texts hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

import portfolios
import pytest
import refusals
from examples import examples
from hypothesis import given

from portfolio.domain.calendar import Period
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.status import StatusReport
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder


def written_and_read(portfolio: Portfolio, parent: Path) -> Portfolio:
    write_folder(portfolio, parent / portfolio.name)
    return load_portfolio(parent / portfolio.name)


def test_the_bundled_portfolio_is_the_same_again(gongshu: Portfolio, tmp_path: Path) -> None:
    again = written_and_read(gongshu, tmp_path)
    assert again == gongshu
    assert again.data_hash == gongshu.data_hash
    assert sorted(path.name for path in tmp_path.iterdir()) == [gongshu.name]


def test_what_was_reported_is_written_too(gongshu: Portfolio, tmp_path: Path) -> None:
    report = StatusReport(
        project=next(project.id for project in gongshu.projects if project.cost),
        status="under_construction",
        effective="2018Q3",
        physical_progress=20,
        actual_spending={2017: 100, 2018: 7},
        note='在建, "first"\nand second',
    )
    reported = gongshu.changed(status_reports=(report,), data_date=Period(2018, 3))
    again = written_and_read(reported, tmp_path)
    assert again == reported
    assert again.data_hash == reported.data_hash


@examples(40)
@given(portfolios.any_portfolio())
def test_any_portfolio_is_the_same_again(portfolio: Portfolio) -> None:
    with tempfile.TemporaryDirectory() as parent:
        again = written_and_read(portfolio, Path(parent))
    assert again == portfolio
    assert again.data_hash == portfolio.data_hash


def test_an_empty_folder_is_filled(gongshu: Portfolio, tmp_path: Path) -> None:
    write_folder(gongshu, tmp_path)
    assert load_portfolio(tmp_path).projects == gongshu.projects


@pytest.mark.parametrize("taken", ["a file", "a folder with a file"])
def test_nothing_is_overwritten(gongshu: Portfolio, tmp_path: Path, taken: str) -> None:
    out = tmp_path / "out"
    mine = out if taken == "a file" else out / "mine"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    with refusals.refused("does not exist yet, or an empty one"):
        write_folder(gongshu, out)
    assert mine.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_half_a_folder_is_never_left(
    gongshu: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_tree: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portfolio.exchange.folder_writing.tomli_w.dumps", full)
    with refusals.refused("a place that can be written to"):
        write_folder(gongshu, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_report_of_a_folder_that_does_not_fit_is_a_fault(gongshu: Portfolio, tmp_path: Path) -> None:
    write_folder(gongshu, tmp_path / "out")
    report = '[[status_reports]]\nproject = "nowhere"\nstatus = "planned"\neffective = "2018Q1"\n'
    (tmp_path / "out" / "reports.toml").write_text(report)
    with refusals.refused(r"reports.toml: status_reports\[0\].project: found 'nowhere'"):
        load_portfolio(tmp_path / "out")

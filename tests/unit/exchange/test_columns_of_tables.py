"""Which columns a project table may have: few of its own, and any number that nothing here knows."""

from __future__ import annotations

import csv
import io
import string
from pathlib import Path

import pytest
import refusals
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import BadInput
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project, Status
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.table import COLUMNS, parse_projects
from tests.conftest import PortfolioBuilder

NEEDED = {"id": "p1", "name_zh": "桥", "name_en": "Bridge", "facility_type": "clinic"}


def table(*rows: dict[str, str]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def read(**cells: str) -> Project:
    (project,) = parse_projects(table({**NEEDED, **cells}), "f").projects
    return project


def test_what_a_foreign_list_does_not_have_may_be_left_out() -> None:
    project = read()
    for name in ("document", "annex", "row", "street", "facility_type_zh", "ownership", "target_year"):
        assert getattr(project, name) is None
    assert not project.is_priced
    assert (project.units, project.status, project.remark, project.extra) == (1, Status.PLANNED, "", {})


def test_an_empty_cell_is_nothing_and_never_a_default() -> None:
    assert read(document="", annex="", row="", street="", cost_10k_cny="", remark="") == read()
    with pytest.raises(BadInput) as caught:
        read(units="")
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(2, "units")]


def test_a_project_of_which_nothing_says_where_it_stands_is_planned() -> None:
    assert read(status="").status is read().status is Status.PLANNED


def test_columns_that_nothing_here_knows_are_kept_as_they_are() -> None:
    project = read(**{"Ward №": " 7 ", "说明": "=1+1", "notes": ""})
    assert project.extra == {"Ward №": " 7 ", "说明": "=1+1"}


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        ("Status", "status"),
        ("TARGET YEAR", "target_year"),
        ("target-year", "target_year"),
        ("statuss", "status"),
        ("staus", "status"),
        ("sattus", "status"),
        ("ststus", "status"),
        ("Rows", "row"),
        ("cost_10k_cyn", "cost_10k_cny"),
        ("ID", "id"),
    ],
)
def test_a_column_that_is_likely_another_misspelt_is_a_fault(column: str, meant: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(**{column: "1"})
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (1, column)
    assert f"{meant!r}" in refusals.expected(fault)


@pytest.mark.parametrize("column", ["fid", "name_fr", "target", "cost_note_of_ward"])
def test_a_column_that_is_only_a_little_like_another_is_kept(column: str) -> None:
    assert read(**{column: "x"}).extra == {column: "x"}


@given(st.sampled_from(COLUMNS), st.data())
def test_one_letter_wrong_is_never_kept_silently(column: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(column) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    wrong = data.draw(
        st.sampled_from([column[:at] + column[at + 1 :], column[:at] + letter + column[at:], column.title()])
    )
    if wrong in COLUMNS or column == "id":
        return
    with pytest.raises(BadInput) as caught:
        read(**{wrong: "1"})
    assert (1, wrong) in {(fault.line, fault.column) for fault in caught.value.faults}


def test_a_column_without_a_name_and_one_that_stands_twice() -> None:
    text = "id,name_zh,name_en,facility_type,,ward,ward\np1,a,b,clinic,,1,2\n"
    with pytest.raises(BadInput) as caught:
        parse_projects(text, "f")
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(1, "#5"), (1, "ward")]


def test_the_hash_of_data_without_new_columns_is_that_of_before(build: type[PortfolioBuilder]) -> None:
    """As the version computed it that knew quarters and one series of money alone."""
    portfolio = build().project("p").project("q", cost=None, target=2021).portfolio()
    assert portfolio.data_hash == "sha256:db80b27d881b8584c7a724512a3509d635251b17799691a8c50b837468519b89"


def test_columns_of_its_own_make_other_data(copied_folder: Path, gongshu: Portfolio) -> None:
    path = copied_folder / "projects.csv"
    first, *others = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{first},ward", *(f"{line},7" for line in others)]), encoding="utf-8")
    read = load_portfolio(copied_folder)
    assert [project.extra for project in read.projects] == [{"ward": "7"}] * len(gongshu.projects)
    assert read.data_hash != gongshu.data_hash

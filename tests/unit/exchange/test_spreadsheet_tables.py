"""Tables as spreadsheets write them: other separators, whole numbers with a point, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import refusals
from refusals import refused

from portfolio.domain.errors import BadInput
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.table import COLUMNS, parse_projects


def rows_of(folder: Path) -> list[list[str]]:
    with (folder / "projects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(folder: Path, rows: list[list[str]], separator: str, quoting: int = csv.QUOTE_MINIMAL) -> None:
    with (folder / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator, quoting=quoting).writerows(rows)  # type: ignore[arg-type] # an int


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_cells_are_separated_as_the_columns_names_are(
    copied_folder: Path, gongshu: Portfolio, separator: str, quoting: int
) -> None:
    """Whatever separators the cells hold themselves."""
    rows = rows_of(copied_folder)
    rows[1][1] = "a,b;c;d\te,f"
    write(copied_folder, rows, separator, quoting)
    first, *others = load_portfolio(copied_folder).projects
    assert first.name_zh == "a,b;c;d\te,f"
    assert others == list(gongshu.projects[1:])


def test_cells_need_no_quotes_around_other_separators(copied_folder: Path) -> None:
    rows = rows_of(copied_folder)
    rows[1][-1] = "a, b and c, with a lot of commas, more than columns" + "," * len(COLUMNS)
    text = "\n".join(";".join(row) for row in rows)
    (copied_folder / "projects.csv").write_text(text, encoding="utf-8")
    assert load_portfolio(copied_folder).projects[0].remark == rows[1][-1]


@pytest.mark.parametrize(
    "header",
    [
        "id;name_zh,name_en",
        "|".join(COLUMNS),
        ",".join(COLUMNS).upper(),
        "sep=;",
        " ".join(COLUMNS),
        "",
        "编号;名称,投资",
    ],
)
def test_names_without_one_separator_are_one_fault(header: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_projects(header + "\n1,2,3\n", "projects.csv")
    (fault,) = caught.value.faults
    assert (fault.line, fault.value) == (1, header)
    assert refusals.expected(fault).endswith("one separator between them: comma, semicolon, tab")


def test_a_row_with_another_separator_than_the_names_is_named(copied_folder: Path) -> None:
    rows = rows_of(copied_folder)
    lines = [";".join(row) for row in rows]
    lines[4] = lines[4].replace(";", ",")
    (copied_folder / "projects.csv").write_text("\n".join(lines), encoding="utf-8")
    with refused(r"projects.csv:5: expected 18 cells, found 1"):
        load_portfolio(copied_folder)


def test_numbers_may_have_zeros_after_a_point(copied_folder: Path, gongshu: Portfolio) -> None:
    """As statistics programs write whole numbers of a column that has empty cells."""
    rows = rows_of(copied_folder)
    for number, name in enumerate(rows[0]):
        zeros = {"cost_10k_cny": ".0", "target_year": ".00", "land_area_m2": ".000"}.get(name, ".0")
        for row in rows[1:]:
            row[number] += zeros if row[number].isdecimal() else ""
    write(copied_folder, rows, ",")
    assert load_portfolio(copied_folder).projects == gongshu.projects


@pytest.mark.parametrize("cell", ["????", "?? ??"])
def test_letters_that_became_question_marks_are_refused(copied_folder: Path, cell: str) -> None:
    rows = rows_of(copied_folder)
    rows[3][1] = rows[3][-1] = cell
    rows[4][-1] = "是否？ (?)"
    write(copied_folder, rows, ",")
    with pytest.raises(BadInput) as caught:
        load_portfolio(copied_folder)
    found = [(fault.line, fault.column, fault.value) for fault in caught.value.faults]
    assert found == [(4, "name_zh", cell), (4, "remark", cell)]
    assert all(
        "were lost when the file was saved" in refusals.expected(fault) for fault in caught.value.faults
    )


def test_the_same_row_written_in_two_ways_is_still_the_same(copied_folder: Path) -> None:
    rows = rows_of(copied_folder)
    rows[2][rows[0].index("row")] = "1.0"
    write(copied_folder, rows, ",")
    with refused(r"projects.csv:3: row: found '1.0': .*line 2 has it too"):
        load_portfolio(copied_folder)

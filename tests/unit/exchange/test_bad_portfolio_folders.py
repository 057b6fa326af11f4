"""Portfolio folders with faults: each is named with its place, all at once, and nothing is written."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
import refusals
from refusals import refused

from portfolio.domain.errors import BadInput, Fault
from portfolio.exchange.folder import load_portfolio


def faults_of(folder: Path) -> list[Fault]:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(BadInput) as caught:
        load_portfolio(folder)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before
    told = refusals.lines(caught.value).splitlines()
    assert len(told) == len(caught.value.faults), "one line a fault"
    assert all("expected" in one for one in told)
    return caught.value.faults


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def set_cell(folder: Path, project: str, column: str, value: str) -> int:
    """Set one cell of projects.csv; return the line it stands on."""
    path = folder / "projects.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    (line,) = [number for number, row in enumerate(rows, start=1) if row[0] == project]
    rows[line - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return line


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cost_10k_cny", "-1"),
        ("cost_10k_cny", "a lot"),
        ("cost_10k_cny", "250.5"),
        ("cost_10k_cny", "250."),
        ("cost_10k_cny", "250,0"),
        ("cost_10k_cny", "1,355"),
        ("cost_10k_cny", "1.355,90"),
        ("cost_10k_cny", "7 000"),
        ("cost_10k_cny", "7\u00a0000"),
        ("cost_10k_cny", "1E+05"),
        ("cost_10k_cny", "(500)"),
        ("cost_10k_cny", "N/A"),
        ("target_year", "46022"),
        ("target_year", "2021-12-31"),
        ("cost_10k_cny", "1_000"),
        ("cost_10k_cny", "2e3"),
        ("cost_10k_cny", "250万"),
        ("cost_10k_cny", "２５０"),
        ("cost_10k_cny", "nan"),
        ("cost_10k_cny", "100000000001"),
        ("cost_10k_cny", "9" * 5000),
        ("status", "finished"),
        ("facility_type", "castle"),
        ("ownership", "nobody"),
        ("target_year", "2016"),
        ("target_year", "2022"),
        ("target_year", "soon"),
        ("target_year", "2019.5"),
        ("annex", "0"),
        ("annex", "9" * 5000),
        ("row", "-3"),
        ("units", "0"),
        ("units", ""),
        ("land_area_m2", "0"),
        ("floor_area_min_m2", "big"),
        ("id", "A2 02"),
        ("id", ""),
        ("document", "hearsay"),
    ],
)
def test_a_bad_cell_is_named_with_line_column_and_value(copied_folder: Path, column: str, value: str) -> None:
    line = set_cell(copied_folder, "a2-20", column, value)
    faults = [fault for fault in faults_of(copied_folder) if fault.file == "projects.csv"]
    assert {(fault.line, fault.column, fault.value) for fault in faults} == {(line, column, value.strip())}


def test_a_fault_reads_file_line_column_value_expectation(copied_folder: Path) -> None:
    line = set_cell(copied_folder, "a2-20", "cost_10k_cny", "-1")
    assert [refusals.line(fault) for fault in faults_of(copied_folder)] == [
        f"projects.csv:{line}: cost_10k_cny: found '-1':"
        " expected a whole number of 10k CNY, 0 or more, or empty (not priced)"
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"floor_area_max_m2": "149"}, "floor_area_max_m2"),
        ({"floor_area_max_m2": ""}, "floor_area_max_m2"),
        ({"status": "existing"}, "cost_10k_cny"),
    ],
)
def test_cells_that_contradict_each_other(copied_folder: Path, cells: dict[str, str], column: str) -> None:
    for name, value in cells.items():
        line = set_cell(copied_folder, "a2-20", name, value)
    assert [(fault.line, fault.column) for fault in faults_of(copied_folder)] == [(line, column)]


def test_every_bad_cell_is_named_at_once(copied_folder: Path) -> None:
    expected = {
        (set_cell(copied_folder, project, column, value), column, value)
        for project, column, value in (
            ("a1-05", "cost_10k_cny", "-5"),
            ("a1-05", "status", "someday"),
            ("a1-08", "ownership", "?"),
            ("a2-02", "target_year", "2031"),
            ("a2-24", "units", "none"),
            ("a2-25", "document", "rumour"),
        )
    }
    faults = faults_of(copied_folder)
    assert {(fault.line, fault.column, fault.value) for fault in faults} == expected
    assert len(faults) == len(expected)


def test_an_id_and_a_row_of_an_annex_stand_once(copied_folder: Path) -> None:
    line = set_cell(copied_folder, "a2-20", "row", "18")
    again = set_cell(copied_folder, "a2-21", "id", "a2-20")
    faults = faults_of(copied_folder)
    assert {(f.line, f.column, f.value) for f in faults} == {(line, "row", "18"), (again, "id", "a2-20")}
    assert "line 34" in refusals.line(faults[1])  # where a2-20 stood first


def test_missing_and_unknown_columns_are_all_named(copied_folder: Path) -> None:
    edit(copied_folder, "projects.csv", "id,name_zh,", "key,")
    edit(copied_folder, "projects.csv", "remark", "Remarks")
    faults = faults_of(copied_folder)
    assert {(fault.line, fault.column) for fault in faults} == {(1, "id"), (1, "Remarks")}


def test_a_column_that_stands_twice(copied_folder: Path) -> None:
    edit(copied_folder, "projects.csv", ",remark", ",remark,units")
    assert [(fault.line, fault.column) for fault in faults_of(copied_folder)] == [(1, "units")]


@pytest.mark.parametrize(("old", "new"), [("a2-02,", "a2-02,,"), ("a2-02,瓜山站点,", "a2-02,")])
def test_a_row_with_too_many_or_too_few_cells(copied_folder: Path, old: str, new: str) -> None:
    edit(copied_folder, "projects.csv", old, new)
    (fault,) = faults_of(copied_folder)
    assert (fault.file, fault.line) == ("projects.csv", 16)
    assert "18 cells" in refusals.expected(fault)


def test_ragged_rows_hide_no_other_fault(copied_folder: Path) -> None:
    edit(copied_folder, "projects.csv", "a2-02,", "a2-02,,")
    line = set_cell(copied_folder, "a2-20", "units", "0")
    assert [fault.line for fault in faults_of(copied_folder)] == [16, line]


def test_the_columns_may_stand_in_any_order(copied_folder: Path) -> None:
    path = copied_folder / "projects.csv"
    original = load_portfolio(copied_folder)
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines() if '"' not in line]
    rows = [row for row in rows if row[0] != "a2-24"]
    path.write_text("\n".join(",".join(reversed(row)) for row in rows), encoding="utf-8")
    edit(copied_folder, "findings.toml", ', "a2-24"]', "]")
    kept = [project for project in original.projects if project.id != "a2-24"]
    assert list(load_portfolio(copied_folder).projects) == kept


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("projects.csv", 'id,name_zh\n"a1-01,杭钢'),
        ("projects.csv", 'id\n"a"b'),
        ("programme.toml", "name_zh = "),
        ("programme.toml", "a = 1e99999999999999999999"),
        ("assumptions.toml", "[[delivery]\n"),
        ("assumptions.toml", "x = " + "9" * 5000),
        ("assumptions.toml", "x = " + "[" * 3000),
        ("findings.toml", "findings = 5 5"),
        ("findings.toml", "findings = 5"),
    ],
)
def test_a_file_that_cannot_be_parsed(copied_folder: Path, file: str, text: str) -> None:
    (copied_folder / file).write_text(text, encoding="utf-8")
    assert {fault.file for fault in faults_of(copied_folder)} == {file}


def test_broken_quoting_names_its_line(copied_folder: Path) -> None:
    edit(copied_folder, "projects.csv", "a2-02,瓜山站点", 'a2-02,"瓜山"站点')
    assert [(fault.file, fault.line) for fault in faults_of(copied_folder)] == [("projects.csv", 16)]


@pytest.mark.parametrize("file", ["projects.csv", "programme.toml", "assumptions.toml"])
def test_a_file_that_is_missing(copied_folder: Path, file: str) -> None:
    (copied_folder / file).unlink()
    assert file in {fault.file for fault in faults_of(copied_folder)}


def test_findings_may_be_missing(copied_folder: Path) -> None:
    (copied_folder / "findings.toml").unlink()
    assert load_portfolio(copied_folder).findings == ()


def test_all_missing_files_are_named(tmp_path: Path) -> None:
    assert [fault.file for fault in faults_of(tmp_path)] == [
        "programme.toml",
        "projects.csv",
        "assumptions.toml",
    ]


def test_a_table_without_rows_lacks_the_projects_that_others_name(copied_folder: Path) -> None:
    path = copied_folder / "projects.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert {fault.file for fault in faults_of(copied_folder)} >= {"programme.toml", "findings.toml"}


@pytest.mark.parametrize("file", ["projects.csv", "programme.toml", "assumptions.toml", "findings.toml"])
@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        pytest.param(lambda text: text.encode("utf-16"), "text in UTF-8 (this is UTF-16)", id="utf-16"),
        pytest.param(lambda text: text.encode() + b"\xff\xff", "text in UTF-8, or without", id="stray bytes"),
        pytest.param(lambda text: text.encode().replace(b"\n", b"\0\n", 1), "no NUL", id="nul"),
    ],
)
def test_wrong_encodings_and_nul_bytes(
    copied_folder: Path, file: str, damage: Callable[[str], bytes], expected: str
) -> None:
    path = copied_folder / file
    path.write_bytes(damage(path.read_text(encoding="utf-8")))
    (fault,) = [fault for fault in faults_of(copied_folder) if fault.file == file]
    assert expected in refusals.expected(fault)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_what_spreadsheets_save_is_read(copied_folder: Path, encoding: str) -> None:
    expected = load_portfolio(copied_folder).projects
    path = copied_folder / "projects.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding=encoding, newline="\r\n")
    assert load_portfolio(copied_folder).projects == expected


@pytest.mark.parametrize(
    ("file", "edited", "column", "value"),
    [
        (
            "programme.toml",
            ('document = "plan-draft"', 'document = "hearsay"'),
            "horizon.source.document",
            "hearsay",
        ),
        ("programme.toml", ("minimum = 450000", "minimum = -1"), "envelope.minimum", "-1"),
        ("programme.toml", ("minimum = 450000", "minimum = 1e400"), "envelope.minimum", "1E+400"),
        ("programme.toml", ("450000\nsource", "450000\n# source"), "envelope", None),
        ("programme.toml", ("first_year = 2017", 'first_year = "then"'), "horizon.first_year", "then"),
        ("programme.toml", ("name_zh", 'nickname = "x"\nname_zh'), "nickname", "x"),
        ("programme.toml", ('id = "article-2019"', 'id = "plan-draft"'), "documents[1].id", "plan-draft"),
        ("programme.toml", ('id = "nurses"', 'id = "clinics"'), "targets[8].id", "clinics"),
        ("programme.toml", ('kind = "people"', 'kind = "sheep"'), "targets[7].kind", "sheep"),
        ("assumptions.toml", ("year = 2021", "year = 2022"), "default_target.year", "2022"),
        (
            "assumptions.toml",
            ('"a1-05", "a1-08"', '"a1-05", "a7-08"'),
            "funding[0].applies_to.projects",
            "a7-08",
        ),
        ("assumptions.toml", ("quarters = 12", "quarters = 0"), "delivery[0].modes[0].quarters", "0"),
        ("assumptions.toml", ('earliest = "2017Q1"', 'earliest = "2017Q5"'), "starts[0].earliest", "2017Q5"),
        ("assumptions.toml", ("municipal = 100", "municipal = 99"), "funding[0]", None),
        (
            "assumptions.toml",
            ("cumulative_percent = [0, 100]", "cumulative_percent = [0, 90]"),
            "profiles.even",
            None,
        ),
        ("assumptions.toml", ("weight = 4", "weight = 4\nmood = 2"), "priorities[0].mood", "2"),
        ("findings.toml", ('projects = ["a1-04"]', 'projects = ["a1-99"]'), "findings[3].projects", "a1-99"),
        (
            "findings.toml",
            ('id = "56-tasks"', 'id = "qinglong-reserve"'),
            "findings[14].id",
            "qinglong-reserve",
        ),
        (
            "findings.toml",
            ('document = "article-2019"', 'document = "gossip"'),
            "findings[1].places[2].document",
            "gossip",
        ),
        ("findings.toml", ('kind = "unknown"', 'kind = "mystery"'), "findings[4].kind", "mystery"),
    ],
)
def test_a_bad_entry_is_named_with_its_path_and_value(
    copied_folder: Path, file: str, edited: tuple[str, str], column: str, value: str | None
) -> None:
    edit(copied_folder, file, *edited)
    faults = [fault for fault in faults_of(copied_folder) if fault.file == file]
    assert [(fault.column, fault.value) for fault in faults] == [(column, value)]


@pytest.mark.parametrize(
    ("old", "new", "column", "value"),
    [
        ("percent = { municipal = 100 }", "percent = { lottery = 100 }", "funding[0].percent", "lottery"),
        ('profile = "even"', 'profile = "steep"', "delivery[3].modes[0].profile", "steep"),
        ('group = "public"', 'group = "nobody"', "funding_sources[0].group", "nobody"),
        ('id = "private"', 'id = "district"', "funding_sources[2].id", "district"),
        ('id = "municipal"', 'id = "total"', "funding_sources[1].id", "total"),
    ],
)
def test_an_assumption_that_names_nothing_known(
    copied_folder: Path, old: str, new: str, column: str, value: str
) -> None:
    edit(copied_folder, "assumptions.toml", old, new)
    assert ("assumptions.toml", column, value) in {
        (f.file, f.column, f.value) for f in faults_of(copied_folder)
    }


def test_a_project_for_which_no_rule_says_when_it_starts(copied_folder: Path) -> None:
    edit(
        copied_folder,
        "assumptions.toml",
        '[[starts]]\nearliest = "2018Q1"',
        '[[starts]]\napplies_to = { facility_types = ["clinic"] }\nearliest = "2018Q1"',
    )
    faults = faults_of(copied_folder)
    assert {(fault.file, fault.column) for fault in faults} == {("assumptions.toml", "starts")}
    assert len(faults) == 26 - 4  # every project with works but the clinics and those under construction
    assert any("a2-02" in refusals.expected(fault) for fault in faults)


def test_faults_in_several_files_are_all_named_at_once(copied_folder: Path) -> None:
    line = set_cell(copied_folder, "a2-20", "cost_10k_cny", "-1")
    edit(copied_folder, "programme.toml", "minimum = 450000", "minimum = -1")
    edit(copied_folder, "assumptions.toml", "municipal = 100", "municipal = 99")
    edit(copied_folder, "assumptions.toml", 'earliest = "2017Q1"', 'earliest = "soon"')
    edit(copied_folder, "findings.toml", 'kind = "unknown"', 'kind = "mystery"')
    assert {(fault.file, fault.line, fault.column) for fault in faults_of(copied_folder)} == {
        ("projects.csv", line, "cost_10k_cny"),
        ("programme.toml", None, "envelope.minimum"),
        ("assumptions.toml", None, "funding[0]"),
        ("assumptions.toml", None, "starts[0].earliest"),
        ("findings.toml", None, "findings[4].kind"),
    }


def test_a_floor_needs_an_assumption_about_missing_it(copied_folder: Path) -> None:
    edit(
        copied_folder,
        "assumptions.toml",
        "[envelope_floor]\nsoft = true",
        "[profiles.level]\ncumulative_percent = [0, 100]",
    )
    assert [refusals.line(fault) for fault in faults_of(copied_folder)] == [
        "assumptions.toml: envelope_floor: expected this key to be given: the programme has a floor"
    ]


def test_several_unknown_names_in_the_assumptions_are_all_named(copied_folder: Path) -> None:
    edit(copied_folder, "assumptions.toml", "percent = { municipal = 100 }", "percent = { lottery = 100 }")
    edit(copied_folder, "assumptions.toml", "percent = { private = 100 }", "percent = { luck = 100 }")
    edit(copied_folder, "assumptions.toml", 'profile = "even"', 'profile = "steep"')
    assert [fault.value for fault in faults_of(copied_folder)] == ["lottery", "luck", "steep"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path / ("x" * 4000)):
        with refused("a portfolio folder"):
            load_portfolio(path)

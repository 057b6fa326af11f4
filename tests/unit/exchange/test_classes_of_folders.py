"""The file of classes of a portfolio folder, and what its projects and rules may then be of."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
import refusals
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.folder import load_portfolio
from portfolio.exchange.folder_writing import write_folder

TOWN = """
[[areas]]
id = "town"
name = "The town"
[[areas]]
id = "north"
name = "North"
parent = "town"
[[agencies]]
id = "works"
name = "Works"
[[priorities]]
id = "1"
name = "First"
[[tags]]
id = "urgent"
name_zh = "紧急"
name_en = "Urgent"
"""


def set_cells(folder: Path, project: str, **cells: str) -> None:
    """Set cells of a project, in columns that are added where there are none."""
    path = folder / "projects.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [*rows[0], *(name for name in cells if name not in rows[0])]
    for row in rows:
        row.update(cells if row["id"] == project else {})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(BadInput) as caught:
        load_portfolio(folder)
    return caught.value.faults


def test_projects_are_sorted_by_what_the_folder_declares(copied_folder: Path) -> None:
    (copied_folder / "classes.toml").write_text(TOWN, "utf-8")
    set_cells(copied_folder, "a1-04", areas="north", agency="works", priority="1", tags="urgent")
    portfolio = load_portfolio(copied_folder)
    project = portfolio.project("a1-04")
    assert (project.place, project.agency, project.priority, project.tags) == (
        "north",
        "works",
        "1",
        ("urgent",),
    )
    assert portfolio.project("a1-05").areas == ()


@examples(10)
@given(
    st.lists(st.integers(1, 9), max_size=4),
    st.lists(st.sampled_from(["urgent", "new 2", "新"]), unique=True),
)
def test_what_projects_are_sorted_by_is_written_and_read_again(
    gongshu: Portfolio, shares: list[int], tags: list[str]
) -> None:
    areas = [{"area": f"Ward {n}", "share": f"{share}/{sum(shares)}"} for n, share in enumerate(shares)]
    first = {**gongshu.projects[0].model_dump(), "areas": areas, "tags": tags, "extra": {"W, №": " x "}}
    declared = {
        "areas": [{"id": f"Ward {n}", "name": "?", "parent": "Ward 0" if n else None} for n in range(4)],
        "tags": [{"id": tag, "name_zh": "一"} for tag in ("urgent", "new 2", "新")],
    }
    sorted_by = gongshu.changed(projects=(first, *gongshu.projects[1:]), classes=declared)
    with tempfile.TemporaryDirectory() as parent:
        write_folder(sorted_by, Path(parent) / gongshu.name)
        again = load_portfolio(Path(parent) / gongshu.name)
    assert again.data_hash == sorted_by.data_hash
    assert again.classes == sorted_by.classes
    assert again.projects[0].areas == sorted_by.projects[0].areas


def test_what_is_not_declared_is_a_fault_that_lists_what_is(copied_folder: Path) -> None:
    (copied_folder / "classes.toml").write_text(TOWN, "utf-8")
    set_cells(
        copied_folder, "a1-04", areas="nroth", agency="parks", tags="urgent; urgnt", facility_type="castle"
    )
    faults = {fault.column: fault for fault in faults_of(copied_folder)}
    assert {column: (fault.line, fault.value) for column, fault in faults.items()} == {
        "areas": (5, "nroth"),
        "agency": (5, "parks"),
        "tags": (5, "urgnt"),
        "facility_type": (5, "castle"),
    }
    assert refusals.expected(faults["areas"]) == "one of town, north"
    assert "clinic" in refusals.expected(faults["facility_type"])


def test_a_long_list_is_not_told_whole(copied_folder: Path) -> None:
    wards = [f'[[areas]]\nid = "Ward {n}"\nname = "Ward {n}"' for n in range(330)]
    (copied_folder / "classes.toml").write_text("\n".join(wards), "utf-8")
    set_cells(copied_folder, "a1-04", areas="Wrad 217")
    (fault,) = faults_of(copied_folder)
    told = refusals.expected(fault)
    assert "one of the 330 areas" in told
    assert "Ward 217" in told
    assert told.count("Ward") <= 5


def test_where_none_are_declared_that_is_said(copied_folder: Path) -> None:
    set_cells(copied_folder, "a1-04", tags="urgent")
    (fault,) = faults_of(copied_folder)
    assert (fault.line, fault.column) == (5, "tags")
    assert refusals.expected(fault).endswith("it declares none")


def test_other_types_take_the_place_of_those_of_health(copied_folder: Path) -> None:
    text = '[[facility_types]]\nid = "bridge"\nname = "Bridge"'
    (copied_folder / "classes.toml").write_text(text, "utf-8")
    faults = faults_of(copied_folder)
    assert {fault.column for fault in faults} == {"facility_type"}
    assert {refusals.expected(fault) for fault in faults} == {"one of bridge"}


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("assumptions.toml", "facility_types = [", 'facility_types = ["castle", ', "facility_types[0]"),
        ("assumptions.toml", "applies_to = {", 'applies_to = { tags = ["blue"],', "applies_to.tags[0]"),
        ("programme.toml", 'facility_type = "', 'facility_type = "x', "facility_type"),
    ],
)
def test_rules_and_targets_name_only_what_is_declared(
    copied_folder: Path, file: str, old: str, new: str, place: str
) -> None:
    path = copied_folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    (fault,) = [fault for fault in faults_of(copied_folder) if fault.column and fault.column.endswith(place)]
    assert fault.file == file


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[[areas]]\nid = "a"\nname = "A"\nparent = "b"', "areas[0].parent"),
        ('[[tags]]\nid = "a"', "tags[0].name"),
        ('[[tags]]\nid = "a;b"\nname = "x"', "tags[0].id"),
        ('[[colours]]\nid = "a"', "colours"),
    ],
)
def test_faults_of_the_file_itself_are_the_only_ones(copied_folder: Path, text: str, place: str) -> None:
    (copied_folder / "classes.toml").write_text(text, "utf-8")
    set_cells(copied_folder, "a1-04", tags="a")
    assert [(fault.file, fault.column) for fault in faults_of(copied_folder)] == [("classes.toml", place)]

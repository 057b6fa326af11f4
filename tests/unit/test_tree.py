"""The tree says where things are: short files, tests beside their rooms, documents that name what exists."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = [path for folder in ("portfolio", "optimizer", "tests") for path in (ROOT / folder).rglob("*.py")]
LONGEST = 400
# Folders of tests that hold more than one room's tests of one kind.
OF_ITS_OWN = {"wording/claims"}
# What documents name that is made by a command, or that a portfolio's folder need not have.
NOT_HERE = {
    *(".venv", ".venv/bin/portfolio"),
    *("actuals.csv", "appropriations.csv", "stages.csv", "readings.csv", "classes.toml", "reports.toml"),
    "scenarios/*.json",
}
_ENDINGS = ("csv", "json", "md", "png", "py", "toml", "txt")


def rooms() -> set[str]:
    """Return every package by its path, as folders of tests are named: optimizer's with that before it."""
    packages = {path.parent.relative_to(ROOT).as_posix() for path in CODE if path.name == "__init__.py"}
    return {package.removeprefix("portfolio/") for package in packages}


def test_no_file_is_longer_than_one_reads() -> None:
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in [*CODE, ROOT / "app.py"]}
    assert not {path.name: lines for path, lines in lengths.items() if lines > LONGEST}


def test_tests_lie_in_folders_that_are_called_as_what_they_test() -> None:
    unit = ROOT / "tests" / "unit"
    folders = {path.parent.relative_to(unit).as_posix() for path in unit.rglob("test_*.py")} - {"."}
    assert folders - OF_ITS_OWN <= rooms()


@pytest.mark.parametrize(
    "room",
    ["cli", "domain", "exchange", "planning/answers", "planning/check", "planning/plan", "planning/records"]
    + ["planning/runs", "store", "ui", "wording"]
    + [f"optimizer/{room}" for room in ("bench", "checker", "explaining", "format", "model", "search")],
)
def test_every_room_has_its_tests(room: str) -> None:
    assert room in rooms()
    assert any(list((ROOT / "tests" / kind / room).glob("test_*.py")) for kind in ("unit", "integration"))


def test_no_two_files_of_tests_have_one_name() -> None:
    """Files of tests and their helpers are loaded by their names alone."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("*.py"))
    assert {name for name, files in names.items() if files > 1} == {"conftest.py"}


def paths_named(document: str) -> set[str]:
    """Return what a document puts between backticks or links to and what can only be a path."""
    text = re.sub(r"```.*?```", "", (ROOT / document).read_text(encoding="utf-8"), flags=re.DOTALL)
    quoted = {word for quote in re.findall(r"`([^`\n]+)`", text) for word in quote.split("::")[:1]}
    linked = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link}
    paths = {word for word in quoted if re.fullmatch(rf"[\w.*/{{}},-]+(/|\.({'|'.join(_ENDINGS)}))", word)}
    inner = {word for word in quoted if re.fullmatch(r"[\w.*-]+(/[\w.*-]+)+", word)}
    return (paths | inner | linked) - NOT_HERE


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "README.md", "data/README.md"])
def test_what_a_document_names_is_there(document: str) -> None:
    named = paths_named(document)
    assert named
    # Or a file that some bundled portfolio has.
    places = [ROOT, (ROOT / document).parent, *(ROOT / "data").glob("*/")]
    assert {name for name in named if not any(list(place.glob(name)) for place in places)} == set()

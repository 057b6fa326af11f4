"""What must pass before a change lands runs every test there is, and skips none that a machine could run."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GATE = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
OPTIONS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"][
    "ini_options"
]
OWN_MARKS = [line.partition(":")[0] for line in OPTIONS["markers"]]
MARKS = [*OWN_MARKS, "hypothesis"]
TESTS = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}


def targets() -> dict[str, tuple[list[str], str]]:
    """Return every target of the Makefile: what it needs, and what it does."""
    found = re.findall(r"^([a-z]+):(.*)\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE)
    return {name: (needs.split(), recipe) for name, needs, recipe in found}


def selections() -> list[str]:
    """Return what marks decide of each run of tests that the gate makes."""
    known, found = targets(), []
    wanted = re.findall(r"^make ([a-z]+)", GATE, re.MULTILINE)
    while wanted:
        needs, recipe = known.get(wanted.pop(), ([], ""))
        wanted += needs
        for line in recipe.splitlines():
            if "/pytest" in line:
                given = re.search(r"-m (?:\"([^\"]+)\"|(\w+))", line)
                default = OPTIONS["addopts"][OPTIONS["addopts"].index("-m") + 1]
                found.append((given[1] or given[2]) if given else default)
    return found


@pytest.mark.parametrize("borne", list(product([False, True], repeat=len(MARKS))))
def test_the_gate_runs_every_test_whatever_its_marks(borne: tuple[bool, ...]) -> None:
    marks = dict(zip(MARKS, borne, strict=True))
    assert any(eval(selection, {}, dict(marks)) for selection in selections())  # noqa: S307 - words of ours


def test_what_is_quick_is_run_by_make_test_and_what_is_not_by_a_target_of_its_own() -> None:
    needs, _ = targets()["test"]
    assert {"lint", "unit"} <= set(needs)
    assert not {"browser", "soak"} & set(needs)
    assert set(OWN_MARKS) <= set(targets())


def test_every_journey_is_marked_as_one() -> None:
    journeys = {path.name: text for path, text in TESTS.items() if path.match("browser/test_*.py")}
    assert journeys
    assert [
        name for name, text in journeys.items() if "\npytestmark = pytest.mark.browser\n" not in text
    ] == []


def test_whatever_a_machine_may_lack_is_an_error_at_the_gate() -> None:
    asked = {name for text in TESTS.values() for name in re.findall(r'environ.get\("(REQUIRE_\w+)"', text)}
    assert asked
    assert asked == set(re.findall(r"\b(REQUIRE_\w+)=1", GATE))
    skipping = {
        path.name for path, text in TESTS.items() if re.search(r"pytest\.(mark\.)?(skip|importorskip)", text)
    }
    # Quotes are held against documents that are no part of the project; without them nothing can be held.
    assert {name for name in skipping if name != "conftest.py"} <= {
        "test_bundled_quotes.py",
        "test_suites.py",
    }


def test_every_test_that_makes_up_cases_tries_more_of_them_in_a_soak() -> None:
    own = {path.name for path, text in TESTS.items() if re.search(r"max_examples|settings\(.*deadline", text)}
    assert own - {"test_suites.py"} == {"examples.py"}

"""FORMULATION.md says what runs: its names exist, and nothing that runs is missing from it."""

import importlib
import re
from pathlib import Path

import pytest
from test_opt_rules import CASES

import optimizer
from optimizer.checker.rules import RULES as CHECKS
from optimizer.model.contents import RULES
from optimizer.model.objective import TERMS

TEXT = (Path(optimizer.__file__).parent / "FORMULATION.md").read_text(encoding="utf-8")


def _table(heading: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading, by their first cell."""
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows[2:]}


RULE_ROWS, AIM_ROWS = _table("Rules"), _table("Aims")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(optimizer(?:\.\w+)+)`", TEXT))))
def test_every_function_named_exists(name: str) -> None:
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        break
    for part in parts[cut:]:
        thing = getattr(thing, part)


def test_every_rule_that_is_posted_is_written_down() -> None:
    posted = {row[1].strip("`") for row in RULE_ROWS.values()} - {"optimizer.model.columns.possible_starts"}
    assert posted == {f"{rule.__module__}.{rule.__name__}" for rule in RULES}


def test_every_rule_that_is_verified_is_written_down() -> None:
    verified = {row[2].strip("`") for row in RULE_ROWS.values()} - {"optimizer.checker.recount.carried_in"}
    assert verified == {f"optimizer.checker.rules.{name}" for name in CHECKS}


def test_every_rule_written_down_has_its_smallest_case() -> None:
    assert {row[3] for row in RULE_ROWS.values()} <= set(CASES)


def test_every_term_is_written_down() -> None:
    assert {name: row[1].strip("`") for name, row in AIM_ROWS.items()} == {
        name: f"optimizer.model.objective.{name}" for name in TERMS
    }

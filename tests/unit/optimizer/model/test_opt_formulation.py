"""FORMULATION.md says what runs: its names exist, and nothing that runs is missing from it."""

import importlib
import re
from pathlib import Path
from typing import get_args

import pytest
from test_opt_rules import CASES

import optimizer
from optimizer.checker.rules import RULES as CHECKS
from optimizer.explaining.kinds import KINDS
from optimizer.format.explanation import RULE_OF, Kind
from optimizer.format.rules import RuleName
from optimizer.model.contents import KEPT_BY_COLUMNS, RULES
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


def test_every_rule_is_written_down_in_the_order_of_its_names() -> None:
    assert list(RULE_ROWS) == list(RuleName)


@pytest.mark.parametrize("rule", RuleName)
def test_a_rule_is_posted_verified_held_and_gives_way_as_is_written_down(rule: RuleName) -> None:
    posted, verified, held, gives_way = RULE_ROWS[rule][1:]
    if rule in KEPT_BY_COLUMNS:
        assert posted == "`optimizer.model.columns.possible_starts`"
    else:
        assert posted == f"`{RULES[rule].__module__}.{rule}`"
    if rule is RuleName.CARRY_OVER:
        # Room that is handed on is verified where it is used, by the rule `limits`.
        assert verified == "`optimizer.checker.recount.carried_in`"
    else:
        assert verified == f"`{CHECKS[rule].__module__}.{rule}`"
    assert held in CASES
    kinds = [kind for kind, relaxed in RULE_OF.items() if relaxed is rule]
    if kinds:
        assert gives_way == ", ".join(kinds)
    else:
        assert re.fullmatch(r"never: \w.+", gives_way), "a rule that never gives way says why"


def test_there_is_no_rule_beside_those_named() -> None:
    assert {*RULES, *KEPT_BY_COLUMNS} == set(RuleName)
    assert {*CHECKS, RuleName.CARRY_OVER} == set(RuleName)
    assert {kind.name for kind in KINDS} == {*RULE_OF} - {"raise_carry_over"}
    assert {*RULE_OF, "mixed"} == set(get_args(Kind))


def test_every_term_is_written_down() -> None:
    assert {name: row[1].strip("`") for name, row in AIM_ROWS.items()} == {
        name: f"optimizer.model.objective.{name}" for name in TERMS
    }

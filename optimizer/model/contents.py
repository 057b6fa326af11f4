"""The model, as a table of contents: every rule a plan obeys and every aim it can have.

The mathematics is in FORMULATION.md, and a test keeps the two together.
"""

from __future__ import annotations

from collections.abc import Callable

from optimizer.format.instance import Instance
from optimizer.model.columns import Columns
from optimizer.model.program import Program
from optimizer.model.rules.choosing import choice, groups, precedence
from optimizer.model.rules.spending import allocations, carry_over, flexibility, limits
from optimizer.search.budget import Budget

Rule = Callable[[Program, Columns], None]

RULES: list[Rule] = [
    choice,
    precedence,
    groups,
    carry_over,
    limits,
    flexibility,
    allocations,
]


def build(instance: Instance, budget: Budget | None = None) -> tuple[Program, Columns]:
    """The program of an instance with every rule posted, and its columns.

    Raises:
        OutOfTime: the budget did not suffice.
    """
    program = Program()
    with program.built_within(budget or Budget()):
        columns = Columns(instance, program)
        post(program, columns)
    return program, columns


def post(program: Program, columns: Columns) -> None:
    """Post every rule."""
    for rule in RULES:
        program.rule = rule.__name__
        rule(program, columns)

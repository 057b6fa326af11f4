"""The model, as a table of contents: every rule a plan obeys and every aim it can have.

The mathematics is in FORMULATION.md, and a test keeps the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from optimizer.format.instance import Instance
from optimizer.format.rules import RuleName
from optimizer.model.columns import Columns
from optimizer.model.program import GoOn, Program, always
from optimizer.model.rules.choosing import choice, groups, precedence
from optimizer.model.rules.moving import bands, matches, payments, shares
from optimizer.model.rules.spending import allocations, carry_over, flexibility, limits

Rule = Callable[[Program, Columns], None]

# Kept by the columns that exist (`optimizer.model.columns.possible_starts`): nothing is left to post.
KEPT_BY_COLUMNS: Final = frozenset({RuleName.RELEASE, RuleName.DEADLINE, RuleName.HORIZON, RuleName.PIN})
# In the order in which they are posted: carry_over makes the room that limits speak of.
RULES: Final[dict[RuleName, Rule]] = {
    RuleName.CHOICE: choice,
    RuleName.PRECEDENCE: precedence,
    RuleName.GROUPS: groups,
    RuleName.CARRY_OVER: carry_over,
    RuleName.LIMITS: limits,
    RuleName.FLEXIBILITY: flexibility,
    RuleName.BANDS: bands,
    RuleName.SHARES: shares,
    RuleName.PAYMENTS: payments,
    RuleName.MATCHES: matches,
    RuleName.ALLOCATIONS: allocations,
}


def build(instance: Instance, go_on: GoOn = always) -> tuple[Program, Columns]:
    """The program of an instance with every rule posted, and its columns.

    Args:
        instance: what to post.
        go_on: called every few milliseconds; what it raises ends the building.
    """
    program = Program()
    with program.built_while(go_on):
        columns = Columns(instance, program)
        post(program, columns)
    return program, columns


def post(program: Program, columns: Columns) -> None:
    """Post every rule."""
    for name, rule in RULES.items():
        program.rule = name
        rule(program, columns)

"""An instance with slack, and the least of it that gives a plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optimizer.explaining.kinds import Loosening
from optimizer.explaining.slack import Move, Slack
from optimizer.format.explanation import RULE_OF
from optimizer.format.instance import Instance
from optimizer.model.columns import Columns
from optimizer.model.contents import post
from optimizer.model.program import Program, Sum
from optimizer.search.budget import Budget, OutOfTime
from optimizer.search.cp_sat import Outcome, search


@dataclass(frozen=True, slots=True)
class Elastic:
    """The program of an instance in which some kinds of rules give way."""

    program: Program
    slacks: list[Slack]

    def steps(self, values: Sequence[int]) -> list[int]:
        """By slack, how many steps a plan takes, as few as it allows."""
        full = self.program.completed(values)
        return [slack.steps.value(full) for slack in self.slacks]

    def counted(self) -> dict[int, int]:
        """As an objective: how many slacks are taken, whatever their steps."""
        marks = [self.program.variable(0, 1) for _ in self.slacks]
        for mark, slack in zip(marks, self.slacks, strict=True):
            self.program.require(Sum([mark], [slack.most]).plus(slack.steps, -1), low=0)
        return dict.fromkeys(marks, 1)

    def priced(self) -> dict[int, int]:
        """As an objective: the price, and among equal prices the number of steps if some cost nothing."""
        unit = math.lcm(*(slack.price.denominator for slack in self.slacks))
        prices = [int(slack.price * unit) for slack in self.slacks]
        if not all(prices):
            prices = [price * (len(prices) + 1) + 1 for price in prices]
        total = Sum()
        for price, slack in zip(prices, self.slacks, strict=True):
            total = total.plus(slack.steps, price)
        total = total.merged()
        return dict(zip(total.variables, total.coefficients, strict=True))

    def least(self, objective: dict[int, int], budget: Budget, hint: Sequence[int] | None = None) -> Outcome:
        """Minimise an objective over the program."""
        return search(
            self.program,
            objective,
            maximise=False,
            hint=hint,
            budget=budget,
            on_solution=lambda _value, _bound: None,
        )


def elastic(instance: Instance, kinds: Sequence[Loosening], budget: Budget) -> Elastic | None:
    """Build an instance in which these kinds of rules give way.

    Returns:
        None if it has no such rules, or time did not suffice to build it.
    """
    try:
        return _built(instance, kinds, budget)
    except OutOfTime:
        return None


def _built(instance: Instance, kinds: Sequence[Loosening], budget: Budget) -> Elastic | None:
    loosened = instance
    for kind in kinds:
        loosened = kind.taken_out(loosened)
    program = Program()
    with program.built_while(budget.check):
        columns = Columns(loosened, program, decided=instance.periods)
        slacks: list[Slack] = []
        for kind in kinds:
            program.rule = RULE_OF[kind.name]
            slacks.extend(kind.posted(instance, program, columns))
        if not slacks:
            return None
        post(program, columns)
    return Elastic(program, slacks)


def cheapest(instance: Instance, kinds: Sequence[Loosening], budget: Budget) -> list[Move] | None:
    """The moves of least price that give a plan; of several kinds, the fewest moves first.

    Returns:
        None if these kinds cannot help, or no plan was found in time. The moves may be more than needed
        if time did not suffice to prove the contrary.
    """
    model = elastic(instance, kinds, budget)
    if model is None or budget.is_spent():
        return None
    for slack in model.slacks:
        if slack.locked:
            model.program.require(slack.steps, high=0)
    hint = None
    if len(kinds) > 1:
        count = model.counted()
        outcome = model.least(count, budget.part(1 / 2))
        if outcome.values is None or budget.is_spent():
            return None
        hint = outcome.values
        marks = Sum(list(count), list(count.values()))
        model.program.require(marks, high=marks.value(hint))
    outcome = model.least(model.priced(), budget, hint)
    values = hint if outcome.values is None else outcome.values
    if values is None:
        return None
    taken = zip(model.slacks, model.steps(values), strict=True)
    return [Move(slack, steps) for slack, steps in taken if steps]


def price_of(moves: Sequence[Move]) -> Fraction:
    """What moves come to."""
    return sum((move.steps * move.slack.price for move in moves), start=Fraction(0))

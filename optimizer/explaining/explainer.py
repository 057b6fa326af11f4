"""One explanation: is there a plan, what would give one, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from optimizer.explaining.carrying import all_carried
from optimizer.explaining.contradiction import Contradiction, contradiction
from optimizer.explaining.elastic import cheapest, price_of
from optimizer.explaining.kinds import KINDS, Loosening
from optimizer.explaining.mending import mended, status_with
from optimizer.explaining.slack import Move
from optimizer.format.explanation import Explanation, Kind, Relaxation
from optimizer.format.instance import Instance
from optimizer.format.numbers import plain
from optimizer.format.result import Status
from optimizer.search.budget import Budget

# Beside the kinds: the shares carried over, a mixture, and the contradiction.
_FURTHER_PARTS = 3


@dataclass(frozen=True, slots=True)
class Explainer:
    """The parts of an explanation in order, each with an equal share of the time that is left.

    Attributes:
        undecided: what was not found out in time so far.
    """

    instance: Instance
    budget: Budget
    undecided: list[Kind | Literal["conflict"]] = field(default_factory=list)

    def run(self) -> Explanation:
        """Explain."""
        status = status_with(self.instance, [], self.budget.part(1 / 2))
        found: list[Relaxation] = []
        contradicting = None
        if status == "infeasible":
            found = list(self._relaxations())
            if not found:
                found = list(self._cheapest("mixed", KINDS, 2, 2))
            contradicting = contradiction(self.instance, self.budget.part())
            if contradicting is None and self.budget.is_spent():
                self.undecided.append("conflict")
        return self._explanation(status, contradicting, found)

    def _relaxations(self) -> Iterator[Relaxation]:
        """The cheapest relaxation of every kind that suffices alone."""
        for k, kind in enumerate(KINDS):
            parts = len(KINDS) - k + _FURTHER_PARTS
            yield from self._cheapest(kind.name, [kind], 2 * parts, parts)
        carried = list(all_carried(self.instance))
        yield from self._relaxed("raise_carry_over", carried, self.budget.part(1 / _FURTHER_PARTS))

    def _cheapest(
        self, name: Kind, kinds: Sequence[Loosening], search_parts: int, test_parts: int
    ) -> Iterator[Relaxation]:
        """The cheapest moves of some kinds, if they stand the test."""
        searching = self.budget.part(1 / search_parts)
        moves = cheapest(self.instance, kinds, searching)
        if moves is None and searching.is_spent():
            self.undecided.append(name)
        else:
            yield from self._relaxed(name, moves, self.budget.part(1 / test_parts))

    def _relaxed(self, kind: Kind, moves: list[Move] | None, budget: Budget) -> Iterator[Relaxation]:
        """A relaxation, if its moves stand the test."""
        if not moves:
            return
        result = mended(self.instance, moves, budget)
        if result is not None:
            yield Relaxation(
                kind=kind,
                changes=[move.change for move in result.moves],
                price=plain(price_of(result.moves)),
                minimal=True if result.minimal else None,
            )
        elif budget.is_spent():
            self.undecided.append(kind)

    def _explanation(
        self, status: Status, contradiction: Contradiction | None, found: list[Relaxation]
    ) -> Explanation:
        return Explanation(
            status=status,
            conflict=[] if contradiction is None else contradiction.paths,
            conflict_minimal=True if contradiction is not None and contradiction.minimal else None,
            relaxations=found,
            undecided=self.undecided,
            wall_seconds=self.budget.elapsed(),
            seed=self.budget.seed,
            instance_hash=self.instance.digest(),
        )

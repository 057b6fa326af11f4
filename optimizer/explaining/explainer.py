"""One explanation: is there a plan, what would give one, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.explaining.carrying import all_carried
from optimizer.explaining.conflict import Conflict, conflict
from optimizer.explaining.elastic import cheapest, price_of
from optimizer.explaining.kinds import KINDS
from optimizer.explaining.means import Means
from optimizer.explaining.mending import mended, status_with
from optimizer.explaining.slack import Move
from optimizer.explanation import Explanation, Kind, Relaxation
from optimizer.instance import Instance
from optimizer.numbers import plain
from optimizer.result import Status

# Beside the kinds: the shares carried over, a mixture, and the conflict.
_FURTHER_PARTS = 3


@dataclass(frozen=True, slots=True)
class Explainer:
    """The parts of an explanation in order, each with an equal share of the time that is left."""

    instance: Instance
    means: Means

    def run(self) -> Explanation:
        """Explain."""
        status = status_with(self.instance, [], self.means.within(2))
        found: list[Relaxation] = []
        contradiction = None
        if status == "infeasible":
            found = list(self._relaxations())
            if not found:
                found = list(self._relaxed("mixed", cheapest(self.instance, KINDS, self._part(2)), 2))
            contradiction = conflict(self.instance, self._part(1))
        return self._explanation(status, contradiction, found)

    def _part(self, parts: int) -> Means:
        return self.means.within(parts)

    def _relaxations(self) -> Iterator[Relaxation]:
        """The cheapest relaxation of every kind that suffices alone."""
        for k, kind in enumerate(KINDS):
            parts = len(KINDS) - k + _FURTHER_PARTS
            moves = cheapest(self.instance, [kind], self._part(2 * parts))
            yield from self._relaxed(kind.name, moves, parts)
        yield from self._relaxed("raise_carry_over", list(all_carried(self.instance)), _FURTHER_PARTS)

    def _relaxed(self, kind: Kind, moves: list[Move] | None, parts: int) -> Iterator[Relaxation]:
        """A relaxation, if its moves stand the test."""
        result = mended(self.instance, moves, self._part(parts)) if moves else None
        if result is not None:
            yield Relaxation(
                kind=kind,
                changes=[move.change for move in result.moves],
                price=plain(price_of(result.moves)),
                minimal=True if result.minimal else None,
            )

    def _explanation(
        self, status: Status, contradiction: Conflict | None, found: list[Relaxation]
    ) -> Explanation:
        return Explanation(
            status=status,
            conflict=[] if contradiction is None else contradiction.paths,
            conflict_minimal=True if contradiction is not None and contradiction.minimal else None,
            relaxations=found,
            wall_seconds=self.means.elapsed(),
            seed=self.means.seed,
            instance_hash=self.instance.digest(),
        )

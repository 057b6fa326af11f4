"""The search without one of its parts, to see what each is good for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from optimizer.bench.ours import OURS
from optimizer.bench.peer import Peer, Solve, Solved
from optimizer.format.instance import Instance
from optimizer.search import first, large
from optimizer.search.budget import Budget


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the search, and what is put in its place where it is left out.

    Attributes:
        holder: the module or class that it is looked up in.
        name: by which it is looked up there.
        instead: what does nothing in its place.
    """

    holder: Any
    name: str
    instead: Any


def _nothing(*_: object) -> None:
    """Find nothing."""


PARTS: Final[dict[str, Part]] = {
    # Without arrays none of the others is reached either.
    "arrays": Part(first, "is_priced", lambda _instance: False),
    "relaxation": Part(large, "RELAXED", 0),
    "exchange": Part(large.LargeSearch, "_exchange", _nothing),
    "kernels": Part(large.LargeSearch, "_search_kernel", _nothing),
    "neighbourhoods": Part(large.LargeSearch, "_search_near", _nothing),
}


def _without(part: Part) -> Solve:
    def solve(instance: Instance, budget: Budget) -> Solved:
        kept: Callable[..., object] = getattr(part.holder, part.name)
        setattr(part.holder, part.name, part.instead)
        try:
            return OURS.solve(instance, budget)
        finally:
            setattr(part.holder, part.name, kept)

    return solve


ABLATED: Final[dict[str, Peer]] = {
    f"without-{name}": Peer(f"without-{name}", _without(part)) for name, part in PARTS.items()
}

"""What a search of one tier is asked, whichever way it searches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimizer.model.columns import Columns
from optimizer.model.program import Program
from optimizer.model.scaling import GapLimit
from optimizer.search.budget import Budget
from optimizer.search.cp_sat import OnSolution, Outcome


@dataclass(frozen=True, slots=True)
class Task:
    """One tier to search: optimise an integer aim over a program.

    Attributes:
        objective: the aim's coefficients by variable; empty to look for any plan.
        hint: the best plan known, every variable's value, or None.
        gap: what is good enough, None to go on until nothing better exists.
        bound: a bound of the aim that is proven already, None if none is.
    """

    program: Program
    columns: Columns
    objective: dict[int, int]
    maximise: bool
    hint: list[int] | None
    budget: Budget
    on_solution: OnSolution
    gap: GapLimit | None = None
    bound: int | None = None


Engine = Callable[[Task], Outcome]

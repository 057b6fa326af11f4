"""Capital project portfolio scheduling: integers in, a checked solution out.

    from optimizer import Instance, solve, check

    instance = Instance.parse({"periods": 4, ...})
    result = solve(instance, time_limit=10)
    assert check(instance, result) == []

Beside these doors stand rooms, each of which knows only the ones below it:

- `bench`: families of instances, other solvers, and the comparison with them
- `explaining`: which rules contradict each other, and what would have to give way
- `search`: what may be spent (`Budget`), and how a program is searched for it, tier by tier
- `checker`: whether a result is what it claims; knows `format` and nothing else
- `model`: columns, rules and aims as rows of whole numbers; FORMULATION.md has the mathematics
- `format`: instance, result and explanation, and the names of the rules

A new rule begins with its name in `optimizer.format.rules`, a new term with its in `optimizer.format.parts`.
OR-Tools is imported by the first call of `solve` or `explain`, not by this package.
"""

from optimizer.checker.rules import Violation, check
from optimizer.explain import explain
from optimizer.format.errors import InputError, InstanceError, ResultError
from optimizer.format.explanation import Change, Explanation, Relaxation
from optimizer.format.instance import Instance
from optimizer.format.result import Claim, Incumbent, Result
from optimizer.search.options import SolveOptions
from optimizer.solve import solve, solve_with

__all__ = [
    "Change",
    "Claim",
    "Explanation",
    "Incumbent",
    "InputError",
    "Instance",
    "InstanceError",
    "Relaxation",
    "Result",
    "ResultError",
    "SolveOptions",
    "Violation",
    "check",
    "explain",
    "solve",
    "solve_with",
]

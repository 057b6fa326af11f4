"""Capital project portfolio scheduling: integers in, a checked solution out.

    from optimizer import Instance, solve, check

    instance = Instance.parse({"periods": 4, ...})
    result = solve(instance, time_limit=10)
    assert check(instance, result) == []

OR-Tools is imported by the first call of `solve` or `explain`, not by this package.
"""

from optimizer.checker.rules import Violation, check
from optimizer.explain import explain
from optimizer.format.errors import InputError, InstanceError, ResultError
from optimizer.format.explanation import Change, Explanation, Relaxation
from optimizer.format.instance import Instance
from optimizer.format.result import Claim, Incumbent, Result
from optimizer.solve import solve

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
    "Violation",
    "check",
    "explain",
    "solve",
]

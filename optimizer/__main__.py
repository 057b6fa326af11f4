"""`python -m optimizer`: solve an instance, check a result, explain what has no plan, print the formats.

Exit codes: 0 done, 1 the check found violations, 2 bad input, 3 proven infeasible, 4 no plan in time.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from optimizer.checker.rules import check, plan_faults
from optimizer.explain import explain
from optimizer.format.errors import InputError
from optimizer.format.explanation import Explanation
from optimizer.format.instance import Instance, Placement
from optimizer.format.reading import read_claim, read_instance
from optimizer.format.result import Incumbent, Result
from optimizer.options import parser
from optimizer.search.budget import Budget
from optimizer.search.options import SolveOptions
from optimizer.solve import solve_with

DONE, VIOLATED, BAD_INPUT, INFEASIBLE, UNKNOWN = range(5)
_EXIT_CODES = {"optimal": DONE, "feasible": DONE, "infeasible": INFEASIBLE, "unknown": UNKNOWN}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the command line after the program's name; None for this process's.

    Returns:
        The exit code.
    """
    options = parser().parse_args(arguments)
    try:
        if options.command == "solve":
            return _solve(options)
        if options.command == "check":
            return _check(options)
        if options.command == "explain":
            return _explain(options)
        if options.command == "bench":
            return _bench(options)
        return _schema()
    except InputError as error:
        _complain("\n".join(error.problems))
        return BAD_INPUT


def _solve(options: argparse.Namespace) -> int:
    # Reading counts too, since the limit is for the whole command.
    budget = Budget(options.time_limit)
    instance = read_instance(options.instance)
    _require_folder(options.output)
    result = solve_with(
        instance,
        SolveOptions(
            options.time_limit,
            options.work_limit,
            options.workers,
            options.seed,
            options.gap,
            _tell if options.progress else None,
            start=None if options.start is None else _placements(options.start),
            before=budget.elapsed(),
        ),
    )
    for failure in result.failures:
        _complain(failure)
    _write(result, options.output)
    return _EXIT_CODES[result.status]


def _placements(path: Path) -> dict[str, Placement]:
    """The plan of a result."""
    claim = read_claim(path)
    return {name: Placement(mode=p.mode, start=p.start) for name, p in claim.projects.items()}


def _explain(options: argparse.Namespace) -> int:
    # Reading counts too, since the limit is for the whole command.
    budget = Budget(options.time_limit)
    instance = read_instance(options.instance)
    _require_folder(options.output)
    explanation = explain(
        instance,
        time_limit=budget.left(),
        workers=options.workers,
        seed=options.seed,
    )
    _write(explanation, options.output)
    return _EXIT_CODES[explanation.status]


def _require_folder(output: Path | None) -> None:
    if output is not None and not output.parent.is_dir():
        raise InputError([f"{output}: cannot be written, its folder does not exist"])


def _check(options: argparse.Namespace) -> int:
    instance = read_instance(options.instance)
    claim = read_claim(options.result)
    others = {str(path): read_claim(path) for path in options.others}
    for name, other in others.items():
        if faults := plan_faults(instance, other):
            fault = f"{faults[0].path} is {faults[0].found}, expected {faults[0].expected}"
            _complain(f"{name}: no plan of this instance, so nothing is held against it: {fault}")
    violations = check(instance, claim, others)
    print(json.dumps({"violations": [violation.as_json() for violation in violations]}, indent=1))
    return VIOLATED if violations else DONE


def _bench(options: argparse.Namespace) -> int:
    # Peers import the solver libraries, which the other commands should not have to wait for.
    from optimizer.bench.command import bench  # noqa: PLC0415 - see above

    return DONE if bench(options) else VIOLATED


def _schema() -> int:
    schemas = {
        "instance": Instance.model_json_schema(mode="validation"),
        "result": Result.model_json_schema(mode="validation"),
        "explanation": Explanation.model_json_schema(mode="validation"),
    }
    print(json.dumps(schemas, indent=1))
    return DONE


def _tell(incumbent: Incumbent) -> None:
    bound = "unknown" if incumbent.bound is None else f"{incumbent.bound:.12g}"
    gap = "unknown" if incumbent.gap is None else f"{incumbent.gap:.4%}"
    seconds, value = float(incumbent.seconds), float(incumbent.value)
    _complain(f"{seconds:8.2f} s  tier {incumbent.tier}  value {value:.12g}  bound {bound}  gap {gap}")


def _complain(text: str) -> None:
    print(text.encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)


def _write(result: Result | Explanation, output: Path | None) -> None:
    """Write to standard output, or to a file that appears complete or not at all."""
    text = json.dumps(result.model_dump(mode="json", by_alias=True), separators=(", ", ": ")) + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(output)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError([f"{output}: cannot be written, {error.strerror or error}"]) from error


if __name__ == "__main__":
    sys.exit(main())

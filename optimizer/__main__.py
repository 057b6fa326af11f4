"""`python -m optimizer`: solve an instance, check a result, explain what has no plan, print the formats.

Exit codes: 0 done, 1 the check found violations, 2 bad input, 3 proven infeasible, 4 no plan in time.
"""

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from optimizer.check import check
from optimizer.errors import InputError
from optimizer.explain import explain
from optimizer.explanation import Explanation
from optimizer.instance import Instance
from optimizer.reading import read_claim, read_instance
from optimizer.result import Incumbent, Result
from optimizer.solve import DEFAULT_SEED, DEFAULT_WORKERS, solve

DONE, VIOLATED, BAD_INPUT, INFEASIBLE, UNKNOWN = range(5)
_EXIT_CODES = {"optimal": DONE, "feasible": DONE, "infeasible": INFEASIBLE, "unknown": UNKNOWN}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the command line after the program's name; None for this process's.

    Returns:
        The exit code.
    """
    begun = time.monotonic()
    options = _parser().parse_args(arguments)
    try:
        if options.command == "solve":
            return _solve(options, begun)
        if options.command == "check":
            return _check(options)
        if options.command == "explain":
            return _explain(options, begun)
        return _schema()
    except InputError as error:
        _complain("\n".join(error.problems))
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m optimizer", description="Schedules capital project portfolios."
    )
    commands = parser.add_subparsers(dest="command", required=True)

    solving = commands.add_parser("solve", help="find a plan for an instance")
    _add_common(solving, "RESULT.json")
    solving.add_argument(
        "--work-limit", type=_not_negative, metavar="N", help="deterministic work, about a second each"
    )
    solving.add_argument("--gap", type=_not_negative, metavar="G", help="relative gap that is good enough")
    solving.add_argument(
        "--progress", action="store_true", help="a line on standard error for every better plan"
    )

    checking = commands.add_parser("check", help="recompute everything a result claims")
    checking.add_argument("instance", type=Path, metavar="INSTANCE.json")
    checking.add_argument("result", type=Path, metavar="RESULT.json")

    explaining = commands.add_parser("explain", help="why an instance has no plan, and what would mend it")
    _add_common(explaining, "EXPLANATION.json")

    commands.add_parser("schema", help="print the JSON Schema of instance, result and explanation")
    return parser


def _add_common(command: argparse.ArgumentParser, output: str) -> None:
    """What every command that solves takes."""
    command.add_argument("instance", type=Path, metavar="INSTANCE.json")
    command.add_argument("-o", "--output", type=Path, metavar=output, help="standard output if absent")
    command.add_argument(
        "--time-limit", type=_not_negative, metavar="S", help="seconds for the whole command"
    )
    command.add_argument(
        "--workers", type=_at_least(1), metavar="N", help=f"parallel strategies ({DEFAULT_WORKERS})"
    )
    command.add_argument(
        "--seed", type=_at_least(0), default=DEFAULT_SEED, metavar="N", help="random seed (%(default)s)"
    )


def _not_negative(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or number < 0:
        raise argparse.ArgumentTypeError(f"{text} is not a finite number >= 0")
    return number


def _at_least(least: int) -> "_AtLeast":
    return _AtLeast(least)


class _AtLeast:
    """Reads an integer option that has a least value; CP-SAT takes 31 bits."""

    def __init__(self, least: int) -> None:
        self._least = least

    def __call__(self, text: str) -> int:
        number = int(text)
        if not self._least <= number < 2**31:
            raise argparse.ArgumentTypeError(f"{text} is not in {self._least}..{2**31 - 1}")
        return number


def _solve(options: argparse.Namespace, begun: float) -> int:
    instance = read_instance(options.instance)
    _require_folder(options.output)
    result = solve(
        instance,
        time_limit=_left(options.time_limit, begun),
        work_limit=options.work_limit,
        workers=options.workers,
        seed=options.seed,
        gap=options.gap,
        on_progress=_tell if options.progress else None,
    )
    _write(result, options.output)
    return _EXIT_CODES[result.status]


def _explain(options: argparse.Namespace, begun: float) -> int:
    instance = read_instance(options.instance)
    _require_folder(options.output)
    explanation = explain(
        instance,
        time_limit=_left(options.time_limit, begun),
        workers=options.workers,
        seed=options.seed,
    )
    _write(explanation, options.output)
    return _EXIT_CODES[explanation.status]


def _left(time_limit: float | None, begun: float) -> float | None:
    """What is left of a limit: reading counts too, since the limit is for the whole command."""
    return None if time_limit is None else max(0.0, time_limit - (time.monotonic() - begun))


def _require_folder(output: Path | None) -> None:
    if output is not None and not output.parent.is_dir():
        raise InputError([f"{output}: cannot be written, its folder does not exist"])


def _check(options: argparse.Namespace) -> int:
    instance = read_instance(options.instance)
    violations = check(instance, read_claim(options.result))
    print(json.dumps({"violations": [violation.as_json() for violation in violations]}, indent=1))
    return VIOLATED if violations else DONE


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

"""What the command line takes."""

import argparse
import math
from pathlib import Path

from optimizer.bench.families import FAMILIES
from optimizer.search.budget import DEFAULT_SEED, DEFAULT_WORKERS

# Their names are known without importing a solver; a test compares them with what there is.
PEER_NAMES = ("cp-sat", "highs", "scip", "greedy")
FORMAT_NAMES = ("instance", "mknap", "mknap2", "mmkp", "psplib", "cpit", "ppssp")


def parser() -> argparse.ArgumentParser:
    """Every command and its options."""
    whole = argparse.ArgumentParser(
        prog="python -m optimizer", description="Schedules capital project portfolios."
    )
    commands = whole.add_subparsers(dest="command", required=True)

    solving = commands.add_parser("solve", help="find a plan for an instance")
    _add_common(solving, "RESULT.json")
    solving.add_argument(
        "--work-limit",
        type=_not_negative,
        metavar="N",
        help="deterministic work of all workers, about a second each",
    )
    solving.add_argument("--gap", type=_not_negative, metavar="G", help="relative gap that is good enough")
    solving.add_argument(
        "--start",
        type=Path,
        metavar="RESULT.json",
        help="a plan to begin with, of this instance or one much like it",
    )
    solving.add_argument(
        "--progress", action="store_true", help="a line on standard error for every better plan"
    )

    checking = commands.add_parser("check", help="recompute everything a result claims")
    checking.add_argument("instance", type=Path, metavar="INSTANCE.json")
    checking.add_argument("result", type=Path, metavar="RESULT.json")
    checking.add_argument(
        "others",
        type=Path,
        nargs="*",
        metavar="OTHER.json",
        help="other plans of the instance: what the result claims and one of them refutes is a violation",
    )

    explaining = commands.add_parser("explain", help="why an instance has no plan, and what would mend it")
    _add_common(explaining, "EXPLANATION.json")

    _add_bench(commands.add_parser("bench", help="hold the solver against others, side by side"))

    commands.add_parser("schema", help="print the JSON Schema of instance, result and explanation")
    return whole


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


def _add_bench(command: argparse.ArgumentParser) -> None:
    command.add_argument("instances", type=Path, nargs="*", metavar="FILE")
    command.add_argument(
        "--format",
        choices=FORMAT_NAMES,
        help="of the files; absent, what their names tell of, else instances",
    )
    command.add_argument("--family", choices=sorted(FAMILIES), help="generate instances instead")
    command.add_argument(
        "--size",
        "--sizes",
        action="append",
        metavar="AxB,…",
        help="how large, as the family takes it: 250x10, 20x3 …; of several, how figures grow is told too",
    )
    command.add_argument(
        "--seeds", type=_at_least(1), default=1, metavar="N", help="so many runs, from --seed on, and medians"
    )
    command.add_argument(
        "--seed",
        type=_at_least(0),
        default=DEFAULT_SEED,
        metavar="N",
        help="of family and search (%(default)s)",
    )
    command.add_argument(
        "--time-limit",
        "--seconds",
        type=_not_negative,
        default=10.0,
        metavar="S",
        help="seconds a run, reading included (%(default)s)",
    )
    command.add_argument(
        "--workers",
        type=_at_least(1),
        default=DEFAULT_WORKERS,
        metavar="N",
        help="of every run (%(default)s)",
    )
    others = command.add_mutually_exclusive_group()
    others.add_argument(
        "--peer", action="append", choices=PEER_NAMES, help="another solver, repeatable; all if absent"
    )
    others.add_argument("--alone", action="store_true", help="no other solver")
    others.add_argument(
        "--ablation", action="store_true", help="the search without one of its parts each, instead of others"
    )
    command.add_argument("--json", action="store_true", help="a list of runs instead of tables in Markdown")


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

"""`python -m optimizer bench`: what its options ask for, run and printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable

from optimizer.bench.ablation import ABLATED
from optimizer.bench.compare import Case, Run, compare
from optimizer.bench.families import DEFAULT_SIZES, generate, sizes_of
from optimizer.bench.machine import machine
from optimizer.bench.peers import PEERS
from optimizer.bench.readers import FORMATS, format_of
from optimizer.bench.run import apart
from optimizer.bench.tables import GROWTH, HEADER, MEDIANS, growths, medians, notes, rows_of, table
from optimizer.format.errors import InputError


def bench(options: argparse.Namespace) -> bool:
    """Run and print what the options ask for.

    Returns:
        Whether the checker let everything pass and no run failed.

    Raises:
        InputError: one line that says what is wrong with options or files.
    """
    if bool(options.family) == bool(options.instances):
        raise InputError(["bench: give either files or --family"])
    peers = list(ABLATED) if options.ablation else [] if options.alone else options.peer or list(PEERS)
    if not options.json:
        print(machine() + "\n")
    runs: list[Run] = []
    limits = {"time_limit": options.time_limit, "workers": options.workers}
    for some in compare(_cases(options), peers, runner=apart, **limits):
        runs += some
        if not options.json:
            print("\n".join(table(HEADER, rows_of(some))))
            print("".join(f"\n{note}" for note in notes(some)), flush=True)
    if options.json:
        print(json.dumps([run.model_dump(mode="json") for run in runs], indent=1))
    else:
        for header, rows in ((MEDIANS, list(medians(runs))), (GROWTH, list(growths(runs)))):
            if rows:
                print("\n".join(table(header, rows)) + "\n")
    return not any(run.refused or run.status == "failed" for run in runs)


def _cases(options: argparse.Namespace) -> Iterable[Case]:
    """What is to be run: a family's instances by size and seed, or those of files by seed of the search."""
    seeds = range(options.seed, options.seed + options.seeds)
    if not options.family:
        problems = [
            one for path in options.instances for one in FORMATS[options.format or format_of(path)](path)
        ]
        return [Case(one.instance, one.instance.name, seed, one.best) for one in problems for seed in seeds]
    sizes = [size for given in options.size or [] for size in given.split(",")]
    sizes = sizes or ["x".join(map(str, DEFAULT_SIZES[options.family]))]
    for size in sizes:
        try:
            sizes_of(options.family, size)
        except ValueError as error:
            raise InputError([f"bench: {error}"]) from error
    # One after the other: a large one takes hundreds of megabytes.
    return (
        Case(generate(options.family, size, seed), f"{options.family} {size}", seed)
        for size in sizes
        for seed in seeds
    )

"""Activities on scarce crews, in one mode or several, as PSPLIB has them: .sm and .mm files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from optimizer.bench.readers.problem import Problem, instance_of
from optimizer.bench.readers.words import lines_of, whole_of, wrong
from optimizer.format.errors import InputError

_SECTIONS: Final = ("PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES")
Row = tuple[int, list[int]]  # the line, and its numbers


def read_psplib(path: Path) -> list[Problem]:
    """Shortest makespan of a PSPLIB file, in the layout of its generator.

    R. Kolisch and A. Sprecher, "PSPLIB - a project scheduling problem library", EJOR 96, 1997. Sections
    between lines of asterisks: PRECEDENCE RELATIONS has of each job its number, how many modes and successors
    it has, and these; REQUESTS/DURATIONS of each job and mode its duration and what it takes of each resource
    (the job only in the line of its first mode); RESOURCEAVAILABILITIES what there is. Resources `R n` are
    there anew in every period, of `N n` there is so much for all time.

    Raises:
        InputError: one line with the place, what stands there and what was expected.
    """
    lines = lines_of(path)
    starts = {name: _start(path, lines, name) for name in _SECTIONS}
    links = _rows(path, lines, starts["PRECEDENCE RELATIONS"])
    requests = list(_rows(path, lines, starts["REQUESTS/DURATIONS"]))
    head = starts["REQUESTS/DURATIONS"]
    kinds = re.findall(r"\b([RND])\s+\d", lines[head] if head < len(lines) else "")
    if "D" in kinds:
        raise wrong(path, head + 1, "a doubly constrained resource, expected R or N")
    modes = _modes(path, requests, len(kinds))
    room = next(_rows(path, lines, starts["RESOURCEAVAILABILITIES"]), None)
    if room is None or len(room[1]) != len(kinds):
        where = starts["RESOURCEAVAILABILITIES"] if room is None else room[0]
        raise wrong(path, where, f"not {len(kinds)} numbers, expected what there is of each resource")
    periods = max(1, sum(max(numbers[1] for numbers in some) for some in modes.values()))
    names = [f"{kind}{k}" for k, kind in enumerate(kinds)]
    return [
        Problem(
            instance_of(
                path,
                {
                    "name": path.stem,
                    "periods": periods,
                    "resources": [
                        _resource(name, kind, most, periods)
                        for name, kind, most in zip(names, kinds, room[1], strict=True)
                    ],
                    "projects": [
                        {
                            "id": f"j{job}",
                            "mandatory": True,
                            "modes": [_mode(numbers, names, kinds) for numbers in some],
                        }
                        for job, some in modes.items()
                    ],
                    "precedence": list(_precedence(path, links, set(modes))),
                    "objective": [{"terms": [{"term": "makespan"}]}],
                },
            )
        )
    ]


def _start(path: Path, lines: list[str], name: str) -> int:
    """The number of the line after a section's head."""
    for k, text in enumerate(lines):
        if text.startswith(name):
            return k + 1
    raise wrong(path, max(1, len(lines)), f"the file ends here, expected a section {name}")


def _rows(path: Path, lines: list[str], start: int) -> Iterator[Row]:
    """Lines of numbers up to the next asterisks; headings have letters, and rulers have no numbers."""
    for k in range(start, len(lines)):
        text = lines[k]
        if text.startswith("*"):
            return
        if re.search(r"[A-Za-z#]", text) or not re.search(r"\d", text):
            continue
        yield k + 1, [whole_of(path, k + 1, word, "a whole number") for word in text.split()]


def _modes(path: Path, rows: list[Row], resources: int) -> dict[int, list[list[int]]]:
    """Of every job its modes as number, duration and requests."""
    modes: dict[int, list[list[int]]] = {}
    job: int | None = None
    for line, row in rows:
        numbers = row
        if len(row) == resources + 3:
            job, *numbers = row
            if job in modes:
                raise wrong(path, line, f"job {job} a second time, expected another")
        if len(numbers) != resources + 2 or job is None:
            raise wrong(path, line, f"{len(row)} numbers, expected job, mode, duration, {resources} requests")
        modes.setdefault(job, []).append(numbers)
    if not modes:
        raise InputError([f"{path}: no job under {_SECTIONS[1]}, expected one at least"])
    return modes


def _precedence(path: Path, rows: Iterator[Row], jobs: set[int]) -> Iterator[dict[str, Any]]:
    for line, numbers in rows:
        if len(numbers) < 3 or len(numbers) != 3 + numbers[2]:
            raise wrong(path, line, f"{len(numbers)} numbers, expected job, modes, n and n successors")
        for job in (numbers[0], *numbers[3:]):
            if job not in jobs:
                raise wrong(path, line, f"job {job} has no mode, expected one under {_SECTIONS[1]}")
        yield from ({"before": f"j{numbers[0]}", "after": f"j{after}"} for after in numbers[3:])


def _resource(name: str, kind: str, most: int, periods: int) -> dict[str, Any]:
    windows = [(t, t) for t in range(periods)] if kind == "R" else [(0, periods - 1)]
    return {"id": name, "limits": [{"first": a, "last": b, "maximum": most} for a, b in windows]}


def _mode(numbers: list[int], names: list[str], kinds: list[str]) -> dict[str, Any]:
    number, duration, *requests = numbers
    usage = {
        name: [amount] * duration if kind == "R" else [amount, *([0] * (duration - 1))]
        for name, kind, amount in zip(names, kinds, requests, strict=True)
        if amount and duration
    }
    return {"id": f"m{number}", "duration": duration, "usage": usage}

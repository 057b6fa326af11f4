"""Knapsacks of several dimensions: mknap files of the OR-Library, and MMKP files with their classes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.bench.readers.problem import Problem, instance_of
from optimizer.bench.readers.words import Words, factor_of, lines_of, numbered, offered, taken
from optimizer.format.instance import Instance


def read_mknap(path: Path) -> list[Problem]:
    """mknap1 and mknapcb1 to 9 of the OR-Library, described in its page on multidimensional knapsacks.

    Words: how many problems there are; of each the number of variables n and of constraints m and the optimum
    (0 if unknown); n profits; m rows of n coefficients; m right-hand sides.

    Raises:
        InputError: one line with the place, what stands there and what was expected.
    """
    words = Words(path, numbered(lines_of(path)))
    problems: list[Problem] = []
    for k in range(words.whole("the number of problems", least=1)):
        count = words.whole("the number of variables", least=1)
        rows = words.whole("the number of constraints", least=1)
        best = words.number("the optimal value, 0 if unknown")
        profits = words.numbers(count, "a profit")
        weights = [words.numbers(count, "a coefficient") for _ in range(rows)]
        capacities = words.numbers(rows, "a right-hand side")
        problems.append(
            _knapsack(f"{path.stem} {k + 1}", profits, weights, capacities, best=best, words=words)
        )
    if not words.is_over:
        words.refuse(f"{words.word('the end')!r} follows the last problem, expected the end of the file")
    return problems


def read_mknap2(path: Path) -> list[Problem]:
    """mknap2 of the OR-Library, whose head describes it.

    Lines of numbers among lines of comment; of each problem the number of constraints m and of variables n, n
    profits, m right-hand sides, m rows of n coefficients, and the optimum.

    Raises:
        InputError: as of `read_mknap`.
    """
    lines = [(line, text.split("//")[0]) for line, text in numbered(lines_of(path))]
    words = Words(path, [(line, text) for line, text in lines if re.fullmatch(r"[\d.\s]+", text)])
    problems: list[Problem] = []
    while not words.is_over:
        rows = words.whole("the number of constraints", least=1)
        count = words.whole("the number of variables", least=1)
        profits = words.numbers(count, "a profit")
        capacities = words.numbers(rows, "a right-hand side")
        weights = [words.numbers(count, "a coefficient") for _ in range(rows)]
        best = words.number("the optimal value")
        name = f"{path.stem} {len(problems) + 1}"
        problems.append(_knapsack(name, profits, weights, capacities, best=best, words=words))
    if not problems:
        words.refuse("there are no lines of numbers, expected problems")
    return problems


def _knapsack(
    name: str,
    profits: Sequence[Decimal],
    weights: Sequence[Sequence[Decimal]],
    capacities: Sequence[Decimal],
    *,
    best: Decimal,
    words: Words,
) -> Problem:
    """Projects in one period, a resource a constraint."""
    if any(weight < 0 for row in weights for weight in row):
        words.refuse("a coefficient of this problem is below 0, expected none")
    factors = [factor_of(row) for row in weights]
    whole = [taken(row, factor) for row, factor in zip(weights, factors, strict=True)]
    projects = [
        {"id": f"p{j}", "modes": [_mode("m", [row[j] for row in whole], profit)]}
        for j, profit in enumerate(profits)
    ]
    room = [offered(capacity, factor) for capacity, factor in zip(capacities, factors, strict=True)]
    return Problem(_in_one_period(words.path, name, projects, room), float(best) or None)


def read_mmkp(path: Path) -> list[Problem]:
    """Multiple-choice knapsacks: of every class exactly one item, as much profit as possible.

    Words, as S. Khan et al. wrote their sets I01 to I13 ("Solving the knapsack problem for adaptive
    multimedia systems", Studia Informatica Universalis 2, 2002): the number of classes n, of items of each
    class l and of resources m; m capacities; of each class its number, then l items with their profit and m
    weights. Where the first line has two numbers, n and m, a class begins with the number of its items.

    Raises:
        InputError: as of `read_mknap`.
    """
    lines = lines_of(path)
    words = Words(path, numbered(lines))
    head = next((text for text in lines if text.strip()), "")
    has_items = len(head.split()) > 2
    classes = words.whole("the number of classes", least=1)
    items = words.whole("the number of items of a class", least=1) if has_items else None
    rows = words.whole("the number of resources", least=1)
    capacities = words.numbers(rows, "a capacity")
    found: list[list[tuple[Decimal, list[Decimal]]]] = []
    for k in range(classes):
        if items is not None:
            words.whole(f"{k + 1}, the number of the class", least=k + 1, most=k + 1)
        count = items or words.whole("the number of items of the class", least=1)
        found.append([(words.number("a profit"), words.numbers(rows, "a weight")) for _ in range(count)])
    if not words.is_over:
        words.refuse(f"{words.word('the end')!r} follows the last class, expected the end of the file")
    weights = [[weight for some in found for _, item in some for weight in [item[i]]] for i in range(rows)]
    if any(weight < 0 for row in weights for weight in row):
        words.refuse("a weight is below 0, expected none")
    factors = [factor_of(row) for row in weights]
    projects = [
        {
            "id": f"c{k}",
            "mandatory": True,
            "modes": [
                _mode(f"m{j}", [taken([w], f)[0] for w, f in zip(item, factors, strict=True)], profit)
                for j, (profit, item) in enumerate(some)
            ],
        }
        for k, some in enumerate(found)
    ]
    room = [offered(capacity, factor) for capacity, factor in zip(capacities, factors, strict=True)]
    return [Problem(_in_one_period(path, path.stem, projects, room))]


def _mode(name: str, weights: Sequence[int], profit: Decimal) -> dict[str, Any]:
    usage = {f"r{i}": [weight] for i, weight in enumerate(weights) if weight}
    return {"id": name, "duration": 1, "usage": usage, "benefit": [profit]}


def _in_one_period(path: Path, name: str, projects: list[dict[str, Any]], room: Sequence[int]) -> Instance:
    return instance_of(
        path,
        {
            "name": name,
            "periods": 1,
            "resources": [
                {"id": f"r{i}", "limits": [{"first": 0, "last": 0, "maximum": most}]}
                for i, most in enumerate(room)
            ],
            "projects": projects,
            "objective": [{"terms": [{"term": "benefit"}]}],
        },
    )

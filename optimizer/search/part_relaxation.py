"""The linear relaxation of a part of a large problem: what its rows cost, and what it would choose."""

from __future__ import annotations

import math
from itertools import groupby

import numpy as np

from optimizer.search.budget import Budget
from optimizer.search.part import Part, Relaxed
from optimizer.search.relaxation import Matrix, solved


def relaxed_part(part: Part, budget: Budget) -> Relaxed | None:
    """Relax a part; what is handed on from row to row is left out, as the rows say what it comes to at most.

    Returns:
        None if there was no time for it, or there is no choice.
    """
    rows = [(row.columns, row.amounts, -math.inf, row.capacity) for row in part.rows]
    of = {p: list(found) for p, found in groupby(range(len(part.project)), key=part.project.__getitem__)}
    must = set(part.must)
    rows += [(ks, [1] * len(ks), 1 if p in must else -math.inf, 1) for p, ks in of.items()]
    links = []
    for number, (before, after, lag) in enumerate(part.links):
        for period in sorted({part.start[k] for k in of.get(after, [])}):
            begun = [k for k in of[after] if part.start[k] <= period]
            complete = [k for k in of.get(before, []) if part.end[k] + lag <= period]
            rows.append((begun + complete, [1] * len(begun) + [-1] * len(complete), -math.inf, 0))
            links.append((number, period))
    lengths = [len(columns) for columns, *_ in rows]
    row = np.repeat(np.arange(len(rows)), lengths)
    column = np.fromiter((k for columns, *_ in rows for k in columns), np.int64, int(sum(lengths)))
    amount = np.fromiter((a for _, amounts, *_ in rows for a in amounts), np.float64, int(sum(lengths)))
    sizes = np.ones(len(rows))
    np.maximum.at(sizes, row, np.abs(amount))
    order = np.lexsort((column, row))
    low = np.array([low for *_, low, _ in rows], float) / sizes
    high = np.array([high for *_, high in rows], float) / sizes
    matrix = Matrix(row[order], column[order], (amount / sizes[row])[order], low, high)
    value = np.array(part.value, float)
    size = float(np.abs(value).max(initial=0.0)) or 1.0
    found = solved([0] * len(value), [1] * len(value), matrix, -value / size, budget)
    if found is None:
        return None
    # A minimisation of what is lost: rows that keep it from less have prices below nothing.
    prices = np.maximum(0.0, -found[0]) * size / sizes
    count = len(part.rows)
    priced = zip(links, prices[count + len(of) :].tolist(), strict=True)
    return Relaxed(
        prices=prices[:count].tolist(),
        links=[(number, period, price) for (number, period), price in priced if price > 0],
        chosen=found[1].tolist(),
    )

"""Which columns of a large problem are searched together: a kernel, or the neighbourhood of a plan."""

from __future__ import annotations

import random
from typing import Final

import numpy as np

from optimizer.search.building import Builder
from optimizer.search.pricing import Priced
from optimizer.search.worth import Flags, Integers

# Periods around one another that a neighbourhood may be about.
_AROUND: Final = 3
# A project that prices have where they want it is drawn as if it had lost this share of a usual value.
_LEAST_LOSS: Final = 1e-3


def kernel(builder: Builder, priced: Priced, count: int) -> tuple[Integers, bool]:
    """Columns of smallest reduced cost and of the plan, and whether no other can be in a better plan."""
    arrays, reduced = builder.arrays, priced.reduced
    gains = np.maximum(builder.gains(), 0.0)
    # Left out where it is worth something, or put in elsewhere, it costs so much by the prices.
    cost = np.minimum(np.abs(reduced), gains[arrays.project] - reduced)
    possible = _possible(builder, priced)
    open_ = possible.copy()
    if count < int(possible.sum()):
        open_[:] = False
        open_[np.argsort(np.where(possible, cost, np.inf), kind="stable")[:count]] = True
    chosen = np.array(builder.chosen, np.int64)
    open_[chosen[chosen >= 0]] = True
    return np.flatnonzero(open_), bool((open_ | ~possible).all())


def _possible(builder: Builder, priced: Priced) -> Flags:
    """Columns that may be in a better plan, by prices and the bound that these prove."""
    arrays, reduced = builder.arrays, priced.reduced
    if priced.bound is None or not builder.is_whole():
        return np.ones(len(reduced), np.bool_)
    # What is decided together with others may make up for what it loses itself.
    alone = np.ones(len(builder.chosen), np.bool_)
    for before, after, _ in arrays.links:
        alone[before] = alone[after] = False
    gains = builder.gains()
    gains = np.where(arrays.required, gains, np.maximum(gains, 0.0))
    room = float(priced.bound) - builder.score
    give = 1e-9 * (abs(room) + abs(float(priced.bound)))
    return (gains[arrays.project] - reduced <= room + give) | ~alone[arrays.project]


def neighbourhood(builder: Builder, priced: Priced, size: int, chance: random.Random) -> Integers:
    """The columns of projects drawn by what the plan loses on them at the prices, all or near in time."""
    arrays = builder.arrays
    chosen = np.array(builder.chosen, np.int64)
    reduced = np.where(chosen >= 0, priced.reduced[chosen], 0.0)
    gains = builder.gains()
    loss = np.where(np.isfinite(gains), np.maximum(gains, 0.0) - reduced, 0.0)
    usual = float(np.abs(arrays.value).mean())
    noise = np.random.default_rng(chance.randrange(2**31)).gumbel(size=len(chosen))
    # Adding noise of this kind to logarithms of weights draws by weight.
    weight = noise + np.log(np.maximum(loss, _LEAST_LOSS * usual) + 1e-300)
    if chance.random() < 1 / 2:
        period = chance.randrange(arrays.instance.periods)
        near = np.zeros(len(chosen), np.bool_)
        near[arrays.project[np.abs(arrays.start - period) <= _AROUND]] = True
        weight[~near] = -np.inf
    free = np.zeros(len(chosen), np.bool_)
    free[np.argsort(-weight, kind="stable")[:size]] = True
    for before, after, _ in arrays.links:
        # What cannot come in without another comes in with it.
        if free[after] and chosen[before] < 0:
            free[before] = True
    return np.flatnonzero(free[arrays.project])

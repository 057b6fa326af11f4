"""What moved and what was paid, counted again from the contract alone. Part of the checker.

A band is verified on the usage as reported, period by period added up; payments are recomputed from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from optimizer.checker.built import Built
from optimizer.format.instance import Band, Bounds, Instance, Payments

Finding = tuple[str, str | int | float | None, str]  # path, found, expected


def ends(instance: Instance, resource: str) -> list[tuple[int, int]]:
    """The windows over which a resource is decided: those it declares, and single periods beside them."""
    declared = next(r.windows for r in instance.resources if r.id == resource)
    inside = {t for window in declared for t in range(window.first, window.last + 1)}
    alone = [(t, t) for t in range(instance.periods) if t not in inside]
    return sorted([*((window.first, window.last) for window in declared), *alone])


def band_faults(instance: Instance, built: Built, band: Band) -> Iterator[Finding]:
    """Where a project leaves a band: the sum of its resources, window by window."""
    names = band.resources
    path = f"{built.path}.usage.{'+'.join(names)}"
    for name in names:
        for t, amount in enumerate(built.usage[name]):
            if amount < 0 or (amount and t < built.start):
                yield f"{built.path}.usage.{name}[{t}]", amount, "nothing before the start, nor taken back"
    windows = ends(instance, names[0])
    whole = built.curve_so_far(names, instance.periods - 1)
    begun = max([0, *(built.curve_so_far(names, last) for first, last in windows if first < band.first)])
    before, curve_before = 0, 0
    for first, last in windows:
        used = sum(built.so_far(name, last) for name in names)
        curve = built.curve_so_far(names, last)
        spent, curved = used - before, curve - curve_before
        before, curve_before = used, curve
        if first < band.first or last == instance.periods - 1 or not band.moves:
            if used != curve:
                yield path, used, f"{curve} by the end of period {last}, as the curve has it"
        else:
            least, most = _by_then(built, band, last, begun, whole)
            if not least <= used <= most:
                yield path, used, f"{least}..{most} by the end of period {last}"
            if (used - begun) % band.step and used != whole:
                expected = f"{begun} and whole steps of {band.step}, or all, by the end of period {last}"
                yield path, used, expected
        if band.moves and first >= band.first:
            if band.maximum is not None and spent > band.maximum:
                yield path, spent, f"<= {band.maximum} in periods {first}..{last}"
            needed = min(band.minimum, curved // band.step * band.step)
            if spent < needed:
                yield path, spent, f">= {needed} in periods {first}..{last}"


def _by_then(built: Built, band: Band, last: int, begun: int, whole: int) -> tuple[int, int]:
    """What the moved curves allow by the end of a window, in whole steps after history."""
    least = _step_below(built.curve_so_far(band.resources, last - band.late), begun, whole, band.step)
    ahead = min(whole, built.curve_so_far(band.resources, last + band.early))
    return least, _step_above(ahead, begun, whole, band.step) if built.start <= last else 0


def _step_below(amount: int | Fraction, begun: int, whole: int, step: int) -> int:
    return whole if amount >= whole else begun + math.floor(Fraction(amount - begun) / step) * step


def _step_above(amount: int | Fraction, begun: int, whole: int, step: int) -> int:
    return min(whole, begun + math.ceil(Fraction(amount - begun) / step) * step)


def share_faults(instance: Instance, built: Built, band: Band) -> Iterator[Finding]:
    """Which of several resources has not its share, or not whole steps of its own."""
    windows = ends(instance, band.resources[0])
    end = instance.periods - 1
    history = [last for first, last in windows if first < band.first]
    whole = built.curve_so_far(band.resources, end)
    all_begun = max([0, *(built.curve_so_far(band.resources, last) for last in history)])
    for position, name in enumerate(band.resources):
        path = f"{built.path}.usage.{name}"
        for last in history:
            if built.so_far(name, last) != built.curve_so_far([name], last):
                expected = (
                    f"{built.curve_so_far([name], last)} by the end of period {last}, as the curve has it"
                )
                yield path, built.so_far(name, last), expected
        begun = max([0, *(built.curve_so_far([name], last) for last in history)])
        for _, last in windows:
            used = built.so_far(name, last)
            if position and last not in history and (used - begun) % band.step:
                yield path, used, f"{begun} and whole steps of {band.step} by the end of period {last}"
        bounds, used = band.shares.get(name, Bounds()), built.so_far(name, end)
        least = _step_below(Fraction(bounds.least) * whole, begun, whole, band.step)
        most = _step_above(Fraction(bounds.most) * whole, begun, whole, band.step)
        # Where history has more than a share, or leaves the others too much, it stands.
        least, most = min(least, whole - all_begun + begun), max(most, begun)
        if not least <= used <= most:
            yield path, used, f"{least}..{most} of {whole} in all, its share"


def departed(instance: Instance, built: Built) -> int:
    """What a project uses above its curves, window by window, of resources that share what they use."""
    total = 0
    for name in (name for band in built.mode.bands if len(band.resources) > 1 for name in band.resources):
        used = along = 0
        for _, last in ends(instance, name):
            so_far, curve = built.so_far(name, last), built.curve_so_far([name], last)
            total += max(0, so_far - used - (curve - along))
            used, along = so_far, curve
    return total


def payments_of(built: Built, payer: str, pays: Payments) -> tuple[list[int], int]:
    """What is due for the usage of a resource as it is reported, by period, and what is owed afterwards."""
    terms = built.project.terms.get(payer, pays)
    used = list(built.usage[pays.resource])
    already = built.mode.used_already.get(pays.resource, [])
    for elapsed, amount in enumerate(already[: max(0, len(used) - built.start)]):
        used[built.start + elapsed] += amount
    listed = built.mode.usage.get(pays.resource, [])
    band = built.mode.band(pays.resource)
    total = before = built.mode.used_before.get(pays.resource, 0)
    if band is not None and len(band.resources) > 1:
        total += sum(used) + sum(listed[max(0, len(used) - built.start) :])
    else:
        total += sum(listed) + sum(already)
    released = max(built.start, built.finish + terms.after)

    def due(period: int, so_far: int) -> int:
        amount = terms.progress * so_far
        amount += terms.advance * total if period >= built.start else 0
        amount += terms.retention * total if period >= released else 0
        return int(amount.quantize(Decimal(1), ROUND_HALF_UP))

    paid_before = int((terms.advance * total + terms.progress * before).quantize(Decimal(1), ROUND_HALF_UP))
    paid = [paid_before if pays.resource in built.mode.used_before else 0]
    for t in range(len(used)):
        paid.append(due(t, before + sum(used[: t + 1])) if t >= built.start else paid[0])
    flow = [paid[t + 1] - paid[t] for t in range(len(used))]
    return flow, total - paid[-1]

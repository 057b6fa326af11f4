"""As few changes as are needed of many: what can be spared, tried from large parts to small."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def needed(items: Sequence[T], is_enough: Callable[[Sequence[T]], bool]) -> list[T]:
    """Return those of some changes none of which can be spared.

    More of them are never fewer plans: so what is spared once need not be tried again.

    Args:
        items: The changes, which are enough together.
        is_enough: Tells whether some of them are.
    """
    kept = list(items)
    size = (len(kept) + 1) // 2
    while size and len(kept) > 1:
        start = 0
        while start < len(kept):
            fewer = [*kept[:start], *kept[start + size :]]
            if fewer and is_enough(fewer):
                kept = fewer
            else:
                start += size
        size //= 2
    return kept


def smallest(is_enough: Callable[[int], bool], enough: int) -> int:
    """Return the smallest number above 0 that is enough, where one is and all above it are."""
    low, high = 0, enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high

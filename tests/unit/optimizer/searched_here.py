"""Parts searched in this process, one after the other, for tests of what is found rather than of where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from optimizer.search import arrays, aside


def _ask(self: aside.Aside, order: aside.Order) -> None:
    self.busy_with = order.number
    # As it would come through the pipe.
    read = aside.Order.model_validate_json(order.model_dump_json())
    aside._answer(read, lambda word: self.words.put((self, word)))


@contextmanager
def searched_here(large: int = 0) -> Iterator[None]:
    """Search on arrays what has more columns than this, its parts in this process."""
    with (
        mock.patch.object(arrays, "LARGE", large),
        mock.patch.object(aside.Aside, "warm_up"),
        mock.patch.object(aside.Aside, "ask", _ask),
    ):
        yield

"""What tests of the optimizer share: no clock that a busy machine could hurry."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _every_search_ends_by_itself() -> Iterator[None]:
    """Have a search for few rules that contradict each other find the fewest, however long it takes."""
    from optimizer.explaining import contradiction

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contradiction, "_ENOUGH_SECONDS", 3600.0)
        yield

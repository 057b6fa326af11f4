"""What tests of the store share: workspaces in a database of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from portfolio.planning.records.workspace import Workspace
from portfolio.store.store import Store


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    """A connection beside the store's, to a database whose folder is there."""
    place = url.removeprefix("sqlite:///")
    if place != url:
        Path(place).parent.mkdir(exist_ok=True)
    engine = create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


# --- Workspaces --------------------------------------------------------------------------------------------

FIRST_MOMENT = datetime(2021, 3, 1, 9, 0, tzinfo=UTC)


class Clock:
    """Shows a minute more every time it is looked at."""

    def __init__(self) -> None:
        self._looks = 0

    def __call__(self) -> datetime:
        self._looks += 1
        return FIRST_MOMENT + timedelta(minutes=self._looks - 1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(url: str, small_folder: Path, clock: Clock) -> Iterator[Callable[..., Workspace]]:
    """A function that opens the small portfolio with connections of its own, as one more process would."""
    stores: list[Store] = []

    def open_again(folder: Path = small_folder) -> Workspace:
        stores.append(Store(url))
        return Workspace(str(folder), store=stores[-1], now=clock)

    yield open_again
    for store in stores:
        store.close()


@pytest.fixture
def workspace(opened: Callable[..., Workspace]) -> Workspace:
    """The small portfolio in a new database."""
    return opened()

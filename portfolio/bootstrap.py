"""The composition root: from settings to a store, a solver and runs, for the app and for commands alike.

No other module makes any of these. Each is loaded when it is first asked for: whoever lists projects waits
for no database, and the app's solver is under way before anything else is loaded.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from portfolio import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portfolio.domain.portfolio import Portfolio
    from portfolio.environment import Settings
    from portfolio.planning.plan.solving import Solve
    from portfolio.planning.records.portfolios import Located
    from portfolio.planning.records.workspace import Workspace
    from portfolio.planning.runs.office import Office
    from portfolio.planning.runs.solver_process import SolverProcess
    from portfolio.store.store import Store

_LOCK = Lock()


def shared_solver() -> SolverProcess:
    """Return the solver's process; whoever asks first starts it, and nobody waits until it has loaded."""
    with _LOCK:
        return _started()


@cache
def _started() -> SolverProcess:
    from portfolio.planning.runs.solver_process import SolverProcess

    process = SolverProcess()
    process.warm_up()
    return process


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, as whoever runs the product may see it.

    Attributes:
        variable: Of the environment.
        value: As it is in force, without secrets; None for none.
        is_set: Whether the environment says so.
    """

    variable: str
    value: str | None
    is_set: bool


def log_file() -> Path | None:
    """Return the file that is logged to; None for none.

    Raises:
        BadInput: The environment sets something to what it cannot be.
    """
    from pydantic import ValidationError

    try:
        return settings.current().log_file
    except ValidationError as error:
        from portfolio.domain.errors import BadInput
        from portfolio.domain.expectations import Form
        from portfolio.exchange.validating import faults_of

        raise BadInput(faults_of(error, Form.SETTINGS)) from error


def checked_settings() -> list[Setting]:
    """Return every setting once the database has been opened and the app's portfolio found with them.

    Raises:
        BadInput: Something is set to what it cannot be, the database cannot be opened, or there is no such
            portfolio.
    """
    from portfolio.environment import variables

    log_file()
    chosen = settings.current()
    with store_to_write():
        pass
    locate(settings.app_portfolio())
    return [
        Setting(variable, _shown(chosen, name), name in chosen.model_fields_set)
        for variable, name in variables().items()
    ]


def _shown(chosen: Settings, name: str) -> str | None:
    from portfolio.store.store import without_password

    value = getattr(chosen, name)
    if name == "portfolio":
        return settings.app_portfolio()
    if name == "database_url":
        return without_password(settings.store_url())
    return None if value is None else str(value)


def open_portfolio(name_or_folder: str = settings.DEFAULT_PORTFOLIO) -> Portfolio:
    """Load a portfolio, all of it or nothing, with everything recorded of it since.

    Raises:
        BadInput: There is none of this name, or its files have faults; all are named.
    """
    from portfolio.planning.records.portfolios import located, portfolio_at

    with store_to_read() as store:
        return portfolio_at(located(name_or_folder, store), store)


def locate(name_or_folder: str) -> Located:
    """Return where a portfolio is.

    Raises:
        BadInput: There is none of this name.
    """
    from portfolio.planning.records.portfolios import located

    with store_to_read() as store:
        return located(name_or_folder, store)


@contextmanager
def store_to_read() -> Iterator[Store | None]:
    """Give the store to read from, if anything can have been recorded; reading is no reason to make one."""
    if not settings.store_exists():
        yield None
        return
    with store_to_write() as store:
        yield store


@contextmanager
def store_to_write() -> Iterator[Store]:
    """Give the store; on first use it is set up.

    Raises:
        BadInput: It cannot be opened.
    """
    from portfolio.store.store import Store

    store = Store(settings.store_url())
    try:
        yield store
    finally:
        store.close()


def open_workspace(name_or_folder: str = settings.DEFAULT_PORTFOLIO) -> Workspace:
    """Open a portfolio in the store; on first use both are set up from the portfolio's files.

    Raises:
        BadInput: The files have faults, or the store cannot be opened.
    """
    # Faults in the files are no reason to make a database either.
    files = None if settings.store_exists() else open_portfolio(name_or_folder)
    from portfolio.planning.records.workspace import Workspace
    from portfolio.store.store import Store

    store = Store(settings.store_url())
    try:
        return Workspace(name_or_folder, store=store, files=files)
    except BaseException:
        store.close()
        raise


def app_office(name_or_folder: str) -> Office:
    """Open a portfolio for the app, which solves in a process of its own.

    Raises:
        BadInput: The portfolio's files or the store have faults.
    """
    return _office(name_or_folder, shared_solver())


def command_office(name_or_folder: str) -> Office:
    """Open a portfolio for a command, which solves in this process.

    Raises:
        BadInput: The portfolio's files or the store have faults.
    """
    from portfolio.planning.plan.solving import in_process

    return _office(name_or_folder, in_process)


def _office(name_or_folder: str, solve: Solve) -> Office:
    from portfolio.planning.runs.office import Office
    from portfolio.planning.runs.queue import RunQueue
    from portfolio.planning.runs.recorded_solves import RecordedSolves

    workspace = open_workspace(name_or_folder)
    recorded = RecordedSolves(workspace.store, solve)
    return Office(workspace, recorded, RunQueue(workspace, recorded))

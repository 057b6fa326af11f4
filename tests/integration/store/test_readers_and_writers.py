"""Who reads waits for nobody and holds nobody up, and reading writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from records import MANAGER, OFFICER, REPORT, TIGHT, TIGHTER, all_rows, saved_scenarios
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError

from portfolio.bootstrap import open_portfolio
from portfolio.domain.plan import Plan
from portfolio.domain.run import Topic
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.solving import in_process
from portfolio.planning.records.baselines import approve, approved_baselines, baseline_in_force, changes_since
from portfolio.planning.records.reports import report_status, status_reports
from portfolio.planning.records.scenarios import open_scenario, save_scenario, saved_names
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs.queue import RunQueue
from portfolio.planning.runs.run import Question
from portfolio.store import store as store_module
from portfolio.store import tables
from portfolio.store.repositories import Stamp
from portfolio.store.store import Store


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever would have to wait for a lock fails."""
    monkeypatch.setattr(store_module, "_BUSY_SECONDS", 0)
    monkeypatch.setenv("PGOPTIONS", "-c lock_timeout=1")


@contextmanager
def somebody_writing(url: str) -> Iterator[None]:
    """Hold a transaction open that has written to every table and is not at its end."""
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        if engine.dialect.name == "sqlite":
            connection.isolation_level = None

    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        for table in tables.metadata.sorted_tables:
            if engine.dialect.name == "postgresql":
                # The strongest lock beside which reading is possible.
                connection.execute(text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))
            connection.execute(table.delete().where(table.c.id < 0))
        connection.execute(tables.history.update().values(reason="not yet to be seen"))
        yield
        connection.rollback()
    engine.dispose()


def read_everything(workspace: Workspace, small_folder: str) -> list[object]:
    """Read all that pages and commands read."""
    portfolio = workspace.portfolio().item
    runs = RunQueue(workspace, in_process)
    baseline = baseline_in_force(workspace)
    assert baseline is not None
    question = Question(Topic.PLAN, Case(portfolio, TIGHT, baseline))
    return [
        portfolio,
        baseline,
        approved_baselines(workspace),
        changes_since(workspace, baseline.item),
        saved_scenarios(workspace),
        saved_names(workspace),
        open_scenario(TIGHT.name, portfolio, workspace.folder, workspace),
        status_reports(workspace),
        workspace.history(),
        runs.recorded(),
        runs.any_under_way(),
        runs.was_answered(question),
        open_portfolio(small_folder),
    ]


def test_readers_wait_for_no_writer(
    opened: Callable[..., Workspace],
    url: str,
    small_folder: str,
    default_plan: Plan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    workspace = opened()
    save_scenario(workspace, TIGHT, actor=OFFICER)
    approve(workspace, default_plan, actor=OFFICER, note="")
    report_status(workspace, REPORT, actor=MANAGER)
    before = read_everything(workspace, str(small_folder))
    with somebody_writing(url):
        assert read_everything(workspace, str(small_folder)) == before
        # Opening store and portfolio anew is reading too, once they are there.
        assert read_everything(opened(), str(small_folder)) == before


def test_writers_wait_for_no_reader(opened: Callable[..., Workspace]) -> None:
    one, other = opened(), opened()
    save_scenario(one, TIGHT, actor=OFFICER)
    with one.reading() as (work, number):
        assert [(record.item, record.version) for record in work.scenarios.names(number)] == [("紧", 1)]
        save_scenario(other, TIGHTER, actor=MANAGER, opened=1)
        # What one reads stays as it was when it began.
        assert [(record.item, record.version) for record in work.scenarios.names(number)] == [("紧", 1)]
    assert [record.item for record in saved_scenarios(one)] == [TIGHTER]


def test_reading_writes_nothing(
    workspace: Workspace,
    url: str,
    small_folder: str,
    default_plan: Plan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    save_scenario(workspace, TIGHT, actor=OFFICER)
    approve(workspace, default_plan, actor=OFFICER, note="")
    with workspace.changing(OFFICER) as change:
        change.work.runs.add(change.portfolio, Topic.PLAN, TIGHT, change.stamp)
    before = all_rows(url)
    statements: list[str] = []

    @event.listens_for(workspace.store._engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    read_everything(workspace, str(small_folder))
    assert statements
    assert [s for s in statements if not s.startswith(("SELECT", "PRAGMA query_only = ON", "BEGIN"))] == []
    assert "BEGIN IMMEDIATE" not in statements
    assert all_rows(url) == before


def test_whoever_only_reads_cannot_write(workspace: Workspace, url: str) -> None:
    before = all_rows(url)
    with pytest.raises(DBAPIError), workspace.reading() as (work, number):
        work.scenarios.save(number, TIGHT, 1, Stamp(workspace.now(), OFFICER.name))
    assert all_rows(url) == before
    # The connection it had is as good as new.
    assert save_scenario(workspace, TIGHT, actor=OFFICER).version == 1


def test_opening_a_store_that_is_up_to_date_begins_no_change(
    opened: Callable[..., Workspace], url: str
) -> None:
    opened()
    begun: list[str] = []
    store = Store(url)
    store.close()

    @event.listens_for(store._engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        begun.append(statement)

    store._migrate()
    store.close()
    assert begun
    assert [s for s in begun if s.startswith(("BEGIN IMMEDIATE", "CREATE", "INSERT", "UPDATE"))] == []

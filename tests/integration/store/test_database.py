"""The database itself: made, brought up to date, refused where it is none or of a newer version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import refusals
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from records import REPORT, TIGHT, all_rows, made_by, saved_scenarios
from refusals import refused
from sqlalchemy import Column, Connection, MetaData, Table, insert, inspect, text

from portfolio.domain.errors import BadInput
from portfolio.domain.run import Topic
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.records.workspace import Workspace
from portfolio.store import tables
from portfolio.store.store import Store

# --- Migrations --------------------------------------------------------------------------------------------

HEAD = ScriptDirectory(str(tables.MIGRATIONS)).get_current_head()


def _revision(connection: Connection) -> str:
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    connection.rollback()
    return str(revision)


def test_migrations_make_the_tables_that_the_repositories_use(
    workspace: Workspace, connection: Connection
) -> None:
    assert workspace.portfolio().version == 1
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, tables.metadata) == []
    assert set(inspect(connection).get_table_names()) == {*tables.metadata.tables, "alembic_version"}


def test_the_newest_revision_is_the_one_that_migrations_lead_to() -> None:
    assert tables.newest_revision() == HEAD


def test_an_empty_file_becomes_a_store(
    tmp_path: Path, small_folder: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    store = Store(f"sqlite:///{file}")
    request.addfinalizer(store.close)
    assert Workspace(str(small_folder), store=store).portfolio().version == 1


@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
def test_an_older_database_is_brought_up_to_date_with_all_it_holds(
    revision: str,
    opened: Callable[..., Workspace],
    connection: Connection,
    small_folder: Path,
    clock: Any,
) -> None:
    made_by(revision, connection)
    files = load_portfolio(small_folder)
    stamp = {"at": clock(), "by": "somebody", "portfolio_id": 7}
    content = files.model_dump(mode="json", exclude={"status_reports"})
    older: dict[Any, dict[str, Any]] = {
        tables.portfolios: {
            "id": 7,
            "address": str(small_folder.resolve()),
            "files_hash": files.content_hash,
        },
        tables.portfolio_versions: {"id": 3, "number": 1, "content": content, **stamp},
        tables.status_reports: {
            "id": 5,
            "project": "hospital",
            "content": REPORT.model_dump(mode="json"),
            **stamp,
        },
        tables.scenarios: {
            "id": 2,
            "name": "紧",
            "version": 4,
            "content": TIGHT.model_dump(mode="json"),
            **stamp,
        },
        tables.history: {
            "id": 9,
            "action": "save scenario",
            "subject": "scenario 紧",
            "before": None,
            "after": {"name": "紧"},
            "reason": "so",
            **stamp,
        },
    }
    for table, row in older.items():
        # As tables were then: columns that came later are not there yet.
        then = Table(table.name, MetaData(), *(Column(name, table.c[name].type) for name in row))
        connection.execute(insert(then).values(row))
    if revision != "0001":
        values = {"id": 4, "scenario": TIGHT.model_dump_json(), "at": str(stamp["at"])}
        connection.execute(
            text(
                "INSERT INTO solve_runs (id, portfolio_id, scenario, state, message, at, by)"
                " VALUES (:id, 7, :scenario, 'failed', 'no', :at, 'somebody')"
            ),
            values,
        )
    connection.commit()
    assert _revision(connection) == revision != HEAD

    workspace = opened()
    assert _revision(connection) == HEAD
    assert workspace.portfolio().item == files.changed(status_reports=(REPORT,))
    assert [(s.item, s.version, s.by) for s in saved_scenarios(workspace)] == [(TIGHT, 4, "somebody")]
    assert [(line.action, line.reason) for line in workspace.history()] == [("save scenario", "so")]
    with workspace.reading() as (work, number):
        runs = work.runs.all(number)
    if revision != "0001":
        (kept,) = runs
        assert (kept.number, kept.by, kept.item.message) == (4, "somebody", "no")
        assert (kept.item.topic, kept.item.scenario) == (Topic.PLAN, TIGHT)
        assert (kept.item.solves, kept.item.progress) == (0, ())
    else:
        assert runs == []


def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    opened: Callable[..., Workspace], connection: Connection, url: str
) -> None:
    opened()
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    connection.commit()
    before = all_rows(url)
    with refused("9999"):
        opened()
    assert all_rows(url) == before
    assert _revision(connection) == "9999"


# --- What is no database -----------------------------------------------------------------------------------


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "portfolio.db"
    file.write_bytes(b"The minutes of the board. " * 400)
    before = file.read_bytes()
    with refused(r"portfolio\.db"):
        Store(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_database_that_was_cut_off_is_refused(tmp_path: Path, small_folder: Path) -> None:
    file = tmp_path / "portfolio.db"
    store = Store(f"sqlite:///{file}")
    Workspace(str(small_folder), store=store)
    store.close()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 3])
    with refused(r"portfolio\.db"):
        Workspace(str(small_folder), store=Store(f"sqlite:///{file}"))


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///{folder}",
        "sqlite:///{folder}/file/portfolio.db",
        "somewhere",
        "oracles://db/x",
        "postgresql+psycopg://me:geheim@127.0.0.1:1/none",
    ],
)
def test_an_address_that_leads_to_no_database_is_bad_input(tmp_path: Path, address: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput) as refused:
        Store(address.format(folder=tmp_path))
    assert "geheim" not in refusals.lines(refused.value)

"""A backup holds everything, and brings all of it back into either kind of database, or changes nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from records import MANAGER, OFFICER, REPORT, TIGHT, all_rows, saved_scenarios
from sqlalchemy import Connection, event, text, update

from portfolio.planning.records.reports import report_status
from portfolio.planning.records.scenarios import save_scenario
from portfolio.planning.records.upkeep import back_up, restore
from portfolio.planning.records.workspace import Workspace
from portfolio.store import tables
from portfolio.store.store import Store
from tests.refusals import refused


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """A workspace in which people have been at work, of which history has a line without a document."""
    report_status(workspace, REPORT, actor=MANAGER)
    save_scenario(workspace, TIGHT, actor=OFFICER, reason='=紧 & "tight"\n', opened=None)
    return workspace


@pytest.fixture
def elsewhere(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty database of the other kind than the workspace's."""
    place = f"sqlite:///{tmp_path}/other/portfolio.db"
    store = Store(place if url.startswith("postgresql") else request.getfixturevalue("postgres_url"))
    yield store
    store.close()


def lines_of(file: Path) -> list[Any]:
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def write(file: Path, lines: list[Any]) -> None:
    """Write a backup of these lines, whole whatever they hold."""
    content = b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
    end = {"lines": len(lines), "sha256": hashlib.sha256(content).hexdigest()}
    file.write_bytes(gzip.compress(content + json.dumps(end).encode() + b"\n"))


def test_what_is_backed_up_comes_back_to_the_letter(filled: Workspace, url: str, tmp_path: Path) -> None:
    file, before = tmp_path / "all.backup", all_rows(url)
    counts = back_up(filled.store, file)
    assert counts == {name: len(rows) for name, rows in before.items()}
    save_scenario(filled, TIGHT.changed(name="later"), actor=OFFICER, opened=None)
    assert all_rows(url) != before
    restored = restore(filled.store, file, keep_in=tmp_path)
    assert (restored.counts, all_rows(url)) == (counts, before)
    # What was there a moment ago can be had again, too.
    assert restored.kept is not None
    restore(filled.store, restored.kept, keep_in=tmp_path)
    assert {record.item.name for record in saved_scenarios(filled)} == {TIGHT.name, "later"}


def test_a_backup_of_either_kind_goes_into_the_other(
    filled: Workspace, elsewhere: Store, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.backup", tmp_path / "second.backup"
    back_up(filled.store, first)
    assert restore(elsewhere, first, keep_in=tmp_path).kept is None  # nothing was there
    back_up(elsewhere, second)
    assert lines_of(second) == lines_of(first)


def test_people_go_on_where_a_backup_was_restored(filled: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    back_up(filled.store, file)
    restore(filled.store, file, keep_in=tmp_path)
    save_scenario(filled, TIGHT.changed(name="later"), actor=OFFICER, opened=None)
    names = {record.item.name for record in saved_scenarios(filled)}
    assert names == {TIGHT.name, "later"}


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(
    filled: Workspace, url: str, tmp_path: Path
) -> None:
    file, before = tmp_path / "old.backup", all_rows(url)
    back_up(filled.store, file)
    head, *rest = lines_of(file)[:-1]
    older: list[Any] = [{**head, "revision": "0004"}]
    missing: list[int] = []
    for line in rest:
        if isinstance(line, dict):
            missing = [k for k, name in enumerate(line["columns"]) if name in {"undoes", "redoes"}]
            columns = [c for k, c in enumerate(line["columns"]) if k not in missing]
            older.append({**line, "columns": columns})
        else:
            older.append([value for k, value in enumerate(line) if k not in missing])
    write(file, older)
    restore(filled.store, file, keep_in=tmp_path)
    assert all_rows(url) == before


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda raw: raw[: len(raw) // 2], r"of this version or an older one \("),
        (lambda _: b"no backup at all", "gzip"),
        (lambda _: gzip.compress(b'{"format": "other"}\n'), "no backup"),
        (
            lambda raw: gzip.compress(gzip.decompress(raw).replace(b"Piling is done", b"Piling is late")),
            "changed",
        ),
        (lambda raw: gzip.compress(b"\n".join(gzip.decompress(raw).splitlines()[:-1]) + b"\n"), "cut short"),
    ],
    ids=["cut", "no gzip", "something else", "changed", "without its end"],
)
def test_what_is_no_whole_backup_changes_nothing(
    filled: Workspace, url: str, tmp_path: Path, spoil: Callable[[bytes], bytes], words: str
) -> None:
    file, before = tmp_path / "spoilt.backup", all_rows(url)
    back_up(filled.store, file)
    file.write_bytes(spoil(file.read_bytes()))
    with refused(words):
        restore(filled.store, file, keep_in=tmp_path / "set aside")
    assert all_rows(url) == before
    assert not list((tmp_path / "set aside").iterdir())


def test_a_backup_of_a_newer_version_is_refused_and_changes_nothing(
    filled: Workspace, url: str, tmp_path: Path
) -> None:
    file, before = tmp_path / "newer.backup", all_rows(url)
    back_up(filled.store, file)
    head, *rest = lines_of(file)[:-1]
    write(file, [{**head, "revision": "9999"}, *rest])
    with refused(f"of revision 9999, and this version knows up to {tables.newest_revision()}"):
        restore(filled.store, file, keep_in=tmp_path)
    assert all_rows(url) == before


def test_restoring_that_breaks_off_changes_nothing(filled: Workspace, url: str, tmp_path: Path) -> None:
    file, before = tmp_path / "all.backup", all_rows(url)
    back_up(filled.store, file)

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    engine = filled.store._engine  # to break off in the middle of what it writes
    written: list[str] = []

    def breaks(_c: Any, _cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO history"):
            written.append(statement)
            broken_off()

    event.listen(engine, "before_cursor_execute", breaks)
    with pytest.raises(KeyboardInterrupt):
        restore(filled.store, file, keep_in=tmp_path)
    event.remove(engine, "before_cursor_execute", breaks)
    assert written
    assert all_rows(url) == before


def test_a_backup_replaces_a_file_in_one_step(filled: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    file.write_text("the one of yesterday")
    with refused("folder"):
        back_up(filled.store, tmp_path / "no folder" / "all.backup")
    back_up(filled.store, file)
    assert lines_of(file)[0]["revision"] == tables.newest_revision()
    assert [path.name for path in tmp_path.iterdir() if path.is_file() and path.name.startswith(".")] == []


# --- Whether it is sound -----------------------------------------------------------------------------------


def told(store: Store) -> list[tuple[str, str | None]]:
    return [(fault.code.value, fault.column) for fault in store.faults()]


def test_a_database_in_which_people_have_been_at_work_is_sound(filled: Workspace) -> None:
    assert told(filled.store) == []


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (update(tables.scenarios).values(content={"name": 3}), ("readable_document", "content")),
        (
            update(tables.status_reports).values(content={"project": "hospital"}),
            ("readable_document", "content"),
        ),
        (update(tables.portfolio_versions).values(content={}), ("readable_document", "content")),
        (
            text(
                "INSERT INTO portfolio_versions (id, portfolio_id, number, content, at, by)"
                " SELECT 99, portfolio_id, 9, content, at, by FROM portfolio_versions"
            ),
            ("versions_in_order", "number"),
        ),
    ],
    ids=["scenario", "report", "portfolio", "versions"],
)
def test_what_is_damaged_is_named(
    filled: Workspace, connection: Connection, damage: Any, found: tuple[str, str]
) -> None:
    connection.execute(damage)
    connection.commit()
    assert told(filled.store) == [found]


def test_a_row_of_nothing_is_named(sqlite_url: str, small_folder: Path) -> None:
    workspace = Workspace(str(small_folder), store=Store(sqlite_url))
    database = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))  # which minds no references itself
    database.execute("UPDATE history SET portfolio_id = 99")
    database.commit()
    database.close()
    assert told(workspace.store) == [("row_of", "portfolio_id")]
    workspace.store.close()

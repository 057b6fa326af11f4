"""Scenarios: the default one, those in files, and those that people save."""

from __future__ import annotations

from pathlib import Path

from portfolio import settings
from portfolio.domain.errors import BadInput, Fault, Titled
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Conflict, Recorded
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import plain_text
from portfolio.exchange.scenario_file import load_scenario
from portfolio.exchange.text import is_file
from portfolio.planning.records.workspace import Workspace

DEFAULT = settings.DEFAULT_SCENARIO


def default_scenario() -> Scenario:
    """Return the scenario that changes nothing: no ceilings known, so the levelled plan is asked for."""
    return Scenario(name=DEFAULT)


def open_scenario(
    name_or_file: str, portfolio: Portfolio, folder: Path | None, workspace: Workspace | None = None
) -> Scenario:
    """Open the default scenario, a saved one, one that lies in the portfolio's folder, or a file.

    Raises:
        BadInput: There is none, or it does not fit the portfolio; all faults are named.
    """
    if name_or_file == DEFAULT:
        return default_scenario()
    saved = saved_scenario(workspace, name_or_file) if workspace else None
    if saved is not None:
        return _fitting(saved.item, portfolio)
    beside = [] if folder is None else [folder / "scenarios" / f"{name_or_file}.json"]
    for path in (*beside, Path(name_or_file)):
        if is_file(path):
            return load_scenario(path, portfolio)
    kept = [record.item for record in saved_names(workspace)] if workspace else []
    names = [DEFAULT, *kept, *scenario_names(folder)]
    known = {"names": tuple(names)}
    raise BadInput([Fault(Form.SCENARIO, Expected.FILE_OR_ONE_OF, value=name_or_file, values=known)])


def scenario_names(folder: Path | None) -> list[str]:
    """Return the names of the scenarios that lie beside a portfolio; none for one that has no folder."""
    if folder is None:
        return []
    return sorted(path.stem for path in (folder / "scenarios").glob("*.json"))


def saved_names(workspace: Workspace) -> list[Recorded[str]]:
    """Return the names of the saved scenarios in order, each with its version, who saved it and when."""
    with workspace.reading() as (work, number):
        return work.scenarios.names(number)


def saved_scenario(workspace: Workspace, name: str) -> Recorded[Scenario] | None:
    """Return the saved scenario of this name, if there is one."""
    with workspace.reading() as (work, number):
        return work.scenarios.find(number, name)


def deleted_scenario(workspace: Workspace, name: str) -> Recorded[Scenario] | None:
    """Return what was saved under a name that was deleted since, and who deleted it when."""
    with workspace.reading() as (work, number):
        return work.scenarios.deleted(number, name)


def save_scenario(
    workspace: Workspace,
    scenario: Scenario,
    *,
    actor: Actor,
    opened: int | None = None,
    replace: bool = False,
    reason: str = "",
) -> Recorded[Scenario]:
    """Save a scenario under its name. The versions of a name never repeat, not even once it was deleted.

    Args:
        workspace: Where.
        scenario: What is saved; its name is the name it is saved under.
        actor: Who saves it.
        opened: The version that was opened and changed; None for one that is new.
        replace: Whether to put it in place of what stands there, whichever version that is.
        reason: Why, for history.

    Raises:
        BadInput: It does not fit the portfolio, or its name is not to be had.
        Conflict: There is one of this name that is not the one opened, or not any more; or the one opened, or
            to be replaced, was deleted.
    """
    if not _is_plain(scenario.name) or scenario.name == DEFAULT:
        taken = {"taken": DEFAULT}
        raise BadInput([Fault(Form.SCENARIO, Expected.FREE_NAME, None, "name", scenario.name, values=taken)])
    with workspace.changing(actor) as change:
        scenarios = change.work.scenarios
        existing = scenarios.find(change.portfolio, scenario.name)
        deleted = None if existing else scenarios.deleted(change.portfolio, scenario.name)
        if existing is not None and existing.version != opened and not replace:
            raise Conflict(existing)
        if deleted is not None and (opened is not None or replace):
            raise Conflict(deleted, is_deleted=True)
        _fitting(scenario, change.latest().item)
        last = existing or deleted
        version = 1 if last is None else last.version + 1
        scenarios.save(change.portfolio, scenario, version, change.stamp)
        before = None if existing is None else _content(existing.item)
        change.note("save scenario", f"scenario {scenario.name}", before, _content(scenario), reason)
        saved = scenarios.find(change.portfolio, scenario.name)
        if saved is None:
            msg = f"scenario {scenario.name} was written and is not there"
            raise LookupError(msg)
        return saved


def delete_scenario(
    workspace: Workspace, name: str, *, actor: Actor, opened: int | None = None, reason: str = ""
) -> None:
    """Take a saved scenario away; history keeps what it was.

    Args:
        workspace: Where.
        name: Which one.
        actor: Who deletes it.
        opened: The version that was looked at; None to delete whichever stands there.
        reason: Why, for history.

    Raises:
        BadInput: There is none of this name.
        Conflict: Somebody else has saved or deleted it since.
    """
    with workspace.changing(actor) as change:
        existing = change.work.scenarios.find(change.portfolio, name)
        if existing is None:
            deleted = change.work.scenarios.deleted(change.portfolio, name)
            if opened is not None and deleted is not None:
                raise Conflict(deleted, is_deleted=True)
            raise BadInput([Fault(Form.SCENARIO, Expected.SAVED_SCENARIO, value=name)])
        if opened not in {None, existing.version}:
            raise Conflict(existing)
        change.work.scenarios.delete(change.portfolio, name, change.stamp)
        change.note("delete scenario", f"scenario {name}", _content(existing.item), None, reason)


def _is_plain(name: str) -> bool:
    try:
        return plain_text(name) == name
    except ValueError:
        return False


def _fitting(scenario: Scenario, portfolio: Portfolio) -> Scenario:
    faults = scenario.faults_against(portfolio, Titled(Form.SCENARIO, scenario.name))
    if faults:
        raise BadInput(faults)
    return scenario


def _content(scenario: Scenario) -> dict[str, object]:
    return scenario.model_dump(mode="json", exclude_defaults=True)

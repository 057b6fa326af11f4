"""Lists of a portfolio that people edit as tables: classes, sources, what ties projects, what was spent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.domain.differences import Difference, differences
from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Recorded
from portfolio.domain.notes import Note
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.list_editing import Edited, with_rows
from portfolio.exchange.lists import Row, place_of, rows_of
from portfolio.planning.records.assumptions import begun, conflict
from portfolio.planning.records.scenarios import open_scenario, scenario_names
from portfolio.planning.records.workspace import Change, Workspace
from portfolio.store.repositories import Stamp

_PAYERS = frozenset({"funding_sources", "source_groups"})
"""Lists whose ids scenarios name."""


@dataclass(frozen=True, slots=True)
class ListEdit:
    """What editing a list changes.

    Attributes:
        portfolio: With the list as somebody has left it.
        version: The portfolio's version in which it is so; that in force while it is only looked at.
        changes: Everything that differs, in what names its items too; nothing where all is the same.
        renames: What an item was called -> what it is called now.
        scenarios: Saved scenarios that name what is renamed, as they were, and as they are with the new name.
    """

    portfolio: Portfolio
    version: int
    changes: list[Difference]
    renames: Mapping[str, str]
    scenarios: tuple[tuple[Recorded[Scenario], Scenario], ...] = ()


def looked_at(workspace: Workspace, name: str, rows: Sequence[Row], opened: int) -> ListEdit:
    """Return what editing a list would change; nothing is written.

    Args:
        workspace: Where.
        name: Which list.
        rows: All of its rows, as somebody has left them.
        opened: The portfolio's version that they were begun from.

    Raises:
        BadInput: With every fault, each with its row and column.
        Conflict: Somebody else has changed the same list since.
    """
    latest = workspace.portfolio()
    with workspace.reading() as (work, number):
        change = Change(work, number, Stamp(workspace.now(), ""), latest)
        return _edited(change, workspace, name, rows, opened)


def edit_list(
    workspace: Workspace, name: str, rows: Sequence[Row], *, actor: Actor, reason: str, opened: int
) -> ListEdit:
    """Put a list in force as somebody has left it, as one change: all of it or nothing.

    What an item is called now it is called wherever the portfolio and its saved scenarios name it.

    Args:
        workspace: Where.
        name: Which list.
        rows: All of its rows.
        actor: Who edits it.
        reason: Why.
        opened: The portfolio's version that the rows were begun from.

    Raises:
        BadInput: With every fault, each with its row and column; or no reason is given.
        Conflict: Somebody else has changed the same list since.
    """
    if not reason.strip():
        raise BadInput([Fault(Form.LIST, Expected.REASON, None, "reason")])
    with workspace.changing(actor) as change:
        latest = change.latest()
        done = _edited(change, workspace, name, rows, opened)
        if not done.changes:
            return done
        version = latest.version + 1
        change.work.portfolios.add_version(change.portfolio, done.portfolio, version, change.stamp)
        for kept, scenario in done.scenarios:
            change.work.scenarios.save(change.portfolio, scenario, kept.version + 1, change.stamp)
            was, now = (s.model_dump(mode="json", exclude_defaults=True) for s in (kept.item, scenario))
            change.note("save scenario", f"scenario {scenario.name}", was, now, reason)
        # Last, as it is what a reader has done: the scenarios only follow.
        own = [each for each in done.changes if not done.renames or _is_of(each, name)]
        before, after = ([[c.subject, c.field, value] for c, value in side] for side in _sides(own))
        change.note("edit list", subject_of(name), before, after, reason, replaced=latest)
    return ListEdit(done.portfolio, version, done.changes, done.renames, done.scenarios)


def _edited(change: Change, workspace: Workspace, name: str, rows: Sequence[Row], opened: int) -> ListEdit:
    latest = change.latest()
    there = latest.item
    if rows_of(name, begun(change, latest, opened)) != rows_of(name, there):
        raise conflict(change, latest, subject_of(name), lambda _: True)
    edited = with_rows(name, rows, there)
    scenarios = [] if name not in _PAYERS else scenarios_with(change, workspace, there, edited)
    changes = differences(there, edited.portfolio)
    return ListEdit(edited.portfolio, latest.version, changes, edited.renames, tuple(scenarios))


def scenarios_with(
    change: Change, workspace: Workspace, before: Portfolio, edited: Edited
) -> list[tuple[Recorded[Scenario], Scenario]]:
    """Return the saved scenarios that name what is renamed, as they are and as they are to be.

    Raises:
        BadInput: One of them, or of those that lie beside the portfolio, names what is not there any more.
    """
    kept = change.work.scenarios
    found = [kept.find(change.portfolio, known.item) for known in kept.names(change.portfolio)]
    pairs = [(record, _renamed(record.item, edited.renames)) for record in found if record is not None]
    held = [(record.item, scenario) for record, scenario in pairs]
    for name in scenario_names(workspace.folder):
        # People write these files, and nobody else changes them; what did not fit before need not now.
        try:
            beside = open_scenario(name, before, workspace.folder)
        except BadInput:
            continue
        held.append((beside, beside))
    faults = [f for was, now in held for f in _no_longer_fits(was, now, before, edited.portfolio)]
    if faults:
        raise BadInput(faults)
    return [(record, scenario) for record, scenario in pairs if scenario != record.item]


def _no_longer_fits(was: Scenario, now: Scenario, before: Portfolio, after: Portfolio) -> Iterator[Fault]:
    """Yield what a scenario names that was there and is not any more."""
    known = {fault.value for fault in was.faults_against(before, Form.SCENARIO)}
    user = Aside(Note.USED_BY_SCENARIO, {"name": was.name})
    for fault in now.faults_against(after, Form.SCENARIO):
        if fault.value not in known:
            yield Fault(Form.LIST, Expected.NOT_IN_USE, None, "id", fault.value, values={"users": (user,)})


def _renamed(scenario: Scenario, renames: Mapping[str, str]) -> Scenario:
    """Return a scenario that calls payers what they are called now."""
    if not renames:
        return scenario
    content: dict[str, Any] = scenario.model_dump(mode="json")
    holders = [(content, "ceilings"), (content, "carry_over"), (content, "sources")]
    holders += [(project, "allocations") for project in content["projects"].values()]
    for holder, key in holders:
        if key in holder:
            holder[key] = {renames.get(payer, payer): value for payer, value in holder[key].items()}
    for tier in content["objective"] or ():
        for term in tier["terms"]:
            term["resource"] = renames.get(term["resource"], term["resource"])
    locks = (lock.partition(".") for lock in content["locked"])
    content["locked"] = [f"{renames.get(payer, payer)}{dot}{year}" for payer, dot, year in locks]
    return Scenario.model_validate(content)


def subject_of(name: str) -> str:
    """Return what history calls a list."""
    return f"list {'.'.join(place_of(name))}"


def _is_of(change: Difference, name: str) -> bool:
    """Tell whether it is a difference in the list itself, rather than in what names its items."""
    *part, last = place_of(name)
    whole = (".".join(part) or "portfolio", last)
    return (
        change.subject.partition(" ")[0] == ".".join((*part, last)) or (change.subject, change.field) == whole
    )


def _sides(changes: list[Difference]) -> Iterator[list[tuple[Difference, Any]]]:
    """Yield what was and what is, each without what there was or is nothing of."""
    yield [(change, change.before) for change in changes if change.before is not None]
    yield [(change, change.after) for change in changes if change.after is not None]

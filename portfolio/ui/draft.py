"""The scenario a reader works on: one that was opened, and changes on it that are not saved yet.

It lives in the session and, with every run of a page, in the address: a reload, a restart or a shared link
finds it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st
from pydantic import ValidationError

from portfolio.domain.changes import ChangeKind, Changes, Slot, Value, changes_of, differing, edited
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Recorded
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.scenarios import (
    DEFAULT,
    deleted_scenario,
    open_scenario,
    saved_names,
    saved_scenario,
    scenario_names,
)
from portfolio.planning.records.workspace import Workspace
from portfolio.ui import address, links

_SCENARIO = "scenario"
_VERSION = "version"
_EDITS = "edits"
NAMES = (_SCENARIO, _VERSION, *ChangeKind)
"""What the address says about the draft, by name."""
IN_SESSION = (_SCENARIO, _VERSION, _EDITS)
"""What the session holds of the draft, by name."""


@dataclass(frozen=True)
class Draft:
    """A scenario that was opened, and what the reader has changed on it since.

    Attributes:
        base: As it was saved, or the default one.
        version: The saved version that the changes were begun on; None for one that is not saved.
        edits: Changes put over the base; a value of None takes one of its changes away.
        deleted: What was saved last, who deleted it and when; None unless somebody has since it was opened.
    """

    base: Scenario
    version: int | None
    edits: Changes
    deleted: Recorded[Scenario] | None = None
    scenario: Scenario = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scenario", edited(self.base, self.edits))

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to save."""
        return self.scenario is not self.base

    @property
    def is_saved(self) -> bool:
        """Whether the scenario that was opened is one that people saved."""
        return self.version is not None and self.deleted is None

    def parameters(self) -> dict[str, str | list[str] | None]:
        """Return what the address should say about it."""
        is_default = self.base.name == DEFAULT
        version = str(self.version) if self.version is not None and self.edits else None
        return {
            _SCENARIO: None if is_default else self.base.name,
            _VERSION: version,
            **links.changes_out(self.edits),
        }


def opened(workspace: Workspace, portfolio: Portfolio) -> Draft:
    """Return the draft of this session, read from the address by its first run.

    Raises:
        BadInput: There is no such scenario, or it or the changes do not fit the portfolio.
    """
    name = str(st.session_state.setdefault(_SCENARIO, address.value(_SCENARIO) or DEFAULT))
    if _EDITS not in st.session_state:
        st.session_state[_EDITS] = links.changes_in(address.values, portfolio)
        version = address.value(_VERSION)
        st.session_state[_VERSION] = int(version) if version is not None and version.isdecimal() else None
    edits: Changes = st.session_state[_EDITS]
    record = saved_scenario(workspace, name)
    held: int | None = st.session_state.get(_VERSION)
    deleted = deleted_scenario(workspace, name) if record is None and held is not None else None
    if deleted is not None and held is not None:
        base = _as_it_was(deleted, held, workspace)
    elif record is None or held is None or not edits:
        base = _opened(name, workspace, portfolio)
        held = st.session_state[_VERSION] = None if record is None else record.version
    else:
        base = record.item if held == record.version else _as_it_was(record, held, workspace)
    try:
        draft = Draft(base, held, edits, deleted)
    except ValidationError as error:
        raise BadInput(
            [Fault(Form.LINK, Expected.LINK_TOGETHER, None, _SCENARIO, str(error.title))]
        ) from error
    faults = draft.scenario.faults_against(portfolio, Form.SCENARIO)
    if faults:
        raise BadInput(faults)
    return draft


def _opened(name: str, workspace: Workspace, portfolio: Portfolio) -> Scenario:
    """Open a scenario by name; a link never opens any other file of this machine."""
    names = names_to_open(workspace)
    if name not in names:
        known = {"names": tuple(names)}
        raise BadInput([Fault(Form.LINK, Expected.ONE_OF, None, _SCENARIO, name, values=known)])
    return open_scenario(name, portfolio, workspace.folder, workspace)


def _as_it_was(record: Recorded[Scenario], version: int, workspace: Workspace) -> Scenario:
    """Return an earlier version of a saved scenario, from history; the latest one if there is no such."""
    saves = [line for line in workspace.history(f"scenario {record.item.name}") if line.after is not None]
    back = record.version - version
    return Scenario.model_validate(saves[back].after) if 0 <= back < len(saves) else record.item


def names_to_open(workspace: Workspace) -> list[str]:
    """Return the names under which a scenario can be opened, the default one first."""
    saved = [record.item for record in saved_names(workspace)]
    return list(dict.fromkeys([DEFAULT, *saved, *scenario_names(workspace.folder)]))


def put(draft: Draft, slot: Slot, value: Value) -> None:
    """Change one thing, or take its change away with None; the next run of the page solves it."""
    wanted = changes_of(draft.scenario) | {slot: value}
    st.session_state[_EDITS] = differing(draft.base, wanted)


def put_all(draft: Draft, changes: Changes) -> None:
    """Change several things at once."""
    wanted = changes_of(draft.scenario) | changes
    st.session_state[_EDITS] = differing(draft.base, wanted)


def replaced(draft: Draft, scenario: Scenario) -> Scenario:
    """Return the scenario that `replace` would put in force."""
    return edited(draft.base, differing(draft.base, changes_of(scenario)))


def replace(draft: Draft, scenario: Scenario) -> None:
    """Make the draft's changes those of another scenario, as an answer found it."""
    st.session_state[_EDITS] = differing(draft.base, changes_of(scenario))


def replace_ceilings(draft: Draft, ceilings: dict[str, dict[int, int | None]]) -> None:
    """Put these ceilings over those of the opened scenario, in place of what was changed on them before."""
    others = {slot: value for slot, value in draft.edits.items() if slot.kind is not ChangeKind.CEILING}
    typed: Changes = {
        Slot(ChangeKind.CEILING, payer, year): amount
        for payer, by_year in ceilings.items()
        for year, amount in by_year.items()
    }
    st.session_state[_EDITS] = {**others, **typed}


def undo_all() -> None:
    """Take every change that is not saved away."""
    st.session_state[_EDITS] = {}


def open_named(name: str) -> None:
    """Open a scenario in place of this one; changes that are not saved are gone."""
    st.session_state[_SCENARIO] = name
    st.session_state[_EDITS] = {}
    st.session_state[_VERSION] = None


def reset() -> None:
    """Go back to the default scenario without changes."""
    open_named(DEFAULT)
    st.query_params.clear()

"""A list that somebody has edited as a table, put into the portfolio: all of it or nothing.

What is renamed is renamed wherever the portfolio names it; what is named somewhere is not taken away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ValidationError

from portfolio.domain.appropriations import total
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.notes import Note
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.exchange.actuals import actual_faults, parse_actuals
from portfolio.exchange.appropriations import appropriation_faults, parse_appropriations
from portfolio.exchange.fitting import finding_faults, programme_faults, status_faults, target_faults
from portfolio.exchange.folder import PROJECTS
from portfolio.exchange.folder_writing import file_content
from portfolio.exchange.list_uses import Tree, rename, users_of
from portfolio.exchange.lists import (
    ACTUALS,
    APPROPRIATIONS,
    ESTIMATES,
    FUNDING_RULES,
    PLACES,
    PROFILES,
    Column,
    Row,
    Value,
    columns_of,
    items_of,
    place_of,
    rows_of,
)
from portfolio.exchange.promised import promise_faults
from portfolio.exchange.sheets.cells import text_of
from portfolio.exchange.sheets.layout import put, steps_of, with_lists
from portfolio.exchange.sheets.typing_cells import typed
from portfolio.exchange.stages import stage_faults
from portfolio.exchange.table import parse_project
from portfolio.exchange.table_writing import project_cells
from portfolio.exchange.trees import tree_of
from portfolio.exchange.unit_costs import unit_cost_faults
from portfolio.exchange.validating import faults_of, validated

_ID = "id"
_MOST_USERS = 3
_NO_COLUMN = {"or_else"}
"""What a rule on who pays may say besides its columns."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A portfolio with another list in it.

    Attributes:
        renames: What an item was called -> what it is called now; everything that names it follows.
    """

    portfolio: Portfolio
    renames: Mapping[str, str]


def with_rows(name: str, rows: Sequence[Row], portfolio: Portfolio) -> Edited:
    """Return the portfolio with these rows as one of its lists.

    Args:
        name: Which list.
        rows: All of its rows, as somebody has left them; those without any value count for nothing.
        portfolio: As it was when the rows were begun, in this list at least.

    Raises:
        BadInput: With every fault, each with the number of its row and the path of its column.
    """
    columns, before = columns_of(name, portfolio), rows_of(name, portfolio)
    whole = [_whole(row, before, columns) for row in rows]
    filled = [row for row in whole if any(value is not False for value in row.cells.values() if value)]
    if name == ESTIMATES:
        return Edited(_with_estimates(filled, before, portfolio), {})
    if name in {ACTUALS, APPROPRIATIONS}:
        return Edited(_with_amounts(name, filled, portfolio), {})
    return _with_items(name, filled, before, portfolio)


def _whole(row: Row, before: Sequence[Row], columns: Iterable[Column]) -> Row:
    """Return a row with a value in every column: what nobody has touched as it was, and blank as None."""
    old: Mapping[str, Value] = {} if row.origin is None else before[row.origin].cells
    cells: dict[str, Value] = {}
    for column in columns:
        was = old.get(column.path)
        now = row.cells.get(column.path, was)
        # A list without any item in it may have stood there, which is not the same as none.
        cells[column.path] = now if now not in ("", [], None) else was if was in ("", [], None) else None
    return replace(row, cells=cells)


def _with_items(name: str, rows: list[Row], before: Sequence[Row], portfolio: Portfolio) -> Edited:
    """Put in what a model describes, and let everything follow that names one of them."""
    renames = _renames(rows, before)
    ids = {str(row.cells.get(_ID)) for row in rows}
    named = _by_name(rows)
    there, units = items_of(name, portfolio), portfolio.programme.units
    items: list[BaseModel] = []
    faults: list[Fault] = []
    for row in rows:
        old: Mapping[str, Value] = {} if row.origin is None else before[row.origin].cells
        if name == FUNDING_RULES and row.origin is not None and row.cells == old:
            items.append(there[row.origin])  # in percent or in fractions, as it was written
            continue
        tree: Tree = {}
        if name == FUNDING_RULES and row.origin is not None:  # what no column holds stays as it was
            tree = {key: told for key, told in tree_of(there[row.origin]).items() if key in _NO_COLUMN}
        for column in columns_of(name, portfolio):
            value = row.cells[column.path]
            if column.of == name and isinstance(value, str):
                is_meant = value in ids and value != old.get(column.path)
                value = value if is_meant else renames.get(value, named.get(value, value))
            if value is not None:
                put(tree, steps_of(column.path) or (), value)
        tree = with_lists(_with_shares(tree) if name == FUNDING_RULES else tree)
        try:
            items.append(validated(PLACES[name][0], typed(PLACES[name][0], tree), "", units=units))
        except BadInput as error:
            faults += [replace(fault, file=Form.LIST, line=row.number) for fault in error.faults]
    if faults:
        raise BadInput(faults)

    content: Tree = portfolio.model_dump(mode="json", by_alias=True, exclude={"status_reports"})
    rename(content, name, renames)
    _put_in(content, name, items, rows)
    gone = [row.cells[_ID] for row in before if _ID in row.cells and row.cells[_ID] not in {*ids, *renames}]
    used = users_of(content, name, map(str, gone))
    if used:
        raise BadInput([_still_used(str(item), used[str(item)]) for item in gone if item in used])
    try:
        changed = Portfolio.model_validate({**content, "status_reports": portfolio.status_reports})
    except ValidationError as error:
        raise BadInput([_placed(fault, name, rows) for fault in faults_of(error, Form.LIST)]) from error
    _check(changed, portfolio, name, rows)
    return Edited(changed, renames)


def _with_shares(tree: Tree) -> Tree:
    """Return a rule on who pays with its shares as fractions once one of them is typed as one."""
    percent: Mapping[str, Value] = tree.get("percent", {})
    if not any("/" in str(share) for share in percent.values()):
        return tree
    shares = {source: f"{share}".removesuffix("%") for source, share in percent.items()}
    of_one = {source: share if "/" in share else f"{share}%" for source, share in shares.items()}
    return {**{key: value for key, value in tree.items() if key != "percent"}, "shares": of_one}


def _put_in(content: Tree, name: str, items: Sequence[BaseModel], rows: Sequence[Row]) -> None:
    """Put the items of a list in its place in a portfolio; profiles stand there by what they are called.

    Raises:
        BadInput: Two of those are called the same.
    """
    *way, last = PLACES[name][1]
    held = [item.model_dump(mode="json", by_alias=True) for item in items]
    for step in way:
        content = content[step]
    if name != PROFILES:
        content[last] = held
        return
    ids = [profile.pop(_ID) for profile in held]
    numbers = [row.number for row, called in zip(rows, ids, strict=True) if ids.count(called) > 1]
    if numbers:
        raise BadInput([Fault(Form.LIST, Expected.OWN_ID, number, _ID) for number in numbers])
    content[last] = dict(zip(ids, held, strict=True))


def _renames(rows: Iterable[Row], before: Sequence[Row]) -> dict[str, str]:
    """Return what items were called -> what they are called now."""
    pairs = [
        (str(before[row.origin].cells[_ID]), row.cells[_ID])
        for row in rows
        if row.origin is not None and row.cells.get(_ID) is not None
    ]
    return {old: str(new) for old, new in pairs if old != new}


def _by_name(rows: Iterable[Row]) -> dict[str, str]:
    """Return name -> id of all items that have a name which no other one has."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for path in ("name", "name_zh", "name_en"):
            if row.cells.get(path) and row.cells.get(_ID):
                found.setdefault(str(row.cells[path]), set()).add(str(row.cells[_ID]))
    ids = set().union(*found.values())
    return {name: next(iter(of)) for name, of in found.items() if len(of) == 1 and name not in ids}


def _still_used(item: str, users: list[Aside]) -> Fault:
    """Return the fault of taking away what something names."""
    told: list[Aside] = users[:_MOST_USERS]
    if len(users) > len(told):
        told.append(Aside(Note.AND_MORE, {"n": len(users) - len(told)}))
    return Fault(Form.LIST, Expected.NOT_IN_USE, None, _ID, item, values={"users": tuple(told)})


def _with_amounts(name: str, rows: list[Row], portfolio: Portfolio) -> Portfolio:
    """Put in yearly amounts, by the rules of their files; what projects cost by appropriations follows."""
    header = [column.path for column in columns_of(name, portfolio)]
    table = [header, *([_text(row.cells[path]) for path in header] for row in rows)]
    text, money = file_content(table).decode("utf-8-sig"), portfolio.programme.money
    numbers = tuple(row.number for row in rows)
    try:
        if name == ACTUALS:
            changed = portfolio.changed(actuals=parse_actuals(text, Form.LIST, money)[0])
        else:
            granted = parse_appropriations(text, Form.LIST, money)[0]
            wanted = portfolio.changed(appropriations=granted)
            projects = tuple(_priced_anew(project, portfolio, wanted) for project in portfolio.projects)
            changed = portfolio.changed(appropriations=granted, projects=projects)
    except BadInput as error:
        # The first line is the header, and no cell of these tables has several.
        lines = dict(enumerate(numbers, start=2))
        raise BadInput([replace(fault, line=lines.get(fault.line or 0)) for fault in error.faults]) from error
    of_rows = actual_faults if name == ACTUALS else appropriation_faults
    faults = list(of_rows(changed, numbers, Form.LIST))
    if faults:
        raise BadInput(faults)
    _check(changed, portfolio, name, rows)
    return changed


def _priced_anew(project: Project, before: Portfolio, after: Portfolio) -> Project:
    """Return a project whose cost is what was appropriated without one, so that what now is sets it."""
    was, now = before.appropriations_of(project.id), after.appropriations_of(project.id)
    is_followed = was and now and was != now and project.cost == total(was)
    return project.model_copy(update={"cost": None}) if is_followed else project


def _with_estimates(rows: Sequence[Row], before: Sequence[Row], portfolio: Portfolio) -> Portfolio:
    """Put estimates into the projects whose rows are not as they were."""
    projects = list(portfolio.projects)
    faults: list[Fault] = []
    for row in rows:
        if row.origin is None or row.cells == before[row.origin].cells:
            continue
        project = projects[row.origin]
        cells = {path: _text(value) for path, value in row.cells.items() if path != "project"}
        try:
            projects[row.origin] = parse_project(
                {**project_cells(project, portfolio.programme), **cells}, portfolio.programme, Form.LIST
            )
        except BadInput as error:
            faults += [replace(fault, line=row.number) for fault in error.faults]
    if faults:
        raise BadInput(faults)
    return portfolio.changed(projects=tuple(projects))


def _text(value: Value) -> str:
    return "; ".join(value) if isinstance(value, list) else text_of(value).strip()


def _check(changed: Portfolio, before: Portfolio, name: str, rows: Sequence[Row]) -> None:
    """Refuse what does not fit the rest of the portfolio and did before.

    Raises:
        BadInput: With every fault.
    """
    faults = list(_faults_of(changed))
    known = list(_faults_of(before)) if faults else []
    new = [_placed(fault, name, rows) for fault in faults if fault not in known]
    if new:
        raise BadInput(new)


def _faults_of(portfolio: Portfolio) -> Iterator[Fault]:
    yield from assumption_faults(portfolio, Form.LIST)
    yield from programme_faults(portfolio.programme, Form.LIST)
    yield from target_faults(portfolio, Form.LIST, PROJECTS)
    yield from finding_faults(portfolio, Form.LIST, PROJECTS)
    yield from status_faults(portfolio, Form.LIST)
    yield from stage_faults(portfolio, Form.LIST)
    yield from promise_faults(portfolio, defaultdict(lambda: Form.LIST))
    yield from unit_cost_faults(portfolio, Form.LIST)


def _placed(fault: Fault, name: str, rows: Sequence[Row]) -> Fault:
    """Return a fault of an item as one of its row and column."""
    key = place_of(name)[-1]
    found = re.search(rf"(?:^|\.){key}(?:\[([0-9]+)\])?(?:\.(.+))?$", fault.column or "")
    if found is None:
        return fault
    number = None if found[1] is None else rows[int(found[1])].number
    return replace(fault, line=number, column=found[2])

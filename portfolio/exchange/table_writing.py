"""The project table as texts of cells, the other way round from reading it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from portfolio.domain.calendar import PERIODS
from portfolio.domain.programme import Programme
from portfolio.domain.project import COST_AS_BEFORE, Project
from portfolio.exchange.table import AMOUNTS, COLUMNS
from portfolio.exchange.trees import tree_of

_EXTRA = "extra"
"""The field that holds the cells of columns which the product does not know."""


def project_rows(projects: Sequence[Project], programme: Programme) -> list[list[str]]:
    """Return a table's header and rows; columns in which no project differs from the default are left out."""
    trees = [_tree(project, programme, with_defaults=True) for project in projects]
    plain = [_tree(project, programme, with_defaults=False) for project in projects]
    used = {column for tree in plain for column in tree} or {"id", "name"}
    columns = [name for name in COLUMNS if name in used]
    extra = list(dict.fromkeys(name for tree in trees for name in tree.get(_EXTRA, {})))
    rows = [
        [*(_cell(tree[name]) for name in columns), *(tree[_EXTRA].get(name, "") for name in extra)]
        for tree in trees
    ]
    return [[*columns, *extra], *rows]


def project_cells(project: Project, programme: Programme) -> dict[str, str]:
    """Return column -> cell of one project, with every column that there is."""
    tree = _tree(project, programme, with_defaults=True)
    return {**{name: _cell(tree[name]) for name in COLUMNS}, **tree[_EXTRA]}


def _tree(project: Project, programme: Programme, *, with_defaults: bool) -> dict[str, Any]:
    """Return a project as its table has it: costs under `cost`, and all amounts in the programme's unit."""
    money = programme.money
    tree = tree_of(project, with_defaults=with_defaults, units={PERIODS: programme.periods})
    named = {"cost" if name == COST_AS_BEFORE else name: value for name, value in tree.items()}
    amounts = {name: named[name] for name in AMOUNTS & named.keys() if named[name] is not None}
    return named | {name: money.number(amount) for name, amount in amounts.items()}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):  # tags, or areas with their shares
        return "; ".join(f"{p['area']}: {p['share']}" if isinstance(p, dict) else str(p) for p in value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)

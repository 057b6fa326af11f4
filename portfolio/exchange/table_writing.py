"""The project table as texts of cells, the other way round from reading it."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.project import Project
from portfolio.exchange.table import COLUMNS
from portfolio.exchange.trees import tree_of

_EXTRA = "extra"
"""The field that holds the cells of columns which the product does not know."""


def project_rows(projects: Sequence[Project]) -> list[list[str]]:
    """Return a table's header and rows; columns in which no project differs from the default are left out."""
    trees = [tree_of(project, with_defaults=True) for project in projects]
    plain = [tree_of(project) for project in projects]
    used = {column for tree in plain for column in tree}
    columns = [name for name in COLUMNS if name in used]
    extra = list(dict.fromkeys(name for tree in trees for name in tree.get(_EXTRA, {})))
    rows = [
        [*(_cell(tree[name]) for name in columns), *(tree[_EXTRA].get(name, "") for name in extra)]
        for tree in trees
    ]
    return [[*columns, *extra], *rows]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)

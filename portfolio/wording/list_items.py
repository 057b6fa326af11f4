"""Lists that people edit, in words: their columns, and codes and ids of other things that stand there."""

from __future__ import annotations

import re

from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.lists import FUNDING_RULES, SHARES, place_of
from portfolio.wording import money
from portfolio.wording.assumption_rules import profile_name
from portfolio.wording.columns import SHEETS, column_label
from portfolio.wording.i18n import Wording

_AMOUNTS = frozenset(
    {
        *("amount", "cost", "estimate_low", "estimate_likely", "estimate_high"),
        *(f"{of}.cost_{end}" for of in ("applies_to", "pays_for", "not_for") for end in ("from", "below")),
    }
)
_CHOICES = {
    ("findings", "kind"): "finding.kind",
    ("targets", "kind"): "target.kind",
    ("targets", "comparison"): "target.comparison",
    ("estimates", "estimate_trust"): "trust",
    ("unit_costs", "trust"): "trust",
    ("stages", "stage"): "stage",
    ("deliverables", "comparison"): "target.comparison",
    ("indicators", "baseline_comparison"): "target.comparison",
    ("indicators", "milestones.comparison"): "target.comparison",
    ("indicators", "kind"): "indicator.kind",
    ("indicators", "filled_down"): "indicator.filled",
    ("readings", "kind"): "reading.kind",
    ("gate_rules", "stage"): "stage",
    ("gate_rules", "kind"): "gate",
}
"""List and column -> what keys of its choices begin with."""


_TABLES = {"estimates": "projects", **SHEETS}
"""List -> the sheet whose columns it has, where that is not called after the list."""


def list_name(name: str, say: Wording) -> str:
    """Return what a list is called."""
    table, _, last = ".".join(place_of(name)).rpartition(".")
    return column_label(table or "portfolio", last, say)


def column_name(name: str, path: str, say: Wording) -> str:
    """Return what a column of a list is called, with the unit of amounts, and which of several it is."""
    table, index = _TABLES.get(name) or ".".join(place_of(name)), re.search(r"\[([0-9]+)\]", path)
    of, _, source = path.partition(".")
    if name == FUNDING_RULES and of in SHARES and source:
        is_stated = of == SHARES[0]
        return (
            say("field.in_unit", label=source, unit="%")
            if is_stated
            else say(f"assume.share.{of}", name=source)
        )
    label = amount_label(table, path, say)
    return label if index is None else say("column.numbered", name=label, n=int(index[1]) + 1)


def amount_label(table: str, path: str, say: Wording) -> str:
    """Return what a column of a table is called, with the unit where it holds amounts."""
    label = column_label(table, path, say)
    if path not in _AMOUNTS and not path.endswith(".amount"):
        return label
    return say("field.in_unit", label=label, unit=money.unit_name(money.of(say), say.language))


def choice_name(table: str, path: str, code: str, say: Wording) -> str:
    """Return what a code is called that can be chosen in a column."""
    bare = re.sub(r"\[[0-9]*\]", "", path)
    return say(f"status.{code}" if bare.endswith(".statuses") else f"{_CHOICES[table, bare]}.{code}")


def item_names(kind: str, portfolio: Portfolio, say: Wording) -> dict[str, str]:
    """Return id -> name of all items that a column can refer to, in their order.

    Args:
        kind: The list: "projects", "streets", "profiles", "documents", one of payers or one of classes.
        portfolio: Whose.
        say: Words.
    """
    match kind:
        case "streets":
            return {project.street: project.street for project in portfolio.projects if project.street}
        case "projects":
            return {project.id: f"{say.name(project)} ({project.id})" for project in portfolio.projects}
        case "profiles":
            return {name: profile_name(name, say) for name in portfolio.assumptions.profiles}
        case "documents":
            return {one.id: say.either(one, "title") for one in portfolio.programme.documents}
        case "phases" | "bodies":
            return {one.id: say.either(one, "name") for one in getattr(portfolio, kind)}
        case "funding_sources" | "source_groups":
            return {one.id: say.either(one, "name") for one in getattr(portfolio.assumptions, kind)}
        case _:
            return {one.id: say.either(one, "name") for one in getattr(portfolio.classes, kind)}


def item_name(kind: str, item: str, portfolio: Portfolio, say: Wording) -> str:
    """Return what an item is called by its id; one that is not there (any more) by its id alone."""
    return item_names(kind, portfolio, say).get(item, item)

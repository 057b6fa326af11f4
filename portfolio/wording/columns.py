"""What columns of tables and keys of sheets are called, for headings, forms and what differs."""

from __future__ import annotations

import re

from portfolio.domain.calendar import COUNTED
from portfolio.domain.classes import HEALTH_FACILITIES, OWNERS
from portfolio.wording.i18n import Wording

_OF_QUARTERS = {neutral: of_quarters for of_quarters, neutral in COUNTED.items()}
SHEETS = {
    "findings": "findings.findings",
    "indicators": "indicators.indicators",
    "unit_costs": "unit_costs.unit_costs",
    **{name: f"deliverables.{name}" for name in ("deliverables", "phases", "bodies")},
}
"""List of a portfolio -> the sheet that holds it, where that is not called after the list."""
_CHOICES = {"status": "status", "estimate_trust": "trust"}
_CLASSES = {"facility_type", "ownership"}
_OF_STAGE = re.compile(r"stages\.(\w+)\.(\w+)")
_IN_A_LIST = re.compile(r"\[\d*\]|\.…")


def column_label(table: str, path: str, say: Wording) -> str:
    """Return what a column or key is called; its path where it has no name, as one of the source's own.

    Args:
        table: The sheet that holds it: `projects`, `assumptions.funding`.
        path: As faults and sheets have it: `target_year`, `modes[0].quarters`, `applies_to.tags[]`.
        say: Words.
    """
    of_stage = _OF_STAGE.fullmatch(path) if table == "projects" else None
    if of_stage is not None and f"stage.{of_stage[1]}" in say.texts:
        field = column_label("stages", of_stage[2], say)
        return say("column.of_stage", stage=say(f"stage.{of_stage[1]}"), field=field)
    at, dot, name = _IN_A_LIST.sub("", path).rpartition(".")
    bare = f"{at}{dot}{_OF_QUARTERS.get(name, name)}"
    keys = (f"column.{table}.{bare}", f"column.each.{bare}", f"column.each.{bare.rpartition('.')[2]}")
    return next((say(key) for key in keys if key in say.texts), path)


def template_label(say: Wording, table: str, path: str) -> str:
    """Return what a template calls a column or key, or a choice in a column where `table` is one of these."""
    if table in _CHOICES:
        return say(f"{_CHOICES[table]}.{path}")
    usual = next((one for one in (*HEALTH_FACILITIES, *OWNERS) if one.id == path), None)
    if table in _CLASSES and usual is not None:
        return say.either(usual, "name")
    return column_label(table, path, say)

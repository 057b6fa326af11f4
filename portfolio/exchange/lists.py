"""Lists of a portfolio as tables that people fill in: a row for each item, a column for each value of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from portfolio.domain.appropriations import Appropriation
from portfolio.domain.assumptions import (
    DeliveryRule,
    FundingRule,
    FundingSource,
    OwnershipRule,
    PriorityRule,
    SourceGroup,
    StartRule,
)
from portfolio.domain.bands import BandRule
from portfolio.domain.bonds import Bond
from portfolio.domain.cashflow import CashFlowProfile
from portfolio.domain.classes import Branch, Class
from portfolio.domain.errors import Expectation
from portfolio.domain.expectations import Expected
from portfolio.domain.findings import FINDING_KINDS, Finding
from portfolio.domain.gates import Gate
from portfolio.domain.links import Alternative, Capacity, Escalation, Prerequisite
from portfolio.domain.names import Text
from portfolio.domain.payments import PaymentTermsRule
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Document, Target
from portfolio.domain.project import Project
from portfolio.domain.promises import Body, Deliverable, Indicator, Phase, Reading
from portfolio.domain.rules import KINDS
from portfolio.domain.running_costs import RunningCostRule
from portfolio.domain.stages import Stage
from portfolio.domain.status import Actual
from portfolio.domain.unit_costs import UnitCost
from portfolio.exchange.actuals import actual_rows
from portfolio.exchange.appropriations import appropriation_rows
from portfolio.exchange.sheets.describing import Described, described
from portfolio.exchange.sheets.layout import Step, steps_of
from portfolio.exchange.table import AMOUNTS, cost_expected
from portfolio.exchange.table_writing import project_cells
from portfolio.exchange.trees import tree_of

Value = str | int | Decimal | bool | list[str] | None
"""What a cell holds; None where it is empty."""

ESTIMATES, ACTUALS, APPROPRIATIONS, FINDINGS = "estimates", "actuals", "appropriations", "findings"
PROFILES, FUNDING_RULES = "profiles", "funding_rules"
SHARES = ("percent", "at_least", "at_most")
"""What a rule on who pays says of each source, in a column of its own; the stated shares first."""


class NamedProfile(CashFlowProfile):
    """A cash-flow profile with what modes call it."""

    id: Text


_Places = dict[str, tuple[type[BaseModel], tuple[str, ...]]]
_OF_ITEMS: _Places = {
    "facility_types": (Class, ("classes", "facility_types")),
    "owners": (Class, ("classes", "owners")),
    "areas": (Branch, ("classes", "areas")),
    "agencies": (Branch, ("classes", "agencies")),
    "priorities": (Class, ("classes", "priorities")),
    "tags": (Class, ("classes", "tags")),
    "funding_sources": (FundingSource, ("assumptions", "funding_sources")),
    "source_groups": (SourceGroup, ("assumptions", "source_groups")),
    "bonds": (Bond, ("assumptions", "bonds")),
    "prerequisites": (Prerequisite, ("assumptions", "prerequisites")),
    "alternatives": (Alternative, ("assumptions", "alternatives")),
    "capacities": (Capacity, ("assumptions", "capacities")),
    "targets": (Target, ("programme", "targets")),
    "documents": (Document, ("programme", "documents")),
    FINDINGS: (Finding, (FINDINGS,)),
    APPROPRIATIONS: (Appropriation, (APPROPRIATIONS,)),
    ACTUALS: (Actual, (ACTUALS,)),
    "stages": (Stage, ("stages",)),
    "deliverables": (Deliverable, ("deliverables",)),
    "indicators": (Indicator, ("indicators",)),
    "phases": (Phase, ("phases",)),
    "bodies": (Body, ("bodies",)),
    "readings": (Reading, ("readings",)),
    "unit_costs": (UnitCost, ("unit_costs",)),
}
RULES: _Places = {
    "delivery_rules": (DeliveryRule, ("assumptions", "delivery")),
    "start_rules": (StartRule, ("assumptions", "starts")),
    FUNDING_RULES: (FundingRule, ("assumptions", "funding")),
    "priority_rules": (PriorityRule, ("assumptions", "priorities")),
    "ownership_rules": (OwnershipRule, ("assumptions", "ownership")),
    "escalation_rules": (Escalation, ("assumptions", "escalation")),
    "payment_rules": (PaymentTermsRule, ("assumptions", "payment_terms")),
    "band_rules": (BandRule, ("assumptions", "bands")),
    "gate_rules": (Gate, ("assumptions", "gates")),
    "running_cost_rules": (RunningCostRule, ("assumptions", "running_costs")),
    "capacities": _OF_ITEMS["capacities"],
    PROFILES: (NamedProfile, ("assumptions", PROFILES)),
}
"""Lists of rules and what they name: of rules for a project, the first in the list decides."""
PLACES = {**_OF_ITEMS, **RULES}
"""List -> what each of its items is, and where it stands in a portfolio."""
LISTS = (*_OF_ITEMS, ESTIMATES)
_REFERS = {
    "group": "source_groups",
    "source": "funding_sources",
    "against": "funding_sources",
    "facility_type": "facility_types",
    **KINDS,
    "projects": "projects",
    "project": "projects",
    "before": "projects",
    "after": "projects",
    "document": "documents",
    "phase": "phases",
    "bodies": "bodies",
    "streets": "streets",
    "profile": PROFILES,
}
"""Last part of a column's path -> the list whose ids the column holds."""
_SPARE = {"places": 2, "modes": 1, "matches": 1, "milestones": 1}
"""Items within items -> how many can be typed, if only so many more; a contradiction needs two places."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of such a table.

    Attributes:
        path: As in `applies_to.areas[]`, where several values stand in one cell.
        expected: What a cell may hold.
        choices: The codes it may hold, where it is a choice of those.
        of: The list whose ids it holds; None: of none.
        is_number: Whether it holds a number.
        is_fixed: Whether people cannot change it.
    """

    path: str
    expected: Expectation
    choices: tuple[str, ...] = ()
    of: str | None = None
    is_number: bool = False
    is_fixed: bool = False

    @property
    def is_several(self) -> bool:
        """Whether several values stand in one cell."""
        return self.path.endswith("[]")

    @property
    def is_yes_or_no(self) -> bool:
        """Whether it is either so or not."""
        return self.expected.code is Expected.BOOLEAN


@dataclass(frozen=True, slots=True)
class Row:
    """A row as somebody has left it.

    Attributes:
        number: What the table calls it.
        origin: Which item of the list it began as, counted from 0; None: it is new.
        cells: Path of a column -> what stands there; what is not named is as it was.
    """

    number: int
    origin: int | None
    cells: Mapping[str, Value]


def columns_of(name: str, portfolio: Portfolio) -> tuple[Column, ...]:
    """Return the columns that a list of this portfolio has."""
    if name == ESTIMATES:
        estimated = (said for said in described(Project) if said.path.startswith("estimate_"))
        project = Column("project", Expectation(Expected.TEXT), of="projects", is_fixed=True)
        costs = cost_expected(portfolio.programme.money)
        columns = [_column(name, said) for said in estimated]
        return (project, *(replace(c, expected=costs) if c.path in AMOUNTS else c for c in columns))
    periods = portfolio.programme.periods
    columns = [_column(name, said.in_periods(periods)) for said in described(PLACES[name][0])]
    if name == FUNDING_RULES:
        percent = Expectation(Expected.PERCENTAGE)
        columns = [column for column in columns if "…" not in column.path]
        columns += [Column(f"{of}.{source}", percent) for of in SHARES for source in portfolio.sources]
    once = [column for column in columns if "[0]" not in column.path]
    inner = [column for column in columns if "[0]" in column.path]
    repeated = [
        replace(column, path=column.path.replace("[0]", f"[{number}]"))
        for number in range(_most(name, inner[0].path.partition("[")[0], portfolio) if inner else 0)
        for column in inner
    ]
    return tuple(sorted([*once, *repeated], key=lambda column: _order(column.path)))


def _most(name: str, field: str, portfolio: Portfolio) -> int:
    """Return how many items within an item there are columns for."""
    there = max((len(getattr(item, field)) for item in items_of(name, portfolio)), default=0)
    return max(there, _SPARE[field]) if name == FINDINGS else there + _SPARE[field]


def _column(name: str, said: Described) -> Column:
    last = said.path.removesuffix("[]").rpartition(".")[2]
    of = name if last == "parent" else _REFERS.get(last)
    choices = FINDING_KINDS if (name, last) == (FINDINGS, "kind") else said.choices
    # Several numbers in one cell are typed as words are, with something between them.
    is_number = said.is_number and not said.path.endswith("[]")
    return Column(said.path, said.expected, choices, of, is_number)


def _order(path: str) -> int:
    """Return where a column stands: what it is, then which projects it is for, then why."""
    if path == "id":
        return -1
    if path.startswith("reason"):
        return 2
    return 1 if path.startswith(("applies_to.", "pays_for.", "not_for.")) else 0


def rows_of(name: str, portfolio: Portfolio) -> list[Row]:
    """Return a list as it stands, a row for each item."""
    columns, programme = columns_of(name, portfolio), portfolio.programme
    money = programme.money
    if name == ESTIMATES:
        cells = [project_cells(p, programme) | {"project": p.id} for p in portfolio.projects]
        found = [{column.path: _cell(each[column.path], column) for column in columns} for each in cells]
    elif name in {ACTUALS, APPROPRIATIONS}:
        header, *rows = (
            actual_rows(portfolio.actuals, money)
            if name == ACTUALS
            else appropriation_rows(portfolio.appropriations, money)
        )
        by_path = {column.path: column for column in columns}
        found = [
            {path: _cell(text, by_path[path]) for path, text in zip(header, row, strict=True)} for row in rows
        ]
    else:
        items, units = items_of(name, portfolio), programme.units
        trees = [tree_of(item, with_defaults=True, units=units) for item in items]
        if name == FUNDING_RULES:
            shares = [{**tree["percent"], **tree["shares"]} for tree in trees]
            texts = [{source: f"{share}" for source, share in of_one.items()} for of_one in shares]
            trees = [
                {**tree, "percent": each, **{of: _as_texts(tree[of]) for of in SHARES[1:]}}
                for tree, each in zip(trees, texts, strict=True)
            ]
        found = [{column.path: _at(tree, column.path) for column in columns} for tree in trees]
    return [Row(number, number - 1, cells) for number, cells in enumerate(found, start=1)]


def place_of(name: str) -> tuple[str, ...]:
    """Return where a list stands in a portfolio, as fields in fields; estimates stand with their projects."""
    return PLACES[name][1] if name in PLACES else (name,)


def items_of(name: str, portfolio: Portfolio) -> tuple[BaseModel, ...]:
    """Return the items of a list."""
    if name == PROFILES:
        profiles = portfolio.assumptions.profiles.items()
        return tuple(NamedProfile(id=key, **dict(profile)) for key, profile in profiles)
    held: Any = portfolio
    for step in PLACES[name][1]:
        held = getattr(held, step)
    return tuple(held)


def _as_texts(shares: Mapping[str, object]) -> dict[str, str]:
    return {source: f"{share}" for source, share in shares.items()}


def _cell(text: str, column: Column) -> Value:
    return Decimal(text) if text and column.is_number else text or None


def _at(tree: object, path: str) -> Value:
    """Return what stands at a path of a tree; None where nothing does."""
    steps: tuple[Step, ...] = steps_of(path) or ()
    for step in steps:
        if isinstance(tree, list) and isinstance(step, int):
            tree = tree[step] if step < len(tree) else None
        else:
            tree = tree.get(step) if isinstance(tree, dict) else None
    if isinstance(tree, list):
        return [str(part) for part in tree]
    return tree if isinstance(tree, str | int | Decimal) else None

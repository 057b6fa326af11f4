"""stages.csv: which stages projects have passed or are expected to pass, one row a project and stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from portfolio.domain.errors import BadInput, Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.stages import Stage, StageKind
from portfolio.exchange.plain_table import rows_of
from portfolio.exchange.sheets.typing_cells import typed
from portfolio.exchange.validating import validated

COLUMNS = tuple(Stage.model_fields)
_NEEDED = ("project", "stage")
_STAGES = "stages"
_FIELDS = tuple(name for name in COLUMNS if name not in _NEEDED)
OF_PROJECT = tuple(f"{_STAGES}.{kind}.{field}" for kind in StageKind for field in _FIELDS)
"""What fields of a project's stages are called where the project is edited."""


def parse_stages(
    text: str, file: str, units: Mapping[str, object]
) -> tuple[tuple[Stage, ...], tuple[int, ...]]:
    """Return the rows of a table of stages, and the line each stands on.

    Args:
        text: The file's content; cells are separated by commas, semicolons or tabs.
        file: Its name, for faults.
        units: What amounts are numbers of.

    Raises:
        BadInput: With a fault for every bad cell and column.
    """
    faults: list[Fault] = []
    stages: list[Stage] = []
    lines: list[int] = []
    for line, cells in rows_of(text, file, COLUMNS, _NEEDED, faults):
        filled = {name: cell for name, cell in cells.items() if cell}
        try:
            stages.append(validated(Stage, typed(Stage, filled), file, units=units))
            lines.append(line)
        except BadInput as error:
            faults += [replace(fault, line=line) for fault in error.faults]
    if faults:
        raise BadInput(faults)
    return tuple(stages), tuple(lines)


def stage_cells(portfolio: Portfolio, project: str) -> dict[str, str]:
    """Return field of a stage -> what a cell of it holds, of every stage that a project may pass.

    The fields are called `stages.feasibility.date`, and so on.
    """
    cells = dict.fromkeys(OF_PROJECT, "")
    for kind in StageKind:
        stage = portfolio.stage_of(project, kind)
        if stage is not None:
            _, values = stage_rows([stage], portfolio.programme.money)
            cells.update({f"{_STAGES}.{kind}.{f}": values[COLUMNS.index(f)] for f in _FIELDS})
    return cells


def with_stage_cells(portfolio: Portfolio, project: str, cells: Mapping[str, str], place: Place) -> Portfolio:
    """Return a portfolio with other stages of a project; one that has nothing left is on record no more.

    Args:
        portfolio: As it is.
        project: Whose stages.
        cells: Field, as `stage_cells` calls it, -> what a cell holds; fields that are absent stay.
        place: Where they were typed.

    Raises:
        BadInput: With every bad cell, and every field that there is not.
    """
    unknown = [name for name in cells if name not in OF_PROJECT]
    faults = [Fault(place, Expected.ONE_OF, None, n, cells[n], values={"names": OF_PROJECT}) for n in unknown]
    whole, units = {**stage_cells(portfolio, project), **cells}, portfolio.programme.units
    stages = [stage for stage in portfolio.stages if stage.project != project]
    for kind in StageKind:
        filled = {f: whole[f"{_STAGES}.{kind}.{f}"].strip() for f in _FIELDS}
        tree = {"project": project, "stage": kind.value, **{f: cell for f, cell in filled.items() if cell}}
        if not any(filled.values()) and not _is_bare(portfolio.stage_of(project, kind)):
            continue
        try:
            stages.append(validated(Stage, typed(Stage, tree), place, units=units))
        except BadInput as error:
            faults += [replace(fault, column=f"{_STAGES}.{kind}.{fault.column}") for fault in error.faults]
    if faults:
        raise BadInput(faults)
    return portfolio.changed(stages=tuple(stages))


def _is_bare(stage: Stage | None) -> bool:
    """Tell whether a stage was on record without anything known of it."""
    return stage is not None and not any(getattr(stage, field) for field in _FIELDS)


def stage_rows(stages: Sequence[Stage], money: Money) -> list[list[str]]:
    """Return the table that reads as these, its header first."""
    rows = [
        [
            stage.project,
            stage.stage,
            stage.date or "",
            stage.expected or "",
            "" if stage.amount is None else str(money.number(stage.amount)),
            stage.note or "",
        ]
        for stage in stages
    ]
    return [list(COLUMNS), *rows]


def stage_faults(portfolio: Portfolio, file: Place, lines: Sequence[int] | None = None) -> Iterator[Fault]:
    """Yield projects that there are not, and stages of a project that stand twice.

    Args:
        portfolio: Whose stages.
        file: Where they stand.
        lines: The line of each; None where they are told apart by their place in the list.
    """
    known = {project.id for project in portfolio.projects}
    seen: dict[tuple[str, str], int] = {}
    for number, stage in enumerate(portfolio.stages):
        line = number + 1 if lines is None else lines[number]

        def fault(code: Expected, field: str, found: str, number: int = number, **values: object) -> Fault:
            if lines is None:
                return Fault(file, code, None, f"stages[{number}].{field}", found, values=values)
            return Fault(file, code, lines[number], field, found, values=values)

        if stage.project not in known:
            yield fault(Expected.PROJECT_ID, "project", stage.project)
        first = seen.setdefault((stage.project, stage.stage), line)
        if first != line:
            yield fault(Expected.STAGE_ONCE, "stage", stage.stage, first=first)

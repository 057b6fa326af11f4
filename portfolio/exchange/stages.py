"""stages.csv: which stages projects have passed or are expected to pass, one row a project and stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from portfolio.domain.errors import BadInput, Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.stages import Stage
from portfolio.exchange.plain_table import rows_of
from portfolio.exchange.sheets.typing_cells import typed
from portfolio.exchange.validating import validated

COLUMNS = tuple(Stage.model_fields)
_NEEDED = ("project", "stage")


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

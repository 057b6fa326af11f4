"""deliverables.toml, indicators.toml, readings.csv: what is promised besides projects, and reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from portfolio.domain.errors import BadInput, Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Citation
from portfolio.domain.promises import Body, Deliverable, Indicator, Phase, Reading
from portfolio.exchange.plain_table import rows_of
from portfolio.exchange.sheets.typing_cells import typed
from portfolio.exchange.validating import validated

COLUMNS = tuple(Reading.model_fields)
_NEEDED = ("target", "value", "as_of")


class Deliverables(BaseModel):
    """What the file of deliverables holds: with the phases that they are due in, and who answers for them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phases: tuple[Phase, ...] = ()
    bodies: tuple[Body, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()


class Indicators(BaseModel):
    """What the file of indicators holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicators: tuple[Indicator, ...] = ()


def parse_readings(text: str, file: str) -> tuple[tuple[Reading, ...], tuple[int, ...]]:
    """Return the rows of a table of readings, and the line each stands on.

    Args:
        text: The file's content; cells are separated by commas, semicolons or tabs.
        file: Its name, for faults.

    Raises:
        BadInput: With a fault for every bad cell and column.
    """
    faults: list[Fault] = []
    readings: list[Reading] = []
    lines: list[int] = []
    for line, cells in rows_of(text, file, COLUMNS, _NEEDED, faults):
        filled = {name: cell for name, cell in cells.items() if cell}
        try:
            readings.append(validated(Reading, typed(Reading, filled), file))
            lines.append(line)
        except BadInput as error:
            faults += [replace(fault, line=line) for fault in error.faults]
    if faults:
        raise BadInput(faults)
    return tuple(readings), tuple(lines)


def reading_rows(readings: Sequence[Reading]) -> list[list[str]]:
    """Return the table that reads as these, its header first."""
    told = [{name: getattr(one, name) for name in COLUMNS} for one in readings]
    rows = [["" if value is None else f"{value}" for value in one.values()] for one in told]
    return [list(COLUMNS), *rows]


def promise_faults(
    portfolio: Portfolio,
    files: Mapping[str, Place],
    lines: Sequence[int] | None = None,
) -> Iterator[Fault]:
    """Yield ids that stand twice, and what is named of targets, phases, bodies and documents and is nowhere.

    Args:
        portfolio: Whose.
        files: Where deliverables, indicators, readings and findings stand, by these names.
        lines: The line of each reading; None where they are told apart by their place in the list.
    """
    taken: dict[str, None] = dict.fromkeys(target.id for target in portfolio.programme.targets)
    for table in ("deliverables", "indicators"):
        for number, item in enumerate(getattr(portfolio, table)):
            if item.id in taken:
                yield Fault(files[table], Expected.OWN_ID, None, f"{table}[{number}].id", item.id)
            taken[item.id] = None
    for table in ("phases", "bodies"):
        ids = [item.id for item in getattr(portfolio, table)]
        for number, name in enumerate(ids):
            if name in ids[:number]:
                yield Fault(files["deliverables"], Expected.OWN_ID, None, f"{table}[{number}].id", name)
    yield from _named(portfolio, files)
    yield from _cited(portfolio, files)
    yield from _read(portfolio, files["readings"], taken, lines)
    for number, finding in enumerate(portfolio.findings):
        for name in finding.targets:
            if name not in taken:
                column = f"findings[{number}].targets"
                yield Fault(files["findings"], Expected.OF_A_TARGET, None, column, name)


def _named(portfolio: Portfolio, files: Mapping[str, Place]) -> Iterator[Fault]:
    """Yield phases and bodies that are named and are not listed."""
    phases, bodies = ({item.id: None for item in held} for held in (portfolio.phases, portfolio.bodies))
    named = [
        ("deliverables", f"deliverables[{n}].phase", one.phase, phases)
        for n, one in enumerate(portfolio.deliverables)
        if one.phase is not None
    ]
    answering: list[tuple[str, tuple[Deliverable | Indicator, ...]]] = [
        ("deliverables", portfolio.deliverables),
        ("indicators", portfolio.indicators),
    ]
    named += [
        (table, f"{table}[{n}].bodies", body, bodies)
        for table, items in answering
        for n, one in enumerate(items)
        for body in one.bodies
    ]
    for table, column, found, known in named:
        if found not in known:
            yield Fault(files[table], Expected.ONE_OF, None, column, found, values={"names": tuple(known)})


def _cited(portfolio: Portfolio, files: Mapping[str, Place]) -> Iterator[Fault]:
    """Yield documents that are cited and not listed."""
    cited: list[tuple[str, str, Citation | None]] = []
    for table in ("phases", "bodies", "deliverables"):
        held = getattr(portfolio, table)
        cited += [("deliverables", f"{table}[{n}].source", one.source) for n, one in enumerate(held)]
    for n, one in enumerate(portfolio.indicators):
        cited.append(("indicators", f"indicators[{n}].source", one.source))
        cited.append(("indicators", f"indicators[{n}].baseline_source", one.baseline_source))
        cited += [
            ("indicators", f"indicators[{n}].milestones[{m}].source", milestone.source)
            for m, milestone in enumerate(one.milestones)
        ]
    documents = tuple(document.id for document in portfolio.programme.documents)
    for table, place, citation in cited:
        if citation is not None and citation.document not in documents:
            column, names = f"{place}.document", {"names": documents}
            yield Fault(files[table], Expected.ONE_OF, None, column, citation.document, values=names)


def _read(
    portfolio: Portfolio, file: Place, targets: Mapping[str, None], lines: Sequence[int] | None
) -> Iterator[Fault]:
    """Yield readings of nothing, and those that cite a document that is not listed."""
    documents = tuple(document.id for document in portfolio.programme.documents)
    for number, reading in enumerate(portfolio.readings):

        def fault(code: Expected, field: str, found: str, number: int = number, **values: object) -> Fault:
            if lines is None:
                return Fault(file, code, None, f"readings[{number}].{field}", found, values=values)
            return Fault(file, code, lines[number], field, found, values=values)

        if reading.target not in targets:
            yield fault(Expected.OF_A_TARGET, "target", reading.target)
        if reading.document is not None and reading.document not in documents:
            yield fault(Expected.ONE_OF, "document", reading.document, names=documents)

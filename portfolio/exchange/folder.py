"""A portfolio folder: projects.csv, programme.toml, assumptions.toml and what not every one has.

That is classes.toml, findings.toml, deliverables.toml, indicators.toml, unit_costs.toml, reports.toml,
actuals.csv, appropriations.csv, stages.csv, readings.csv and scenarios/*.json.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from portfolio.domain.appropriations import Appropriation
from portfolio.domain.assumptions import Assumptions
from portfolio.domain.calendar import PERIODS, FiscalYear, Period, PeriodKind
from portfolio.domain.classes import Classes
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.defaults import default_assumptions
from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected
from portfolio.domain.findings import Finding
from portfolio.domain.money import Money
from portfolio.domain.notes import Note
from portfolio.domain.numbers import MONEY
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.domain.project import Project
from portfolio.domain.promises import Reading
from portfolio.domain.stages import Stage
from portfolio.domain.status import Actual, StatusReport
from portfolio.exchange.actuals import actual_faults, parse_actuals
from portfolio.exchange.appropriations import appropriation_faults, parse_appropriations
from portfolio.exchange.encoding import decode_table, encoding_named
from portfolio.exchange.fitting import finding_faults, programme_faults, status_faults, target_faults
from portfolio.exchange.promised import Deliverables, Indicators, parse_readings, promise_faults
from portfolio.exchange.stages import parse_stages, stage_faults
from portfolio.exchange.table import parse_projects
from portfolio.exchange.text import is_folder, read_bytes, read_text, read_toml
from portfolio.exchange.unit_costs import UnitCosts, unit_cost_faults
from portfolio.exchange.validating import validated

PROJECTS = "projects.csv"
PROGRAMME = "programme.toml"
ASSUMPTIONS = "assumptions.toml"
FINDINGS = "findings.toml"
CLASSES = "classes.toml"
REPORTS = "reports.toml"
ACTUALS = "actuals.csv"
APPROPRIATIONS = "appropriations.csv"
STAGES = "stages.csv"
DELIVERABLES = "deliverables.toml"
INDICATORS = "indicators.toml"
READINGS = "readings.csv"
UNIT_COSTS = "unit_costs.toml"

_NO_PROJECTS = "id,name"
"""A table of projects that lists none."""
Units = Mapping[str, object]
"""What files count in, as `Programme.units` says it."""
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class _Findings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    findings: tuple[Finding, ...] = ()


class _Reports(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    data_date: Period | None = None
    status_reports: tuple[StatusReport, ...] = ()


MODELS: dict[str, type[BaseModel]] = {
    "programme": Programme,
    "assumptions": Assumptions,
    "classes": Classes,
    "findings": _Findings,
    "deliverables": Deliverables,
    "indicators": Indicators,
    "unit_costs": UnitCosts,
    "reports": _Reports,
}
"""What each file of keys holds, by its name without ending."""
TABLES: dict[str, type[BaseModel]] = {
    "projects": Project,
    "actuals": Actual,
    "appropriations": Appropriation,
    "stages": Stage,
    "readings": Reading,
}
"""What each row of a table is, by the file's name without ending."""

_PROMISED = {
    "deliverables": DELIVERABLES,
    "indicators": INDICATORS,
    "readings": READINGS,
    "findings": FINDINGS,
}


def load_portfolio(folder: Path, *, assume: bool = False) -> Portfolio:
    """Read a portfolio folder, all of it or nothing.

    Args:
        folder: Where it is.
        assume: Whether a folder without assumptions is given the product's own.

    Raises:
        BadInput: With every fault in every file.
    """
    if not is_folder(folder):
        raise BadInput([Fault(str(folder), Expected.PORTFOLIO_FOLDER)])
    faults: list[Fault] = []

    def attempt(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except BadInput as error:
            faults.extend(error.faults)
            return None

    content = attempt(lambda: read_toml(read_text(folder / PROGRAMME), PROGRAMME))
    encoding = attempt(lambda: _encoding(content)) if content is not None else None
    units = _units(content)
    programme = (
        attempt(lambda: validated(Programme, content, PROGRAMME, units=units))
        if content is not None
        else None
    )
    classes = attempt(lambda: _read_if_there(Classes, folder / CLASSES, units))
    # What only counts and measures needs no list of projects, and what has no works nothing assumed of them.
    counts = any((folder / name).exists() for name in (DELIVERABLES, INDICATORS))
    there = not counts or (folder / PROJECTS).exists()
    table = attempt(
        lambda: parse_projects(
            _table(folder / PROJECTS, encoding) if there else _NO_PROJECTS,
            PROJECTS,
            programme,
            classes,
            may_be_empty=True,
        )
    )
    is_assumed = assume or not there
    if is_assumed and programme is not None and not (folder / ASSUMPTIONS).exists():
        assumptions: Assumptions | None = default_assumptions(programme)
    else:
        assumptions = attempt(lambda: _read(Assumptions, folder / ASSUMPTIONS, units))
    findings = attempt(lambda: _read_if_there(_Findings, folder / FINDINGS, units))
    reports = attempt(lambda: _read_if_there(_Reports, folder / REPORTS, units))
    actuals = attempt(lambda: _actuals(folder / ACTUALS, encoding, programme))
    appropriated = attempt(lambda: _appropriations(folder / APPROPRIATIONS, encoding, programme))
    stages = attempt(lambda: _stages(folder / STAGES, encoding, units))
    deliverables = attempt(lambda: _read_if_there(Deliverables, folder / DELIVERABLES, units))
    indicators = attempt(lambda: _read_if_there(Indicators, folder / INDICATORS, units))
    readings = attempt(lambda: _readings(folder / READINGS, encoding))
    unit_costs = attempt(lambda: _read_if_there(UnitCosts, folder / UNIT_COSTS, units))
    if programme is not None:
        faults.extend(programme_faults(programme, PROGRAMME))
    if table is None or programme is None or assumptions is None or findings is None or reports is None:
        raise BadInput(faults)
    if actuals is None or appropriated is None or stages is None or classes is None:
        raise BadInput(faults)
    if deliverables is None or indicators is None or readings is None or unit_costs is None:
        raise BadInput(faults)

    portfolio = Portfolio(
        name=folder.resolve().name,
        projects=table.projects,
        programme=programme,
        assumptions=assumptions,
        findings=findings.findings,
        classes=classes,
        status_reports=reports.status_reports,
        data_date=reports.data_date,
        actuals=actuals[0],
        appropriations=appropriated[0],
        stages=stages[0],
        **dict(deliverables),
        **dict(indicators),
        readings=readings[0],
        unit_costs=unit_costs.unit_costs,
    )
    faults.extend(assumption_faults(portfolio, ASSUMPTIONS))
    faults.extend(actual_faults(portfolio, actuals[1], ACTUALS))
    faults.extend(appropriation_faults(portfolio, appropriated[1], APPROPRIATIONS))
    faults.extend(stage_faults(portfolio, STAGES, stages[1]))
    faults.extend(target_faults(portfolio, PROGRAMME, PROJECTS))
    faults.extend(finding_faults(portfolio, FINDINGS, PROJECTS))
    faults.extend(status_faults(portfolio, REPORTS))
    faults.extend(promise_faults(portfolio, _PROMISED, readings[1]))
    faults.extend(unit_cost_faults(portfolio, UNIT_COSTS))
    if faults:
        raise BadInput(faults)
    return portfolio


def _appropriations(
    path: Path, encoding: str | None, programme: Programme | None
) -> tuple[tuple[Appropriation, ...], tuple[int, ...]]:
    """Return the rows of the table of appropriations and their lines; none where there is no such file."""
    if programme is None or not path.exists():
        return (), ()
    return parse_appropriations(_table(path, encoding), path.name, programme.money)


def _stages(path: Path, encoding: str | None, units: Units) -> tuple[tuple[Stage, ...], tuple[int, ...]]:
    """Return the rows of the table of stages and their lines; none where there is no such file."""
    return parse_stages(_table(path, encoding), path.name, units) if path.exists() else ((), ())


def _readings(path: Path, encoding: str | None) -> tuple[tuple[Reading, ...], tuple[int, ...]]:
    """Return the rows of the table of readings and their lines; none where there is no such file."""
    return parse_readings(_table(path, encoding), path.name) if path.exists() else ((), ())


def _read_if_there(model: type[M], path: Path, units: Units) -> M:
    return _read(model, path, units) if path.exists() else model()


def _read(model: type[M], path: Path, units: Units) -> M:
    return validated(model, read_toml(read_text(path), path.name), path.name, units=units)


def _units(programme: dict[str, Any] | None) -> Units:
    """Return what amounts and periods are in; what cannot be is a fault of the programme, told with it."""
    said = programme or {}
    units: dict[str, object] = {}
    with suppress(ValidationError):
        units[MONEY] = Money.model_validate(said.get("money", {}))
    with suppress(ValidationError, ValueError):
        years = FiscalYear.model_validate(said.get("fiscal_year", {}))
        units[PERIODS] = years.periods(PeriodKind(said.get("period", PeriodKind.QUARTER)))
    return units


def _encoding(programme: dict[str, Any]) -> str | None:
    """Take from the programme's file what it says of the project table's encoding; None: nothing.

    It is about a file, not about the programme: the same projects saved otherwise are the same data.
    """
    name = programme.pop("encoding", None)
    encoding = encoding_named(name) if isinstance(name, str) else None
    if name is not None and encoding is None:
        raise BadInput([Fault(PROGRAMME, Expected.ENCODING_NAME, None, "encoding", str(name))])
    return encoding


def _table(path: Path, encoding: str | None) -> str:
    """Return the text of the project table."""
    remedy = Aside(Note.SAVE_OR_DECLARE, {"file": PROGRAMME})
    return decode_table(read_bytes(path), path.name, encoding, remedy)


def _actuals(
    path: Path, encoding: str | None, programme: Programme | None
) -> tuple[tuple[Actual, ...], tuple[int, ...]]:
    """Return what was spent before the first year, and where it stands; nothing without the file."""
    if programme is None or not path.exists():
        return (), ()
    return parse_actuals(_table(path, encoding), path.name, programme.money)

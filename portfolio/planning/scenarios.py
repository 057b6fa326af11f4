"""Opening a scenario by name or from a file."""

from __future__ import annotations

from pathlib import Path

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.scenario_file import load_scenario
from portfolio.exchange.text import is_file

DEFAULT = "default"


def default_scenario() -> Scenario:
    """Return the scenario that changes nothing: no ceilings known, so the levelled plan is asked for."""
    return Scenario(name=DEFAULT)


def open_scenario(name_or_file: str, portfolio: Portfolio, folder: Path) -> Scenario:
    """Open the default scenario, one that lies in the portfolio's folder, or a file.

    Raises:
        BadInput: There is none, or it does not fit the portfolio; all faults are named.
    """
    if name_or_file == DEFAULT:
        return default_scenario()
    for path in (folder / "scenarios" / f"{name_or_file}.json", Path(name_or_file)):
        if is_file(path):
            return load_scenario(path, portfolio)
    names = [DEFAULT, *scenario_names(folder)]
    raise BadInput([Fault("scenario", f"a file, or one of {', '.join(names)}", value=name_or_file)])


def scenario_names(folder: Path) -> list[str]:
    """Return the names of the scenarios that lie beside a portfolio."""
    return sorted(path.stem for path in (folder / "scenarios").glob("*.json"))

"""Scenario files: JSON in the form of `Scenario`."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.text import read_json, read_text
from portfolio.exchange.validating import errors_in, faults_of


def load_scenario(path: Path, portfolio: Portfolio) -> Scenario:
    """Read a scenario file for a portfolio.

    Raises:
        BadInput: With every fault: broken JSON, unknown keys, and ids or years the portfolio does not have.
    """
    return parse_scenario(read_json(read_text(path), path.name), portfolio, path.name)


def parse_scenario(content: Any, portfolio: Portfolio, file: str) -> Scenario:
    """Return decoded JSON as a scenario for a portfolio.

    Raises:
        BadInput: With every fault in it.
    """
    try:
        scenario = _read(content, portfolio)
    except ValidationError as error:
        raise BadInput(
            faults_of(error, file) + _faults_in_the_rest(content, error, portfolio, file)
        ) from error
    faults = scenario.faults_against(portfolio, file)
    if faults:
        raise BadInput(faults)
    return scenario


def _read(content: Any, portfolio: Portfolio) -> Scenario:
    return Scenario.model_validate(content, context=portfolio.programme.units)


def _faults_in_the_rest(content: Any, error: ValidationError, portfolio: Portfolio, file: str) -> list[Fault]:
    """Hold what is not malformed against the portfolio, so that every fault shows at once."""
    if not isinstance(content, dict):
        return []
    try:
        rest = copy.deepcopy(content) | {"name": "rest"}
        for detail in errors_in(error):
            _remove(rest, detail["loc"])
        return list(_read(rest, portfolio).faults_against(portfolio, file))
    except (ValidationError, RecursionError):
        # Taking parts out left something incomplete, or it is brackets all the way down; what was malformed
        # in the first place has been reported.
        return []


def _remove(tree: Any, location: tuple[int | str, ...]) -> None:
    """Take out the deepest key along the location that exists."""
    parent: dict[Any, Any] = {}
    key: int | str | None = None
    for step in location:
        if isinstance(tree, dict) and step in tree:
            parent, key = tree, step
        elif not (isinstance(tree, list) and isinstance(step, int) and step < len(tree)):
            break
        tree = tree[step]
    parent.pop(key, None)

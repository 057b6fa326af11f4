"""What the programme says of itself, edited: its names, years, money and envelope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from portfolio.domain.assumptions import Assumptions
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Recorded
from portfolio.domain.money import Money
from portfolio.domain.numbers import MONEY
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.domain.programme_rules import FloorRule
from portfolio.domain.scenario import Scenario
from portfolio.exchange.actuals import actual_faults
from portfolio.exchange.appropriations import appropriation_faults
from portfolio.exchange.fitting import programme_faults, status_faults
from portfolio.exchange.list_editing import Edited
from portfolio.exchange.validating import faults_of
from portfolio.planning.records.assumptions import begun, conflict
from portfolio.planning.records.lists import scenarios_with
from portfolio.planning.records.workspace import Change, Workspace

FIELDS = (
    *("name", "name_zh", "name_en", "place", "district_zh", "district_en"),
    *("horizon.first_year", "horizon.last_year"),
    *("fiscal_year.first_month", "fiscal_year.named", "fiscal_year.label"),
    *("money.currency", "money.unit", "money.decimals"),
    *("envelope.minimum", "envelope.maximum"),
    *("envelope.source.document", "envelope.source.place", "envelope.source.quote"),
)
"""What can be edited, each by its path in the programme."""
Values = Mapping[str, Any]
"""Path of a field -> its value as JSON has it, amounts in the smallest kept unit; None for what is blank."""


def values_of(programme: Programme) -> dict[str, Any]:
    """Return every field that can be edited, and what stands there."""
    content = programme.model_dump(mode="json")
    return {path: _at(content, path) for path in FIELDS}


def with_values(portfolio: Portfolio, values: Values) -> Portfolio:
    """Return the portfolio as it would be with other values in its programme.

    Raises:
        BadInput: With every fault: the values themselves, or what else does not go with them.
    """
    content = portfolio.programme.model_dump(mode="json")
    for path, value in values.items():
        _put(content, path, value)
    source = content["envelope"]["source"]
    if source is not None and not any(source.values()):
        content["envelope"]["source"] = None
    try:
        programme = Programme.model_validate(content)
    except ValidationError as error:
        raise BadInput(faults_of(error, Form.PROGRAMME)) from error
    faults = list(_money_faults(portfolio, programme.money))
    if faults:
        raise BadInput(faults)
    known = list(_faults(portfolio))
    assumptions = portfolio.assumptions
    envelope = programme.envelope
    if envelope.minimum is not None and envelope.source is not None and assumptions.envelope_floor is None:
        # A floor of which nothing else is said may be missed, and the assumptions can say otherwise.
        floor = FloorRule(soft=True, reason=envelope.source.quote)
        assumptions = assumptions.model_copy(update={"envelope_floor": floor})
    if programme.periods != portfolio.programme.periods:
        assumptions = _in_periods(assumptions, programme, portfolio)
    wanted = portfolio.changed(programme=programme, assumptions=assumptions)
    faults = [fault for fault in _faults(wanted) if fault not in known]
    if faults:
        raise BadInput(faults)
    return wanted


def _in_periods(assumptions: Assumptions, programme: Programme, portfolio: Portfolio) -> Assumptions:
    """Return the assumptions with starts in the same places of other fiscal years of months.

    Raises:
        BadInput: There is more than assumptions that would come to lie in other years.
    """
    if portfolio.projects or portfolio.data_date is not None:
        values = {"period": programme.period}
        raise BadInput([Fault(Form.PROGRAMME, Expected.SAME_PERIODS, None, "fiscal_year", values=values)])
    starts = [
        rule.model_copy(update={"earliest": replace(rule.earliest, periods=programme.periods)})
        for rule in assumptions.starts
    ]
    return assumptions.model_copy(update={"starts": tuple(starts)})


def edit_programme(
    workspace: Workspace, values: Values, *, actor: Actor, reason: str, opened: int
) -> Recorded[Portfolio]:
    """Change what the programme says of itself; what others have changed in other fields of it stays.

    Args:
        workspace: Where.
        values: The fields that are changed.
        actor: Who changes them.
        reason: Why.
        opened: The portfolio's version that the change was made on.

    Returns:
        The portfolio as it is now; the same version where nothing has changed.

    Raises:
        BadInput: It does not go with the rest of the portfolio or a saved scenario, or no reason is given.
        Conflict: Somebody else has changed one of the same fields since.
    """
    if not reason.strip():
        raise BadInput([Fault(Form.PROGRAMME, Expected.REASON, None, "reason")])
    with workspace.changing(actor) as change:
        latest = change.latest()
        then, now = (values_of(one.programme) for one in (begun(change, latest, opened), latest.item))
        changed = {path: value for path, value in values.items() if value != then[path]}
        if any(now[path] != then[path] and now[path] != value for path, value in changed.items()):
            raise conflict(
                change, latest, "programme", lambda line: not changed.keys().isdisjoint(line.after)
            )
        changed = {path: value for path, value in changed.items() if value != now[path]}
        if not changed:
            return latest
        wanted = with_values(latest.item, changed)
        scenarios_with(change, workspace, latest.item, Edited(wanted, {}))
        kept = (_scenario(change, known.item) for known in change.work.scenarios.names(change.portfolio))
        faults = list(_money_faults(latest.item, wanted.programme.money, kept))
        if faults:
            raise BadInput(faults)
        version = latest.version + 1
        change.work.portfolios.add_version(change.portfolio, wanted, version, change.stamp)
        before = _printed({path: now[path] for path in changed}, latest.item.programme.money)
        after = _printed(changed, wanted.programme.money)
        change.note("edit programme", "programme", before, after, reason, replaced=latest)
        return replace(latest, item=wanted, version=version)


def _scenario(change: Change, name: str) -> Scenario:
    found = change.work.scenarios.find(change.portfolio, name)
    if found is None:
        raise LookupError(name)
    return found.item


def _printed(side: dict[str, Any], money: Money) -> dict[str, Any]:
    """Return values with amounts as they are printed."""
    amounts = {path for path in side if path in {"envelope.minimum", "envelope.maximum"}}
    return side | {path: money.printed(side[path]) for path in amounts if side[path] is not None}


def _money_faults(portfolio: Portfolio, money: Money, kept: Iterable[Scenario] = ()) -> Iterator[Fault]:
    """Yield that another money would make other amounts of those that there are."""
    held = portfolio.programme.money
    if money == held or not (_has_amounts(portfolio) or any(map(_is_printed_otherwise, kept))):
        return
    is_same_step = held.unit * money.kept_in_one == money.unit * held.kept_in_one
    for field, is_kept in (("currency", money.currency == held.currency), ("unit", is_same_step)):
        if not is_kept:
            values = {"unit": held, "decimals": held.decimals}
            found = str(getattr(money, field))
            yield Fault(Form.PROGRAMME, Expected.MONEY_KEPT, None, f"money.{field}", found, values=values)


def _has_amounts(portfolio: Portfolio) -> bool:
    """Tell whether there is any amount of money in a portfolio."""
    of_projects = any(
        (project.cost, project.estimate_low, project.estimate_likely, project.estimate_high)
        != (None, None, None, None)
        for project in portfolio.projects
    )
    rest = portfolio.changed(projects=(), actuals=(), appropriations=(), stages=(), status_reports=())
    reports = any(report.actual_spending for report in portfolio.status_reports)
    tables = portfolio.actuals or portfolio.appropriations
    approved = any(stage.amount is not None for stage in portfolio.stages)
    return of_projects or reports or approved or bool(tables) or _is_printed_otherwise(rest)


def _is_printed_otherwise(model: BaseModel) -> bool:
    """Tell whether a model reads otherwise in another unit: it holds an amount that is not 0."""
    printed = [
        model.model_dump(mode="json", context={MONEY: Money(decimals=decimals)}) for decimals in (0, 1)
    ]
    return printed[0] != printed[1]


def _faults(portfolio: Portfolio) -> Iterator[Fault]:
    yield from assumption_faults(portfolio, Form.PROGRAMME)
    yield from programme_faults(portfolio.programme, Form.PROGRAMME)
    yield from status_faults(portfolio, Form.PROGRAMME)
    horizon, date, calendar = portfolio.programme.horizon, portfolio.data_date, portfolio.calendar
    for project in portfolio.projects:
        year = project.target_year
        if year is not None and not horizon.first_year <= year <= horizon.last_year:
            span = {"first": horizon.first_year, "last": horizon.last_year}
            place = f"{project.id}: target_year"
            yield Fault(Form.PROGRAMME, Expected.PROGRAMME_YEAR, None, place, str(year), values=span)
    if date is not None and not calendar.first <= date <= calendar.last:
        periods = {"first": calendar.first, "last": calendar.last}
        yield Fault(Form.PROGRAMME, Expected.QUARTER_BETWEEN, None, "data_date", str(date), values=periods)
    rows = tuple(range(1, len(portfolio.actuals) + 1))
    yield from actual_faults(portfolio, rows, Form.PROGRAMME)
    yield from appropriation_faults(portfolio, (None,) * len(portfolio.appropriations), Form.PROGRAMME)


def _at(content: Any, path: str) -> Any:
    for key in path.split("."):
        content = None if content is None else content[key]
    return content


def _put(content: dict[str, Any], path: str, value: Any) -> None:
    *way, last = path.split(".")
    for key in way:
        if content[key] is None:
            content[key] = {}
        content = content[key]
    content[last] = value

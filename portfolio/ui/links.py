"""Changes on a scenario in a link: each is one short parameter, read back only if it fits the portfolio."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from portfolio.domain.assumptions import OPEN, TOTAL
from portfolio.domain.bands import band_of_text
from portfolio.domain.bonds import bond_change_of_text
from portfolio.domain.calendar import Period
from portfolio.domain.changes import (
    BETWEEN_STAGES,
    LOCKED,
    OF_CONDITIONS,
    OF_PAYERS,
    OF_PROJECTS,
    UNLIMITED,
    ChangeKind,
    Changes,
    Duty,
    FloorRule,
    Slot,
    Value,
    tiers_of,
)
from portfolio.domain.errors import Aside, BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.follow_on import bonds_of
from portfolio.domain.notes import Note
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import FLOOR_LOCK, MAXIMUM_LOCK
from portfolio.domain.sharing import bounds_of_text
from portfolio.domain.source_changes import LIFTED, TO_ALL
from portfolio.domain.stages import StageKind
from portfolio.ui.address import capped_of, payers_of

_AS_TEXT: dict[ChangeKind, Callable[[str], str]] = {
    ChangeKind.BAND: lambda text: band_of_text(text).as_text,
    ChangeKind.BANDS: lambda text: band_of_text(text).as_text,
    ChangeKind.SHARE: lambda text: bounds_of_text(text).as_text,
    ChangeKind.BOND: lambda text: bond_change_of_text(text).as_text,
}
"""Kinds whose value is several in one text -> reads it, and returns it in its one form."""

_NONE = "none"
"""What stands in a link where a change of the opened scenario is taken away."""
_LARGEST = {
    ChangeKind.CEILING: 10**10,
    ChangeKind.FLOOR: 10**10,
    ChangeKind.MAXIMUM: 10**10,
    ChangeKind.COST: 10**10,
    ChangeKind.ALLOCATION: 10**10,
    ChangeKind.CARRY: 100,
    ChangeKind.RESERVE: 99,
    ChangeKind.LAPSE: 50,
    ChangeKind.FIRST_YEAR: 2200,
    ChangeKind.LAST_YEAR: 2200,
    ChangeKind.DELAY: 400,
    ChangeKind.OVERRUN: 20,
}
"""Largest number that a change of this kind can be."""


def changes_in(texts: Callable[[str], list[str]], portfolio: Portfolio) -> Changes:
    """Read changes, each as "public-2019-40000" or "a1-08_2018Q3" under the name of its kind.

    Args:
        texts: Gives the texts under a name.
        portfolio: What they must fit.

    Raises:
        BadInput: A text has another form, or names what the portfolio does not have; all are named.
    """
    changes: Changes = {}
    faults: list[Fault] = []
    years = portfolio.calendar.years
    money = portfolio.programme.money
    # Links count in the smallest kept unit, so that they hold no decimals.
    kept = Aside(Note.PART_OF_UNIT, {"part": f"{money.number(1):f}", "unit": money})
    values = {
        "payers": tuple(capped_of(portfolio)),
        "first": years[0],
        "last": years[-1],
        "unit": kept if money.decimals else money,
    }
    for kind in ChangeKind:
        for text in texts(kind):
            try:
                slot, meant = _read(kind, text, portfolio)
            except ValueError:
                faults.append(Fault(Form.LINK, Expected(f"link_{kind}"), None, kind, text, values=values))
            else:
                changes[slot] = meant
    if faults:
        raise BadInput(faults)
    return changes


def changes_out(changes: Changes) -> dict[str, str | list[str] | None]:
    """Write changes as parameters of the address; `changes_in` reads them back."""
    parameters: dict[str, list[str]] = {}
    for slot, meant in changes.items():
        end = _NONE if meant is None else str(meant)
        if slot.kind is ChangeKind.START and meant is not None:
            end = str(Period.parse(end))
        if slot.kind is ChangeKind.CEILING:
            text = f"{slot.subject}-{slot.year}-{end}"
        elif slot.kind is ChangeKind.ALLOCATION:
            text = f"{slot.subject}_{slot.source}-{slot.year}-{end}"
        elif slot.kind is ChangeKind.SHARE:
            text = f"{slot.subject}_{slot.source}-{end}"
        elif slot.kind in OF_PAYERS or slot.kind is ChangeKind.LOCK:
            text = f"{slot.subject}-{end}"
        elif slot.kind in OF_PROJECTS:
            text = f"{slot.subject}_{end}"
        else:
            text = end
        parameters.setdefault(slot.kind, []).append(text)
    return dict(parameters)


def _read(kind: ChangeKind, text: str, portfolio: Portfolio) -> tuple[Slot, Value]:
    """Read one change.

    Raises:
        ValueError: It is not one of this portfolio.
    """
    if kind in OF_PROJECTS:
        subject, _, end = text.partition("_")
        try:
            project = portfolio.project(subject)
        except KeyError:
            raise ValueError(text) from None
        if not portfolio.status_of(project).has_works:
            raise ValueError(text)
        slot = Slot(kind, subject)
        if kind in {ChangeKind.ALLOCATION, ChangeKind.SHARE}:
            slot, end = _of_a_source(kind, subject, end, portfolio)
    elif kind in OF_PAYERS:
        rest, _, end = text.rpartition("-")
        payer, _, year = rest.rpartition("-") if kind is ChangeKind.CEILING else (rest, "", "")
        if payer not in _subjects(kind, portfolio):
            raise ValueError(text)
        slot = Slot(kind, payer, _number(year, portfolio.calendar.years[-1]) if year else None)
        if kind is ChangeKind.CEILING and slot.year not in portfolio.calendar.years:
            raise ValueError(text)
    elif kind is ChangeKind.LOCK:
        subject, _, end = text.rpartition("-")
        if subject not in _lockable(portfolio):
            raise ValueError(text)
        slot = Slot(kind, subject)
    else:
        slot, end = Slot(kind), text
    return slot, None if end == _NONE else _meant(slot, end, portfolio)


def _of_a_source(kind: ChangeKind, subject: str, text: str, portfolio: Portfolio) -> tuple[Slot, str]:
    """Read whose money a change of a project is about, and of which year; return also what is left."""
    source, _, end = text.partition("-")
    year = None
    if kind is ChangeKind.ALLOCATION:
        first, _, end = end.partition("-")
        year = _number(first, portfolio.calendar.years[-1])
    if source not in portfolio.sources or (year is not None and year not in portfolio.calendar.years):
        raise ValueError(text)
    return Slot(kind, subject, year, source), end


def _subjects(kind: ChangeKind, portfolio: Portfolio) -> Collection[str]:
    """Return what a change of this kind may be about, of those about money."""
    if kind is ChangeKind.BOND:
        return bonds_of(portfolio)
    if kind is ChangeKind.AIMS:
        return [*payers_of(portfolio), TOTAL]
    return capped_of(portfolio) if kind is ChangeKind.CEILING else payers_of(portfolio)


def _lockable(portfolio: Portfolio) -> list[str]:
    payers = capped_of(portfolio)
    return [
        FLOOR_LOCK,
        MAXIMUM_LOCK,
        *payers,
        *(f"{payer}.{year}" for payer in payers for year in portfolio.calendar.years),
    ]


def _meant(slot: Slot, text: str, portfolio: Portfolio) -> Value:
    if slot.kind in OF_CONDITIONS:
        return _condition(slot.kind, text)
    return _value(slot, text, portfolio)


def _value(slot: Slot, text: str, portfolio: Portfolio) -> Value:
    if slot.kind is ChangeKind.MOVES:
        return _number(text, len(portfolio.projects))
    if slot.kind is ChangeKind.MAXIMUM and text == UNLIMITED:
        return text
    if slot.kind in _AS_TEXT:
        return _AS_TEXT[slot.kind](text)
    if slot.kind in _LARGEST:
        return _number(text, _LARGEST[slot.kind])
    match slot.kind:
        case ChangeKind.AIMS:
            tiers_of(text, slot.subject)
            return text
        case ChangeKind.LOCK if text == LOCKED:
            return text
        case ChangeKind.DUTY | ChangeKind.FLOOR_RULE:
            return str(Duty(text) if slot.kind is ChangeKind.DUTY else FloorRule(text))
        case ChangeKind.START:
            start = portfolio.programme.periods.parse(text)
            if not portfolio.calendar.first <= start <= portfolio.calendar.last:
                raise ValueError(text)
            return start.stored
        case ChangeKind.GATE:
            return BETWEEN_STAGES.join(StageKind(stage) for stage in text.split(BETWEEN_STAGES))
        case ChangeKind.MODE | ChangeKind.FUNDING if text in _choices(slot, portfolio):
            return text
        case _:
            raise ValueError(text)


def _condition(kind: ChangeKind, text: str) -> Value:
    """Read what a payer's money is bound to; a scenario that cannot be so is refused where it is made."""
    if (kind is ChangeKind.ELIGIBLE) != (text == TO_ALL):
        raise ValueError(text)
    if text in {LIFTED, TO_ALL}:
        return text
    if kind is ChangeKind.RESERVE and re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,10}", text):
        return text
    return _number(text, _LARGEST[kind])


def _number(text: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,11}", text) or int(text) > most:
        raise ValueError(text)
    return int(text)


def _choices(slot: Slot, portfolio: Portfolio) -> list[str]:
    of = modes_of if slot.kind is ChangeKind.MODE else payers_open_to
    return of(slot.subject, portfolio)


def payers_open_to(project_id: str, portfolio: Portfolio) -> list[str]:
    """Return what a scenario may say of who pays for a project; nothing where that is decided."""
    rule = portfolio.funding_of(portfolio.project(project_id))
    return [] if rule is None or not rule.choices else [*rule.choices, OPEN]


def modes_of(project_id: str, portfolio: Portfolio) -> list[str]:
    """Return the ids of the modes in which a project can be delivered."""
    rule = portfolio.delivery_of(portfolio.project(project_id))
    return [] if rule is None else [mode.id for mode in rule.modes]

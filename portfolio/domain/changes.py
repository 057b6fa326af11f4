"""A scenario as a list of changes: each stands for itself, can be put into a link, added and taken away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portfolio.domain import source_changes
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.bands import band_of_text
from portfolio.domain.bonds import bond_change_of_text
from portfolio.domain.scenario import (
    FLOOR_LOCK,
    MAXIMUM_LOCK,
    MOST_TOLERANCE,
    ProjectChange,
    Scenario,
    Term,
    TermName,
    Tier,
)
from portfolio.domain.sharing import bounds_of_text


class ChangeKind(StrEnum):
    """What a change is about; also the name it has in a link."""

    CEILING = "ceiling"
    CARRY = "carry"
    BOND = "bond"
    RESERVE = "reserve"
    LAPSE = "lapse"
    FIRST_YEAR = "first_year"
    LAST_YEAR = "last_year"
    ELIGIBLE = "eligible"
    FLOOR = "floor"
    FLOOR_RULE = "floor_rule"
    MAXIMUM = "maximum"
    COST = "cost"
    DELAY = "delay"
    DUTY = "duty"
    START = "start"
    MODE = "mode"
    GATE = "gate"
    FUNDING = "funding"
    SHARE = "share"
    ALLOCATION = "allocation"
    BAND = "band"
    BANDS = "bands"
    OVERRUN = "overrun"
    MOVES = "moves"
    AIMS = "aims"
    LOCK = "lock"


OF_PROJECTS = (
    ChangeKind.COST,
    ChangeKind.DELAY,
    ChangeKind.DUTY,
    ChangeKind.START,
    ChangeKind.MODE,
    ChangeKind.GATE,
    ChangeKind.FUNDING,
    ChangeKind.SHARE,
    ChangeKind.ALLOCATION,
    ChangeKind.BAND,
)
OF_CONDITIONS = tuple(ChangeKind(kind) for kind in source_changes.FIELDS)
"""Kinds that are about what a payer's money is bound to."""
OF_PAYERS = (ChangeKind.CEILING, ChangeKind.CARRY, ChangeKind.BOND, ChangeKind.AIMS, *OF_CONDITIONS)
NOT_TYPED = (ChangeKind.AIMS, ChangeKind.LOCK)
"""Kinds that come from an answer or a switch, not from the form."""


class Duty(StrEnum):
    """Whether a project is carried out."""

    DROPPED = "dropped"
    OPTIONAL = "optional"
    FORCED = "forced"


class FloorRule(StrEnum):
    """Whether the floor may be missed."""

    SOFT = "soft"
    HARD = "hard"


class Aims(StrEnum):
    """Which of the frontier's two aims comes first; or that all is to open as early as it can.

    That is said of the total alone: the floor first, then everything on time, then early opening, whatever
    years are printed, and only then a low peak.
    """

    LATE_FIRST = "late_first"
    PEAK_FIRST = "peak_first"
    OPEN_EARLY = "open_early"


_WITHIN = "within_"
"""Begins an order: the peak at most this share above the lowest; then least lateness, then the peak."""


UNLIMITED = "unlimited"
"""Value of the most that may be invested where there is no such limit."""

BETWEEN_STAGES = "."
"""Stands between the stages whose gates are waived."""

LOCKED = "locked"
"""Value of a lock."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a change is about; a scenario holds at most one value for it.

    Attributes:
        subject: Source or group, project id, or what a lock is about; empty for the floor and other rules of
            the whole scenario.
        year: Fiscal year of a ceiling or of an amount pinned on a project.
        source: Whose money is pinned on a project, or whose share of it has other bounds.
    """

    kind: ChangeKind
    subject: str = ""
    year: int | None = None
    source: str = ""


Value = int | str | None
"""Amount (10k CNY), percent, periods, a code, or a period as stored. None: not changed (any more)."""

Changes = dict[Slot, Value]


def changes_of(scenario: Scenario) -> Changes:
    """Return everything a scenario changes: what holds for the whole of it first, locks last."""
    changes = _of_the_whole(scenario)
    changes |= {
        Slot(ChangeKind.CEILING, payer, year): amount
        for payer, by_year in scenario.ceilings.items()
        for year, amount in sorted(by_year.items())
        if amount is not None
    }
    changes |= {
        Slot(ChangeKind.CARRY, payer): percent_of(share) for payer, share in scenario.carry_over.items()
    }
    changes |= {Slot(ChangeKind.BOND, source): bond.as_text for source, bond in scenario.bonds.items()}
    changes |= {
        Slot(ChangeKind(kind), payer): value
        for payer, change in scenario.sources.items()
        for kind, value in source_changes.said(change)
    }
    envelope = scenario.envelope
    if envelope.minimum is not None:
        changes[Slot(ChangeKind.FLOOR)] = envelope.minimum
    if envelope.soft is not None:
        changes[Slot(ChangeKind.FLOOR_RULE)] = str(FloorRule.SOFT if envelope.soft else FloorRule.HARD)
    if envelope.unlimited or envelope.maximum is not None:
        changes[Slot(ChangeKind.MAXIMUM)] = UNLIMITED if envelope.unlimited else envelope.maximum
    for project, change in scenario.projects.items():
        changes |= {
            Slot(kind, project): value for kind, value in _of_project(change).items() if value is not None
        }
        changes |= {
            Slot(ChangeKind.ALLOCATION, project, year, source): amount
            for source, by_year in change.allocations.items()
            for year, amount in sorted(by_year.items())
        }
        changes |= {
            Slot(ChangeKind.SHARE, project, source=source): bounds.as_text
            for source, bounds in change.shares.items()
        }
    return changes | {Slot(ChangeKind.LOCK, name): LOCKED for name in scenario.locked}


def _of_the_whole(scenario: Scenario) -> Changes:
    changes: Changes = {}
    if scenario.overrun_years is not None:
        changes[Slot(ChangeKind.OVERRUN)] = scenario.overrun_years
    if scenario.most_moves is not None:
        changes[Slot(ChangeKind.MOVES)] = scenario.most_moves
    if scenario.band is not None:
        changes[Slot(ChangeKind.BANDS)] = scenario.band.as_text
    payers = {term.resource for tier in scenario.objective or () for term in tier.terms if term.resource}
    for payer in sorted(payers):
        share = f"{next(tier.tolerance for tier in scenario.objective or ()).normalize():f}"
        orders = [str(order) for order in Aims if order is not Aims.OPEN_EARLY or payer == TOTAL]
        orders += [*([f"{_WITHIN}{share}"] if _is_share(share) else [])]
        order = next((order for order in orders if tiers_of(order, payer) == scenario.objective), None)
        if order is not None:
            changes[Slot(ChangeKind.AIMS, payer)] = order
    return changes


def tiers_of(order: str, payer: str) -> tuple[Tier, ...]:
    """Return the aims that a change says as tiers: the frontier's two in their order, or early opening.

    Raises:
        ValueError: It says none.
    """
    late = Tier(terms=(Term(term=TermName.TARDINESS),))
    peak = Tier(terms=(Term(term=TermName.PEAK, resource=payer),))
    if order == Aims.OPEN_EARLY and payer == TOTAL:
        floor = Tier(terms=(Term(term=TermName.VIOLATION, resource=TOTAL),))
        return (floor, late, Tier(terms=(Term(term=TermName.BENEFIT),)), peak)
    if order.startswith(_WITHIN):
        return (peak.model_copy(update={"tolerance": _share(order)}), late, peak)
    in_order = {Aims.LATE_FIRST: (late, peak), Aims.PEAK_FIRST: (peak, late)}
    if order not in in_order:
        raise ValueError(order)
    return in_order[Aims(order)]


def share_within(order: str) -> Decimal | None:
    """Return how far above the lowest an order lets the peak rise; None where it says no share."""
    return _share(order) if order.startswith(_WITHIN) else None


def _share(order: str) -> Decimal:
    text = order.removeprefix(_WITHIN)
    if not _is_share(text):
        raise ValueError(order)
    return Decimal(text)


def _is_share(text: str) -> bool:
    """Tell whether this is a share that a link may hold."""
    written = re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,12})?", text)
    return written is not None and Decimal(text) <= MOST_TOLERANCE


def _of_project(change: ProjectChange) -> dict[ChangeKind, Value]:
    duty = {True: Duty.FORCED, False: Duty.OPTIONAL, None: None}[change.mandated]
    pin = change.pin
    return {
        ChangeKind.COST: change.cost,
        ChangeKind.DELAY: change.delay_quarters or None,
        ChangeKind.DUTY: Duty.DROPPED if change.excluded else duty,
        ChangeKind.START: None if pin is None or pin.start is None else pin.start.stored,
        ChangeKind.MODE: None if pin is None else pin.mode,
        ChangeKind.BAND: None if change.band is None else change.band.as_text,
        ChangeKind.GATE: BETWEEN_STAGES.join(change.waived) or None,
        ChangeKind.FUNDING: change.funding,
    }


def percent_of(share: Decimal) -> Value:
    """Return a share in percent, as a change holds it."""
    percent = share * 100
    return int(percent) if percent == percent.to_integral_value() else str(percent.normalize())


def edited(base: Scenario, edits: Mapping[Slot, Value]) -> Scenario:
    """Return the scenario with these changes put over its own, and a name that tells the two apart.

    Raises:
        ValidationError: A value is not one the scenario can hold.
    """
    own = changes_of(base)
    if all(own.get(slot) == value for slot, value in edits.items()):
        return base
    content = base.model_dump()
    for slot, value in edits.items():
        if slot.kind in OF_CONDITIONS:
            source_changes.put(content, slot.subject, slot.kind, value)
        else:
            _put(content, slot, value)
    content["name"] = base.name[:110] + _CHANGED
    projects = {
        project: ProjectChange.model_validate(change) for project, change in content["projects"].items()
    }
    content["projects"] = {
        project: change for project, change in projects.items() if change != ProjectChange()
    }
    return Scenario.model_validate(content)


def _put(content: dict[str, Any], slot: Slot, value: Value) -> None:
    """Write one value into a scenario's content; None takes it away."""
    match slot.kind:
        case ChangeKind.CEILING:
            _set(content["ceilings"].setdefault(slot.subject, {}), slot.year, value)
        case ChangeKind.CARRY:
            _set(content["carry_over"], slot.subject, None if value is None else Decimal(value) / 100)
        case ChangeKind.BOND:
            changed = None if value is None else bond_change_of_text(str(value))
            _set(content.setdefault("bonds", {}), slot.subject, changed)
        case ChangeKind.FLOOR:
            content["envelope"]["minimum"] = value
        case ChangeKind.FLOOR_RULE:
            content["envelope"]["soft"] = None if value is None else value == FloorRule.SOFT
        case ChangeKind.MAXIMUM:
            content["envelope"].pop("maximum", None)
            if value is not None:
                content["envelope"]["maximum"] = None if value == UNLIMITED else value
        case ChangeKind.OVERRUN | ChangeKind.MOVES:
            content["overrun_years" if slot.kind is ChangeKind.OVERRUN else "most_moves"] = value
        case ChangeKind.BANDS:
            content["band"] = None if value is None else band_of_text(str(value))
        case ChangeKind.AIMS:
            content["objective"] = None if value is None else tiers_of(str(value), slot.subject)
        case ChangeKind.LOCK:
            others = [name for name in content["locked"] if name != slot.subject]
            content["locked"] = others if value is None else [*others, slot.subject]
        case _:
            _put_on_project(content["projects"].setdefault(slot.subject, {}), slot, value)


def _put_on_project(change: dict[str, Any], slot: Slot, value: Any) -> None:
    match slot.kind:
        case ChangeKind.COST:
            change["cost"] = value
        case ChangeKind.FUNDING:
            change["funding"] = value
        case ChangeKind.DELAY:
            change["delay_quarters"] = value or 0
        case ChangeKind.DUTY:
            change["excluded"] = value == Duty.DROPPED
            change["mandated"] = (
                {Duty.FORCED: True, Duty.OPTIONAL: False}.get(Duty(str(value))) if value else None
            )
        case ChangeKind.BAND:
            change["band"] = None if value is None else band_of_text(str(value))
        case ChangeKind.GATE:
            change["waived"] = tuple(str(value).split(BETWEEN_STAGES)) if value else ()
        case ChangeKind.SHARE:
            bounds = None if value is None else bounds_of_text(str(value))
            _set(change.setdefault("shares", {}), slot.source, bounds)
        case ChangeKind.ALLOCATION:
            pinned = change.setdefault("allocations", {})
            by_year = pinned.setdefault(slot.source, {})
            _set(by_year, slot.year, value)
            _set(pinned, slot.source, by_year or None)
        case _:
            pin = {**(change.get("pin") or {}), slot.kind.value: value}
            change["pin"] = pin if any(pin.values()) else None


def _set(mapping: dict[Any, Any], key: object, value: object) -> None:
    if value is None:
        mapping.pop(key, None)
    else:
        mapping[key] = value


_CHANGED = " *"
"""Ends the name of a scenario that differs from the one that was opened."""


def opened_name(name: str) -> str:
    """Return the name of the scenario that was opened, of one that may have been changed since."""
    return name.removesuffix(_CHANGED)


def differing(base: Scenario, wanted: Changes) -> Changes:
    """Return the edits that make these the changes of the scenario; `edited` puts them over the base."""
    own = changes_of(base)
    edits: Changes = {slot: value for slot, value in wanted.items() if own.get(slot) != value}
    return edits | dict.fromkeys(slot for slot in own if wanted.get(slot) is None)


def lock_of(slot: Slot) -> Slot | None:
    """Return the lock that keeps ways out from touching what a change sets; None where nothing does."""
    if slot.kind is ChangeKind.CEILING:
        return Slot(ChangeKind.LOCK, f"{slot.subject}.{slot.year}")
    if slot.kind is ChangeKind.MAXIMUM:
        return Slot(ChangeKind.LOCK, MAXIMUM_LOCK)
    return (
        Slot(ChangeKind.LOCK, FLOOR_LOCK) if slot.kind in {ChangeKind.FLOOR, ChangeKind.FLOOR_RULE} else None
    )

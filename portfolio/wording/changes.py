"""The changes of a scenario in words: each in one line, the first of them together, the scenario's title."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio import settings
from portfolio.domain.assumptions import OPEN
from portfolio.domain.banding import band_of
from portfolio.domain.bands import band_of_text
from portfolio.domain.bonds import bond_change_of_text
from portfolio.domain.changes import (
    BETWEEN_STAGES,
    OF_PAYERS,
    OF_PROJECTS,
    UNLIMITED,
    ChangeKind,
    Changes,
    Slot,
    Value,
    opened_name,
    percent_of,
    share_within,
)
from portfolio.domain.follow_on import bonds_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import FLOOR_LOCK, MAXIMUM_LOCK, Scenario
from portfolio.domain.sharing import bounds_of_text
from portfolio.domain.source_changes import LIFTED
from portfolio.domain.undecided import with_payers
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import choice_name, payer_name


def scenario_title(name: str, say: Wording) -> str:
    """Return the name of a scenario as people know it, and whether it was changed after it was opened."""
    if say.as_typed:
        return name
    opened = opened_name(name)
    title = say("scenario.default") if opened == settings.DEFAULT_SCENARIO else opened
    return say("scenario.changed", name=title) if name != opened else title


def _values(slot: Slot, portfolio: Portfolio, say: Wording) -> dict[str, object]:
    """Return what the words of a change call by name."""
    values: dict[str, object] = {"year": slot.year}
    if slot.kind in OF_PAYERS:
        values["payer"] = payer_name(slot.subject, portfolio, say)
    elif slot.kind in OF_PROJECTS:
        values["project"] = say.name(portfolio.project(slot.subject))
    if slot.source:
        values["payer"] = payer_name(slot.source, portfolio, say)
    return values


def in_words(slot: Slot, value: Value, portfolio: Portfolio, say: Wording) -> str:
    """Return the change in one line."""
    values = {"value": value, **_values(slot, portfolio, say)}
    match slot.kind:
        case ChangeKind.MAXIMUM if value == UNLIMITED:
            return say("change.maximum.unlimited")
        case (
            ChangeKind.CEILING
            | ChangeKind.FLOOR
            | ChangeKind.MAXIMUM
            | ChangeKind.COST
            | ChangeKind.ALLOCATION
        ):
            return say(f"change.{slot.kind}", **values, amount=money.amount(int(value or 0), say))
        case ChangeKind.DELAY | ChangeKind.OVERRUN | ChangeKind.MOVES:
            return say.counted(f"change.{slot.kind}", int(value or 0), **values)
        case ChangeKind.BAND | ChangeKind.BANDS:
            return _band(slot, str(value), values, say)
        case ChangeKind.SHARE:
            bounds = bounds_of_text(str(value))
            shares = {"least": f"{bounds.at_least.normalize():f}", "most": f"{bounds.at_most.normalize():f}"}
            return say("change.share", **{**values, **shares})
        case ChangeKind.BOND:
            return _bond(slot, str(value), values, portfolio, say)
        case ChangeKind.LOCK:
            return say("change.lock", what=_lock_subject(slot.subject, portfolio, say))
        case ChangeKind.AIMS if (share := share_within(str(value))) is not None:
            return say("change.aims.within", percent=f"{share:.1%}", **values)
        case ChangeKind.DUTY | ChangeKind.FLOOR_RULE | ChangeKind.AIMS:
            return say(f"change.{slot.kind}.{value}", **values)
        case ChangeKind.START:
            return say("change.start", **{**values, "value": portfolio.programme.periods.parse(str(value))})
        case ChangeKind.MODE | ChangeKind.GATE | ChangeKind.FUNDING:
            is_open = slot.kind is ChangeKind.FUNDING and value == OPEN
            key = "change.funding.open" if is_open else f"change.{slot.kind}"
            return say(key, **{**values, "value": _chosen(slot, str(value), portfolio, say)})
        case _:
            return _plainly(slot, value, values, say)


def _band(slot: Slot, value: str, values: dict[str, object], say: Wording) -> str:
    """Return in one line how far money may move from its curve."""
    band = band_of_text(value)
    if not band.moves:
        return say(f"change.{slot.kind}.none", **values)
    told = [say(f"change.{slot.kind}", **{**values, "early": band.early, "late": band.late})]
    if band.step > 1:
        told.append(say("change.band.step", amount=money.amount(band.step, say)))
    if band.minimum:
        told.append(say("change.band.least", amount=money.amount(band.minimum, say)))
    if band.maximum is not None:
        told.append(say("change.band.most", amount=money.amount(band.maximum, say)))
    return say.listed(told)


def _bond(slot: Slot, value: str, values: dict[str, object], portfolio: Portfolio, say: Wording) -> str:
    """Return in one line by which terms a bond is served, those that stay as they are included."""
    bond = bond_change_of_text(value).put_on(bonds_of(portfolio)[slot.subject])
    term, grace = (say.counted("follow_on.years", n) for n in (bond.term_years, bond.grace_years))
    rate = f"{bond.rate_percent.normalize():f}%"
    return say("change.bond", **values, rate=rate, term=term, grace=grace)


def _plainly(slot: Slot, value: Value, values: dict[str, object], say: Wording) -> str:
    """Return in one line what is said in a few words; of money of a payer, that it is bound no more, too."""
    if value == LIFTED:
        return say(f"change.{slot.kind}.lifted", **values)
    if slot.kind is ChangeKind.LAPSE:
        return say.counted("change.lapse", int(value or 0), **values)
    if slot.kind in {ChangeKind.FIRST_YEAR, ChangeKind.LAST_YEAR}:
        values = {**values, "year": int(value or 0)}
    return say(f"change.{slot.kind}", **values)


def moves_within_band(project_id: str, scenario: Scenario, portfolio: Portfolio) -> bool:
    """Tell whether what is pinned on a project binds within a band, with no flexibility beside it."""
    change = scenario.project(project_id)
    return band_of(portfolio, scenario, portfolio.project(project_id), change) is not None


def is_shared(project_id: str, scenario: Scenario, portfolio: Portfolio) -> bool:
    """Tell whether sources share a project between bounds, so that what one is pinned to others take over."""
    project = portfolio.project(project_id)
    rule = with_payers(portfolio, scenario).funding_of(project)
    return rule is not None and rule.sharing is not None and not portfolio.appropriations_of(project_id)


def _chosen(slot: Slot, value: str, portfolio: Portfolio, say: Wording) -> str:
    """Return the name of a mode, of who pays, or of the stages whose gates are waived."""
    if slot.kind is ChangeKind.FUNDING:
        return choice_name(value, portfolio, say)
    if slot.kind is ChangeKind.MODE:
        return mode_name(slot.subject, value, portfolio, say)
    return say.listed([say(f"stage.{stage}") for stage in value.split(BETWEEN_STAGES)])


def in_full(slot: Slot, value: Value, scenario: Scenario, portfolio: Portfolio, say: Wording) -> str:
    """Return a change of this scenario in one line, with what it lets move besides."""
    words, share = in_words(slot, value, portfolio, say), scenario.project(slot.subject).flexibility
    if slot.kind is not ChangeKind.ALLOCATION or not share:
        return words
    if moves_within_band(slot.subject, scenario, portfolio) or is_shared(slot.subject, scenario, portfolio):
        return words
    return say("change.loosened", change=words, percent=f"{percent_of(share)}%")


def _lock_subject(subject: str, portfolio: Portfolio, say: Wording) -> str:
    if subject == FLOOR_LOCK:
        return say("what_if.floor")
    if subject == MAXIMUM_LOCK:
        return say("what_if.maximum")
    payer, _, year = subject.rpartition(".")
    return (
        f"{payer_name(payer, portfolio, say)} {say.year(int(year))}"
        if payer
        else payer_name(subject, portfolio, say)
    )


def mode_name(project_id: str, mode_id: str, portfolio: Portfolio, say: Wording) -> str:
    """Return a way to deliver a project in words, with how long it takes."""
    rule = portfolio.delivery_of(portfolio.project(project_id))
    mode = next((mode for mode in rule.modes if mode.id == mode_id), None) if rule is not None else None
    name = mode_word(mode_id, say)
    return name if mode is None else say.counted("mode.lasting", mode.quarters, name=name)


def mode_word(mode_id: str, say: Wording) -> str:
    """Return the name of a mode; one that the data have named themselves keeps its name."""
    return mode_id if say.as_typed else say.texts.get(f"mode.{mode_id}", mode_id)


def listed(changes: Mapping[Slot, Value], portfolio: Portfolio, say: Wording, most: int = 2) -> str:
    """Return the first changes in words, and how many more there are."""
    words = [in_words(slot, value, portfolio, say) for slot, value in changes.items() if value is not None]
    shown = say.listed(words[:most])
    return shown if len(words) <= most else say("scenario.more", shown=shown, n=len(words) - most)


def scenario_words(
    base: Scenario, scenario: Scenario, new: Changes, portfolio: Portfolio, say: Wording, *, is_saved: bool
) -> str:
    """Return a scenario with a reader's changes on it: its name, or else what it changes.

    Args:
        base: As it was opened.
        scenario: With the changes.
        new: The changes that are not taken away.
        portfolio: For names.
        say: Words.
        is_saved: Whether the one that was opened has a name of its own.
    """
    changes = listed(new, portfolio, say)
    if not is_saved:
        return changes or scenario_title(scenario.name, say)
    if not changes:
        return scenario_title(scenario.name, say)
    return say("scenario.edited", name=base.name, changes=changes)

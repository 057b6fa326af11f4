"""Bad input in words: where it stands, what was found, and what was expected."""

from __future__ import annotations

from collections.abc import Iterable

from portfolio.domain.errors import Aside, Expectation, Fault, Place, Titled
from portfolio.domain.expectations import Form
from portfolio.domain.money import Money
from portfolio.domain.plan import Violation
from portfolio.wording import money
from portfolio.wording.i18n import Wording

_MOST_SHOWN = 80
_MOST_FAULTS = 5
_MOST_LISTED = 12
"""How many of the values that would be right are told: all statuses, and no 51 names."""


def line(fault: Fault, say: Wording) -> str:
    """Return a fault as one line: place, value found, expectation."""
    place = place_of(fault.file, say)
    parts = [place if fault.line is None else say("fault.at_line", place=place, line=fault.line)]
    if fault.column is not None:
        column = _shortened(fault.column)
        parts.append(column if fault.column.isprintable() else repr(column))
    if fault.value is not None:
        parts.append(say("fault.value_found", value=repr(_shortened(fault.value))))
    parts.append(say("fault.value_expected", expected=expectation(fault, say)))
    return say("fault.separator").join(parts)


def lines(faults: Iterable[Fault], say: Wording) -> str:
    """Return faults as one text, within a sentence; the first of many."""
    told = [line(fault, say) for fault in faults]
    shown = say("fault.and").join(told[:_MOST_FAULTS])
    rest = len(told) - _MOST_FAULTS
    return say("scenario.more", shown=shown, n=rest) if rest > 0 else shown


def place_of(place: Place, say: Wording) -> str:
    """Return what holds bad input: a file's own name, or what the form is called."""
    if isinstance(place, Titled):
        return say("fault.form.titled", form=place_of(place.form, say), name=place.name)
    return say(f"fault.form.{place}") if isinstance(place, Form) else place


def expectation(fault: Fault, say: Wording) -> str:
    """Return what would have been right."""
    return in_words(Expectation(fault.code, fault.values), say)


def broken_in_words(violation: Violation, say: Wording) -> Violation:
    """Return a broken rule with what it expected in words, where that is a code."""
    if violation.wording is None:
        return violation
    return violation.model_copy(update={"expected": in_words(violation.wording, say)})


def in_words(said: Expectation | Aside, say: Wording) -> str:
    """Return the words of a code, with its values in their places."""
    kind = "expected" if isinstance(said, Expectation) else "note"
    values = {name: _value(value, say) for name, value in said.values.items()}
    return say(f"fault.{kind}.{said.code}", **values)


def _value(value: object, say: Wording) -> object:
    if isinstance(value, Expectation | Aside):
        return in_words(value, say)
    if isinstance(value, Money):
        return money.unit_name(value, say.language)
    if isinstance(value, tuple):
        return say.few([str(_value(part, say)) for part in value], _MOST_LISTED)
    return value


def _shortened(text: str) -> str:
    text = str(text)  # an enumeration's member is text too, and shows as such
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"

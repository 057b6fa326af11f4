"""What an aim adds up: the parts of a tier's sum, so that whoever names an aim names all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from portfolio.domain.scenario import Term, TermName


@dataclass(frozen=True, slots=True)
class AimPart:
    """What is counted once, with one weight.

    Attributes:
        payers: Whose money, for what is about money; empty where the term names none. Of a peak with several
            payers, each one's dearest year counts, and those may be different years.
        counts_against: Whether it is taken off the sum: it is to be small where the sum is to be large.
        is_maximised: Whether more of it is better.
    """

    term: TermName
    payers: tuple[str, ...]
    weight: Decimal
    counts_against: bool
    is_maximised: bool


def parts_of(terms: Iterable[Term]) -> tuple[AimPart, ...]:
    """Return what a tier's value adds up, in the order of its terms; equally weighed peaks are one part."""
    terms = tuple(terms)
    is_mixed = any(term.is_maximised for term in terms)
    parts: list[AimPart] = []
    for term in terms:
        part = AimPart(
            term=term.term,
            payers=() if term.resource is None else (term.resource,),
            weight=term.weight,
            counts_against=is_mixed and not term.is_maximised,
            is_maximised=term.is_maximised,
        )
        alike = [
            number
            for number, other in enumerate(parts)
            if replace(other, payers=part.payers) == part and term.term is TermName.PEAK
        ]
        if alike:
            parts[alike[0]] = replace(part, payers=parts[alike[0]].payers + part.payers)
        else:
            parts.append(part)
    return tuple(parts)

"""What sources pay of a project where that is to be chosen: shares between bounds, and match ratios."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portfolio.domain.errors import Expectation, Unfit, UnfitParts
from portfolio.domain.expectations import Expected
from portfolio.domain.numbers import Balance, Exact, ExactPercent, percent_text
from portfolio.domain.rules import Rule

if TYPE_CHECKING:
    from portfolio.domain.requirement import Requirement

_FINEST = 10**12
"""Bounds of what is still to be paid are whole parts of one out of so many."""


_AS_TEXT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?-[0-9]{1,3}(\.[0-9]{1,9})?")


class BoundSide(StrEnum):
    """Which of the two bounds of a share; the name of its field."""

    LEAST = "at_least"
    MOST = "at_most"


class ShareBounds(BaseModel):
    """Between which shares of a project a source pays, in percent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: ExactPercent = Field(default=Decimal(0), ge=0, le=100)
    at_most: ExactPercent = Field(default=Decimal(100), ge=0, le=100)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least > self.at_most:
            raise Unfit(Expected.ORDERED_SHARES)
        return self

    @property
    def as_text(self) -> str:
        """The bounds as a link and a change hold them; `bounds_of_text` reads them."""
        return "-".join(f"{share.normalize():f}" for share in (self.at_least, self.at_most))


def bounds_of_text(text: str) -> ShareBounds:
    """Return the bounds that a link or a change holds: the least share and the most, in percent.

    Raises:
        ValueError: They are none.
    """
    if not _AS_TEXT.fullmatch(text):
        raise ValueError(text)
    least, most = map(Decimal, text.split("-"))
    return ShareBounds(at_least=least, at_most=most)


class MatchRatio(BaseModel):
    """That a source pays of a project at most so many times what another one pays of it.

    Attributes:
        source: Who matches.
        against: Whose money is matched.
        ratio: 1 for one to one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    against: str
    ratio: Exact = Field(gt=0, le=100, decimal_places=6)


class SharingRule(Rule):
    """A rule on who pays that may leave shares to be chosen around those that it states.

    Once one bound or match is given, all sources that are named share the money: who has no bound pays
    anything between nothing and all. The stated shares lie within the bounds and keep the matches: they are
    what is taken wherever nothing is chosen.

    Attributes:
        at_least: Source -> the least share that it pays in all, in percent; none: nothing.
        at_most: Source -> the most, in percent; none: all of it.
        matches: Of what the sources pay in all.
    """

    at_least: dict[str, ExactPercent] = Field(default={})
    at_most: dict[str, ExactPercent] = Field(default={})
    matches: tuple[MatchRatio, ...] = ()


AS_STATED: dict[str, Any] = {"at_least": {}, "at_most": {}, "matches": ()}
"""What a rule says that leaves nothing to choose."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Between which bounds the shares of a project's sources are chosen.

    Attributes:
        bounds: Source -> the least and the most share of one, in the order of the portfolio's sources.
        matches: What is to be kept between them besides.
    """

    bounds: Mapping[str, tuple[Fraction, Fraction]]
    matches: tuple[MatchRatio, ...] = ()

    def without(self, source: str, side: BoundSide) -> Sharing:
        """Return the same with nothing asked of one bound of a source."""
        if source not in self.bounds:
            return self
        low, high = self.bounds[source]
        opened = (Fraction(0), high) if side is BoundSide.LEAST else (low, Fraction(1))
        return replace(self, bounds={**self.bounds, source: opened})

    def unmatching(self, source: str, against: str) -> Sharing:
        """Return the same with a source not held to what it matches of another."""
        kept = tuple(each for each in self.matches if (each.source, each.against) != (source, against))
        return replace(self, matches=kept)

    def of_the_rest(self, spent: Mapping[str, int], total: int) -> dict[str, tuple[Fraction, Fraction]]:
        """Return the bounds of what is still to be paid, as shares of that.

        What has been paid counts towards the shares of the whole; where it leaves less than all of the least
        shares ask for, they are lowered alike. Bounds that are no whole parts are widened to such.

        Args:
            spent: Source -> what it has paid already.
            total: What all pay in all, that included.
        """
        rest = total - sum(spent.values())
        if not any(spent.values()) or rest <= 0:
            return {source: _widened(*bounds) for source, bounds in self.bounds.items()}
        one, none = Fraction(1), Fraction(0)
        least = {
            source: min(one, max(none, (low * total - spent.get(source, 0)) / rest))
            for source, (low, _) in self.bounds.items()
        }
        in_all = max(one, sum(least.values(), none))
        return {
            source: _widened(
                least[source] / in_all,
                min(one, max(none, least[source] / in_all, (high * total - spent.get(source, 0)) / rest)),
            )
            for source, (_, high) in self.bounds.items()
        }


def unmatched(match: MatchRatio, spent: Mapping[str, int], rest: int) -> int:
    """Return how much more than the ratio of what is still to come a source may pay, for what was paid.

    Below 0 where it has paid ahead of who it matches; not so much that nothing could be paid any more.

    Args:
        match: What is to be kept.
        spent: Source -> what it has paid already.
        rest: What is still to be paid at least.
    """
    ratio = Fraction(match.ratio)
    owed = ratio * spent.get(match.against, 0) - spent.get(match.source, 0)
    return max(floor(owed), -floor(ratio * rest))


def _widened(least: Fraction, most: Fraction) -> tuple[Fraction, Fraction]:
    return Fraction(floor(least * _FINEST), _FINEST), Fraction(ceil(most * _FINEST), _FINEST)


def bounds_of(rule: SharingRule, of_one: Mapping[str, Fraction]) -> dict[str, tuple[Fraction, Fraction]]:
    """Return source -> the least and the most of its share of one; empty where a rule leaves nothing open."""
    matched = [name for match in rule.matches for name in (match.source, match.against)]
    if not (rule.at_least or rule.at_most or matched):
        return {}
    paying = dict.fromkeys([*of_one, *rule.at_least, *rule.at_most, *matched])
    bounds = {
        source: (
            Fraction(rule.at_least.get(source, Decimal(0))) / 100,
            Fraction(rule.at_most.get(source, Decimal(100))) / 100,
        )
        for source in paying
    }
    return {source: each for source, each in bounds.items() if each[1]}


def between(
    rule: SharingRule, of_one: Mapping[str, Fraction], bounds: Mapping[str, ShareBounds]
) -> dict[str, Any]:
    """Return what a rule says once these bounds are put over its own, as fields.

    Stated shares that lie outside are those within that are nearest: who is outside is put on the bound, and
    what that leaves or takes is parted among the others by the room that each has.
    """
    fields: dict[str, Any] = {
        "at_least": {**rule.at_least, **{source: each.at_least for source, each in bounds.items()}},
        "at_most": {**rule.at_most, **{source: each.at_most for source, each in bounds.items()}},
    }
    within = bounds_of(rule.model_copy(update=fields), of_one)
    stated = {source: of_one.get(source, Fraction(0)) for source in within}
    nearest = {source: min(max(stated[source], low), high) for source, (low, high) in within.items()}
    missing = 1 - sum(nearest.values())
    room = {
        source: (high - nearest[source]) if missing > 0 else (nearest[source] - low)
        for source, (low, high) in within.items()
    }
    if missing and (whole := sum(room.values())):
        nearest = {source: share + missing * room[source] / whole for source, share in nearest.items()}
    return fields if nearest == stated else {**fields, "percent": {}, "shares": nearest}


def check_sharing(rule: SharingRule, of_one: Mapping[str, Fraction], *, has_alternatives: bool) -> None:
    """Refuse bounds and matches that the stated shares do not keep, and matches beside alternatives.

    Raises:
        UnfitParts: With the place of each.
        Unfit: Matches stand beside alternatives, of which some may not keep them.
    """
    wrong = []
    for field, is_kept in (("at_least", Fraction.__le__), ("at_most", Fraction.__ge__)):
        for source, percent in getattr(rule, field).items():
            stated = of_one.get(source, Fraction(0))
            if not (0 <= percent <= 100 and is_kept(Fraction(percent) / 100, stated)):
                words = Expectation(Expected.BOUND_AROUND_SHARE, {"share": percent_text(stated)})
                wrong.append((f"{field}.{source}", str(percent), words))
    for number, match in enumerate(rule.matches):
        shares = [of_one.get(name, Fraction(0)) for name in (match.source, match.against)]
        if match.source == match.against or shares[0] > Fraction(match.ratio) * shares[1]:
            paid, matched = map(percent_text, shares)
            words = Expectation(Expected.MATCH_OF_SHARES, {"share": paid, "against": matched})
            wrong.append((f"matches[{number}].ratio", f"{match.ratio:f}", words))
    if wrong:
        raise UnfitParts(wrong)
    if rule.matches and has_alternatives:
        raise Unfit(Expected.MATCHES_WITHOUT_ALTERNATIVES)


def paid_already(
    requirement: Requirement, paid: Mapping[str, Sequence[int]], elapsed: int
) -> tuple[dict[str, int], int]:
    """Return source -> what it has paid of a project, as a fact or before the schedule; and what all pay.

    Args:
        requirement: Of the project.
        paid: Source -> what is to be paid in each elapsed period, facts left out.
        elapsed: How many periods lie before the schedule.
    """
    already = {source: sum(by_year.values()) for source, by_year in requirement.spent.items()}
    for source, amounts in paid.items():
        already[source] = already.get(source, 0) + sum(amounts[:elapsed])
    coming = sum(sum(amounts[elapsed:]) for amounts in paid.values())
    return already, sum(already.values()) + coming


class SharedOut(BaseModel):
    """That the shares of a project's sources were chosen between bounds, beside what is stated for them.

    Attributes:
        bounds: Source -> the least and the most that it was to pay in all, in percent.
        chosen: Source -> what it pays in all, before and after the schedule too.
        usual: Source -> what it would pay by the stated shares.
        curve: Source -> fiscal year of the schedule -> what it would complete by them, for the mode and start
            chosen; years and sources without money are absent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bounds: dict[str, tuple[Exact, Exact]]
    chosen: dict[str, Balance]
    usual: dict[str, Balance]
    curve: dict[str, dict[int, Balance]]

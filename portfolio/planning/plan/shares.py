"""Shares of an instance: between which bounds sources pay for a mode, and what one of them matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from optimizer.format.instance import Bounds, Match
from portfolio.domain.brief import Brief
from portfolio.domain.requirement import Mode, Requirement, YearsBySource
from portfolio.domain.sharing import SharedOut, paid_already, unmatched


def shares_of(
    brief: Brief, requirement: Requirement, mode: Mode, paid: Mapping[str, Sequence[int]]
) -> dict[str, Bounds]:
    """Return source -> bounds of its share of what a mode still pays, for a mode whose sources share that."""
    sharing = requirement.sharing_in(mode)
    if sharing is None:
        return {}
    already, in_all = paid_already(requirement, paid, requirement.elapsed(brief.calendar.first))
    return {
        source: Bounds(least=_decimal(least), most=_decimal(most))
        for source, (least, most) in sharing.of_the_rest(already, in_all).items()
    }


def matches_of(brief: Brief) -> list[Match]:
    """Return the matches that sources of projects keep to, with what has been paid already allowed for."""
    found = []
    for requirement in brief.requirements.values():
        if requirement.sharing is None:
            continue
        elapsed = requirement.elapsed(brief.calendar.first)
        told = [paid_already(requirement, mode.spending, elapsed) for mode in requirement.modes]
        already, least = told[0][0], min(in_all - sum(paid.values()) for paid, in_all in told)
        found += [
            Match(
                resource=match.source,
                against=match.against,
                ratio=match.ratio,
                project=requirement.project,
                allowance=unmatched(match, already, least),
            )
            for match in requirement.sharing.matches
        ]
    return found


def shared_out(
    brief: Brief,
    requirement: Requirement,
    along: YearsBySource,
    completed: YearsBySource,
    beyond: Mapping[str, int],
) -> SharedOut | None:
    """Return what was chosen between the bounds of a project's shares; None where nothing was to choose.

    Args:
        brief: What was compiled.
        requirement: Of the project.
        along: Source -> year -> what the stated shares have, for the mode and start chosen.
        completed: Source -> year -> what the plan has, years before the schedule included.
        beyond: Source -> what is completed after the schedule.
    """
    if requirement.sharing is None:
        return None
    chosen = {
        source: sum(completed.get(source, {}).values()) + beyond.get(source, 0)
        for source in brief.portfolio.sources
        if source in requirement.sharing.bounds or source in completed
    }
    return SharedOut(
        bounds={
            source: (_decimal(least * 100), _decimal(most * 100))
            for source, (least, most) in requirement.sharing.bounds.items()
        },
        chosen=chosen,
        usual={source: sum(years.values()) for source, years in along.items()},
        curve=brief.within(along),
    )


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)

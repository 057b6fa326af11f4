"""Which projects sources share, between which bounds, and what a scenario may say of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from portfolio.domain.calendar import Period
from portfolio.domain.eligibility import barred_sources, who_may_pay
from portfolio.domain.errors import Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.requirement import Requirement
from portfolio.domain.sharing import ShareBounds, Sharing, between, bounds_of


def shared(requirement: Requirement, portfolio: Portfolio, project: Project) -> Requirement:
    """Return a project's requirement with the bounds between which sources share its money.

    Nothing is left to choose of what is cancelled, not priced or a milestone, nor where money is granted by
    source and year: who pays is said there. Nor is it where the stated shares have been paid from already.
    """
    rule = portfolio.funding_of(project)
    sharing = None if rule is None else rule.sharing
    if sharing is None or not requirement.opens or not requirement.cost or requirement.is_milestone:
        return requirement
    if portfolio.appropriations_of(project.id) or _has_paid(requirement, portfolio.calendar.first):
        return requirement
    barred = barred_sources(portfolio.assumptions, project)
    ordered = {s: sharing.bounds[s] for s in portfolio.sources if s in sharing.bounds and s not in barred}
    if len(ordered) < 2:
        return requirement
    return requirement.shared_within(Sharing(ordered, sharing.matches))


def _has_paid(requirement: Requirement, first: Period) -> bool:
    """Whether an advance, or a part by terms, was paid before the schedule or is assumed to have been.

    What is paid later then depends on what it was paid for, which is not to be chosen any more.
    """
    if requirement.latest is None or requirement.terms.pays_as_completed:
        return False
    elapsed = requirement.elapsed(first)
    is_built = any(any(paid[:elapsed]) for mode in requirement.modes for paid in mode.spending.values())
    return requirement.terms.advance > 0 or is_built


def share_faults(
    bounds: Mapping[str, ShareBounds], project: Project, portfolio: Portfolio, file: Place
) -> Iterator[Fault]:
    """Yield what is wrong with the bounds that a scenario puts on the shares of a project."""
    rule, place = portfolio.funding_of(project), f"projects.{project.id}.shares"
    if not bounds or rule is None:
        return
    if portfolio.appropriations_of(project.id):
        yield Fault(file, Expected.SHARES_NOT_APPROPRIATED, None, place)
        return
    unknown = [source for source in bounds if source not in portfolio.sources]
    names = {"names": tuple(portfolio.sources)}
    yield from (Fault(file, Expected.SOURCE, None, place, source, values=names) for source in unknown)
    may_pay = who_may_pay(portfolio.assumptions, project)
    for source in sorted(barred_sources(portfolio.assumptions, project).intersection(bounds)):
        yield Fault(file, may_pay.code, None, place, source, values=may_pay.values)
    if unknown:
        return
    fields = between(rule, rule.of_one, bounds)
    within = bounds_of(rule.model_copy(update=fields), rule.of_one).values()
    shares = fields.get("shares", rule.of_one)
    is_kept = all(
        shares.get(match.source, 0) <= Fraction(match.ratio) * shares.get(match.against, 0)
        for match in rule.matches
    )
    if not (sum(low for low, _ in within) <= 1 <= sum(high for _, high in within) and is_kept):
        told = ", ".join(f"{source} {each.as_text}" for source, each in bounds.items())
        yield Fault(file, Expected.SHARES_THAT_ADD_UP, None, place, told)

"""Which sources may pay for a project, and which of those who could pay for it instead are left by that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from portfolio.domain.assumptions import Assumptions, FundingRule
from portfolio.domain.errors import Expectation
from portfolio.domain.expectations import Expected
from portfolio.domain.project import Project
from portfolio.domain.sharing import AS_STATED


def barred_sources(assumptions: Assumptions, project: Project) -> frozenset[str]:
    """Return the sources that may not pay for a project."""
    bound = [source for source in assumptions.funding_sources if not source.is_for_every_project]
    if not bound:
        return frozenset()
    owner, classes = assumptions.owner_of(project), assumptions.classes
    return frozenset(s.id for s in bound if not s.may_pay_for(project, owner, classes))


def who_may_pay(assumptions: Assumptions, project: Project) -> Expectation:
    """Return what would have been right where a source is to pay for a project that it may not pay for."""
    barred = barred_sources(assumptions, project)
    names = tuple(source.id for source in assumptions.funding_sources if source.id not in barred)
    return Expectation(Expected.ELIGIBLE_SOURCE, {"project": project.id, "names": names})


def paying(shares: Mapping[str, Fraction | Decimal]) -> Iterable[str]:
    """Return the sources that pay a share."""
    return (source for source, share in shares.items() if share)


def payable(assumptions: Assumptions, rule: FundingRule, project: Project) -> FundingRule:
    """Return the rule with those who may pay instead only as far as they may pay for the project at all.

    Where who is assumed to pay may not, the first who may is assumed instead; where one is left, it is
    decided. Where nobody is left, or only one was named, the rule stays: that is bad input.
    """
    barred = barred_sources(assumptions, project) if rule.or_else else frozenset[str]()
    if not barred:
        return rule
    names = list(rule.choices)
    open_to = [name for name in names if not barred.intersection(paying(rule.choices[name]))]
    if not open_to or len(open_to) == len(names):
        return rule
    instead = dict(zip(names[1:], rule.or_else, strict=True))
    rest = tuple(instead[name] for name in open_to[1:])
    if open_to[0] == names[0]:
        return rule.model_copy(update={"or_else": rest})
    return rule.model_copy(
        update={"percent": instead[open_to[0]], "shares": {}, "or_else": rest, **AS_STATED}
    )

"""How far a solve is, in the words of a plan: an aim of an instance as the plan states it."""

from __future__ import annotations

from optimizer.format.instance import Instance
from optimizer.format.instance import Term as InstanceTerm
from optimizer.format.result import Incumbent
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.brief import Brief
from portfolio.domain.run import Progress
from portfolio.domain.scenario import Term, TermName
from portfolio.planning.plan.resources import Ids, ids_of


def progress_of(
    incumbent: Incumbent, instance: Instance, brief: Brief, *, has_baseline: bool, solve: int = 1
) -> Progress | None:
    """Return how far a solve is; None for what no plan states.

    That are hidden last aims, which only tell equally good plans apart, and aims of an answer alone.

    Args:
        incumbent: What the solver found.
        instance: What it solves: the brief compiled, or something like it for an answer.
        brief: What the question is about.
        has_baseline: Whether the question has a baseline; without one, only ties are broken by disruption.
        solve: Which solve of a run it is.
    """
    hidden = {"departure"} if has_baseline else {"departure", "disruption"}
    tiers = [tier for tier in instance.objective if not hidden & {term.term for term in tier.terms}]
    if incumbent.tier >= len(tiers):
        return None
    terms = [_in_words(term, brief, ids_of(brief)) for term in tiers[incumbent.tier].terms]
    stated = tuple(term for term in terms if term is not None)
    if len(stated) < len(terms):
        return None
    return Progress(
        tier=incumbent.tier,
        tiers=len(tiers),
        value=incumbent.value,
        bound=incumbent.bound,
        seconds=float(incumbent.seconds),
        terms=stated,
        solve=solve,
    )


def _in_words(term: InstanceTerm, brief: Brief, ids: Ids) -> Term | None:
    """Return a term as a plan states it; None where it is about a resource that is nobody's money."""
    if term.term == "usage" and term.resource == ids.extra:
        return Term(term=TermName.EXTRA_COST, weight=term.weight)
    payers = {name: name for name in (*brief.payers, *brief.follow_on)}
    payers |= {ids.promised: TOTAL, **{paid: payer for payer, paid in ids.paid.items()}}
    if term.resource is not None and term.resource not in payers:
        return None
    payer = None if term.resource is None else payers[term.resource]
    return Term(term=TermName(term.term), resource=payer, weight=term.weight, sense=term.sense)

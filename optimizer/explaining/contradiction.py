"""A small set of rules that contradict each other, found by re-solving with rules let go and put back.

First the elastic filter: with everything giving way, whatever a cheapest plan breaks is put back as a rule,
until no plan is left. Then the deletion filter: what is not needed for that is let go again. Both are in
Chinneck, "Feasibility and Infeasibility in Optimization", 2008; neither trusts a solver's account of why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from optimizer.explaining.elastic import Elastic, elastic
from optimizer.explaining.kinds import KINDS
from optimizer.explaining.slack import Slack
from optimizer.format.errors import path_of
from optimizer.format.instance import Instance
from optimizer.search.budget import Budget
from optimizer.search.cp_sat import Outcome

# A plan that breaks few rules need not be one that breaks fewest: more rules are put back, and let go later.
_ENOUGH_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Paths of rules that contradict each other; `minimal` if each is proven to be needed for that."""

    paths: list[str]
    minimal: bool


def contradiction(instance: Instance, budget: Budget) -> Contradiction | None:
    """Find a small set of rules that no plan obeys together; None if time does not suffice to prove one."""
    model = elastic(instance, KINDS, budget)
    if model is None:
        return None
    kept = _contradictory(model, budget)
    if kept is None:
        return None
    minimal = True
    # The horizon is tried first: a contradiction that does without it is the better explanation.
    for k in sorted(kept, key=lambda k: (model.slacks[k].location != ("periods",), k)):
        outcome = _search(model, kept - {k}, {}, budget)
        if outcome.values is None and outcome.proven:
            kept = kept - {k}
        elif outcome.values is None:
            minimal = False
    return Contradiction(list(dict.fromkeys(_rule(model.slacks[k]) for k in sorted(kept))), minimal)


def _contradictory(model: Elastic, budget: Budget) -> set[int] | None:
    """Positions of slacks that no plan does without."""
    kept: set[int] = set()
    counted = model.counted()
    while not budget.is_spent():
        outcome = _search(model, kept, counted, budget)
        if outcome.values is None:
            return kept if outcome.proven else None
        kept |= {k for k, steps in enumerate(model.steps(outcome.values)) if steps}
    return None


def _search(model: Elastic, kept: Iterable[int], objective: dict[int, int], budget: Budget) -> Outcome:
    """Look for a plan that keeps some rules; the model is as before afterwards."""
    program = model.program
    posted = len(program.rows)
    for k in kept:
        program.require(model.slacks[k].steps, high=0)
    outcome = model.least(objective, budget.briefly(_ENOUGH_SECONDS))
    del program.rows[posted:]
    return outcome


def _rule(slack: Slack) -> str:
    """The path of the rule that a slack belongs to; a link or an allocation is one rule."""
    whole = slack.location[0] in {"precedence", "allocations"}
    return path_of(slack.location[:2] if whole else slack.location)

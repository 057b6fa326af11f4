"""Why a scenario is impossible: by a rule, or by solving again with kinds of rules loosened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

from optimizer.search.budget import Budget
from portfolio.domain.brief import Brief
from portfolio.domain.explanation import (
    Explanation,
    FloorMissed,
    NoStart,
    NoStartCause,
    Open,
    Together,
    Undecided,
)
from portfolio.domain.requirement import Requirement
from portfolio.domain.rule_names import RuleName
from portfolio.planning.plan.compiled import Compiled
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.contradictions import Attempts, Rule, Rules, in_the_way, less, links_of, without
from portfolio.planning.plan.excess import excesses, least_excess, softened
from portfolio.planning.plan.resources import leaves_out_extra_cost
from portfolio.planning.plan.solving import Solve

_MOST_NAMED = 20
"""Of more rules, of which some may be spared, to name all would be to name none."""


def explain_infeasible(brief: Brief, solve: Solve, budget: Budget, *, seed: int) -> tuple[Explanation, ...]:
    """Tell why no plan exists.

    First the projects that have no period to start in; then, with those set aside, what else is in the way.
    Each kind of rule is loosened alone: ceilings, capacities, a hard floor and the limit of moves are made
    soft and the least excess is solved for; the others are left out. Where no kind alone is enough, as few
    kinds as possible are loosened together.

    Args:
        brief: A brief that was proven to have no plan.
        solve: Whoever solves.
        budget: For everything, building included.
        seed: For the solver.

    Returns:
        At least one explanation, each confirmed by solving; those of kind "undecided" say what was not found
        out in time.
    """
    attempts = Attempts(solve, budget, seed=seed)
    mandatory = [need for need in brief.requirements.values() if need.mandatory]
    named: list[Explanation] = [why for need in mandatory if (why := _without_start(brief, need)) is not None]
    if not named:
        return tuple(_found(brief, attempts))
    stuck = {why.project for why in named if isinstance(why, NoStart)}
    rest = _set_aside(brief, [need for need in mandatory if need.project in stuck])
    possible = attempts.is_possible(lambda: compile_brief(rest), share=2)
    if possible is None:
        named.append(Undecided(detail=Open.REST))
    elif not possible:
        lowered = (brief.floor or 0) - (rest.floor or 0)
        named += [_of_all(part, lowered) for part in _found(rest, attempts)]
    return tuple(named)


# --- Projects without a start ------------------------------------------------------------------------------


def _without_start(brief: Brief, requirement: Requirement) -> NoStart | None:
    """Return that the project cannot start, and why; None where it can."""
    if not _has_start(brief, requirement):
        cause = _what_forbids(brief, requirement)
        holds = requirement.holds if cause is NoStartCause.GATE else ()
        return NoStart(project=requirement.project, detail=cause, holds=holds)
    for link in brief.prerequisites:
        before = brief.requirements[link.before]
        if link.after != requirement.project or not before.runs_on:
            continue
        placed = (
            (mode, start) for mode in before.modes for start in before.starts(mode, brief.calendar.last)
        )
        first = min(((mode.done(start), mode.finish(start)) for mode, start in placed), default=None)
        if first is not None and first[0].plus(link.lag_quarters) > brief.calendar.last:
            cause, until = NoStartCause.NEEDS_WHAT_RUNS_ON, first[1]
            return NoStart(project=requirement.project, detail=cause, needs=link.before, until=until)
    return None


def _has_start(brief: Brief, requirement: Requirement) -> bool:
    return any(requirement.starts(mode, brief.calendar.last) for mode in requirement.modes)


def _what_forbids(brief: Brief, requirement: Requirement) -> NoStartCause:
    """Name the rule without which the project could start: what it needs, gates, a pin, the schedule's end.

    Where neither its gates nor its pin alone is it, both are, and gates are named.
    """
    if not requirement.modes:
        return NoStartCause.PREREQUISITE
    free = replace(requirement, pinned_start=None, pinned_mode=None)
    if not _has_start(brief, replace(free, holds=())):
        return NoStartCause.SCHEDULE_END
    is_gated = bool(requirement.holds) and _has_start(brief, replace(requirement, holds=()))
    return NoStartCause.PIN if not is_gated and _has_start(brief, free) else NoStartCause.GATE


def _set_aside(brief: Brief, stuck: Sequence[Requirement]) -> Brief:
    """Return the brief without these projects.

    What is in the way of the others is so whatever becomes of these: each may count as carried out, and the
    floor is lowered by the most that they could bring.
    """
    names = {need.project for need in stuck}
    floor = brief.floor
    if floor is not None:
        # Of what has no mode it is not known what it would cost.
        known = all(need.modes for need in stuck)
        floor = max(0, floor - sum(_most_invested(brief, need) for need in stuck)) if known else None
    return replace(
        brief,
        requirements={name: need for name, need in brief.requirements.items() if name not in names},
        prerequisites=tuple(
            link for link in brief.prerequisites if not names.intersection((link.before, link.after))
        ),
        alternatives=tuple(
            replace(
                choice,
                projects=tuple(name for name in choice.projects if name not in names),
                at_least=max(0, choice.at_least - len(names.intersection(choice.projects))),
            )
            for choice in brief.alternatives
        ),
        baseline=None
        if brief.baseline is None
        else {name: kept for name, kept in brief.baseline.items() if name not in names},
        floor=floor,
    )


def _most_invested(brief: Brief, requirement: Requirement) -> int:
    # Prices never fall, so what starts last is dearest.
    last, elapsed = brief.calendar.last, requirement.elapsed(brief.calendar.first)
    spent = sum(sum(by_year.values()) for by_year in brief.within(requirement.spent).values())
    extra = requirement.extra_costs if leaves_out_extra_cost(brief) else {}
    return spent + max(
        sum(sum(paid[elapsed:]) for paid in mode.paid(last).values()) - extra.get(mode.id, 0)
        for mode in requirement.modes
    )


def _of_all(part: Explanation, lowered: int) -> Explanation:
    """Return what is said of the rest in terms of all: its floor was lowered."""
    match part:
        case FloorMissed(needed=needed, allowed=reached):
            return part.model_copy(update={"needed": needed + lowered, "allowed": reached + lowered})
        case Undecided():
            return Undecided(detail=Open.REST)
        case _:
            return part


# --- Kinds of rules, each alone and several together -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The kinds of rules that may be in the way.

    Attributes:
        soft: Those whose limits can be made soft.
        links: Kind -> rules that can be left out.
    """

    soft: tuple[RuleName, ...]
    links: dict[RuleName, Rules]

    def rules(self, kinds: Collection[RuleName]) -> list[Rule]:
        """Return the rules to leave out when these kinds are loosened."""
        return [rule for kind, rules in self.links.items() if kind in kinds for rule in rules]


def _kinds_of(brief: Brief) -> _Kinds:
    soft = {
        RuleName.CEILING: any(brief.ceilings.values()),
        RuleName.CAPACITY: bool(brief.capacities),
        RuleName.FLOOR: brief.floor is not None and not brief.floor_is_soft,
        RuleName.MAXIMUM: brief.maximum is not None,
        RuleName.MOVES: brief.most_moves is not None,
    }
    return _Kinds(tuple(kind for kind, is_there in soft.items() if is_there), links_of(brief))


def _found(brief: Brief, attempts: Attempts) -> list[Explanation]:
    """Return what is in the way: of each kind that alone is enough to loosen, or else of several together."""
    kinds = _kinds_of(brief)
    left = len(kinds.soft) + len(kinds.links)
    found: list[Explanation] = []
    unknown: list[RuleName | Open] = []
    for kind in kinds.soft:
        solved = attempts.solved(partial(softened, brief, {kind}), share=left)
        if solved is None:
            unknown.append(kind)
        else:
            found += excesses(brief, *solved)
        left -= 1
    for kind, rules in kinds.links.items():
        before = attempts.unanswered
        named: Rules = []
        if attempts.is_possible(partial(_compiled_without, brief, rules), share=left):
            named = _rules_in_the_way(brief, rules, attempts)
        if attempts.unanswered > before:
            if len(named) > _MOST_NAMED:
                named = []
            unknown.append(Open.FEWEST if named else kind)
        found += [rule.in_the_way for rule in named]
        left -= 1
    if not found and attempts.cut_short:
        return [Undecided()]
    if not found:
        return _together(brief, kinds, attempts)
    return [*found, *(Undecided(detail=detail) for detail in dict.fromkeys(unknown))]


def _compiled_without(brief: Brief, rules: Rules) -> Compiled:
    return compile_brief(without(brief, rules))


def _together(brief: Brief, kinds: _Kinds, attempts: Attempts) -> list[Explanation]:
    """Return what has to be loosened at once, given that no kind of rule alone is enough."""

    def is_possible(loosened: Collection[RuleName]) -> bool | None:
        return attempts.is_possible(lambda: softened(without(brief, kinds.rules(loosened)), loosened))

    loosened = [*kinds.soft, *kinds.links]
    enough = is_possible(loosened)
    # Money is what people can do most about: all else is kept to, as long as that is possible.
    for kind in [*kinds.links, *reversed(kinds.soft)]:
        fewer = [other for other in loosened if other != kind]
        if enough and is_possible(fewer):
            loosened = fewer
    if not enough or attempts.cut_short:
        return [Together()]

    left_out = kinds.rules(loosened)
    for kind in loosened:
        others = [rule for rule in left_out if rule.name is not kind]
        left_out = [*others, *_rules_in_the_way(brief, kinds.rules([kind]), attempts, loosened, others)]
    rest = without(brief, left_out)
    solved = attempts.solved(lambda: _softened_in_turn(rest, loosened), share=1)
    amounts = [] if solved is None else excesses(rest, *solved)
    whole = Together(detail=None if attempts.cut_short else "all")
    if attempts.cut_short and len(left_out) > _MOST_NAMED:
        left_out = []
    return [whole, *amounts, *(rule.in_the_way for rule in left_out)]


def _softened_in_turn(brief: Brief, rules: Collection[RuleName]) -> Compiled:
    """Return the brief compiled with soft limits for these rules, asking for the least excess of one by one.

    What cannot be traded for one another is made least in turn; money last, as people can find more of it.
    """
    in_turn = (RuleName.MOVES, RuleName.CAPACITY, RuleName.FLOOR, RuleName.MAXIMUM, RuleName.CEILING)
    compiled = softened(brief, rules)
    return compiled.asking(*(least_excess(compiled, {rule}) for rule in in_turn if rule in rules))


def _rules_in_the_way(
    brief: Brief,
    rules: Rules,
    attempts: Attempts,
    soft: Collection[RuleName] = (),
    left_out: Collection[Rule] = (),
) -> Rules:
    """Return which of these rules cannot all be kept, with these limits soft and others left out."""

    def is_possible(kept: Rules) -> bool | None:
        return attempts.is_possible(lambda: softened(without(brief, [*left_out, *less(rules, kept)]), soft))

    return in_the_way(rules, is_possible) if rules else []

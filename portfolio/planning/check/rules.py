"""The independent checker: recomputes a plan from the portfolio's data and its scenario.

It never sees an optimizer instance, so that an error in compiling is caught too. One function a hard rule;
each yields what does not hold. What a plan states of itself is verified in `statements`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from portfolio.domain.brief import Brief, brief_of
from portfolio.domain.calendar import Period
from portfolio.domain.errors import Expectation
from portfolio.domain.expectations import Form
from portfolio.domain.plan import Plan, Violation
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rule_names import RuleName, StatementName
from portfolio.domain.spending import summed
from portfolio.planning.check.bands import bands
from portfolio.planning.check.dating import promised
from portfolio.planning.check.follow_on import debt_service, every_ceiling, running_costs
from portfolio.planning.check.funds import eligible, source_years
from portfolio.planning.check.gates import gates
from portfolio.planning.check.paying import rounded_sums
from portfolio.planning.check.reading import (
    Check,
    differs,
    in_schedule,
    in_unit,
    money_differs,
    paid_by,
    shown_amounts,
    spent,
    walk,
    works_of,
)
from portfolio.planning.check.shares import matches, shares
from portfolio.planning.check.statements import OF_A_PLAN, OF_EVERY_FILE, OF_NO_PLAN
from portfolio.planning.check.terms import payment

_MOST_NAMED = 5


def violations(portfolio: Portfolio, plan: Plan) -> tuple[Violation, ...]:
    """Return every rule the plan breaks; empty when the plan is sound.

    When the data have changed since the plan was made, or no longer fit its scenario, only that is reported:
    everything else would follow from it.
    """
    if plan.provenance.data_hash != portfolio.data_hash:
        found = plan.provenance.data_hash
        return (
            Violation(
                rule=StatementName.DATA,
                path="provenance.data_hash",
                found=found,
                expected=portfolio.data_hash,
            ),
        )
    faults = plan.scenario.faults_against(portfolio, Form.SCENARIO)
    if faults:
        return tuple(
            Violation(
                rule=StatementName.SCENARIO,
                path=f"scenario.{f.column}",
                found=f.value or "",
                expected=f.code,
                wording=Expectation(f.code, f.values),
            )
            for f in faults
        )
    brief = brief_of(portfolio, plan.scenario, plan.kept_close_to)
    of_the_plan = (*RULES.values(), *OF_A_PLAN) if plan.status.has_plan else OF_NO_PLAN
    return tuple(violation for check in (*OF_EVERY_FILE, *of_the_plan) for violation in check(brief, plan))


# --- The schedule ------------------------------------------------------------------------------------------


def mandatory(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What must be carried out is scheduled."""
    for place, planned, requirement in walk(brief, plan):
        if requirement is not None and requirement.mandatory:
            yield from differs(RuleName.MANDATORY, f"{place}.scheduled", planned.scheduled, expected=True)


def dropped(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What is dropped or cancelled with nothing spent on it, or retained, is not scheduled."""
    for place, planned, requirement in walk(brief, plan):
        if requirement is None:
            yield from differs(RuleName.DROPPED, f"{place}.scheduled", planned.scheduled, expected=False)


def modes(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What is scheduled is done in a mode that it has."""
    for place, planned, requirement in walk(brief, plan):
        if planned.scheduled and requirement and requirement.mode(planned.mode or "") is None:
            names = _few([mode.id for mode in requirement.modes])
            found = str(planned.mode)
            yield Violation(rule=RuleName.MODE, path=f"{place}.mode", found=found, expected=names)


def starts(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """It starts in a period that its mode allows."""
    for place, planned, requirement in walk(brief, plan):
        mode = requirement.mode(planned.mode or "") if requirement and planned.scheduled else None
        if requirement is None or mode is None:
            continue
        if planned.start is None:
            yield from differs(RuleName.START, f"{place}.start", None, "a quarter")
            continue
        allowed = replace(requirement, holds=()).starts(mode, brief.calendar.last)
        if planned.start not in allowed:
            words = f"{allowed[0]} to {allowed[-1]}" if allowed else "no start in this mode"
            yield from differs(RuleName.START, f"{place}.start", planned.start, words)


def prerequisites(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """A project starts only once the one it needs is finished, and the lag has passed."""
    planned = {p.id: p for p in plan.projects if p.scheduled}
    for link in brief.prerequisites:
        before, after = planned.get(link.before), planned.get(link.after)
        if after is None or after.start is None:
            continue
        path = f"projects ({link.after}).start"
        if before is None or before.finish is None:
            words = f"{link.before} to be carried out"
            yield Violation(rule=RuleName.PREREQUISITE, path=path, found=str(after.start), expected=words)
            continue
        # What a milestone opens the way for may start in the very period in which it is reached.
        wait = 0 if brief.requirements[link.before].is_milestone else 1
        earliest = before.finish.plus(wait + link.lag_quarters)
        if after.start < earliest:
            words = f"{earliest} or later, after {link.before}"
            yield Violation(rule=RuleName.PREREQUISITE, path=path, found=str(after.start), expected=words)


def alternatives(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Of alternative projects, at least and at most so many are carried out."""
    scheduled = {p.id for p in plan.projects if p.scheduled}
    for choice in brief.alternatives:
        count = len(scheduled.intersection(choice.projects))
        if not choice.at_least <= count <= choice.at_most:
            words = f"{choice.at_least} to {choice.at_most} of {_few(choice.projects)}"
            yield Violation(rule=RuleName.ALTERNATIVES, path="projects", found=str(count), expected=words)


def kept_decisions(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """No more projects depart from the baseline than the scenario lets."""
    if brief.baseline is None or brief.most_moves is None:
        return
    moved = [name for name, kept in brief.baseline.items() if plan.decisions.get(name) != kept]
    if len(moved) > brief.most_moves:
        words = f"at most {brief.most_moves} to depart from the baseline"
        yield Violation(
            rule=RuleName.MOVES, path="projects", found=f"{len(moved)}: {_few(moved)}", expected=words
        )


def capacities(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """No more sites of a kind are under construction in a period than there is capacity for."""
    planned = {p.id: p for p in plan.projects if p.start is not None}
    for name, capacity in brief.capacities.items():
        sites: Counter[Period] = Counter()
        for project in planned.keys() & set(capacity.projects):
            mode = brief.requirements[project].mode(planned[project].mode or "")
            start = planned[project].start
            if mode is not None and start is not None:
                sites.update(mode.sites(start))
        for quarter, count in sorted(sites.items()):
            if count > capacity.maximum:
                words = f"at most {capacity.maximum} sites"
                path = f"projects: {name} in {quarter}"
                yield Violation(rule=RuleName.CAPACITY, path=path, found=str(count), expected=words)


# --- The money ---------------------------------------------------------------------------------------------


def cash_flow(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """A project spends its cost, no more and no less, from its sources, along its mode's profile.

    Where a person has fixed a year's amount, or a band lets money move, what each source pays in all is still
    that of the profile. What
    lies beyond the schedule counts as one more year.
    """
    for place, planned, requirement in walk(brief, plan):
        works = works_of(planned, requirement)
        # What is not carried out has what was spent on it all the same.
        by_year = {} if requirement is None else requirement.spent
        if works is not None:
            _, mode, start = works
            by_year = mode.by_year(start)
        expected = {s: paid for s, years in by_year.items() if (paid := in_schedule(brief, years))}
        earlier = brief.before(by_year)
        found_earlier = {} if planned.before is None else planned.before.by_source
        yield from money_differs(
            brief, RuleName.CASH_FLOW, f"{place}.before.by_source", found_earlier, earlier
        )
        found = paid_by(brief, planned)
        if works is not None and works[0].sharing_in(works[1]) is not None:
            # Between sources that share it is chosen who pays: what all of them pay is the profile's.
            sums = [summed(each, each) for each in (found, expected)]
            if works[0].band is not None:
                sums = [{0: sum(by_year.values())} for by_year in sums]
            yield from money_differs(brief, RuleName.CASH_FLOW, f"{place}.by_source", *sums)
        elif works is not None and (works[0].flexibility or works[0].band):
            for source in {**expected, **found}:
                found_in_all = sum(found.get(source, {}).values())
                in_all = sum(expected.get(source, {}).values())
                yield from money_differs(
                    brief, RuleName.CASH_FLOW, f"{place}.by_source.{source}", found_in_all, in_all
                )
        else:
            yield from money_differs(brief, RuleName.CASH_FLOW, f"{place}.by_source", found, expected)
        total = summed(planned.by_source, planned.by_source)
        path, told = f"{place}.expenditure", shown_amounts(planned.expenditure)
        yield from money_differs(brief, RuleName.CASH_FLOW, path, told, total)


def flexibility(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """Where a person has fixed a year's amount, no year departs further from the profile than it may."""
    for place, planned, requirement in walk(brief, plan):
        works = works_of(planned, requirement)
        if works is None or not works[0].flexibility:
            continue
        need, mode, start = works
        profile, room, found_in = mode.by_year(start), need.room(mode, start), paid_by(brief, planned)
        for source in {**profile, **found_in}:
            along, paid = in_schedule(brief, profile.get(source, {})), found_in.get(source, {})
            may_move = in_schedule(brief, room.get(source, {}))
            for year in sorted({*along, *paid}):
                most, usual, found = may_move.get(year, 0), along.get(year, 0), paid.get(year, 0)
                if abs(found - usual) > most:
                    path, words = (
                        f"{place}.by_source.{source}.{year}",
                        f"{in_unit(brief, usual)} give or take {in_unit(brief, most)}",
                    )
                    yield from money_differs(brief, RuleName.FLEXIBILITY, path, found, words)


def allocations(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """What a person has fixed for a year is what is spent then, and so it is carried out."""
    for place, planned, requirement in walk(brief, plan):
        fixed = {} if requirement is None else requirement.allocations
        for source, by_year in fixed.items():
            for year, amount in by_year.items():
                found = planned.by_source.get(source, {}).get(year, 0)
                path = f"{place}.by_source.{source}.{year}"
                yield from money_differs(brief, RuleName.ALLOCATION, path, found, amount)


def floor(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """A floor that may not be missed is reached by the money within the programme's years."""
    total = summed(spent(brief, plan), brief.portfolio.sources)
    planned = sum(total.get(year, 0) for year in brief.calendar.programme_years)
    counted, left_out = promised(brief, plan, planned)
    if counted < (brief.floor or 0) and not brief.floor_is_soft:
        least = f"at least {in_unit(brief, brief.floor)}"
        besides = f", beside {in_unit(brief, left_out)} of extra cost" if left_out else ""
        yield from money_differs(brief, RuleName.FLOOR, "envelope.planned", counted, least + besides)


def maximum(brief: Brief, plan: Plan) -> Iterator[Violation]:
    """The programme's years take no more than may be invested in all."""
    years = brief.calendar.programme_years
    invested = sum(
        amount
        for planned in plan.projects
        for by_year in planned.by_source.values()
        for year, amount in by_year.items()
        if year in years
    )
    if brief.maximum is not None and invested > brief.maximum:
        yield from money_differs(
            brief, RuleName.MAXIMUM, "envelope.planned", invested, f"at most {in_unit(brief, brief.maximum)}"
        )


def _few(names: Sequence[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


RULES: Final[dict[RuleName, Check]] = {
    RuleName.MANDATORY: mandatory,
    RuleName.DROPPED: dropped,
    RuleName.MODE: modes,
    RuleName.START: starts,
    RuleName.GATE: gates,
    RuleName.PREREQUISITE: prerequisites,
    RuleName.ALTERNATIVES: alternatives,
    RuleName.CAPACITY: capacities,
    RuleName.MOVES: kept_decisions,
    RuleName.CASH_FLOW: cash_flow,
    RuleName.ROUNDING: rounded_sums,
    RuleName.PAYMENT: payment,
    RuleName.DEBT: debt_service,
    RuleName.RUNNING: running_costs,
    RuleName.FLEXIBILITY: flexibility,
    RuleName.BAND: bands,
    RuleName.SHARE: shares,
    RuleName.MATCH: matches,
    RuleName.ALLOCATION: allocations,
    RuleName.CEILING: every_ceiling,
    RuleName.SOURCE_YEARS: source_years,
    RuleName.ELIGIBLE: eligible,
    RuleName.FLOOR: floor,
    RuleName.MAXIMUM: maximum,
}
"""Every hard rule -> the function that verifies it, in the order in which what is broken is told."""

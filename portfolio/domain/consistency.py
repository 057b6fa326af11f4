"""Whether assumptions fit the projects they are about."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from portfolio.domain.assumptions import Assumptions
from portfolio.domain.eligibility import barred_sources, paying, who_may_pay
from portfolio.domain.errors import Fault, Place
from portfolio.domain.expectations import Expected
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.rules import Rule, Selector


def assumption_faults(portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    """Yield what the assumptions name that does not exist, and every project that no rule applies to."""
    assumptions = portfolio.assumptions
    yield from _year_faults(portfolio, file)
    if portfolio.programme.envelope.minimum is not None and assumptions.envelope_floor is None:
        yield Fault(file, Expected.FLOOR_RULE, None, "envelope_floor")

    known = {project.id for project in portfolio.projects}
    for place, selector in _selectors(assumptions):
        for project_id in selector.projects or ():
            if project_id not in known:
                yield Fault(file, Expected.PROJECT_ID, None, f"{place}.projects", project_id)

    yield from _class_faults(portfolio, file)
    yield from _link_faults(portfolio, file)
    for project in portfolio.projects:
        delivery = assumptions.delivery_of(project)
        if delivery is not None and delivery.is_milestone and project.cost and project.status.has_works:
            place, subject = f"delivery[{assumptions.delivery.index(delivery)}]", {"project": project.id}
            code = Expected.MILESTONE_WITHOUT_COST
            field = portfolio.programme.periods.called("quarters")
            yield Fault(file, code, None, f"{place}.modes[0].{field}", "0", values=subject)
    yield from ineligible_sources(portfolio, file)
    for project in portfolio.projects:
        if project.status.is_retained:
            continue
        found = {
            "starts": portfolio.appropriated(project) or assumptions.start_of(project),
            "delivery": portfolio.delivery_of(project),
            "funding": portfolio.funding_of(project),
            "priorities": assumptions.priority_of(project),
        }
        for name, applying in found.items():
            if applying is None:
                yield Fault(file, Expected.RULE_THAT_APPLIES, None, name, values={"project": project.id})


def _year_faults(portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    """Yield the years that lie outside the programme."""
    assumptions, horizon = portfolio.assumptions, portfolio.programme.horizon
    years = {"default_target.year": assumptions.default_target.year}
    if assumptions.history is not None:
        years["history.last_year"] = assumptions.history.last_year
    span = {"first": horizon.first_year, "last": horizon.last_year}
    for place, year in years.items():
        if not horizon.first_year <= year <= horizon.last_year:
            yield Fault(file, Expected.PROGRAMME_YEAR, None, place, str(year), values=span)


def _rules(assumptions: Assumptions) -> dict[str, tuple[Rule, ...]]:
    """Return all lists of rules by their names."""
    return {
        "ownership": assumptions.ownership,
        "funding": assumptions.funding,
        "starts": assumptions.starts,
        "delivery": assumptions.delivery,
        "priorities": assumptions.priorities,
        "capacities": assumptions.capacities,
        "escalation": assumptions.escalation,
        "gates": assumptions.gates,
        "running_costs": assumptions.running_costs,
    }


def _selectors(assumptions: Assumptions) -> Iterator[tuple[str, Selector]]:
    """Yield every place that says which projects something is for."""
    for name, rules in _rules(assumptions).items():
        for number, rule in enumerate(rules):
            yield f"{name}[{number}].applies_to", rule.applies_to
    for number, source in enumerate(assumptions.funding_sources):
        yield f"funding_sources[{number}].pays_for", source.pays_for
        if source.not_for is not None:
            yield f"funding_sources[{number}].not_for", source.not_for


def ineligible_sources(portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    """Yield the sources that are to pay for works that they may not pay for, where nobody else may instead.

    What is appropriated is said where it stands (`exchange.appropriations`).
    """
    assumptions = portfolio.assumptions
    if all(source.is_for_every_project for source in assumptions.funding_sources):
        return
    for project in portfolio.projects:
        rule = assumptions.funding_of(project)
        if not project.status.has_works or rule is None or portfolio.appropriations_of(project.id):
            continue
        barred = barred_sources(assumptions, project)
        choices = (rule.of_one, *(rule.choices[name] for name in list(rule.choices)[1:]))
        shared = () if rule.sharing is None else rule.sharing.bounds
        none_left = all(barred.intersection(paying(each)) for each in choices)
        if none_left or barred.intersection(shared):
            source = next(name for name in (*paying(rule.of_one), *shared) if name in barred)
            field = "at_most" if not rule.of_one.get(source) else "shares" if rule.shares else "percent"
            place = f"funding[{assumptions.funding.index(rule)}].{field}"
            words = who_may_pay(assumptions, project)
            yield Fault(file, words.code, None, place, source, values=words.values)


def _class_faults(portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    """Yield what rules name that the portfolio does not declare."""
    assumptions = portfolio.assumptions
    named = [
        (f"{place}.{field}", kind, class_id)
        for place, selector in _selectors(assumptions)
        for field, kind, class_id in selector.classes
    ]
    owners = enumerate(rule.ownership for rule in assumptions.ownership)
    named += [(f"ownership[{number}].ownership", "owners", owner) for number, owner in owners]
    for place, class_id, words in portfolio.classes.unknown(named):
        yield Fault(file, words.code, None, place, class_id, values=words.values)


def _link_faults(portfolio: Portfolio, file: Place) -> Iterator[Fault]:
    assumptions = portfolio.assumptions
    known = {project.id for project in portfolio.projects}
    for number, prerequisite in enumerate(assumptions.prerequisites):
        for end, project_id in (("before", prerequisite.before), ("after", prerequisite.after)):
            if project_id not in known:
                place = f"prerequisites[{number}].{end}"
                yield Fault(file, Expected.PROJECT_ID, None, place, project_id)
    for number, alternative in enumerate(assumptions.alternatives):
        for project_id in alternative.projects:
            if project_id not in known:
                place = f"alternatives[{number}].projects"
                yield Fault(file, Expected.PROJECT_ID, None, place, project_id)
    if _runs_in_circles({(link.before, link.after) for link in assumptions.prerequisites}):
        yield Fault(file, Expected.NO_CIRCLES, None, "prerequisites")


def _runs_in_circles(links: set[tuple[str, str]]) -> bool:
    try:
        TopologicalSorter({after: {b for b, a in links if a == after} for _, after in links}).prepare()
    except CycleError:
        return True
    return False

"""Whether assumptions fit the projects they are about."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.domain.assumptions import Rule
from portfolio.domain.errors import Fault
from portfolio.domain.portfolio import Portfolio


def assumption_faults(portfolio: Portfolio, file: str) -> Iterator[Fault]:
    """Yield what the assumptions name that does not exist, and every project that no rule applies to."""
    assumptions, horizon = portfolio.assumptions, portfolio.programme.horizon
    year = assumptions.default_target.year
    if not horizon.first_year <= year <= horizon.last_year:
        words = f"a year of the programme, {horizon.first_year} to {horizon.last_year}"
        yield Fault(file, words, None, "default_target.year", str(year))

    lists: dict[str, tuple[Rule, ...]] = {
        "ownership": assumptions.ownership,
        "funding": assumptions.funding,
        "starts": assumptions.starts,
        "delivery": assumptions.delivery,
        "priorities": assumptions.priorities,
    }
    known = {project.id for project in portfolio.projects}
    for name, rules in lists.items():
        for number, rule in enumerate(rules):
            for project_id in rule.applies_to.projects or ():
                if project_id not in known:
                    place = f"{name}[{number}].applies_to.projects"
                    yield Fault(file, "the id of a project", None, place, project_id)

    for project in portfolio.projects:
        if project.status.is_retained:
            continue
        found = {
            "starts": assumptions.start_of(project),
            "delivery": assumptions.delivery_of(project),
            "funding": assumptions.funding_of(project),
            "priorities": assumptions.priority_of(project),
        }
        for name, applying in found.items():
            if applying is None:
                words = f"a rule that applies to {project.id} (annex {project.annex}, row {project.row})"
                yield Fault(file, words, None, name)

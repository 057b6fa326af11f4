"""Who pays where that is undecided: what a scenario assumes of it, and what it leaves to the optimizer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from portfolio.domain.assumptions import OPEN, FundingRule
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.requirement import Requirement
from portfolio.domain.rules import Selector
from portfolio.domain.scenario import Scenario
from portfolio.domain.sharing_projects import shared


def undecided_payer(portfolio: Portfolio, project: Project) -> FundingRule | None:
    """Return the rule that says who may pay for a project; None where that is decided."""
    rule = portfolio.funding_of(project)
    return rule if rule is not None and rule.choices else None


def with_payers(portfolio: Portfolio, scenario: Scenario) -> Portfolio:
    """Return the portfolio with who pays as a scenario says: one of the choices, or other bounds."""
    said = {}
    for project_id, change in scenario.projects.items():
        usual = (
            portfolio.funding_of(portfolio.project(project_id)) if change.funding or change.shares else None
        )
        if (rule := usual) is None:
            continue
        if change.funding in rule.choices:
            rule = rule.taking(str(change.funding))
        if change.shares:
            rule = rule.sharing_between(change.shares)
        if rule is not usual:
            said[project_id] = rule
    return _with_rules(portfolio, said)


def _with_rules(portfolio: Portfolio, rules: dict[str, FundingRule]) -> Portfolio:
    if not rules:
        return portfolio
    own = [
        rule.model_copy(update={"applies_to": Selector(projects=(project,))})
        for project, rule in rules.items()
    ]
    assumptions = portfolio.assumptions
    funding = (*own, *assumptions.funding)
    return portfolio.changed(assumptions=assumptions.model_copy(update={"funding": funding}))


def open_to_all(
    portfolio: Portfolio,
    project: Project,
    funding: str | None,
    made: Callable[[Portfolio], Requirement | None],
) -> Requirement | None:
    """Return what must be respected for a project, with its modes once more for each of those who may pay.

    What has been spent already is a fact. Where it would be another's money by another choice, there is
    nothing left to choose. Who is assumed to pay may share it between bounds.

    Args:
        portfolio: With who pays as the scenario says.
        project: Whose requirement it is.
        funding: What the scenario says of who pays.
        made: Gives the requirement in a portfolio.
    """
    rule, usual = undecided_payer(portfolio, project), made(portfolio)
    usual = None if usual is None else shared(usual, portfolio, project)
    if funding != OPEN or rule is None or usual is None:
        return usual
    modes = list(usual.modes)
    for choice in rule.choices:
        instead = made(_with_rules(portfolio, {project.id: rule.taking(choice)}))
        if choice == rule.assumed or instead is None:
            continue
        if instead.spent != usual.spent:
            return usual
        modes += [replace(mode, id=f"{mode.id}/{choice}", payer=choice) for mode in instead.modes]
    return replace(usual, modes=tuple(modes))

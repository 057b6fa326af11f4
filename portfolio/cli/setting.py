"""What the command line asks about: portfolio, scenario and baseline as opened, and plans by name."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from portfolio import settings
from portfolio.bootstrap import open_portfolio, open_workspace
from portfolio.cli.options import INFEASIBLE, NO_PLAN_IN_TIME
from portfolio.cli.tables import console, print_json, progress_line, show_plan
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.exchange.plan_file import load_plan
from portfolio.exchange.text import is_file, read_text
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.baselines import approved_baseline, approved_baselines, baseline_in_force
from portfolio.planning.records.portfolios import address_of, folder_of
from portfolio.planning.records.scenarios import open_scenario

BASELINE = "baseline"
_EARLIER = re.compile(f"{BASELINE}@([0-9]+)")


def case_of(portfolio: str, scenario: str, time_limit: float) -> Case:
    """Open what a command names.

    Raises:
        BadInput: It names what is not there, or what does not fit.
    """
    loaded = open_portfolio(portfolio)
    # Reading is no reason to make a database.
    workspace = open_workspace(portfolio) if settings.store_exists() else None
    chosen = open_scenario(scenario, loaded, folder_of(portfolio), workspace)
    baseline = None if workspace is None else baseline_in_force(workspace)
    return Case(loaded, chosen, baseline, address_of(portfolio), time_limit)


def plan_of(case: Case) -> Plan:
    """Make the plan of a case, and show how far it is meanwhile."""
    with progress_line() as show:
        return make_plan(case, on_progress=show)


def end_without(plan: Plan, portfolio: Portfolio, *, as_json: bool) -> None:
    """End the command where there is no plan to ask about: impossible, and why; or none found in time."""
    if plan.status.has_plan:
        return
    if as_json:
        print_json({"status": plan.status, "explanation": plan.explanation})
    else:
        show_plan(console(), portfolio, plan)
    raise typer.Exit(INFEASIBLE if plan.status is PlanStatus.INFEASIBLE else NO_PLAN_IN_TIME)


def plan_named(case: Case, portfolio: str, name: str) -> Plan:
    """Return the plan that a name means: baseline, baseline@N, a scenario, or PLAN.json.

    Raises:
        BadInput: It means none.
    """
    if name == BASELINE:
        if case.baseline is None:
            raise BadInput([Fault(Form.COMPARE, Expected.APPROVED_BASELINE, value=name)])
        return case.baseline.item
    earlier = _EARLIER.fullmatch(name)
    if earlier is not None:
        return _approved(portfolio, name, int(earlier[1]))
    path = Path(name)
    if name.endswith(".json") and is_file(path) and '"provenance"' in read_text(path):
        return _from_file(case, path)
    workspace = open_workspace(portfolio) if settings.store_exists() else None
    return plan_of(case.with_scenario(open_scenario(name, case.portfolio, folder_of(portfolio), workspace)))


def _from_file(case: Case, path: Path) -> Plan:
    plan = load_plan(path)
    if plan.portfolio != case.address:
        code, ours = Expected.PLAN_OF_PORTFOLIO, {"portfolio": case.address}
        raise BadInput([Fault(path.name, code, None, "portfolio", plan.portfolio, values=ours)])
    return plan


def _approved(portfolio: str, name: str, number: int) -> Plan:
    workspace = open_workspace(portfolio) if settings.store_exists() else None
    found = None if workspace is None else approved_baseline(workspace, number)
    if found is None:
        most = 0 if workspace is None else len(approved_baselines(workspace))
        if not most:
            raise BadInput([Fault(Form.COMPARE, Expected.NO_BASELINE_YET, value=name)])
        raise BadInput([Fault(Form.COMPARE, Expected.BASELINE_NUMBER, value=name, values={"most": most})])
    return found.item

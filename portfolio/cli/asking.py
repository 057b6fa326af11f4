"""How a command asks: what it names is opened, and what takes solving is a run, as for pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import typer

from portfolio import settings
from portfolio.bootstrap import command_office, locate, open_portfolio
from portfolio.cli.options import INFEASIBLE, NO_PLAN_IN_TIME
from portfolio.cli.tables import console, print_json, progress_line, show_plan
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Topic
from portfolio.exchange.plan_file import load_plan
from portfolio.exchange.text import is_file, read_text
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import check_case
from portfolio.planning.records.baselines import approved_baseline, approved_baselines, baseline_in_force
from portfolio.planning.records.people import who_acts
from portfolio.planning.records.portfolios import Located
from portfolio.planning.records.scenarios import open_scenario
from portfolio.planning.records.workspace import Workspace
from portfolio.planning.runs.office import Office
from portfolio.planning.runs.run import Question, Run, Work

BASELINE = "baseline"
_EARLIER = re.compile(f"{BASELINE}@([0-9]+)")
_LOOK_EVERY = 0.1
"""Seconds between two looks at a run under way."""

T = TypeVar("T")


class Desk:
    """Where a command asks: about a case, on behalf of somebody.

    Attributes:
        case: What it asks about.
        actor: Who asks.
    """

    def __init__(self, place: Located, case: Case, actor: Actor, office: Office | None) -> None:
        self.case = case
        self.actor = actor
        self._place = place
        self._office = office

    @property
    def portfolio(self) -> Portfolio:
        """What is planned."""
        return self.case.portfolio

    @property
    def office(self) -> Office:
        """Where it is asked and recorded; on first use that sets up the store."""
        if self._office is None:
            self._office = command_office(self._place.address)
        return self._office

    @property
    def _recorded(self) -> Workspace | None:
        """Where something may be recorded already."""
        return None if self._office is None else self._office.workspace

    def plan(self, case: Case | None = None, *, begun: float | None = None) -> Plan:
        """Return the plan of the case, or of another one; see `RunQueue.ask_plan`."""
        runs = self.office.runs
        plan: Plan = self._answered(
            lambda: runs.ask_plan(case or self.case, actor=self.actor, anew=True, begun=begun)
        )
        return plan

    def answer(
        self,
        topic: Topic,
        work: Work[T],
        subject: object = "",
        detail: str = "",
        told: Callable[[T], Sequence[str]] | None = None,
    ) -> T:
        """Return the answer to a question about the case.

        Args:
            topic: What is asked.
            work: Finds the answer.
            subject: What of the scenario it is asked about.
            detail: What else decides the answer.
            told: What is shown of it as far as it is found, line by line; None for nothing.
        """
        question = Question(topic, self.case, str(subject), detail)
        runs = self.office.runs
        answer: T = self._answered(lambda: runs.ask(question, work, actor=self.actor, anew=True), told)
        return answer

    def _answered(self, ask: Callable[[], Run], told: Callable[[Any], Sequence[str]] | None = None) -> Any:
        """Wait for a run, showing how far it is; an interrupt stops it, and what it found is recorded."""
        shown = 0
        try:
            with progress_line() as (show, say):
                run = ask()
                is_over = False
                while not is_over:
                    is_over = run.wait(_LOOK_EVERY)
                    if run.progress and not is_over:
                        show(run.progress[-1])
                    lines = told(run.found) if told is not None and run.found is not None else ()
                    for line in lines[shown:]:
                        say(line)
                    shown = len(lines)
        except KeyboardInterrupt:
            self.office.runs.stop()
            raise
        return run.answer()

    def plan_to_ask_about(self, *, as_json: bool) -> Plan:
        """Return the plan of the case; where there is none, say so and end the command."""
        plan = self.plan()
        end_without(plan, self.portfolio, as_json=as_json)
        return plan

    def plan_named(self, name: str) -> Plan:
        """Return the plan that a name means: baseline, baseline@N, a scenario, or PLAN.json.

        Raises:
            BadInput: It means none.
        """
        if name == BASELINE:
            if self.case.baseline is None:
                raise BadInput([Fault(Form.COMPARE, Expected.APPROVED_BASELINE, value=name)])
            return self.case.baseline.item
        earlier = _EARLIER.fullmatch(name)
        if earlier is not None:
            return self._approved(name, int(earlier[1]))
        path = Path(name)
        if name.endswith(".json") and is_file(path) and '"provenance"' in read_text(path):
            return self._from_file(path)
        scenario = open_scenario(name, self.portfolio, self._place.folder, self._recorded)
        return self.plan(self.case.with_scenario(scenario))

    def _from_file(self, path: Path) -> Plan:
        plan = load_plan(path)
        if plan.portfolio != self.case.address:
            code, ours = Expected.PLAN_OF_PORTFOLIO, {"portfolio": self.case.address}
            raise BadInput([Fault(path.name, code, None, "portfolio", plan.portfolio, values=ours)])
        return plan

    def _approved(self, name: str, number: int) -> Plan:
        workspace = self._recorded
        found = None if workspace is None else approved_baseline(workspace, number)
        if found is None:
            most = 0 if workspace is None else len(approved_baselines(workspace))
            if not most:
                raise BadInput([Fault(Form.COMPARE, Expected.NO_BASELINE_YET, value=name)])
            raise BadInput([Fault(Form.COMPARE, Expected.BASELINE_NUMBER, value=name, values={"most": most})])
        return found.item


def desk(
    portfolio: str,
    scenario: str = settings.DEFAULT_SCENARIO,
    *,
    time_limit: float = settings.TIME_LIMIT_SECONDS,
    seed: int = 1,
    by: str | None = None,
) -> Desk:
    """Open what a command names. Reading is no reason to make a store; the first question is.

    Raises:
        BadInput: It names what is not there, or what does not fit.
    """
    office = command_office(portfolio) if settings.store_exists() else None
    if office is None:
        place, workspace, baseline = locate(portfolio), None, None
        loaded = open_portfolio(portfolio)
    else:
        workspace = office.workspace
        place = Located(workspace.address, workspace.folder)
        loaded, baseline = workspace.portfolio().item, baseline_in_force(workspace)
    chosen = open_scenario(scenario, loaded, place.folder, workspace)
    case = Case(loaded, chosen, baseline, place.address, time_limit, seed)
    check_case(case)
    return Desk(place, case, who_acts(by), office)


def end_without(plan: Plan, portfolio: Portfolio, *, as_json: bool) -> None:
    """End the command where there is no plan to ask about: impossible, and why; or none found in time."""
    if plan.status.has_plan:
        return
    if as_json:
        content = {"status": plan.status, "explanation": plan.explanation}
        print_json(content, portfolio.programme)
    else:
        show_plan(console(), portfolio, plan)
    raise typer.Exit(exit_code(plan))


def exit_code(plan: Plan) -> int:
    """Return the code that says whether there is a plan, and if not, whether that is proven."""
    return {PlanStatus.INFEASIBLE: INFEASIBLE, PlanStatus.UNKNOWN: NO_PLAN_IN_TIME}.get(plan.status, 0)

"""Steps taken back and done again: as one more line of history each, so that nothing is ever rewritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from portfolio.domain.closed_years import retold
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.differences import Difference
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Conflict, HistoryLine, Recorded
from portfolio.domain.merging import Back, Clash
from portfolio.domain.money import Money
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import COST_AS_BEFORE
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.exchange.appropriations import appropriated_cost_faults
from portfolio.exchange.list_editing import Edited
from portfolio.exchange.portfolio_file import report_faults
from portfolio.exchange.validating import faults_of
from portfolio.planning.records.closing import years_closed
from portfolio.planning.records.lists import scenarios_with
from portfolio.planning.records.workspace import Change, Workspace

_BASELINE, _SCENARIO, _REPORTS = "baseline", "scenario ", "status_reports"

_PARTS = ("projects", "programme", "assumptions", "classes")
"""Parts of a portfolio that are subjects of their own when differences are told."""


@dataclass(frozen=True, slots=True)
class Step:
    """What can be taken back, or done again.

    Attributes:
        line: The line of history that last did it, or took it back.
        is_undone: Whether it was taken back, so that it can be done again.
    """

    line: HistoryLine
    is_undone: bool

    @property
    def number(self) -> int:
        """What it is called: the number of the line that did it first."""
        return self.line.step


def steps_of(lines: Iterable[HistoryLine]) -> list[Step]:
    """Return what can be taken back or done again, the last done first.

    Args:
        lines: The history, newest first.
    """
    latest: dict[int, HistoryLine] = {}
    for line in lines:
        latest.setdefault(line.step, line)
    return [Step(line, line.undoes is not None) for line in latest.values() if _can_be_reversed(line)]


def step_to(lines: Iterable[HistoryLine], *, redo: bool = False) -> Step | None:
    """Return what was done last and not taken back since; or was taken back last, to do it again."""
    return next((step for step in steps_of(lines) if step.is_undone is redo), None)


def undo(
    workspace: Workspace,
    number: int | None = None,
    *,
    actor: Actor,
    reason: str = "",
    redo: bool = False,
) -> HistoryLine:
    """Take a step back, or do again one that was taken back; what others have changed beside it stays.

    Args:
        workspace: Where.
        number: Number of the step's line of history; None for the last one that there is.
        actor: Who does.
        reason: Why, for history.
        redo: Whether to do again what was taken back.

    Returns:
        The line of history that this adds.

    Raises:
        BadInput: There is no such step, it has been taken back or done again already, or what it left
            behind is needed by now, or is what a year was closed with since.
        Conflict: The same has been changed again since.
    """
    with workspace.changing(actor) as change:
        lines = change.work.history.all(change.portfolio)
        found = _found(lines, number, redo=redo)
        line = found.line
        latest = None
        if line.subject == _BASELINE:
            _approved_before(change, line, reason)
        elif line.subject.startswith(_SCENARIO):
            _scenario_before(change, line)
        else:
            latest = _data_before(change, line)
            for part in _followers(lines, line):
                _scenario_before(change, part)
                _note(change, part, reason, redo=redo)
            scenarios_with(change, workspace, latest.item, Edited(change.latest().item, {}))
        _note(change, line, reason, redo=redo, replaced=latest)
        return change.work.history.all(change.portfolio, most=1)[0]


def _note(
    change: Change,
    line: HistoryLine,
    reason: str,
    *,
    redo: bool,
    replaced: Recorded[Portfolio] | None = None,
) -> None:
    """Leave the line that says that another one has been taken back, or done again."""
    turned = {"redoes" if redo else "undoes": line.step}
    change.note(line.action, line.subject, line.after, line.before, reason, replaced=replaced, **turned)


def _followers(lines: list[HistoryLine], line: HistoryLine) -> list[HistoryLine]:
    """Return the scenarios that were saved within the same step, as they follow what is renamed."""
    return [
        one for one in lines if (one.at, one.by) == (line.at, line.by) and one.subject.startswith(_SCENARIO)
    ]


def _can_be_reversed(line: HistoryLine) -> bool:
    """Tell whether it is known what was there before: nothing was before what came first."""
    if line.subject == _BASELINE:
        return line.before is not None
    return line.replaced is not None or line.subject.startswith(_SCENARIO)


def _found(lines: list[HistoryLine], number: int | None, *, redo: bool) -> Step:
    steps = steps_of(lines)
    if number is None:
        found = step_to(lines, redo=redo)
    else:
        # A line that took another one back, or did it again, names the same step.
        wanted = next((line.step for line in lines if line.number == number), None)
        found = next((step for step in steps if step.number == wanted and step.is_undone is redo), None)
    if found is None:
        code = Expected.STEP_TO_REDO if redo else Expected.STEP_TO_UNDO
        raise BadInput([Fault(Form.HISTORY, code, value=None if number is None else str(number))])
    return found


def _approved_before(change: Change, line: HistoryLine, reason: str) -> None:
    """Put the plan in force that was before the one that a line approved."""
    plans = change.work.plans
    approvals = plans.approvals(change.portfolio)
    if (approvals[0].at, approvals[0].by) != (line.at, line.by):
        raise Conflict(approvals[0])
    plans.approve_again(change.portfolio, approvals[1], reason.strip(), change.stamp)


def _scenario_before(change: Change, line: HistoryLine) -> None:
    """Put a scenario there as it was before a line; take it away if there was none."""
    scenarios, name = change.work.scenarios, line.subject.removeprefix(_SCENARIO)
    there = scenarios.find(change.portfolio, name)
    last = there or scenarios.deleted(change.portfolio, name)
    if last is None:
        raise LookupError(name)
    now = None if there is None else there.item
    sides = (line.before, line.after)
    was, made = (None if side is None else Scenario.model_validate(side) for side in sides)
    if now != made:
        raise Conflict(last, is_deleted=there is None)
    if was is None:
        scenarios.delete(change.portfolio, name, change.stamp)
        return
    faults = was.faults_against(change.latest().item, Form.SCENARIO)
    if faults:
        raise BadInput(faults)
    scenarios.save(change.portfolio, was, last.version + 1, change.stamp)


def _data_before(change: Change, line: HistoryLine) -> Recorded[Portfolio]:
    """Put what a line has changed of the data back as it was; return the data as they have been until now."""
    latest, state = change.latest(), line.replaced
    if state is None:
        raise LookupError(line.number)
    portfolios = change.work.portfolios
    later = change.work.history.next_change(change.portfolio, line.number)
    was = portfolios.as_of(change.portfolio, state.version, state.reports)
    made = latest.item
    if later is not None and later.replaced is not None:
        made = portfolios.as_of(change.portfolio, later.replaced.version, later.replaced.reports)
    back, now = Back(), _content(latest.item)
    merged = back.merged(_content(was), _content(made), now)
    reports = back.merged(_reports(was), _reports(made), _reports(latest.item), (_REPORTS,))
    if back.clashes:
        money = latest.item.programme.money
        raise Conflict(_last(change, latest, line), clashes=[_told(clash, money) for clash in back.clashes])
    wanted = _checked({**merged, _REPORTS: [one for made in reports.values() for one in made]}, latest)
    years = years_closed(change.work, change.portfolio, line.step)
    across = list(retold(latest.item, wanted, years, Form.HISTORY))
    if across:
        raise BadInput(across)
    if merged != now:
        change.work.portfolios.add_version(change.portfolio, wanted, latest.version + 1, change.stamp)
    _report_again(change, wanted)
    return latest


def _content(portfolio: Portfolio) -> dict[str, Any]:
    return portfolio.model_dump(mode="json", by_alias=True, exclude={_REPORTS})


def _reports(portfolio: Portfolio) -> dict[str, list[dict[str, Any]]]:
    """Return project -> what was reported of it, in the order in which it was."""
    found: dict[str, list[dict[str, Any]]] = {}
    for report in portfolio.status_reports:
        found.setdefault(report.project, []).append(report.model_dump(mode="json"))
    return found


def _checked(content: dict[str, Any], latest: Recorded[Portfolio]) -> Portfolio:
    """Return the portfolio of this content.

    Raises:
        BadInput: What is to be put back does not go with what has been changed since.
    """
    try:
        wanted = Portfolio.model_validate(content)
    except ValidationError as error:
        raise BadInput(faults_of(error, Form.HISTORY)) from error
    faults = [*assumption_faults(wanted, Form.HISTORY), *report_faults(wanted, Form.HISTORY)]
    known = {project.id: project for project in latest.item.projects}
    for project in wanted.projects:
        if project != known.get(project.id):
            faults += appropriated_cost_faults(wanted, project.id, None, Form.HISTORY)
    date, calendar = wanted.data_date, wanted.calendar
    if date is not None and not calendar.first <= date <= calendar.last:
        span = {"first": calendar.first, "last": calendar.last}
        code = Expected.QUARTER_BETWEEN
        faults.append(Fault(Form.HISTORY, code, None, "data_date", str(date), values=span))
    if faults:
        raise BadInput(faults)
    return wanted


def _report_again(change: Change, wanted: Portfolio) -> None:
    """Withdraw the reports that are not to count any more, and record those that are to count again."""
    reports = change.work.reports
    there: dict[str, list[Recorded[StatusReport]]] = {}
    for record in reports.all(change.portfolio):
        there.setdefault(record.item.project, []).append(record)
    told: dict[str, list[StatusReport]] = {}
    for report in wanted.status_reports:
        told.setdefault(report.project, []).append(report)
    for project in dict.fromkeys([*there, *told]):
        old, new = there.get(project, []), told.get(project, [])
        same = 0
        while same < min(len(old), len(new)) and old[same].item == new[same]:
            same += 1
        for record in old[same:]:
            reports.withdraw(change.portfolio, record, change.stamp)
        for report in new[same:]:
            reports.add(change.portfolio, report, change.stamp)


def _last(change: Change, latest: Recorded[Portfolio], line: HistoryLine) -> Recorded[Portfolio]:
    """Return the portfolio with who changed it last after a line: the same subject of it, if anybody did."""
    later = [one for one in change.work.history.all(change.portfolio) if one.number > line.number]
    data = [one for one in later if one.replaced is not None]
    theirs = next((one for one in data if one.subject == line.subject), data[0] if data else line)
    return Recorded(latest.number, theirs.at, theirs.by, latest.item, latest.version, latest.reports)


def _told(clash: Clash, money: Money) -> Difference:
    """Return a clash as people know its subject and field, amounts as they are printed."""
    part, *rest = clash.path
    values = [clash.made, clash.now]
    if part == _REPORTS:
        return Difference(f"project {rest[0]}", "status", *map(_reported, values))
    if part == "projects" and rest:
        part, rest = f"project {rest[0]}", rest[1:]
    elif part not in _PARTS:
        part, rest = "portfolio", [part, *rest]
    if rest == [COST_AS_BEFORE]:
        rest, values = ["cost"], [None if value is None else money.printed(value) for value in values]
    return Difference(part, ".".join(rest) or None, *values)


def _reported(reports: Any) -> str | None:
    """Return the last one of some reports in short."""
    return f"{reports[-1]['status']} {reports[-1]['effective']}" if isinstance(reports, list) else None

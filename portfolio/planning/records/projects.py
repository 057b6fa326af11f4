"""Projects that people add, edit and retire, each with a reason and a line of history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portfolio.domain.calendar import PERIODS
from portfolio.domain.consistency import assumption_faults
from portfolio.domain.differences import Difference, of_project
from portfolio.domain.errors import BadInput, Fault
from portfolio.domain.expectations import Expected, Form
from portfolio.domain.history import Actor, Recorded
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import COST_AS_BEFORE, Project, Status
from portfolio.exchange.appropriations import appropriated_cost_faults
from portfolio.exchange.portfolio_file import report_faults
from portfolio.exchange.stages import stage_cells, with_stage_cells
from portfolio.exchange.table import parse_project
from portfolio.exchange.table_writing import project_cells
from portfolio.planning.records.assumptions import begun, conflict
from portfolio.planning.records.closing import years_closed
from portfolio.planning.records.workspace import Change, Workspace

PLACE_IN_SOURCE = ("document", "annex", "row")
"""What a copy does not take over: it stands nowhere in the source."""


def add_project(
    workspace: Workspace,
    project_id: str,
    cells: Mapping[str, str],
    *,
    actor: Actor,
    reason: str,
    copied: str | None = None,
) -> Recorded[Project]:
    """Add a project at the end of the list.

    Args:
        workspace: Where.
        project_id: What it is called.
        cells: Field -> what a cell of the project table would hold.
        actor: Who adds it.
        reason: Why.
        copied: The project that it is like in all other fields, but its place in the source.

    Raises:
        BadInput: It does not fit the portfolio, there is one of this id, or no reason is given.
    """
    _check_reason(reason)
    with workspace.changing(actor) as change:
        latest = change.latest()
        if any(project.id == project_id for project in latest.item.projects):
            raise BadInput([Fault(Form.PROJECT, Expected.NEW_PROJECT_ID, None, "id", project_id)])
        programme = latest.item.programme
        like = {} if copied is None else project_cells(found(latest.item, copied), programme)
        like = {name: cell for name, cell in like.items() if name not in PLACE_IN_SOURCE}
        own, of_stages = _parted(cells)
        made = _parsed({**like, **own, "id": project_id}, latest.item)
        base = with_stage_cells(latest.item, project_id, of_stages, Form.PROJECT)
        context = {PERIODS: programme.periods}
        after = made.model_dump(mode="json", exclude_defaults=True, context=context) | of_stages
        done: dict[str, Any] = {"action": "add project", "before": None, "after": after, "reason": reason}
        return _put(change, latest, base, made, **done)


def edit_project(
    workspace: Workspace,
    project_id: str,
    cells: Mapping[str, str],
    *,
    actor: Actor,
    reason: str,
    opened: int | None = None,
) -> Recorded[Project]:
    """Change fields of a project; what others have changed in its other fields meanwhile stays.

    Args:
        workspace: Where.
        project_id: Which project.
        cells: Field -> what a cell of the project table would hold; empty for what is not known. Fields of
            its stages are called as `stage_cells` calls them.
        actor: Who changes it.
        reason: Why.
        opened: The portfolio's version that the change was made on; None for the one in force.

    Returns:
        The project as it is now, with the portfolio's version; the same version where nothing has changed.

    Raises:
        BadInput: It does not fit the portfolio, there is none of this id, or no reason is given.
        Conflict: Somebody else has changed one of the same fields since.
    """
    _check_reason(reason)
    with workspace.changing(actor) as change:
        latest = change.latest()
        return _edited(change, latest, project_id, cells, action="edit project", reason=reason, opened=opened)


def retire_project(
    workspace: Workspace, project_id: str, *, actor: Actor, reason: str, opened: int | None = None
) -> Recorded[Project]:
    """Cancel a project: it stays in the list and in history, and has no works any more.

    Where its status has been reported, this is one more report, as the last of them decides.

    Raises:
        BadInput: There is none of this id, it has no works, or no reason is given.
        Conflict: Somebody else has changed its status since.
    """
    _check_reason(reason)
    with workspace.changing(actor) as change:
        latest = change.latest()
        project, reports = found(latest.item, project_id), latest.item.reports_of(project_id)
        status = latest.item.status_of(project)
        if not status.has_works:
            raise BadInput(
                [
                    Fault(
                        Form.PROJECT,
                        Expected.PROJECT_WITH_WORKS,
                        None,
                        "id",
                        project_id,
                        values={"status": status},
                    )
                ]
            )
        if not reports:
            cells = {"status": Status.CANCELLED.value}
            done = {"action": "retire project", "reason": reason}
            return _edited(change, latest, project_id, cells, opened=opened, **done)
        if opened is not None and begun(change, latest, opened).status_of(project) is not status:
            raise conflict(change, latest, f"project {project_id}", lambda _: True)
        closed = max(years_closed(change.work, change.portfolio), default=None)
        # What was closed stays as it was: nothing before its end is cancelled in hindsight.
        first = reports[-1].effective if closed is None else latest.item.programme.periods.first(closed + 1)
        effective = max(reports[-1].effective, first)
        changed: dict[str, object] = {"status": Status.CANCELLED, "note": reason, "forecast_finish": None}
        changed["effective"] = effective
        report = reports[-1].model_copy(update=changed)
        faults = report.faults_against(latest.item, Form.PROJECT)
        if faults:
            raise BadInput(faults)
        change.work.reports.add(change.portfolio, report, change.stamp)
        before, after = ({"status": one.value} for one in (status, Status.CANCELLED))
        subject = f"project {project_id}"
        change.note("retire project", subject, before, after, reason, replaced=latest)
        return Recorded(latest.number, change.stamp.at, change.stamp.by, project, latest.version)


def found(portfolio: Portfolio, project_id: str) -> Project:
    """Return the project of this id.

    Raises:
        BadInput: There is none.
    """
    for project in portfolio.projects:
        if project.id == project_id:
            return project
    raise BadInput([Fault(Form.PROJECT, Expected.PROJECT_HERE, None, "id", project_id)])


def _edited(
    change: Change,
    latest: Recorded[Portfolio],
    project_id: str,
    cells: Mapping[str, str],
    *,
    action: str,
    reason: str,
    opened: int | None,
) -> Recorded[Project]:
    """Put other cells into a project's row."""
    now, programme = found(latest.item, project_id), latest.item.programme
    own, of_stages = _parted(cells)
    wanted = _parsed({**project_cells(now, programme), **own, "id": project_id}, latest.item)
    base = with_stage_cells(latest.item, project_id, of_stages, Form.PROJECT)
    changes = [*of_project(now, wanted, programme), *_of_stages(latest.item, base, project_id)]
    if opened is not None:
        before = begun(change, latest, opened)
        then = found(before, project_id)
        theirs = [*of_project(then, now, programme), *_of_stages(before, latest.item, project_id)]
        meanwhile = {one.field for one in theirs}
        if meanwhile.intersection(_field(name) for name in cells):
            raise conflict(change, latest, f"project {project_id}", lambda _: True)
    if not changes:
        return Recorded(latest.number, latest.at, latest.by, now, latest.version)
    was = {str(one.field): one.before for one in changes}
    after = {str(one.field): one.after for one in changes}
    return _put(change, latest, base, wanted, action=action, before=was, after=after, reason=reason)


def _parted(cells: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the cells of a project's row, and those of its stages."""
    of_stages = {name: cell for name, cell in cells.items() if name.startswith("stages.")}
    return {name: cell for name, cell in cells.items() if name not in of_stages}, of_stages


def _of_stages(before: Portfolio, after: Portfolio, project_id: str) -> Iterator[Difference]:
    """Yield the fields in which the stages of a project differ."""
    old, new = (stage_cells(portfolio, project_id) for portfolio in (before, after))
    for name, cell in new.items():
        if old[name] != cell:
            yield Difference(f"project {project_id}", name, old[name] or None, cell or None)


def _put(
    change: Change,
    latest: Recorded[Portfolio],
    base: Portfolio,
    project: Project,
    *,
    action: str,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    reason: str,
) -> Recorded[Project]:
    """Put a project in place of the one of its id, or at the end, with the line of history.

    Args:
        change: The transaction.
        latest: The portfolio in force.
        base: The same with what is changed beside the project's row: its stages.
        project: As it is to be.
        action: What is done.
        before: What stood there.
        after: What stands there now.
        reason: Why.
    """
    others = base.projects
    place = next((n for n, one in enumerate(others) if one.id == project.id), len(others))
    changed = base.changed(projects=(*others[:place], project, *others[place + 1 :]))
    faults = [*_same_row(project, changed), *assumption_faults(changed, Form.PROJECT)]
    faults += report_faults(changed, Form.PROJECT)
    faults += appropriated_cost_faults(changed, project.id, None, Form.PROJECT)
    if faults:
        raise BadInput(faults)
    version = latest.version + 1
    change.work.portfolios.add_version(change.portfolio, changed, version, change.stamp)
    change.note(action, f"project {project.id}", before, after, reason, replaced=latest)
    return Recorded(latest.number, change.stamp.at, change.stamp.by, project, version)


def _same_row(project: Project, portfolio: Portfolio) -> list[Fault]:
    """Report a row of the source that another project comes from."""
    if project.annex is None or project.row is None:
        return []
    place = (project.annex, project.row)
    taken = any(p.id != project.id and (p.annex, p.row) == place for p in portfolio.projects)
    return [Fault(Form.PROJECT, Expected.FREE_ROW, None, "row", str(project.row))] if taken else []


def _parsed(cells: dict[str, str], portfolio: Portfolio) -> Project:
    if COST_AS_BEFORE in cells:  # as tables before called it; a row has one cost
        cells.pop("cost", None)
    return parse_project(cells, portfolio.programme, Form.PROJECT)


def _field(column: str) -> str:
    return "cost" if column == COST_AS_BEFORE else column


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput([Fault(Form.PROJECT, Expected.REASON, None, "reason")])

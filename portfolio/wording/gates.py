"""Gates and stages in words: what a gate asks of a project, and where the project stands."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.domain.gates import Hold
from portfolio.domain.holds import gates_of, has_begun, hold_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.stages import Stage, StageKind
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.tones import Row

_APPROVALS = (StageKind.PROPOSAL, StageKind.FEASIBILITY, StageKind.ESTIMATE)
"""Stages that are a basis for filing a project."""


def sentence(hold: Hold, say: Wording) -> str:
    """Return what a gate asks of a project: from when on it may start, or by how much it is too dear."""
    values: dict[str, object] = {"stage": say(f"stage.{hold.stage}"), "since": hold.since}
    if hold.approved is not None:
        values["approved"] = money.amount(hold.approved, say)
        values["excess"] = money.amount((hold.cost or 0) - hold.approved, say)
    return say(f"gate.{hold.kind}.{hold.reached}", **values)


def approved_by(project: Project, portfolio: Portfolio, say: Wording) -> str | None:
    """Return the last approval that a project has, with its date and document; None where none is known."""
    passed = [stage for stage in _stages(project, portfolio) if stage.date and stage.stage in _APPROVALS]
    if not passed:
        return None
    told = _done(passed[-1], say)
    return say("stage.with_note", stage=told, note=passed[-1].note) if passed[-1].note else told


def prepared(project: Project, portfolio: Portfolio, say: Wording) -> str | None:
    """Return the last stage that a project has passed and the next that is expected; None without either."""
    stages = list(_stages(project, portfolio))
    done = [_done(stage, say) for stage in stages if stage.date][-1:]
    coming = [ahead(stage, say) for stage in stages if stage.expected and not stage.date][:1]
    return say("clause.separator").join([*done, *coming]) or None


def stage_rows(project: Project, portfolio: Portfolio, cost: int | None, say: Wording) -> list[Row]:
    """Return a row for each stage on record: when, what was approved with it, and how the cost compares.

    Args:
        project: Whose stages.
        portfolio: Where they are on record.
        cost: What the project is planned to cost; None where that is not known.
        say: Words.
    """
    rows: list[Row] = []
    for stage in _stages(project, portfolio):
        amount = "—" if stage.amount is None else money.amount(stage.amount, say)
        over = cost is not None and stage.amount is not None and cost > stage.amount
        excess = money.amount((cost or 0) - (stage.amount or 0), say) if over else "—"
        when = stage.date or (ahead(stage, say) if stage.expected else say("stage.not_passed"))
        rows.append((say(f"stage.{stage.stage}"), [when, amount, excess, stage.note or "—"], ""))
    return rows


def stage_heads(say: Wording) -> list[str]:
    """Return the heads of a table of stages."""
    heads = [say(f"column.stages.{field}") for field in ("stage", "date", "amount")]
    return [*heads, say("stage.excess"), say("column.stages.note")]


def gate_lines(project: Project, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return what the gates of works that have not begun ask of them, of amounts where these are known."""
    if not project.status.has_works or has_begun(portfolio, project):
        return []
    holds = [hold_of(gate, portfolio, project) for gate in gates_of(portfolio, project)]
    waiting = [hold for hold in holds if hold is not None and hold.most is None]
    limits = [hold for hold in holds if hold is not None and hold.most is not None]
    told = [sentence(hold, say) for hold in waiting]
    return told + [
        say("stage.limit", stage=say(f"stage.{hold.stage}"), most=money.amount(hold.most or 0, say))
        for hold in limits
    ]


def _stages(project: Project, portfolio: Portfolio) -> Iterator[Stage]:
    found = (portfolio.stage_of(project.id, kind) for kind in StageKind)
    return (stage for stage in found if stage is not None)


def _done(stage: Stage, say: Wording) -> str:
    return say(f"stage.done.{stage.stage}", date=stage.date)


def ahead(stage: Stage, say: Wording) -> str:
    """Return a stage that is expected, and when."""
    return say("stage.ahead", stage=say(f"stage.{stage.stage}"), date=stage.expected)

"""The repository of runs: recorded when they are asked for, while they go on, and when they end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, insert, select, update

from portfolio.domain.history import Recorded
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.run import Progress, RunRecord, RunState, Topic
from portfolio.domain.scenario import Scenario
from portfolio.store import tables as t
from portfolio.store.repositories import Repository, Stamp

_PROGRESS = TypeAdapter(tuple[Progress, ...])
_OPEN = [state for state in RunState if not state.is_over]


class Runs(Repository):
    """Runs: recorded when they are asked for, while they go on, and when they end."""

    def add(
        self,
        portfolio: int,
        topic: Topic,
        scenario: Scenario,
        stamp: Stamp,
        *,
        subject: str = "",
        question: str = "",
    ) -> int:
        """Record that something was asked, and return the run's number.

        Args:
            portfolio: Whose run it is.
            topic: What is asked.
            scenario: About which scenario.
            stamp: When and by whom.
            subject: About what of it.
            question: Hash of everything the answer depends on.
        """
        values = {
            "portfolio_id": portfolio,
            "topic": topic,
            "subject": subject,
            "question": question,
            "scenario": scenario.model_dump(mode="json"),
            "state": RunState.QUEUED,
            "message": "",
            "solves": 0,
            "progress": [],
            "heard_at": stamp.at,
            "at": stamp.at,
            "by": stamp.by,
        }
        query = insert(t.solve_runs).values(values).returning(t.solve_runs.c.id)
        return int(self._connection.execute(query).scalar_one())

    def change(
        self, run: int, state: RunState, *, at: datetime, plan: int | None = None, message: str = ""
    ) -> None:
        """Record what became of a run."""
        finished = at if state.is_over else None
        values = {"state": state, "plan_id": plan, "finished_at": finished, "message": message}
        self._connection.execute(update(t.solve_runs).where(t.solve_runs.c.id == run).values(values))

    def hear(self, run: int, at: datetime, solves: int, progress: Sequence[Progress]) -> None:
        """Record that a run goes on, and how far it is."""
        kept = _PROGRESS.dump_python(tuple(progress), mode="json")
        values = {"heard_at": at, "solves": solves, "progress": kept}
        self._connection.execute(update(t.solve_runs).where(t.solve_runs.c.id == run).values(values))

    def is_answered(self, portfolio: int, question: str) -> bool:
        """Tell whether the same question has been answered to the end."""
        r = t.solve_runs
        query = select(r.c.id).where(
            r.c.portfolio_id == portfolio, r.c.question == question, r.c.state == RunState.FINISHED
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def stopped_plan(self, portfolio: int, question: str) -> Recorded[Plan] | None:
        """Return the plan that a question was left with, if its latest run was stopped."""
        r = t.solve_runs
        query = (
            select(r.c.id, r.c.at, r.c.by, r.c.state, t.plans.c.content)
            .outerjoin(t.plans)
            .where(r.c.portfolio_id == portfolio, r.c.question == question)
            .order_by(r.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None or row.state != RunState.CANCELLED or row.content is None:
            return None
        return Recorded(row.id, row.at, row.by, Plan.model_validate(row.content))

    def any_under_way(self, portfolio: int, heard_since: datetime) -> bool:
        """Tell whether any run goes on that has been heard of since then."""
        r = t.solve_runs
        query = select(r.c.id).where(
            r.c.portfolio_id == portfolio, r.c.state.in_(_OPEN), r.c.heard_at >= heard_since
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def all(
        self, portfolio: int, heard_since: datetime | None = None, most: int = 50
    ) -> list[Recorded[RunRecord]]:
        """Return the latest runs, newest first; of their plans only what is known of each.

        Args:
            portfolio: Whose.
            heard_since: A run that goes on and has not been heard of since then is interrupted: its process
                is gone. Without it all are as they were recorded.
            most: How many.
        """
        r = t.solve_runs
        query = (
            select(r, t.plans.c.status.label("plan_status"))
            .outerjoin(t.plans)
            .where(r.c.portfolio_id == portfolio)
            .order_by(r.c.id.desc())
            .limit(most)
        )
        return [_record(row, heard_since) for row in self._connection.execute(query)]


def _record(row: Row[Any], heard_since: datetime | None) -> Recorded[RunRecord]:
    state, finished_at = RunState(row.state), row.finished_at
    heard_at = row.heard_at or row.at
    if not state.is_over and heard_since is not None and heard_at < heard_since:
        state, finished_at = RunState.INTERRUPTED, heard_at
    record = RunRecord(
        topic=Topic(row.topic),
        subject=row.subject,
        scenario=Scenario.model_validate(row.scenario),
        state=state,
        plan_status=None if row.plan_status is None else PlanStatus(row.plan_status),
        finished_at=finished_at,
        message=row.message,
        solves=row.solves,
        progress=_PROGRESS.validate_python(row.progress),
    )
    return Recorded(row.id, row.at, row.by, record)

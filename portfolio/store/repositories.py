"""Repositories: domain objects in and out of the tables, within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from portfolio.domain.history import HistoryLine, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Progress, RunRecord, RunState, Topic
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.store import tables as t

_PROGRESS = TypeAdapter(tuple[Progress, ...])


@dataclass(frozen=True, slots=True)
class Stamp:
    """When (UTC) and by whom something is recorded."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Held:
    """A portfolio as the store knows it.

    Attributes:
        number: Its primary key.
        files_hash: Hash of the files it was last taken in from.
    """

    number: int
    files_hash: str


class _Repository:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection


class Portfolios(_Repository):
    """Portfolios and their versions; a version never changes."""

    def hold(self, address: str) -> None:
        """Let nobody else change the portfolio at this address, or take it in, until the transaction ends.

        Else two people could both find what they opened unchanged, and the second overwrite the first. SQLite
        lets one transaction in at a time as it is.
        """
        if self._connection.dialect.name == "postgresql":
            key = func.hashtextextended(address, 0)
            self._connection.execute(select(func.pg_advisory_xact_lock(key)))

    def find(self, address: str) -> Held | None:
        """Return the portfolio at this address, if it has been taken in."""
        query = select(t.portfolios.c.id, t.portfolios.c.files_hash).where(t.portfolios.c.address == address)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else Held(row.id, row.files_hash)

    def add(self, address: str, files_hash: str) -> Held:
        """Take a portfolio in, without any version yet."""
        values = {"address": address, "files_hash": files_hash}
        result = self._connection.execute(insert(t.portfolios).values(values).returning(t.portfolios.c.id))
        return Held(result.scalar_one(), files_hash)

    def note_files(self, portfolio: int, files_hash: str) -> None:
        """Remember which state of the files was taken in last."""
        query = update(t.portfolios).where(t.portfolios.c.id == portfolio).values(files_hash=files_hash)
        self._connection.execute(query)

    def latest(self, portfolio: int) -> Recorded[Portfolio]:
        """Return the version in force, with the status reports that belong to it."""
        v = t.portfolio_versions
        query = select(v).where(v.c.portfolio_id == portfolio).order_by(v.c.number.desc()).limit(1)
        row = self._connection.execute(query).one()
        reports = [record.item for record in StatusReports(self._connection).all(portfolio)]
        content = Portfolio.model_validate({**row.content, "status_reports": reports})
        return Recorded(row.id, row.at, row.by, content, row.number)

    def add_version(self, portfolio: int, content: Portfolio, number: int, stamp: Stamp) -> None:
        """Add a version; a second one of the same number fails, so that nobody's work is overwritten."""
        values = {
            "portfolio_id": portfolio,
            "number": number,
            "content": content.model_dump(mode="json", exclude={"status_reports"}),
            "at": stamp.at,
            "by": stamp.by,
        }
        self._connection.execute(insert(t.portfolio_versions).values(values))


class StatusReports(_Repository):
    """Status reports, added and never changed."""

    def add(self, portfolio: int, report: StatusReport, stamp: Stamp) -> int:
        """Record a report and return its number."""
        values = {
            "portfolio_id": portfolio,
            "project": report.project,
            "content": report.model_dump(mode="json"),
            "at": stamp.at,
            "by": stamp.by,
        }
        query = insert(t.status_reports).values(values).returning(t.status_reports.c.id)
        return int(self._connection.execute(query).scalar_one())

    def all(self, portfolio: int, project: str | None = None) -> list[Recorded[StatusReport]]:
        """Return the reports in the order in which they were made, of one project or of all."""
        r = t.status_reports
        query = select(r).where(r.c.portfolio_id == portfolio).order_by(r.c.id)
        if project is not None:
            query = query.where(r.c.project == project)
        return [
            Recorded(row.id, row.at, row.by, StatusReport.model_validate(row.content))
            for row in self._connection.execute(query)
        ]


class Scenarios(_Repository):
    """Saved scenarios, by name."""

    def find(self, portfolio: int, name: str) -> Recorded[Scenario] | None:
        """Return the scenario of this name, if there is one."""
        s = t.scenarios
        query = select(s).where(s.c.portfolio_id == portfolio, s.c.name == name)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _scenario(row)

    def all(self, portfolio: int) -> list[Recorded[Scenario]]:
        """Return all scenarios by name."""
        s = t.scenarios
        query = select(s).where(s.c.portfolio_id == portfolio).order_by(s.c.name)
        return [_scenario(row) for row in self._connection.execute(query)]

    def save(self, portfolio: int, scenario: Scenario, version: int, stamp: Stamp) -> None:
        """Write a scenario as this version, 1 for a new one."""
        values = {
            "content": scenario.model_dump(mode="json"),
            "version": version,
            "at": stamp.at,
            "by": stamp.by,
        }
        s = t.scenarios
        if version == 1:
            self._connection.execute(insert(s).values(portfolio_id=portfolio, name=scenario.name, **values))
        else:
            self._connection.execute(
                update(s).where(s.c.portfolio_id == portfolio, s.c.name == scenario.name).values(values)
            )

    def delete(self, portfolio: int, name: str) -> None:
        """Take a scenario away; history keeps what it was."""
        s = t.scenarios
        self._connection.execute(delete(s).where(s.c.portfolio_id == portfolio, s.c.name == name))


class Plans(_Repository):
    """Plans, immutable once recorded, and which of them are baselines."""

    def add(self, portfolio: int, plan: Plan, stamp: Stamp) -> int:
        """Record a plan and return its number."""
        values = {
            "portfolio_id": portfolio,
            "content": plan.model_dump(mode="json"),
            "data_hash": plan.provenance.data_hash,
            "scenario": plan.scenario.name,
            "at": stamp.at,
            "by": stamp.by,
        }
        query = insert(t.plans).values(values).returning(t.plans.c.id)
        return int(self._connection.execute(query).scalar_one())

    def approve(self, portfolio: int, plan: int, note: str, stamp: Stamp) -> None:
        """Make a recorded plan the baseline in force."""
        values = {"portfolio_id": portfolio, "plan_id": plan, "note": note, "at": stamp.at, "by": stamp.by}
        self._connection.execute(insert(t.baselines).values(values))

    def baseline(self, portfolio: int) -> Recorded[Plan] | None:
        """Return the baseline in force: the plan that was approved last. Its version counts the approvals."""
        return next(iter(self.baselines(portfolio, most=1)), None)

    def baselines(self, portfolio: int, most: int | None = None) -> list[Recorded[Plan]]:
        """Return the latest baselines, newest first; the version says the how many-th each was."""
        b = t.baselines
        count = select(func.count()).select_from(b).where(b.c.portfolio_id == portfolio)
        query = (
            select(b.c.id, b.c.at, b.c.by, t.plans.c.content)
            .join(t.plans)
            .where(b.c.portfolio_id == portfolio)
            .order_by(b.c.id.desc())
            .limit(most)
        )
        rows = self._connection.execute(query).all()
        latest = int(self._connection.execute(count).scalar_one())
        return [
            Recorded(row.id, row.at, row.by, Plan.model_validate(row.content), latest - number)
            for number, row in enumerate(rows)
        ]


class Runs(_Repository):
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

    def interrupt_silent(self, portfolio: int, since: datetime, at: datetime) -> None:
        """Note that runs of which nothing has been heard since then will not go on: their process is gone."""
        r = t.solve_runs
        open_states = [RunState.QUEUED, RunState.RUNNING]
        query = update(r).where(
            r.c.portfolio_id == portfolio,
            r.c.state.in_(open_states),
            or_(r.c.heard_at.is_(None), r.c.heard_at < since),
        )
        self._connection.execute(query.values(state=RunState.INTERRUPTED, finished_at=at))

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

    def all(self, portfolio: int, most: int = 50) -> list[Recorded[RunRecord]]:
        """Return the latest runs, newest first, with their plans."""
        r = t.solve_runs
        query = (
            select(r, t.plans.c.content.label("plan"))
            .outerjoin(t.plans)
            .where(r.c.portfolio_id == portfolio)
            .order_by(r.c.id.desc())
            .limit(most)
        )
        return [
            Recorded(
                row.id,
                row.at,
                row.by,
                RunRecord(
                    topic=Topic(row.topic),
                    subject=row.subject,
                    scenario=Scenario.model_validate(row.scenario),
                    state=RunState(row.state),
                    plan=None if row.plan is None else Plan.model_validate(row.plan),
                    finished_at=row.finished_at,
                    message=row.message,
                    solves=row.solves,
                    progress=_PROGRESS.validate_python(row.progress),
                ),
            )
            for row in self._connection.execute(query)
        ]


@dataclass(frozen=True, slots=True)
class Solved:
    """A result as it was written down.

    Attributes:
        time_limit: Seconds the solver was given; None where it had no limit.
    """

    result: str
    time_limit: float | None


class Solves(_Repository):
    """Solves and their results, by what was asked of the solver."""

    _KEPT = 1000

    def find(self, key: str) -> Solved | None:
        """Return the latest result for the same instance."""
        s = t.solves
        query = select(s.c.result, s.c.time_limit).where(s.c.key == key).order_by(s.c.id.desc()).limit(1)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else Solved(row.result, row.time_limit)

    def add(self, key: str, solved: Solved, at: datetime) -> None:
        """Write a result down; the oldest ones go, as they can be found again."""
        values = {"key": key, "result": solved.result, "time_limit": solved.time_limit, "at": at}
        number = self._connection.execute(insert(t.solves).values(values).returning(t.solves.c.id))
        self._connection.execute(delete(t.solves).where(t.solves.c.id <= number.scalar_one() - self._KEPT))


class History(_Repository):
    """The history of changes; lines are added and never changed."""

    def add(self, portfolio: int, line: HistoryLine) -> None:
        """Add a line."""
        values = {
            "portfolio_id": portfolio,
            "action": line.action,
            "subject": line.subject,
            "before": line.before,
            "after": line.after,
            "reason": line.reason,
            "at": line.at,
            "by": line.by,
        }
        self._connection.execute(insert(t.history).values(values))

    def all(self, portfolio: int, subject: str | None = None) -> list[HistoryLine]:
        """Return the lines, newest first, of one subject or of all."""
        h = t.history
        query = select(h).where(h.c.portfolio_id == portfolio).order_by(h.c.id.desc())
        if subject is not None:
            query = query.where(h.c.subject == subject)
        return [
            HistoryLine(row.at, row.by, row.action, row.subject, row.before, row.after, row.reason)
            for row in self._connection.execute(query)
        ]


def _scenario(row: Row[Any]) -> Recorded[Scenario]:
    return Recorded(row.id, row.at, row.by, Scenario.model_validate(row.content), row.version)

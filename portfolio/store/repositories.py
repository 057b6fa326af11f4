"""Repositories: domain objects in and out of the tables, within one transaction."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from portfolio.domain.history import Approval, Recorded
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.store import tables as t

_PAUSES = [0.002 * 2**n for n in range(6)] + [0.1] * 60
"""Seconds, at most, until who found a portfolio held asks again: soon at first, for some seconds in all."""

WITHDRAWS = "withdraws"
"""Marks an entry that withdraws a status report, whose number it holds."""


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
        files_hash: Hash of the files it was last taken in from; empty for one that lives here alone.
    """

    number: int
    files_hash: str

    @property
    def has_files(self) -> bool:
        """Whether it lies in a folder too, whose files may change."""
        return bool(self.files_hash)


class Repository:
    """Domain objects of one kind, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection


class Portfolios(Repository):
    """Portfolios and their versions; a version never changes."""

    def hold(self, address: str) -> None:
        """Let nobody else change the portfolio at this address, or take it in, until the transaction ends.

        Else two people could both find what they opened unchanged, and the second overwrite the first. SQLite
        lets one transaction in at a time as it is.

        Who finds it held asks again a little later, at a moment of chance, and stands in the queue only after
        many attempts: in a queue all who wait for the same thing find it changed by whoever was served before
        them, read it anew, and wait again, each time all of them.
        """
        if self._connection.dialect.name != "postgresql":
            return
        key = func.hashtextextended(address, 0)
        for pause in _PAUSES:
            if self._connection.execute(select(func.pg_try_advisory_xact_lock(key))).scalar_one():
                return
            time.sleep(random.uniform(0, pause))  # noqa: S311 - spreads who asks again, and hides nothing
        self._connection.execute(select(func.pg_advisory_xact_lock(key)))

    def find(self, address: str) -> Held | None:
        """Return the portfolio at this address, if it has been taken in."""
        query = select(t.portfolios.c.id, t.portfolios.c.files_hash).where(t.portfolios.c.address == address)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else Held(row.id, row.files_hash)

    def all(self) -> list[tuple[str, Held]]:
        """Return the address of every portfolio here, in order, and what is known of it."""
        p = t.portfolios
        query = select(p.c.address, p.c.id, p.c.files_hash).order_by(p.c.address)
        return [(row.address, Held(row.id, row.files_hash)) for row in self._connection.execute(query)]

    def add(self, address: str, files_hash: str) -> Held:
        """Take a portfolio in, without any version yet; the hash is empty for one that has no files."""
        values = {"address": address, "files_hash": files_hash}
        result = self._connection.execute(insert(t.portfolios).values(values).returning(t.portfolios.c.id))
        return Held(result.scalar_one(), files_hash)

    def note_files(self, portfolio: int, files_hash: str) -> None:
        """Remember which state of the files was taken in last."""
        query = update(t.portfolios).where(t.portfolios.c.id == portfolio).values(files_hash=files_hash)
        self._connection.execute(query)

    def latest(self, portfolio: int, known: Recorded[Portfolio] | None = None) -> Recorded[Portfolio]:
        """Return the version in force, with the status reports that belong to it.

        Args:
            portfolio: Which one.
            known: As it was read before; of that only what is new since is read.
        """
        v = t.portfolio_versions
        query = select(v.c.id, v.c.at, v.c.by, v.c.number).where(v.c.portfolio_id == portfolio)
        row = self._connection.execute(query.order_by(v.c.number.desc()).limit(1)).one()
        reports = StatusReports(self._connection)
        written = reports.count(portfolio)
        if known is None or (known.number, known.at) != (row.id, row.at):
            content = self.as_of(portfolio, row.number)
            return Recorded(row.id, row.at, row.by, content, row.number, written)
        if written == known.reports:
            return known
        made = tuple(record.item for record in reports.all(portfolio))
        return replace(known, item=known.item.changed(status_reports=made), reports=written)

    def as_of(self, portfolio: int, version: int, reports: int | None = None) -> Portfolio:
        """Return a version with the first so many entries of the status reports; with all by default.

        Raises:
            LookupError: There is no such version.
        """
        v = t.portfolio_versions
        query = select(v.c.content).where(v.c.portfolio_id == portfolio, v.c.number == version)
        content = self._connection.execute(query).scalar_one_or_none()
        if content is None:
            msg = f"version {version} of portfolio {portfolio}"
            raise LookupError(msg)
        made = StatusReports(self._connection).all(portfolio, most=reports)
        return Portfolio.model_validate({**content, "status_reports": [record.item for record in made]})

    def add_version(self, portfolio: int, content: Portfolio, number: int, stamp: Stamp) -> None:
        """Add a version; a second one of the same number fails, so that nobody's work is overwritten."""
        values = {
            "portfolio_id": portfolio,
            "number": number,
            "content": content.model_dump(mode="json", exclude={"status_reports"}, by_alias=True),
            "at": stamp.at,
            "by": stamp.by,
        }
        self._connection.execute(insert(t.portfolio_versions).values(values))


class StatusReports(Repository):
    """Status reports: entries added and never changed, one of which may withdraw another."""

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

    def withdraw(self, portfolio: int, report: Recorded[StatusReport], stamp: Stamp) -> None:
        """Let a report count no more; what it was, and that it was withdrawn, stays written."""
        content = {WITHDRAWS: report.number}
        values = {"portfolio_id": portfolio, "project": report.item.project, "content": content}
        self._connection.execute(insert(t.status_reports).values(**values, at=stamp.at, by=stamp.by))

    def count(self, portfolio: int) -> int:
        """Return how many entries there are, of reports and of withdrawals."""
        r = t.status_reports
        query = select(func.count()).select_from(r).where(r.c.portfolio_id == portfolio)
        return int(self._connection.execute(query).scalar_one())

    def all(
        self, portfolio: int, project: str | None = None, *, most: int | None = None
    ) -> list[Recorded[StatusReport]]:
        """Return the reports that count, in the order in which they were made.

        Args:
            portfolio: Whose.
            project: Of this project only.
            most: How many entries to go by; None for all.
        """
        r = t.status_reports
        query = select(r).where(r.c.portfolio_id == portfolio).order_by(r.c.id)
        if project is not None:
            query = query.where(r.c.project == project)
        rows = self._connection.execute(query.limit(most)).all()
        gone = {row.content[WITHDRAWS] for row in rows if WITHDRAWS in row.content}
        return [
            Recorded(row.id, row.at, row.by, StatusReport.model_validate(row.content))
            for row in rows
            if WITHDRAWS not in row.content and row.id not in gone
        ]


class Scenarios(Repository):
    """Saved scenarios, by name. A deleted one keeps its row, so that the versions of a name never repeat."""

    def find(self, portfolio: int, name: str) -> Recorded[Scenario] | None:
        """Return the scenario of this name, if there is one."""
        return self._scenario(portfolio, name, deleted=False)

    def deleted(self, portfolio: int, name: str) -> Recorded[Scenario] | None:
        """Return what had this name, if it was deleted, and when and by whom it was."""
        return self._scenario(portfolio, name, deleted=True)

    def _scenario(self, portfolio: int, name: str, *, deleted: bool) -> Recorded[Scenario] | None:
        s = t.scenarios
        query = select(s).where(s.c.portfolio_id == portfolio, s.c.name == name, s.c.deleted == deleted)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return Recorded(row.id, row.at, row.by, Scenario.model_validate(row.content), row.version)

    def names(self, portfolio: int) -> list[Recorded[str]]:
        """Return the names of all scenarios, in order, with version, moment and author."""
        s = t.scenarios
        query = select(s.c.id, s.c.at, s.c.by, s.c.name, s.c.version)
        query = query.where(s.c.portfolio_id == portfolio, ~s.c.deleted).order_by(s.c.name)
        return [
            Recorded(row.id, row.at, row.by, row.name, row.version) for row in self._connection.execute(query)
        ]

    def save(self, portfolio: int, scenario: Scenario, version: int, stamp: Stamp) -> None:
        """Write a scenario as this version, 1 for a name that was never used."""
        values = {
            "content": scenario.model_dump(mode="json"),
            "version": version,
            "deleted": False,
            "at": stamp.at,
            "by": stamp.by,
        }
        if version == 1:
            query = insert(t.scenarios).values(portfolio_id=portfolio, name=scenario.name, **values)
            self._connection.execute(query)
        else:
            self._change(portfolio, scenario.name, values)

    def delete(self, portfolio: int, name: str, stamp: Stamp) -> None:
        """Take a scenario away; what it was, and its version, are kept."""
        self._change(portfolio, name, {"deleted": True, "at": stamp.at, "by": stamp.by})

    def _change(self, portfolio: int, name: str, values: dict[str, Any]) -> None:
        s = t.scenarios
        self._connection.execute(
            update(s).where(s.c.portfolio_id == portfolio, s.c.name == name).values(values)
        )


class Plans(Repository):
    """Plans, immutable once recorded, and which of them are baselines."""

    def add(self, portfolio: int, plan: Plan, stamp: Stamp) -> int:
        """Record a plan and return its number."""
        values = {
            "portfolio_id": portfolio,
            "content": plan.model_dump(mode="json"),
            "data_hash": plan.provenance.data_hash,
            "scenario": plan.scenario.name,
            "status": plan.status,
            "at": stamp.at,
            "by": stamp.by,
        }
        query = insert(t.plans).values(values).returning(t.plans.c.id)
        return int(self._connection.execute(query).scalar_one())

    def find(self, portfolio: int, number: int) -> Plan | None:
        """Return the plan that was recorded under a number, if there is one."""
        query = select(t.plans.c.content).where(t.plans.c.portfolio_id == portfolio, t.plans.c.id == number)
        content = self._connection.execute(query).scalar_one_or_none()
        return None if content is None else Plan.model_validate(content)

    def approve(self, portfolio: int, plan: int, note: str, stamp: Stamp) -> None:
        """Make a recorded plan the baseline in force."""
        values = {"portfolio_id": portfolio, "plan_id": plan, "note": note, "at": stamp.at, "by": stamp.by}
        self._connection.execute(insert(t.baselines).values(values))

    def approve_again(self, portfolio: int, approval: Recorded[Approval], note: str, stamp: Stamp) -> None:
        """Put the plan of an earlier approval in force again."""
        b = t.baselines
        plan = self._connection.execute(select(b.c.plan_id).where(b.c.id == approval.number)).scalar_one()
        self.approve(portfolio, plan, note, stamp)

    def baseline(self, portfolio: int, known: Recorded[Plan] | None = None) -> Recorded[Plan] | None:
        """Return the baseline in force, the plan that was approved last; its version counts the approvals.

        Args:
            portfolio: Whose.
            known: As it was read before; it is returned, and no plan read, as long as it is in force.
        """
        approvals = self.approvals(portfolio)
        if not approvals:
            return None
        latest = approvals[0]
        if known is not None and (known.number, known.at) == (latest.number, latest.at):
            return known
        return self.approved(portfolio, latest.version)

    def approved(self, portfolio: int, version: int) -> Recorded[Plan] | None:
        """Return the baseline that was the so-many-th to be approved, if there is one."""
        b = t.baselines
        query = (
            select(b.c.id, b.c.at, b.c.by, t.plans.c.content)
            .join(t.plans)
            .where(b.c.portfolio_id == portfolio)
            .order_by(b.c.id)
            .offset(max(version, 1) - 1)
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None or version < 1:
            return None
        return Recorded(row.id, row.at, row.by, Plan.model_validate(row.content), version)

    def approvals(self, portfolio: int) -> list[Recorded[Approval]]:
        """Return what is known of all baselines but their plans, newest first.

        The version says the how many-th each was.
        """
        b = t.baselines
        query = (
            select(b.c.id, b.c.at, b.c.by, b.c.note, t.plans.c.scenario)
            .join(t.plans)
            .where(b.c.portfolio_id == portfolio)
            .order_by(b.c.id)
        )
        approved = [
            Recorded(row.id, row.at, row.by, Approval(row.scenario, row.note), number)
            for number, row in enumerate(self._connection.execute(query), start=1)
        ]
        return approved[::-1]


@dataclass(frozen=True, slots=True)
class Solved:
    """A result as it was written down.

    Attributes:
        time_limit: Seconds the solver was given; None where it had no limit.
    """

    result: str
    time_limit: float | None


class Solves(Repository):
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

"""Databases as versions before wrote them: opened by this one, and everything in them is there and goes on.

Each release leaves two files in `releases`, of the same content: an SQLite file, and what pg_dump --inserts
writes of PostgreSQL. Gongshu was opened, a scenario saved and another deleted, a project reported on, an
assumption changed, the data date set; the first baseline was approved before all of that.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from portfolio.domain.history import Actor
from portfolio.domain.plan import PlanStatus
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import Status
from portfolio.planning.check.rules import violations
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan
from portfolio.planning.records.baselines import baseline_in_force
from portfolio.planning.records.scenarios import deleted_scenario, save_scenario, saved_names, saved_scenario
from portfolio.planning.records.undoing import steps_of, undo
from portfolio.planning.records.workspace import Workspace
from portfolio.store.store import Store

RELEASES = Path(__file__).parent / "releases"
NAMES = sorted(path.name.removesuffix(".db.gz") for path in RELEASES.glob("*.db.gz"))
GONGSHU = "gongshu-2017-2021"
DATA = "sha256:bcea3081f9ed8f2c279b373c6219159cb1ea810e772c877c934e26af9e7aaacc"


@pytest.fixture(params=NAMES)
def released(request: pytest.FixtureRequest, url: str) -> Iterator[Workspace]:
    """Gongshu in the database of a release, brought up to date."""
    kept = RELEASES / request.param
    file = url.removeprefix("sqlite:///")
    if file != url:
        Path(file).parent.mkdir(exist_ok=True)
        Path(file).write_bytes(gzip.decompress(kept.with_name(f"{kept.name}.db.gz").read_bytes()))
    else:
        dump = gzip.decompress(kept.with_name(f"{kept.name}.sql.gz").read_bytes())
        # Past SQLAlchemy, to which a percent sign within a text would be the place of a parameter.
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as connection:
            connection.execute(dump)
    store = Store(url)
    yield Workspace(GONGSHU, store=store)
    store.close()


def test_everything_recorded_by_a_release_is_there(released: Workspace) -> None:
    portfolio = released.portfolio()
    assert (portfolio.version, len(portfolio.item.projects)) == (3, 38)
    # Models gain fields and names since: what was recorded must still be the same data to a plan.
    assert portfolio.item.data_hash == DATA
    assert portfolio.item.assumptions.schedule_overrun.years == 3
    assert str(portfolio.item.data_date) == "2017Q2"
    report = portfolio.item.reports_of("a1-08")[-1]
    assert (report.status, report.actual_spending) == (Status.UNDER_CONSTRUCTION, {2017: 300})
    assert [record.item for record in saved_names(released)] == ["紧"]
    saved, gone = saved_scenario(released, "紧"), deleted_scenario(released, "gone")
    assert saved is not None
    assert saved.item.ceilings == {"public": {2018: 90_000}}
    assert gone is not None
    baseline = baseline_in_force(released)
    assert baseline is not None
    assert baseline.item.annual_expenditure[2017] > 0
    lines = released.history()
    assert [line.action for line in lines[:3]] == ["set data date", "change assumptions", "report status"]
    assert {line.by for line in lines} >= {"李伟", "Zhang Min"}


def test_what_a_release_recorded_is_planned_from_and_changed_further(released: Workspace) -> None:
    save_scenario(released, Scenario(name="gone"), actor=Actor("Zhang Min"))
    again = saved_scenario(released, "gone")
    assert again is not None
    assert again.version == 2
    portfolio = released.portfolio().item
    plan = make_plan(Case(portfolio, Scenario(name="default"), baseline_in_force(released)))
    assert plan.status is PlanStatus.OPTIMAL
    assert violations(portfolio, plan) == ()


def test_the_steps_that_a_release_recorded_are_taken_back_and_done_again(released: Workspace) -> None:
    before, steps = released.portfolio().item, steps_of(released.history())
    for _ in steps:
        undo(released, actor=Actor("Zhang Min"))
    undone = released.portfolio().item
    assert (undone.data_date, undone.status_reports) == (None, ())
    assert saved_names(released) == []
    for _ in steps:
        undo(released, actor=Actor("Zhang Min"), redo=True)
    assert released.portfolio().item == before
    assert [record.item for record in saved_names(released)] == ["紧"]

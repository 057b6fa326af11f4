"""Many who write at once, each with connections of their own: nothing is lost, and few have to try again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from records import REPORT

from portfolio.domain.calendar import Period
from portfolio.domain.envelope import EnvelopeChange
from portfolio.domain.history import Actor, Conflict
from portfolio.domain.scenario import Scenario
from portfolio.planning.records.assumptions import change_assumptions, set_data_date
from portfolio.planning.records.reports import report_status, status_reports
from portfolio.planning.records.scenarios import delete_scenario, save_scenario, saved_names, saved_scenario
from portfolio.planning.records.workspace import Workspace

pytestmark = pytest.mark.soak

WRITERS = 20
LONGEST_WAIT = 600


@dataclass
class Counted:
    """How often each kind of change was made, and how often it had to be tried again."""

    made: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def until_done(self, name: str, change: Callable[[], object]) -> None:
        """Do what somebody does who finds it changed meanwhile: look again, and try again."""
        while True:
            try:
                change()
            except Conflict:
                with self._lock:
                    self.again[name] += 1
            else:
                with self._lock:
                    self.made[name] += 1
                return


Writer = Callable[[Workspace, Actor, Counted], None]


@pytest.fixture
def all_at_once(opened: Callable[..., Workspace]) -> Callable[[Writer], Counted]:
    """A function that has many write at the same time."""

    def run(write: Writer) -> Counted:
        counted = Counted()
        workspaces = [opened() for _ in range(WRITERS)]
        together = threading.Barrier(WRITERS)

        def begin(number: int) -> None:
            together.wait(LONGEST_WAIT)
            write(workspaces[number], Actor(f"writer {number}"), counted)

        with ThreadPoolExecutor(WRITERS) as threads:
            for ended in [threads.submit(begin, number) for number in range(WRITERS)]:
                ended.result(LONGEST_WAIT)
        return counted

    return run


def lines_of_writers(workspace: Workspace) -> Counter[str]:
    """Return how often history says that each kind of change was made by one of them."""
    return Counter(line.action for line in workspace.history() if line.by.startswith("writer"))


def test_changes_that_do_not_touch_each_other_never_have_to_be_tried_again(
    all_at_once: Callable[[Writer], Counted], workspace: Workspace
) -> None:
    def write(mine: Workspace, actor: Actor, counted: Counted) -> None:
        number = int(actor.name.split()[1])
        known, assumptions = mine.portfolio(), mine.portfolio().item.assumptions

        def save(opened: int | None = None) -> None:
            save_scenario(mine, Scenario(name=actor.name), actor=actor, opened=opened)

        def change(**fields: object) -> None:
            wanted = assumptions.model_copy(update=fields)
            change_assumptions(mine, wanted, actor=actor, reason="so", opened=known.version)

        counted.until_done("save", save)
        counted.until_done("save", lambda: save(1))
        note = REPORT.model_copy(update={"note": actor.name})
        counted.until_done("report", lambda: report_status(mine, note, actor=actor))
        replaced = Scenario(name="of all", overrun_years=number)
        counted.until_done("replace", lambda: save_scenario(mine, replaced, actor=actor, replace=True))
        if number == 0:
            longer = assumptions.schedule_overrun.model_copy(update={"years": 2})
            counted.until_done("assume", lambda: change(schedule_overrun=longer))
        if number == 1:
            other = assumptions.default_target.model_copy(update={"year": 2020})
            counted.until_done("assume", lambda: change(default_target=other))
        if number == 2:
            date = Period(2020, 2)
            counted.until_done(
                "date", lambda: set_data_date(mine, date, actor=actor, reason="", opened=known.version)
            )
        counted.until_done("delete", lambda: delete_scenario(mine, actor.name, actor=actor, opened=2))

    counted = all_at_once(write)
    assert counted.again == Counter()
    assert lines_of_writers(workspace) == Counter(
        {
            "save scenario": 3 * WRITERS,
            "report status": WRITERS,
            "delete scenario": WRITERS,
            "change assumptions": 2,
            "set data date": 1,
        }
    )
    known = workspace.portfolio()
    assert known.version == 4
    assert {report.note for report in known.item.status_reports} == {
        f"writer {number}" for number in range(WRITERS)
    }
    assert known.item.assumptions.schedule_overrun.years == 2
    assert known.item.assumptions.default_target.year == 2020
    assert known.item.data_date == Period(2020, 2)
    assert [(line.item, line.version) for line in saved_names(workspace)] == [("of all", WRITERS)]


def test_of_changes_to_the_same_none_is_lost(
    all_at_once: Callable[[Writer], Counted], workspace: Workspace
) -> None:
    """Everybody adds one to what they read: an update that is lost is one too few at the end."""

    def write(mine: Workspace, actor: Actor, counted: Counted) -> None:
        def add_to_scenario() -> None:
            found = saved_scenario(mine, "shared")
            least = 0 if found is None else found.item.envelope.minimum or 0
            more = Scenario(name="shared", envelope=EnvelopeChange(minimum=least + 1))
            save_scenario(mine, more, actor=actor, opened=None if found is None else found.version)

        def add_to_assumptions() -> None:
            known = mine.portfolio()
            (rule,) = known.item.assumptions.priorities
            more = rule.model_copy(update={"weight": rule.weight + 1})
            wanted = known.item.assumptions.model_copy(update={"priorities": (more,)})
            change_assumptions(mine, wanted, actor=actor, reason="so", opened=known.version)

        def add_to_reports() -> None:
            seen = status_reports(mine, "hospital")
            report = REPORT.model_copy(update={"note": str(len(seen))})
            report_status(mine, report, actor=actor, seen=seen[-1].number if seen else 0)

        for _ in range(2):
            counted.until_done("scenario", add_to_scenario)
        counted.until_done("assumptions", add_to_assumptions)
        counted.until_done("report", add_to_reports)

    (before,) = workspace.portfolio().item.assumptions.priorities
    counted = all_at_once(write)
    assert counted.made == Counter(scenario=2 * WRITERS, assumptions=WRITERS, report=WRITERS)
    shared = saved_scenario(workspace, "shared")
    assert shared is not None
    assert (shared.item.envelope.minimum, shared.version) == (2 * WRITERS, 2 * WRITERS)
    known = workspace.portfolio().item
    assert known.assumptions.priorities[0].weight == before.weight + WRITERS
    assert [report.note for report in known.status_reports] == [str(n) for n in range(WRITERS)]
    assert lines_of_writers(workspace).total() == 4 * WRITERS

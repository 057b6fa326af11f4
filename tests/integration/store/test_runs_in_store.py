"""Runs and solves in real databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from records import OFFICER, TIGHT, TIGHTER

from portfolio.domain.run import Progress, RunState, Topic
from portfolio.domain.scenario import Term, TermName
from portfolio.planning.records.workspace import Workspace
from portfolio.store.repositories import Solved, Solves

PEAK = Term(term=TermName.PEAK, resource="public")
PROGRESS = (
    Progress(tier=0, tiers=2, value=700, bound=None, seconds=0.25, terms=(PEAK,)),
    Progress(tier=1, tiers=2, value=3, bound=2.5, seconds=0.5, terms=(PEAK,), solve=2),
)


def asked(workspace: Workspace, **details: Any) -> int:
    with workspace.changing(OFFICER) as change:
        return change.work.runs.add(
            change.portfolio, details.pop("topic", Topic.PLAN), TIGHT, change.stamp, **details
        )


def test_a_run_is_kept_with_what_was_asked_and_how_far_it_got(workspace: Workspace) -> None:
    number = asked(workspace, topic=Topic.FRONTIER, subject="public", question="abc")
    with workspace.changing(OFFICER) as change:
        work, portfolio = change.work, change.portfolio
        (before,) = work.runs.all(portfolio)
        assert (before.number, before.item.state, before.item.finished_at) == (number, "queued", None)
        work.runs.change(number, RunState.RUNNING, at=before.at)
        work.runs.hear(number, before.at, 2, PROGRESS)
    with workspace.reading() as (work, portfolio):
        (kept,) = work.runs.all(portfolio)
    assert (kept.item.topic, kept.item.subject, kept.item.scenario) == (Topic.FRONTIER, "public", TIGHT)
    assert (kept.item.state, kept.item.finished_at) == (RunState.RUNNING, None)
    assert (kept.item.solves, kept.item.progress) == (2, PROGRESS)
    assert [step.gap for step in kept.item.progress] == [None, pytest.approx(0.5 / 3)]


def test_only_what_was_answered_to_the_end_counts_as_answered(workspace: Workspace) -> None:
    number = asked(workspace, question="abc")
    asked(workspace, question="")
    for state in RunState:
        with workspace.changing(OFFICER) as change:
            work, portfolio = change.work, change.portfolio
            work.runs.change(number, state, at=change.stamp.at)
            assert work.runs.is_answered(portfolio, "abc") is (state is RunState.FINISHED)
            assert not work.runs.is_answered(portfolio, "abcd")
            assert not work.runs.is_answered(portfolio + 1, "abc")


def test_only_runs_of_which_nothing_is_heard_are_interrupted(workspace: Workspace) -> None:
    silent, heard, over = (asked(workspace) for _ in range(3))
    with workspace.changing(OFFICER) as change:
        now = workspace.now() + timedelta(hours=1)
        change.work.runs.hear(heard, now, 0, ())
        change.work.runs.change(over, RunState.FAILED, at=now, message="no")
    with workspace.reading() as (work, portfolio):
        since = now - timedelta(seconds=1)
        found = work.runs.all(portfolio, since)
        assert work.runs.any_under_way(portfolio, since)
        assert not work.runs.any_under_way(portfolio, now + timedelta(seconds=1))
    asked_at = {run.number: run.at for run in found}
    assert {run.number: (run.item.state, run.item.finished_at) for run in found} == {
        silent: (RunState.INTERRUPTED, asked_at[silent]),
        heard: (RunState.QUEUED, None),
        over: (RunState.FAILED, now),
    }


def test_the_latest_result_of_an_instance_is_found(workspace: Workspace) -> None:
    with workspace.store.transaction() as work:
        assert work.solves.find("abc") is None
        work.solves.add("abc", Solved("一", 5.0), workspace.now())
        work.solves.add("abc", Solved("二", None), workspace.now())
        work.solves.add("abd", Solved("三", 5.0), workspace.now())
    with workspace.reading() as (work, _):
        assert work.solves.find("abc") == Solved("二", None)
        assert work.solves.find("abd") == Solved("三", 5.0)


def test_the_oldest_results_make_room(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Solves, "_KEPT", 3)
    with workspace.store.transaction() as work:
        for number in range(5):
            work.solves.add(str(number), Solved("x", None), workspace.now())
        assert [work.solves.find(str(number)) is not None for number in range(5)] == [
            *(False, False),
            *(True, True, True),
        ]


def test_a_question_answered_by_one_process_is_known_to_the_next(
    opened: Callable[..., Workspace],
) -> None:
    first, second = opened(), opened()
    number = asked(first, question="abc")
    with first.changing(OFFICER) as change:
        change.work.runs.change(number, RunState.FINISHED, at=change.stamp.at)
    with second.reading() as (work, portfolio):
        assert work.runs.is_answered(portfolio, "abc")
        assert TIGHTER not in [run.item.scenario for run in work.runs.all(portfolio)]

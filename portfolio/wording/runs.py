"""Runs in words: what was asked, how it ended, how far it got."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.changes import OF_PROJECTS, changes_of
from portfolio.domain.history import Recorded
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Progress, RunRecord, RunState, Topic
from portfolio.planning.runs.failing import faults_in
from portfolio.wording import aims, money
from portfolio.wording.changes import listed, scenario_title
from portfolio.wording.faults import lines
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name


def asked(record: RunRecord, portfolio: Portfolio, say: Wording) -> str:
    """Return what was asked: the topic, and what it was about."""
    return say(f"topic.{record.topic}", subject=_subject(record, portfolio, say))


def _subject(record: RunRecord, portfolio: Portfolio, say: Wording) -> str:
    match record.topic:
        case Topic.WHY:
            known = next((p for p in portfolio.projects if p.id == record.subject), None)
            return record.subject if known is None else say.name(known)
        case Topic.FRONTIER | Topic.SPREAD if record.subject in portfolio.payers:
            return payer_name(record.subject, portfolio, say)
        case Topic.CURVE if (parts := record.subject.rpartition(" "))[0] in portfolio.payers:
            return say("stair.of", payer=payer_name(parts[0], portfolio, say), year=int(parts[2]))
        case Topic.VALUE:
            return money.amount(int(record.subject), say)
        case _:
            return record.subject


def scenario(record: RunRecord, portfolio: Portfolio, say: Wording) -> str:
    """Return the scenario: its name, or else what it changes; what is gone since is left out."""
    known = {project.id for project in portfolio.projects}
    changes = {
        slot: value
        for slot, value in changes_of(record.scenario).items()
        if slot.kind not in OF_PROJECTS or slot.subject in known
    }
    return listed(changes, portfolio, say) or scenario_title(record.scenario.name, say)


def outcome(record: RunRecord, say: Wording) -> str:
    """Return where it stands, and what is known of its plan."""
    state = say(f"run.state.{record.state}")
    if record.plan_status is not None:
        return say("run.outcome", state=state, plan=say(f"plan.{record.plan_status}"))
    return state


def empty_list(found: Sequence[object], say: Wording) -> str | None:
    """Return that nothing was solved yet; None where something was."""
    return None if found else say("run.list_empty")


def answering(state: RunState, solves: int, say: Wording) -> str:
    """Return which solve of a long question is under way, or that it waits for another question."""
    return say("answer.queued") if state is RunState.QUEUED else say("answer.solves", number=solves + 1)


def waiting(state: RunState, say: Wording) -> str:
    """Return what a run that has found nothing yet is doing."""
    return say("run.starting" if state is RunState.RUNNING else "run.queued")


def seconds(run: Recorded[RunRecord], say: Wording) -> str:
    """Return how long it took from being asked to its end; unknown where nobody saw the end."""
    if run.item.finished_at is None or run.item.state is RunState.INTERRUPTED:
        return say("unknown")
    return f"{(run.item.finished_at - run.at).total_seconds():,.1f}"


def failure(state: RunState, message: str, say: Wording) -> str:
    """Return why a run that is over has nothing to show; its message begins with the kind of failure."""
    if state is RunState.CANCELLED:
        return say("run.stopped_empty")
    faults = faults_in(message)
    if faults:
        return say("run.bad_input", faults=lines(faults, say))
    kind = message.partition(":")[0]
    return say({"UncheckedPlan": "plan.unchecked", "SolverDied": "run.died"}.get(kind, "run.failed"))


def step_words(step: Progress, say: Wording) -> str:
    """Return in a line how good the best plan so far is in the aim that is under way."""
    value, bound = (aims.shown(number, step.terms, say) for number in (step.value, step.bound))
    seconds = f"{step.seconds:.1f}"
    return say("run.step", tier=step.tier + 1, tiers=step.tiers, value=value, bound=bound, seconds=seconds)


def progress_rows(
    progress: tuple[Progress, ...], record: RunRecord, portfolio: Portfolio, say: Wording
) -> list[tuple[str, list[str], str]]:
    """Return a row for each better plan: which aim, after how long, value, bound and gap."""
    rows = []
    for step in progress:
        if record.topic is Topic.PLAN:
            name = aims.name(step.terms, portfolio, say)
            value, bound = (aims.shown(number, step.terms, say) for number in (step.value, step.bound))
        else:
            name = say("answer.aim", solve=step.solve, tier=step.tier + 1, tiers=step.tiers)
            value = f"{step.value:,.0f}"
            bound = say("unknown") if step.bound is None else f"{step.bound:,.0f}"
        rows.append((name, [f"{step.seconds:,.2f}", value, bound, aims.gap(step.gap, say)], ""))
    return rows

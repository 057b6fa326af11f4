"""Stages and gates of works as data frames: when each is passed, and from when on works may start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

import pandas as pd

from portfolio.domain.calendar import Period
from portfolio.domain.gates import Hold
from portfolio.domain.holds import gates_of, has_begun, hold_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.stages import StageKind, period_of_date
from portfolio.wording import gates
from portfolio.wording.i18n import Wording

_DAY = len("2018-03-15")


class Mark(StrEnum):
    """What a mark stands for: a stage that was passed, one that is expected, a gate that opens."""

    PASSED = "passed"
    EXPECTED = "expected"
    GATE = "gate"


MARKS = ["id", "group", "day", "mark", "label", "told"]


def marks(portfolio: Portfolio, works: pd.DataFrame, say: Wording) -> pd.DataFrame:
    """Return one row for each stage of works that has a date, and for the gate of each that opens last.

    Columns: id and group (the row of the works), day, mark, label (short), told (in full, as HTML).

    Args:
        portfolio: Where stages are on record.
        works: As `frames.works` gives them.
        say: The reader's language.
    """
    rows: list[dict[str, object]] = []
    if portfolio.stages or portfolio.assumptions.gates:
        known = {project.id: project for project in portfolio.projects}
        for name, group in zip(works["id"], works["group"], strict=True):
            project = known[name]
            found = [*_of_stages(project, portfolio, say), *_of_gates(project, portfolio, say)]
            rows += [{"id": name, "group": group, **mark} for mark in found]
    return pd.DataFrame(rows, columns=MARKS)


def columns(portfolio: Portfolio, projects: Iterable[Project], say: Wording) -> dict[str, list[str]]:
    """Return head -> a cell for each project: where it stands, and what its gates ask; none without any."""
    listed = list(projects)
    found: dict[str, list[str]] = {}
    if portfolio.stages:
        told = [gates.prepared(project, portfolio, say) for project in listed]
        found[say("stage.title")] = [words or "" for words in told]
    if portfolio.assumptions.gates:
        asked = [gates.gate_lines(project, portfolio, say) for project in listed]
        found[say("column.assumptions.gates")] = [say.together(lines) for lines in asked]
    return found


def _of_stages(project: Project, portfolio: Portfolio, say: Wording) -> Iterator[dict[str, object]]:
    for kind in StageKind:
        stage = portfolio.stage_of(project.id, kind)
        text = None if stage is None else stage.date or stage.expected
        if stage is None or text is None:
            continue
        told = say(f"stage.done.{kind}", date=text) if stage.date else gates.ahead(stage, say)
        mark = Mark.PASSED if stage.date else Mark.EXPECTED
        yield {
            "day": _day(text, portfolio, say),
            "mark": mark,
            "label": say(f"stage.short.{kind}"),
            "told": told,
        }


def _of_gates(project: Project, portfolio: Portfolio, say: Wording) -> Iterator[dict[str, object]]:
    if has_begun(portfolio, project):
        return
    asked = (hold_of(gate, portfolio, project) for gate in gates_of(portfolio, project))
    opening: list[tuple[Period, Hold]] = [(hold.since, hold) for hold in asked if hold and hold.since]
    if opening:
        since, last = max(opening, key=lambda one: one[0])
        told = "<br>".join(dict.fromkeys(gates.sentence(hold, say) for _, hold in opening))
        label = say(f"stage.short.{last.stage}")
        yield {"day": say.fiscal_year.first_day(since), "mark": Mark.GATE, "label": label, "told": told}


def _day(text: str, portfolio: Portfolio, say: Wording) -> date:
    """Return the day that a stage is drawn at: the middle of a month or quarter of which no day is known."""
    if len(text) == _DAY:
        return date.fromisoformat(text)
    programme = portfolio.programme
    if "Q" not in text:
        return date.fromisoformat(f"{text}-15")
    period = period_of_date(text, programme.fiscal_year, programme.period)
    first, after = (turn(period) for turn in (say.fiscal_year.first_day, say.fiscal_year.day_after))
    return first + (after - first) // 2

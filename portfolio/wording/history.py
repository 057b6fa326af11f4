"""Lines of history in words: what was done to what, what stood there before and what stands there now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portfolio.domain.changes import OF_PROJECTS, changes_of
from portfolio.domain.differences import Difference
from portfolio.domain.history import Conflict, HistoryLine
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.status import StatusReport
from portfolio.planning.records.people import SETTING_UP
from portfolio.wording import assumption_rules, reports
from portfolio.wording.changes import in_full, scenario_title
from portfolio.wording.columns import column_label
from portfolio.wording.i18n import Wording
from portfolio.wording.imports import place_of, shown_value, whole_words
from portfolio.wording.promises import promise_name
from portfolio.wording.times import moment

_MOST_ITEMS = 12
"""Lines of one side of a change to a list before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line of history as it is shown; before and after are lists of lines, empty where nothing stood."""

    at: str
    by: str
    what: str
    before: list[str]
    after: list[str]
    why: str


def told(line: HistoryLine, portfolio: Portfolio, say: Wording) -> Told:
    """Return a line of history in words."""
    is_setup = line.by == SETTING_UP.name
    before, after = _sides(line, portfolio, say)
    return Told(
        at=moment(line.at, say),
        by=say("history.first_use") if is_setup else line.by,
        what=what_words(line, portfolio, say),
        before=before,
        after=after,
        why=say("history.by_itself") if is_setup else line.reason or "—",
    )


def what_words(line: HistoryLine, portfolio: Portfolio, say: Wording) -> str:
    """Return what was done, taken back or done again."""
    done = say(f"history.{line.action.replace(' ', '_')}", subject=_subject(line, portfolio, say))
    if line.undoes is not None:
        return say("history.undone", what=done)
    return done if line.redoes is None else say("history.redone", what=done)


def clash_lines(conflict: Conflict, say: Wording) -> list[str]:
    """Return in a line each what was changed again since: as the step left it, and as it is now."""
    return [
        say(
            "history.clash",
            place=place_of(clash, say),
            made=shown_value(clash.before, say),
            now=shown_value(clash.after, say),
        )
        for clash in conflict.clashes
    ]


def changes_words(lines: Iterable[HistoryLine], portfolio: Portfolio, say: Wording) -> str:
    """Return what was changed, by whom and when, one after the other."""
    changes = [told(line, portfolio, say) for line in lines]
    return say.few([say("approve.change", what=one.what, by=one.by, at=one.at) for one in changes])


def _subject(line: HistoryLine, portfolio: Portfolio, say: Wording) -> str:
    kind, _, name = line.subject.partition(" ")
    if kind == "list":
        table, _, last = name.rpartition(".")
        return column_label(table or "portfolio", last, say)
    if kind == "target":
        return promise_name(name, portfolio, say)
    if kind != "project":
        return name
    known = next((p for p in portfolio.projects if p.id == name), None)
    return name if known is None else say.name(known)


def _sides(line: HistoryLine, portfolio: Portfolio, say: Wording) -> tuple[list[str], list[str]]:
    if line.action == "change assumptions":
        return assumption_rules.changed(line.before, line.after, portfolio, say)
    before, after = (_side(line, content, portfolio, say) for content in (line.before, line.after))
    return before, after


def _side(line: HistoryLine, content: Any, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return one side of a line; the words depend on what was done."""
    if content is None:
        return []
    match line.action:
        case "report status":
            project = line.subject.partition(" ")[2]
            report = StatusReport.model_validate({**content, "project": project})
            return reports.in_words(report, say)
        case "save scenario" | "delete scenario":
            return _changes(Scenario.model_validate(content), portfolio, say)
        case "set data date":
            return [say.quarter(portfolio.programme.periods.parse(content))]
        case "add project" | "edit project" | "retire project":
            return [
                say(
                    "history.field", field=column_label("projects", field, say), value=shown_value(value, say)
                )
                for field, value in content.items()
            ]
        case "report target":
            return [
                say(
                    "history.field", field=column_label("readings", field, say), value=shown_value(value, say)
                )
                for field, value in content.items()
            ]
        case "edit programme":
            return [
                say(
                    "history.field", field=column_label("programme", path, say), value=shown_value(value, say)
                )
                for path, value in content.items()
            ]
        case "edit list":
            return _of_a_list(content, say)
        case "import portfolio":
            return [say("history.imported", **content)] if "added" in content else []
        case "approve baseline":
            return [scenario_title(content["scenario"], say), *_made_from(content, say)]
        case _:
            return []


def _of_a_list(content: list[tuple[str, str | None, Any]], say: Wording) -> list[str]:
    """Return what stands in a list on one side of a change, the first items of many."""
    told = content[: say.at_most(_MOST_ITEMS)]
    lines = []
    for subject, field, value in told:
        change = Difference(subject, field, None, value)
        words = shown_value(value, say) if field else whole_words(change, say)
        lines.append(say("history.field", field=place_of(change, say), value=words))
    if len(content) > len(told):
        lines.append(say("fault.note.and_more", n=len(content) - len(told)))
    return lines


def _made_from(content: dict[str, Any], say: Wording) -> list[str]:
    """Return which data an approved plan was made from; what was approved before that was noted has none."""
    if "version" not in content:
        return []
    lines = [say("history.made_from", version=content["version"], reports=content["reports"])]
    if content["changes_since"]:
        lines.append(say("history.changed_since", number=content["changes_since"]))
    return lines


def _changes(scenario: Scenario, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return the changes of a scenario as it was; projects that are gone since are left out."""
    known = {project.id for project in portfolio.projects}
    return [
        in_full(slot, value, scenario, portfolio, say)
        for slot, value in changes_of(scenario).items()
        if slot.kind not in OF_PROJECTS or slot.subject in known
    ]

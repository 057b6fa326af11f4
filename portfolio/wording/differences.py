"""What is different between two plans, in rows of words: who moved, which money, which aims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from portfolio.domain.plan import Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.comparing import Comparison, Moved
from portfolio.planning.answers.reasons import Reason, reasons
from portfolio.wording import aims, gates, money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name, payers_in_order
from portfolio.wording.plans import capacity_name, span_text, timing_text
from portfolio.wording.tones import Row

_NOTHING = "—"
_REASONS = 2
"""Reasons told for one project before the rest is counted."""


def moved_rows(
    comparison: Comparison, portfolio: Portfolio, say: Wording, why: Mapping[str, str]
) -> list[Row]:
    """Return a row for each project treated differently, the dearest first; its id where it has no name here.

    Cells: works before, works after, what that means in words, how late it is now, and why it moved.

    Args:
        comparison: What is different.
        portfolio: Whose projects they are.
        say: Words.
        why: Project -> why it moved, in words.
    """
    known = {project.id: project for project in portfolio.projects}
    rows: list[Row] = []
    for entry in sorted(comparison.moved, key=lambda entry: -_cost(entry.after)):
        project = known.get(entry.project)
        name = entry.project if project is None else say.full_name(project)
        timing = _NOTHING
        if project is not None and entry.after is not None:
            timing = timing_text(project, entry.after, say)
        spans = [
            _NOTHING if planned is None else span_text(planned, say)
            for planned in (entry.before, entry.after)
        ]
        rows.append((name, [*spans, moved_words(entry, say), timing, why.get(entry.project, "")], ""))
    return rows


def _cost(planned: PlannedProject | None) -> int:
    return 0 if planned is None else planned.paid_in_all


def reasons_in_words(
    before: Plan, after: Plan, comparison: Comparison, portfolio: Portfolio, say: Wording
) -> dict[str, str]:
    """Return project -> why it moved."""
    return {
        project: reason_words(found, portfolio, say)
        for project, found in reasons(portfolio, before, after, comparison).items()
    }


def reason_words(found: Sequence[Reason], portfolio: Portfolio, say: Wording) -> str:
    """Return why a project moved; the first reasons are told and the rest counted."""
    words = [_reason(reason, portfolio, say) for reason in found[: say.at_most(_REASONS)]]
    if len(found) > len(words):
        words.append(say.counted("reason.more", len(found) - len(words)))
    return say.together(words)


def _reason(reason: Reason, portfolio: Portfolio, say: Wording) -> str:
    values: dict[str, object] = {"year": reason.year, "quarter": reason.quarter}
    if reason.over is not None:
        values["over"] = money.amount(reason.over, say)
    if reason.payer is not None:
        values["payer"] = payer_name(reason.payer, portfolio, say)
    if reason.project is not None:
        values["project"] = say.full_name(portfolio.project(reason.project))
    if reason.hold is not None:
        values["gate"] = gates.sentence(reason.hold, say)
    if reason.capacity is not None:
        values["capacity"] = capacity_name(reason.capacity, portfolio, say)
    if reason.periods is not None:
        return say.counted(f"reason.{reason.cause}", reason.periods)
    return say(f"reason.{reason.cause}", **values)


def moved_words(entry: Moved, say: Wording) -> str:
    """Return what happens to a project, in words."""
    if entry.before is None:
        return say("moved.added")
    if entry.after is None:
        return say("moved.removed")
    if entry.appears:
        return say("moved.appears")
    if entry.disappears:
        return say("moved.disappears")
    parts = []
    if entry.finish_shift:
        parts.append(shift_words(entry.finish_shift, say))
    elif entry.start_shift:
        key = "moved.starts_later" if entry.start_shift > 0 else "moved.starts_earlier"
        parts.append(say.counted(key, abs(entry.start_shift)))
    if entry.cost_change:
        parts.append(say("moved.cost", amount=money.difference(entry.cost_change, say)))
    return say.listed(parts) if parts else say(_same_dates(entry.before, entry.after))


def _same_dates(before: PlannedProject, after: PlannedProject) -> str:
    """Return the key of what differs between two plans of a project that starts, ends and costs the same."""
    if before.expenditure != after.expenditure:
        return "moved.phasing"
    return "moved.payers" if before.by_source != after.by_source else "moved.pace"


def shift_words(quarters: int, say: Wording) -> str:
    """Return by how many quarters a finish moves, and which way."""
    return say.counted("moved.later" if quarters > 0 else "moved.earlier", abs(quarters))


def money_rows(
    after: Plan, changes: dict[str, dict[int, int]], portfolio: Portfolio, years: list[int], say: Wording
) -> list[Row]:
    """Return payer x (planned, difference) x fiscal year in the unit of tables; the total of years first.

    `changes` holds signed differences by payer and year, in 10k CNY; a payer without any has no second row.
    """
    rows: list[Row] = []
    for payer, members in payers_in_order(portfolio).items():
        spent = {
            year: sum(after.by_funding_source.get(s, {}).get(year, 0) for s in members) for year in years
        }
        cells = [money.table_amount(amount, say) for amount in (sum(spent.values()), *spent.values())]
        rows.append((payer_name(payer, portfolio, say), cells, "total" if payer == "total" else ""))
        change = {year: changes.get(payer, {}).get(year, 0) for year in years}
        if any(change.values()):
            signed = [signed_amount(amount, say) for amount in change.values()]
            rows.append((say("difference"), [signed_sum(change.values(), say), *signed], "minor"))
    return rows


def signed_amount(amount: int, say: Wording) -> str:
    """Return a difference in the unit of tables with its sign; a dash for none."""
    if amount == 0:
        return _NOTHING
    return ("+" if amount > 0 else "−") + money.table_amount(abs(amount), say)


def signed_sum(amounts: Iterable[int], say: Wording) -> str:
    """Return what differences come to in all, signed; what makes up for each other is ±0, which says so."""
    total = sum(amounts)
    return signed_amount(total, say) if total else "±0"


def moves_note(comparison: Comparison, say: Wording) -> str | None:
    """Return that nobody moved; None where somebody did."""
    return None if comparison.moved else say("moves.none")


def spends_the_same(comparison: Comparison) -> bool:
    """Tell whether every source spends the same in every year."""
    return not any(any(by_year.values()) for by_year in comparison.money.values())


def variance_note(comparison: Comparison, say: Wording) -> str:
    """Return that spending is that of the baseline, or how its differences are to be read."""
    return say("variance.exact" if spends_the_same(comparison) else "variance.note")


def aim_rows(before: Plan, after: Plan, portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return what each aim came to in both plans, in the order of the later one; what only one had, last."""
    old = {outcome.terms: outcome for outcome in before.provenance.objective}
    rows: list[Row] = []
    for number, outcome in enumerate(after.provenance.objective, start=1):
        was = old.pop(outcome.terms, None)
        cells = [
            _NOTHING if was is None else aims.shown(was.value, outcome.terms, say),
            aims.shown(outcome.value, outcome.terms, say),
        ]
        rows.append((f"{number}. {aims.name(outcome.terms, portfolio, say)}", cells, ""))
    for gone in old.values():
        cells = [aims.shown(gone.value, gone.terms, say), _NOTHING]
        rows.append((aims.name(gone.terms, portfolio, say), cells, "minor"))
    return rows


def changed_aims(comparison: Comparison, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return in a line each what came to something else, or is an aim of one plan only."""
    return [
        say(
            "compare.aim",
            aim=aims.name(aim.terms, portfolio, say),
            before=aims.shown(aim.before, aim.terms, say) if aim.aimed_before else say("compare.no_such_aim"),
            after=aims.shown(aim.after, aim.terms, say) if aim.aimed_after else say("compare.no_such_aim"),
        )
        for aim in comparison.objective
        if aim.is_changed
    ]

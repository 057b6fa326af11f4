"""Tables for the terminal: what is promised, planned and reported, a table for each group."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from portfolio.cli.tables import table_of
from portfolio.cli.words import SAY
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.promises import Group, Promise
from portfolio.wording import promises, targets
from portfolio.wording.i18n import Wording
from portfolio.wording.tones import Row

_OF_A_PLAN = (Group.FACILITIES, Group.MONEY)


def show_promises(out: Console, portfolio: Portfolio, found: Sequence[Promise]) -> None:
    """Print everything that is promised, group by group; or that nothing is."""
    say = SAY.of(portfolio)
    if not found:
        out.print(say("promise.nothing"))
    for group in Group:
        held = [promise for promise in found if promise.group is group]
        if held:
            _show(out, group, held, portfolio, say)


def _show(out: Console, group: Group, found: Sequence[Promise], portfolio: Portfolio, say: Wording) -> None:
    is_of_a_plan = group in _OF_A_PLAN
    measured = group is Group.INDICATORS
    heads = [say("promise.name"), *([say("promise.kind"), say("promise.baseline")] if measured else [])]
    heads += [say(f"promise.{part}") for part in ("promised", "by_when", "planned", "reported", "verdict")]
    years = portfolio.calendar.programme_years if is_of_a_plan else ()
    rows: list[Row] = [_row(promise, years, portfolio, say) for promise in found]
    title = say("promise.of", group=say(f"promise.group.{group}"))
    out.print(table_of(title, [*heads, *map(say.year, years)], rows, numbers=len(years)))


def _row(promise: Promise, years: Sequence[int], portfolio: Portfolio, say: Wording) -> Row:
    item = promise.item
    cells = []
    if promise.group is Group.INDICATORS:
        cells += [promises.kind_words(item, say), promises.baseline_words(item, say)]
    cells += [
        "; ".join(promises.milestone_words(one, promise, say) for one in promise.milestones)
        or say("promise.no_target"),
        "; ".join(promises.when_words(one, say) for one in promise.milestones),
        promises.kept_words(promise.planned, promise, say),
        promises.reported_words(promise, say),
        promises.verdict_words(promise, portfolio, say),
    ]
    by_year = [] if promise.outcome is None else targets.by_year(promise.outcome, years, say)
    return say.either(item, "name"), [*cells, *by_year], ""

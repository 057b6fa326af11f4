"""What all commands share, and tables for the terminal, with totals and units."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from portfolio.cli.words import SAY
from portfolio.domain.assumptions import TOTAL
from portfolio.domain.calendar import Period
from portfolio.domain.estimates import Totals
from portfolio.domain.history import Recorded
from portfolio.domain.money import TEN_THOUSAND_YUAN
from portfolio.domain.plan import Plan, PlannedProject, PlanStatus, Violation
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.programme import Programme
from portfolio.domain.project import Project
from portfolio.domain.run import Progress
from portfolio.domain.spending import summed
from portfolio.wording import explanations, freedom, money, proofs, runs, shares, summaries
from portfolio.wording.classes import place_head, places_text, type_name
from portfolio.wording.costs import totals_words
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name, peak_rows, peak_texts
from portfolio.wording.plans import source_cost_text, source_target_text, target_text, timing_text
from portfolio.wording.times import moment
from portfolio.wording.tones import Row


def console() -> Console:
    """Return a console that prints names as they are, and keeps wide tables whole in a file or a pipe."""
    return Console(width=None if sys.stdout.isatty() else 200, markup=False, emoji=False)


@contextmanager
def progress_line() -> Iterator[tuple[Callable[[Progress], None], Callable[[str], None]]]:
    """Show the best plan so far on one line of stderr, and above it whatever is to stay there."""
    out = Console(stderr=True, markup=False, emoji=False, soft_wrap=True)
    with out.status(f"{SAY('run.title')}…") as status:
        yield lambda progress: status.update(runs.step_words(progress, SAY)), out.print


def show_records(out: Console, title: str, heads: Sequence[str], rows: Sequence[Row], nothing: str) -> None:
    """Print what was recorded, each with when and by whom at its end; or that nothing was."""
    ends = [SAY("history.when"), SAY("history.who")]
    out.print(table_of(title, [*heads, *ends], rows) if rows else nothing)


def when_and_by(record: Recorded[Any]) -> list[str]:
    """Return when something was recorded, and by whom."""
    return [moment(record.at, SAY), record.by]


def print_json(content: Any, programme: Programme | None = None) -> None:
    """Print models, dataclasses and plain content as JSON, amounts and periods in a programme's units."""
    typer.echo(json.dumps(plain(content, programme), ensure_ascii=False, indent=2))


def stamped(record: Recorded[Any], **content: Any) -> dict[str, Any]:
    """Return what is recorded as JSON content: when, by whom, which version, and what."""
    return {"at": record.at.isoformat(), "by": record.by, "version": record.version, **content}


def plain(item: Any, programme: Programme | None = None) -> Any:
    """Return dataclasses and models as plain JSON content, amounts and periods in a programme's units.

    A dataclass names its fields that hold amounts in `in_money`, and those that hold the values of a plan's
    aims, one after the other, in `by_aim`.
    """
    if isinstance(item, BaseModel):
        return item.model_dump(mode="json", context=None if programme is None else programme.units)
    if isinstance(item, Period):
        return str(item)
    if dataclasses.is_dataclass(item):
        values = {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
        content = {name: plain(value, programme) for name, value in values.items()}
        content |= {name: _printed(values[name], programme) for name in getattr(item, "in_money", ())}
        for name in getattr(item, "by_aim", ()):
            aims = zip(values[name], values["plan"].provenance.objective, strict=False)
            known = [_printed(value, programme) if aim.is_money else value for value, aim in aims]
            content[name] = known + content[name][len(known) :]  # a plan that does not exist has no aims
        return content
    if isinstance(item, dict):
        return {str(key): plain(value, programme) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [plain(entry, programme) for entry in item]
    return item


def _printed(value: Any, programme: Programme | None) -> Any:
    """Return amounts, however they are kept together, as numbers of the unit of a programme's money."""
    money = TEN_THOUSAND_YUAN if programme is None else programme.money
    if isinstance(value, int):
        return money.printed(value)
    if isinstance(value, float):
        return value / money.kept_in_one
    if isinstance(value, dict):
        return {str(key): _printed(amount, programme) for key, amount in value.items()}
    if isinstance(value, tuple):
        return [_printed(amount, programme) for amount in value]
    if dataclasses.is_dataclass(value):
        amounts = {name: getattr(value, name) for name in ("before", "after")}
        return {**plain(value, programme), **_printed(amounts, programme)}
    return plain(value, programme)


def lines(out: Console, sentences: Iterable[str | None]) -> None:
    """Print sentences below each other, but those that there are none of."""
    for sentence in sentences:
        if sentence is not None:
            out.print(sentence)


def table_of(title: str | None, heads: Sequence[str], rows: Iterable[Row] = (), *, numbers: int = 0) -> Table:
    """Return a table of rows of words; its last columns, as many as hold numbers, stand to the right."""
    table = Table(title=title, title_justify="left")
    for place, head in enumerate(heads, start=1):
        table.add_column(head, justify="right" if place > len(heads) - numbers else "left", overflow="fold")
    for name, cells, _ in rows:
        table.add_row(Text(name), *map(Text, cells))
    return table


def in_unit(title: str, say: Wording) -> str:
    """Return a title with the unit of the amounts below it."""
    return say("table.in_unit", title=title, unit=money.table_unit(say))


def show_projects(out: Console, portfolio: Portfolio) -> None:
    """Print the projects as loaded, and what they cost in all."""
    say = SAY.of(portfolio)
    keys = ("id", "name", "street", "type", "status", "target", "units", "cost")
    title = f"{say.either(portfolio.programme, 'name')}\n{in_unit(say('column.cost'), say)}"
    table = table_of(
        title,
        [place_head(portfolio, say) if key == "street" else say(f"column.{key}") for key in keys],
        numbers=2,
    )
    for project in portfolio.projects:
        table.add_row(
            project.id,
            "\n".join(dict.fromkeys((project.own_name, say.either(project, "name")))),
            say("field.blank") if project.place is None else places_text(project, portfolio, say),
            type_name(project.facility_type, portfolio, say),
            say(f"status.{project.status}"),
            source_target_text(project, portfolio, say) or say("field.blank"),
            str(project.units),
            source_cost_text(project, say),
        )
    table.add_section()
    counted = say(
        "data.total",
        n=len(portfolio.projects),
        priced=sum(project.is_priced for project in portfolio.projects),
    )
    priced = Totals.of(portfolio.projects).priced
    total = say("not_priced") if priced is None else money.table_amount(priced, say)
    table.add_row("", counted, "", "", "", "", "", total)
    out.print(table)
    lines(out, totals_words(portfolio.projects, say))


def show_plan(out: Console, portfolio: Portfolio, plan: Plan) -> None:
    """Print a plan: what happens when, what it costs by year and source, and how good it provably is."""
    say = SAY.of(portfolio)
    if not plan.status.has_plan:
        show_absence(out, portfolio, plan)
        return
    out.print(_schedule(portfolio, plan))
    for table in _money(portfolio, plan):
        out.print(table)
    if plan.has_two_series:
        out.print(summaries.two_series(plan, say))
    lines(out, summaries.standing(plan, portfolio, say))
    lines(out, [summaries.assumed_words(plan, portfolio, say)])
    lines(out, freedom.allowed_in(plan, portfolio, say))
    lines(out, shares.chosen_in(plan, portfolio, say))
    out.print(table_of(None, proofs.heads(say), proofs.aim_rows(plan, portfolio, say), numbers=3))
    out.print(say("field.line", name=say("plan"), value=proofs.plan_status(plan, portfolio, say)))
    out.print(proofs.stamp(plan, say))


def show_absence(out: Console, portfolio: Portfolio, plan: Plan) -> None:
    """Print that a scenario has no plan, whether that is proven, and what is in the way."""
    say = SAY.of(portfolio)
    verdict, _ = explanations.verdict(plan, say)
    out.print(say("none.scenario", name=plan.scenario.name, verdict=verdict))
    if plan.status is PlanStatus.INFEASIBLE:
        lines(out, (f"  {explanations.sentence(part, portfolio, say)}" for part in plan.explanation))
        lines(out, explanations.notes(plan, say))


def show_violations(out: Console, violations: Iterable[Violation]) -> None:
    """Print every rule that does not hold."""
    heads = [SAY(key) for key in ("column.rule", "fault.place", "fault.found", "fault.expected")]
    rows: list[Row] = [(v.rule, [v.path, v.found, v.expected], "") for v in violations]
    out.print(table_of(SAY("check.title"), heads, rows))


def _schedule(portfolio: Portfolio, plan: Plan) -> Table:
    say = SAY.of(portfolio)
    years = years_in_use(plan)
    keys = ("id", "name", "pace", "start", "finish", "target", "timing")
    heads = [*(say(f"column.{key}") for key in keys), *_money_heads(plan, years, say)]
    title = say("schedule.of", name=plan.scenario.name, unit=money.table_unit(say))
    table = table_of(title, heads, numbers=len(heads) - len(keys))
    known = {project.id: project for project in portfolio.projects}
    for planned in plan.projects:
        if planned.scheduled and planned.id in known:
            table.add_row(*_schedule_row(known[planned.id], planned, plan, years, say))
    table.add_section()
    amounts = [plan.annual_expenditure.get(year, 0) for year in years]
    amounts += [plan.beyond] * bool(plan.beyond)
    total = sum(plan.annual_expenditure.values()) + plan.beyond
    cells = [money.table_amount(amount, say) for amount in (*amounts, total)]
    if not any(planned.priced and planned.scheduled for planned in plan.projects):
        cells[-1] = say("not_priced")
    table.add_row("", say("total"), "", "", "", "", "", *cells)
    return table


def _money_heads(plan: Plan, years: list[int], say: Wording) -> list[str]:
    """Return the heads of the years, of what lies beyond them where there is any, and of the total."""
    return [*map(say.year, years), *([say("column.beyond")] if plan.beyond else []), say("total")]


def _schedule_row(
    project: Project, planned: PlannedProject, plan: Plan, years: list[int], say: Wording
) -> list[str]:
    spent = planned.expenditure
    return [
        planned.id,
        project.own_name,
        planned.mode or say("field.blank"),
        str(planned.start),
        str(planned.finish),
        target_text(project, planned, say),
        timing_text(project, planned, say),
        *(money.table_amount(spent[year], say) if year in spent else "" for year in years),
        *([money.table_amount(planned.beyond, say) if planned.beyond else ""] if plan.beyond else []),
        money.table_amount(planned.paid_in_all, say) if planned.priced else say("not_priced"),
    ]


def _money(portfolio: Portfolio, plan: Plan) -> list[Table]:
    """Return what each payer completes and pays by year, as two tables where those are not the same."""
    completed = {**plan.by_funding_source, **plan.by_source_group, TOTAL: plan.annual_expenditure}
    if not plan.has_two_series:
        return [_of_payers("budget.by_payer", completed, plan.beyond_by_source, portfolio, plan, paid=True)]
    paid = {p: summed(plan.payments_by_source, members) for p, members in portfolio.payers.items()}
    later = plan.payments_beyond_by_source
    return [
        _of_payers("budget.completed", completed, plan.beyond_by_source, portfolio, plan, paid=False),
        _of_payers("budget.paid", paid, later, portfolio, plan, paid=True),
    ]


def _of_payers(
    title: str,
    amounts: Mapping[str, Mapping[int, int]],
    beyond: Mapping[str, int],
    portfolio: Portfolio,
    plan: Plan,
    *,
    paid: bool,
) -> Table:
    """Return payers by year; with ceilings and peaks, which count what is paid."""
    say = SAY.of(portfolio)
    years = years_in_use(plan)
    peaks = [say("column.peak"), say("column.peak_earliest")] if paid else []
    is_beyond = any(beyond.values())
    heads = [*map(say.year, years), *([say("column.beyond")] if is_beyond else []), say("total"), *peaks]
    table = table_of(in_unit(say(title), say), [say("column.payer"), *heads], numbers=len(heads))
    ceilings = {(use.payer, use.year): use for use in plan.ceilings} if paid else {}
    dearest = {row.payer: row for row in peak_rows(plan, portfolio)}
    for payer in portfolio.payers:
        cells = []
        for year in years:
            use = ceilings.get((payer, year))
            room = "" if use is None else f" / {money.table_amount(use.room, say)}"
            cells.append(f"{money.table_amount(amounts[payer].get(year, 0), say)}{room}")
        later = sum(beyond.get(source, 0) for source in portfolio.payers[payer])
        if is_beyond:
            cells.append(money.table_amount(later, say))
        cells.append(money.table_amount(sum(amounts[payer].values()) + later, say))
        texts = peak_texts(dearest.get(payer), say) if paid else []
        table.add_row(payer_name(payer, portfolio, say), *cells, *texts)
    return table


def years_in_use(plan: Plan) -> list[int]:
    """Return the programme's years and those after it in which anything is completed or paid."""
    series = (plan.annual_expenditure, plan.payments)
    used = [year for by_year in series for year, amount in by_year.items() if amount]
    last = max(used, default=plan.years[0])
    ceilings = max((use.year for use in plan.ceilings), default=last)
    return [year for year in plan.years if year <= max(last, ceilings)]

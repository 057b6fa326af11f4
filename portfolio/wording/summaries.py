"""What a plan means, in sentences and headline figures: the answers that pages open with."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.plan import ObjectiveOutcome, Plan, PlannedProject, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.domain.scenario import TermName
from portfolio.planning.answers.timing import Timing, timing_of
from portfolio.wording import aims, floors, money
from portfolio.wording.costs import totals_words
from portfolio.wording.dates import ahead_words, assumed_history_words
from portfolio.wording.funds import reserve_words
from portfolio.wording.i18n import Wording
from portfolio.wording.outside import before_words, more_to_come_words, running_on_words
from portfolio.wording.payers import PeakRow, payer_name, peak_rows
from portfolio.wording.tones import Card, Tone


def late_projects(plan: Plan, portfolio: Portfolio) -> list[tuple[Project, PlannedProject]]:
    """Return what finishes after its target year, latest first."""
    return [(portfolio.project(planned.id), planned) for planned in timing_of(plan, portfolio).late]


def unpriced(plan: Plan, portfolio: Portfolio) -> list[Project]:
    """Return what the plan carries out though nobody has given its price."""
    timing = timing_of(plan, portfolio)
    names = {planned.id for planned in (*timing.late, *timing.on_time) if not planned.priced}
    works = [project for project in portfolio.projects if project.id in names]
    return [project for project in works if portfolio.status_of(project).has_works]


def timing_words(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return whether what is carried out is on time, and what is not carried out, stands still or runs on."""
    timing = timing_of(plan, portfolio)
    if not timing.carried_out:
        told = [say("verdict.nothing_built")]
    elif timing.late:
        told = [say.counted("verdict.late", len(timing.late), of=timing.carried_out)]
    else:
        key = "verdict.on_time" if timing.is_all_on_time else "verdict.on_time_rest"
        told = [say.counted(key, timing.carried_out)]
    for key, ids in (("verdict.left_out", timing.left_out), ("verdict.suspended", timing.suspended)):
        if ids:
            names = [say.name(portfolio.project(name)) for name in ids]
            told.append(say.counted(key, len(ids), names=say.few(names)))
    return [*told, *ahead_words(plan, portfolio, say), *running_on_words(plan, portfolio, say)]


def two_series(plan: Plan, say: Wording) -> str:
    """Return which of the two series of money counts where, and what falls due after the schedule."""
    later = sum(plan.payments_beyond_by_source.values())
    told = [say("budget.two_series")]
    if later:
        told.append(say("budget.paid_later", amount=money.amount(later, say), year=plan.years[-1]))
    return say.together(told)


def _tone(plan: Plan, timing: Timing) -> Tone:
    """Return how a plan reads that is late or short, leaves something open, or neither."""
    return Tone.BAD if plan.envelope.shortfall else _timing_tone(timing)


def _timing_tone(timing: Timing) -> Tone:
    if timing.late:
        return Tone.BAD
    return Tone.GOOD if timing.is_all_on_time and not timing.suspended else Tone.WATCH


def overview(plan: Plan, portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return the sentence that tells leadership where the programme stands, and how it reads."""
    tone = _tone(plan, timing_of(plan, portfolio))
    if tone is Tone.GOOD and unpriced(plan, portfolio):
        tone = Tone.WATCH
    return say.together(standing(plan, portfolio, say)), tone


def standing(plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return where the programme stands: on time or late, against the floor, and what is not priced."""
    told = [*timing_words(plan, portfolio, say), floors.floor_words(plan.envelope, say)]
    if plan.envelope.maximum is not None:
        left = money.amount(plan.envelope.maximum - plan.envelope.planned, say)
        told.append(say("verdict.maximum", maximum=money.amount(plan.envelope.maximum, say), left=left))
    missing = unpriced(plan, portfolio)
    if missing:
        names = say.few([say.name(project) for project in missing])
        told.append(say.counted("verdict.unpriced", len(missing), names=names))
        told += totals_words(portfolio.projects, say)
    if any(use.slack < 0 for use in plan.ceilings):
        told.append(ceiling_words(plan, portfolio, say))
    told += reserve_words(plan, portfolio, say)
    told += more_to_come_words(plan, portfolio, say)
    return [*told, *before_words(plan, portfolio, say), *assumed_history_words(plan, portfolio, say)]


def assumed_words(plan: Plan, portfolio: Portfolio, say: Wording) -> str | None:
    """Return how many target years that projects are held against are assumed; None where none is."""
    assumed = timing_of(plan, portfolio).assumed
    return say.counted("verdict.assumed", assumed) if assumed else None


def headline(plan: Plan, portfolio: Portfolio, say: Wording) -> list[Card]:
    """Return the headline figures: on time, invested, dearest public year, decisions open."""
    return [
        _on_time(plan, portfolio, say),
        _invested(plan, portfolio, say),
        *_peak_cards(plan, portfolio, say),
    ]


def _on_time(plan: Plan, portfolio: Portfolio, say: Wording) -> Card:
    timing = timing_of(plan, portfolio)
    label = say("card.on_time")
    value = say("card.on_time.value", n=len(timing.on_time), of=timing.carried_out)
    if timing.late:
        worst = timing.late[0].tardiness_periods or 0
        return Card(label, value, say.counted("card.on_time.worst", worst), Tone.BAD)
    if not timing.carried_out:
        return Card(label, value, say("card.on_time.nothing"), Tone.WATCH)
    if timing.left_out:
        return Card(label, value, say.counted("card.on_time.left_out", len(timing.left_out)), Tone.WATCH)
    if timing.suspended:
        return Card(label, value, say.counted("card.on_time.suspended", len(timing.suspended)), Tone.WATCH)
    if timing.assumed:
        return Card(label, value, say.counted("card.on_time.assumed", timing.assumed), Tone.GOOD)
    return Card(label, value, say("card.on_time.all"), Tone.GOOD)


def _invested(plan: Plan, portfolio: Portfolio, say: Wording) -> Card:
    floor = plan.envelope
    years = portfolio.calendar.programme_years
    label = say("card.invested", first=say.year(years[0]), last=say.in_year(years[-1]))
    nothing_priced = not any(planned.priced and planned.scheduled for planned in plan.projects)
    value = say("not_priced") if nothing_priced else money.amount(floor.planned, say)
    if floor.minimum is None:
        return Card(label, value, say("card.invested.no_floor"))
    minimum = money.amount(floor.minimum, say)
    if floor.shortfall:
        missing = money.amount(floor.shortfall, say)
        return Card(label, value, say("card.invested.short", minimum=minimum, missing=missing), Tone.BAD)
    if floors.is_exact(floor):
        return Card(label, value, say("card.invested.exact", minimum=minimum), Tone.WATCH)
    above = money.amount(floor.counted - floor.minimum, say)
    return Card(label, value, say("card.invested.above", minimum=minimum, above=above), Tone.GOOD)


def _peak_cards(plan: Plan, portfolio: Portfolio, say: Wording) -> list[Card]:
    rows = {row.payer: row for row in peak_rows(plan, portfolio)}
    first = next((rows[group] for group in portfolio.groups if group in rows), None)
    found = [row for row in (first, rows.get(TOTAL)) if row is not None]
    return [
        Card(
            say("card.peak", payer=payer_name(row.payer, portfolio, say)),
            say("peak.label", amount=money.amount(row.amount, say), year=row.year),
            against_earliest(row, say),
        )
        for row in found
    ]


def against_earliest(row: PeakRow, say: Wording) -> str:
    """Return how a dearest year compares with that of starting everything as early as possible."""
    if row.earliest_amount is None or row.saved is None:
        return say("card.peak.alone")
    values = {
        "earliest": money.amount(row.earliest_amount, say),
        "saved": money.amount(abs(row.saved), say),
        "percent": money.percent(abs(row.saved), row.earliest_amount),
    }
    return say(
        "card.peak.lower" if row.saved > 0 else "card.peak.same" if row.saved == 0 else "card.peak.higher",
        **values,
    )


def worth(plan: Plan, portfolio: Portfolio, say: Wording) -> str:
    """Return what levelling takes off the dearest year, compared with starting everything at once."""
    row = next((row for row in peak_rows(plan, portfolio) if row.payer == TOTAL), None)
    if row is None:
        return say("peak.no_money")
    if row.earliest_amount is None or row.earliest_year is None or row.saved is None:
        return say("card.peak.alone")
    told = say(
        "peak.against",
        planned=money.amount(row.amount, say),
        year=row.year,
        earliest=money.amount(row.earliest_amount, say),
        earliest_year=row.earliest_year,
    )
    if row.saved <= 0 or not _spends_as_much_at_once(plan):
        return told
    return say.together([told, say("peak.worth", saved=money.amount(row.saved, say))])


def _spends_as_much_at_once(plan: Plan) -> bool:
    """Tell whether the plan and starting everything at once differ in time alone: the sums are the same."""
    early = plan.earliest_starts
    if early is None:
        return False
    at_once = sum(sum(by_year.values()) for by_year in early.by_funding_source.values())
    return at_once == sum(plan.annual_expenditure.values())


def schedule(plan: Plan, portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return the sentence that tells when building starts, when it ends, and what is late."""
    timing = timing_of(plan, portfolio)
    dated = [*timing.late, *timing.on_time]
    starts = [planned.start for planned in dated if planned.start is not None]
    finishes = [planned.finish for planned in dated if planned.finish is not None]
    _, *rest = timing_words(plan, portfolio, say)
    if not starts or not finishes:
        return say.together([say("schedule.no_dates"), *rest]), Tone.WATCH
    span = {"first": say.quarter(min(starts)), "last": say.quarter(max(finishes))}
    if not timing.late:
        # What runs on is past its target year, and yet not late: it could not be sooner.
        runs_on = any(planned.runs_on for planned in dated)
        told = say.counted("schedule.not_late" if runs_on else "schedule.on_time", len(dated), **span)
        return say.together([told, *rest]), _timing_tone(timing)
    worst = timing.late[0]
    told = say.counted(
        "schedule.late", len(timing.late), of=len(dated), last=span["last"],
        worst=say.name(portfolio.project(worst.id)),
        quarters=say.counted("quarters", worst.tardiness_periods or 0),
    )  # fmt: skip
    return say.together([told, *rest]), Tone.BAD


def shown(projects: tuple[Project, ...], plan: Plan, portfolio: Portfolio, say: Wording) -> str:
    """Return how many rows the filters leave, and how many of them have bars."""
    with_bars = sum(plan.project(project.id).scheduled for project in projects)
    told = [say("schedule.shown", n=len(projects), of=len(portfolio.projects), bars=with_bars)]
    if any(not project.status.has_works for project in projects):
        told.append(say("schedule.others_below"))
    return say.together(told)


def without_works(projects: Sequence[Project], portfolio: Portfolio, say: Wording) -> str:
    """Return what the rows without works are: facilities retained as they are, or else just rows."""
    if all(portfolio.status_of(project).is_retained for project in projects):
        return say.counted("schedule.retained", sum(project.units for project in projects))
    return say.counted("schedule.without_works", len(projects))


def projects(plan: Plan, portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return how many projects have been reported on, and how many are late."""
    with_works = [project for project in portfolio.projects if project.status.has_works]
    reported = sum(bool(portfolio.reports_of(project.id)) for project in with_works)
    told = (
        say.counted("projects.reported", reported, of=len(with_works))
        if reported
        else say("projects.none_reported", of=len(with_works))
    )
    tone = _timing_tone(timing_of(plan, portfolio))
    return say.together([told, *timing_words(plan, portfolio, say)]), tone


def data(portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return what the plan is made from, in sentences."""
    rows, findings = portfolio.projects, len(portfolio.findings)
    documents = len({project.document for project in rows} - {None})
    priced = sum(project.is_priced for project in rows)
    parts = [
        say.counted("data.answer", documents, rows=len(rows), priced=priced)
        if documents
        else say("data.answer_no_documents", rows=len(rows), priced=priced),
        say("data.answer_assumptions"),
        say.counted("data.answer_findings", findings) if findings else say("data.answer_no_findings"),
    ]
    if portfolio.programme.envelope.minimum is None:
        parts.append(say("data.no_floor"))
    return say.together([*parts, *totals_words(rows, say)]), Tone.PLAIN


def budget(plan: Plan, portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return the sentences that tell a finance officer what the plan asks for, and how the ceilings hold."""
    total = plan.peaks.get(TOTAL)
    parts = [
        say("peak.no_money")
        if total is None
        else say("budget.peak", amount=money.amount(total.amount, say), year=total.year)
    ]
    parts += [ceiling_words(plan, portfolio, say), *reserve_words(plan, portfolio, say)]
    parts += timing_words(plan, portfolio, say)
    if plan.envelope.minimum is not None:
        parts.append(floors.floor_met(plan.envelope, say))
    levelled = _levelled(plan, portfolio, say)
    if levelled is not None:
        parts.append(levelled)
    tone = _tone(plan, timing_of(plan, portfolio))
    if any(use.slack < 0 for use in plan.ceilings):
        tone = Tone.BAD
    return say.together(parts), Tone.PLAIN if tone is Tone.GOOD and not plan.ceilings else tone


def payer_note(plan: Plan, portfolio: Portfolio, say: Wording) -> str:
    """Return how to read the amounts of projects: what a blank means, and whose they are."""
    told = [say("budget.unpriced_note")] if unpriced(plan, portfolio) else []
    return say.together([*told, say("budget.payers_note")])


def ceiling_words(plan: Plan, portfolio: Portfolio, say: Wording) -> str:
    """Return whether the ceilings hold, and which is the tightest."""
    if not plan.ceilings:
        return say("budget.no_ceilings")
    tightest = min(plan.ceilings, key=lambda use: use.slack)
    values = {
        "payer": payer_name(tightest.payer, portfolio, say),
        "year": tightest.year,
        "slack": money.amount(abs(tightest.slack), say),
    }
    number = len(plan.ceilings)
    if tightest.slack < 0:
        over = sum(use.slack < 0 for use in plan.ceilings)
        return say.counted("budget.ceilings_passed", over, of=number, **values)
    return say.counted("budget.ceilings_hold" if tightest.slack else "budget.ceilings_full", number, **values)


def _levelled(plan: Plan, portfolio: Portfolio, say: Wording) -> str | None:
    """Return that the dearest years are as low as being on time allows; None unless the plan proves it."""
    if plan.ceilings or plan.status is not PlanStatus.OPTIMAL or plan.envelope.shortfall:
        return None
    if not timing_of(plan, portfolio).is_all_on_time:
        return None
    tiers = plan.provenance.objective
    number = next((n for n, tier in enumerate(tiers) if _names(tier) == {TermName.PEAK}), None)
    if number is None:
        return None
    earlier = set().union(*(_names(tier) for tier in tiers[:number]))
    peak = tiers[number]
    on_time = {TermName.TARDINESS, TermName.VIOLATION, TermName.EXTRA_COST}
    if not {TermName.TARDINESS} <= earlier <= {*on_time, TermName.EARLINESS} or peak.gap != 0:
        return None
    is_dated = TermName.EARLINESS in earlier
    if is_dated and any(o.value for o in tiers[:number] if TermName.EARLINESS in _names(o)):
        return None
    key, name = (
        "budget.levelled_dated" if is_dated else "budget.levelled",
        aims.name(peak.terms, portfolio, say),
    )
    return say(key, aim=name, amount=aims.shown(peak.value, peak.terms, say))


def _names(tier: ObjectiveOutcome) -> set[TermName]:
    return {term.term for term in tier.terms}

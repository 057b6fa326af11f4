"""What a plan means, in sentences and headline figures: the answers that pages open with."""

from __future__ import annotations

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.plan import EnvelopeOutcome, Plan, PlannedProject
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.project import Project
from portfolio.planning.comparing import Comparison
from portfolio.ui import money
from portfolio.ui.components.blocks import Card, Tone
from portfolio.ui.frames import PeakRow, peak_rows, pool_name
from portfolio.ui.i18n import Wording


def late_projects(plan: Plan, portfolio: Portfolio) -> list[tuple[Project, PlannedProject]]:
    """Return what finishes after its target year, latest first."""
    late = [(portfolio.project(p.id), p) for p in plan.projects if p.tardiness_quarters]
    return sorted(late, key=lambda pair: -(pair[1].tardiness_quarters or 0))


def scheduled(plan: Plan) -> list[PlannedProject]:
    """Return what the plan gives dates."""
    return [planned for planned in plan.projects if planned.scheduled]


def unpriced(plan: Plan, portfolio: Portfolio) -> list[Project]:
    """Return the projects with works whose price nobody has given."""
    return [
        portfolio.project(p.id)
        for p in plan.projects
        if not p.priced and portfolio.project(p.id).status.has_works
    ]


def overview(plan: Plan, portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return the sentence that tells leadership where the programme stands, and how it reads."""
    late = late_projects(plan, portfolio)
    floor = plan.envelope
    parts = [
        say("verdict.on_time", n=len(scheduled(plan)))
        if not late
        else say.counted("verdict.late", len(late), of=len(scheduled(plan)))
    ]
    if floor.minimum is not None:
        amounts = {
            "planned": money.amount(floor.planned, say.language),
            "minimum": money.amount(floor.minimum, say.language),
            "shortfall": money.amount(floor.shortfall, say.language),
            "above": money.amount(max(0, floor.planned - floor.minimum), say.language),
        }
        state = "short" if floor.shortfall else "exact" if floor.planned == floor.minimum else "above"
        parts.append(say(f"verdict.floor_{state}", **amounts))
    else:
        parts.append(say("verdict.no_floor"))
    missing = unpriced(plan, portfolio)
    if missing:
        parts.append(
            say.counted("verdict.unpriced", len(missing), names=say.listed([say.name(p) for p in missing]))
        )
    tone = Tone.BAD if late or floor.shortfall else Tone.WATCH if missing else Tone.GOOD
    return " ".join(parts) if say.language == "en" else "".join(parts), tone


def headline(plan: Plan, portfolio: Portfolio, say: Wording) -> list[Card]:
    """Return the headline figures: on time, invested, dearest public year, decisions open."""
    return [
        _on_time(plan, portfolio, say),
        _invested(plan, portfolio, say),
        *_peak_cards(plan, portfolio, say),
    ]


def _on_time(plan: Plan, portfolio: Portfolio, say: Wording) -> Card:
    late, total = late_projects(plan, portfolio), len(scheduled(plan))
    value = say("card.on_time.value", n=total - len(late), of=total)
    if not late:
        return Card(say("card.on_time"), value, say("card.on_time.all"), Tone.GOOD)
    worst = late[0][1].tardiness_quarters or 0
    return Card(say("card.on_time"), value, say.counted("card.on_time.worst", worst), Tone.BAD)


def _invested(plan: Plan, portfolio: Portfolio, say: Wording) -> Card:
    floor = plan.envelope
    years = portfolio.calendar.programme_years
    label = say("card.invested", first=years[0], last=years[-1])
    value = money.amount(floor.planned, say.language)
    if floor.minimum is None:
        return Card(label, value, say("card.invested.no_floor"))
    minimum = money.amount(floor.minimum, say.language)
    if floor.shortfall:
        missing = money.amount(floor.shortfall, say.language)
        return Card(label, value, say("card.invested.short", minimum=minimum, missing=missing), Tone.BAD)
    if floor.planned == floor.minimum:
        return Card(label, value, say("card.invested.exact", minimum=minimum), Tone.WATCH)
    above = money.amount(floor.planned - floor.minimum, say.language)
    return Card(label, value, say("card.invested.above", minimum=minimum, above=above), Tone.GOOD)


def _peak_cards(plan: Plan, portfolio: Portfolio, say: Wording) -> list[Card]:
    rows = {row.pool: row for row in peak_rows(plan, portfolio)}
    first = next((rows[group] for group in portfolio.groups if group in rows), None)
    found = [row for row in (first, rows.get(TOTAL)) if row is not None]
    return [
        Card(
            say("card.peak", pool=pool_name(row.pool, portfolio, say)),
            say("peak.label", amount=money.amount(row.amount, say.language), year=row.year),
            _against_earliest(row, say),
        )
        for row in found
    ]


def _against_earliest(row: PeakRow, say: Wording) -> str:
    if row.earliest_amount is None or row.saved is None:
        return say("card.peak.alone")
    values = {
        "earliest": money.amount(row.earliest_amount, say.language),
        "saved": money.amount(abs(row.saved), say.language),
        "percent": f"{abs(row.saved) / row.earliest_amount:.0%}",
    }
    return say(
        "card.peak.lower" if row.saved > 0 else "card.peak.same" if row.saved == 0 else "card.peak.higher",
        **values,
    )


def worth(row: PeakRow, say: Wording) -> str:
    """Return what levelling takes off the dearest year, compared with starting everything at once."""
    if row.earliest_amount is None or row.earliest_year is None or row.saved is None:
        return say("card.peak.alone")
    return say(
        "peak.worth" if row.saved > 0 else "peak.worth_nothing",
        planned=money.amount(row.amount, say.language),
        year=row.year,
        earliest=money.amount(row.earliest_amount, say.language),
        earliest_year=row.earliest_year,
        saved=money.amount(abs(row.saved), say.language),
    )


def schedule(plan: Plan, portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return the sentence that tells when building starts, when it ends, and what is late."""
    dated = scheduled(plan)
    starts = [planned.start for planned in dated if planned.start is not None]
    finishes = [planned.finish for planned in dated if planned.finish is not None]
    late = late_projects(plan, portfolio)
    if not starts or not finishes:
        return say("schedule.nothing"), Tone.WATCH
    span = {"n": len(dated), "first": str(min(starts)), "last": str(max(finishes))}
    if not late:
        return say("schedule.on_time", **span), Tone.GOOD
    worst = late[0]
    return (
        say.counted(
            "schedule.late", len(late), of=len(dated), last=span["last"], worst=say.name(worst[0]),
            quarters=say.counted("quarters", worst[1].tardiness_quarters or 0),
        ),
        Tone.BAD,
    )  # fmt: skip


def shown(projects: tuple[Project, ...], plan: Plan, portfolio: Portfolio, say: Wording) -> str:
    """Return how many rows the filters leave, and how many of them have bars."""
    with_bars = sum(plan.project(project.id).scheduled for project in projects)
    return say("schedule.shown", n=len(projects), of=len(portfolio.projects), bars=with_bars)


def projects(plan: Plan, portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return how many projects have been reported on, and how many are late."""
    with_works = [project for project in portfolio.projects if project.status.has_works]
    reported = sum(bool(portfolio.reports_of(project.id)) for project in with_works)
    late = late_projects(plan, portfolio)
    told = (
        say.counted("projects.reported", reported, of=len(with_works))
        if reported
        else say("projects.none_reported", of=len(with_works))
    )
    timing = (
        say.counted("verdict.late", len(late), of=len(scheduled(plan)))
        if late
        else say("verdict.on_time", n=len(scheduled(plan)))
    )
    return told + (" " if say.language == "en" else "") + timing, Tone.BAD if late else Tone.GOOD


def data(portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return what the plan is made from, in a sentence."""
    sentence = say(
        "data.answer",
        rows=len(portfolio.projects),
        documents=len(portfolio.programme.documents),
        priced=sum(project.is_priced for project in portfolio.projects),
        findings=len(portfolio.findings),
    )
    if portfolio.programme.envelope.minimum is None:
        sentence += (" " if say.language == "en" else "") + say("verdict.no_floor")
    return sentence, Tone.PLAIN


def budget(plan: Plan, portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return the sentence that tells a finance officer what the plan asks for, and how the ceilings hold."""
    total = plan.peaks.get(TOTAL)
    asked = (
        say("peak.no_money")
        if total is None
        else say("budget.peak", amount=money.amount(total.amount, say.language), year=total.year)
    )
    separator = " " if say.language == "en" else ""
    if not plan.ceilings:
        return asked + separator + say("budget.no_ceilings"), Tone.PLAIN
    tightest = min(plan.ceilings, key=lambda use: use.slack)
    room = say.counted(
        "budget.ceilings_hold",
        len(plan.ceilings),
        payer=pool_name(tightest.payer, portfolio, say),
        year=tightest.year,
        slack=money.amount(tightest.slack, say.language),
    )
    late = late_projects(plan, portfolio)
    floorless = "_no_floor" if plan.envelope.minimum is None else ""
    if not late and not plan.envelope.shortfall:
        return asked + separator + room + separator + say(f"budget.no_harm{floorless}"), Tone.GOOD
    cost = say.counted(
        f"budget.harm{floorless}", len(late), shortfall=money.amount(plan.envelope.shortfall, say.language)
    )
    return asked + separator + room + separator + cost, Tone.BAD


def floors(difference: Comparison, say: Wording) -> str | None:
    """Return in a sentence which floor there is instead of which; None where it is the same."""
    told = [_floor(envelope, say) for envelope in (difference.envelope_before, difference.envelope_after)]
    return None if told[0] == told[1] else say("compare.floor", before=told[0], after=told[1])


def _floor(envelope: EnvelopeOutcome | None, say: Wording) -> str:
    if envelope is None or envelope.minimum is None:
        return say("compare.floor.none")
    key = "compare.floor.soft" if envelope.soft else "compare.floor.hard"
    return say(key, amount=money.amount(envelope.minimum, say.language))


def _compared_shortfall(before: EnvelopeOutcome, after: EnvelopeOutcome, say: Wording) -> Card:
    label, none = say("compare.shortfall"), say("card.invested.no_floor")
    if before.minimum is None and after.minimum is None:
        return Card(label, none, "")
    was, now = (
        none if envelope.minimum is None else money.amount(envelope.shortfall, say.language)
        for envelope in (before, after)
    )
    tone = Tone.BAD if after.shortfall > before.shortfall else Tone.GOOD
    return Card(label, now, say("compare.was", before=was), tone)


def compared(before: Plan, after: Plan, portfolio: Portfolio, say: Wording) -> list[Card]:
    """Return what a change came to: late projects, shortfall against the floor, dearest years."""
    # Counted in the plans themselves: the earlier one may hold what the portfolio has no more.
    late = [sum(bool(planned.tardiness_quarters) for planned in plan.projects) for plan in (before, after)]
    quarters = [sum(planned.tardiness_quarters or 0 for planned in plan.projects) for plan in (before, after)]
    rows = [
        Card(
            say("compare.late"),
            say("compare.from_to", before=late[0], after=late[1]),
            say("compare.quarters", before=quarters[0], after=quarters[1]),
            Tone.BAD if late[1] > late[0] else Tone.GOOD,
        ),
        _compared_shortfall(before.envelope, after.envelope, say),
    ]
    pool = next(iter(portfolio.groups), TOTAL)
    peaks = [plan.peaks.get(pool) for plan in (before, after)]
    if peaks[0] is not None and peaks[1] is not None:
        rows.append(
            Card(
                say("card.peak", pool=pool_name(pool, portfolio, say)),
                say("peak.label", amount=money.amount(peaks[1].amount, say.language), year=peaks[1].year),
                say(
                    "compare.was",
                    before=say(
                        "peak.label", amount=money.amount(peaks[0].amount, say.language), year=peaks[0].year
                    ),
                ),
            )
        )
    return rows

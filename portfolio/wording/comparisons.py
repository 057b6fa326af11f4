"""What one plan as against another comes to, in sentences and figures: the money first, then all else."""

from __future__ import annotations

from portfolio.domain.assumptions import TOTAL
from portfolio.domain.outcomes import EnvelopeOutcome
from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.comparing import Comparison, PeakChange, YearsChange, by_sign, compare
from portfolio.planning.answers.timing import late_in
from portfolio.wording import money
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name, payers_in_order
from portfolio.wording.tones import Card, Tone


def summary(before: Plan, after: Plan, portfolio: Portfolio, say: Wording) -> tuple[str, Tone]:
    """Return in a paragraph what the second plan changes, and how that reads.

    Whatever gets worse reads badly; a higher dearest year, what is given up and what stays late or short of
    the floor is something to look at; only what gets better and leaves nothing open reads well.
    """
    difference = compare(before, after)
    tone = Tone.PLAIN if difference.is_empty else _tone(difference, after)
    return say.together(told(difference, portfolio, say)), tone


def told(difference: Comparison, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return what is different, sentence by sentence: the money first, then floor, lateness and shortfall."""
    if difference.is_empty:
        return [say("compare.same")]
    parts = (
        [say("compare.same")] if difference.keeps_dates_and_money else _changed(difference, portfolio, say)
    )
    parts += [told for told in (floors(difference, say), maximums(difference, say)) if told is not None]
    parts += [*_given_up(difference, portfolio, say), *_late(difference, say)]
    return parts + _shortfall(difference, say)


def _changed(difference: Comparison, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return the money by year, the dearest years that rise, and how many projects are moved."""
    parts = [money_words(difference, portfolio, say)]
    parts += [_rise(payer, change, portfolio, say) for payer, change in rising(difference, portfolio).items()]
    if difference.moved:
        parts.append(say.counted("compare.moved", len(difference.moved)))
    return parts


def money_words(difference: Comparison, portfolio: Portfolio, say: Wording) -> str:
    """Return which years pay how much more or less, and the sum; who pays, where only that is different."""
    by_year = difference.money.get(TOTAL, {})
    if any(by_year.values()):
        total = money.signed(sum(by_year.values()), say)
        return say("compare.money_years", years=_years(by_year, say), total=total)
    payers = [
        say("compare.money_payer", payer=payer_name(source, portfolio, say), years=_years(changes, say))
        for source, changes in difference.money.items()
        if source in portfolio.sources and any(changes.values())
    ]
    return say("compare.money_payers", payers=say.few(payers)) if payers else say("compare.money_same")


def _years(by_year: dict[int, int], say: Wording) -> str:
    return say.listed([_run(run, say) for run in by_sign(by_year)])


def _run(run: YearsChange, say: Wording) -> str:
    amount = money.amount(abs(run.amount), say)
    key = "compare.years_more" if run.amount > 0 else "compare.years_less"
    until = say.in_year(run.last)
    span = until if run.first == run.last else f"{say.year(run.first)}–{until}"
    return say.counted(key, run.last - run.first + 1, span=span, amount=amount)


def rising(difference: Comparison, portfolio: Portfolio) -> dict[str, PeakChange]:
    """Return the payers whose dearest year rises, as accounts list them; a group stands for its members."""
    rises = {
        payer: change
        for payer in payers_in_order(portfolio)
        if (change := difference.peaks.get(payer)) is not None and change.rise > 0
    }
    in_groups = {
        source for group, members in portfolio.groups.items() if group in rises for source in members
    }
    return {payer: change for payer, change in rises.items() if payer not in in_groups}


def _rise(payer: str, change: PeakChange, portfolio: Portfolio, say: Wording) -> str:
    name = payer_name(payer, portfolio, say)
    if change.after is None or change.before is None:
        return say("compare.peak_new", payer=name, peak=_peak(change, say))
    return say(
        "compare.peak_rises",
        payer=name,
        peak=_peak(change, say),
        percent=money.percent(change.rise, change.before.amount),
    )


def _peak(change: PeakChange, say: Wording, *, before: bool = False) -> str:
    peak = change.before if before else change.after
    if peak is None:
        return say("compare.no_spending")
    return say("peak.label", amount=money.amount(peak.amount, say), year=peak.year)


def _given_up(difference: Comparison, portfolio: Portfolio, say: Wording) -> list[str]:
    known = {project.id: project for project in portfolio.projects}
    names = [say.name(known[name]) if name in known else name for name in difference.given_up]
    return [say.counted("compare.given_up", len(names), names=say.few(names))] if names else []


def _late(difference: Comparison, say: Wording) -> list[str]:
    """Return who becomes late, who is late no more and who gets later still; else how many stay late."""
    still_there = [name for name in difference.late_no_more if name not in difference.given_up]
    counts = {
        "compare.newly_late": len(difference.newly_late),
        "compare.late_no_more": len(still_there),
        "compare.later_still": len(_later_still(difference)),
        "compare.late_less": len(_late_less(difference)),
    }
    changes = [say.counted(key, number) for key, number in counts.items() if number]
    if changes:
        return changes
    late = difference.late_after
    return [say.counted("compare.late_stay", late) if late else say("compare.none_late")]


def _later_still(difference: Comparison) -> list[str]:
    """Return what was late before and is later now."""
    return [name for name, change in _still_late(difference).items() if change > 0]


def _late_less(difference: Comparison) -> list[str]:
    return [name for name, change in _still_late(difference).items() if change < 0]


def _still_late(difference: Comparison) -> dict[str, int]:
    return {
        entry.project: entry.tardiness_change or 0
        for entry in difference.moved
        if entry.before is not None
        and entry.after is not None
        and entry.before.tardiness_periods
        and entry.after.tardiness_periods
    }


def _shortfall(difference: Comparison, say: Wording) -> list[str]:
    """Return how the shortfall against the floor changes, and what is left of it."""
    after = difference.envelope_after
    left = 0 if after is None else after.shortfall
    change = money.amount(abs(difference.shortfall), say)
    missing = money.amount(left, say)
    if difference.shortfall > 0:
        return [say("compare.shortfall_grows", amount=change, left=missing)]
    if difference.shortfall < 0:
        key = "compare.shortfall_shrinks" if left else "compare.shortfall_gone"
        return [say(key, amount=change, left=missing)]
    if left:
        return [say("compare.shortfall_stays", left=missing)]
    return [say("floor.met")] if after is not None and after.minimum is not None else []


def _tone(difference: Comparison, after: Plan) -> Tone:
    if difference.newly_late or _later_still(difference) or difference.shortfall > 0:
        return Tone.BAD
    rises = any(change.rise > 0 for change in difference.peaks.values())
    if rises or difference.given_up or late_in(after) or after.envelope.shortfall:
        return Tone.WATCH
    is_better = bool(difference.late_no_more) or (difference.shortfall < 0 and _same_floor(difference))
    return Tone.GOOD if is_better else Tone.PLAIN


def _same_floor(difference: Comparison) -> bool:
    before, after = difference.envelope_before, difference.envelope_after
    return before is not None and after is not None and before.minimum == after.minimum


def floors(difference: Comparison, say: Wording) -> str | None:
    """Return in a sentence which floor there is instead of which; None where it is the same."""
    before, after = (
        _floor(envelope, say) for envelope in (difference.envelope_before, difference.envelope_after)
    )
    return None if before == after else say("compare.floor", before=before, after=after)


def maximums(difference: Comparison, say: Wording) -> str | None:
    """Return in a sentence how much may be invested in all instead of how much; None where it is the same."""
    envelopes = (difference.envelope_before, difference.envelope_after)
    limits = [None if envelope is None else envelope.maximum for envelope in envelopes]
    if limits[0] == limits[1]:
        return None
    before, after = (
        say("compare.maximum.none") if limit is None else money.amount(limit, say) for limit in limits
    )
    return say("compare.maximum", before=before, after=after)


def _floor(envelope: EnvelopeOutcome | None, say: Wording) -> str:
    if envelope is None or envelope.minimum is None:
        return say("compare.floor.none")
    key = "compare.floor.soft" if envelope.soft else "compare.floor.hard"
    return say(key, amount=money.amount(envelope.minimum, say))


def cards(before: Plan, after: Plan, portfolio: Portfolio, say: Wording) -> list[Card]:
    """Return what a change came to: late projects, shortfall against the floor, dearest years."""
    difference = compare(before, after)
    return [
        _late_card(before, after, difference, say),
        _shortfall_card(before, after, difference, say),
        *_peak_cards(difference, portfolio, say),
    ]


def _late_card(before: Plan, after: Plan, difference: Comparison, say: Wording) -> Card:
    # Counted in the plans themselves: the earlier one may hold what the portfolio has no more.
    quarters = [sum(p.tardiness_periods or 0 for p in late_in(plan)) for plan in (before, after)]
    late = {"before": difference.late_before, "after": difference.late_after}
    is_worse = bool(difference.newly_late or _later_still(difference))
    is_open = bool(difference.late_after or difference.given_up)
    return Card(
        say("compare.late"),
        say("compare.from_to", **late),
        say("compare.quarters", before=quarters[0], after=quarters[1]),
        Tone.BAD if is_worse else Tone.WATCH if is_open else Tone.GOOD,
    )


def _shortfall_card(before: Plan, after: Plan, difference: Comparison, say: Wording) -> Card:
    label, earlier = say("compare.shortfall"), before.envelope
    was = say("compare.floor.none")
    if earlier.minimum is not None:
        was = money.amount(earlier.shortfall, say)
    if after.envelope.minimum is None:
        return Card(label, say("compare.floor.none"), say("card.invested.no_floor"))
    value = money.amount(after.envelope.shortfall, say)
    # A floor that was moved is met by moving it.
    good = Tone.GOOD if _same_floor(difference) else Tone.PLAIN
    tone = Tone.BAD if difference.shortfall > 0 else Tone.WATCH if after.envelope.shortfall else good
    return Card(label, value, say("compare.was", before=was), tone)


def _peak_cards(difference: Comparison, portfolio: Portfolio, say: Wording) -> list[Card]:
    shown = rising(difference, portfolio)
    if not shown:
        first = next((group for group in portfolio.groups if group in difference.peaks), TOTAL)
        shown = {first: difference.peaks[first]} if first in difference.peaks else {}
    return [
        Card(
            say("card.peak", payer=payer_name(payer, portfolio, say)),
            _peak(change, say),
            _against(change, say),
            Tone.WATCH if change.rise > 0 else Tone.PLAIN,
        )
        for payer, change in shown.items()
    ]


def _against(change: PeakChange, say: Wording) -> str:
    was = _peak(change, say, before=True)
    if change.before is None or change.rise == 0:
        return say("compare.was", before=was)
    key = "compare.was_lower" if change.rise > 0 else "compare.was_higher"
    return say(key, before=was, percent=money.percent(abs(change.rise), change.before.amount))


def nothing_before(name: str, before: Plan, say: Wording) -> str:
    """Return that there is nothing to compare with, and whether that is proven of the plan before."""
    key = "impossible" if before.status is PlanStatus.INFEASIBLE else "unknown"
    return say(f"what_if.nothing_before.{key}", name=name)

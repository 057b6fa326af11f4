"""Answers and runs -> data frames: what their charts and downloads show, in the words of one language."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from portfolio.domain.follow_on import follow_on_names
from portfolio.domain.outcomes import CeilingUse
from portfolio.domain.plan import Plan
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.run import Progress, RunRecord, Topic
from portfolio.planning.answers.replanning import Curve
from portfolio.planning.answers.worth import Difference
from portfolio.wording import aims, money
from portfolio.wording.answers import change_words, worth_words
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name, payers_in_order


def worth_frame(
    found: Sequence[Difference], aim: int, plan: Plan, portfolio: Portfolio, say: Wording
) -> pd.DataFrame:
    """Return what a chart of one aim shows. Columns: name (payer and year), step, value, text."""
    terms = plan.provenance.objective[aim].terms
    rows = []
    for entry in found:
        name = f"{payer_name(entry.payer, portfolio, say)} {say.year(entry.year)}"
        rows.append(
            {
                "name": name,
                "step": entry.step,
                "value": entry.objective[aim] or 0.0,
                "text": worth_words(entry, aim, terms, say),
            }
        )
    return pd.DataFrame(rows, columns=["name", "step", "value", "text"])


def worth_file(found: Sequence[Difference], plan: Plan, portfolio: Portfolio, say: Wording) -> pd.DataFrame:
    """Return the finite differences for download: plain numbers, the step in the programme's unit."""
    heads = [aims.name(outcome.terms, portfolio, say) for outcome in plan.provenance.objective]
    return pd.DataFrame(
        [
            {
                say("column.payer"): payer_name(entry.payer, portfolio, say),
                say("what_if.year"): say.year(entry.year),
                money.file_head(say("worth.step"), say): money.file_number(entry.step, say),
                **dict(zip(heads, entry.objective, strict=True)),
                say("column.proven"): say("proven" if entry.proven else "not_proven"),
            }
            for entry in found
        ]
    )


def curve_frame(curve: Curve, portfolio: Portfolio, say: Wording) -> pd.DataFrame:
    """Return what the chart shows: for each aim in which some point differs, how much worse each point is.

    Columns: aim (its number), name, moves, value (positive is worse), text.
    """
    objective = curve.points[0].plan.provenance.objective
    rows = []
    for aim, outcome in enumerate(objective[: len(curve.points[0].behind)]):
        if not any(point.behind[aim] for point in curve.points):
            continue
        sign = -1 if outcome.terms[0].is_maximised else 1
        for point in curve.points:
            behind = point.behind[aim]
            text = change_words(behind, outcome.terms, say) if behind else say("replan.same")
            name = aims.name(outcome.terms, portfolio, say)
            rows.append(
                {"aim": aim, "name": name, "moves": point.moves, "value": sign * behind, "text": text}
            )
    return pd.DataFrame(rows, columns=["aim", "name", "moves", "value", "text"])


def progress_frame(
    progress: tuple[Progress, ...], record: RunRecord, portfolio: Portfolio, say: Wording
) -> pd.DataFrame:
    """Return the gap over time, aim by aim: columns aim, seconds, gap (percent); no bound, no gap.

    The seconds are those spent on solving since the first solve began.
    """
    rows = []
    before, latest, solve = 0.0, 0.0, 1
    for step in progress:
        if step.solve != solve:
            before, solve = latest, step.solve
        latest = before + step.seconds
        if step.gap is not None:
            name = (
                aims.name(step.terms, portfolio, say)
                if record.topic is Topic.PLAN
                else say("answer.solves", number=step.solve)
            )
            rows.append((name, latest, 100 * step.gap))
    return pd.DataFrame(rows, columns=["aim", "seconds", "gap"])


def room_frame(
    plan: Plan, band: int, years: Sequence[int], portfolio: Portfolio, say: Wording
) -> pd.DataFrame:
    """Return how much room is left under every ceiling of a plan, a row a payer and year.

    Columns: payer, year (in words), slack, level (-1 over, 0 tight, 1 room; missing without a ceiling), text.

    Args:
        plan: With at least one ceiling.
        band: Percent of the room there is, up and down, within which a year is tight.
        years: Those to show.
        portfolio: Whose payers they are.
        say: The words.
    """
    uses = {(use.payer, use.year): use for use in plan.ceilings}
    rows = []
    for payer in (*payers_in_order(portfolio), *follow_on_names(portfolio)):
        if not any(whose == payer for whose, _ in uses):
            continue
        for year in years:
            use = uses.get((payer, year))
            level = None if use is None else _level(use, band)
            text = say("room.unknown")
            if use is not None and level is not None:
                kind = say(f"room.{_LEVELS[level]}")
                text = say("room.cell", amount=money.signed(use.slack, say), kind=kind)
            slack = None if use is None else use.slack
            rows.append((payer_name(payer, portfolio, say), say.year(year), slack, level, text))
    return pd.DataFrame(rows, columns=["payer", "year", "slack", "level", "text"])


_LEVELS = {-1: "over", 0: "tight", 1: "open"}


def _level(use: CeilingUse, band: int) -> int:
    """Return whether a ceiling is passed, has room, or lies within the band of being used to the unit."""
    within = 100 * abs(use.slack) <= band * use.room
    return 0 if within else 1 if use.slack > 0 else -1

"""Answers to long questions in words and rows: why not, what money is worth, curves, frontiers."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.plan import Plan, PlanStatus
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Term
from portfolio.planning.answers.comparing import Comparison
from portfolio.planning.answers.frontier import FrontierPoint
from portfolio.planning.answers.replanning import Curve, Point
from portfolio.planning.answers.timing import late_in
from portfolio.planning.answers.why import Forced, Standing, Verdict, Why
from portfolio.planning.answers.worth import Difference, Rescue, Worth
from portfolio.wording import aims, gates, money
from portfolio.wording.dates import printed_words
from portfolio.wording.explanations import sentence
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name
from portfolio.wording.plans import span_text, target_text
from portfolio.wording.tones import Row

# Why not?


def why_words(answer: Why, plan: Plan, portfolio: Portfolio, say: Wording) -> list[str]:
    """Return why a project stands in a plan as it does, sentence by sentence."""
    planned = answer.planned
    told: list[str] = []
    if answer.standing in {Standing.FUNDED, Standing.NOT_PRICED}:
        target = target_text(portfolio.project(answer.project), planned, say)
        told.append(say("why.dates", span=span_text(planned, say), target=target))
        if answer.fixed:
            told.append(say("why.fixed"))
        elif answer.pinned:
            told.append(say("why.pinned"))
        else:
            told.append(say("why.earliest", quarter=answer.earliest))
            told += [gates.sentence(hold, say) for hold in answer.gates]
            if answer.earliest is not None and answer.latest_on_time is not None:
                too_late = answer.latest_on_time < answer.earliest
                key = "why.never_on_time" if too_late else "why.latest"
                told.append(say(key, quarter=answer.latest_on_time))
            told += printed_words(planned, plan, say)
    if answer.standing is not Standing.FUNDED:
        undated = answer.standing is Standing.FINISHED and planned.finish is None
        key = "why.standing.finished_undated" if undated else f"why.standing.{answer.standing}"
        told.append(say(key, finish=planned.finish))
    if answer.forced is not None:
        told.append(verdict_words(answer.forced, plan, portfolio, say))
        if not answer.forced.proven and answer.forced.verdict is not Verdict.UNKNOWN:
            told.append(say("why.not_proven"))
    return told


def others_words(others: Comparison, say: Wording) -> str:
    """Return how many other projects would move, or that none would."""
    number = len(others.moved)
    return say.counted("why.would_move", number) if number else say("why.nothing_else")


def verdict_words(forced: Forced, plan: Plan, portfolio: Portfolio, say: Wording) -> str:
    """Return what came of asking for an earlier start, or for a project to be carried out."""
    if forced.verdict is Verdict.NO_EARLIER:
        return say("why.no_earlier")
    asked = say("why.carried_out") if forced.start is None else say("why.started", quarter=forced.start)
    values: dict[str, object] = {"asked": asked}
    if forced.verdict is Verdict.IMPOSSIBLE:
        parts = () if forced.plan is None else forced.plan.explanation
        values["reasons"] = say.together(sentence(part, portfolio, say) for part in parts)
    if (
        forced.verdict in {Verdict.WORSE, Verdict.BETTER}
        and forced.worse_aim is not None
        and forced.plan is not None
    ):
        before = plan.provenance.objective[forced.worse_aim]
        after = forced.plan.provenance.objective[forced.worse_aim]
        values["aim"] = aims.name(before.terms, portfolio, say)
        values["before"] = aims.shown(before.value, before.terms, say)
        values["after"] = aims.shown(after.value, after.terms, say)
    return say(f"why.verdict.{forced.verdict}", **values)


# What one more million is worth


def is_better(change: float, terms: Sequence[Term]) -> bool:
    """Tell whether a change of an aim's value is one for the better."""
    return change > 0 if terms[0].is_maximised else change < 0


def change_words(change: float | None, terms: Sequence[Term], say: Wording) -> str:
    """Return by how much an aim changes, with its sign, and whether that is better or worse."""
    if change is None:
        return say("unknown")
    if not change:
        return "—"
    return say(
        "worth.better" if is_better(change, terms) else "worth.worse", value=signed(change, terms, say)
    )


def signed(change: float, terms: Sequence[Term], say: Wording) -> str:
    """Return a change of an aim's value with its sign, as money where it is money."""
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return sign + aims.shown(abs(change), terms, say)


def worth_rows(found: Sequence[Difference], plan: Plan, portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each ceiling and way it was moved: the change of each aim, and whether it is exact."""
    objective = plan.provenance.objective
    rows: list[Row] = []
    for entry in found:
        name = say(
            "worth.ceiling",
            payer=payer_name(entry.payer, portfolio, say),
            year=entry.year,
            step=money.difference(entry.step, say),
        )
        if entry.plan.status.has_plan:
            pairs = zip(entry.objective, objective, strict=True)
            cells = [change_words(change, outcome.terms, say) for change, outcome in pairs]
        else:
            cells = [_without_plan(entry, say), *([""] * (len(objective) - 1))]
        rows.append((name, [*cells, say("proven" if entry.proven else "not_proven")], ""))
    return rows


def worth_words(entry: Difference, aim: int, terms: Sequence[Term], say: Wording) -> str:
    """Return how a moved ceiling changes one aim, or that it leaves no plan."""
    if not entry.plan.status.has_plan:
        return _without_plan(entry, say)
    return change_words(entry.objective[aim], terms, say)


def _without_plan(entry: Difference, say: Wording) -> str:
    """Return that a moved ceiling leaves no plan, or that none was found in time."""
    return say("worth.no_plan" if entry.plan.status is PlanStatus.INFEASIBLE else "worth.no_plan_found")


def changed_aims(found: Sequence[Difference]) -> list[int]:
    """Return the numbers of the aims that any moved ceiling changes."""
    columns = zip(*(entry.objective for entry in found), strict=True)
    return [number for number, changes in enumerate(columns) if any(changes)]


def nothing_worth(found: Sequence[Difference], say: Wording) -> str | None:
    """Return why no aim is shown that a moved ceiling changes; None where one is."""
    if changed_aims(found):
        return None
    if any(entry.plan.status is PlanStatus.INFEASIBLE for entry in found):
        return say("worth.only_impossible")
    known = all(change is not None for entry in found for change in entry.objective)
    is_proven = bool(found) and known and all(entry.proven for entry in found)
    return say("worth.nothing" if is_proven else "worth.nothing_found")


def left_out(found: Worth, say: Wording) -> str | None:
    """Return what there was no time for; None where everything was looked into."""
    counted = {
        "worth.left_differences": found.left_out.differences,
        "worth.left_rescues": found.left_out.rescues,
        "worth.left_stairs": found.left_out.stairs,
    }
    parts = [say(key, n=number) for key, number in counted.items() if number]
    return say("worth.time_up", left=say.listed(parts)) if parts else None


def rescue_rows(found: Sequence[Rescue], portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each late project: the least extra money, where, and whether it is the least."""
    rows: list[Row] = []
    for entry in found:
        places = [
            say(
                "rescue.place",
                payer=payer_name(payer, portfolio, say),
                year=year,
                amount=money.amount(amount, say),
            )
            for payer, by_year in (entry.extra or {}).items()
            for year, amount in by_year.items()
        ]
        if entry.total is None:
            total = say("rescue.none" if entry.proven else "rescue.unknown")
        else:
            total = money.amount(entry.total, say) if entry.total else say("rescue.nothing")
        cells = [total, say.few(places) or "—", say("proven" if entry.proven else "not_proven")]
        rows.append((say.full_name(portfolio.project(entry.project)), cells, ""))
    return rows


# Re-planning with least upheaval


def least_moves_words(curve: Curve, say: Wording) -> str:
    """Return how many moves what has changed forces, where that is proven."""
    if curve.least_moves is None:
        return say("replan.least_unknown")
    if curve.least_moves == 0:
        return say("replan.least_none")
    return say.counted("replan.least", curve.least_moves)


def thinned_words(curve: Curve, say: Wording) -> str | None:
    """Return which numbers of moves were tried; None where all were."""
    return say("replan.thinned", step=curve.step) if curve.step > 1 else None


def others_tried_words(curve: Curve, say: Wording) -> str | None:
    """Return for commands which numbers of moves were tried, and how to try others; None where all were."""
    thinned = thinned_words(curve, say)
    return None if thinned is None else say.together([thinned, say("replan.others")])


def no_moves_words(curve: Curve, say: Wording, *, is_whole: bool) -> str | None:
    """Return that the baseline's decisions are as good as any, or only that none better were found.

    None where something moves, or the curve is not whole.
    """
    if not is_whole or any(point.moves for point in curve.points):
        return None
    proven = all(p.plan.status is PlanStatus.OPTIMAL and not any(p.behind) for p in curve.points)
    return say("replan.no_moves" if proven else "replan.no_moves_found")


def behind_words(point: Point, portfolio: Portfolio, say: Wording) -> str:
    """Return how far a point lies behind the best plan found, or before it, in the first aim that differs."""
    objective = point.plan.provenance.objective
    for behind, outcome in zip(point.behind, objective, strict=False):
        if behind:
            key = "replan.ahead" if is_better(behind, outcome.terms) else "replan.behind"
            amount = aims.shown(abs(behind), outcome.terms, say)
            return say(key, aim=aims.name(outcome.terms, portfolio, say), amount=amount)
    return say("replan.best")


def point_words(point: Point, portfolio: Portfolio, say: Wording) -> str:
    """Return a point of the cost-stability curve in a line."""
    return say.counted("replan.point", point.moves, behind=behind_words(point, portfolio, say))


def curve_rows(curve: Curve, portfolio: Portfolio, say: Wording) -> list[Row]:
    """Return a row for each point: what each aim comes to, and how far it lies behind the best."""
    rows: list[Row] = []
    for point in curve.points:
        pairs = zip(point.values, point.plan.provenance.objective, strict=False)
        cells = [aims.shown(value, outcome.terms, say) for value, outcome in pairs]
        rows.append((str(point.moves), [*cells, behind_words(point, portfolio, say)], ""))
    return rows


# Trade-offs


def frontier_words(point: FrontierPoint, say: Wording) -> str:
    """Return a point of the frontier in a line."""
    peak = money.amount(point.peak, say)
    return say.counted("frontier.point", point.tardiness, peak=peak)


def frontier_notes(points: Sequence[FrontierPoint], payer: str, say: Wording) -> str:
    """Return what is certain of the points: which are proven, and what lies between them."""
    told = [frontier_proof(points, payer, say)]
    if len(points) > 1:
        told.append(say("frontier.between"))
    return say.together([*told, say("frontier.aims")])


def frontier_proof(points: Sequence[FrontierPoint], payer: str, say: Wording) -> str:
    """Return whether every point is proven, or how many are not."""
    exact = sum(point.exact for point in points)
    if exact == len(points):
        return say("frontier.exact", payer=payer)
    return say.counted("frontier.not_exact", len(points) - exact, of=len(points), payer=payer)


def _missing(plan: Plan, say: Wording) -> str:
    """Return what is missing to the floor, or that there is none."""
    return say("floor.none") if plan.envelope.minimum is None else money.amount(plan.envelope.shortfall, say)


def frontier_rows(points: Sequence[FrontierPoint], say: Wording) -> list[Row]:
    """Return a row for each point: dearest year, weighted lateness, late projects, whether it is exact."""
    return [
        (
            money.amount(point.peak, say),
            [
                f"{point.tardiness:,}",
                str(len(late_in(point.plan))),
                _missing(point.plan, say),
                say("proven" if point.exact else "not_proven"),
            ],
            "",
        )
        for point in points
    ]

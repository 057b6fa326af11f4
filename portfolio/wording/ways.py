"""Ways out of an impossible scenario in words: what each changes, what it costs, what its plan comes to."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.domain.sharing import BoundSide
from portfolio.planning.answers.ways_out import OF_MONEY, Step, WayKind, WayOut
from portfolio.wording import floors, money, summaries
from portfolio.wording.i18n import Wording
from portfolio.wording.payers import payer_name
from portfolio.wording.tones import Row


def step_words(kind: WayKind, step: Step, portfolio: Portfolio, say: Wording) -> str:
    """Return one thing that a way out changes."""
    before, after = step.before or 0, step.after or 0
    project = "" if step.project is None else say.full_name(portfolio.project(step.project))
    payer = "" if step.payer is None else payer_name(step.payer, portfolio, say)
    if kind is WayKind.RESERVE and step.year is not None:
        kind = WayKind.CEILINGS
    match kind:
        case WayKind.RESERVE | WayKind.CEILINGS | WayKind.FLOOR | WayKind.MAXIMUM:
            values = {
                "before": money.amount(before, say),
                "after": money.amount(after, say),
            }
            return say(f"way.step.{kind}", payer=payer, year=step.year, **values)
        case WayKind.SLIP:
            return say.counted("way.step.slip", after - before, project=project)
        case WayKind.DROP:
            cost = say("not_priced") if step.before is None else money.amount(step.before, say)
            return say("way.step.drop", project=project, cost=cost)
        case WayKind.SHARES:
            side = BoundSide.MOST if after > before else BoundSide.LEAST
            words = {"project": project, "payer": payer, "before": before, "after": after}
            return say(f"way.step.shares.{side}", **words)
        case WayKind.WAIVE:
            return say("way.step.waive", project=project, stage=say(f"stage.{step.stage}"))
        case WayKind.BAND:
            moved = say.counted(f"way.side.{step.side}", after, before=before)
            return say("way.step.band", project=project, moved=moved)
        case WayKind.SOURCE_YEARS:
            years = {"before": say.year(before), "after": say.year(after)}
            key = "way.step.source_years" if after > before else "way.step.source_years.first"
            return say(key, payer=payer, **years)
        case WayKind.UNDO:
            return say("way.step.undo", project=project)
        case _:
            return say(f"way.step.{kind}", payer=payer, before=before, after=after)


def price_words(way: WayOut, say: Wording) -> str:
    """Return what a way out gives up, with its unit."""
    if way.kind in OF_MONEY:
        return say(f"way.price.{way.kind}", amount=money.amount(way.price, say))
    if way.kind is WayKind.CARRY_OVER:
        return say("way.price.carry_over", n=way.price)
    return say.counted(f"way.price.{way.kind}", way.price)


def outcome_words(way: WayOut, portfolio: Portfolio, say: Wording) -> str:
    """Return what the plan of a way out comes to: who is late or left out, what is missing to the floor."""
    return say("way.then", outcome=say.together(_outcome(way, portfolio, say)))


def _outcome(way: WayOut, portfolio: Portfolio, say: Wording) -> list[str]:
    told = summaries.timing_words(way.plan, portfolio, say)
    if way.plan.envelope.minimum is not None:
        told.append(floors.floor_met(way.plan.envelope, say))
    return told


def minimal_words(way: WayOut, say: Wording) -> str:
    """Return whether a way out is proven to be as small as can be."""
    return say("way.minimal" if way.minimal else "way.not_minimal")


def no_way_words(scenario: Scenario, say: Wording, *, is_whole: bool) -> str:
    """Return that no way out was found: whether every kind was tried, and whether something is locked."""
    if not is_whole:
        return say("way.none_yet")
    return say("way.none_locked" if scenario.locked else "way.none")


def undecided_words(kinds: Sequence[WayKind], say: Wording) -> str | None:
    """Return of which kinds it was not found out in time whether they are a way out; None where of all."""
    if not kinds:
        return None
    return say("way.undecided", kinds=say.listed([say(f"way.kind.{kind}") for kind in kinds]))


def cannot_apply_words(can_apply: bool, say: Wording) -> str | None:
    """Return why a scenario cannot be made the one in force here; None where it can."""
    return None if can_apply else say("way.cannot_apply")


def ways_note(scenario: Scenario, say: Wording) -> str:
    """Return what is certain of every way out that is shown."""
    told = [say("way.checked")]
    return say.together([*told, say("way.locked")] if scenario.locked else told)


def row(way: WayOut, portfolio: Portfolio, say: Wording) -> Row:
    """Return a way out as a row: its kind, every step, its price, whether it is minimal, what then comes."""
    steps = [step_words(way.kind, step, portfolio, say) for step in way.steps]
    proven = say("proven" if way.minimal else "not_proven")
    outcome = say.together(_outcome(way, portfolio, say))
    return say(f"way.kind.{way.kind}"), ["\n".join(steps), price_words(way, say), proven, outcome], ""


def heads(say: Wording) -> list[str]:
    """Return the heads of a table of ways out."""
    return [say(f"way.column.{part}") for part in ("kind", "steps", "price", "minimal", "then")]

"""The pipeline in words: how far each project is, and what is not known of it."""

from __future__ import annotations

from portfolio.domain.estimates import Range
from portfolio.planning.answers.pipeline import InPipeline
from portfolio.wording import money
from portfolio.wording.i18n import Wording


def heads(say: Wording) -> list[str]:
    """Return the heads of the table."""
    return [say("pipeline.project"), say("pipeline.stage"), say("pipeline.missing"), say("pipeline.estimate")]


def row(one: InPipeline, say: Wording) -> list[str]:
    """Return the row of a project."""
    missing = say.listed([say(f"pipeline.missing.{kind}") for kind in one.missing])
    cost = say("not_priced") if one.estimate is None else _range(one.estimate, say)
    if one.project.is_priced:
        cost = money.amount(one.project.cost or 0, say)
    return [
        say.full_name(one.project),
        say(f"pipeline.stage.{one.stage}"),
        missing if one.missing else say("field.blank"),
        cost,
    ]


def _range(estimate: Range, say: Wording) -> str:
    low, high = (money.amount(amount, say) for amount in (estimate.low, estimate.high))
    return low if low == high else say("pipeline.range", low=low, high=high)

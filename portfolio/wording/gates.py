"""Gates and stages in words: what a gate asks of a project, and where the project stands."""

from __future__ import annotations

from portfolio.domain.gates import Hold
from portfolio.wording import money
from portfolio.wording.i18n import Wording


def sentence(hold: Hold, say: Wording) -> str:
    """Return what a gate asks of a project: from when on it may start, or by how much it is too dear."""
    values: dict[str, object] = {"stage": say(f"stage.{hold.stage}"), "since": hold.since}
    if hold.approved is not None:
        values["approved"] = money.amount(hold.approved, say)
        values["excess"] = money.amount((hold.cost or 0) - hold.approved, say)
    return say(f"gate.{hold.kind}.{hold.reached}", **values)

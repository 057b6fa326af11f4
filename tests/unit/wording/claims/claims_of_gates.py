"""What is said of the gates of projects: for what they wait, and what was exceeded."""

from __future__ import annotations

from typing import Any

from claim import Claim, Telling

from portfolio.domain.calendar import Period
from portfolio.domain.explanation import GateInTheWay, NoStart, NoStartCause, Undecided
from portfolio.domain.gates import GateKind, Hold, Reached
from portfolio.domain.rule_names import RuleName
from portfolio.domain.stages import StageKind
from portfolio.wording import explanations, gates

ONE = "a1-07"


def _hold(kind: GateKind, reached: Reached) -> Hold:
    of_amounts: dict[str, Any] = {"approved": 100, "most": 110, "cost": 120}
    more = of_amounts if kind is GateKind.AMOUNT_AT_MOST else {"since": Period(2018, 1)}
    return Hold(kind=kind, stage=StageKind.ESTIMATE, reached=reached, **more)


def _told(kind: GateKind, reached: Reached) -> Telling:
    return lambda _, say: gates.sentence(_hold(kind, reached), say)


def _said(part: Any) -> Telling:
    return lambda cases, say: explanations.sentence(part, cases.portfolio, say)


HELD = _hold(GateKind.NO_START_BEFORE, Reached.EXPECTED)
IN_THE_WAY = GateInTheWay(project=ONE, hold=HELD)
STUCK = NoStart(project=ONE, detail=NoStartCause.GATE, holds=(HELD,))
WAITING = (GateKind.NO_START_BEFORE, GateKind.NO_MONEY_BEFORE)
OTHER = {
    Reached.PASSED: Reached.EXPECTED,
    Reached.EXPECTED: Reached.ASSUMED,
    Reached.ASSUMED: Reached.UNKNOWN,
    Reached.UNKNOWN: Reached.PASSED,
}

CLAIMS: dict[str, Claim] = {
    "none.gate": Claim(_said(IN_THE_WAY), _said(STUCK)),
    "none.no_start.gate": Claim(_said(STUCK), _said(NoStart(project=ONE, detail=NoStartCause.PIN))),
    "none.undecided_gate": Claim(
        _said(Undecided(detail=RuleName.GATE)), _said(Undecided(detail=RuleName.CEILING))
    ),
    **{
        f"gate.{kind}.{reached}": Claim(_told(kind, reached), _told(kind, other))
        for kind in WAITING
        for reached, other in OTHER.items()
    },
    "gate.amount_at_most.approved": Claim(
        _told(GateKind.AMOUNT_AT_MOST, Reached.APPROVED), _told(GateKind.NO_START_BEFORE, Reached.PASSED)
    ),
}

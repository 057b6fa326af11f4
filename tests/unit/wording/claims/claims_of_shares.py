"""What is said of sources that share what projects cost: what was chosen, and which bound is in the way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from claim import Claim, Telling, project

from portfolio.domain.assumptions import FundingRule
from portfolio.domain.explanation import Explanation, MatchesInTheWay, SharesInTheWay, Undecided
from portfolio.domain.rule_names import RuleName
from portfolio.domain.sharing import BoundSide, SharedOut
from portfolio.wording import explanations, shares

ONE = "a1-07"
PROJECTS = (ONE, "a1-11")


def _said(part: Explanation) -> Telling:
    return lambda cases, say: explanations.sentence(part, cases.portfolio, say)


def _share(side: BoundSide) -> Telling:
    return _said(SharesInTheWay(payer="municipal", detail=side, projects=PROJECTS))


_MATCH = _said(MatchesInTheWay(payer="municipal", against="district", projects=PROJECTS))
_OPEN = {name: _said(Undecided(detail=name)) for name in (RuleName.SHARE, RuleName.MATCH)}


def _shared(municipal: int | None) -> SharedOut | None:
    """Return that the municipality, who was to pay 20 to 60 percent, pays so many of a hundred."""
    if municipal is None:
        return None
    bounds = {"district": (Decimal(0), Decimal(100)), "municipal": (Decimal(20), Decimal(60))}
    chosen = {"district": 100 - municipal, "municipal": municipal}
    return SharedOut(bounds=bounds, chosen=chosen, usual={"district": 100}, curve={})


def _of_plan(municipal: int | None) -> Telling:
    return lambda cases, say: shares.chosen_in(
        project(cases.plan, ONE, sharing=_shared(municipal)), cases.portfolio, say
    )


def _of_project(municipal: int | None) -> Telling:
    return lambda cases, say: shares.share_rows(
        cases.plan.project(ONE).model_copy(update={"sharing": _shared(municipal)}), cases.portfolio, say
    )


def _rule(**more: Any) -> Telling:
    rule = FundingRule.model_validate(
        {"percent": {"district": 50, "municipal": 50}, "reason": "a test", **more}
    )
    return lambda cases, say: shares.bounds_text(rule, cases.portfolio, say)


_BETWEEN = _rule(at_least={"district": 20})
_MATCHED = _rule(matches=[{"source": "municipal", "against": "district", "ratio": 1}])

CLAIMS: dict[str, Claim] = {
    "none.share.at_most": Claim(_share(BoundSide.MOST), _share(BoundSide.LEAST)),
    "none.share.at_least": Claim(_share(BoundSide.LEAST), _share(BoundSide.MOST)),
    "none.match": Claim(_MATCH, _share(BoundSide.MOST)),
    "none.undecided_share": Claim(_OPEN[RuleName.SHARE], _OPEN[RuleName.MATCH]),
    "none.undecided_match": Claim(_OPEN[RuleName.MATCH], _OPEN[RuleName.SHARE]),
    "shares.bounds": Claim(_BETWEEN, _rule()),
    "shares.between": Claim(_BETWEEN, _rule()),
    "shares.match": Claim(_MATCHED, _BETWEEN),
    "shares.chosen": Claim(_of_project(40), _of_project(None)),
    "shares.at_most": Claim(_of_project(60), _of_project(59)),
    "shares.at_least": Claim(_of_project(20), _of_project(21)),
    "shares.plan": Claim(_of_plan(40), _of_plan(None)),
    "shares.instead": Claim(_of_plan(40), _of_plan(None)),
    "shares.plan.at_most": Claim(_of_plan(60), _of_plan(59)),
    "shares.plan.at_least": Claim(_of_plan(20), _of_plan(21)),
}

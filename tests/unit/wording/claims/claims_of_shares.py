"""What is said of sources that share what projects cost: which bound or match is in the way."""

from __future__ import annotations

from claim import Claim, Telling

from portfolio.domain.explanation import Explanation, MatchesInTheWay, SharesInTheWay, Undecided
from portfolio.domain.rule_names import RuleName
from portfolio.domain.sharing import BoundSide
from portfolio.wording import explanations

PROJECTS = ("a1-07", "a1-11")


def _said(part: Explanation) -> Telling:
    return lambda cases, say: explanations.sentence(part, cases.portfolio, say)


def _share(side: BoundSide) -> Telling:
    return _said(SharesInTheWay(payer="municipal", detail=side, projects=PROJECTS))


_MATCH = _said(MatchesInTheWay(payer="municipal", against="district", projects=PROJECTS))
_OPEN = {name: _said(Undecided(detail=name)) for name in (RuleName.SHARE, RuleName.MATCH)}

CLAIMS: dict[str, Claim] = {
    "none.share.at_most": Claim(_share(BoundSide.MOST), _share(BoundSide.LEAST)),
    "none.share.at_least": Claim(_share(BoundSide.LEAST), _share(BoundSide.MOST)),
    "none.match": Claim(_MATCH, _share(BoundSide.MOST)),
    "none.undecided_share": Claim(_OPEN[RuleName.SHARE], _OPEN[RuleName.MATCH]),
    "none.undecided_match": Claim(_OPEN[RuleName.MATCH], _OPEN[RuleName.SHARE]),
}

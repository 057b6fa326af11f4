"""What is said of conditions on the money of sources."""

from __future__ import annotations

from typing import Any

from claim import Claim, Telling

from portfolio.domain.explanation import AllocationInTheWay, CeilingExceeded, SourceYearsInTheWay, Undecided
from portfolio.domain.rule_names import RuleName
from portfolio.wording import explanations


def _said(part: Any) -> Telling:
    return lambda cases, say: explanations.sentence(part, cases.portfolio, say)


def _ceiling(reserve: int) -> CeilingExceeded:
    return CeilingExceeded(payer="district", year=2018, needed=100, allowed=90, reserve=reserve)


YEARS = SourceYearsInTheWay(payer="district", first=2018, last=2020)
PINNED = AllocationInTheWay(project="a1-07", payer="district", year=2018, needed=10)

CLAIMS: dict[str, Claim] = {
    "none.source_years": Claim(_said(YEARS), _said(PINNED)),
    "none.reserve": Claim(_said(_ceiling(10)), _said(_ceiling(0))),
    "none.undecided_source_years": Claim(
        _said(Undecided(detail=RuleName.SOURCE_YEARS)), _said(Undecided(detail=RuleName.CEILING))
    ),
}

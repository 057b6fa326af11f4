"""What is said of conditions on the money of sources."""

from __future__ import annotations

from typing import Any

from claim import Cases, Claim, Telling

from portfolio.domain.assumptions import Assumptions
from portfolio.domain.explanation import AllocationInTheWay, CeilingExceeded, SourceYearsInTheWay, Undecided
from portfolio.domain.rule_names import RuleName
from portfolio.wording import explanations, funds, summaries
from portfolio.wording.i18n import Wording


def _said(part: Any) -> Telling:
    return lambda cases, say: explanations.sentence(part, cases.portfolio, say)


def _ceiling(reserve: int) -> CeilingExceeded:
    return CeilingExceeded(payer="district", year=2018, needed=100, allowed=90, reserve=reserve)


def _kept_back(reserve: int) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        first, *rest = cases.squeezed.ceilings
        uses = (first.model_copy(update={"reserve": reserve}), *rest)
        plan = cases.squeezed.model_copy(update={"ceilings": uses})
        return summaries.budget(plan, cases.portfolio, say)[0]

    return telling


def _payer(condition: dict[str, Any]) -> Telling:
    def telling(cases: Cases, say: Wording) -> str:
        content = cases.portfolio.assumptions.model_dump()
        rule = {
            "percent": {"district": 100},
            "or_else": [{"private": 100}],
            "reason_en": "x",
            "reason_zh": "x",
        }
        content["funding"] = [rule]
        content["funding_sources"] = [
            {**source, **(condition if source["id"] == "private" else {})}
            for source in content["funding_sources"]
        ]
        portfolio = cases.portfolio.changed(assumptions=Assumptions.model_validate(content))
        return say.together(funds.not_available_words(portfolio.project("a1-07"), portfolio, say))

    return telling


YEARS = SourceYearsInTheWay(payer="district", first=2018, last=2020)
PINNED = AllocationInTheWay(project="a1-07", payer="district", year=2018, needed=10)

CLAIMS: dict[str, Claim] = {
    "none.source_years": Claim(_said(YEARS), _said(PINNED)),
    "none.reserve": Claim(_said(_ceiling(10)), _said(_ceiling(0))),
    "budget.reserve": Claim(_kept_back(10), _kept_back(0)),
    "budget.reserve.of": Claim(_kept_back(10), _kept_back(0)),
    "project.payer_barred": Claim(_payer({"not_for": {"projects": ["a1-07"]}}), _payer({})),
    "none.undecided_source_years": Claim(
        _said(Undecided(detail=RuleName.SOURCE_YEARS)), _said(Undecided(detail=RuleName.CEILING))
    ),
}

"""What is said of promises that are counted and measured: where they stand, and how they are told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from claim import Claim, Telling

from portfolio.domain.calendar import FiscalYear
from portfolio.domain.programme import Citation, TargetComparison, TargetKind
from portfolio.domain.progress import Standing, progress_of
from portfolio.domain.promises import Filled, Indicator, IndicatorKind, Milestone, Reading
from portfolio.planning.answers.promises import promises
from portfolio.wording import targets
from portfolio.wording.promises import baseline_words, kind_words, promised_words, standing_words

HERE = Citation(document="doc", place="here", quote="so it stands")
GOAL = Milestone(year=2021, quantity=Decimal(100))
IN_WORDS = Milestone(comparison=TargetComparison.IN_WORDS, printed="as the state asks")


def _indicator(**fields: Any) -> Indicator:
    known = {"id": "one", "name": "One", "unit": "%", "milestones": (GOAL,), "baseline": Decimal(50)}
    return Indicator(**{**known, **fields}, source=HERE)


def _standing(value: int | None = None, **fields: Any) -> Telling:
    readings = () if value is None else (Reading(target="one", value=Decimal(value), as_of="2019"),)
    progress = progress_of(_indicator(**fields), readings, FiscalYear())
    return lambda _, say: standing_words(progress, say)


def _promised(*milestones: Milestone) -> Telling:
    def telling(cases: Any, say: Any) -> str:
        item = _indicator(milestones=milestones)
        portfolio = cases.portfolio.model_copy(update={"indicators": (item,)})
        return promised_words(promises(portfolio, None)[-1], say)

    return telling


def _no_threshold(comparison: TargetComparison) -> Telling:
    """Return what is said of facilities that are promised so, held against a plan."""

    def telling(cases: Any, say: Any) -> object:
        found = [t for t in cases.portfolio.programme.targets if t.kind is TargetKind.FACILITIES]
        target = found[0].model_copy(update={"comparison": comparison})
        programme = cases.portfolio.programme.model_copy(update={"targets": (target,)})
        portfolio = cases.portfolio.model_copy(update={"programme": programme})
        return targets.held_against(cases.plan, portfolio, say)

    return telling


RATIO = Milestone(comparison=TargetComparison.RATIO, quantity=Decimal(2))
MERGED = _indicator(kind=IndicatorKind.BINDING, filled_down=(Filled.KIND,))
BELOW = _indicator(baseline_year=2015)
OTHERWISE = _standing(80)
CLAIMS: dict[str, Claim] = {
    f"standing.{Standing.MET_AT_BASELINE}": Claim(_standing(baseline=Decimal(100)), OTHERWISE),
    f"standing.{Standing.IN_WORDS}": Claim(_standing(80, milestones=(IN_WORDS,)), OTHERWISE),
    f"standing.{Standing.NO_TARGET}": Claim(_standing(80, milestones=()), OTHERWISE),
    f"standing.{Standing.NO_BASELINE}": Claim(_standing(80, baseline=None), OTHERWISE),
    f"standing.{Standing.BASELINE_IS_BOUND}": Claim(
        _standing(80, baseline_comparison=TargetComparison.MORE_THAN), OTHERWISE
    ),
    f"standing.{Standing.NO_THRESHOLD}": Claim(
        _standing(80, milestones=(RATIO,), baseline=Decimal(2)), _standing(80, milestones=(RATIO,))
    ),
    f"standing.{Standing.NO_REPORT}": Claim(_standing(), OTHERWISE),
    f"standing.{Standing.UNDER_WAY}": Claim(OTHERWISE, _standing(100)),
    f"standing.{Standing.MET}": Claim(_standing(100), OTHERWISE),
    "standing.share": Claim(OTHERWISE, _standing(80, baseline=None)),
    "promise.no_target": Claim(_promised(), _promised(GOAL)),
    "promise.each_year": Claim(_promised(GOAL.model_copy(update={"is_yearly": True})), _promised(GOAL)),
    "target.no_threshold": Claim(
        _no_threshold(TargetComparison.ABOUT), _no_threshold(TargetComparison.AT_LEAST)
    ),
    "indicator.filled_down": Claim(
        lambda _, say: kind_words(MERGED, say), lambda _, say: kind_words(_indicator(), say)
    ),
    "promise.in_year": Claim(
        lambda _, say: baseline_words(BELOW, say), lambda _, say: baseline_words(_indicator(), say)
    ),
}

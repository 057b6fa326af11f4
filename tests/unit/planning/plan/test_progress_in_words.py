"""How far a solve is is told in the words of the plan: no page breaks off at the name of a resource."""

from __future__ import annotations

import pytest

from optimizer.format.result import Incumbent
from portfolio.domain.brief import brief_of
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.planning.answers.open_ceilings import Range, with_open_ceilings
from portfolio.planning.plan.compiling import compile_brief
from portfolio.planning.plan.telling import progress_of
from portfolio.wording import aims
from portfolio.wording.i18n import Language, wording

SCENARIO = Scenario.model_validate({"name": "test", "ceilings": {"public": {2019: 50_000}}})


def told(tier: int) -> Incumbent:
    return Incumbent(seconds=1, tier=tier, value=0, bound=0)


@pytest.mark.parametrize("language", Language)
def test_every_aim_is_told_as_the_plan_states_it(shipped: Portfolio, language: Language) -> None:
    """Payments, extra cost and what the floor counts have resources of their own in an instance."""
    brief = brief_of(shipped, SCENARIO)
    instance = compile_brief(brief).instance
    for number, tier in enumerate(brief.objective):
        progress = progress_of(told(number), instance, brief, has_baseline=False)
        assert progress is not None
        assert progress.terms == tier.terms
        assert aims.name(progress.terms, shipped, wording(language).of(shipped))


def test_what_only_an_answer_aims_for_is_not_told(shipped: Portfolio) -> None:
    brief = brief_of(shipped, SCENARIO)
    opened = with_open_ceilings(brief, "public", [{2019: Range(0, 50_000)}])
    asked = opened.asking([opened.lowest])
    assert progress_of(told(0), asked, brief, has_baseline=False) is None

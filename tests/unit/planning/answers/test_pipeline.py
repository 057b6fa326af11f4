"""How far projects are, and what is not known of them."""

from __future__ import annotations

from collections import Counter

from portfolio.domain.project import Status
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.answers.pipeline import Missing, PipelineStage, pipeline
from tests.conftest import SHIPPED, PortfolioBuilder


def test_of_the_citys_plan_five_buildings_are_proposed_and_eleven_in_preparation() -> None:
    found = pipeline(load_portfolio(SHIPPED / "hangzhou-2021-2025"))
    buildings = Counter(one.stage for one in found if "building" in one.project.tags)
    assert buildings == {PipelineStage.PROPOSED: 5, PipelineStage.IN_PREPARATION: 11}
    assert len(found) == 25
    assert all(Missing.PRICE in one.missing and one.estimate is None for one in found)
    yuncheng = next(one for one in found if one.project.id == "hz-p01")
    assert yuncheng.missing == (Missing.AREA, Missing.OWNER, Missing.PRICE)  # the site is named


def test_nothing_is_missing_of_what_is_open_and_what_is_cancelled_is_on_no_way() -> None:
    portfolio = PortfolioBuilder().project("a", cost=10).project("b", cost=10).portfolio()
    a, b = portfolio.projects
    statuses = (Status.IN_OPERATION, Status.CANCELLED)
    changed = [p.model_copy(update={"status": s}) for p, s in zip((a, b), statuses, strict=True)]
    (one,) = pipeline(portfolio.changed(projects=changed))
    assert (one.project.id, one.stage, one.missing) == ("a", PipelineStage.OPEN, ())

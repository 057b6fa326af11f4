"""A programme in which nothing is priced opens on how far its projects are, and on no plan."""

from __future__ import annotations

import pytest
from reader import opened, text

from tests.conftest import SHIPPED

HANGZHOU = "hangzhou-2021-2025"


@pytest.fixture(autouse=True)
def _shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.settings.DATA_FOLDER", SHIPPED)


def test_it_opens_on_its_projects_stage_by_stage() -> None:
    page = text(opened("overview", lang="en", portfolio=HANGZHOU))
    assert "On the way to being built" in page
    assert "Proposed" in page
    assert "14 projects" in page
    assert "11 projects" in page
    assert "price" in page
    assert "Not priced" in page


@pytest.mark.parametrize("name", ["overview", "schedule", "budget", "what_if"])
def test_where_nothing_is_priced_nothing_is_called_a_plan(name: str) -> None:
    page = text(opened(name, lang="en", portfolio=HANGZHOU))
    for claim in ("proven optimal", "finish on time", "CNY 0"):
        assert claim not in page, claim
    if name != "overview":
        assert "No project of this programme has a price: there is no plan." in page


def test_a_programme_with_prices_has_plans() -> None:
    assert "there is no plan" not in text(opened("budget", lang="en", portfolio="gongshu-2017-2021"))


def test_it_is_told_in_chinese() -> None:
    assert "项目储备进展" in text(opened("overview", lang="zh", portfolio=HANGZHOU))

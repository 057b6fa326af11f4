"""Every page stands on every bundled portfolio, and none of those without works calls anything its plan."""

from __future__ import annotations

import pytest
from reader import PAGES, opened, text

from tests.conftest import SHIPPED

MEASURED = ("jianggan-2019-2021", "longhu-2016-2020")


@pytest.fixture(autouse=True)
def _shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.settings.DATA_FOLDER", SHIPPED)


@pytest.mark.parametrize("portfolio", ["hangzhou-2021-2025", *MEASURED])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands(name: str, portfolio: str) -> None:
    app = opened(name, lang="en", portfolio=portfolio)
    assert not app.exception
    assert not app.error
    assert app.query_params["portfolio"] == portfolio
    assert "Gongshu District" not in text(app)


@pytest.mark.parametrize("portfolio", ["hangzhou-2021-2025", *MEASURED])
@pytest.mark.parametrize("tab", ["targets", "findings", "lists"])
def test_its_data_are_shown(tab: str, portfolio: str) -> None:
    app = opened("data", lang="zh", portfolio=portfolio, tab=tab)
    assert not app.exception
    assert not app.error

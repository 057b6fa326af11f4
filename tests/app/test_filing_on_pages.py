"""The tables to file on the budget page, in both languages."""

from __future__ import annotations

import pytest
from reader import opened


@pytest.mark.parametrize(
    ("language", "head", "total"), [("zh", "以后年度投资", "合计"), ("en", "In later years", "Total")]
)
def test_the_annual_plan_stands_on_the_budget_page(language: str, head: str, total: str) -> None:
    app = opened("budget", lang=language)
    assert not app.exception
    app.selectbox(key="filed year").select(2019).run()
    assert not app.exception
    frame = next(table.value for table in app.dataframe if head in table.value.columns)
    assert total in str(frame.iloc[-1, 2])
    assert frame.iloc[-1][head] == "187,753"
    app.selectbox(key="filed table").select("rolling").run()
    assert not app.exception
    later = "期后投资" if language == "zh" else "Afterwards"
    assert any(later in table.value.columns for table in app.dataframe)

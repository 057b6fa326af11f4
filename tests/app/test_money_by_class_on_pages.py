"""Money by area and the like on the page of the budget: a page of many at a time, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from reader import opened, text
from synthetic import write_dollars


def test_money_of_many_areas_is_shown_a_page_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dollars(tmp_path / "dollars", 40)
    monkeypatch.setenv("PORTFOLIO", str(tmp_path / "dollars"))
    app = opened("budget", lang="en", by="area")
    assert not app.exception
    first = text(app)
    assert "Money by area" in first
    assert "1 to 30 of 42" in first  # the city, its wards in which anything is planned, and the total
    assert "The city" in first
    assert "Ward 40 " not in first
    then = text(app.pagination[0].set_value(2).run())
    assert "31 to 42 of 42" in then
    assert "Ward 40 " in then
    by_agency = text(app.segmented_control(key="by").set_value("agency").run())
    assert "Money by agency" in by_agency
    assert "to 30 of" not in by_agency
    assert app.query_params["by"] == "agency"

"""Pages of many areas and projects: a page of rows at a time, filters and search for the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from reader import RELATIVE, opened, settled, text
from synthetic import write_dollars

Programme = Callable[[int], None]


@pytest.fixture
def programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """Have the app plan a programme of so many projects."""

    def written(count: int) -> None:
        write_dollars(tmp_path / "dollars", count)
        monkeypatch.setenv("PORTFOLIO", str(tmp_path / "dollars"))

    return written


def test_money_of_many_areas_is_shown_a_page_at_a_time(programme: Programme) -> None:
    programme(40)
    app = opened("budget", lang="en", by="area")
    assert not app.exception
    first = text(app)
    assert "Money by area" in first
    assert "1 to 30 of 42" in first  # the city, its wards in which anything is planned, and the total
    assert "The city" in first
    assert "Ward 41 " not in first
    last = text(app.pagination[0].set_value(2).run())
    assert "31 to 42 of 42" in last
    assert "Ward 41 " in last
    by_agency = text(app.segmented_control(key="by").set_value("agency").run())
    assert "Money by agency" in by_agency
    assert "to 30 of" not in by_agency
    assert app.query_params["by"] == "agency"


def test_a_schedule_of_many_is_turned_page_by_page_and_filters_offer_what_there_is(
    programme: Programme,
) -> None:
    programme(120)
    app = opened("schedule", lang="en", group="agency")
    assert not app.exception
    assert "1 to 100 of 120" in text(app)
    app.pagination[0].set_value(2).run()
    assert "101 to 120 of 120" in text(app)
    drawn = set(re.findall(r'"p-\d{4}"', app.get("plotly_chart")[0].proto.spec))
    assert len(drawn) == 20
    wards = app.multiselect(key="street").options
    assert wards[:2] == ["The city", "\u2003Ward 2"]  # of 330 those in which something lies, below the city
    assert len(wards) == 1 + 120
    app.multiselect(key="street").set_value(["ward-7", "ward-8"]).run()
    assert " of 120" not in "".join(caption.value for caption in app.caption)
    assert "2 of 120 rows" in text(app)
    settled(app.switch_page(RELATIVE.format("projects")).run())
    app.multiselect(key="street").set_value([]).run()
    app.text_input(key="find").set_value("p-0077").run()
    rows = app.dataframe[0].value
    assert list(rows["Council district"]) == ["6"]
    assert list(rows["Agency"]) == ["General Services"]
    assert app.query_params["find"] == "p-0077"

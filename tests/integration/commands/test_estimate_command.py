"""What a project without a price may cost, from a terminal: always a range, with its method and its trust."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import BAD_INPUT, Terminal

UNIT_COSTS = """
[[unit_costs]]
id = "stations"
name = "Stations"
facility_types = ["health_station"]
low = 10000
high = 20000
trust = "fair"
price_year = 2017
portfolio = "elsewhere"
rows = ["x-1", "x-2"]
reason = "Two rows."
"""


@pytest.fixture
def priced(small_folder: Path, terminal: Terminal) -> Terminal:
    (small_folder / "unit_costs.toml").write_text(UNIT_COSTS, encoding="utf-8")
    return terminal


def test_an_estimate_is_looked_at_and_then_kept(priced: Terminal) -> None:
    told = priced("project", "estimate", "station", "--area", "150", "--preview")
    assert "150 to 300 (10k CNY), estimated by the unit cost “Stations”; trust: Fair. Two rows." in told
    assert not priced.has_recorded
    kept = priced.json("project", "estimate", "station", "--area", "150-200", "--reason", "drawings")
    assert (kept["estimate_low"], kept["estimate_likely"], kept["estimate_high"]) == (150, None, 400)
    (station,) = [row for row in priced.json("projects") if row["id"] == "station"]
    assert (station["estimate_low"], station["estimate_high"], station["cost"]) == (150, 400, None)
    assert (station["floor_area_min_m2"], station["floor_area_max_m2"]) == (150, 200)
    assert (station["estimate_trust"], station["estimate_price_year"]) == ("fair", 2017)
    assert station["estimate_method"] == "150-200 m² × 10,000/20,000 CNY/m² (elsewhere x-1, x-2)"
    assert "estimated 150-400" in priced("projects")
    again = priced.json("project", "estimate", "station", "--reason", "as before")
    assert again["version"] == kept["version"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["station"], "a floor area to estimate by: the source gives none"),
        (["centre", "--area", "100"], "this one needs no estimate"),
        (["old", "--area", "100"], "a type that there is a unit cost of"),
        (["nobody", "--area", "100"], "nobody"),
        (["station", "--area", "much"], "as 50000 or 50000-60000"),
        (["station", "--area", "200-100"], "as 50000 or 50000-60000"),
    ],
)
def test_without_what_it_needs_there_is_none(priced: Terminal, words: list[str], told: str) -> None:
    assert told in priced("project", "estimate", *words, "--reason", "test", ends=BAD_INPUT)


def test_unit_costs_are_listed_with_their_rows(priced: Terminal) -> None:
    assert "x-1, x-2" in priced("unit-costs")
    (stations,) = priced.json("unit-costs")
    assert (stations["low"], stations["high"], stations["trust"]) == (10000, 20000, "fair")


def test_where_there_are_none_that_is_said(terminal: Terminal) -> None:
    assert "There are no unit costs to estimate by." in terminal("unit-costs")
    assert terminal.json("unit-costs") == []

"""What a portfolio is of, and what does not add up in its documents, from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import Terminal

from tests.conftest import SHIPPED


@pytest.fixture
def scheme(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setattr("portfolio.settings.DATA_FOLDER", SHIPPED)
    terminal.folder = Path("jianggan-2019-2021")
    return terminal


def test_a_scheme_is_its_phases_its_bodies_and_what_it_counts(scheme: Terminal) -> None:
    found = scheme.json("programme")
    assert [(phase["id"], phase["months"]) for phase in found["phases"]] == [
        ("drawing-up", 9),
        ("implementation", 4),
        ("consolidation", 24),
    ]
    assert len(found["bodies"]) == 7
    held = {kind: number for kind, number in found["holds"].items() if number}
    assert held == {"deliverables": 12, "indicators": 6, "phases": 3, "bodies": 7, "findings": 6}
    assert (found["has_works"], found["is_pipeline"], found["envelope"]["minimum"]) == (False, False, None)
    text = scheme("programme")
    for words in ("Jianggan District", "2019 to 2021", "2018-12", "Deliverables"):
        assert words in text


def test_findings_are_told_with_their_places(scheme: Terminal) -> None:
    found = {finding["id"]: finding for finding in scheme.json("findings")}
    due = found["due-date-of-three-years"]
    assert due["targets"] == ["future-health-houses", "family-doctor-studios", "expert-studios"]
    assert {place["quote"] for place in due["places"]} >= {"2019年9月14日"}
    text = scheme("findings")
    assert "December 2021 or September 2022" in text
    assert "三年内在重点公共场所建设100个“未来健康屋”" in text


def test_a_portfolio_of_works_says_what_it_holds(terminal: Terminal) -> None:
    found = terminal.json("programme")
    assert (found["has_works"], found["holds"]["projects"], found["phases"]) == (True, 4, [])
    assert "What it holds" in terminal("programme")
    assert terminal.json("findings") == []

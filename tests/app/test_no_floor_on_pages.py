"""Every page of a programme that promises no amount: nothing is said of a floor but that there is none."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from reader import PAGES, opened, text

from portfolio import settings

NONE_THERE = {
    ("overview", "en"): ["There is no floor", "The programme has no floor."],
    ("overview", "zh"): ["没有投资下限"],
    ("budget", "en"): ["The programme has no floor"],
    ("budget", "zh"): ["计划没有投资下限"],
    ("what_if", "en"): ["There is no floor"],
    ("what_if", "zh"): ["没有投资下限"],
    ("data", "en"): ["The programme has no floor"],
    ("data", "zh"): ["计划没有投资下限"],
}

FLOOR_IS_THERE = ("下限仍然达到", "达到投资下限")


@pytest.fixture(autouse=True)
def _without_a_floor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "floorless"
    shutil.copytree(settings.DATA_FOLDER / settings.DEFAULT_PORTFOLIO, folder)
    for file, table in (("programme.toml", "envelope"), ("assumptions.toml", "envelope_floor")):
        path = folder / file
        kept, tables = re.subn(rf"\[{table}\](?:.*\n)+?\n", "", path.read_text(encoding="utf-8"))
        assert tables == 1
        path.write_text(kept, encoding="utf-8")
    (folder / "findings.toml").unlink()
    monkeypatch.setenv("PORTFOLIO", str(folder))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_says_of_a_floor_only_that_there_is_none(name: str, language: str) -> None:
    app = opened(name, lang=language, **{"ceiling": "public-2019-40000"} if name == "what_if" else {})

    assert not app.exception
    assert not app.error
    said = text(app)
    for words in NONE_THERE.get((name, language), []):
        assert words in said
    said = said.replace("Shortfall against the floor", "")
    assert "the floor" not in said
    assert not any(words in said for words in FLOOR_IS_THERE)
    assert "None" not in said


def test_a_scenario_may_set_one() -> None:
    said = text(opened("overview", lang="en", floor="400000"))
    assert "CNY 500 million above the floor of CNY 4 billion" in said
    assert "There is no floor" not in said

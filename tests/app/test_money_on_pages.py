"""Pages of a programme in dollars: no amount is said in yuan, in either language."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from reader import opened, text

from portfolio import settings

PAGES = ("overview", "schedule", "budget", "projects", "what_if")
YUAN = ("CNY", "万元", "亿元")
QUOTING = {"overview"}
"""Pages that repeat the words of the source, which is about yuan."""

SAID = {
    ("overview", "en"): "$450 million",
    ("overview", "zh"): "4.5亿美元",
    ("budget", "en"): "thousand USD",
    ("budget", "zh"): "单位：千美元",
}


@pytest.fixture(autouse=True)
def _in_dollars(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "dollars"
    shutil.copytree(settings.DATA_FOLDER / settings.DEFAULT_PORTFOLIO, folder)
    programme, table = folder / "programme.toml", folder / "projects.csv"
    says = 'money = { currency = "USD", unit = 1000 }\n'
    programme.write_text(says + programme.read_text(encoding="utf-8"), encoding="utf-8")
    rows = table.read_text(encoding="utf-8").replace("cost_10k_cny", "cost", 1)
    table.write_text(rows, encoding="utf-8")
    monkeypatch.setenv("PORTFOLIO", str(folder))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_says_amounts_in_dollars(name: str, language: str) -> None:
    app = opened(name, lang=language)
    assert not app.exception
    assert not app.error
    said = text(app)
    assert [words for words in YUAN if words in said and name not in QUOTING] == []
    assert SAID.get((name, language), "") in said

"""Every page of a portfolio that declares areas, agencies, priorities and tags of its own."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from reader import PAGES, opened, text

from portfolio import settings

CLASSES = """
areas = [{ id = "town", name = "The town" }, { id = "north", name = "North", parent = "town" }]
agencies = [{ id = "works", name = "Works" }, { id = "roads", name = "Roads", parent = "works" }]
priorities = [{ id = "1", name = "First" }]
tags = [{ id = "urgent", name = "Urgent" }]
"""


@pytest.fixture(autouse=True)
def _in_town(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(settings.DATA_FOLDER / settings.DEFAULT_PORTFOLIO, folder)
    (folder / "classes.toml").write_text(CLASSES, "utf-8")
    path = folder / "projects.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(areas="north", agency="roads", priority="1", tags="urgent", Ward="7")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setenv("PORTFOLIO", str(folder))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens(name: str) -> None:
    app = opened(name, lang="en")
    assert not app.exception
    assert not app.error


def test_filters_and_groups_offer_the_classes_there_are() -> None:
    app = opened("schedule", lang="en", agency="works", group="agency")
    assert not app.exception
    offered = {box.label: list(box.options) for box in app.multiselect}
    assert offered["Area"] == ["The town", "\u2003North"]
    assert (offered["Agency"], offered["Priority"]) == (["Works", "\u2003Roads"], ["First"])
    assert offered["Tag"] == ["Urgent"]
    assert app.multiselect(key="agency").value == ["works"]


def test_targets_are_told_by_area_where_the_portfolio_has_areas() -> None:
    app = opened("data", lang="en", tab="targets")
    assert not app.exception
    assert "Targets by area" in text(app)
    assert "sub-district" not in text(app).lower()

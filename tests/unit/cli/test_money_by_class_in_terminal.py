"""`plan --group-by`: what is told beside a plan adds up to it, in words and as JSON, and is no part of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from synthetic import write_euros
from typer.testing import CliRunner

from portfolio.cli import cli
from portfolio.exchange.plan_file import load_plan


@pytest.fixture(scope="module")
def euros(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("euros") / "euros"
    write_euros(folder, 6)
    return folder


def test_areas_add_up_to_the_plan_to_the_last_cent(euros: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(
        cli, ["plan", "--portfolio", str(euros), "--group-by", "area", "--group-by", "tag", "--json"]
    )
    assert told.exit_code == 0, told.stderr
    content = json.loads(told.stdout)
    areas, tags = (content["by_class"][by] for by in ("area", "tag"))
    assert [(area["id"], area["name"], area["projects"]) for area in areas] == [
        ("nord", "Nord", 6),
        ("süd", "Süd", 2),
    ]
    for year, amount in content["annual_expenditure"].items():
        assert round(sum(area["by_year"][year] for area in areas), 2) == amount
    assert round(sum(area["total"] for area in areas), 2) == round(
        sum(content["annual_expenditure"].values()), 2
    )
    assert [tag["id"] for tag in tags] == [None]
    kept = tmp_path / "plan.json"
    kept.write_text(told.stdout, encoding="utf-8")
    assert {planned.id for planned in load_plan(kept).projects} == {f"e-{n:03d}" for n in range(1, 7)}


def test_a_table_for_each_is_printed_with_its_total_and_how_it_counts(euros: Path) -> None:
    told = CliRunner().invoke(
        cli, ["plan", "--portfolio", str(euros), "--group-by", "area", "--group-by", "tag"]
    )
    assert told.exit_code == 0, told.stderr
    by_area = told.stdout.partition("Money by area, EUR")[2].partition("Money by tag, EUR")
    assert "Süd" in by_area[0]
    assert "divided by its shares" in by_area[0]
    assert "Total │" in by_area[0]
    assert "Total │" not in by_area[2].partition("Tag")[2].partition("\n")[2]
    assert "so there is no total" in by_area[2]


def test_what_cannot_be_grouped_by_is_refused_with_what_can(euros: Path) -> None:
    told = CliRunner().invoke(cli, ["plan", "--portfolio", str(euros), "--group-by", "colour"])
    assert told.exit_code == 2
    assert "agency" in told.stderr

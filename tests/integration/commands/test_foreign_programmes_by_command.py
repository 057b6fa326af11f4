"""Programmes in the shape of foreign ones by command: what is printed is in their unit, to the last cent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from synthetic import write_dollars, write_euros
from terminal import Terminal


@pytest.mark.parametrize("count", [40, 120])
def test_dollars_in_thousands(terminal: Terminal, tmp_path: Path, count: int) -> None:
    terminal.folder = tmp_path / "dollars"
    total = write_dollars(terminal.folder, count)
    projects = terminal.json("projects")
    assert len(projects) == count
    assert sum(project["cost"] or 0 for project in projects) == total
    assert {(p["currency"], p["unit"], p["cost_10k_cny"]) for p in projects} == {
        ("USD", "thousand USD", None)
    }
    assert projects[0]["extra"] == {"Council district": "2"}
    assert {p["agency"] for p in projects} == {f"agency-{n}" for n in range(5)}

    plan = terminal.json("plan")
    assert (plan["unit"], plan["violations"]) == ("thousand USD", [])
    assert plan["year_labels"]["2024"] == "FY2024"
    before = sum(project["before"]["amount"] for project in plan["projects"] if project["before"])
    assert before > 0
    assert sum(plan["annual_expenditure"].values()) + before == total


def test_euros_to_the_cent(terminal: Terminal, tmp_path: Path) -> None:
    terminal.folder = tmp_path / "euros"
    total = write_euros(terminal.folder)
    projects = terminal.json("projects")
    assert sum(Decimal(str(project["cost"])) for project in projects) == Decimal(total)
    assert {(p["currency"], p["unit"]) for p in projects} == {("EUR", "EUR")}
    assert projects[2]["areas"] == [{"area": "nord", "share": "1/3"}, {"area": "süd", "share": "2/3"}]

    plan = terminal.json("plan")
    assert (plan["unit"], plan["violations"]) == ("EUR", [])
    assert plan["year_labels"]["2024"] == "2023/24"
    spent = [Decimal(str(amount)) for amount in plan["annual_expenditure"].values()]
    assert sum(spent) == Decimal(total)
    paid = sum(Decimal(str(n)) for years in plan["by_funding_source"].values() for n in years.values())
    assert paid == Decimal(total)

"""Portfolios of any size whose plan is found at once: every start is fixed, and nothing is left to search."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from portfolio import settings

_REASON = 'reason_en = "a test"\nreason_zh = "测试"\n\n'
_START = f'[[starts]]\nearliest = "2018Q1"\nfixed = true\n{_REASON}'
_MODES = 'modes = [{ id = "standard", quarters = 6, profile = "even" }]\n'
_FIRST_RULES = {"[[starts]]": _START, "[[delivery]]": f"[[delivery]]\n{_MODES}{_REASON}"}
"""Rules for every project, put before those that the bundled portfolio has for some."""
_CAPACITY = '[[capacities]]\nid = "sites"\nname_en = "Sites"\nname_zh = "工地"\nmaximum = 100000\n' + _REASON
LATER = "later"
"""Name of a scenario in which every project begins a year and a half later, and public money has ceilings."""


def write_portfolio(folder: Path, count: int) -> list[str]:
    """Write a portfolio folder of this many projects; return the ids of those beyond the bundled ones.

    Every eighth of them is not priced, so that lists of what is missing grow as well.
    """
    shutil.copytree(settings.DATA_FOLDER / settings.DEFAULT_PORTFOLIO, folder)
    table = folder / "projects.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    alike = [row for row in rows if row["status"] == "planned" and row["cost_10k_cny"]]
    added = []
    for number in range(1, count - len(rows) + 1):
        row = dict(alike[number % len(alike)], id=f"b-{number}", row=str(100 + number), target_year="2019")
        row["name_zh"] += f"{number}号"
        row["name_en"] += f" no. {number}"
        if number % 8 == 0:
            row["cost_10k_cny"] = ""
        added.append(row)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows([*rows, *added])
    rules = folder / "assumptions.toml"
    text = rules.read_text(encoding="utf-8")
    for table_head, rule in _FIRST_RULES.items():
        text = text.replace(table_head, rule + table_head, 1)
    rules.write_text(f"{text}\n{_CAPACITY}", encoding="utf-8")
    with_works = [row["id"] for row in [*rows, *added] if row["status"] != "existing"]
    later = {
        "ceilings": {"public": {"2018": 10**9, "2019": 10**9}},
        "projects": {project: {"delay_quarters": 6} for project in with_works},
    }
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / f"{LATER}.json").write_text(
        json.dumps({"name": LATER, **later}), encoding="utf-8"
    )
    return [row["id"] for row in added]

"""Programmes in the shape of foreign ones, as folders: of any size, and the same ones each time.

One counts thousands of dollars in fiscal years from July, paid from 27 sources; one counts euros and cents in
years from April; one counts millions of pounds and is planned by the month. Names stand in one language, and
columns stand beside the known ones that only they have.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

SOURCES = 27
"""How many sources pay for a programme in dollars."""
_REASON = 'reason_en = "As the adopted budget has it."\n'
_KINDS = ("school", "park", "fire_station", "library", "road")
_AGENCIES = ("Parks and Recreation", "Public Schools", "General Services", "Fire and Rescue", "Libraries")
_WARDS = 330
_STATUSES = ("planned", "approved", "tendering", "under_construction", "planned")
_PERCENTS = ((100,), (60, 40), (75, 25), (50, 30, 20))


def write_dollars(folder: Path, count: int = 120) -> int:
    """Write a programme in thousands of dollars; return what its projects cost in all, in that unit.

    Every tenth project is not priced, and of five projects one began before the first year.
    """
    draw = random.Random(count)
    rows = []
    total = 0
    for number in range(1, count + 1):
        cost = draw.randrange(40, 90_000)
        status = _STATUSES[number % len(_STATUSES)]
        is_priced = number % 10 != 0
        total += cost if is_priced else 0
        rows.append(
            {
                "id": f"p-{number:04d}",
                "name_en": f"{_AGENCIES[number % len(_AGENCIES)]} renewal, phase {number}",
                "facility_type": _KINDS[number % len(_KINDS)],
                "ownership": "public",
                "cost": cost if is_priced else "",
                "target_year": draw.randrange(2025, 2030),
                "status": status,
                "began": f"{draw.randrange(2021, 2024)}Q{draw.randrange(1, 5)}"
                if status == "under_construction"
                else "",
                "areas": f"ward-{number % _WARDS + 1}",
                "agency": f"agency-{number % len(_AGENCIES)}",
                "Council district": f"{number % 8 + 1}",
            }
        )
    _write_table(folder / "projects.csv", rows)
    _write_table(folder / "appropriations.csv", list(_appropriations(rows)))
    _write_classes(
        folder,
        areas=[
            ("city", "The city", None),
            *((f"ward-{n}", f"Ward {n}", "city") for n in range(1, _WARDS + 1)),
        ],
        agencies=[
            ("city-hall", "City hall", None),
            *((f"agency-{n}", name, "city-hall") for n, name in enumerate(_AGENCIES)),
        ],
    )
    (folder / "programme.toml").write_text(
        'name = "Adopted capital programme"\nplace = "Some city"\n'
        "horizon = { first_year = 2024, last_year = 2029 }\n"
        'money = { currency = "USD", unit = 1000 }\n'
        'fiscal_year = { first_month = 7, label = "FY{year}" }\n',
        encoding="utf-8",
    )
    sources = [f'[[funding_sources]]\nid = "fund_{n}"\nname_en = "Fund {n}"\n' for n in range(1, SOURCES + 1)]
    paid: dict[int, list[str]] = {}
    for number, row in enumerate(rows):
        paid.setdefault(number % SOURCES, []).append(str(row["id"]))
    shares = []
    for first, projects in paid.items():
        percents = _PERCENTS[first % len(_PERCENTS)]
        mix = ", ".join(f"fund_{(first + 5 * n) % SOURCES + 1} = {share}" for n, share in enumerate(percents))
        chosen = ", ".join(f'"{project}"' for project in projects)
        shares.append(f"[[funding]]\napplies_to = {{ projects = [{chosen}] }}\npercent = {{ {mix} }}\n")
    _write_rules(folder, [*sources, *(share + _REASON for share in shares)], 2024, 2029)
    return total


def write_euros(folder: Path, count: int = 30) -> str:
    """Write a programme in euros and cents; return what its projects cost in all, as a number of euros."""
    draw = random.Random(count)
    rows = []
    cents = 0
    for number in range(1, count + 1):
        cost = draw.randrange(1_000_000, 90_000_000)
        cents += cost
        rows.append(
            {
                "id": f"e-{number:03d}",
                "name": f"Grundschule Straße {number}",
                "facility_type": _KINDS[number % len(_KINDS)],
                "cost": f"{cost // 100}.{cost % 100:02d}",
                "target_year": draw.randrange(2025, 2028),
                "areas": "nord: 1/3; süd: 2/3" if number % 3 == 0 else "nord",
                "Kapitel": f"3701/{number}",
            }
        )
    _write_table(folder / "projects.csv", rows)
    _write_classes(folder, areas=[("nord", "Nord", None), ("süd", "Süd", None)], agencies=[])
    (folder / "programme.toml").write_text(
        'name = "Schulbauprogramm"\nplace = "Eine Stadt"\n'
        "horizon = { first_year = 2024, last_year = 2027 }\n"
        'money = { currency = "EUR", unit = 1, decimals = 2 }\n'
        'fiscal_year = { first_month = 4, label = "{begins}/{ends2}" }\n',
        encoding="utf-8",
    )
    payers = [
        '[[funding_sources]]\nid = "city"\nname = "Stadt"\n',
        '[[funding_sources]]\nid = "state"\nname = "Land"\n',
        '[[funding]]\nshares = { city = "2/3", state = "1/3" }\nreason = "Beschluss"\n',
    ]
    _write_rules(folder, payers, 2024, 2027)
    return f"{cents // 100}.{cents % 100:02d}"


def write_months(folder: Path, count: int = 24) -> int:
    """Write a programme that is planned by the month; return what its projects cost in all, in millions.

    Of five projects one began before the first year; every third needs the one before it, two months earlier.
    """
    draw = random.Random(count)
    rows: list[dict[str, object]] = []
    for number in range(1, count + 1):
        begun = number % 5 == 0
        rows.append(
            {
                "id": f"m-{number:03d}",
                "name": f"Bypass, phase {number}",
                "facility_type": "road" if number % 2 else "library",
                "cost": draw.randrange(3, 400),
                "target_year": draw.randrange(2025, 2028),
                "status": "under_construction" if begun else "planned",
                "began": f"2023-{draw.randrange(1, 13):02d}" if begun else "",
            }
        )
    _write_table(folder / "projects.csv", rows)
    _write_classes(folder)
    (folder / "programme.toml").write_text(
        'name = "Roads delivery plan"\nplace = "Some county"\nperiod = "month"\n'
        "horizon = { first_year = 2024, last_year = 2027 }\n"
        'money = { currency = "GBP", unit = 1000000 }\n'
        'fiscal_year = { first_month = 4, named = "begins", label = "{begins}/{ends2}" }\n',
        encoding="utf-8",
    )
    parts = [
        f"default_target = {{ year = 2027, {_REASON.strip()} }}\n",
        f"schedule_overrun = {{ years = 2, {_REASON.strip()} }}\n",
        '[[funding_sources]]\nid = "county"\nname = "County"\n',
        '[[funding_sources]]\nid = "grant"\nname = "Grant"\n',
        f"[[funding]]\npercent = {{ county = 60, grant = 40 }}\n{_REASON}",
        '[[starts]]\napplies_to = { statuses = ["under_construction"] }\n'
        f'earliest = "2024-04"\nfixed = true\n{_REASON}',
        f'[[starts]]\nearliest = "2024-05"\n{_REASON}',
        f'[[delivery]]\nmodes = [{{ id = "standard", duration = 17, profile = "even" }}]\n{_REASON}',
        *(
            f'[[prerequisites]]\nbefore = "m-{number - 1:03d}"\nafter = "m-{number:03d}"\nlag = 2\n{_REASON}'
            for number in range(3, count + 1, 3)
            if number % 5
        ),
        f'[[capacities]]\nid = "crews"\nname = "Crews"\nmaximum = {max(3, count * 3 // 4)}\n{_REASON}',
        f"[profiles.even]\ncumulative_percent = [0, 100]\n{_REASON}",
        f"[[priorities]]\nweight = 1\n{_REASON}",
    ]
    (folder / "assumptions.toml").write_text("\n".join(parts), encoding="utf-8")
    return sum(int(str(row["cost"])) for row in rows)


def _appropriations(rows: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Yield the money of every seventh project that is priced and planned, half a year and a source."""
    for number, row in enumerate(rows):
        cost = row["cost"]
        if number % 7 == 0 and row["status"] == "planned" and isinstance(cost, int):
            first = cost // 2
            yield {"project": row["id"], "source": "fund_3", "year": 2025, "amount": first}
            yield {"project": row["id"], "source": "fund_9", "year": 2026, "amount": cost - first}


def _write_classes(folder: Path, **trees: list[tuple[str, str, str | None]]) -> None:
    """Write what projects are sorted by: own types, and trees of id, name and parent."""
    parts = [
        f'[[facility_types]]\nid = "{kind}"\nname = "{kind.capitalize().replace("_", " ")}"\n'
        for kind in _KINDS
    ]
    for tree, branches in trees.items():
        for branch, name, parent in branches:
            below = "" if parent is None else f'parent = "{parent}"\n'
            parts.append(f'[[{tree}]]\nid = "{branch}"\nname = "{name}"\n{below}')
    (folder / "classes.toml").write_text("\n".join(parts), encoding="utf-8")


def _write_table(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def _write_rules(folder: Path, payers: list[str], first_year: int, last_year: int) -> None:
    """Write assumptions by which every start is fixed, by the kind of facility: the plan is found at once."""
    under_way = (
        f'[[starts]]\napplies_to = {{ statuses = ["under_construction"] }}\nearliest = "{first_year}Q1"\n'
    )
    starts = [
        f'[[starts]]\napplies_to = {{ facility_types = ["{kind}"] }}\n'
        f'earliest = "{first_year + n // 2}Q{1 + n % 4}"\nfixed = true\n{_REASON}'
        for n, kind in enumerate(_KINDS)
    ]
    parts = [
        f"default_target = {{ year = {last_year}, {_REASON.strip()} }}\n",
        f"schedule_overrun = {{ years = 3, {_REASON.strip()} }}\n",
        *payers,
        f"{under_way}fixed = true\n{_REASON}",
        *starts,
        f'[[delivery]]\nmodes = [{{ id = "standard", quarters = 14, profile = "even" }}]\n'
        f'applies_to = {{ statuses = ["under_construction"] }}\n{_REASON}',
        f'[[delivery]]\nmodes = [{{ id = "standard", quarters = 6, profile = "even" }}]\n{_REASON}',
        f"[profiles.even]\ncumulative_percent = [0, 100]\n{_REASON}",
        f"[[priorities]]\nweight = 1\n{_REASON}",
    ]
    (folder / "assumptions.toml").write_text("\n".join(parts), encoding="utf-8")

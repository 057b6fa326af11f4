"""A portfolio in which everything that a list can hold is named somewhere, for tests of lists."""

from __future__ import annotations

from typing import Any

from portfolio.domain.classes import Classes
from portfolio.domain.defaults import default_assumptions, default_programme
from portfolio.domain.portfolio import Portfolio

_WHY = {"reason": "a test"}


def a_town(**fields: Any) -> Portfolio:
    """Return a town's portfolio of three projects, with other values in these fields."""
    programme = default_programme("Town", 2024, (2024, 2026)).model_dump(mode="json", by_alias=True)
    citation = {"document": "plan", "place": "p. 1", "quote": "so"}
    programme["documents"] = [{"id": "plan", "title": "The plan"}]
    programme["targets"] = [
        {
            "id": "t",
            "kind": "facilities",
            "name": "Halls",
            "comparison": "at_least",
            "quantity": 2,
            "unit": "halls",
        }
        | {"facility_type": "hall", "source": citation}
    ]
    assumptions = default_assumptions(default_programme("Town", 2024, (2024, 2026)))
    rules = assumptions.model_dump(mode="json", by_alias=True)
    everything = {"facility_types": ["hall"], "ownership": ["town_owned"], "areas": ["north"]}
    everything |= {"agencies": ["works"], "priorities": ["1"], "tags": ["urgent"]}
    rules["funding_sources"] = [
        {"id": "rates", "name": "Rates", "group": "own"},
        {"id": "grants", "name": "Grants", "group": None},
    ]
    rules["source_groups"] = [{"id": "own", "name": "Own money"}]
    rules["funding"] = [
        {"applies_to": everything, "percent": {"rates": 60, "grants": 40}, **_WHY},
        {"shares": {"rates": "1/3", "grants": "2/3"}, **_WHY},
    ]
    rules["ownership"] = [{"ownership": "town_owned", **_WHY}]
    rules["capacities"] = [{"id": "sites", "name": "Sites", "maximum": 2, "applies_to": everything, **_WHY}]
    rules["prerequisites"] = [{"before": "one", "after": "two", "lag_quarters": -12, **_WHY}]
    classes = Classes.model_validate(
        {
            "facility_types": [{"id": "hall", "name": "Hall"}, {"id": "pool", "name": "Pool"}],
            "owners": [{"id": "town_owned", "name": "The town"}, {"id": "others", "name": "Others"}],
            "areas": [
                {"id": "north", "name": "North"},
                {"id": "n1", "name": "First ward", "parent": "north"},
            ],
            "agencies": [
                {"id": "works", "name": "Works"},
                {"id": "roads", "name": "Roads", "parent": "works"},
            ],
            "priorities": [{"id": "1", "name": "First"}, {"id": "2", "name": "Second"}],
            "tags": [{"id": "urgent", "name": "Urgent"}, {"id": "green", "name": "Green"}],
        }
    )
    one = {
        "facility_type": "hall",
        "ownership": "town_owned",
        "areas": "n1: 1/2; north: 1/2",
        "agency": "works",
    }
    one |= {"priority": "1", "tags": "urgent; green", "document": "plan"}
    projects = [
        {"id": "one", "name": "Hall one", "cost": 100, **one},
        {"id": "two", "name": "Hall two", "cost": 50, "facility_type": "hall", "target_year": 2026},
        {"id": "three", "name": "Old pool", "cost": 30, "status": "under_construction", "began": "2022Q1"}
        | {"facility_type": "pool", "tags": "urgent"},
    ]
    content = {
        "name": "town",
        "programme": programme,
        "assumptions": rules,
        "classes": classes,
        "projects": projects,
        "findings": [{"id": "f", "kind": "ambiguity", "title": "F", "detail": "d", "places": [citation]}],
        "actuals": [{"project": "three", "source": "rates", "year": 2023, "amount": 5}],
        "appropriations": [{"project": "two", "source": "grants", "year": 2025, "amount": 50}],
    }
    return Portfolio.model_validate({**content, **fields})

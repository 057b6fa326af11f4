"""What the product assumes of a programme that says nothing itself, each with that as its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from portfolio.domain.assumptions import TOTAL, Assumptions
from portfolio.domain.classes import Classes
from portfolio.domain.programme import Programme
from portfolio.domain.project import Project

_YEARS = 5
_MOST_YEARS = 50
_REASON = {"reason_en": "The product's default: nothing was given.", "reason_zh": "产品默认：未提供。"}
_S_CURVE = [0, 2.8, 10.4, 21.6, 35.2, 50, 64.8, 78.4, 89.6, 97.2, 100]


def default_programme(
    title: str,
    this_year: int,
    target_years: Iterable[int] = (),
    documents: Iterable[str] = (),
    known: Mapping[str, object] | None = None,
) -> Programme:
    """Return a programme for projects that come without one.

    Args:
        title: What it is called.
        this_year: Its first year, and five years in all, where no project says when it is to be finished.
        target_years: Years by whose end projects are to be finished; the programme's years reach from the
            earliest of these and this year to the latest, fifty years at most.
        documents: Ids of the documents that the projects are said to come from.
        known: Fields of the programme that are known after all, as its money.

    Raises:
        ValidationError: The target years lie further apart than a programme can last, or a field is wrong.
    """
    years = sorted({*target_years})
    first = min(years[0], max(this_year, years[-1] - _MOST_YEARS + 1)) if years else this_year
    last = years[-1] if years else this_year + _YEARS - 1
    return Programme.model_validate(
        {
            "name": title,
            "horizon": {"first_year": first, "last_year": last},
            "documents": [{"id": name, "title": name} for name in documents],
            **(known or {}),
        }
    )


def classes_named_by(projects: Iterable[Project]) -> Classes:
    """Return the classes of a table that comes alone: those it names, called as it calls them.

    Types and owners that the product knows keep their names; where it knows all, they are as without a table.

    Raises:
        ValidationError: What a table names cannot be the id of a class.
    """
    named: dict[str, dict[str, None]] = {}
    for project in projects:
        for _, kind, class_id in project.classes:
            named.setdefault(kind, {})[class_id] = None
    usual = Classes()
    return Classes.model_validate(
        {
            kind: [usual.find(kind, class_id) or {"id": class_id, "name": class_id} for class_id in ids]
            for kind, ids in named.items()
            if not set(ids).issubset(usual.ids(kind))
        }
    )


def with_sources(assumptions: Assumptions, names: Iterable[str]) -> Assumptions:
    """Return assumptions with the funding sources of a list, called as it calls them.

    What nothing is appropriated for is paid by the first of them.
    """
    sources: dict[str, str] = {}
    for name in names:
        bare = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
        known = bare if name.isascii() and bare[:1].isalpha() else f"source_{len(sources) + 1}"
        while known in sources or known == TOTAL:
            known += "_"
        sources[known] = name
    content = assumptions.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["funding_sources"] = [{"id": known, "name": name} for known, name in sources.items()]
    content["funding"] = [{"percent": {next(iter(sources)): 100}, **_REASON}]
    return Assumptions.model_validate(content)


def default_assumptions(programme: Programme) -> Assumptions:
    """Return assumptions by which any list of projects can be planned: one payer, and two years of works."""
    first, last = programme.horizon.first_year, programme.horizon.last_year
    periods = programme.periods
    start, duration = str(periods.first(first)), periods.called("quarters")
    two_years = 2 * periods.per_year
    begun = {"statuses": ["under_construction"]}
    floor = {"envelope_floor": {"soft": True, **_REASON}} if programme.envelope.minimum is not None else {}
    return Assumptions.model_validate(
        {
            "default_target": {"year": last, **_REASON},
            "schedule_overrun": {"years": _YEARS, **_REASON},
            **floor,
            "funding_sources": [{"id": "budget", "name_zh": "预算资金", "name_en": "Budget"}],
            "starts": [
                {"applies_to": begun, "earliest": start, "fixed": True, **_REASON},
                {"earliest": start, **_REASON},
            ],
            "delivery": [
                {
                    "modes": [{"id": "standard", duration: two_years, "profile": "s_curve"}],
                    **_REASON,
                },
            ],
            "profiles": {"s_curve": {"cumulative_percent": _S_CURVE, **_REASON}},
            "funding": [{"percent": {"budget": 100}, **_REASON}],
            "priorities": [{"weight": 1, **_REASON}],
        },
        context=programme.units,
    )

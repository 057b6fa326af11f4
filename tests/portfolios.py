"""Portfolios of any texts, numbers and rules, for tests of what is written and read again."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from portfolio.domain.calendar import FiscalYear, NamedAfter, PeriodKind
from portfolio.domain.portfolio import Portfolio

# What spreadsheets, CSV and TOML each have a meaning of their own for, and letters of several alphabets.
_SIGNS = "=+-@'\"`;,:\t|#[]{}().\\/_x0041 \n拱墅区éß0123456789abcTRUE%"
_TEXTS = st.text(alphabet=_SIGNS, min_size=1, max_size=12).map(str.strip)
TEXT = _TEXTS.filter(lambda text: text and set(text) - set("? "))
ID = st.from_regex(r"[a-z0-9][a-z0-9-]{0,6}", fullmatch=True)
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
AMOUNT = st.integers(0, 10**9)
PERCENT = st.decimals(0, 100, places=2) | st.integers(0, 100).map(Decimal)


@st.composite
def any_portfolio(draw: st.DrawFn) -> Portfolio:
    """Draw a portfolio that a folder may hold."""

    def reason() -> dict[str, str]:
        return {"reason_en": draw(TEXT), "reason_zh": draw(TEXT)}

    ids = draw(st.lists(ID, min_size=2, max_size=5, unique=True))
    sources = draw(st.lists(NAME.filter(lambda name: name != "total"), min_size=2, max_size=4, unique=True))
    group = sources.pop()
    share = draw(st.integers(0, 100))
    projects = [_project(draw, project, row) for row, project in enumerate(ids, start=1)]
    years = draw(st.builds(FiscalYear, first_month=st.integers(1, 12), named=st.sampled_from(NamedAfter)))
    period = draw(st.sampled_from(PeriodKind))
    first = years.periods(period).first(2020)
    if draw(st.booleans()):
        began = first.plus(draw(st.integers(-30, 5))).stored
        projects[0] |= {"status": "under_construction", "began": began}
    profile, text = draw(TEXT), draw(TEXT)
    citation = {"document": "doc", "place": draw(TEXT), "quote": draw(TEXT)}
    return Portfolio.model_validate(
        {
            "name": "any",
            "projects": projects,
            "data_date": draw(st.sampled_from([None, first.plus(3)])),
            "programme": {
                **{name: draw(TEXT) for name in ("name_zh", "name_en", "district_zh", "district_en")},
                "money": draw(st.sampled_from([{}, {"currency": "USD", "unit": 1000, "decimals": 2}])),
                "horizon": {"first_year": 2020, "last_year": 2024, "source": citation},
                "fiscal_year": years,
                "period": period,
                "envelope": {"minimum": draw(st.none() | AMOUNT), "source": citation},
                "documents": [{"id": "doc", "title_zh": text, "title_en": text, "date": draw(TEXT)}],
                "targets": [
                    {
                        "id": draw(TEXT),
                        "kind": "investment",
                        **{name: draw(TEXT) for name in ("name_zh", "name_en", "unit_zh", "unit_en")},
                        "comparison": "at_least",
                        "quantity": draw(PERCENT),
                        "projects": draw(st.lists(st.sampled_from(ids), unique=True)),
                        "source": citation,
                    }
                ],
            },
            "assumptions": {
                "default_target": {"year": 2024, **reason()},
                "schedule_overrun": {"years": draw(st.integers(0, 3)), **reason()},
                "envelope_floor": {"soft": draw(st.booleans()), **reason()},
                "funding_sources": [
                    {
                        "id": name,
                        "name_zh": text,
                        "name_en": text,
                        "group": draw(st.sampled_from([None, group])),
                        **_kept_back(draw),
                        "first_year": draw(st.sampled_from([None, 2019, 2021])),
                        "last_year": draw(st.sampled_from([None, 2021, 2030])),
                        # Who pays is drawn as well, and has to be allowed to.
                        **(_bound(draw, projects) if place > 1 else {}),
                    }
                    for place, name in enumerate(sources)
                ],
                "source_groups": [{"id": group, "name_zh": text, "name_en": text, **_kept_back(draw)}],
                "starts": [
                    {"applies_to": _selector(draw, projects), "earliest": first.plus(5), **reason()},
                    {"earliest": first, **reason()},
                ],
                "delivery": [
                    {
                        "modes": [
                            {"id": mode, "quarters": draw(st.integers(1, 9)), "profile": profile}
                            for mode in draw(st.lists(TEXT, min_size=1, max_size=3, unique=True))
                        ],
                        **reason(),
                    }
                ],
                "profiles": {
                    profile: {
                        "cumulative_percent": [0, *sorted(draw(st.lists(PERCENT, max_size=3))), 100],
                        **reason(),
                    }
                },
                "funding": [{"percent": _split(sources, share), **reason()}],
                "priorities": [{"weight": draw(st.integers(0, 9)), **reason()}],
                "ownership": [{"ownership": "public", **reason()}],
                "prerequisites": [{"before": ids[0], "after": ids[1], "lag_quarters": -1, **reason()}],
                "escalation": [{"percent_per_year": draw(PERCENT), "base_year": 2020, **reason()}],
                **_follow_on(draw, projects, sources, reason),
            },
        }
    )


def _follow_on(
    draw: st.DrawFn,
    projects: list[dict[str, Any]],
    sources: list[str],
    reason: Callable[[], dict[str, str]],
) -> dict[str, Any]:
    """Return bonds, running costs and how far they are told; or nothing of them, as most have."""
    if draw(st.sampled_from([True, False])):
        return {}
    price = draw(st.sampled_from(["0.05", "12", "0.00012345"]))
    terms = {
        "rate_percent": draw(st.sampled_from(["3.5", "0", "4.125"])),
        "term_years": draw(st.integers(1, 40)),
    }
    return {
        "bonds": [{"source": name, **terms, "grace_years": 2, **reason()} for name in sources[:1]],
        "running_costs": [
            {
                "applies_to": _selector(draw, projects),
                draw(st.sampled_from(["per_m2", "per_unit", "per_year"])): float(price),
                **reason(),
            }
        ],
        "outlook": {"until": draw(st.integers(2024, 2040)), **reason()},
    }


def _split(sources: list[str], share: int) -> dict[str, int]:
    return {sources[0]: 100} if len(sources) == 1 else {sources[0]: share, sources[1]: 100 - share}


def _kept_back(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "reserve_percent": draw(st.sampled_from([0, 10, Decimal("7.5")])),
        "lapses_after": draw(st.sampled_from([None, 0, 2])),
        "reason_en": draw(st.none() | TEXT),
    }


def _bound(draw: st.DrawFn, projects: list[dict[str, Any]]) -> dict[str, Any]:
    barred = {**_selector(draw, projects), "cost_below": draw(AMOUNT)}
    return {"pays_for": _selector(draw, projects), "not_for": draw(st.sampled_from([None, barred]))}


def _selector(draw: st.DrawFn, projects: list[dict[str, Any]]) -> dict[str, Any]:
    ids = [project["id"] for project in projects]
    streets = sorted({project["street"] for project in projects if project["street"] is not None})
    return {
        "projects": draw(st.none() | st.lists(st.sampled_from(ids), unique=True)),
        "streets": draw(st.lists(st.sampled_from(streets), unique=True)) if streets else None,
        "cost_from": draw(st.none() | AMOUNT),
    }


def _project(draw: st.DrawFn, project: str, row: int) -> dict[str, Any]:
    area = draw(st.none() | st.integers(1, 10**6))
    return {
        "id": project,
        **{name: draw(TEXT) for name in ("name_zh", "name_en", "facility_type_zh")},
        "document": "doc",
        "annex": 1,
        "row": row,
        "street": draw(st.none() | TEXT),
        "facility_type": "clinic",
        "ownership": draw(st.sampled_from([None, "public", "private"])),
        "land_area_m2": draw(st.none() | st.integers(1, 10**6)),
        "floor_area_min_m2": area,
        "floor_area_max_m2": area,
        "units": draw(st.integers(1, 9)),
        "cost_10k_cny": draw(st.none() | AMOUNT),
        "target_year": draw(st.sampled_from([None, 2021, 2024])),
        "status": "planned",
        "remark": draw(st.just("") | TEXT),
    }

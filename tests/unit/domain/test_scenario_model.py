from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario


@pytest.mark.parametrize(
    "changes",
    [
        {"ceilings": {"public": {"2018": True}}},
        {"ceilings": {"public": {"2018": "40000"}}},
        {"ceilings": {"public": {"2018": -1}}},
        {"ceilings": {"public": {"2018": 1.5}}},
        {"ceilings": {"public": {"2018": 10**13}}},
        {"ceilings": {"public": {"next year": 5}}},
        {"ceilings": {"public": 40000}},
        {"carry_over": {"public": 1.01}},
        {"carry_over": {"public": -0.1}},
        {"carry_over": {"public": True}},
        {"carry_over": {"public": float("nan")}},
        {"envelope": {"minimum": False}},
        {"envelope": {"maximum": -5}},
        {"envelope": {"most": 5}},
        {"envelope": {"soft": "perhaps"}},
        {"projects": {"a1-07": {"cost": True}}},
        {"projects": {"a1-07": {"cost": -1}}},
        {"projects": {"a1-07": {"delay_quarters": -1}}},
        {"projects": {"a1-07": {"delay_quarters": 1.5}}},
        {"projects": {"a1-07": {"mandated": True, "excluded": True}}},
        {"projects": {"a1-07": {"pin": {"start": "2018-07-01"}}}},
        {"projects": {"a1-07": {"pin": {"finish": "2018Q3"}}}},
        {"projects": {"a1-07": {"prize": 5}}},
        {"objective": [{"terms": []}]},
        {"objective": [{"terms": [{"term": "happiness"}]}]},
        {"objective": [{"terms": [{"term": "peak"}]}]},
        {"objective": [{"terms": [{"term": "tardiness", "sense": "max"}]}]},
        {"objective": [{"terms": [{"term": "tardiness", "weight": 0}]}]},
        {"objective": [{"terms": [{"term": "tardiness"}], "tolerance": 1001}]},
        {"name": ""},
        {"wishes": []},
    ],
)
def test_what_no_scenario_can_mean_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Scenario.model_validate({"name": "test", **changes})


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"ceilings": {"lottery": {"2018": 5}}}, "ceilings", "lottery"),
        ({"ceilings": {"total": {"2018": 5}}}, "ceilings", "total"),
        ({"carry_over": {"lottery": 0.5}}, "carry_over", "lottery"),
        ({"ceilings": {"public": {"2016": 5}}}, "ceilings.public", "2016"),
        ({"ceilings": {"public": {"2024": 5}}}, "ceilings.public", "2024"),
        ({"projects": {"a9-99": {}}}, "projects", "a9-99"),
        ({"projects": {"a1-01": {}}}, "projects", "a1-01"),
        ({"projects": {"a1-07": {"pin": {"mode": "fast"}}}}, "projects.a1-07.pin.mode", "fast"),
        ({"projects": {"a1-07": {"pin": {"start": "2024Q1"}}}}, "projects.a1-07.pin.start", "2024Q1"),
        ({"projects": {"a1-07": {"pin": {"start": "2016Q4"}}}}, "projects.a1-07.pin.start", "2016Q4"),
        (
            {"objective": [{"terms": [{"term": "peak", "resource": "lottery"}]}]},
            "objective[0].terms[0].resource",
            "lottery",
        ),
    ],
)
def test_what_the_portfolio_does_not_have_is_named(
    gongshu: Portfolio, scenario: Callable[..., Scenario], changes: dict[str, Any], column: str, value: str
) -> None:
    faults = scenario(**changes).faults_against(gongshu, "s.json")
    assert [(fault.file, fault.column, fault.value) for fault in faults] == [("s.json", column, value)]


def test_years_past_the_programme_belong_to_the_schedule(
    gongshu: Portfolio, scenario: Callable[..., Scenario]
) -> None:
    made = scenario(ceilings={"public": {"2017": 1, "2022": 1, "2023": None}})
    assert made.faults_against(gongshu, "s.json") == []


def test_a_scenario_survives_being_written_and_read(scenario: Callable[..., Scenario]) -> None:
    made = scenario(
        ceilings={"public": {"2018": 40000, "2019": None}},
        carry_over={"public": 0.1},
        envelope={"minimum": 400000, "soft": False},
        projects={
            "a1-07": {"cost": 1, "delay_quarters": 2, "mandated": False, "pin": {"start": "2018Q3"}},
            "a1-11": {"excluded": True},
        },
        objective=[{"terms": [{"term": "usage", "resource": "total", "sense": "max", "weight": 0.1}]}],
    )
    assert Scenario.model_validate_json(made.model_dump_json()) == made

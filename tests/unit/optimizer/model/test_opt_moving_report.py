"""How money that moved is told: by period, what is paid of it and what is owed; and dates aimed at."""

from typing import Any

import pytest
from examples import examples
from hypothesis import given
from moving_instances import moving_instances
from opt_instances import Json
from small_instances import a_mode, a_project, an_instance

from optimizer import Instance, Result, check, solve

YEARS = [{"first": 0, "last": 3}, {"first": 4, "last": 7}]
TERMS = {"advance": 0.1, "progress": 0.85, "retention": 0.05, "after": 4}


def _solved(data: Json) -> Result:
    instance = Instance.parse(data)
    result = solve(instance, workers=1)
    assert check(instance, result) == []
    return result


def _by_year(*amounts: int) -> list[Json]:
    """Years that get exactly these amounts."""
    return [year | {"minimum": a, "maximum": a} for year, a in zip(YEARS, amounts, strict=True)]


def _usage(usage: list[int], years: tuple[int, int], start: int, **band: Any) -> list[int]:
    mode = a_mode(len(usage), usage, bands=[{"resources": ["money"]} | band])
    data = an_instance(a_project(mode=mode, pin={"start": start}), periods=8)
    data["resources"][0] |= {"windows": YEARS, "limits": _by_year(*years)}
    return _solved(data).projects["A"].usage["money"]


def test_inside_a_year_money_follows_the_curve_there() -> None:
    assert _usage([10, 20, 30, 40, 10, 10], (60, 60), 0, late=2) == [6, 12, 18, 24, 30, 30, 0, 0]


def test_where_the_curve_has_nothing_in_a_year_money_comes_evenly_after_the_start() -> None:
    assert _usage([0, 0, 40], (20, 20), 2, early=2) == [0, 0, 10, 10, 20, 0, 0, 0]


def test_late_money_comes_evenly_until_the_last_period_that_the_band_allows() -> None:
    assert _usage([40], (20, 20), 3, late=2) == [0, 0, 0, 20, 10, 10, 0, 0]


def test_a_curve_that_is_not_moved_is_told_period_by_period() -> None:
    assert _usage([7, 8, 9, 10, 11], (24, 21), 1, late=4) == [0, 7, 8, 9, 10, 11, 0, 0]


def test_what_is_paid_is_told_by_period_and_what_is_owed_beside_it() -> None:
    built = a_project(mode=a_mode(2, [50, 50]), pin={"start": 4})
    data = an_instance(built, periods=8)
    data["resources"].append({"id": "paid", "pays": {"resource": "money"} | TERMS})
    project = _solved(data).projects["A"]
    # 10 and half of 85 at first, 42.5 rounded half up in all; five more are due a year after the finish.
    assert project.usage["paid"] == [0, 0, 0, 0, 53, 42, 0, 0]
    assert project.beyond == {"paid": 5}


def test_what_is_used_already_is_paid_by_the_terms_with_what_is_to_come() -> None:
    mode = a_mode(4, [0, 0, 30, 20], used_already={"money": [40, 10]})
    data = an_instance(a_project(mode=mode), periods=8)
    data["resources"][0]["already"] = [40, 10]
    data["resources"].append({"id": "paid", "pays": {"resource": "money"} | TERMS})
    project = _solved(data).projects["A"]
    assert project.usage["money"] == [0, 0, 30, 20, 0, 0, 0, 0]
    # 10 and 85 % of 40, 10, 30 and 20; 42.5 is rounded half up in all; 5 are due after the finish.
    assert project.usage["paid"] == [44, 9, 25, 17, 0, 0, 0, 5]


def test_what_is_owed_is_left_out_where_it_is_nothing() -> None:
    data = an_instance(a_project(mode=a_mode(1, [50])), periods=8)
    written = _solved(data).model_dump(mode="json")["projects"]["A"]
    assert "beyond" not in written


@examples(20)
@given(moving_instances())
def test_without_terms_what_is_paid_is_what_is_used(data: Json) -> None:
    for project in data["projects"]:
        project.pop("terms", None)
    data["resources"][2]["pays"] = {"resource": "money"}
    for project in data["projects"]:
        for mode in project["modes"]:
            mode.pop("used_already", None)
    for project in solve(Instance.parse(data), workers=1).projects.values():
        assert project.usage["paid"] == project.usage["money"]
        assert not project.beyond or data["may_outlast_horizon"]


@examples(20)
@given(moving_instances())
def test_bands_of_nothing_give_the_figures_of_none(data: Json) -> None:
    plain = {**data, "projects": [{**p, "modes": [dict(m) for m in p["modes"]]} for p in data["projects"]]}
    for project, bare in zip(data["projects"], plain["projects"], strict=True):
        for mode, bare_mode in zip(project["modes"], bare["modes"], strict=True):
            mode["bands"] = [
                b | {"early": 0, "late": 0} for b in mode.get("bands", []) if len(b["resources"]) == 1
            ]
            bare_mode["bands"] = []
    one, other = (solve(Instance.parse(each), workers=1) for each in (data, plain))
    assert (one.status, one.tiers) == (other.status, other.tiers)
    assert one.projects == other.projects


@pytest.mark.parametrize(("aims", "start"), [(("earliness", "tardiness"), 2), (("tardiness", "makespan"), 0)])
def test_a_project_finishes_in_the_year_aimed_at_if_that_is_an_aim(aims: tuple[str, str], start: int) -> None:
    project = a_project(mode=a_mode(3), due_from=4, due=7)
    data = an_instance(
        project, periods=8, objective=[{"terms": [{"term": aim}]} for aim in (*aims, "makespan")]
    )
    assert _solved(data).projects["A"].start == start


def test_earliness_weighs_as_tardiness_does() -> None:
    project = a_project(mode=a_mode(1), due_from=4, deadline=2, tardiness_weight=3)
    result = _solved(an_instance(project, periods=8, objective=[{"terms": [{"term": "earliness"}]}]))
    assert result.tiers[0].value == 6


@pytest.mark.parametrize(("closed", "status"), [(YEARS[0], "optimal"), (YEARS[1], "infeasible")])
def test_years_in_which_a_source_does_not_pay_are_a_sum_of_it_alone(closed: Json, status: str) -> None:
    # Room carried over would reach those years if they were limits of the source itself.
    data = an_instance(a_project(mode=a_mode(1, [8]), release=4), periods=8, carry_over=1)
    data["resources"][0]["limits"] = [year | {"maximum": 4} for year in YEARS]
    limits = [closed | {"maximum": 0}]
    data["resources"].append({"id": "open years", "sum_of": ["money"], "limits": limits})
    assert solve(Instance.parse(data), workers=1).status == status

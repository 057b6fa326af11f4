"""Every rule at its smallest: a case that is just feasible, and the same case made infeasible by one."""

from typing import Any

import pytest

from optimizer import Instance, Result, check, solve

Json = dict[str, Any]


def _mode(duration: int = 1, usage: list[int] | None = None, **more: Any) -> Json:
    return {"id": "m", "duration": duration, "usage": {} if usage is None else {"money": usage}, **more}


def _project(name: str = "A", *, mode: Json | None = None, **more: Any) -> Json:
    return {"id": name, "mandatory": True, "modes": [mode or _mode()], **more}


def _instance(*projects: Json, limits: list[Json] | None = None, periods: int = 2, **more: Any) -> Json:
    money: Json = {"id": "money", "limits": limits or []}
    if "carry_over" in more:
        money["carry_over"] = {"share": more.pop("carry_over")}
    return {"periods": periods, "resources": [money], "projects": list(projects), **more}


def _solved(data: Json) -> Result:
    instance = Instance.parse(data)
    result = solve(instance, workers=1)
    assert check(instance, result) == []
    return result


def _years(*maxima: int, **more: Any) -> list[Json]:
    return [{"first": t, "last": t, "maximum": maximum} | more for t, maximum in enumerate(maxima)]


def _together(maximum: int) -> Json:
    mode = {"id": "m", "duration": 1, "usage": {"money": [10], "loans": [10]}}
    both: Json = {
        "id": "both",
        "sum_of": ["money", "loans"],
        "limits": [{"first": 0, "last": 1, "maximum": maximum}],
    }
    data = _instance(_project(mode=mode))
    return data | {"resources": [both, *data["resources"], {"id": "loans"}]}


A, B = _project("A"), _project("B")
SPEND = _mode(usage=[10])
OPTIONAL = _project(mandatory=False)
SELECTED = [{"terms": [{"term": "selected"}]}]
TWICE = [_project("A", mode=SPEND, pin={"start": 0}), _project("B", mode=SPEND, pin={"start": 1})]
LOOSE = _project(mode=_mode(2, [10, 10]), flexibility=0.3, pin={"start": 0})

CASES: dict[str, tuple[Json, Json]] = {
    "a mandatory project needs a mode that fits": (
        _instance(_project(mode=_mode(2))),
        _instance(_project(mode=_mode(3))),
    ),
    "a mandatory project needs a mode": (_instance(A), _instance(A | {"modes": []})),
    "usage lies in the horizon": (
        _instance(_project(mode=_mode(1, [1, 1, 0]))),
        _instance(_project(mode=_mode(1, [1, 1, 1]))),
    ),
    "what outlasts the horizon must be allowed to": (
        _instance(_project(mode=_mode(9, [1] * 9)), may_outlast_horizon=True),
        _instance(_project(mode=_mode(9, [1] * 9)), may_outlast_horizon=False),
    ),
    "a milestone may happen at the end of the horizon": (
        _instance(_project(mode=_mode(0), release=2)),
        _instance(_project(mode=_mode(0), release=3)),
    ),
    "release": (_instance(A | {"release": 1}), _instance(A | {"release": 2})),
    "deadline": (
        _instance(A | {"release": 1, "deadline": 1}),
        _instance(A | {"release": 1, "deadline": 0}),
    ),
    "a pin binds": (
        _instance(A | {"pin": {"start": 1}, "deadline": 1}),
        _instance(A | {"pin": {"start": 1}, "deadline": 0}),
    ),
    "a later project waits until the earlier is complete": (
        _instance(A, B, precedence=[{"before": "A", "after": "B"}]),
        _instance(A, B, precedence=[{"before": "A", "after": "B", "lag": 1}]),
    ),
    "a negative lag lets projects overlap": (
        _instance(_project("A", mode=_mode(2)), B, precedence=[{"before": "A", "after": "B", "lag": -1}]),
        _instance(_project("A", mode=_mode(2)), B, precedence=[{"before": "A", "after": "B", "lag": 0}]),
    ),
    "a group has at most so many": (
        _instance(A, B, groups=[{"projects": ["A", "B"], "at_most": 2}]),
        _instance(A, B, groups=[{"projects": ["A", "B"], "at_most": 1}]),
    ),
    "a group has at least so many": (
        _instance(OPTIONAL, groups=[{"projects": ["A"], "at_least": 1}]),
        _instance(OPTIONAL, groups=[{"projects": ["A"], "at_least": 2}]),
    ),
    "an empty group has nobody": (
        _instance(groups=[{"projects": []}]),
        _instance(groups=[{"projects": [], "at_least": 1}]),
    ),
    "a maximum": (
        _instance(_project(mode=SPEND), limits=[{"first": 0, "last": 1, "maximum": 10}]),
        _instance(_project(mode=SPEND), limits=[{"first": 0, "last": 1, "maximum": 9}]),
    ),
    "a minimum": (
        _instance(_project(mode=SPEND), limits=[{"first": 0, "last": 1, "minimum": 10}]),
        _instance(_project(mode=SPEND), limits=[{"first": 0, "last": 1, "minimum": 11}]),
    ),
    "a soft limit binds nobody": (
        _instance(_project(mode=SPEND), limits=[{"first": 0, "last": 1, "maximum": 0, "soft": True}]),
        _instance(_project(mode=SPEND), limits=[{"first": 0, "last": 1, "maximum": 0, "soft": False}]),
    ),
    "a tenth of the unused room, exactly": (
        _instance(*TWICE, limits=_years(30, 8), carry_over=0.1),
        _instance(*TWICE, limits=_years(29, 8), carry_over=0.1),
    ),
    "all unused room": (
        _instance(*TWICE, limits=_years(11, 9), carry_over=1),
        _instance(*TWICE, limits=_years(10, 9), carry_over=1),
    ),
    "an overrun of a soft year carries nothing and owes nothing": (
        _instance(*TWICE, limits=[*_years(5, soft=True), *_years(10, 10)[1:]], carry_over=1),
        _instance(*TWICE, limits=[*_years(5, soft=True), *_years(10, 9)[1:]], carry_over=1),
    ),
    "an allocation": (
        _instance(
            LOOSE, allocations=[{"project": "A", "resource": "money", "first": 0, "last": 0, "amount": 13}]
        ),
        _instance(
            LOOSE, allocations=[{"project": "A", "resource": "money", "first": 0, "last": 0, "amount": 14}]
        ),
    ),
    "an allocation picks the start": (
        _instance(
            _project(mode=SPEND, release=1),
            allocations=[{"project": "A", "resource": "money", "first": 0, "last": 1, "amount": 10}],
        ),
        _instance(
            _project(mode=SPEND, release=1),
            allocations=[{"project": "A", "resource": "money", "first": 0, "last": 0, "amount": 10}],
        ),
    ),
    "a mode may be kept to some starts": (
        _instance(_project(mode=_mode(first_start=1, last_start=1), release=1)),
        _instance(_project(mode=_mode(first_start=0, last_start=0), release=1)),
    ),
    "a limit on what two resources use together": (_together(20), _together(19)),
    "flexibility moves usage and keeps the total": (
        _instance(LOOSE, limits=_years(7, 13)),
        _instance(LOOSE, limits=_years(7, 12)),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_feasible_with_just_enough_room(name: str) -> None:
    assert _solved(CASES[name][0]).status == "optimal"


@pytest.mark.parametrize("name", CASES)
def test_infeasible_with_one_less(name: str) -> None:
    assert _solved(CASES[name][1]).status == "infeasible"


def test_a_positive_allocation_selects_its_project() -> None:
    wanted = {"project": "A", "resource": "money", "first": 0, "last": 1, "amount": 10}
    data = _instance(_project(mandatory=False, mode=SPEND), allocations=[wanted])
    assert _solved(data).projects.keys() == {"A"}


def test_a_pin_does_not_select_its_project() -> None:
    aims = [{"terms": [{"term": "makespan"}]}]
    assert _solved(_instance(OPTIONAL | {"pin": {"start": 1}}, objective=aims)).projects == {}


def test_selecting_the_later_project_selects_the_earlier() -> None:
    data = _instance(
        OPTIONAL, B | {"release": 1}, precedence=[{"before": "A", "after": "B"}], objective=SELECTED
    )
    assert _solved(data).projects.keys() == {"A", "B"}


@pytest.mark.parametrize("share", ["0.1", "0.3333333333333333", "0.7", "0.29", "0.57"])
@pytest.mark.parametrize("maximum", [10, 10**12 - 1])
def test_carried_room_is_rounded_down_exactly_for_any_share(share: str, maximum: int) -> None:
    # 0.29 x 100 is 28.999999999999996 in doubles, and shares of large amounts do not fit 63 bits unsplit.
    from decimal import Decimal
    from fractions import Fraction
    from math import floor

    room = floor(Fraction(Decimal(share)) * maximum)
    mode = _mode(usage=[room])
    for more, status in ((0, "optimal"), (1, "infeasible")):
        mode = _mode(usage=[room + more])
        data = _instance(_project(mode=mode, release=1), limits=_years(maximum, 0), carry_over=Decimal(share))
        assert _solved(data).status == status


def test_without_any_aim_any_plan_is_optimal() -> None:
    result = _solved(_instance(A))
    assert result.status == "optimal"
    assert result.tiers == []


def test_discounted_benefit_is_worth_what_the_rate_says() -> None:
    mode = _mode(usage=[1], benefit=[0, 110])
    data = _instance(_project(mode=mode), discount_rate=0.1, objective=[{"terms": [{"term": "benefit"}]}])
    assert _solved(data).tiers[0].value == pytest.approx(100, rel=1e-9)


def test_a_later_tier_spends_exactly_the_tolerance_of_an_earlier_one() -> None:
    mode = _mode(1, benefit=[0, 5, 5, 5])
    aims = [
        {"terms": [{"term": "benefit"}], "tolerance": 0.34},
        {"terms": [{"term": "disruption"}]},
    ]
    data = _instance(
        _project(mode=mode), periods=4, objective=aims, baseline={"A": {"mode": "m", "start": 3}}
    )
    result = _solved(data)
    assert [tier.value for tier in result.tiers] == [15, 2]
    assert result.projects["A"].start == 1

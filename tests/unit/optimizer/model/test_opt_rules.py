"""Every rule at its smallest: a case that is just feasible, and the same case made infeasible by one."""

import pytest
from moving_cases import MOVING
from opt_instances import Json
from small_instances import a_mode, a_project, an_instance, years

from optimizer import Instance, Result, check, solve


def _solved(data: Json) -> Result:
    instance = Instance.parse(data)
    result = solve(instance, workers=1)
    assert check(instance, result) == []
    return result


def _together(maximum: int) -> Json:
    mode = {"id": "m", "duration": 1, "usage": {"money": [10], "loans": [10]}}
    both: Json = {
        "id": "both",
        "sum_of": ["money", "loans"],
        "limits": [{"first": 0, "last": 1, "maximum": maximum}],
    }
    data = an_instance(a_project(mode=mode))
    return data | {"resources": [both, *data["resources"], {"id": "loans"}]}


A, B = a_project("A"), a_project("B")
OPTIONAL = a_project(mandatory=False)
SELECTED = [{"terms": [{"term": "selected"}]}]
TWICE = [a_project("A", pin={"start": 0}), a_project("B", pin={"start": 1})]
LOOSE = a_project(mode=a_mode(2, [10, 10]), flexibility=0.3, pin={"start": 0})

CASES: dict[str, tuple[Json, Json]] = {
    "a mandatory project needs a mode that fits": (
        an_instance(a_project(mode=a_mode(2))),
        an_instance(a_project(mode=a_mode(3))),
    ),
    "a mandatory project needs a mode": (an_instance(A), an_instance(A | {"modes": []})),
    "usage lies in the horizon": (
        an_instance(a_project(mode=a_mode(1, [1, 1, 0]))),
        an_instance(a_project(mode=a_mode(1, [1, 1, 1]))),
    ),
    "what outlasts the horizon must be allowed to": (
        an_instance(a_project(mode=a_mode(9, [1] * 9)), may_outlast_horizon=True),
        an_instance(a_project(mode=a_mode(9, [1] * 9)), may_outlast_horizon=False),
    ),
    "a milestone may happen at the end of the horizon": (
        an_instance(a_project(mode=a_mode(0), release=2)),
        an_instance(a_project(mode=a_mode(0), release=3)),
    ),
    "release": (an_instance(A | {"release": 1}), an_instance(A | {"release": 2})),
    "deadline": (
        an_instance(A | {"release": 1, "deadline": 1}),
        an_instance(A | {"release": 1, "deadline": 0}),
    ),
    "a pin binds": (
        an_instance(A | {"pin": {"start": 1}, "deadline": 1}),
        an_instance(A | {"pin": {"start": 1}, "deadline": 0}),
    ),
    "a later project waits until the earlier is complete": (
        an_instance(A, B, precedence=[{"before": "A", "after": "B"}]),
        an_instance(A, B, precedence=[{"before": "A", "after": "B", "lag": 1}]),
    ),
    "a negative lag lets projects overlap": (
        an_instance(a_project("A", mode=a_mode(2)), B, precedence=[{"before": "A", "after": "B", "lag": -1}]),
        an_instance(a_project("A", mode=a_mode(2)), B, precedence=[{"before": "A", "after": "B", "lag": 0}]),
    ),
    "a group has at most so many": (
        an_instance(A, B, groups=[{"projects": ["A", "B"], "at_most": 2}]),
        an_instance(A, B, groups=[{"projects": ["A", "B"], "at_most": 1}]),
    ),
    "a group has at least so many": (
        an_instance(OPTIONAL, groups=[{"projects": ["A"], "at_least": 1}]),
        an_instance(OPTIONAL, groups=[{"projects": ["A"], "at_least": 2}]),
    ),
    "an empty group has nobody": (
        an_instance(groups=[{"projects": []}]),
        an_instance(groups=[{"projects": [], "at_least": 1}]),
    ),
    "a maximum": (
        an_instance(a_project(), limits=[{"first": 0, "last": 1, "maximum": 10}]),
        an_instance(a_project(), limits=[{"first": 0, "last": 1, "maximum": 9}]),
    ),
    "a minimum": (
        an_instance(a_project(), limits=[{"first": 0, "last": 1, "minimum": 10}]),
        an_instance(a_project(), limits=[{"first": 0, "last": 1, "minimum": 11}]),
    ),
    "a soft limit binds nobody": (
        an_instance(a_project(), limits=[{"first": 0, "last": 1, "maximum": 0, "soft": True}]),
        an_instance(a_project(), limits=[{"first": 0, "last": 1, "maximum": 0, "soft": False}]),
    ),
    "a tenth of the unused room, exactly": (
        an_instance(*TWICE, limits=years(30, 8), carry_over=0.1),
        an_instance(*TWICE, limits=years(29, 8), carry_over=0.1),
    ),
    "all unused room": (
        an_instance(*TWICE, limits=years(11, 9), carry_over=1),
        an_instance(*TWICE, limits=years(10, 9), carry_over=1),
    ),
    "all unused room, of which not all has lapsed": (
        an_instance(*TWICE, limits=[*years(11), *years(0, 9, receives=1)[1:]], carry_over=1),
        an_instance(*TWICE, limits=[*years(11), *years(0, 9, receives=0)[1:]], carry_over=1),
    ),
    "a tenth of the unused room, and no more than has not lapsed": (
        an_instance(*TWICE, limits=[*years(40), *years(0, 8, receives=2)[1:]], carry_over=0.1),
        an_instance(*TWICE, limits=[*years(40), *years(0, 8, receives=1)[1:]], carry_over=0.1),
    ),
    "an overrun of a soft year carries nothing and owes nothing": (
        an_instance(*TWICE, limits=[*years(5, soft=True), *years(10, 10)[1:]], carry_over=1),
        an_instance(*TWICE, limits=[*years(5, soft=True), *years(10, 9)[1:]], carry_over=1),
    ),
    "an allocation": (
        an_instance(
            LOOSE, allocations=[{"project": "A", "resource": "money", "first": 0, "last": 0, "amount": 13}]
        ),
        an_instance(
            LOOSE, allocations=[{"project": "A", "resource": "money", "first": 0, "last": 0, "amount": 14}]
        ),
    ),
    "an allocation picks the start": (
        an_instance(
            a_project(release=1),
            allocations=[{"project": "A", "resource": "money", "first": 0, "last": 1, "amount": 10}],
        ),
        an_instance(
            a_project(release=1),
            allocations=[{"project": "A", "resource": "money", "first": 0, "last": 0, "amount": 10}],
        ),
    ),
    "a mode may be kept to some starts": (
        an_instance(a_project(mode=a_mode(first_start=1, last_start=1), release=1)),
        an_instance(a_project(mode=a_mode(first_start=0, last_start=0), release=1)),
    ),
    "a limit on what two resources use together": (_together(20), _together(19)),
    "flexibility moves usage and keeps the total": (
        an_instance(LOOSE, limits=years(7, 13)),
        an_instance(LOOSE, limits=years(7, 12)),
    ),
    **MOVING,
}


@pytest.mark.parametrize("name", CASES)
def test_feasible_with_just_enough_room(name: str) -> None:
    assert _solved(CASES[name][0]).status == "optimal"


@pytest.mark.parametrize("name", CASES)
def test_infeasible_with_one_less(name: str) -> None:
    assert _solved(CASES[name][1]).status == "infeasible"


def test_a_positive_allocation_selects_its_project() -> None:
    wanted = {"project": "A", "resource": "money", "first": 0, "last": 1, "amount": 10}
    data = an_instance(a_project(mandatory=False), allocations=[wanted])
    assert _solved(data).projects.keys() == {"A"}


def test_a_pin_does_not_select_its_project() -> None:
    aims = [{"terms": [{"term": "makespan"}]}]
    assert _solved(an_instance(OPTIONAL | {"pin": {"start": 1}}, objective=aims)).projects == {}


def test_selecting_the_later_project_selects_the_earlier() -> None:
    data = an_instance(
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
    mode = a_mode(usage=[room])
    for more, status in ((0, "optimal"), (1, "infeasible")):
        mode = a_mode(usage=[room + more])
        data = an_instance(
            a_project(mode=mode, release=1), limits=years(maximum, 0), carry_over=Decimal(share)
        )
        assert _solved(data).status == status


def test_without_any_aim_any_plan_is_optimal() -> None:
    result = _solved(an_instance(A))
    assert result.status == "optimal"
    assert result.tiers == []


def test_discounted_benefit_is_worth_what_the_rate_says() -> None:
    mode = a_mode(usage=[1], benefit=[0, 110])
    data = an_instance(a_project(mode=mode), discount_rate=0.1, objective=[{"terms": [{"term": "benefit"}]}])
    assert _solved(data).tiers[0].value == pytest.approx(100, rel=1e-9)


def test_a_later_tier_spends_exactly_the_tolerance_of_an_earlier_one() -> None:
    mode = a_mode(1, benefit=[0, 5, 5, 5])
    aims = [
        {"terms": [{"term": "benefit"}], "tolerance": 0.34},
        {"terms": [{"term": "disruption"}]},
    ]
    data = an_instance(
        a_project(mode=mode), periods=4, objective=aims, baseline={"A": {"mode": "m", "start": 3}}
    )
    result = _solved(data)
    assert [tier.value for tier in result.tiers] == [15, 2]
    assert result.projects["A"].start == 1

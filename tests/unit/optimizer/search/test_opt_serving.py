"""Debt that what is used calls for later, and use that goes on after the horizon."""

from decimal import Decimal
from fractions import Fraction

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from moving_instances import moving_instances
from opt_instances import Json, best_values, instances

from optimizer import Instance, InstanceError, check, explain, solve
from optimizer.checker.serving import serving
from optimizer.model.contents import build
from optimizer.model.serving import served

_YEARS = [{"first": 0, "last": 1}, {"first": 2, "last": 3}, {"first": 4, "last": 5}]


def _with_debt(draw: st.DrawFn, data: Json) -> Json:
    """Give an instance a debt on some of its resources, with ceilings that may be in the way."""
    names = [resource["id"] for resource in data["resources"] if not resource.get("serves")]
    declared = next((r["windows"] for r in data["resources"] if r.get("windows")), None)
    periods = data["periods"]
    inside = {t for w in declared or () for t in range(w["first"], w["last"] + 1)}
    single = [{"first": t, "last": t} for t in range(periods) if t not in inside]
    windows = sorted([*(declared or ()), *single], key=lambda window: window["first"])
    soft = draw(st.booleans())
    debt = {
        "id": "debt",
        "windows": windows,
        "serves": [
            {
                "resource": draw(st.sampled_from(names)),
                "factor": draw(st.sampled_from([0.5, 0.07036108, 0.3, 1.1])),
                "after": draw(st.integers(1, 2)),
                "times": draw(st.integers(1, 3)),
            }
            for _ in range(draw(st.integers(1, 2)))
        ],
        "limits": [
            window | ({"maximum": draw(st.integers(0, 3)), "soft": soft} if draw(st.booleans()) else {})
            for window in windows
        ],
    }
    together = {"id": "with debt", "sum_of": [names[0], "debt"], "limits": [*windows]}
    if draw(st.booleans()):
        together["limits"] = [window | {"maximum": draw(st.integers(2, 7))} for window in windows]
    aim = draw(st.sampled_from(["peak", "usage", "violation"]))
    tier = {"terms": [{"term": aim, "resource": draw(st.sampled_from(["debt", "with debt"]))}]}
    data["resources"] += [debt, *([together] if "sum_of" not in data["resources"][0] else [])]
    if len(data["resources"]) == len(names) + 1:
        tier["terms"][0]["resource"] = "debt"
    data["objective"] = [*data["objective"][:1], tier]
    return data


@st.composite
def _in_debt(draw: st.DrawFn) -> Json:
    return _with_debt(draw, draw(instances()))


@st.composite
def _moving_in_debt(draw: st.DrawFn) -> Json:
    return _with_debt(draw, draw(moving_instances()))


@st.composite
def _running(draw: st.DrawFn) -> Json:
    """Instances in which modes go on using something once they are done."""
    data = draw(instances())
    limits = [
        {"first": t, "last": t, "maximum": draw(st.integers(0, 3)), "soft": False}
        for t in range(data["periods"])
        if draw(st.booleans())
    ]
    data["resources"].append({"id": "running", "ongoing": True, "limits": limits})
    for project in data["projects"]:
        for mode in project["modes"]:
            mode["usage"]["running"] = [0] * mode["duration"] + [draw(st.integers(0, 2))] * 6
    return data


def _compare_with_enumeration(data: Json) -> None:
    instance = Instance.parse(data)
    truth, result = best_values(instance), solve(instance, workers=1)
    if truth is None:
        assert result.status == "infeasible"
        return
    assert result.status == "optimal"
    assert [Fraction(tier.value) for tier in result.tiers] == pytest.approx(truth)
    assert check(instance, result) == []


@examples(60)
@given(_in_debt())
def test_debt_is_held_under_its_ceilings_as_well_as_any_plan_could(data: Json) -> None:
    _compare_with_enumeration(data)


@examples(25)
@given(_moving_in_debt())
def test_so_it_is_where_the_money_itself_is_decided(data: Json) -> None:
    _compare_with_enumeration(data)


@examples(60)
@given(_running())
def test_use_that_goes_on_keeps_nothing_inside_the_horizon_and_is_not_moved(data: Json) -> None:
    _compare_with_enumeration(data)


def _debt(factor: float = 0.07036108, **limits: int) -> Json:
    ceilings = [year | {"maximum": limits[f"m{k}"]} for k, year in enumerate(_YEARS) if f"m{k}" in limits]
    return {
        "periods": 6,
        "resources": [
            {"id": "bond"},
            {
                "id": "debt",
                "windows": _YEARS,
                "serves": [{"resource": "bond", "factor": factor, "after": 1, "times": 2}],
                "limits": [*ceilings, {"first": 4, "last": 5}],
            },
        ],
        "projects": [
            {"id": "A", "mandatory": True, "modes": [{"id": "m", "duration": 1, "usage": {"bond": [1000]}}]}
        ],
        "objective": [{"terms": [{"term": "makespan"}]}],
    }


def test_each_window_is_rounded_for_itself_and_serves_as_often_as_it_says() -> None:
    result = solve(Instance.parse(_debt()))
    assert [limit.used for limit in result.resources["debt"].limits] == [70]
    assert result.projects["A"].start == 0


def test_a_ceiling_on_debt_moves_what_calls_for_it() -> None:
    result = solve(Instance.parse(_debt(m1=69)))
    assert result.projects["A"].start == 2, "in its second window it is due from the third on"


def test_a_wrong_debt_is_told_by_the_checker() -> None:
    instance = Instance.parse(_debt())
    result = solve(instance)
    wrong = result.resources["debt"].limits[0].model_copy(update={"used": 71})
    debt = result.resources["debt"].model_copy(update={"limits": [wrong]})
    claimed = result.model_copy(update={"resources": {**result.resources, "debt": debt}})
    assert [violation.path for violation in check(instance, claimed)] == ["resources.debt.limits[0].used"]


def test_what_is_in_the_way_of_a_debt_is_its_ceiling() -> None:
    data = _debt(m1=69)
    data["projects"][0]["deadline"] = 0
    explanation = explain(Instance.parse(data))
    moves = {
        (change.path, change.after) for relaxation in explanation.relaxations for change in relaxation.changes
    }
    assert ("resources[1].limits[0].maximum", 70) in moves


@given(
    st.decimals(0, 2, places=10),
    st.lists(st.integers(-(10**12), 10**12), min_size=6, max_size=6),
)
def test_solver_and_checker_round_large_debts_alike(factor: Decimal, used: list[int]) -> None:
    instance = Instance.parse(_debt(float(factor)))
    debt = instance.resources[1]
    exact = served(instance, debt, {"bond": used})
    assert exact == serving(debt, {"bond": used})
    service = Fraction(debt.serves[0].factor)
    assert abs(exact[2] - service * sum(used[:2])) <= Fraction(1, 2)


def test_amounts_too_large_for_one_product_are_worked_off_in_groups_of_digits() -> None:
    data = _debt(0.0703610767)
    data["projects"][0]["modes"][0]["usage"] = {"bond": [999_999_999_999]}
    instance = Instance.parse(data)
    program, columns = build(instance)
    chosen = next(column for column in columns.all if column.start == 0)
    values = [int(column is chosen) for column in columns.all]
    full = program.completed(values)
    assert not list(program.broken(full))
    assert columns.usage("debt", 2, 3).value(full) == 70_361_076_700
    assert max(max(map(abs, row.sum.coefficients), default=0) for row in program.rows) < 2**61


def _faulty(**changes: object) -> Json:
    data = _debt()
    data["resources"][1] |= changes
    return data


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"windows": []}, "resources[1].serves: serves window by window"),
        ({"already": [1]}, "resources[1].serves: its use follows"),
        ({"ongoing": True}, "resources[1].serves: its use follows"),
        ({"serves": [{"resource": "none", "factor": 1}]}, "resources[1].serves[0].resource: 'none'"),
        ({"serves": [{"resource": "debt", "factor": 1}]}, "resources[1].serves[0].resource: 'debt'"),
        ({"limits": [{"first": 0, "last": 0}]}, "resources[1].limits[0]: counts a part of a window"),
        ({"serves": [{"resource": "bond", "factor": 3}]}, "resources[1].serves[0].factor"),
    ],
)
def test_what_serves_others_says_nothing_else_of_its_use(changes: Json, fault: str) -> None:
    with pytest.raises(InstanceError) as error:
        Instance.parse(_faulty(**changes))
    assert any(line.startswith(fault) for line in str(error.value).splitlines())


def test_no_mode_uses_a_debt_and_no_sum_goes_on() -> None:
    data = _debt()
    data["projects"][0]["modes"][0]["usage"]["debt"] = [1]
    data["resources"].append({"id": "all", "sum_of": ["bond"], "ongoing": True})
    with pytest.raises(InstanceError, match=r"(?s)no resource has the id 'debt'.*only what modes use"):
        Instance.parse(data)

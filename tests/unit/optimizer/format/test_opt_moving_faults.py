"""What an instance may not say of money that moves, each told by its path; and what it need not say."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from opt_instances import Json

from optimizer import Instance, InstanceError

YEARS = [{"first": 0, "last": 1}, {"first": 2, "last": 3}]
SOUND: Json = {
    "periods": 4,
    "resources": [
        {"id": "money", "windows": YEARS, "limits": YEARS},
        {"id": "loans", "windows": YEARS},
        {"id": "paid", "pays": {"resource": "money", "advance": 0.1, "progress": 0.9}, "limits": YEARS},
        {"id": "all", "sum_of": ["paid", "loans"], "limits": YEARS},
    ],
    "projects": [
        {
            "id": "A",
            "due": 3,
            "due_from": 2,
            "terms": {"paid": {"progress": 0.5, "retention": 0.5}},
            "modes": [
                {
                    "id": "m",
                    "duration": 2,
                    "usage": {"money": [10, 10]},
                    "used_before": {"money": 5},
                    "bands": [{"resources": ["money"], "late": 2, "step": 5, "minimum": 5, "maximum": 10}],
                },
                {
                    "id": "n",
                    "duration": 2,
                    "usage": {"money": [10, 10]},
                    "bands": [{"resources": ["money", "loans"], "shares": {"loans": {"most": 0.5}}}],
                },
            ],
        }
    ],
    "matches": [{"resource": "loans", "against": "money", "ratio": 1.5, "first": 0, "last": 1}],
    "objective": [{"terms": [{"term": "peak", "resource": "all"}]}],
}
MODES = ("projects", 0, "modes")
BAND = (*MODES, 0, "bands", 0)
BOTH = (*MODES, 1, "bands", 0)

FAULTS: dict[str, tuple[tuple[str | int, ...], Any, str]] = {
    "windows overlap": (
        ("resources", 0, "windows"),
        [{"first": 0, "last": 1}, {"first": 1, "last": 3}],
        "resources[0].windows[1]: is not inside the horizon, in order and apart",
    ),
    "a sum has windows": (
        ("resources", 3, "windows"),
        YEARS,
        "resources[3].windows: only a resource with a use of its own",
    ),
    "a limit looks into a year": (
        ("resources", 0, "limits"),
        [{"first": 0, "last": 2}],
        "resources[0].limits[0]: counts a part of a window in which 'money'",
    ),
    "a limit on payments looks into a year": (
        ("resources", 2, "limits"),
        [{"first": 1, "last": 1}],
        "resources[2].limits[0]: counts a part of a window in which 'paid'",
    ),
    "an allocation looks into a year": (
        ("allocations",),
        [{"project": "A", "resource": "money", "first": 1, "last": 1, "amount": 5}],
        "allocations[0]: counts a part of a window",
    ),
    "a peak of single periods": (
        ("resources", 3, "limits"),
        [],
        "objective[0].terms[0]: counts a part of a window in which 'all'",
    ),
    "a band of nothing": ((*BAND, "resources"), [], "bands[0]: names no resource"),
    "a band of a sum": ((*BAND, "resources"), ["all"], "bands[0].resources[0]: 'all' is no resource"),
    "a band of payments": ((*BAND, "resources"), ["paid"], "bands[0].resources[0]: 'paid' is no resource"),
    "two bands of one resource": (
        (*MODES, 0, "bands"),
        [{"resources": ["money"], "late": 1}, {"resources": ["money"], "early": 1}],
        "bands[1].resources[0]: 'money' stands in a band already",
    ),
    "a most that is no whole step": ((*BAND, "maximum"), 12, "bands[0]: maximum 12 is not in whole steps"),
    "a least that is no whole step": ((*BAND, "minimum"), 3, "bands[0]: minimum 3 is not in whole steps"),
    "a most below the least": ((*BAND, "maximum"), 0, "bands[0]: maximum 0 is not >= 5"),
    "no step": ((*BAND, "step"), 0, "bands[0].step: 0 is not >= 1"),
    "a share of what is no part": (
        (*BOTH, "shares"),
        {"paid": {"most": 0.5}},
        "bands[0]: shares name 'paid'",
    ),
    "a share of one resource alone": (
        (*BAND, "shares"),
        {"money": {"most": 0.5}},
        "bands[0]: shares name 'money'",
    ),
    "a least share above the most": (
        (*BOTH, "shares"),
        {"loans": {"least": 0.6, "most": 0.5}},
        "bands[0]: of 'loans', the least share is not <= the most",
    ),
    "least shares of more than all": (
        (*BOTH, "shares"),
        {"loans": {"least": 0.6}, "money": {"least": 0.6}},
        "bands[0]: the least shares add up to more than one",
    ),
    "most shares of less than all": (
        (*BOTH, "shares"),
        {"loans": {"most": 0.4}, "money": {"most": 0.4}},
        "bands[0]: the most shares add up to less than one",
    ),
    "sources of different windows": (
        ("resources", 1, "windows"),
        [],
        "modes[1].bands[0].resources: have different windows",
    ),
    "what was used before of a sum": (
        (*MODES, 0, "used_before"),
        {"all": 1},
        "used_before.all: 'all' has no",
    ),
    "what was used before of an open share": (
        (*MODES, 1, "used_before"),
        {"money": 1},
        "used_before.money: its share is still open",
    ),
    "payments have a use of their own": (
        (*MODES, 0, "usage"),
        {"paid": [1]},
        "usage.paid: no resource has the id 'paid'",
    ),
    "payments of payments": (
        ("resources", 1, "pays"),
        {"resource": "paid"},
        "resources[1].pays.resource: 'paid' has no use of its own",
    ),
    "terms that do not add up": (
        ("resources", 2, "pays", "progress"),
        0.8,
        "resources[2].pays: advance, progress and retention do not add up to 1",
    ),
    "a project's terms that do not add up": (
        ("projects", 0, "terms", "paid", "progress"),
        0.6,
        "projects[0].terms.paid: advance, progress and retention do not add up to 1",
    ),
    "terms of what does not pay": (
        ("projects", 0, "terms"),
        {"money": {}},
        "projects[0].terms.money: 'money' is no resource that pays",
    ),
    "a share of five decimals": (
        ("resources", 2, "pays", "advance"),
        0.12345,
        "resources[2].pays.advance: 0.12345 has more than four decimals",
    ),
    "amounts too large to be paid exactly": (
        (*MODES, 0, "usage"),
        {"money": [10**12, 1]},
        "projects[0].modes[0]: uses more than 10^12",
    ),
    "a date to begin with after the one to end with": (
        ("projects", 0, "due_from"),
        4,
        "projects[0].due_from: 4 is not <= due, 3",
    ),
    "a match of an unknown resource": (("matches", 0, "resource"), "x", "matches[0].resource: no resource"),
    "a match of an unknown project": (("matches", 0, "project"), "x", "matches[0].project: no project"),
    "a match beyond the horizon": (("matches", 0, "last"), 4, "matches[0]: its window is not inside"),
    "a match of more than a hundred": (("matches", 0, "ratio"), 101, "matches[0].ratio: 101 is not <= 100"),
}


def _with(location: tuple[str | int, ...], value: Any) -> Json:
    data = copy.deepcopy(SOUND)
    target: Any = data
    *way, last = location
    for step in way:
        target = target[step]
    target[last] = value
    return data


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_its_path(fault: str) -> None:
    location, value, expected = FAULTS[fault]
    Instance.parse(SOUND)
    with pytest.raises(InstanceError) as raised:
        Instance.parse(_with(location, value))
    assert any(expected in problem for problem in raised.value.problems), raised.value.problems


def test_it_is_read_back_as_it_was_written() -> None:
    instance = Instance.parse(SOUND)
    written = instance.model_dump(mode="json")
    assert Instance.parse(written) == instance
    assert Instance.parse(written).digest() == instance.digest()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["resources"][0].pop("windows"),
        lambda data: data["projects"][0]["modes"][0].pop("bands"),
        lambda data: data["projects"][0]["modes"][0].pop("used_before"),
        lambda data: data["projects"][0].pop("terms"),
        lambda data: data["projects"][0].pop("due_from"),
        lambda data: data.pop("matches"),
    ],
)
def test_whatever_it_says_is_in_the_hash(change: Callable[[Json], None]) -> None:
    data = copy.deepcopy(SOUND)
    data["projects"][0]["modes"].pop()
    data["resources"] = data["resources"][:1] + data["resources"][2:3]
    data["matches"] = [{"resource": "money", "against": "paid", "ratio": 1}]
    data["objective"] = []
    before = Instance.parse(data).digest()
    change(data)
    assert Instance.parse(data).digest() != before


def test_what_says_nothing_of_it_is_written_and_hashed_as_before() -> None:
    plain = {
        "periods": 2,
        "resources": [{"id": "r"}],
        "projects": [{"id": "A", "modes": [{"id": "m", "duration": 1}]}],
    }
    written = Instance.parse(plain).model_dump(mode="json")
    assert "matches" not in written
    assert {"windows", "pays"}.isdisjoint(written["resources"][0])
    assert {"terms", "due_from"}.isdisjoint(written["projects"][0])
    assert {"bands", "used_before"}.isdisjoint(written["projects"][0]["modes"][0])
